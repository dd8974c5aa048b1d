"""The cells of a sheet part: found by their references, made where they are empty, coloured."""

from __future__ import annotations

from bisect import bisect_right

from lxml import etree

from budgets.workbook.annotating.opened import beside, child, children, put_in_order
from budgets.workbook.annotating.styles import Styles
from budgets.workbook.grid import Area, address, position

ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_TRUE = {"1", "true"}
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 64, 20


class SheetCells:
    """The rows and cells of a worksheet, and how large they are shown."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._data = put_in_order(root, "sheetData", ORDER)
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        number = 0
        for row in children(self._data, "row"):
            told = row.get("r", "")
            number = int(told) if told.isdigit() else number + 1
            self._rows[number - 1] = row
        self._numbers = sorted(self._rows)
        self.merges = list(self._merges())

    def anchor(self, cell: str) -> tuple[int, int] | None:
        """The zero-based place of a reference: of a merged area the cell that is printed."""
        place = position(cell)
        if place is None:
            return None
        for top, left, bottom, right in self.merges:
            if top <= place[0] <= bottom and left <= place[1] <= right:
                return top, left
        return place

    def paint(self, place: tuple[int, int], look: str, styles: Styles) -> None:
        """Give a cell the ground of a look; everything else about it stays."""
        cell = self._cell(*place)
        style = cell.get("s", "0")
        cell.set("s", str(styles.painted(int(style) if style.isdigit() else 0, look)))

    def _merges(self) -> list[Area]:
        areas = []
        for group in children(self.root, "mergeCells"):
            for merge in children(group, "mergeCell"):
                first, _, last = merge.get("ref", "").partition(":")
                start, end = position(first), position(last or first)
                if start and end:
                    areas.append((*start, *end))
        return areas

    def _row(self, number: int) -> etree._Element:
        if number not in self._rows:
            made = etree.Element(beside(self._data, "row"), {"r": str(number + 1)})
            index = bisect_right(self._numbers, number)
            if index < len(self._numbers):
                self._rows[self._numbers[index]].addprevious(made)
            else:
                self._data.append(made)
            self._numbers.insert(index, number)
            self._rows[number] = made
        return self._rows[number]

    def _cell(self, row: int, column: int) -> etree._Element:
        line = self._row(row)
        if row not in self._cells:
            found: dict[int, etree._Element] = {}
            last = -1
            for cell in children(line, "c"):
                place = position(cell.get("r", ""))
                last = place[1] if place else last + 1
                # References that were left out are told: what is put between moves the others.
                cell.set("r", address(row, last))
                found[last] = cell
            self._cells[row] = found
        cells = self._cells[row]
        if column not in cells:
            made = etree.Element(beside(line, "c"), {"r": address(row, column)})
            if style := self._style_of_empty(line, column):
                made.set("s", style)
            after = [other for other in cells if other > column]
            if after:
                cells[min(after)].addprevious(made)
            else:
                line.append(made)
            # Only a hint for programs, and no longer true.
            line.attrib.pop("spans", None)
            cells[column] = made
            self._reach(row, column)
        return cells[column]

    def _style_of_empty(self, row: etree._Element, column: int) -> str:
        if row.get("customFormat") in _TRUE and row.get("s"):
            return str(row.get("s", ""))
        for group in children(self.root, "cols"):
            for one in children(group, "col"):
                if int(one.get("min", "1")) - 1 <= column < int(one.get("max", "1")):
                    return str(one.get("style", ""))
        return ""

    def _reach(self, row: int, column: int) -> None:
        """The area in use, which programs that read a part of a sheet believe."""
        told = child(self.root, "dimension")
        first, _, last = (told.get("ref", "") if told is not None else "").partition(":")
        start, end = position(first), position(last or first)
        if told is None or start is None or end is None:
            return
        low, high = (
            (min(start[0], row), min(start[1], column)),
            (
                max(end[0], row),
                max(end[1], column),
            ),
        )
        told.set("ref", f"{address(*low)}:{address(*high)}")

    # --- Sizes, in pixels, for the box of a comment ---

    def width(self, column: int) -> int:
        for group in children(self.root, "cols"):
            for one in children(group, "col"):
                if int(one.get("min", "1")) - 1 <= column < int(one.get("max", "1")):
                    if one.get("hidden") in _TRUE:
                        return 0
                    return round(_number(one.get("width"), 8.43) * 7 + 5)
        return _DEFAULT_WIDTH

    def height(self, row: int) -> int:
        found = self._rows.get(row)
        if found is None:
            return _DEFAULT_HEIGHT
        if found.get("hidden") in _TRUE:
            return 0
        return round(_number(found.get("ht"), 15.0) * 4 / 3)


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text or otherwise)
    except ValueError:
        return otherwise
