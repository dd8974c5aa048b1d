"""The sheet that lists everything that was found, each line with a link to its cell."""

from __future__ import annotations

import re

from lxml import etree

from budgets.workbook.annotating.cells import ORDER
from budgets.workbook.annotating.data import FILLS, Line, Listing
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
from budgets.workbook.annotating.styles import Styles
from budgets.workbook.grid import address
from budgets.workbook.writer import display_width

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WIDTHS = (6, 8, 24, 10, 64, 16, 16, 16, 34)
_FIGURES = frozenset({5, 6, 7})
_HEAD = "D9D9D9"
# Other cells of one line that are named.
_OTHERS = 8
_SELECTED = re.compile(rb'(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected="(?:1|true)"')


def add_listing(package: Opened, listing: Listing, styles: Styles) -> None:
    """Add the sheet as the last one, and have the file open on it."""
    main = package.workbook()
    root = package.tree(main)
    listed = put_in_order(root, "sheets", _WORKBOOK)
    taken = {one.get("name", "").casefold() for one in children(listed, "sheet")}
    name = next(
        tried
        for n in range(1, 1000)
        if (tried := listing.name if n == 1 else f"{listing.name} ({n})").casefold() not in taken
    )
    for sheet in package.targets(main, "worksheet"):
        _deselect(package, sheet)
    part = package.free("xl/worksheets/sheet{n}.xml")
    package.write(part, _sheet(listing, styles, etree.QName(root).namespace or MAIN))
    package.declare(part, _TYPE)
    relation = package.relate(main, f"{office_of(root)}/worksheet", f"/{part}")
    number = max(
        [
            int(told)
            for one in children(listed, "sheet")
            if (told := one.get("sheetId", "")).isdigit()
        ],
        default=0,
    )
    made = added(listed, "sheet", name=name, sheetId=str(number + 1))
    made.set(f"{{{office_of(root)}}}id", relation)
    views = put_in_order(root, "bookViews", _WORKBOOK)
    view = child(views, "workbookView")
    if view is None:
        view = added(views, "workbookView")
    view.set("activeTab", str(len(children(listed, "sheet")) - 1))


_WORKBOOK = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "webPublishing", "fileRecoveryPr",
)  # fmt: skip


def _deselect(package: Opened, part: str) -> None:
    """Two selected sheets would be written in at once."""
    if part not in package:
        return
    root = package.tree_if_open(part)
    if root is not None:
        for views in children(root, "sheetViews"):
            for view in children(views, "sheetView"):
                view.attrib.pop("tabSelected", None)
        return
    body = package.read(part)
    end = body.find(b"sheetData")
    head = _SELECTED.sub(rb"\1", body[:end])
    if head != body[:end]:
        package.write(part, head + body[end:])


def _sheet(listing: Listing, styles: Styles, space: str) -> etree._Element:
    root = etree.Element(f"{{{space}}}worksheet", nsmap={None: space})
    width = len(listing.heads)
    top = 2 + len(listing.remarks) + len(listing.legend)
    properties = added(root, "sheetPr")
    added(properties, "pageSetUpPr", fitToPage="1")
    views = added(root, "sheetViews")
    view = added(views, "sheetView", showGridLines="0", tabSelected="1", workbookViewId="0")
    added(
        view, "pane", ySplit=str(top), topLeftCell=address(top, 0), activePane="bottomLeft",
        state="frozen",
    )  # fmt: skip
    added(root, "sheetFormatPr", defaultRowHeight="15")
    columns = added(root, "cols")
    for index, wide in enumerate(_WIDTHS[:width]):
        number = str(index + 1)
        added(columns, "col", min=number, max=number, width=str(wide), customWidth="1")
    data = added(root, "sheetData")
    _row(data, 0, [(listing.title, styles.plain(bold=True))])
    for index, remark in enumerate(listing.remarks, 1):
        _row(data, index, [(remark, styles.plain())])
    for index, (look, words) in enumerate(listing.legend, 1 + len(listing.remarks)):
        _row(data, index, [("", styles.plain(fill=FILLS[look])), (words, styles.plain())])
    head = styles.plain(fill=_HEAD, bold=True, align="center")
    _row(data, top - 1, [(text, head) for text in listing.heads])
    links: list[tuple[str, tuple[str, str]]] = []
    for index, line in enumerate(listing.lines):
        _line(data, top + index, index + 1, line, styles, links)
    merges = added(root, "mergeCells")
    for index in range(top - 1):
        # The colour of the legend has the first column to itself.
        first = 1 if index > len(listing.remarks) else 0
        added(merges, "mergeCell", ref=f"{address(index, first)}:{address(index, width - 1)}")
    merges.set("count", str(len(children(merges, "mergeCell"))))
    if links:
        told = put_in_order(root, "hyperlinks", ORDER)
        for cell, (sheet, target) in links:
            quoted = sheet.replace("'", "''")
            added(told, "hyperlink", ref=cell, location=f"'{quoted}'!{target}", display=target)
    added(
        root,
        "pageMargins",
        left="0.4",
        right="0.4",
        top="0.6",
        bottom="0.6",
        header="0.3",
        footer="0.3",
    )
    added(root, "pageSetup", paperSize="9", orientation="landscape", fitToHeight="0")
    return root


def _line(
    data: etree._Element,
    row: int,
    number: int,
    line: Line,
    styles: Styles,
    links: list[tuple[str, tuple[str, str]]],
) -> None:
    sheet, cell = line.at
    others = "、".join(
        f"{other} {place}" if other != sheet else place for other, place in line.others[:_OTHERS]
    )
    if len(line.others) > _OTHERS:
        others += "……"
    texts = (
        str(number), line.severity, sheet, cell, line.message, line.stated, line.expected,
        line.difference, others,
    )  # fmt: skip
    looks = [styles.plain(align="right" if c in _FIGURES else "left") for c in range(len(texts))]
    looks[1] = styles.plain(fill=FILLS[line.look])
    if sheet and cell:
        looks[3] = styles.plain(link=True)
    if line.others:
        looks[8] = styles.plain(link=True)
    lines = max(
        sum(-(-max(display_width(part), 1) // max(wide - 2, 1)) for part in text.split("\n"))
        for text, wide in zip(texts, _WIDTHS, strict=True)
    )
    _row(data, row, list(zip(texts, looks, strict=True)), lines)
    if sheet and cell:
        links.append((address(row, 3), line.at))
    if line.others:
        links.append((address(row, 8), line.others[0]))


def _row(data: etree._Element, number: int, cells: list[tuple[str, int]], lines: int = 1) -> None:
    """A row of texts, `lines` high: nothing in it is ever a formula."""
    row = added(data, "row", r=str(number + 1), ht=str(min(lines, 20) * 15), customHeight="1")
    for column, (text, style) in enumerate(cells):
        cell = added(row, "c", r=address(number, column), s=str(style))
        if text:
            cell.set("t", "inlineStr")
            told = etree.SubElement(added(cell, "is"), beside(cell, "t"))
            told.text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
            told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
