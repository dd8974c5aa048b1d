"""Cell styles as they are, with another colour of the ground: fonts, borders, formats stay."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from budgets.workbook.annotating.data import FILLS
from budgets.workbook.annotating.opened import (
    MAIN,
    Opened,
    added,
    beside,
    child,
    children,
    office_of,
    put_in_order,
)
from budgets.workbook.markup import local

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors",
)  # fmt: skip
_AFTER_COLOUR = frozenset({"sz", "vertAlign", "name", "family", "charset", "scheme"})
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Styles:
    """The style part of a package; styles are added to it, never changed."""

    def __init__(self, package: Opened) -> None:
        main = package.workbook()
        found = package.targets(main, "styles")
        if found and found[0] in package:
            self._root = package.tree(found[0])
        else:
            self._root = etree.Element(f"{{{MAIN}}}styleSheet", nsmap={None: MAIN})
            package.write("xl/styles.xml", self._root)
            package.declare("xl/styles.xml", _TYPE)
            package.relate(main, f"{office_of(package.tree(main))}/styles", "/xl/styles.xml")
        self._fonts = self._group("fonts")
        self._fills = self._group("fills")
        self._borders = self._group("borders")
        self._styles = self._group("cellXfs")
        if not len(self._fonts):
            added(self._fonts, "font")
        # The first two mean the same in every file: none, and the grey of print.
        for pattern in ("none", "gray125")[len(self._fills) :]:
            added(added(self._fills, "fill"), "patternFill", patternType=pattern)
        if not len(self._borders):
            added(self._borders, "border")
        if not len(self._styles):
            added(self._styles, "xf", numFmtId="0", fontId="0", fillId="0", borderId="0")
        self._xfs = children(self._styles, "xf")
        self._fill_of: dict[str, int] = {}
        self._painted: dict[tuple[int, str], int] = {}
        self._own: dict[tuple[str, bool, bool, str], int] = {}
        self._font_of: dict[tuple[bool, bool], int] = {(False, False): 0}

    def _group(self, name: str) -> etree._Element:
        return put_in_order(self._root, name, _ORDER)

    def painted(self, style: int, look: str) -> int:
        """The style of a cell with the ground of this look."""
        if not 0 <= style < len(self._xfs):
            style = 0
        if (style, look) not in self._painted:
            made = deepcopy(self._xfs[style])
            made.set("fillId", str(self._fill(FILLS[look])))
            made.set("applyFill", "1")
            self._painted[style, look] = self._add(made)
        return self._painted[style, look]

    def plain(
        self, *, fill: str = "", bold: bool = False, link: bool = False, align: str = "left"
    ) -> int:
        """A style of our own sheet, for text that wraps."""
        key = (fill, bold, link, align)
        if key not in self._own:
            made = etree.Element(
                beside(self._root, "xf"),
                {
                    "numFmtId": "49",
                    "fontId": str(self._font(bold=bold, link=link)),
                    "fillId": str(self._fill(fill)) if fill else "0",
                    "borderId": "0",
                    "applyNumberFormat": "1",
                    "applyFont": "1",
                    "applyFill": "1",
                    "applyAlignment": "1",
                },
            )
            added(made, "alignment", horizontal=align, vertical="top", wrapText="1")
            self._own[key] = self._add(made)
        return self._own[key]

    def _add(self, xf: etree._Element) -> int:
        self._styles.append(xf)
        self._styles.set("count", str(len(children(self._styles, "xf"))))
        return len(children(self._styles, "xf")) - 1

    def _fill(self, colour: str) -> int:
        if colour not in self._fill_of:
            pattern = added(added(self._fills, "fill"), "patternFill", patternType="solid")
            added(pattern, "fgColor", rgb=f"FF{colour}")
            added(pattern, "bgColor", indexed="64")
            self._fill_of[colour] = len(children(self._fills, "fill")) - 1
            self._fills.set("count", str(self._fill_of[colour] + 1))
        return self._fill_of[colour]

    def _font(self, *, bold: bool, link: bool) -> int:
        """The first font of the file, which is that of plain cells, bold or as a link."""
        if (bold, link) not in self._font_of:
            font = deepcopy(children(self._fonts, "font")[0])
            if bold and child(font, "b") is None:
                font.insert(0, etree.Element(beside(font, "b")))
            if link:
                for name in ("color", "u"):
                    for one in children(font, name):
                        font.remove(one)
                # In the order that Excel writes: the colour after the size, before the name.
                later = [one for one in font if local(one.tag) in _AFTER_COLOUR]
                made = [etree.Element(beside(font, "u")), etree.Element(beside(font, "color"))]
                made[1].set("rgb", "FF0563C1")
                for one in made:
                    later[0].addprevious(one) if later else font.append(one)
            self._fonts.append(font)
            self._font_of[bold, link] = len(children(self._fonts, "font")) - 1
            self._fonts.set("count", str(self._font_of[bold, link] + 1))
        return self._font_of[bold, link]
