"""Codes of the catalogues, found by number, name or pinyin, for whoever types one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from budgets.models import ClassificationCode
from budgets.money import normalise_figure

MANY = 20


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a catalogue with its level, the names above it, how it sounds, and the first and
    last year that it was seen in (0: not known)."""

    code: str
    name: str
    level: str
    path: str
    pinyin: str
    initials: str
    years: tuple[int, int]

    def fits(self, year: int) -> bool:
        """Whether documents of the year bear it, as far as is known."""
        first, last = self.years
        return not first or first <= year <= last


def found_codes(
    catalogue: str, asked: str, year: int, *, near: Iterable[str] = (), level: str = ""
) -> list[Code]:
    """Codes by the beginning of their number, by a part of their name, or by its pinyin.

    Those that the year's documents bear come first, then those beside the codes `near`. `level`
    keeps to one, where the catalogue knows it.
    """
    wanted = normalise_figure(asked).lower()
    # A code with its name, as it is printed: the code says it all.
    wanted = re.split(r"[-—－_:：、]", wanted)[0] if wanted[:1].isdigit() else wanted
    if not wanted:
        return []
    known = catalogue_of(catalogue)
    if level and any(one.level == level for one in known):
        known = tuple(one for one in known if one.level == level)
    beginnings = {code[:length] for code in near for length in (5, 3)}
    ranked = [
        (rank, not one.fits(year), -_nearness(one.code, beginnings), place, one)
        for place, one in enumerate(known)
        if (rank := _rank(one, wanted)) is not None
    ]
    ranked.sort(key=lambda told: told[:4])
    return [told[-1] for told in ranked[:MANY]]


def _nearness(code: str, beginnings: set[str]) -> int:
    return max((len(one) for one in beginnings if code.startswith(one)), default=0)


def _rank(one: Code, wanted: str) -> int | None:
    """How well a code answers: 0 the best; None not at all."""
    name = one.name.lower()
    if one.code.lower() == wanted or name == wanted:
        return 0
    if one.code.lower().startswith(wanted) or name.startswith(wanted):
        return 1
    if wanted in name:
        return 2
    if wanted.isascii() and wanted.isalpha():
        if one.initials.startswith(wanted) or one.pinyin.startswith(wanted):
            return 1
        if wanted in one.initials:
            return 2
        if wanted in one.pinyin:
            return 3
    return None


def catalogue_of(name: str) -> tuple[Code, ...]:
    """A catalogue as it stands now; what it takes to search it is kept while it stays the same."""
    held = ClassificationCode.objects.filter(catalogue=name).order_by("code")
    return _read(tuple(held.values_list("code", "name", "level", "edition")))


@lru_cache(maxsize=8)
def _read(told: tuple[tuple[str, str, str, str], ...]) -> tuple[Code, ...]:
    by_code = {code: name for code, name, _level, _edition in told}
    return tuple(_code(*one, by_code) for one in told)


def _code(code: str, name: str, level: str, edition: str, by_code: Mapping[str, str]) -> Code:
    letters = "".join(re.findall(r"\w", name))
    sounds = lazy_pinyin(letters, style=Style.NORMAL)
    years = [int(year) for year in re.findall(r"\d{4}", edition)]
    return Code(
        code,
        name,
        level,
        " / ".join(_above(code, by_code)),
        "".join(sounds).lower(),
        "".join(sound[:1] for sound in sounds).lower(),
        (min(years, default=0), max(years, default=0)),
    )


def _above(code: str, by_code: Mapping[str, str]) -> Iterator[str]:
    """The names of the levels above a code, the widest first."""
    for length in range(1, len(code)):
        if (name := by_code.get(code[:length])) is not None:
            yield name
