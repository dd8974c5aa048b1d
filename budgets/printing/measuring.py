"""How wide text is on paper, in em: the size of type, which is the width of a Han character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import ceil

# Distance of text from the rules, and from one line to the next, in em.
INSET_X = 0.5
INSET_Y = 0.42
LINE = 1.4
# Lines hold a little less than their width: words and punctuation don't break just anywhere.
SLACK = 1.03

# Advance widths of Noto Sans CJK in em; everything outside ASCII counts as full width.
_WIDTHS = {
    character: width
    for characters, width in (
        (" |ij',.:;l", 0.29),
        ('I!f()[]{}-tr/\\*"?sz', 0.48),
        ("xcvyYJLFkeags_", 0.57),
        ("$+0123456789<=>^~", 0.556),
        ("#XVESTZ`ohuAnbdpqPRC", 0.64),
        ("K&BDGUN", 0.73),
        ("HOQw", 0.81),
        ("MW%m@", 0.95),
    )
    for character in characters
}
# No line may break inside these: a word or figure, with the punctuation that clings to it.
WORD = re.compile(r"[（《〈“‘【]*[!-~]+[，。；：、）》〉”’】％]*")

_HAN = re.compile(r"[\u4e00-\u9fff]+")


def width_of(text: str) -> float:
    """The width of one line of text in em."""
    if not text.isascii():
        return sum(_WIDTHS.get(character, 1.0) for character in text)
    return sum(_WIDTHS.get(character, 0.6) for character in text)


@lru_cache(maxsize=8192)
def measured(text: str) -> tuple[float, float]:
    """The widest line of a text, and its widest unbreakable word, in em."""
    width = max((width_of(line) for line in text.split("\n")), default=0.0)
    if width <= 1:
        return width, width
    word = max((width_of(match) for match in WORD.findall(text)), default=0.0)
    return width, word


def lines_in(text: str, room: float) -> int:
    if len(text) * 0.95 <= room:
        return text.count("\n") + 1
    return sum(int(width_of(line) * SLACK / room) + 1 for line in text.split("\n"))


def pieces(text: str, room: float) -> str | list[list[str]]:
    """The text as report.typ takes it: plain, or lines of pieces between which a line may break.

    Pieces are made only of words wider than `room` (in em), which would else run over the rules.
    """
    if "\n" not in text and measured(text)[1] <= room:
        return text
    lines = []
    for line in text.split("\n"):
        parts: list[str] = []
        start = 0
        for match in WORD.finditer(line):
            if width_of(match[0]) > room:
                parts.append(line[start : match.start()])
                parts.extend(_cut(match[0], room))
                start = match.end()
        parts.append(line[start:])
        lines.append([part for part in parts if part])
    return lines


def balanced(text: str, room: float) -> str | list[list[str]]:
    """A header's text in lines of even length, so that no character stands alone in the last.

    Chinese words are mostly of two characters: lines of an even number break fewer of them.
    """
    before, bracket, rest = text.partition("（" if "（" in text else "(")
    if bracket and width_of(text) > room >= max(width_of(before), width_of(bracket + rest)):
        return [[before], [bracket + rest]]
    count = ceil(len(text) / max(int(room), 1))
    if count < 2 or not _HAN.fullmatch(text):
        return pieces(text, room)
    length = ceil(len(text) / count)
    even = length + length % 2
    if even <= room and len(text) % even != 1 and ceil(len(text) / even) == count:
        length = even
    return [[text[i : i + length]] for i in range(0, len(text), length)]


def _cut(word: str, room: float) -> Iterator[str]:
    piece, width = "", 0.0
    for character in word:
        advance = width_of(character)
        if piece and width + advance > room:
            yield piece
            piece, width = "", 0.0
        piece += character
        width += advance
    yield piece
