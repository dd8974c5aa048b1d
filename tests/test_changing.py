"""A change to a draft's tables is checked, kept, and can be taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from budgets import models
from budgets.changing import (
    CellChange,
    ChangeRefused,
    Clashes,
    RowChange,
    change_cells,
    change_rows,
    undo,
)
from budgets.data import TableData
from budgets.importing import preview_workbook, store_draft
from budgets.states import NotADraft
from budgets.storage import keys_of, load_disclosure
from budgets.workbook.writer import write_workbook
from tests.builders import department, whole_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> models.Disclosure:
    """A balanced document, as reading its workbook gives it."""
    body = department()
    preview = preview_workbook(
        write_workbook(whole_document()),
        name="budget.xlsx",
        department=body.name,
        fiscal_year=2026,
        kind="budget",
        region=body.region,
        slug=body.slug,
    )
    return store_draft(preview, department=body)


def table(draft: models.Disclosure, n: int = 3) -> TableData:
    return load_disclosure(draft).table(n)


def cell(draft: models.Disclosure, reference: str, text: str, n: int = 3) -> CellChange:
    """The cell of an A1 reference, as it stands, set to a text."""
    shown = table(draft, n)
    for row, line in enumerate(shown.rows):
        for column in range(len(shown.columns)):
            if line.origin.cell(column) == reference:
                key = keys_of(draft, n)[row]
                return CellChange(key, column, shown.text(row, column), text)
    raise AssertionError(reference)


def told(draft: models.Disclosure, reference: str, n: int = 3) -> str:
    return cell(draft, reference, "", n).seen


def texts(draft: models.Disclosure, n: int = 3) -> list[tuple[str | None, ...]]:
    return [row.cells for row in table(draft, n).rows]


# The table of general spending, 3: rows 6 to 9 of its sheet, columns C 合计, D 小计, E 人员, F 公用, G 项目.


def test_totals_that_agreed_follow_a_change(draft: models.Disclosure) -> None:
    done = change_cells(draft, 3, [cell(draft, "E6", "52")])

    assert texts(draft)[0] == ("2010301", "行政运行", "62.00", "62.00", "52.00", "10.00", None)
    assert texts(draft)[3] == (None, "合 计", "102.00", "82.00", "72.00", "10.00", "20.00")
    assert set(done.followed.values()) == {"62.00", "82.00", "72.00", "102.00"}


def test_a_wrong_figure_is_found_with_the_change_itself(draft: models.Disclosure) -> None:
    done = change_cells(draft, 3, [cell(draft, "E6", "520")])

    assert [one.severity for one in done.checked.errors]
    assert draft.findings.filter(severity="error").exists()


def test_a_total_that_was_brought_with_a_contradiction_is_left_alone(
    draft: models.Disclosure,
) -> None:
    change_cells(draft, 3, [cell(draft, "G9", "21.00")])

    change_cells(draft, 3, [cell(draft, "G7", "25.00")])

    assert told(draft, "G9") == "21.00"
    assert told(draft, "C7") == "25.00"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1,234.5", "1234.50"),
        ("１２３４", "1234.00"),
        ("1234.5万", "1234.50"),
        ("1.5亿元", "15000.00"),
        ("12345.67元", "1.234567"),
        ("0", "0.00"),
        ("", ""),
        ("—", "—"),
        ("(3)", "-3.00"),
        ("十二", "十二"),
        ("1,23", "1,23"),
    ],
)
def test_an_amount_is_taken_in_any_usual_form(
    draft: models.Disclosure, typed: str, kept: str
) -> None:
    change_cells(draft, 3, [cell(draft, "E6", typed)])

    assert told(draft, "E6") == kept


def test_what_is_no_amount_is_kept_and_said_at_its_cell(draft: models.Disclosure) -> None:
    change_cells(draft, 3, [cell(draft, "E6", "十二")])
    assert [(one.cell, one.message) for one in draft.problems.filter(severity="error")] == [
        ("E6", "“十二”不是金额，请改正或删除。")
    ]

    change_cells(draft, 3, [cell(draft, "E6", "12")])

    assert not draft.problems.filter(severity="error").exists()


def test_nobody_writes_over_what_they_have_not_seen(draft: models.Disclosure) -> None:
    mine = cell(draft, "E6", "51.00")
    other = get_user_model().objects.create_user("other")
    change_cells(draft, 3, [cell(draft, "E6", "55.00")], by=other)

    with pytest.raises(Clashes) as refused:
        change_cells(draft, 3, [mine, cell(draft, "F6", "11.00")])

    clash = refused.value.clashes[0]
    assert (clash.now, clash.wanted, clash.by) == ("55.00", "51.00", "other")
    assert told(draft, "F6") == "10.00"


def test_the_same_text_twice_is_no_change_and_no_clash(draft: models.Disclosure) -> None:
    mine = cell(draft, "E6", "51.00")
    change_cells(draft, 3, [mine])

    assert change_cells(draft, 3, [mine]).change is None
    assert draft.changes.count() == 1


def test_any_change_can_be_taken_back_and_that_too(draft: models.Disclosure) -> None:
    before = load_disclosure(draft)
    first = change_cells(draft, 3, [cell(draft, "E6", "52")]).change
    change_cells(draft, 3, [cell(draft, "F8", "4")])
    assert first is not None

    undone = undo(first).change

    assert told(draft, "E6") == "50.00"
    assert told(draft, "F8") == "4.00"
    assert told(draft, "C9") == "104.00"
    assert undone is not None
    undo(undone)
    assert told(draft, "E6") == "52.00"
    assert load_disclosure(draft) != before
    with pytest.raises(ChangeRefused, match="已经撤销"):
        undo(first)


def test_a_change_that_was_changed_again_is_taken_back_last(draft: models.Disclosure) -> None:
    first = change_cells(draft, 3, [cell(draft, "E6", "52")]).change
    change_cells(draft, 3, [cell(draft, "E6", "53")])
    assert first is not None

    with pytest.raises(ChangeRefused, match=r"53\.00"):
        undo(first)

    assert told(draft, "E6") == "53.00"


def test_rows_come_go_and_move_with_what_was_typed_in_them(draft: models.Disclosure) -> None:
    before = load_disclosure(draft)
    keys = keys_of(draft, 3)
    new = RowChange(None, ("2010399", "其他支出", "5.00", "", "", "", "5.00"))

    done = change_rows(
        draft,
        3,
        [RowChange(keys[1]), new, RowChange(keys[0]), RowChange(keys[3])],
        seen=keys,
    )

    assert [row.cells[0] for row in table(draft).rows] == ["2010302", "2010399", "2010301", None]
    assert texts(draft)[3] == (None, "合 计", "85.00", "60.00", "50.00", "10.00", "25.00")
    assert keys_of(draft, 3) == list(done.keys)
    assert done.change is not None
    undo(done.change)
    assert load_disclosure(draft) == before
    assert keys_of(draft, 3) == keys


def test_rows_that_others_changed_meanwhile_are_not_put_back(draft: models.Disclosure) -> None:
    keys = keys_of(draft, 3)
    change_rows(draft, 3, [RowChange(key) for key in keys[1:]], seen=keys)

    with pytest.raises(ChangeRefused, match="刚刚被别人"):
        change_rows(draft, 3, [RowChange(key) for key in keys], seen=keys)

    assert len(texts(draft)) == 3


def test_only_a_draft_can_be_changed(draft: models.Disclosure) -> None:
    mine = cell(draft, "E6", "52")
    models.Disclosure.objects.filter(pk=draft.pk).update(status="submitted")

    with pytest.raises(NotADraft):
        change_cells(draft, 3, [mine])

    assert told(draft, "E6") == "50.00"
