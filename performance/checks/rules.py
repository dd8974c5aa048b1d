"""What a rule is, what it looks at, and how a finding of it is made and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from budgets.comparing import Cube, cube_of
from budgets.data import CellRef, DisclosureData, FindingData, TableData
from budgets.money import UNITS, WAN, Unit
from performance.checks.cells import (
    NOWHERE_AT,
    cell,
    in_words,
    place,
    shortened,
    step_of,
    tolerance,
)
from performance.checks.said import Said, said_by
from performance.checks.told import Comparison, comparisons
from performance.data import (
    OverallData,
    PerformanceData,
    ProjectData,
)
from performance.likeness import Link, link_indicators

__all__ = [
    "ERROR",
    "NOWHERE_AT",
    "ROUNDING",
    "WARNING",
    "Document",
    "Fault",
    "Rule",
    "cell",
    "place",
    "shortened",
    "step_of",
    "tolerance",
]

ERROR, WARNING, ROUNDING = "error", "warning", "rounding"
_LONGEST_ABOUT = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """A contradiction as a rule sees it; amounts in fen, texts as printed.

    `severity` "" is the rule's own. `about` tells apart what two cells contradict each other in.
    """

    at: CellRef
    message: str
    against: tuple[CellRef, ...] = ()
    stated: int = 0
    expected: int = 0
    stated_text: str = ""
    expected_text: str = ""
    severity: str = ""
    about: str = ""


@dataclass(frozen=True)
class Document:
    """A document, what it says of performance, and the cube of its money tables."""

    data: DisclosureData
    performance: PerformanceData

    @cached_property
    def cube(self) -> Cube:
        """Only the money tables: the forms' own amounts are what is to be compared with them."""
        money = tuple(table for table in self.data.tables if table.kind == "money")
        return cube_of(replace(self.data, tables=money))

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The forms' amounts beside what the money tables tell of them."""
        return comparisons(self.data, self.performance, self.cube)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Which indicators of the overall form and of the projects are one."""
        return link_indicators(self.performance)

    def said(self, form: ProjectData | OverallData, term: str) -> tuple[Said, ...]:
        """Everything that the indicators of a form say for a term, in the order printed."""
        key = id(form), term
        if key not in self._said:
            self._said[key] = tuple(said_by(form, term))
        return self._said[key]

    @cached_property
    def _said(self) -> dict[tuple[int, str], tuple[Said, ...]]:
        return {}

    @cached_property
    def _tables(self) -> dict[int, TableData]:
        return {table.n: table for table in self.data.tables}

    def table(self, n: int) -> TableData | None:
        return self._tables.get(n)

    def text(self, ref: CellRef) -> str:
        """What a cell prints, "" where the table does not hold it."""
        table = self.table(ref.n)
        if table is None:
            return ""
        lines = [row.cells for row in table.rows] if ref.row >= 0 else list(table.header)
        if not -len(lines) <= ref.row < len(lines):
            return ""
        line = lines[ref.row]
        return (line[ref.column] or "").strip() if ref.column < len(line) else ""

    def money(self, fen: int, at: CellRef) -> str:
        """An amount as the table at hand would write it: 10.70 万元."""
        return in_words(fen, self.unit(at))

    def unit(self, at: CellRef) -> Unit:
        table = self.table(at.n)
        return UNITS.get(table.unit, WAN) if table else WAN

    def forms(self) -> Iterator[ProjectData | OverallData]:
        """The projects in the order printed, then the overall form."""
        yield from self.performance.projects
        if self.performance.overall:
            yield self.performance.overall


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data: what must be true, from which source, and the function that looks for faults.

    `code` is at most 20 characters and becomes the kind of its findings.
    """

    code: str
    severity: str
    statement: str
    basis: str
    faults: Callable[[Document], Iterable[Fault]]

    def findings(self, document: Document) -> Iterator[FindingData]:
        for fault in self.faults(document):
            yield self.finding(fault)

    def finding(self, fault: Fault) -> FindingData:
        return FindingData(
            severity=fault.severity or self.severity,
            kind=self.code,
            at=fault.at,
            stated=fault.stated,
            expected=fault.expected,
            against=fault.against,
            message=fault.message,
            key=_key(self.code, fault),
            stated_text=fault.stated_text,
            expected_text=fault.expected_text,
        )


def _key(code: str, fault: Fault) -> str:
    """Names a finding by its cells, so that an explanation outlives a second run."""
    cells = (f"{ref.n}:{ref.row}:{ref.column}" for ref in (fault.at, *fault.against[:1]))
    about = "".join(fault.about.split())[:_LONGEST_ABOUT]
    return "/".join((code, *cells, *((about,) if about else ())))
