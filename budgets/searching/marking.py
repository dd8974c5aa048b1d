"""Which words of a found text were asked for, and the part of a long text around them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from budgets.searching.pinyin import LONGEST, plain
from budgets.searching.tokens import Piece, fold, is_plain, pieces

# A long text is shown from so many characters before its first mark, so far in all.
_BEFORE, _SHOWN = 40, 160


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a text, marked or not."""

    text: str
    marked: bool = False


def marked(text: str, terms: Sequence[str], *, whole: bool = False) -> tuple[Bit, ...]:
    """The text in bits, those marked that a term asked for; a long one is cut unless `whole`."""
    spans = _merged(sorted(span for term in terms for span in _spans(text, term)))
    start, end = (0, len(text)) if whole else _cut(text, spans)
    bits = []
    at = start
    for left, right in spans:
        if right <= start or left >= end:
            continue
        left, right = max(left, at), min(right, end)
        if left > at:
            bits.append(Bit(text[at:left]))
        bits.append(Bit(text[left:right], True))
        at = right
    bits.append(Bit(text[at:end]))
    if start > 0:
        bits.insert(0, Bit("……"))
    if end < len(text):
        bits.append(Bit("……"))
    return tuple(bit for bit in bits if bit.text)


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= _SHOWN:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - _BEFORE, len(text) - _SHOWN))
    return start, min(len(text), start + _SHOWN)


def _spans(text: str, term: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of a term follow each other in a text; or its sound, if it may be pinyin."""
    have, want = list(pieces(text)), list(pieces(term))
    hits = list(_runs(have, want)) if want else []
    if not hits and is_plain(term) and len(have) <= LONGEST:
        hits = list(_sounded([piece for piece in have if piece.is_han], fold(term)))
    yield from hits


def _runs(have: Sequence[Piece], want: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    for first in range(len(have) - len(want) + 1):
        run = have[first : first + len(want)]
        if all(_meets(one, two) for one, two in zip(run[:-1], want[:-1], strict=True)) and (
            _meets(run[-1], want[-1])
            or (not want[-1].is_han and run[-1].text.startswith(want[-1].text))
        ):
            yield run[0].start, run[-1].end


def _meets(one: Piece, two: Piece) -> bool:
    return one.is_han == two.is_han and one.text == two.text


def _sounded(have: Sequence[Piece], letters: str) -> Iterator[tuple[int, int]]:
    """Characters that sound as the letters, in full or by initials; the last may be unfinished."""
    spoken = [plain(one) for one in lazy_pinyin("".join(p.text for p in have), style=Style.NORMAL)]
    if len(spoken) != len(have):
        return
    for first in range(len(have)):
        heard = ""
        for last in range(first, len(have)):
            heard += spoken[last]
            if heard.startswith(letters):
                yield have[first].start, have[last].end
                break
            if not letters.startswith(heard):
                break
        initials = "".join(one[:1] for one in spoken[first : first + len(letters)])
        if initials == letters and len(letters) > 1:
            yield have[first].start, have[first + len(letters) - 1].end


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for left, right in spans:
        if joined and left <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(right, joined[-1][1])
        else:
            joined.append((left, right))
    return joined
