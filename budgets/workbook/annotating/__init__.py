"""An annotated copy of somebody's workbook: the same file, wrong cells coloured and commented.

The parts of the package are rewritten where something is added, and nowhere else: a library that
loads and saves a workbook would lose what it does not know (pictures, charts, forms, styles).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from budgets.workbook import gate
from budgets.workbook.annotating.cells import SheetCells
from budgets.workbook.annotating.comments import comment
from budgets.workbook.annotating.copying import copied
from budgets.workbook.annotating.data import LOOKS, Annotations, CellNote, Line, Listing
from budgets.workbook.annotating.listing import add_listing
from budgets.workbook.annotating.opened import Opened, without_macros
from budgets.workbook.annotating.styles import Styles
from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.markup import DAMAGED, tree
from budgets.workbook.package import ZIP_ERRORS, sheet_list
from budgets.workbook.reader import read_workbook

__all__ = ["Annotations", "CellNote", "Line", "Listing", "annotated"]

# What a comment holds; the list has the rest.
_NOTES = 6


def annotated(content: bytes, annotations: Annotations) -> bytes:
    """The workbook as .xlsx with these notes; of .xls and .ods a copy with the same sheets.

    A note whose sheet or cell the file does not have stays in the list alone. Raises
    UnusableWorkbook.
    """
    try:
        if gate.check(content) != "xlsx":
            content, names = copied(read_workbook(content))
            annotations = _renamed(annotations, names)
        return _annotated(content, annotations)
    except (*ZIP_ERRORS, KeyError) as error:
        raise UnusableWorkbook(DAMAGED) from error


def _annotated(content: bytes, annotations: Annotations) -> bytes:
    package = Opened(content)
    without_macros(package)
    styles = Styles(package)
    parts = _sheets(package)
    by_sheet: dict[str, list[CellNote]] = defaultdict(list)
    for note in annotations.notes:
        by_sheet[note.sheet].append(note)
    for name, notes in by_sheet.items():
        if name not in parts:
            continue
        cells = SheetCells(package.tree(parts[name]))
        at: dict[tuple[int, int], list[CellNote]] = defaultdict(list)
        for note in notes:
            if (place := cells.anchor(note.cell)) is not None:
                at[place].append(note)
        for place, here in at.items():
            cells.paint(place, min((one.look for one in here), key=LOOKS.index), styles)
        texts = {place: _told(here, annotations.more) for place, here in at.items()}
        if texts:
            comment(package, parts[name], cells, texts, annotations.author)
    add_listing(package, annotations.listing, styles)
    return package.closed()


def _sheets(package: Opened) -> dict[str, str]:
    """Name -> part of every worksheet."""
    main = package.workbook()
    relations = package.package.targets(main)
    with package.package.open(main) as stream:
        listed = sheet_list(tree(stream))
    return {
        name: target
        for name, _hidden, relation in listed
        if (target := relations.get(relation, ("", ""))[1]) in package
        and relations[relation][0] in ("worksheet", "")
    }


def _told(notes: Iterable[CellNote], more: str) -> str:
    """The notes of a cell, the gravest first, each said once."""
    ordered = sorted(notes, key=lambda one: LOOKS.index(one.look))
    texts = list(dict.fromkeys(one.text for one in ordered))
    if len(texts) > _NOTES:
        texts = [*texts[:_NOTES], more.format(n=len(texts) - _NOTES)]
    return "\n".join(texts)


def _renamed(annotations: Annotations, names: dict[str, str]) -> Annotations:
    """The same notes where a copy had to name its sheets otherwise."""

    def cell(at: tuple[str, str]) -> tuple[str, str]:
        return names.get(at[0], at[0]), at[1]

    notes = tuple(
        CellNote(names.get(one.sheet, one.sheet), one.cell, one.look, one.text)
        for one in annotations.notes
    )
    listing = annotations.listing
    lines = tuple(
        Line(
            one.look, one.severity, cell(one.at), one.message, one.stated, one.expected,
            one.difference, tuple(cell(other) for other in one.others),
        )
        for one in listing.lines
    )  # fmt: skip
    return Annotations(
        annotations.author,
        notes,
        Listing(listing.name, listing.title, listing.remarks, listing.legend, listing.heads, lines),
        annotations.more,
    )
