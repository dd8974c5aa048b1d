"""Lines of printed text: their words and figures, page heads and feet, and labels that were wrapped."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from budgets.money import normalise_figure
from budgets.pasting.clip import Dropped
from budgets.vocabulary import fold, normalise, split_label

_WORD = re.compile(r"\S+")
# Columns that are set apart: two spaces or more.
_GAP = re.compile(r"[ \xa0\u3000]{2,}")
# — 12 —, 第 3 页 共 20 页, 3/20, Page 3.
_PAGE = re.compile(
    r"[-—–·\s]*(?:第\s*\d+\s*页(?:[\s,，/]*共\s*\d+\s*页)?|\d+\s*/\s*\d+"
    r"|page\s*\d+(?:\s*of\s*\d+)?|[-—–]\s*\d{1,4}\s*[-—–]|\d{1,3})[-—–·\s]*",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_NIL = frozenset({"-", "--", "—", "——"})
# A code of a classification in front of its name: [205], 2050101, 30101.
_CODE = re.compile(r"\[\d{3,9}\]|\d{3}|\d{5,9}")
_CODE_AND_NAME = re.compile(r"\[?\d{3,9}\]?(?!\s*年)\D")
_TOTALS = frozenset({"合计", "总计", "小计"})
_OF_WHICH = re.compile(r"(?:其中|减|加)\s*:")
_NOTE = re.compile(r"[(\[【]?\s*(?:注|说明|备注|附注)\s*\d*\s*:")
# Of the lines with figures so many begin with a code or an ordinal where every row does.
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a table: its number from 1, its parts, and the place at which each begins
    (Chinese letters count as two); no places where single spaces part it."""

    number: int
    parts: tuple[str, ...]
    starts: tuple[int, ...] = ()

    @property
    def coded(self) -> bool:
        """Whether a code stands in front: of words, or too long for an amount without a point."""
        first = self.parts[0]
        followed = len(self.parts) > 1 and not is_figure(self.parts[1])
        return bool(_CODE.fullmatch(first)) and (followed or len(first) >= 5)

    @property
    def words(self) -> tuple[str, ...]:
        """The parts that are no figures, a code among them."""
        return tuple(
            part
            for at, part in enumerate(self.parts)
            if (at == 0 and self.coded) or not is_figure(part)
        )

    @property
    def figures(self) -> tuple[str, ...]:
        return tuple(
            part
            for at, part in enumerate(self.parts)
            if is_figure(part) and not (at == 0 and self.coded)
        )

    @property
    def begins(self) -> bool:
        """Whether a row begins here: with a code, an ordinal, a total, 其中."""
        plain = fold(self.parts[0]).strip()
        return bool(
            self.coded
            or _CODE_AND_NAME.match(plain)
            or split_label(plain).depth
            or _OF_WHICH.match(plain)
            or normalise(plain) in _TOTALS
        )

    @property
    def stands_alone(self) -> bool:
        """Whether it is a sentence below the table, no part of a label."""
        plain = fold(self.parts[0]).strip()
        return bool(_NOTE.match(plain)) or plain.endswith(("。", "."))


def is_figure(word: str) -> bool:
    if word in _NIL:
        return True
    plain = normalise_figure(unicodedata.normalize("NFKC", word))
    return bool(_FIGURE.fullmatch(plain.strip("()")))


def width_of(text: str) -> int:
    """How many places a text takes in print."""
    return sum(1 + is_wide(letter) for letter in text)


def is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


# --- What belongs to the table -------------------------------------------------------------------


def without_pages(text: str) -> tuple[list[tuple[int, str]], list[Dropped]]:
    """The numbered lines without heads and feet of pages; and those."""
    told = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    often = Counter(line.strip() for _, line in told)
    kept: list[tuple[int, str]] = []
    dropped: list[Dropped] = []
    seen: set[str] = set()
    for number, line in told:
        plain = line.strip()
        repeated = plain in seen and often[plain] > 1 and not any(map(is_figure, plain.split()))
        if _PAGE.fullmatch(plain):
            dropped.append(Dropped(number, plain, "页码"))
        elif repeated:
            dropped.append(Dropped(number, plain, "每页重印的页眉或表头"))
        else:
            seen.add(plain)
            kept.append((number, line))
    return kept, dropped


# --- Parts of a line -----------------------------------------------------------------------------


def by_gaps(number: int, line: str) -> PrintedLine:
    """A line parted where two spaces or more stand."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for gap in [*_GAP.finditer(line), None]:
        end = gap.start() if gap else len(line)
        if piece := line[at:end].strip():
            parts.append(piece)
            starts.append(width_of(line[: at + line[at:end].index(piece[0])]))
        at = gap.end() if gap else end
    return PrintedLine(number, tuple(parts), tuple(starts))


def by_words(number: int, line: str) -> PrintedLine:
    """A line parted by single spaces: a code, the words up to the first figure, the figures."""
    words = _WORD.findall(line)
    end = len(words)
    while end and is_figure(words[end - 1]):
        end -= 1
    if end == 1 and len(words) > 1 and _CODE.fullmatch(words[0]):
        return PrintedLine(number, tuple(words))
    if end == len(words) and not PrintedLine(number, tuple(words)).coded:
        # No figure at all: the words of a header, each over its column.
        return PrintedLine(number, tuple(words))
    head = words[:end]
    code = [head.pop(0)] if len(head) > 1 and _CODE.fullmatch(head[0]) else []
    name = [together(head)] if head else []
    return PrintedLine(number, (*code, *name, *words[end:]))


def together(words: Sequence[str]) -> str:
    """Words of one cell; no space beside a Chinese letter."""
    text = words[0]
    for word in words[1:]:
        text += word if is_wide(text[-1]) or is_wide(word[0]) else f" {word}"
    return text


# --- Wrapped labels ------------------------------------------------------------------------------


def joined(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines, with every label that was wrapped put together again.

    Where rows begin with codes or ordinals, what begins with neither is the rest of the row above.
    Otherwise only words right above figures without any words of their own are one row with them.
    """
    first = next((at for at, line in enumerate(lines) if line.figures), len(lines))
    telling = [line for line in lines[first:] if line.figures]
    all_begin = sum(line.begins for line in telling) >= _MOST * len(telling)
    if all_begin and first and not lines[min(first, len(lines) - 1)].begins:
        first -= 1
    found = list(lines[:first])
    for line in lines[first:]:
        above = found[-1] if len(found) > first else None
        if above is not None and _is_rest(above, line, all_begin=all_begin):
            found[-1] = _with_rest(above, line)
        else:
            found.append(line)
    return found


def _is_rest(above: PrintedLine, line: PrintedLine, *, all_begin: bool) -> bool:
    if line.begins or line.stands_alone or len(line.words) > 1 or (above.figures and line.figures):
        return False
    if all_begin:
        return above.begins
    return not line.words and len(above.words) == 1


def _with_rest(above: PrintedLine, line: PrintedLine) -> PrintedLine:
    """Two lines as one row: the words together, then the figures of either."""
    parts, starts = list(above.parts), list(above.starts)
    more, begun = list(line.parts), list(line.starts)
    if line.words:
        at = parts.index(above.words[-1])
        parts[at] = together([parts[at], more.pop(0)])
        begun = begun[1:]
    return replace(above, parts=(*parts, *more), starts=(*starts, *begun) if starts else ())
