"""Findings as a reader meets them: numbered, with their amounts, under the one that leads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgets.data import CellRef, DisclosureData, TableData
from budgets.models import Finding
from budgets.pages.units import told_amount, told_unit, unit_of
from budgets.storage import finding_data

# The gravest first.
_GRAVEST = (Finding.Severity.ERROR, Finding.Severity.WARNING, Finding.Severity.ROUNDING)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a published table, as a link needs it."""

    n: int
    table: str
    cell: str
    row: int

    @property
    def address(self) -> str:
        """Below the document's own; table 0 is the explanation, whose rows are its paragraphs.

        A header cell has no anchor of its own.
        """
        if not self.n:
            return f"#p{self.row + 1}"
        return f"tables/{self.n}/" + (f"#r{self.row + 1}" if self.row >= 0 else "")


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered finding; `follows` is the number of the one that would settle it, or 0."""

    number: int
    finding: Finding
    at: Place
    against: tuple[Place, ...]
    stated: str
    expected: str
    difference: str
    unit: str
    follows: int = 0

    @property
    def is_remainder(self) -> bool:
        """Whether it is of rounding alone, which is no error."""
        return self.finding.severity == Finding.Severity.ROUNDING


@dataclass(frozen=True, slots=True)
class Group:
    leading: Note
    following: tuple[Note, ...]

    @property
    def severity(self) -> str:
        """The gravest of its findings'."""
        return min(
            (note.finding.severity for note in (self.leading, *self.following)), key=_GRAVEST.index
        )


def grouped(data: DisclosureData, findings: Sequence[Finding]) -> list[Group]:
    """Leading findings in order, each with those it explains, numbered through from 1."""
    keys = {found.key for found in findings}
    leading = [found for found in findings if found.explained_by not in keys]
    following: dict[str, list[Finding]] = {found.key: [] for found in leading}
    strays = []
    for found in findings:
        if found.explained_by in keys:
            root = _root(found, findings)
            following.get(root, strays).append(found)
    tables = {table.n: table for table in data.tables}
    groups, number = [], 0
    for found in [*leading, *strays]:
        number += 1
        head = _note(number, found, tables)
        tail = tuple(
            _note(number + place, other, tables, follows=number)
            for place, other in enumerate(following.get(found.key, []), start=1)
        )
        groups.append(Group(head, tail))
        number += len(tail)
    return groups


def notes_of(groups: Iterable[Group]) -> list[Note]:
    return [note for group in groups for note in (group.leading, *group.following)]


def marks_of(notes: Iterable[Note], n: int) -> dict[tuple[int, int], tuple[int, ...]]:
    """The numbers of the findings at each cell of table `n`; row -1 is the head of a column."""
    marks: dict[tuple[int, int], tuple[int, ...]] = {}
    for note in notes:
        if note.at.n == n:
            # The heads over a column are one place, however many rows they have.
            cell = (max(note.finding.row, -1), note.finding.column)
            marks[cell] = (*marks.get(cell, ()), note.number)
    return marks


def _root(found: Finding, findings: Sequence[Finding]) -> str:
    """The key at the end of the chain of explanations; chains that turn in a circle stop."""
    by_key = {other.key: other for other in findings}
    seen = {found.key}
    key = found.explained_by
    while key not in seen and key in by_key and by_key[key].explained_by in by_key:
        seen.add(key)
        key = by_key[key].explained_by
    return key


def _note(number: int, found: Finding, tables: Mapping[int, TableData], follows: int = 0) -> Note:
    read = finding_data(found)
    unit = told_unit(unit_of(tables.get(found.table_n), found.column))
    return Note(
        number=number,
        finding=found,
        at=place_of(read.at),
        against=tuple(place_of(cell) for cell in read.against),
        stated=told_amount(read.stated, unit) if read.is_money else read.stated_text,
        expected=told_amount(read.expected, unit) if read.is_money else read.expected_text,
        difference=told_amount(read.difference, unit) if read.is_money else "",
        unit=unit.name,
        follows=follows,
    )


def place_of(cell: CellRef) -> Place:
    return Place(cell.n, cell.table, cell.cell, cell.row)
