"""Our own drawings: the two-sided flow of a body's money, as geometry for an SVG template.

Lengths are proportional to amounts and only that; every number beside a bar is a printed figure.
A picture is drawn for a wide and for a narrow column: shrinking one would shrink its letters too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.pages.english import gloss_of
from budgets.pages.flows import Flow, Stream

# A bar that would be thinner than this could not be seen.
THINNEST = 2.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The proportions of a drawing. With `inside` labels lie on the ribbons, else beside them."""

    name: str
    width: int
    bar: int
    margin: int
    inside: bool
    letters: int
    size: int
    amount_height: int


WIDE = Frame("wide", 960, 10, 292, inside=False, letters=18, size=15, amount_height=280)
NARROW = Frame("narrow", 360, 6, 0, inside=True, letters=12, size=12, amount_height=300)
GAP = 10
# How large the letters of a gloss are beside those of the name, and how wide one of them is.
GLOSS_SIZE = 0.8
_LETTER = 0.54


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    anchor: str
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    path: str
    look: str


@dataclass(frozen=True, slots=True)
class Picture:
    frame: Frame
    height: int
    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    stream: Stream
    lines: tuple[str, ...]
    gloss: tuple[str, ...]
    height: float
    slot: float


def flow_pictures(flow: Flow) -> tuple[Picture, Picture]:
    """The wide and the narrow drawing of a flow."""
    return _draw(flow, WIDE), _draw(flow, NARROW)


def _draw(flow: Flow, frame: Frame) -> Picture:
    largest = max(
        sum(stream.fen for stream in flow.sources), sum(stream.fen for stream in flow.uses), 1
    )
    scale = frame.amount_height / largest
    left = [_node(stream, scale, frame) for stream in flow.sources]
    right = [_node(stream, scale, frame) for stream in flow.uses]
    height = max(_reach(left), _reach(right))
    bars, ribbons, texts = [], [], []
    middle = (frame.width - frame.bar) / 2
    hub = max(sum(node.height for node in left), sum(node.height for node in right))
    hub_top = (height - hub) / 2
    bars.append(Bar(middle, hub_top, frame.bar, hub, "hub"))
    for nodes, side, x in (
        (left, "in", float(frame.margin)),
        (right, "out", float(frame.width - frame.margin - frame.bar)),
    ):
        inner = hub_top + (hub - sum(node.height for node in nodes)) / 2
        for index, (node, top) in enumerate(_placed(nodes, height)):
            look = f"{side} tone-{index % 2 + 1}"
            bars.append(Bar(x, top, frame.bar, node.height, look))
            ends = (x + frame.bar, middle) if side == "in" else (x, middle + frame.bar)
            ribbons.append(Ribbon(_ribbon(ends, top, inner, node.height), look))
            texts += _label(node, top + node.height / 2, x, side, frame)
            inner += node.height
    return Picture(frame, round(height), tuple(bars), tuple(ribbons), tuple(texts))


def _node(stream: Stream, scale: float, frame: Frame) -> _Node:
    lines = tuple(wrapped(stream.name, frame.letters))
    gloss = tuple(wrapped_words(gloss_of(stream.name), frame.letters / GLOSS_SIZE))
    height = max(stream.fen * scale, THINNEST)
    room = _lines_high(lines, gloss) * frame.size * 1.4
    return _Node(stream, lines, gloss, height, max(height, room))


def _lines_high(lines: Sequence[str], gloss: Sequence[str]) -> float:
    """How many lines of the name's size a label takes, with its amount."""
    return len(lines) + 1 + len(gloss) * GLOSS_SIZE


def _reach(nodes: Sequence[_Node]) -> float:
    return sum(node.slot for node in nodes) + GAP * max(len(nodes) - 1, 0)


def _placed(nodes: Sequence[_Node], height: float) -> Iterator[tuple[_Node, float]]:
    """Nodes with their tops: each in the middle of its slot, all in the middle of the picture."""
    at = (height - _reach(nodes)) / 2
    for node in nodes:
        yield node, at + (node.slot - node.height) / 2
        at += node.slot + GAP


def _ribbon(ends: tuple[float, float], outer: float, inner: float, thickness: float) -> str:
    start, end = ends
    bend = (start + end) / 2
    return (
        f"M{start:.1f} {outer:.1f}C{bend:.1f} {outer:.1f} {bend:.1f} {inner:.1f} {end:.1f} {inner:.1f}"
        f"V{inner + thickness:.1f}"
        f"C{bend:.1f} {inner + thickness:.1f} {bend:.1f} {outer + thickness:.1f}"
        f" {start:.1f} {outer + thickness:.1f}Z"
    )


def _label(node: _Node, middle: float, x: float, side: str, frame: Frame) -> Iterator[Text]:
    beside = (side == "in") != frame.inside
    at = x - GAP if beside else x + frame.bar + GAP
    anchor = "end" if beside else "start"
    step = frame.size * 1.4
    high = _lines_high(node.lines, node.gloss)
    baseline = middle - step * high / 2 + frame.size * 1.05
    for line in node.lines:
        yield Text(at, baseline, anchor, line, "name")
        baseline += step
    for line in node.gloss:
        yield Text(at, baseline - step * (1 - GLOSS_SIZE), anchor, line, "in-english")
        baseline += step * GLOSS_SIZE
    yield Text(at, baseline, anchor, node.stream.figure, "amount")


def wrapped(name: str, letters: int) -> Iterator[str]:
    """Lines of about `letters` Han characters; Latin letters count half."""
    line, room = "", float(letters)
    for character in name:
        width = 0.55 if ord(character) < 0x2E80 else 1.0
        if width > room:
            yield line
            line, room = "", float(letters)
        line += character
        room -= width
    yield line


def wrapped_words(text: str, letters: float) -> Iterator[str]:
    """Lines of whole English words in the room of so many Han characters of their size."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and len(longer) * _LETTER > letters:
            yield line
            longer = word
        line = longer
    if line:
        yield line
