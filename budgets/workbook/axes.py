"""The columns of a table: header paths out of merged cells, what each column holds and means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budgets.coordinates import CLOSED, NOWHERE, Coordinates, ancestors
from budgets.data import ColumnData, Text
from budgets.money import UNITS, is_nothing, looks_like_figure
from budgets.vocabulary import COLUMN, Reading, Vocabulary, fold, normalise
from budgets.workbook.labels import LabelColumn, contrasted

Merge = tuple[int, int, int, int]

_NUMBERING = re.compile(r"^(栏\s*次|行\s*次|\*+|[A-Za-z]|\d{1,2}(\s*=\s*[\d+\-*/()=]+)?)$")
_SPLIT_ROLES = {"class", "section", "item"}


def header_paths(
    header: Sequence[Sequence[Text]], merges: Iterable[Merge], width: int
) -> list[tuple[str, ...]]:
    """The header texts above each column, top down, a merged cell counting for all it covers."""
    grid: list[list[str]] = [[text or "" for text in row] for row in header]
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in merges:
        if top >= len(grid):
            continue
        for row in range(top, min(bottom, len(grid) - 1) + 1):
            for column in range(left, right + 1):
                covered.add((row, column))
                grid[row][column] = grid[top][left]
    rows = [row for row in range(len(grid)) if not _is_numbering(header[row])]
    for index, row in enumerate(rows[:-1]):
        for column in range(1, width):
            # A group head written without merging stands over the empty cells to its right.
            if (
                not grid[row][column]
                and (row, column) not in covered
                and any(grid[lower][column] for lower in rows[index + 1 :])
                and grid[row][column - 1]
            ):
                grid[row][column] = grid[row][column - 1]
    paths = []
    for column in range(width):
        path: list[str] = []
        for row in rows:
            text = " ".join(grid[row][column].split())
            if text and (not path or normalise(path[-1]) != normalise(text)):
                path.append(text)
        paths.append(tuple(path))
    return paths


def _is_numbering(row: Sequence[Text]) -> bool:
    texts = [fold(text).strip() for text in row if text and text.strip()]
    return len(texts) > 1 and all(_NUMBERING.match(text) for text in texts)


@dataclass(frozen=True, slots=True)
class _Read:
    column: ColumnData
    key: str = ""
    role: str = ""
    why: str = ""


def read_columns(
    header: Sequence[Sequence[Text]],
    merges: Sequence[Merge],
    body: Sequence[Sequence[Text]],
    slice_: Coordinates,
    vocabulary: Vocabulary,
    fiscal_year: int,
) -> tuple[list[ColumnData], dict[int, LabelColumn], dict[int, str]]:
    """The columns; the label columns' keys and roles; and why an unknown column is unknown."""
    width = max((len(row) for row in (*header, *body)), default=0)
    paths = header_paths(header, merges, width)
    read = [
        _read_path(path, [line[index] for line in body], slice_, vocabulary, fiscal_year)
        for index, path in enumerate(paths)
    ]
    columns: list[ColumnData] = []
    keys: dict[int, LabelColumn] = {}
    block, seen_amount = 0, False
    for index, one in enumerate(read):
        if one.column.kind == "label":
            if seen_amount:
                block, seen_amount = block + 1, False
            keys[index] = LabelColumn(block, one.key, one.role, one.column.coordinates)
        elif one.column.kind in ("amount", "unknown", "rate"):
            seen_amount = True
        columns.append(replace(one.column, block=block))
    # A half's side stands over its labels or over its figures; it holds for both.
    for number in {column.block for column in columns}:
        sides = {
            column.coordinates["side"]
            for column in columns
            if column.block == number and "side" in column.coordinates
        }
        if len(sides) == 1 and "side" not in slice_:
            side = {"side": sides.pop()}
            columns = [
                replace(c, coordinates=c.coordinates.inheriting(side)) if c.block == number else c
                for c in columns
            ]
    keys = {
        index: replace(key, coordinates=columns[index].coordinates) for index, key in keys.items()
    }
    return columns, keys, {index: one.why for index, one in enumerate(read) if one.why}


def _read_path(
    path: tuple[str, ...],
    cells: Sequence[Text],
    slice_: Coordinates,
    vocabulary: Vocabulary,
    fiscal_year: int,
) -> _Read:
    shown = " / ".join(path)
    if not path:
        if any(cell and looks_like_figure(cell) for cell in cells):
            return _Read(ColumnData(path, "unknown"), why="这一栏没有表头")
        return _Read(ColumnData(path, "text"))
    coordinates: Coordinates = NOWHERE
    kind = key = role = why = ""
    total = partial = False
    readings = [vocabulary.read(text, COLUMN, slice_) for text in path]
    for text, reading in zip(path, readings, strict=True):
        if reading.unknown:
            official = vocabulary.code_named(text)
            if official and len(official[1]) <= 5:
                # A column for one official class: 工资福利支出, 商品和服务支出.
                reading = Reading(Coordinates.of({official[0]: official[1]}))
            else:
                why = why or f"不认识的栏目“{shown}”"
        kind = reading.kind or ("" if kind == "label" and reading.coordinates else kind)
        key = reading.key or key
        role = next(iter(reading.roles & _SPLIT_ROLES), role)
        partial = partial or "part" in reading.roles
        total = reading.total
        meaning = _with_year(reading, fiscal_year)
        if meaning is None:
            why = why or f"栏目“{shown}”的年度不是 {fiscal_year} 年或其上一年"
            continue
        merged = _merge(coordinates, meaning)
        if merged is None:
            why = why or f"栏目“{shown}”各级表头的含义不能并存"
            continue
        coordinates = merged
    if readings[-1].kind:
        kind = readings[-1].kind
    elif kind == "label" and (readings[-1].coordinates or readings[-1].total):
        kind = ""
    texts = [cell for cell in cells if cell and not is_nothing(cell)]
    figures = [cell for cell in texts if looks_like_figure(cell)]
    if not kind and texts and not figures:
        # 收入 | 预算数 | 支出 | 预算数: the head of the labels is the name of their side.
        kind = "label" if not readings[-1].unknown and set(coordinates) <= {"side"} else kind
    unit = next((name for name in UNITS if f"({name})" in fold(shown)), "")
    if why and kind not in ("label", "text", "number", "rate"):
        if not figures:
            kind, why = ("text", "") if texts else ("unknown", why)
        else:
            kind = "unknown"
    elif kind in ("label", "text", "number", "rate"):
        why = ""
    column = ColumnData(
        path,
        kind or "amount",
        coordinates,
        partial=partial,
        total=total,
        subtotal="subtotal" in readings[-1].roles,
        unit=unit,
    )
    return _Read(column, key, role, why)


def _with_year(reading: Reading, fiscal_year: int) -> Coordinates | None:
    """The reading's coordinates, its basis placed in the year that the header names."""
    if not reading.years or reading.kind == "rate" or reading.coordinates.get("basis") == "change":
        return reading.coordinates
    basis = reading.coordinates.get("basis", "budget")
    year = reading.years[-1]
    if year == fiscal_year:
        return reading.coordinates.with_({"basis": basis})
    if year == fiscal_year - 1:
        named = {"budget": "prior", "final": "prior_final"}.get(basis, basis)
        return reading.coordinates.with_({"basis": named})
    return None


def _merge(upper: Coordinates, lower: Coordinates) -> Coordinates | None:
    """Coordinates of a header path: the lower cell refines the upper one; None when they clash."""
    merged = dict(upper)
    for dimension, member in lower.items():
        held = merged.get(dimension)
        if held is None or held in ancestors(dimension, member) or dimension == "basis":
            merged[dimension] = member
        elif member not in ancestors(dimension, held):
            return None
    return Coordinates.of(merged)


def complete(columns: Sequence[ColumnData], slice_: Coordinates) -> list[ColumnData]:
    """Columns with what their neighbours say: a 合计 covers what they cover, and no more.

    Beside a column of money carried over, an income column that names no year is this year's.
    """
    done = list(columns)
    for number in {column.block for column in columns}:
        block = [
            (index, column)
            for index, column in enumerate(columns)
            if column.block == number and column.kind == "amount"
        ]
        parts = [column for _, column in block if not column.total]
        wholes = [(index, column) for index, column in block if column.total]
        for index, column in wholes:
            above = column.path[:-1]
            own = [part for part in parts if part.path[: len(above)] == above] or parts
            for dimension in ("source",):
                if dimension in column.coordinates or dimension in slice_:
                    continue
                members = [part.coordinates.get(dimension) for part in own]
                if len(members) > 1 and all(members):
                    shared = _lowest_common(dimension, [m for m in members if m])
                    if shared:
                        coordinates = column.coordinates.with_({dimension: shared})
                        done[index] = replace(done[index], coordinates=coordinates)
        axis = [done[index].coordinates for index, _ in block]
        whole = [
            column.total and not column.subtotal and "source" not in done[index].coordinates
            for index, column in block
        ]
        side = _side(slice_, done, number)
        for (index, _), coordinates in zip(block, contrasted(axis, whole, side), strict=True):
            done[index] = replace(done[index], coordinates=coordinates)
    return done


def _side(slice_: Coordinates, columns: Sequence[ColumnData], block: int) -> str:
    if "side" in slice_:
        return slice_["side"]
    sides = {c.coordinates.get("side") for c in columns if c.block == block}
    return next((side for side in sides if side), "")


def _lowest_common(dimension: str, members: Sequence[str]) -> str | None:
    """The smallest member that holds them all, None when that is the whole dimension."""
    if dimension not in CLOSED:
        return None
    shared = [
        one
        for one in ancestors(dimension, members[0])
        if all(one in ancestors(dimension, other) for other in members)
    ]
    return shared[0] if shared else None
