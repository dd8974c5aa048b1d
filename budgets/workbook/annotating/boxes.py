"""The boxes that programs show comments in, in a drawing language that need not be XML.

Only text is put into such a part; what stands in it stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from budgets.workbook.annotating.cells import ORDER, SheetCells
from budgets.workbook.annotating.opened import (
    Opened,
    child,
    children,
    office_of,
    put_in_order,
)

_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_EMPTY = f"<xml {_NAMES}></xml>"
_TYPE = (
    f'<v:shapetype {_NAMES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape {names} id="_x0000_s{id}" type="#_x0000_t202" '
    'style="position:absolute;z-index:{z};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_BOX = re.compile(r"<v:shape\b.*?</v:shape>", re.S)
_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
# The width of a box, and what a line of 9 points takes.
_WIDTH, _LINE, _CHARACTERS = 320, 17, 46


def draw_boxes(
    package: Opened,
    part: str,
    cells: SheetCells,
    fresh: Mapping[tuple[int, int], str],
    grown: Mapping[tuple[int, int], str],
) -> None:
    """A box for each fresh comment; those of comments that were added to have grown."""
    name = _drawing(package, part)
    body = package.read(name).decode("utf-8", "replace")
    body = _BOX.sub(lambda box: _grow(box[0], grown), body)
    used = [int(number) for number in re.findall(r"_x0000_s(\d{1,9})", body)]
    first = max([1024, *used]) + 1
    shapes = [
        _SHAPE.format(
            names=_NAMES,
            id=first + index,
            z=index + 1,
            anchor=_anchor(place, text, cells),
            row=place[0],
            column=place[1],
        )
        for index, (place, text) in enumerate(sorted(fresh.items()))
    ]
    kind = "" if 'id="_x0000_t202"' in body else _TYPE
    end = body.rfind("</xml>")
    if end < 0:
        body, end = _EMPTY, len(_EMPTY) - len("</xml>")
    package.write(name, (body[:end] + kind + "".join(shapes) + body[end:]).encode())


def _drawing(package: Opened, part: str) -> str:
    """The part with the boxes that the sheet leads to, made where there is none."""
    sheet = package.tree(part)
    found = [name for name in package.targets(part, "vmlDrawing") if name in package]
    wanted = child(sheet, "legacyDrawing")
    if wanted is not None:
        key = f"{{{office_of(sheet)}}}id"
        for relation in children(package.relations(part), "Relationship"):
            if relation.get("Id") == wanted.get(key):
                target = relation.get("Target", "")
                for name in found:
                    if name.endswith(target.rpartition("/")[2]):
                        return name
        sheet.remove(wanted)
    name = package.free("xl/drawings/vmlDrawing{n}.vml")
    package.write(name, _EMPTY.encode())
    package.declare_ending("vml", _DRAWING)
    relation = package.relate(part, f"{office_of(sheet)}/vmlDrawing", f"/{name}")
    drawing = put_in_order(sheet, "legacyDrawing", ORDER)
    drawing.set(f"{{{office_of(sheet)}}}id", relation)
    return name


def _lines(text: str) -> int:
    """How many lines of a box a text takes: a Han character is as wide as two letters."""
    return sum(
        1 + sum(2 if ord(character) > 255 else 1 for character in line) // _CHARACTERS
        for line in text.split("\n")
    )


def _anchor(place: tuple[int, int], text: str, cells: SheetCells) -> str:
    """The box right of the cell, as wide as a sentence and as high as its lines.

    Left column and offset, top row and offset, right column and offset, bottom row and offset.
    """
    row, column = max(place[0] - 1, 0), place[1] + 1
    right, over = _reach(cells.width, column, 12, _WIDTH)
    bottom, under = _reach(cells.height, row, 4, (_lines(text) + 2) * _LINE)
    return f"{column}, 12, {row}, 4, {right}, {over}, {bottom}, {under}"


def _reach(size: Callable[[int], int], start: int, offset: int, length: int) -> tuple[int, int]:
    rest, index = length + offset, start
    while index < start + 200:
        here = size(index)
        if rest <= here:
            return index, rest
        rest -= here
        index += 1
    return index, 0


def _grow(box: str, grown: Mapping[tuple[int, int], str]) -> str:
    """A box of somebody else's comment, as much higher as ours is long."""
    row, column = re.search(r"<x:Row>(\d+)", box), re.search(r"<x:Column>(\d+)", box)
    text = grown.get((int(row[1]), int(column[1]))) if row and column else None
    if text is None:
        return box

    def higher(found: re.Match[str]) -> str:
        numbers = found[2].split(",")
        if len(numbers) == 8 and numbers[6].strip().isdigit():
            numbers[6] = f" {int(numbers[6]) + _lines(text) + 1}"
        return found[1] + ",".join(numbers) + found[3]

    return _ANCHOR.sub(higher, box)
