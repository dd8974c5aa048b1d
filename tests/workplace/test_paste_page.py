"""A paste is shown beside the draft, put into it as one change, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets import models
from budgets.changing import CellChange, change_cells
from budgets.pasting.separated import write_separated
from budgets.storage import keys_of, load_disclosure
from tests.access.people import person, signed_in
from tests.workplace.clipboards import excel, lines_of
from tests.workplace.drafts import XICHENG_2024, draft_of, table_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> models.Disclosure:
    return draft_of(XICHENG_2024)


@pytest.fixture
def staff(draft: models.Disclosure) -> Client:
    return signed_in(person("staff", ("staff", draft.department)))


def address(draft: models.Disclosure) -> str:
    return reverse("admin:budgets_disclosure_paste", args=[draft.pk])


def look(client: Client, draft: models.Disclosure, text: str = "", html: str = "") -> Any:
    answer = client.post(address(draft), {"text": text, "html": html, "table": ""})
    assert answer.status_code == 200
    return answer


def form_of(answer: Any, **other: str) -> dict[str, str]:
    """What the page's form sends with the button that accepts."""
    looked = answer.context["looked"]
    columns = {
        one.name: next(choice.value for choice in one.options if choice.chosen)
        for one in looked.columns
    }
    return {
        "text": answer.context["text"],
        "html": answer.context["markup"],
        "table": looked.proposal.target.key,
        "of": looked.proposal.target.key,
        "seen": looked.proposal.seen,
        "looked": answer.context["digest"],
        "mode": looked.proposal.mode.value,
        "unit": looked.unit,
        **columns,
        "accept": "yes",
        **other,
    }


def last(draft: models.Disclosure) -> models.Change:
    change = draft.changes.first()
    assert change is not None
    return change


def undone(client: Client, draft: models.Disclosure) -> None:
    number = last(draft).number
    client.post(reverse("admin:budgets_disclosure_undo", args=[draft.pk, number]))


def test_cells_of_a_table_are_pasted_as_cells_and_leave_others_alone(
    staff: Client, draft: models.Disclosure
) -> None:
    before = load_disclosure(draft)
    html = excel(table_of(draft, "表7")).replace("65.715600", "66.715600")

    answer = look(staff, draft, html=html)

    looked = answer.context["looked"]
    assert looked.proposal.target.table.code == "表7"
    assert looked.counts.cells == 2
    assert any("66.7156" in one.message for one in looked.foreseen.appear)
    assert load_disclosure(draft) == before
    answer = staff.post(address(draft), form_of(answer), follow=True)
    assert "已存入粘贴的内容" in answer.content.decode()
    assert 'class="undo"' in answer.content.decode()
    assert last(draft).what == models.Change.What.PASTED
    assert table_of(draft, "表7").text(0, 2) == "66.715600"
    undone(staff, draft)
    assert load_disclosure(draft) == before


def test_a_whole_table_takes_rows_in_and_out_and_comes_back_with_its_keys(
    staff: Client, draft: models.Disclosure
) -> None:
    target = table_of(draft, "表7")
    before, keys = load_disclosure(draft), keys_of(draft, target.n)
    lines = lines_of(target)
    row = ["50201-办公经费", "30202-印刷费", "1.5", "", "1.5"]
    answer = look(staff, draft, write_separated([*lines[:4], row, *lines[5:]]))

    staff.post(address(draft), form_of(answer))

    now = table_of(draft, "表7")
    assert now.rows[2].cells == (*row[:2], "1.500000", None, "1.500000")
    assert keys_of(draft, target.n) == [*keys[:2], max(keys) + 1, *keys[3:]]
    undone(staff, draft)
    assert load_disclosure(draft) == before
    assert keys_of(draft, target.n) == keys


def test_a_table_that_is_not_there_yet_is_added_from_the_forms_of_its_standard(
    staff: Client, draft: models.Disclosure
) -> None:
    target = table_of(draft, "表7")
    draft.tables.get(n=target.n).delete()
    before = load_disclosure(draft)

    answer = look(staff, draft, html=excel(target))
    assert answer.context["looked"].proposal.target.is_new
    staff.post(address(draft), form_of(answer))

    added = table_of(draft, "表7")
    assert [row.cells for row in added.rows[:-1]] == [row.cells for row in target.rows[:-1]]
    # The form has its own words for its total: 合计, not 合 计.
    assert added.rows[-1].cells == (None, "合计", *target.rows[-1].cells[2:])
    assert {fact.coordinates for fact in added.facts} == {fact.coordinates for fact in target.facts}
    undone(staff, draft)
    assert load_disclosure(draft) == before


def test_a_paste_is_refused_when_its_table_changed_since_or_other_things_were_chosen(
    staff: Client, draft: models.Disclosure
) -> None:
    target = table_of(draft, "表7")
    answer = look(staff, draft, html=excel(target).replace("65.715600", "66.715600"))
    other = staff.post(address(draft), form_of(answer, mode="fill"))
    assert other.status_code == 409
    assert "选择改变了" in other.content.decode()
    key = keys_of(draft, target.n)[3]
    cell = CellChange(key, 2, target.text(3, 2), "1.00")
    change_cells(draft, target.n, [cell])

    late = staff.post(address(draft), form_of(answer))

    assert late.status_code == 409
    assert "刚刚被别人改动" in late.content.decode()
    assert table_of(draft, "表7").text(0, 2) == "65.715600"
    assert last(draft).what == models.Change.What.TYPED


def test_a_paste_that_is_no_table_says_so_and_one_of_no_known_table_asks(
    staff: Client, draft: models.Disclosure
) -> None:
    empty = staff.post(address(draft), {"text": "  ", "html": ""})
    assert empty.status_code == 422
    assert "没有表格" in empty.content.decode()

    unknown = look(staff, draft, "水果\t斤两\n苹果\t1\n")

    assert unknown.context["looked"] is None
    assert "看不出粘贴的是哪张表" in unknown.content.decode()
    # Words are escaped wherever they come back.
    hostile = look(staff, draft, "<script>x\t1\n表7\t2\n").content.decode()
    assert "<script>x" not in hostile


def test_what_has_nothing_of_the_chosen_table_takes_the_place_of_no_row(
    draft: models.Disclosure, staff: Client
) -> None:
    mail = "王处长：\n您好！附件是我们的预算表。合计 529.07 万元，比上年减少1.6%。\n此致\n敬礼\n"

    answer = staff.post(address(draft), {"text": mail, "html": "", "table": "7"})

    assert answer.context["looked"].is_strange
    assert "没有一栏、没有一行是这张表的" in answer.content.decode()
    assert not answer.context["looked"].proposal.laid.changes


def test_rows_that_a_document_began_with_give_way_to_those_that_are_pasted(
    draft: models.Disclosure, staff: Client
) -> None:
    keys = keys_of(draft, 7)
    figures = [(key, column) for key in keys for column in (2, 3, 4)]
    table = table_of(draft, "表7")
    seen = {at: table.text(keys.index(at[0]), at[1]) for at in figures}
    cells = [CellChange(*at, text, "") for at, text in seen.items() if text]
    change_cells(draft, 7, cells, by=None)
    rows = [("50301-基础设施建设", f"3100{n}-某项", "1", "", "1") for n in range(1, 4)]

    answer = look(staff, draft, "".join("\t".join(row) + "\n" for row in [*rows, REAL_ROW]))

    assert answer.context["looked"].proposal.mode == "replace"
    assert answer.context["looked"].proposal.laid.new == 3


REAL_ROW = ("50101-工资奖金津补贴", "30103-奖金", "2", "2", "")
