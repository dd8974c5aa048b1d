"""What can be found: a text of a document with the places where it stands."""

from __future__ import annotations

from dataclasses import dataclass

# What a text is. The order is that of rank: whoever types a body's name wants the body.
BODY, PROJECT, TABLE, INDICATOR, LINE, PASSAGE = WHAT = (
    "body",
    "project",
    "table",
    "indicator",
    "line",
    "passage",
)
# What has a name, which is found by its sound too.
NAMED = frozenset({BODY, PROJECT, TABLE, INDICATOR, LINE})


@dataclass(frozen=True, slots=True)
class PlaceData:
    """Where a text stands: `path` below its document's address (tables/5/#r12).

    `table` is the table's name as printed, `row` counts from 1. `shown` is an amount that stands
    in the row, as printed, `unit` and `column` what it is.
    """

    path: str
    table: str = ""
    row: int | None = None
    shown: str = ""
    unit: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class TextData:
    """A text of a document. `context` is what it belongs to: a heading, a project, a table.

    `amounts` are those that it states or that stand beside it, in fen.
    """

    what: str
    text: str
    places: tuple[PlaceData, ...] = ()
    code: str = ""
    context: str = ""
    amounts: tuple[int, ...] = ()
