"""The columns of a table: header paths out of merged cells, what each column holds and means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budgets.coordinates import CLOSED, NOWHERE, Coordinates, ancestors, leaves
from budgets.data import ColumnData, Text
from budgets.money import UNITS, is_nothing, looks_like_figure
from budgets.vocabulary import COLUMN, ROW, Reading, Vocabulary, fold, normalise, split_label
from budgets.workbook.labels import LabelColumn
from budgets.workbook.nesting import contrasted
from budgets.workbook.numbering import is_numbering

Merge = tuple[int, int, int, int]

_ROLES = {"class", "section", "item", "nested", "names"}
_LIKE_CODE = re.compile(r"^\s*[\[(（【]?\s*\d{1,9}\s*[\])）】]?\s*$")
_OFFICIAL = re.compile(r"^[235]\d{2}(\d{2}){0,2}(?!\d|[.,])\D*$")
# What an upper and a lower head state together: 上年 over 预算数 and 执行数, 增减 over 预算数.
_BASES = {
    ("prior", "budget"): "prior",
    ("prior", "final"): "prior_final",
    ("prior_final", "budget"): "prior",
    ("prior_final", "final"): "prior_final",
    ("change", "budget"): "change",
    ("change", "final"): "change",
}
# The kind of a column of what the others leave, until it is known what that is.
REST = "rest"
# As many cells of a column tell what it holds.
_SAMPLE = 60


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
    rows = [
        row for row in range(len(grid)) if not is_numbering([text for text in header[row] if text])
    ]
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


@dataclass(frozen=True, slots=True)
class _Read:
    column: ColumnData
    key: str = ""
    role: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table; its label columns' keys; the strip of each column; why one is unknown.

    A strip is a group of labels with the amounts to its right. A listing that goes on in the next
    strip of the same page (科目编码 科目名称 金额 twice side by side) is one block of two strips.
    """

    columns: list[ColumnData]
    keys: dict[int, LabelColumn]
    strips: list[int]
    unknown: dict[int, str]


def read_columns(
    header: Sequence[Sequence[Text]],
    merges: Sequence[Merge],
    body: Sequence[Sequence[Text]],
    slice_: Coordinates,
    vocabulary: Vocabulary,
    fiscal_year: int,
    context: Coordinates = NOWHERE,
    catalogue: str = "",
    basis: str = "budget",
) -> Columns:
    """Read the header.

    `context` is what the title mentions besides the slice, `basis` what a figure states that no
    header says otherwise of.
    """
    width = max((len(row) for row in (*header, *body)), default=0)
    paths = header_paths(header, merges, width)
    reader = _Header(
        slice_, context, vocabulary, fiscal_year, _catalogue(paths, vocabulary, catalogue), basis
    )
    read = [reader.read(path, [line[index] for line in body]) for index, path in enumerate(paths)]
    first = next((index for index, one in enumerate(read) if one.column.kind == "label"), None)
    if first is not None and normalise(paths[first][-1] if paths[first] else "") == "单位":
        # As the first column it is the body's name; further right it may be 台 or 套.
        read[first] = replace(read[first], key="body")
    strips: list[int] = []
    strip, seen_amount = 0, False
    for one in read:
        if one.column.kind == "label":
            if seen_amount:
                strip, seen_amount = strip + 1, False
        elif one.column.kind in ("amount", "unknown", "rate"):
            seen_amount = True
        strips.append(strip)
    blocks = _blocks(read, strips)
    columns = [replace(one.column, block=blocks[strips[i]]) for i, one in enumerate(read)]
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
    columns = _opening(columns, slice_)
    keys = {
        index: LabelColumn(strips[index], one.key, one.role, columns[index].coordinates)
        for index, one in enumerate(read)
        if one.column.kind == "label"
    }
    return Columns(
        columns, keys, strips, {index: one.why for index, one in enumerate(read) if one.why}
    )


def _opening(columns: list[ColumnData], slice_: Coordinates) -> list[ColumnData]:
    """Money carried over came in: 年初结转和结余 beside 本年收入 and 本年支出 of one listing."""
    sides = {(column.block, column.coordinates.get("side")) for column in columns}
    return [
        replace(column, coordinates=column.coordinates.with_({"side": "in"}))
        if column.kind == "amount"
        and "side" not in slice_
        and "side" not in column.coordinates
        and "vintage" in column.coordinates
        and {(column.block, "in"), (column.block, "out")} <= sides
        else column
        for column in columns
    ]


def _blocks(read: Sequence[_Read], strips: Sequence[int]) -> dict[int, int]:
    """The block of each strip: strips of codes under the same heads are one listing in columns."""

    def shape(strip: int) -> tuple[list[object], bool]:
        own = [one for one, number in zip(read, strips, strict=True) if number == strip]
        heads: list[object] = [
            (one.column.kind, tuple(map(normalise, one.column.path))) for one in own
        ]
        coded = any(
            one.column.kind == "label"
            and (one.key or any("码" in text or "代码" in text for text in one.column.path))
            for one in own
        )
        return heads, coded

    blocks: dict[int, int] = {}
    for strip in sorted(set(strips)):
        before = shape(strip - 1) if strip else ([], False)
        joined = strip and shape(strip) == before and before[1]
        blocks[strip] = blocks[strip - 1] if joined else len(set(blocks.values()))
    return blocks


def _catalogue(paths: Sequence[tuple[str, ...]], vocabulary: Vocabulary, given: str) -> str:
    """The catalogue whose classes the columns are, for a name that stands in several."""
    if given:
        return given
    count: dict[str, int] = {}
    for path in paths:
        found = vocabulary.catalogues_of(path[-1]) if path else set()
        if len(found) == 1:
            name = next(iter(found))
            count[name] = count.get(name, 0) + 1
    return max(count, key=lambda name: count[name]) if count else ""


class _Header:
    """Reads the header path of one column at a time."""

    def __init__(
        self,
        slice_: Coordinates,
        context: Coordinates,
        vocabulary: Vocabulary,
        fiscal_year: int,
        catalogue: str,
        basis: str,
    ) -> None:
        self.basis = basis
        self.slice, self.context = slice_, context
        self.vocabulary, self.fiscal_year, self.catalogue = vocabulary, fiscal_year, catalogue

    def read(self, path: tuple[str, ...], cells: Sequence[Text]) -> _Read:
        texts = [cell for cell in cells if cell and not is_nothing(cell)]
        figures = [cell for cell in texts if looks_like_figure(cell)]
        if not path:
            if figures and not self._names_rows(texts):
                return _Read(ColumnData(path, "unknown"), why="这一栏没有表头")
            return _Read(ColumnData(path, "label" if self._names_rows(texts) else "text"))
        shown = " / ".join(path)
        readings = self._readings(path)
        coordinates: Coordinates = NOWHERE
        years: tuple[int, ...] = ()
        kind = key = role = why = ""
        for text, reading in zip(path, readings, strict=True):
            if reading.unknown:
                why = why or f"不认识的栏目“{shown}”"
                continue
            kind = reading.kind or ("" if kind == "label" and reading.coordinates else kind)
            key = reading.key or key
            role = next(iter(reading.roles & _ROLES), role)
            if len(reading.years) == 1:
                years = reading.years
            elif not reading.years and "basis" in reading.coordinates:
                # 2024年 over 年初预算数 and 执行数: the year holds for what stands under it.
                reading = replace(reading, years=years)
            meaning = self._with_year(reading)
            if meaning is None:
                why = why or f"栏目“{shown}”的年度不是 {self.fiscal_year} 年或其上一年"
                continue
            merged = _merge(coordinates, self._origin(meaning))
            if merged is None:
                why = why or f"栏目“{shown}”各级表头的含义不能并存（{text}）"
                continue
            coordinates = merged
        last = readings[-1]
        if last.kind:
            kind = last.kind
        elif kind == "label" and (last.coordinates or last.total):
            kind = ""
        kind = self._by_cells(kind, last, coordinates, texts, figures)
        unit = next((name for name in UNITS if f"({name})" in fold(shown)), "")
        if why and kind not in ("label", "text", "number", "rate"):
            if self._names_rows(texts):
                kind, why = "label", ""
            elif figures:
                kind = "unknown"
            else:
                kind, why = ("text", "") if texts else ("unknown", why)
        elif kind in ("label", "text", "number", "rate"):
            why = ""
        column = ColumnData(
            path,
            kind or "amount",
            coordinates,
            partial=any("part" in reading.roles for reading in readings),
            total=last.total,
            subtotal="subtotal" in last.roles,
            unit=unit,
        )
        return _Read(column, key, role, why)

    def _readings(self, path: tuple[str, ...]) -> list[Reading]:
        """What each header cell says, in the light of the title and of the cells above it."""
        readings = []
        context = self.slice.with_(self.context)
        for text in path:
            reading = self.vocabulary.read(text, COLUMN, context)
            if reading.unknown:
                catalogue = self.catalogue if self.catalogue != "function" else ""
                official = self.vocabulary.code_named(text, catalogue)
                official = official or self.vocabulary.code_named(text)
                if official and len(official[1]) <= 5:
                    # A column for one official class: 工资福利支出, 商品和服务支出.
                    reading = Reading(Coordinates.of({official[0]: official[1]}))
            readings.append(reading)
            context = context.with_(reading.coordinates)
        return readings

    def _with_year(self, reading: Reading) -> Coordinates | None:
        """The reading's coordinates, its basis placed in the year that the header names."""
        given = reading.coordinates
        if not reading.years or reading.kind == "rate" or given.get("basis") == "change":
            return given
        year = reading.years[-1]
        if year == self.fiscal_year:
            return given
        if year == self.fiscal_year - 1:
            basis = given.get("basis", self.basis)
            named = {"budget": "prior", "final": "prior_final"}.get(basis, basis)
            return given.with_({"basis": named})
        return None

    def _origin(self, meaning: Coordinates) -> Coordinates:
        """In a table of expenditure, 一般公共预算拨款收入 names where the money comes from."""
        if self.slice.get("side") == "out" and meaning.get("side") == "in" and "source" in meaning:
            return Coordinates.of({k: v for k, v in meaning.items() if k != "side"})
        return meaning

    def _by_cells(
        self,
        kind: str,
        last: Reading,
        coordinates: Coordinates,
        texts: Sequence[str],
        figures: Sequence[str],
    ) -> str:
        """The kind of a column whose cells tell more than its head does."""
        if not kind and texts and not figures and not last.unknown and set(coordinates) <= {"side"}:
            # 收入 | 预算数 | 支出 | 预算数: the head of the labels is the name of their side.
            return "label"
        amounts = [text for text in figures if not _LIKE_CODE.match(text)]
        if kind == "label" and amounts and 2 * len(amounts) > len(texts):
            return ""
        return kind

    def _names_rows(self, texts: Sequence[str]) -> bool:
        """Whether a column of an unknown head holds row labels: codes, official names, known words."""
        sample = texts[:_SAMPLE]
        known = 0
        for text in sample:
            words = split_label(text).words
            if _OFFICIAL.match(fold(text).strip()):
                known += 1
            elif not looks_like_figure(text):
                reading = self.vocabulary.read(words, ROW, self.slice.with_(self.context))
                known += bool(
                    self.vocabulary.catalogues_of(words)
                    or (reading.known and (reading.coordinates or reading.total))
                )
        return len(sample) > 1 and known * 10 >= len(sample) * 7


def _merge(upper: Coordinates, lower: Coordinates) -> Coordinates | None:
    """Coordinates of a header path: the lower cell refines the upper one; None when they clash."""
    merged = dict(upper)
    for dimension, member in lower.items():
        held = merged.get(dimension)
        if dimension == "basis" and held is not None:
            merged[dimension] = _BASES.get((held, member), member)
        elif held is None or held in ancestors(dimension, member):
            merged[dimension] = member
        elif member not in ancestors(dimension, held):
            return None
    return Coordinates.of(merged)


def complete(columns: Sequence[ColumnData], slice_: Coordinates) -> list[ColumnData]:
    """Columns with what their neighbours say: a 合计 covers what they cover, and no more.

    Beside a column of money carried over, an income column that names no year is this year's.
    """
    done = [_remainder(column, columns) for column in columns]
    columns = list(done)
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
        for side, indexes in _by_side(block, done, slice_).items():
            axis = [done[index].coordinates for index in indexes]
            whole = [
                columns[index].total
                and not columns[index].subtotal
                and "source" not in done[index].coordinates
                for index in indexes
            ]
            for index, coordinates in zip(indexes, contrasted(axis, whole, side), strict=True):
                done[index] = replace(done[index], coordinates=coordinates)
    return done


def _remainder(column: ColumnData, columns: Sequence[ColumnData]) -> ColumnData:
    """其他资金 as the sources that the columns beside it leave, where they have one name."""
    if column.kind != REST:
        return column
    beside = [
        other.coordinates["source"]
        for other in columns
        if other.block == column.block
        and other.kind == "amount"
        and other.path[:-1] == column.path[:-1]
        and "source" in other.coordinates
    ]
    named = {leaf for member in beside for leaf in leaves("source", member)}
    rest = leaves("source", None) - named - {"reserve"}
    own = [member for member in CLOSED["source"] if leaves("source", member) - {"reserve"} == rest]
    if not own or not beside:
        return replace(column, kind="unknown")
    return replace(column, kind="amount", coordinates=column.coordinates.with_({"source": own[0]}))


def _by_side(
    block: Sequence[tuple[int, ColumnData]], columns: Sequence[ColumnData], slice_: Coordinates
) -> dict[str, list[int]]:
    """The amount columns of a block by their side; one that names none is of the others' side."""
    own = [columns[index].coordinates.get("side", "") for index, _ in block]
    named = sorted({side for side in own if side})
    usual = slice_.get("side") or (named[0] if len(named) == 1 else "")
    sides: dict[str, list[int]] = {}
    for (index, _), side in zip(block, own, strict=True):
        sides.setdefault(side or usual, []).append(index)
    return sides


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
