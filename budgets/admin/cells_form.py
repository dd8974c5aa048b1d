"""The plain form of a table, without JavaScript: its fields, what was seen in them, what differs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from budgets.changing import CellChange, Clash, RowChange
from budgets.data import TableData, column_letters

# So many fields a page: Django refuses forms with more (DATA_UPLOAD_MAX_NUMBER_FIELDS).
_FIELDS = 4_000
_ROWS = 200
# Texts wider than this (a Han character counts as two) are typed in a field of several lines.
_WIDE, _WIDER = 16, 48
ABOVE, BELOW, UP, DOWN, DROP, APPEND = "above", "below", "up", "down", "drop", "append"
_MOVES = (ABOVE, BELOW, UP, DOWN, DROP)

# Row key and column.
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a plain form says: the cells that differ from what was seen, and a deed with rows.

    `typed` are these cells' texts as they were typed; `keys` all rows that the person saw.
    """

    cells: tuple[CellChange, ...]
    keys: tuple[int, ...]
    deed: str = ""
    at: int | None = None

    @property
    def typed(self) -> dict[Spot, str]:
        return {(cell.key, cell.column): cell.text for cell in self.cells}


def sent_form(post: QueryDict) -> Sent:
    """What was sent. Fields that no page of ours would send are passed over."""
    seen = _seen(post.get("seen", ""))
    cells = []
    for key, texts in seen.items():
        for column, text in enumerate(texts):
            name = f"c{key}-{column}"
            typed = post.get(name)
            if typed is None or post.get(f"u{key}-{column}") == "theirs":
                continue
            # No database keeps a NUL, and nobody means one.
            typed = typed.replace("\r\n", "\n").replace("\0", "")
            if typed != text.replace("\r\n", "\n"):
                cells.append(CellChange(key, column, text, typed))
    deed, _colon, at = post.get("do", "").partition(":")
    return Sent(
        tuple(cells),
        tuple(int(key) for key in post.get("keys", "").split() if key.isdecimal()),
        deed,
        int(at) if at.isdecimal() else None,
    )


def _seen(text: str) -> dict[int, list[str]]:
    try:
        told = json.loads(text or "{}")
        return {int(key): [str(one) for one in texts] for key, texts in told.items()}
    except (AttributeError, TypeError, ValueError):
        return {}


def rows_after(sent: Sent, width: int) -> list[RowChange] | None:
    """The body after the deed with rows that was asked for; None where none was."""
    rows = [RowChange(key) for key in sent.keys]
    new = RowChange(None, (None,) * width)
    if sent.deed == APPEND:
        return [*rows, new]
    if sent.deed not in _MOVES or sent.at not in sent.keys:
        return None
    place = sent.keys.index(sent.at)
    if sent.deed in (ABOVE, BELOW):
        rows.insert(place + (sent.deed == BELOW), new)
    elif sent.deed == DROP:
        del rows[place]
    else:
        other = place + (1 if sent.deed == DOWN else -1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    return rows


# --- What the page shows -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of the plain form. `now` and `by` are set where somebody else wrote there meanwhile."""

    name: str
    id: str
    column: int
    text: str
    label: str
    look: str = ""
    lines: int = 1
    covered: bool = False
    says: tuple[str, ...] = ()
    now: str | None = None
    by: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the plain form with its number in the sheet."""

    key: int
    number: int
    look: str
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """The rows of one page of the form, and what they say now, to be sent along."""

    rows: tuple[FormRow, ...]
    seen: str
    keys: str
    page: int
    pages: int
    lost: tuple[tuple[str, str], ...] = field(default=())

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)


def rows_a_page(table: TableData) -> int:
    return max(1, min(_ROWS, _FIELDS // max(1, len(table.columns))))


def form_page(
    table: TableData,
    keys: Sequence[int],
    page: int,
    *,
    looks: Sequence[str],
    says: Mapping[Spot, Collection[str]] | None = None,
    typed: Mapping[Spot, str] | None = None,
    clashes: Sequence[Clash] = (),
) -> FormPage:
    """A page of the form; `typed` stands in fields instead of what is there, `looks` are those of
    the columns."""
    typed, says = typed or {}, says or {}
    size = rows_a_page(table)
    pages = max(1, -(-len(keys) // size))
    page = min(max(page, 1), pages)
    first = (page - 1) * size
    places = range(first, min(first + size, len(keys)))
    covered = _covered(table)
    met = {(one.key, one.column): one for one in clashes}
    rows = tuple(_row(table, row, keys[row], looks, covered, says, typed, met) for row in places)
    seen = {
        keys[row]: [_text(table, row, at) for at in range(len(table.columns))] for row in places
    }
    there = set(keys)
    return FormPage(
        rows,
        json.dumps(seen, ensure_ascii=False, separators=(",", ":")),
        " ".join(map(str, keys)),
        page,
        pages,
        tuple(
            (" / ".join(table.columns[column].path) or column_letters(column), text)
            for (key, column), text in typed.items()
            if key not in there and text and column < len(table.columns)
        ),
    )


def _row(
    table: TableData,
    row: int,
    key: int,
    looks: Sequence[str],
    covered: set[tuple[int, int]],
    says: Mapping[Spot, Collection[str]],
    typed: Mapping[Spot, str],
    met: Mapping[Spot, Clash],
) -> FormRow:
    line = table.rows[row]
    name = _row_name(table, row)
    fields = []
    for column, meaning in enumerate(table.columns):
        text = typed.get((key, column), _text(table, row, column))
        clash = met.get((key, column))
        head = " / ".join(meaning.path) or column_letters(line.origin.column + column)
        fields.append(
            Field(
                name=f"c{key}-{column}",
                id=f"k{key}c{column}",
                column=column,
                text=text,
                label=f"{head}，{name}",
                look=" ".join(
                    filter(None, (looks[column], "marked" if says.get((key, column)) else ""))
                ),
                lines=_lines(text),
                covered=(row, column) in covered and not text,
                says=tuple(says.get((key, column), ())),
                now=clash.now if clash else None,
                by=clash.by if clash else "",
                choice=f"u{key}-{column}",
            )
        )
    return FormRow(key, line.origin.row + 1, line.kind, name, tuple(fields))


def _lines(text: str) -> int:
    """How many lines a field has room for."""
    width = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
    wanted = 1 if width <= _WIDE else 2 if width <= _WIDER else 4
    return max(wanted, min(text.count("\n") + 1, 8))


def _row_name(table: TableData, row: int) -> str:
    """What a row is called for a field in it: its labels, else its number."""
    words = (
        text.strip()
        for text, column in zip(table.rows[row].cells, table.columns, strict=False)
        if text and column.kind == "label"
    )
    return " ".join(words)[:60] or str(table.rows[row].origin.row + 1)


def _text(table: TableData, row: int, column: int) -> str:
    cells = table.rows[row].cells
    return (cells[column] if column < len(cells) else None) or ""


def _covered(table: TableData) -> set[tuple[int, int]]:
    """Places in the body that a merged area covers, but for its first one."""
    depth = len(table.header)
    return {
        (row - depth, column)
        for top, left, bottom, right in table.merges
        if top >= depth
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def changed_fields(post: QueryDict) -> Iterator[tuple[str, Any]]:
    """The fields of a form that differ from what was seen: names and texts."""
    for cell in sent_form(post).cells:
        yield f"c{cell.key}-{cell.column}", cell.text
