"""The grid's addresses answer as decision 0013 says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets import models, recalling
from budgets.data import CellRef, DisclosureData
from budgets.fixes import Held
from budgets.presences import others_at, say_here
from budgets.recalling import recall
from budgets.reconcile import CheckData
from budgets.storage import load_disclosure, load_findings
from tests.access.people import person
from tests.workplace.drafts import BEIJING, XICHENG_2024, Script, draft_of

pytestmark = pytest.mark.django_db
Opened = Callable[..., Script]


@pytest.fixture
def draft() -> models.Disclosure:
    return draft_of(BEIJING)


@pytest.fixture
def opened(draft: models.Disclosure, admin_client: Client) -> Opened:
    """A page on a table: the superuser's, or that of another person."""

    def page(code: str, who: str = "", of: models.Disclosure | None = None) -> Script:
        client = admin_client
        if who:
            client = Client()
            client.force_login(get_user_model().objects.create_superuser(who))
        return Script(client, of or draft, code, f"page-of-{who or 'admin'}")

    return page


def test_a_cell_is_answered_with_its_printed_form_totals_findings_and_sums(opened: Opened) -> None:
    page = opened("预算05表")
    begun = page.taken(page.state())
    assert begun["findings"] == begun["elsewhere"] == begun["uninterpreted"] == []
    footer = {one["column"]: one for one in begun["footer"]}
    assert footer[2] == {
        "column": 2,
        "text": "9,274.719302",
        "blank": 0,
        "zero": 0,
        "selected": False,
    }
    assert (footer[4]["text"], footer[4]["blank"]) == ("5,239.627782", 3)

    told = page.taken(page.typed("G7", "３１４５.６万"))

    key, column, _ = page.spot("G7")
    assert [key, column, "3,145.600000"] in told["cells"]
    # The total of its row and of the whole table follow; nothing else is told.
    assert {(row, at) for row, at in told["followed"]} == {
        page.spot(name)[:2] for name in ("C7", "C18", "G18")
    }
    assert len(told["cells"]) == 4
    assert told["change"] == 1
    assert {one["column"]: one["text"] for one in told["footer"]}[2] == "9,274.762991"
    lead = next(one for one in told["findings"] if one["leads"])
    assert lead["severity"] == "error"
    assert lead["table"] == page.n
    assert lead["key"] in page.keys
    assert all(other["address"].startswith("/admin/budgets/") for other in lead["against"])


def test_a_wrong_figure_comes_with_the_right_one_and_taking_it_settles_it(
    admin_client: Client, opened: Opened
) -> None:
    page = opened("预算06表")
    page.taken(page.state())
    key, column, right = page.spot("D5")

    wrong = page.taken(page.typed("D5", "1.5"))
    # Its totals followed it, and 预算05表 contradicts them. The other cell is one click away.
    found = [one for one in wrong["findings"] if (one["key"], one["column"]) == (key, column)]
    assert [(one["fix"], one["leads"]) for one in found] == [(right, True)]
    assert not any(one["leads"] for one in wrong["findings"] if one["key"] != key)
    assert wrong["elsewhere"] == []
    other = next(one for one in found[0]["against"] if one["code"] == "预算05表")
    assert other["address"].endswith(f"/tables/{other['table']}/#k{other['key']}c{other['column']}")

    settled = page.taken(page.typed("D5", found[0]["fix"], seen="1.500000", what="fixed"))

    assert settled["findings"] == settled["elsewhere"] == []
    assert page.draft.changes.get(number=settled["change"]).what == "fixed"
    again = opened("预算03表").taken(opened("预算03表").state())
    assert again["findings"] == []


def test_every_figure_that_is_offered_settles_its_finding(opened: Opened) -> None:
    """Whatever is typed wrongly: in a leaf, a total, on either side, in a table of any kind."""
    page = opened("预算05表")
    before = load_findings(page.draft)
    offered = []
    for code, name in (
        ("预算01表", "B5"),
        ("预算03表", "D7"),
        ("预算03表", "E6"),
        ("预算04表", "D13"),
        ("预算05表", "F6"),
        ("预算06表", "E15"),
        ("预算10表", "B6"),
    ):
        page = opened(code)
        texts = _texts(page)
        key, column, right = page.spot(name)
        told = page.taken(page.typed(name, "77.77"))
        texts.update({(k, c): t for k, c, t in told["cells"]})
        fixes = {one["id"]: one for one in told["findings"] if one["fix"]}
        for number, finding in fixes.items():
            spot = finding["key"], finding["column"]
            cell = {"key": spot[0], "column": spot[1], "seen": texts[spot], "text": finding["fix"]}
            fixed = page.taken(page.post("cells", cells=[cell], what="fixed"))
            assert number not in {one["id"] for one in fixed["findings"]}
            page.taken(page.post("undo", change=fixed["change"]))
            offered.append((name, spot == (key, column) and finding["fix"] == right))
        page.taken(page.typed(name, right, seen=texts[key, column]))
    # Each of them is put right at its own cell.
    assert {name for name, its_own in offered if its_own} == {name for name, _ in offered}
    assert len({name for name, _ in offered}) == 7
    assert load_findings(page.draft) == before


def _texts(page: Script) -> dict[tuple[int, int], str]:
    return {(key, column): text for key, column, text in page.taken(page.state(since=0))["cells"]}


def test_two_pages_meet_and_nobody_writes_over_the_other(opened: Opened) -> None:
    mine, theirs = opened("预算05表"), opened("预算05表", "other")
    mine.taken(mine.state(key=1, column=4, typing="1"))
    seen = theirs.taken(theirs.state(key=2))["present"]
    assert [(one["who"], one["key"], one["column"], one["typing"]) for one in seen] == [
        ("admin", 1, 4, True)
    ]

    theirs.taken(theirs.typed("G7", "5"))
    clash = mine.typed("G7", "6")

    assert clash.status_code == 409
    told = clash.json()
    key, column, _ = mine.spot("G7")
    assert told["clashes"] == [
        {"key": key, "column": column, "now": "5.000000", "wanted": "6.000000", "by": "other"}
    ]
    # It brings what the other page wrote, totals and findings with it.
    assert [key, column, "5.000000"] in told["cells"]
    assert any(one["severity"] == "error" for one in told["findings"])
    mine.since = told["revision"]
    assert mine.taken(mine.state())["cells"] == []

    # What the other writes elsewhere comes with one's own change, and by asking.
    theirs.taken(theirs.typed("E6", "7"))
    own = mine.taken(mine.typed("G7", "6", seen="5.000000"))
    row, at, _ = mine.spot("E6")
    assert [row, at, "7.000000"] in own["cells"]
    late = theirs.taken(theirs.state())
    assert [key, column, "6.000000"] in late["cells"]
    assert len(late["cells"]) == 4  # With the total of its row and those of the table.


def test_rows_come_and_go_and_a_page_that_missed_it_takes_the_whole_table(opened: Opened) -> None:
    mine, theirs = opened("预算05表"), opened("预算05表", "other")
    theirs.taken(theirs.state())
    keys = mine.keys
    new = {"key": None, "cells": ["2010399", "其他", "1.5万", "", "", "", "1.5", "1.5"]}
    rows = [
        {"key": keys[0]},
        new,
        *({"key": key} for key in reversed(keys[1:-1])),
        {"key": keys[-1]},
    ]

    told = mine.taken(mine.post("rows", seen=keys, rows=rows, note="粘贴一行", what="pasted"))

    assert told["rows"] == [keys[0], max(keys) + 1, *reversed(keys[1:-1]), keys[-1]]
    assert [max(keys) + 1, 2, "1.500000"] in told["cells"]
    assert [keys[-1], 2, "9,276.219302"] in told["cells"]
    assert [keys[-1], "total", 0] in told["looks"]
    assert theirs.post("rows", seen=keys, rows=[{"key": key} for key in keys]).status_code == 422
    whole = theirs.taken(theirs.state())
    assert whole["rows"] == told["rows"]
    assert len(whole["cells"]) == len(whole["rows"]) * 8

    back = mine.taken(mine.post("undo", change=told["change"]))
    assert back["rows"] == keys
    assert back["elsewhere"] == back["findings"] == []
    assert mine.post("undo", change=told["change"]).json()["message"] == "这一步已经撤销过了。"
    assert mine.post("undo", change=99).status_code == 422


def test_codes_are_found_by_number_name_and_sound_and_printed_as_the_table_prints_them(
    opened: Opened, admin_client: Client
) -> None:
    models.ClassificationCode.objects.bulk_create(
        models.ClassificationCode(catalogue=catalogue, code=code, name=name, edition=edition)
        for catalogue, code, name, edition in (
            ("function", "201", "一般公共服务支出", "2020-2026"),
            ("function", "20103", "政府办公厅（室）及相关机构事务", "2020-2026"),
            ("function", "2010301", "行政运行", "2020-2026"),
            ("function", "2010302", "一般行政管理事务", "2020-2026"),
            ("function", "2020101", "行政运行", "2012-2018"),
            ("dept_economic", "30101", "基本工资", "2019-2026"),
            ("gov_economic", "50101", "工资奖金津补贴", "2019-2026"),
        )
    )

    def asked(page: Script, column: int, q: str) -> list[tuple[str, list[list[object]]]]:
        answer = admin_client.get(
            page.address("cells_codes"), {"q": q, "column": column, "key": page.keys[0]}
        )
        assert answer.status_code == 200
        return [(one["text"], one["cells"]) for one in answer.json()["codes"]]

    two = opened("预算05表")
    assert asked(two, 0, "20103") == [
        ("20103", [[1, "政府办公厅（室）及相关机构事务"]]),
        ("2010301", [[1, "行政运行"]]),
        ("2010302", [[1, "一般行政管理事务"]]),
    ]
    # Those of the year, and of the neighbours' kind, come first.
    assert [text for text, _ in asked(two, 0, "xzyx")] == ["2010301", "2020101"]
    assert asked(two, 1, "行政管理") == [("一般行政管理事务", [[0, "2010302"]])]
    one = opened("预算03表")
    assert asked(one, 0, "yibanxing") == [("2010302-一般行政管理事务", [])]
    assert asked(one, 1, "gzjj") == [("50101-工资奖金津补贴", [])]
    assert asked(one, 2, "jb") == [("30101-基本工资", [])]
    assert asked(one, 4, "1") == []  # An amount has no code.


def test_what_cannot_be_read_is_told_at_its_cell_with_the_page_that_gives_it_a_meaning(
    opened: Opened, admin_client: Client
) -> None:
    page = opened("预算01表")
    page.taken(page.state())
    key, column, _ = page.spot("A5")

    told = page.taken(page.typed("A5", "一、某种收入"))

    where = [(one[0], one[1]) for one in told["uninterpreted"]]
    assert (key, column) in where
    address = next(one[3] for one in told["uninterpreted"] if one[:2] == [key, column])
    assert "某种收入" in admin_client.get(address).content.decode()
    assert told["looks"]
    told = page.taken(page.typed("B5", "十二"))
    spoken = [one for one in told["findings"] if one["severity"] == "problem"]
    assert [(one["key"], one["cell"]) for one in spoken] == [(key, "B5")]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("cells", "no json"),
        ("cells", "[]"),
        ("cells", '{"cells": [{"key": 1}]}'),
        ("cells", '{"cells": [{"key": true, "column": 0, "seen": "", "text": ""}]}'),
        ("cells", '{"cells": [], "what": "filled"}'),
        ("cells", '{"cells": [{"key": 1, "column": 0, "seen": "", "text": "\\u0000"}]}'),
        ("rows", '{"rows": [{"key": null, "cells": ["\\ud800"]}], "seen": []}'),
        ("rows", '{"rows": [{"key": "1"}], "seen": [1]}'),
        ("undo", '{"change": "1"}'),
    ],
)
def test_what_no_page_sends_is_refused(opened: Opened, name: str, body: str) -> None:
    page = opened("预算05表")

    answer = page.client.post(page.address(f"cells_{name}"), body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["message"]


def test_refusals_say_why_and_an_ended_session_says_where_to_sign_in(
    opened: Opened, draft: models.Disclosure
) -> None:
    page = opened("预算05表")
    assert (
        page.post("cells", cells=[{"key": 999, "column": 0, "seen": "", "text": "x"}]).json()[
            "message"
        ]
        == "这一行刚刚被别人删除，没有存入。"
    )
    gone = page.client.get(reverse("admin:budgets_disclosure_cells_state", args=[draft.pk, 99]))
    assert (gone.status_code, list(gone.json())) == (404, ["message"])
    reader = Client()
    reader.force_login(person("auditor", ("auditor", draft.department)))
    page.client, signed_in = reader, page.client
    assert (page.state().status_code, list(page.state().json())) == (403, ["message"])

    page.client = Client(enforce_csrf_checks=True)
    for answer in (page.state(), page.typed("G7", "1")):
        assert answer.status_code == 403
        assert answer.json()["signed_out"] is True
        assert answer.json()["sign_in"] == "/admin/login/"
    # Signed in again in another window, the page's old token is not believed, and it gets the new.
    page.client.force_login(get_user_model().objects.get(username="admin"))
    refused = page.typed("G7", "1")
    assert (refused.status_code, refused.json()["signed_out"]) == (403, False)
    assert len(refused.json()["token"]) > 30

    page.client = signed_in
    models.Disclosure.objects.filter(pk=draft.pk).update(status="submitted")
    late = page.typed("G7", "1")
    assert late.status_code == 409
    assert "送审" in late.json()["message"] or "待审" in late.json()["message"]
    assert page.client.get(page.address("cells")).status_code == 302


def test_a_page_is_there_for_as_long_as_it_says_so(draft: models.Disclosure) -> None:
    one = get_user_model().objects.create_user("one", first_name="张三")
    start = timezone.now()

    def later(seconds: int) -> dt.datetime:
        return start + dt.timedelta(seconds=seconds)

    say_here(draft, 5, "page-of-one", by=one, key=3, column=1, now=start)
    say_here(draft, 6, "page-of-two", by=one, now=start)
    # Another person's browser has made up the same name.
    say_here(draft, 5, "page-of-one", by=get_user_model().objects.create_user("two"), now=start)

    seen = others_at(draft, 5, "page-of-me", now=later(5))
    assert [(told.who, told.key, told.column) for told in seen] == [("张三", 3, 1)]
    assert others_at(draft, 5, "page-of-one", now=later(5)) == []
    say_here(draft, 5, "page-of-one", by=one, key=4, column=1, typing=True, now=later(6))
    assert [(told.key, told.typing) for told in others_at(draft, 5, "", now=later(25))] == [
        (4, True)
    ]
    say_here(draft, 5, "page-of-one", by=one, key=4, column=1, typing=True, now=later(25))
    assert models.Presence.objects.count() == 1
    assert others_at(draft, 5, "", now=later(50)) == []


@pytest.mark.django_db(transaction=True)
def test_tables_kept_in_memory_are_those_of_the_database(opened: Opened) -> None:
    page = opened("预算05表")
    page.taken(page.typed("G7", "5"))
    keys = page.keys
    page.taken(page.post("rows", seen=keys, rows=[{"key": key} for key in reversed(keys)]))
    draft = models.Disclosure.objects.get(pk=page.draft.pk)

    remembered = recall(draft)
    loaded = load_disclosure(draft)

    assert any(remembered.tables is tables for tables in recalling._held.values())
    assert remembered == loaded
    assert _places(remembered) == _places(loaded)


def _places(data: DisclosureData) -> list[object]:
    """Where everything stands, which tables are equal without."""
    return [
        (table.sheet, table.header_origins, [row.origin for row in table.rows])
        for table in data.tables
    ]


def test_what_is_confirmed_or_summed_is_not_free_to_be_set() -> None:
    def check(at: tuple[int, int, int], *parts: tuple[int, int, int]) -> CheckData:
        def ref(cell: tuple[int, int, int]) -> CellRef:
            return CellRef(cell[0], "", "", cell[1], cell[2])

        return CheckData(ref(at), tuple(map(ref, parts)), 1, "")

    held = Held.of(
        [
            check((1, 3, 0), (1, 1, 0), (1, 2, 0)),  # A sum of two rows of its own table
            check((2, 3, 0), (2, 1, 0), (2, 2, 0)),
            check((2, 3, 0), (3, 0, 0)),  # which in the second table another one confirms.
        ]
    )

    assert not held.free((1, 3, 0))
    assert held.free((1, 1, 0))
    assert not held.free((2, 1, 0))
    assert not held.free((3, 0, 0))


def test_the_real_documents_are_edited_as_the_samples_are(
    shared_documents: Path, opened: Opened
) -> None:
    """西城 2024: a figure of 表6 is found wrong as it is typed, and right again."""
    path = shared_documents / "xicheng-fao-2024-budget" / "tables.xlsx"
    real = draft_of(XICHENG_2024, "xicheng", path)
    before = load_findings(real)
    for code in ("表1", "表3", "表6", "表7", "表14"):
        page = opened(code, of=real)
        assert page.client.get(page.address("cells")).status_code == 200
    page = opened("表6", of=real)
    page.taken(page.state())
    name, text = next(
        (page.table.cell(fact.row, fact.column), fact.amount.printed)
        for fact in page.table.facts
        if fact.amount.fen
    )

    page.taken(page.typed(name, "0.01"))
    page.taken(page.typed(name, text, seen=_texts(page)[page.spot(name)[:2]]))

    assert load_findings(real) == before
