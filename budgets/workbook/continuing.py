"""Tables that go on over several sheets, made whole again; and the same table twice."""

from __future__ import annotations

import re
from dataclasses import replace

from budgets.vocabulary import fold, normalise
from budgets.workbook.matching import MONEY, Found

# How a table's last row begins; that of a self-evaluation is its score.
_TOTALS = ("合计", "总计", "总分", "综合得分", "总得分", "自评得分")


def join_continued(found: list[Found]) -> tuple[list[Found], list[tuple[Found, Found]]]:
    """Tables that go on over several sheets made whole; and pairs of the same table twice.

    A later table of the same title goes on when it says 续, has no title of its own but the same
    header, or its predecessor has not come to its total row yet.
    """
    whole: list[Found] = []
    doubles: list[tuple[Found, Found]] = []
    for table in found:
        previous = whole[-1] if whole else None
        same_header = (
            previous is not None
            and any(previous.header_texts())
            and previous.header_texts() == table.header_texts()
            and previous.columns == table.columns
        )
        twin = next(
            (
                other
                for other in whole
                if table.title
                and other.header_texts() == table.header_texts()
                and _bare(other.title) == _bare(table.title)
                and (not table.code or not other.code or other.code == table.code)
            ),
            None,
        )
        if (
            previous is not None
            and same_header
            and (
                table.continued
                or not table.title
                or (twin is previous and _goes_on(previous, table))
            )
        ):
            whole[-1] = replace(
                previous,
                tail=(*previous.tail, (table.sheet, table.body)),
                notes=(*previous.notes, *table.notes),
            )
        elif twin is not None and table.kind == MONEY:
            doubles.append((twin, table))
        else:
            whole.append(table)
    return whole, doubles


def _bare(title: str) -> str:
    return normalise(re.sub(r"\d{4}\s*年?度?", "", fold(title)))


def _goes_on(table: Found, later: Found) -> bool:
    """Whether the later part is more of the table, not the table once more."""
    if _closed(table) and _closed(later):
        return False
    return _body_texts(table) != _body_texts(later)


def _body_texts(table: Found) -> list[list[str]]:
    first, last = table.columns
    return [
        [table.sheet.text(row, column) for column in range(first, last + 1)] for row in table.body
    ]


def _closed(table: Found) -> bool:
    """Whether the table has a total row already."""
    rows = [(table.sheet, row) for row in table.body]
    rows += [(sheet, row) for sheet, body in table.tail for row in body]
    first, last = table.columns
    return (
        any(
            normalise(sheet.text(row, column)).endswith(_TOTALS)
            for sheet, row in rows
            for column in range(first, last + 1)
        )
        or not rows
    )
