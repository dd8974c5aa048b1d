"""What staff look at, of a preview and of a draft alike: summary, lists, and marked tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from budgets import models
from budgets.admin.origins import Place
from budgets.admin.remarks import Remark, open_at_cells, remarks_on
from budgets.admin.sheets import SYMBOLS, Mark, Sheet, cell_id, sheet_of
from budgets.admin.unknowns import Unknown, unknowns
from budgets.data import CellRef, DisclosureData, FindingData, ProblemData, TableData
from budgets.importing import Preview, vocabulary_for
from budgets.money import UNITS, YUAN, format_fen
from budgets.narrative.blocks import Rows, laid_out
from budgets.storage import load_disclosure, load_findings
from budgets.vocabulary import Vocabulary
from budgets.workbook.grid import position

# More leading findings than a form may carry fields for (and than anyone reads at a sitting).
MANY_FINDINGS = 300
# A table has this many links to the cells that a finding was compared with.
MANY_CELLS = 12


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that a list names."""

    anchor: str
    table: str
    cell: str


@dataclass(frozen=True, slots=True)
class Item:
    """A finding on the screen; `number` is what its cell is marked with."""

    number: int
    finding: FindingData
    at: Link
    against: tuple[Link, ...]
    more: int
    stated: str
    expected: str
    difference: str
    unit: str
    explanation: str = ""

    @property
    def id(self) -> str:
        return f"f{self.number}"

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.finding.severity]


@dataclass(slots=True)
class Group:
    """A finding, and those that its correction would settle too."""

    leading: Item
    following: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProblemItem:
    number: int
    problem: ProblemData
    at: Link | None

    @property
    def id(self) -> str:
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """One message, and every cell that it is about."""

    message: str
    items: tuple[ProblemItem, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts at the top. `open_errors` still lack a correction or an explanation."""

    tables: int
    rows: int
    amounts: int
    unknown_figures: int
    problems: int
    notices: int
    errors: int
    open_errors: int
    warnings: int
    roundings: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the explanation, or with a `level` (3 and more, as in HTML) a heading."""

    text: str
    level: int = 0
    id: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Everything of a document that is looked at before it is stored or published."""

    data: DisclosureData
    summary: Summary
    refusals: tuple[ProblemGroup, ...]
    groups: tuple[Group, ...]
    hidden_groups: int
    roundings: tuple[Group, ...]
    problems: tuple[ProblemGroup, ...]
    notices: tuple[ProblemGroup, ...]
    unknowns: tuple[Unknown, ...]
    sheets: tuple[Sheet, ...]
    narrative: tuple[Passage, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def open_remarks(self) -> int:
        return sum(one.is_open for one in self.remarks)

    @property
    def paragraphs(self) -> int:
        """How many the explanation has; 0 where there is none."""
        return sum(not one.level for one in self.narrative)

    @property
    def learnt_since(self) -> bool:
        """Whether reading the document again would understand more of it."""
        return any(one.known_by_now for one in self.unknowns)


def review_preview(preview: Preview, region: models.Region) -> Review:
    """The review of an upload that is not stored."""
    return review(
        preview.data,
        preview.reconciliation.findings,
        preview.problems,
        vocabulary_for(region),
    )


def review_disclosure(disclosure: models.Disclosure, named: Sequence[Place] = ()) -> Review:
    """The review of a stored disclosure, explanations with their findings.

    `named` are cells that are linked to, besides those of findings.
    """
    problems = tuple(
        ProblemData(problem.sheet, problem.cell, problem.message, problem.severity)
        for problem in disclosure.problems.all()
    )
    said = dict(disclosure.findings.exclude(explanation="").values_list("key", "explanation"))
    data = load_disclosure(disclosure)
    return review(
        data,
        load_findings(disclosure),
        problems,
        vocabulary_for(disclosure.department.region),
        said,
        named,
        remarks_on(disclosure, data),
    )


def review(
    data: DisclosureData,
    findings: Sequence[FindingData],
    problems: Sequence[ProblemData],
    vocabulary: Vocabulary,
    said: Mapping[str, str] | None = None,
    named: Sequence[Place] = (),
    remarks: Sequence[Remark] = (),
) -> Review:
    said = said or {}
    tables = {table.n: table for table in data.tables}
    groups = _grouped(findings, tables, said)
    serious = [group for group in groups if group.leading.finding.severity != "rounding"]
    open_ones = [group for group in serious if _is_open(group)]
    shown = serious
    if len(serious) > MANY_FINDINGS:
        # What still asks for something comes first, so that all of it is reached in the end.
        rest = [group for group in serious if not _is_open(group)]
        shown = sorted((open_ones + rest)[:MANY_FINDINGS], key=lambda group: group.leading.number)
    places = _Places(data)
    items = [
        ProblemItem(number, problem, places.link(problem))
        for number, problem in enumerate(problems, 1)
    ]
    lost = unknowns(data, vocabulary)
    figures = {place for one in lost for place in one.figures}
    told = {found for problem in problems if (found := places.position(problem)) is not None}
    # A figure whose problem is told at its cell is not listed a second time.
    words = [one for one in lost if one.word or not told.issuperset(one.cells)]
    return Review(
        data=data,
        summary=Summary(
            tables=len(data.tables),
            rows=sum(len(table.rows) for table in data.tables),
            amounts=sum(fact.amount.fen is not None for _, fact in data.facts()),
            unknown_figures=len(figures),
            problems=sum(item.problem.severity != "notice" for item in items),
            notices=sum(item.problem.severity == "notice" for item in items),
            errors=sum(group.leading.finding.severity == "error" for group in groups),
            open_errors=len(open_ones),
            warnings=sum(group.leading.finding.severity == "warning" for group in groups),
            roundings=sum(finding.severity == "rounding" for finding in findings),
        ),
        refusals=_told(items, "refusal"),
        groups=tuple(shown),
        hidden_groups=len(serious) - len(shown),
        roundings=tuple(group for group in groups if group.leading.finding.severity == "rounding"),
        problems=_told(items, "error"),
        notices=_told(items, "notice"),
        unknowns=tuple(words),
        sheets=tuple(_sheets(data, groups, items, words, places, named, remarks)),
        narrative=tuple(_passages(data, groups, remarks)),
        remarks=tuple(remarks),
    )


def _told(items: Sequence[ProblemItem], severity: str) -> tuple[ProblemGroup, ...]:
    """The problems of a severity, the same words once."""
    by_message: dict[str, list[ProblemItem]] = defaultdict(list)
    for item in items:
        if item.problem.severity == severity:
            by_message[item.problem.message].append(item)
    return tuple(ProblemGroup(message, tuple(same)) for message, same in by_message.items())


def _is_open(group: Group) -> bool:
    return group.leading.finding.severity == "error" and not group.leading.explanation


def _grouped(
    findings: Sequence[FindingData], tables: Mapping[int, TableData], said: Mapping[str, str]
) -> list[Group]:
    """Leading findings in order, each with those that it explains, numbered through from 1."""
    keys = {finding.key for finding in findings}
    leading = [finding for finding in findings if finding.explained_by not in keys]
    following: dict[str, list[FindingData]] = defaultdict(list)
    for finding in findings:
        if finding.explained_by in keys:
            following[finding.explained_by].append(finding)
    groups, number = [], 0
    for finding in leading:
        number += 1
        group = Group(_item(number, finding, tables, said))
        for other in following.get(finding.key, ()):
            number += 1
            group.following.append(_item(number, other, tables, said))
        groups.append(group)
    return groups


def _item(
    number: int, finding: FindingData, tables: Mapping[int, TableData], said: Mapping[str, str]
) -> Item:
    table = tables.get(finding.at.n)
    unit = UNITS.get(table.unit, YUAN) if table else YUAN
    return Item(
        number=number,
        finding=finding,
        at=_link(finding.at),
        against=tuple(_link(cell) for cell in finding.against[:MANY_CELLS]),
        more=max(len(finding.against) - MANY_CELLS, 0),
        stated=format_fen(finding.stated, unit) if finding.is_money else finding.stated_text,
        expected=format_fen(finding.expected, unit) if finding.is_money else finding.expected_text,
        difference=format_fen(finding.difference, unit) if finding.is_money else "",
        unit=unit.name,
        explanation=said.get(finding.key, ""),
    )


def _link(cell: CellRef) -> Link:
    return Link(cell_id(cell.n, cell.row, cell.column), cell.table, cell.cell)


class _Places:
    """Finds the cell of a table that a sheet's A1 reference names."""

    def __init__(self, data: DisclosureData) -> None:
        self.rows: dict[tuple[str, int], list[tuple[TableData, int, int]]] = defaultdict(list)
        self.sheets: dict[str, TableData] = {}
        for table in data.tables:
            self.sheets.setdefault(table.sheet, table)
            for origin in table.header_origins:
                self.rows[origin.sheet, origin.row].append((table, -1, origin.column))
            for row, line in enumerate(table.rows):
                origin = line.origin
                self.rows[origin.sheet, origin.row].append((table, row, origin.column))

    def find(self, problem: ProblemData) -> tuple[TableData, int, int] | None:
        """Table, row and column; (-1, -1) stands for what is above the table."""
        where = position(problem.cell)
        if where is None:
            return None
        for table, row, first in self.rows.get((problem.sheet, where[0]), ()):
            column = where[1] - first
            if 0 <= column < len(table.columns):
                return table, row, column
        table = self.sheets.get(problem.sheet)
        return (table, -1, -1) if table else None

    def position(self, problem: ProblemData) -> tuple[int, int, int] | None:
        found = self.find(problem)
        return (found[0].n, *found[1:]) if found else None

    def link(self, problem: ProblemData) -> Link | None:
        found = self.find(problem)
        if found is None:
            return None
        table, row, column = found
        return Link(cell_id(table.n, row, column), table.code or table.title, problem.cell)


def _passages(
    data: DisclosureData, groups: Sequence[Group], remarks: Sequence[Remark]
) -> Iterator[Passage]:
    """The explanation with the marks of what it says wrongly, and of what is said to it."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    for group in groups:
        for item in (group.leading, *group.following):
            if not item.finding.at.n:
                marks[item.finding.at.row].append(_mark(item, led=item is not group.leading))
    for one in open_at_cells(remarks):
        if not one.at.n:
            marks[one.at.row].append(one.mark)
    for section in laid_out(data.narrative):
        if section.heading:
            yield Passage(section.heading, section.level + 2)
        for block in section.blocks:
            lines = [one for one, _ in block.rows] if isinstance(block, Rows) else [block]
            for one in lines:
                row = one.n - 1
                text = " ｜ ".join(one.text.split("\t"))
                yield Passage(text, id=cell_id(0, row, 0), marks=tuple(marks[row]))


def _mark(item: Item, *, led: bool) -> Mark:
    """What goes away with the leading finding must not look like a problem of its own."""
    kind, symbol = ("follows", SYMBOLS["follows"]) if led else (item.finding.severity, item.symbol)
    return Mark(kind, f"{symbol}{item.number}", item.id, item.finding.message)


def _sheets(
    data: DisclosureData,
    groups: Sequence[Group],
    problems: Sequence[ProblemItem],
    words: Sequence[Unknown],
    places: _Places,
    named: Sequence[Place],
    remarks: Sequence[Remark],
) -> Iterator[Sheet]:
    marks: dict[int, dict[tuple[int, int], list[Mark]]] = defaultdict(lambda: defaultdict(list))
    anchors: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for group in groups:
        for item in (group.leading, *group.following):
            at = item.finding.at
            mark = _mark(item, led=item is not group.leading)
            # The heads over a column are one place, however many rows they have.
            marks[at.n][max(at.row, -1), at.column].append(mark)
            for other in item.finding.against[:MANY_CELLS]:
                anchors[other.n].add((other.row, other.column))
    for n, row, column in named:
        anchors[n].add((row, column))
    for problem in problems:
        if (found := places.find(problem.problem)) is not None:
            table, row, column = found
            mark = Mark("problem", SYMBOLS["problem"], problem.id, problem.problem.message)
            marks[table.n][row, column].append(mark)
    for word in words:
        mark = Mark("unknown", SYMBOLS["unknown"], word.key, word.why)
        for n, row, column in dict.fromkeys((*word.cells, *word.figures)):
            marks[n][row, column].append(mark)
    said: dict[int, list[Remark]] = defaultdict(list)
    for remark in open_at_cells(remarks):
        at = remark.at
        marks[at.n][max(at.row, -1), at.column].append(remark.mark)
        said[at.n].append(remark)
    for table in data.tables:
        sheet = sheet_of(table, marks[table.n], anchors[table.n])
        yield replace(sheet, remarks=tuple(said[table.n]))
