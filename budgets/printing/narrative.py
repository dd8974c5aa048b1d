"""The explanation of a document (情况说明) as report.typ sets it: sections, paragraphs, rows.

Figures lead to their tables; remarks that staff answered stand below their paragraph, and the
others are listed at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.data import ColumnData, DisclosureData, RowData, TableData
from budgets.narrative.blocks import Paragraph, Rows, laid_out
from budgets.narrative.data import NarrativeCheck
from budgets.narrative.document import finding_summary
from budgets.narrative.marking import Marking
from budgets.printing.remarks import Remark


@dataclass(frozen=True, slots=True)
class Said:
    """Some of a paragraph: `table` is the place of the table that it leads to, or -1."""

    text: str
    table: int = -1
    marks: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A remark below its paragraph: what is wrong (`told`), and what staff said of it."""

    number: int
    told: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph with the numbers of the remarks on all of it, or a table; the notes below it."""

    pieces: tuple[Said, ...] = ()
    marks: Sequence[int] = ()
    table: TableData | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """`level` is that of its heading; the explanation's own has 1."""

    heading: str
    level: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Explanation:
    """Lays out one explanation; `remarks` are those on it, numbered from 1 in their order."""

    data: DisclosureData
    remarks: Sequence[Remark]
    check: NarrativeCheck

    def sections(self) -> Iterator[PrintedSection]:
        marking = Marking(
            self.check,
            [(number, (one.row, one.column)) for number, one in enumerate(self.remarks, 1)],
        )
        for section in laid_out(self.data.narrative):
            parts = (
                self._paragraph(block, marking)
                if isinstance(block, Paragraph)
                else self._rows(block)
                for block in section.blocks
            )
            yield PrintedSection(section.heading, section.level + 1, tuple(parts))

    def listed(self) -> list[tuple[int, Remark]]:
        """The remarks that stand below no paragraph, with their numbers."""
        paragraphs = sum(1 for _ in self.data.paragraphs())
        return [
            (number, one)
            for number, one in enumerate(self.remarks, 1)
            if not one.explanation or not 0 <= one.row < paragraphs
        ]

    def _paragraph(self, block: Paragraph, marking: Marking) -> Part:
        paragraph = block.n - 1
        places = {table.n: place for place, table in enumerate(self.data.tables)}
        pieces = tuple(
            Said(
                piece.text,
                # Documents of other years are no part of this one.
                places.get(piece.cells[0].n, -1)
                if piece.cells and piece.year == self.data.fiscal_year
                else -1,
                piece.numbers,
            )
            for piece in marking.pieces(paragraph, block.text)
        )
        return Part(pieces, marking.on_paragraph(paragraph), notes=tuple(self._notes(block)))

    def _rows(self, block: Rows) -> Part:
        """The rows as a table of its own, marks behind the first cell of a row."""
        marked = [
            (cells[0] + "".join(f"［{number}］" for number in self._numbers(one)), *cells[1:])
            for one, cells in block.rows
        ]
        table = TableData(
            n=0,
            kind="other",
            code="",
            title="",
            unit="",
            header=(marked[0],),
            rows=tuple(RowData(row) for row in marked[1:]),
            columns=tuple(
                ColumnData((name,), "amount" if figure else "text")
                for figure, name in zip(block.figures, marked[0], strict=True)
            ),
        )
        return Part(
            table=table, notes=tuple(note for one, _ in block.rows for note in self._notes(one))
        )

    def _numbers(self, paragraph: Paragraph) -> list[int]:
        return [n for n, one in enumerate(self.remarks, 1) if one.row == paragraph.n - 1]

    def _notes(self, paragraph: Paragraph) -> Iterator[Note]:
        for number in self._numbers(paragraph):
            remark = self.remarks[number - 1]
            if remark.explanation:
                yield Note(number, self._told(remark), remark.explanation)

    def _told(self, remark: Remark) -> str:
        """What is wrong, without the sentence: it stands right above."""
        finding = next((one for one in self.check.findings if one.message == remark.message), None)
        if finding is None:
            return remark.message
        said = finding_summary(finding, self.check, self.data)
        right = f"应为{said['expected']}" if said["expected"] else ""
        return f"{said['figure']}{right}：{said['reason']}。"
