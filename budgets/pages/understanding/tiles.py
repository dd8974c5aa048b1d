"""A level of a breakdown as a picture with the table of the same numbers beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from budgets.pages.charts import wrapped, wrapped_words
from budgets.pages.english import gloss_of
from budgets.pages.findings import place_of
from budgets.pages.understanding.amounts import share
from budgets.pages.understanding.breakdown import Breakdown, Node, is_drawn
from budgets.pages.understanding.story import Story
from budgets.pages.understanding.treemap import Rectangle, squarified
from budgets.pages.units import told_amount

WIDTH, HEIGHT, SIZE = 400, 280, 13
_LINE = 17
# The letters of a gloss, and its lines.
GLOSS_SIZE, _GLOSS_LINE = 10.5, 13
_PADDING = 6
# Between neighbours, and around what lies within one.
_GAP = 1.0
_CLOSING = "）〕》”、，。；"


@dataclass(frozen=True, slots=True)
class Tile:
    """`title` says it whole; `lines` what there is room for, `gloss` below them where all of it
    fits. `inner` outlines its own parts."""

    box: Rectangle
    title: str
    lines: tuple[str, ...]
    gloss: tuple[str, ...]
    figure: str
    inner: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """`deeper` is the anchor of its own parts, "" where there are none to show."""

    code: str
    name: str
    figure: str
    share: str
    address: str
    deeper: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Level:
    """`anchor` is its id on the page; `above` the way back, outermost first (anchor, name).

    `gap` is how far the parts are from the whole by rounding alone, "" where they come to it.
    """

    anchor: str
    code: str
    name: str
    figure: str
    above: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    rows: tuple[Row, ...]
    whole: bool
    gap: str


def levels_of(story: Story, tree: Breakdown) -> tuple[Level, ...]:
    """The first level, and one for each code whose parts tell something apart."""
    fen = sum(part.fen for part in tree.parts) if tree.total is None else tree.total
    top = _level(story, tree.name, "", "", fen, (), tree.parts, tree.whole)
    return (top, *_deeper(story, tree, tree.parts, ((tree.name, ""),)))


def _deeper(
    story: Story, tree: Breakdown, nodes: Sequence[Node], above: tuple[tuple[str, str], ...]
) -> Iterator[Level]:
    for node in nodes:
        if not _opens(node):
            continue
        anchor, name = anchor_of(tree.name, node.code), story.name(node.code)
        yield _level(story, anchor, node.code, name, node.fen, above, node.parts, node.whole)
        yield from _deeper(story, tree, node.parts, (*above, (anchor, name)))


def anchor_of(tree: str, code: str) -> str:
    """f-201, e-30217."""
    return f"{tree[0]}-{code}"


def _opens(node: Node) -> bool:
    return len(node.parts) > 1


def _level(
    story: Story,
    anchor: str,
    code: str,
    name: str,
    fen: int,
    above: tuple[tuple[str, str], ...],
    parts: tuple[Node, ...],
    whole: bool,
) -> Level:
    tree = (above[0][0] if above else anchor)[0]
    unit = story.unit
    # A part can't be more than all parts together, whatever rounding does to what is stated.
    told = sum(node.fen for node in parts)
    rows = tuple(
        Row(
            node.code,
            story.name(node.code),
            told_amount(node.fen, unit),
            share(node.fen, told) if whole else "",
            place_of(node.cell).address,
            anchor_of(tree, node.code) if _opens(node) else "",
            node.disputed,
        )
        for node in parts
    )
    tiles = tuple(_tiles(parts, rows)) if is_drawn(parts, whole=whole) else ()
    gap = told_amount(abs(told - fen), unit) if whole and told != fen else ""
    return Level(anchor, code, name, told_amount(fen, unit), above, tiles, rows, whole, gap)


def _tiles(parts: Sequence[Node], rows: Sequence[Row]) -> Iterator[Tile]:
    boxes = squarified([node.fen for node in parts], Rectangle(0, 0, WIDTH, HEIGHT))
    for node, row, outer in zip(parts, rows, boxes, strict=True):
        box = outer.within(_GAP / 2)
        yield Tile(
            box,
            " ".join(
                filter(
                    None,
                    (row.code, row.name, gloss_of(row.name, row.code), row.figure, row.share),
                )
            ),
            _lines(row, box),
            _gloss(row, box),
            row.share if _has_room(row, box) else "",
            _outlines(node, box),
            f"#{row.deeper}" if row.deeper else "",
        )


def _lines(row: Row, box: Rectangle) -> tuple[str, ...]:
    """The name in as many lines as there is room for, the last one cut; none in a narrow tile."""
    letters = int((box.width - 2 * _PADDING) // SIZE)
    most = int((box.height - _PADDING) // _LINE)
    if letters < 3 or most < 1:
        return ()
    lines = _closed(wrapped(row.name, letters))
    if len(lines) > most:
        last = lines[most - 1]
        lines = (*lines[: most - 1], f"{last[:-1]}…")
    return lines


def _closed(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines with what closes a bracket or a sentence at the end of a line, never at a start."""
    found: list[str] = []
    for line in lines:
        closing = line[: len(line) - len(line.lstrip(_CLOSING))]
        if found and closing:
            found[-1] += closing
            line = line[len(closing) :]
        if line:
            found.append(line)
    return tuple(found)


def _has_room(row: Row, box: Rectangle) -> bool:
    """Whether the share fits below the whole name."""
    lines = _lines(row, box)
    cut = bool(lines) and lines[-1].endswith("…")
    return bool(lines) and not cut and (len(lines) + 1) * _LINE + _PADDING <= box.height


def _gloss(row: Row, box: Rectangle) -> tuple[str, ...]:
    """The gloss below the name, where it fits whole and leaves room for the share."""
    if not _has_room(row, box):
        return ()
    room = (box.width - 2 * _PADDING) / GLOSS_SIZE
    lines = tuple(wrapped_words(gloss_of(row.name, row.code), room))
    high = (len(_lines(row, box)) + 1) * _LINE + len(lines) * _GLOSS_LINE + _PADDING
    widest = max(map(len, lines), default=0) * 0.56
    return lines if high <= box.height and widest <= room else ()


def _outlines(node: Node, box: Rectangle) -> str:
    """The borders of what lies within a tile, as a path; "" where nothing is told apart."""
    if not is_drawn(node.parts, whole=node.whole):
        return ""
    inside = squarified([part.fen for part in node.parts], box)
    lines = []
    for one in inside:
        # Each border once: those on the right and below that are none of the tile's own.
        right, bottom = one.x + one.width, one.y + one.height
        if right < box.x + box.width - 0.5:
            lines.append(f"M{right:.1f} {one.y:.1f}V{bottom:.1f}")
        if bottom < box.y + box.height - 0.5:
            lines.append(f"M{one.x:.1f} {bottom:.1f}H{right:.1f}")
    return "".join(lines)
