"""The explanation of two documents, paragraph by paragraph, and within a paragraph word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from budgets.data import SectionData
from budgets.differences.aligning import align, alike, gaps
from budgets.differences.data import (
    ADDED,
    CHANGED,
    KEPT,
    REMOVED,
    ParagraphDifference,
    Piece,
)
from budgets.differences.wording import likeness, without_spaces, without_years

# A paragraph with less in common with another one is another paragraph.
_LEAST = 0.4
# Figures and Latin words are one piece, everything else goes by the character.
_TOKEN = re.compile(r"[0-9][0-9,.]*%?|[A-Za-z]+|\s+|.", re.DOTALL)
# Tokens on both sides, multiplied, up to which a paragraph is told word by word.
_MOST = 1_000_000
# What agrees between two changes and is shorter than this is part of the change.
_ISLAND = 2


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    heading: str
    is_heading: bool
    n: int | None
    level: int = 0


def compare_narratives(
    before: Sequence[SectionData], after: Sequence[SectionData], *, same_year: bool = True
) -> tuple[ParagraphDifference, ...]:
    """The paragraphs and headings that differ, in the order of `after`, removed ones between."""
    left, right = list(_lines(before)), list(_lines(after))
    plain = without_spaces if same_year else without_years
    pairs = align(
        [(one.is_heading, plain(one.text)) for one in left],
        [(one.is_heading, plain(one.text)) for one in right],
    )
    # Every step tells what stands at it: (place in after, place in before).
    told: list[tuple[int, int, ParagraphDifference]] = []
    if same_year:
        told += [
            (two, one, _changed(left[one], right[two], only_print=True))
            for one, two in pairs
            if left[one].text != right[two].text
        ]
    for mine, other in gaps(pairs, len(left), len(right)):
        told += _gap(left, right, mine, other)
    told.sort(key=lambda step: step[:2])
    return tuple(difference for _, _, difference in told)


def _lines(sections: Sequence[SectionData]) -> Iterator[_Line]:
    n = 0
    for section in sections:
        if section.heading:
            yield _Line(section.heading, section.heading, True, None, section.level)
        for text in section.paragraphs:
            n += 1
            yield _Line(text, section.heading, False, n)


def _gap(
    left: Sequence[_Line], right: Sequence[_Line], mine: range, other: range
) -> Iterator[tuple[int, int, ParagraphDifference]]:
    def score(one: int, two: int) -> float:
        if left[one].is_heading != right[two].is_heading:
            return 0
        return likeness(left[one].text, right[two].text)

    together = {two: one for one, two in alike(mine, other, score, _LEAST)}
    taken = set(together.values())
    for two in other:
        if two in together:
            yield two, together[two], _changed(left[together[two]], right[two])
        else:
            yield two, mine.start, _alone(right[two], ADDED)
    # A removed paragraph stands before what took its place.
    place = other.start
    partner = {one: two for two, one in together.items()}
    for one in mine:
        if one in taken:
            place = partner[one] + 1
        else:
            yield place, one - len(left), _alone(left[one], REMOVED)


def _alone(line: _Line, what: str) -> ParagraphDifference:
    return ParagraphDifference(
        what,
        line.n if what == REMOVED else None,
        line.n if what == ADDED else None,
        line.heading,
        line.is_heading,
        (Piece(what, line.text),),
    )


def _changed(left: _Line, right: _Line, *, only_print: bool = False) -> ParagraphDifference:
    return ParagraphDifference(
        CHANGED,
        left.n,
        right.n,
        right.heading,
        right.is_heading,
        tuple(pieces(left.text, right.text)),
        only_print,
    )


def pieces(before: str, after: str) -> list[Piece]:
    """A text as what was kept, removed and added, in reading order; a figure is never cut."""
    left, right = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(left) * len(right) > _MOST:
        return [Piece(REMOVED, before), Piece(ADDED, after)]
    found: list[Piece] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            found.append(Piece(KEPT, "".join(left[a:b])))
            continue
        if b > a:
            found.append(Piece(REMOVED, "".join(left[a:b])))
        if d > c:
            found.append(Piece(ADDED, "".join(right[c:d])))
    return _joined(found)


def _joined(found: Sequence[Piece]) -> list[Piece]:
    """Changes that only a character or two keep apart are one change."""
    joined: list[Piece] = []
    removed = added = ""
    last = len(found) - 1
    for at, piece in enumerate(found):
        if piece.what == REMOVED:
            removed += piece.text
        elif piece.what == ADDED:
            added += piece.text
        elif (removed or added) and at < last and len(piece.text) < _ISLAND:
            removed += piece.text
            added += piece.text
        else:
            joined += _both(removed, added)
            removed = added = ""
            joined.append(piece)
    return joined + _both(removed, added)


def _both(removed: str, added: str) -> list[Piece]:
    return [Piece(what, text) for what, text in ((REMOVED, removed), (ADDED, added)) if text]
