"""The history of a document: every change with its cells, why one can't be undone, and its way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets import models
from budgets.changing import CellChange, RowChange, change_cells, change_rows, undo
from budgets.explaining import explain
from budgets.storage import keys_of, load_disclosure
from tests.access.people import person, signed_in
from tests.workplace.drafts import XICHENG_2024, draft_of, table_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> models.Disclosure:
    return draft_of(XICHENG_2024)


@pytest.fixture
def staff(draft: models.Disclosure) -> Any:
    return person("staff", ("staff", draft.department), first_name="张三")


def typed(draft: models.Disclosure, row: int, text: str, *, by: Any, code: str = "表7") -> Any:
    """Type 人员经费 of a row of 表7 (or the fourth column of another table)."""
    table = table_of(draft, code)
    key = keys_of(draft, table.n)[row]
    seen = table.text(row, 3)
    return change_cells(draft, table.n, [CellChange(key, 3, seen, text)], by=by).change


def page_of(draft: models.Disclosure, query: str = "") -> str:
    return reverse("admin:budgets_disclosure_changes", args=[draft.pk]) + query


def told(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(answer.context["entries"])


def test_each_change_tells_who_where_from_what_to_what_and_what_followed(
    draft: models.Disclosure, staff: Any
) -> None:
    typed(draft, 3, "3", by=staff)

    [one] = told(signed_in(staff), page_of(draft))

    assert one.who == "张三"
    assert one.change.get_what_display() == "填写"
    [line] = one.lines
    assert (line.cell, line.before, line.after) == ("D8", "2.687057", "3.000000")
    assert line.row == "50102-社会保障缴费 30112-其他社会保障缴费"
    assert line.column == "本年预算数／人员经费"
    # 合计 of the row agreed with its parts, and goes on agreeing.
    assert [(one.cell, one.after) for one in one.followed] == [("C8", "3.000000")]
    assert one.can_be_undone


def test_out_of_order_where_no_later_change_is_in_the_way(
    draft: models.Disclosure, staff: Any
) -> None:
    first = typed(draft, 3, "3", by=staff)
    second = typed(draft, 3, "4", by=staff)
    other = typed(draft, 4, "5", by=staff)
    client = signed_in(staff)

    newest, middle, oldest = told(client, page_of(draft))

    assert (newest.can_be_undone, middle.can_be_undone) == (True, True)
    assert not oldest.can_be_undone
    assert "4.000000" in oldest.blocked
    assert oldest.by_number == second.number
    # The one in the middle, by its button; the older one is free then, and the undoing can be undone.
    undoing = reverse("admin:budgets_disclosure_undo", args=[draft.pk, second.number])
    assert client.post(undoing, {"next": page_of(draft)}).url == page_of(draft)
    undone, newest, middle, oldest = told(client, page_of(draft))
    assert (undone.change.what, undone.is_undoing, undone.can_be_undone) == ("undone", True, True)
    assert middle.undone_by == undone.change.number
    assert oldest.can_be_undone
    assert table_of(draft, "表7").text(3, 3) == "3.000000"
    assert (first.number, other.number) == (1, 3)


def test_changes_of_rows_tell_their_cells_and_block_what_they_deleted(
    draft: models.Disclosure, staff: Any
) -> None:
    typed(draft, 3, "3", by=staff)
    table = table_of(draft, "表7")
    keys = keys_of(draft, table.n)
    rows = [RowChange(key) for key in keys if key != keys[3]]
    rows.append(RowChange(None, ("50102-社会保障缴费", "30199-新", "1", "1", None)))
    change_rows(draft, table.n, rows, seen=keys, by=staff)

    newest, oldest = told(signed_in(staff), page_of(draft, f"?table={table.n}"))

    assert {"30199-新", ""} <= {line.after for line in newest.lines}
    assert "30112-其他社会保障缴费" in {line.before for line in newest.lines}
    assert "删除" in oldest.blocked
    assert oldest.by_number == newest.change.number
    assert newest.can_be_undone
    undo(newest.change, by=staff)
    assert told(signed_in(staff), page_of(draft))[-1].can_be_undone


@pytest.mark.database
def test_words_said_of_findings_stand_beside_changes_of_cells(
    draft: models.Disclosure, staff: Any
) -> None:
    finding = draft.findings.filter(severity="error").first()
    assert finding is not None
    typed(draft, 0, "66", by=staff)
    explain(draft, explanations={draft.findings.first().key: "上级口径。"}, by=staff)  # type: ignore[union-attr]
    client = signed_in(staff)

    said, change = told(client, page_of(draft))

    assert said.what == "写情况说明"
    assert change.change.number == 1
    assert len(told(client, page_of(draft, "?what=words"))) == 1
    assert told(client, page_of(draft, "?what=pasted")) == []
    assert told(client, page_of(draft, f"?person={staff.pk + 1}")) == []
    assert len(told(client, page_of(draft, f"?person={staff.pk}"))) == 2


def test_a_cell_has_a_history_of_its_own(draft: models.Disclosure, staff: Any) -> None:
    typed(draft, 3, "3", by=staff)
    typed(draft, 4, "5", by=staff)
    typed(draft, 3, "4", by=staff)
    table = table_of(draft, "表7")
    key = keys_of(draft, table.n)[3]
    query = f"?table={table.n}&key={key}&column="
    client = signed_in(staff)

    entries = told(client, page_of(draft, f"{query}3"))
    following = told(client, page_of(draft, f"{query}2"))
    plain = client.get(page_of(draft, f"{query}3&as=json")).json()["changes"]

    assert [[line.after for line in one.lines] for one in entries] == [["4.000000"], ["3.000000"]]
    assert [[line.after for line in one.followed] for one in following] == [
        ["4.000000"],
        ["3.000000"],
    ]
    assert plain[0]["cells"] == [["D8", "3.000000", "4.000000"]]
    assert plain[0]["undo"].endswith("/changes/3/undo/")
    assert plain[1]["undo"] is None
    grid = reverse("admin:budgets_disclosure_cells", args=[draft.pk, table.n])
    of_cell = client.get(page_of(draft, f"{query}3")).content.decode()
    assert f'href="{grid}#k{key}c3"' in of_cell
    assert "这一格还没有改动过。" in client.get(page_of(draft, f"{query}0")).content.decode()
    assert client.get(page_of(draft, f"{query}99")).status_code == 404


def test_who_only_sees_the_document_sees_its_history_without_buttons(
    draft: models.Disclosure, staff: Any
) -> None:
    change = typed(draft, 3, "3", by=staff)
    reviewer = signed_in(person("reviewer", ("reviewer", draft.department)))

    page = reviewer.get(page_of(draft)).content.decode()
    one = reverse("admin:budgets_disclosure_one_change", args=[draft.pk, change.number])

    assert "2.687057" in page
    assert "/undo/" not in page
    assert reviewer.get(one).status_code == 200
    grid = reviewer.get(reverse("admin:budgets_disclosure_cells", args=[draft.pk, 7]))
    assert grid.status_code == 403
    assert "您的岗位不能办理这一项" in grid.content.decode()


def test_a_page_costs_the_same_however_long_the_history_is(
    draft: models.Disclosure, staff: Any
) -> None:
    client = signed_in(staff)
    counts = []
    for amount in ("3", "4", "5", "6", "7", "8"):
        typed(draft, 3, amount, by=staff)
        typed(draft, 4, amount, by=staff)
        client.get(page_of(draft))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(page_of(draft))
        counts.append(len(queries))

    assert counts[-1] == counts[1] <= 25


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_staff_find_a_change_and_take_it_back(page: Page, live_server: LiveServer) -> None:
    draft = draft_of(XICHENG_2024)
    staff = person("staff", ("staff", draft.department))
    typed(draft, 3, "3", by=staff)
    typed(draft, 3, "4", by=staff)
    cookie = signed_in(staff).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page.goto(reverse("admin:budgets_disclosure_change", args=[draft.pk]))
    page.get_by_role("link", name="改动历史", exact=True).click()

    # The older one leads to what is in its way.
    page.get_by_role("link", name="见第 2 步，先撤销它").click()
    page.get_by_role("link", name="改动历史", exact=True).click()
    page.get_by_role("button", name="撤销 第 2 步").click()

    page.get_by_text("已撤销第 2 步").wait_for()
    assert load_disclosure(draft).table(table_of(draft, "表7").n).text(3, 3) == "3.000000"
    page.get_by_role("button", name="重做 第 3 步").click()
    page.get_by_text("已撤销第 3 步").wait_for()
    assert table_of(draft, "表7").text(3, 3) == "4.000000"
    found = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
