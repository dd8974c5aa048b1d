"""The explanation of a document (情况说明) as report.typ sets it: sections, paragraphs, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from budgets.data import ColumnData, RowData, SectionData, TableData
from budgets.narrative.blocks import Paragraph, Rows, laid_out

# What a finding calls the paragraph that it stands at: CellRef.cell.
_CELL = "第{}段"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph with the numbers of the remarks on it, or a table."""

    text: str = ""
    marks: Sequence[int] = ()
    table: TableData | None = None


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """`level` is that of its heading; the explanation's own has 1."""

    heading: str
    level: int
    parts: tuple[Part, ...]


def printed(sections: Iterable[SectionData], cells: Sequence[str]) -> Iterator[PrintedSection]:
    """The sections; `cells` are those of the remarks below them, whose numbers mark paragraphs."""
    marks: dict[str, list[int]] = {}
    for number, cell in enumerate(cells, 1):
        marks.setdefault(cell, []).append(number)

    def marks_at(paragraph: Paragraph) -> Sequence[int]:
        return marks.get(_CELL.format(paragraph.n), ())

    for section in laid_out(sections):
        parts = (
            Part(block.text, marks_at(block))
            if isinstance(block, Paragraph)
            else Part(table=_table(block, list(map(marks_at, (one for one, _ in block.rows)))))
            for block in section.blocks
        )
        yield PrintedSection(section.heading, section.level + 1, tuple(parts))


def _table(block: Rows, marks: Sequence[Sequence[int]]) -> TableData:
    """The rows as a table of its own, marks behind the first cell of a row."""
    marked = [
        (cells[0] + "".join(f"［{number}］" for number in numbers), *cells[1:])
        for (_, cells), numbers in zip(block.rows, marks, strict=True)
    ]
    return TableData(
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
