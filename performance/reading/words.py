"""The headings of performance forms: a printed heading -> the fields that it may name."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from budgets.money import Unit, unit_named
from budgets.vocabulary import fold, normalise

_WORDS = Path(__file__).with_name("words.toml")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?度?")
_ORDINAL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}|\([一二三四五六七八九十\d]{1,3}\))[、.．]\s*"
)
_PARTED = re.compile(r"^(?P<whole>[^:]{2,8}):\s*(?P<part>.+)$", re.DOTALL)
_WHOLES = frozenset(
    {"资金来源", "资金结构", "支出结构", "按资金来源", "按支出结构", "按来源", "按结构"}
)
# A heading is short; prose that holds the same words is none.
_LONGEST = 40
_LONGEST_PATTERN = 16


@cache
def fields() -> dict[str, frozenset[str]]:
    """Normalised wording -> the fields that it may name."""
    found: dict[str, set[str]] = {}
    with _WORDS.open("rb") as file:
        for field, wordings in tomllib.load(file).items():
            for wording in wordings if field != "patterns" else ():
                found.setdefault(normalise(wording), set()).add(field)
    return {wording: frozenset(names) for wording, names in found.items()}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    with _WORDS.open("rb") as file:
        given: dict[str, list[str]] = tomllib.load(file)["patterns"]
    return tuple((re.compile(one), field) for field, ones in given.items() for one in ones)


@lru_cache(maxsize=65536)
def fields_of(heading: str) -> frozenset[str]:
    """The fields that a printed heading may name; none for what is no heading.

    Spaces, punctuation, a leading 其中, an ordinal, years and remarks in brackets do not count,
    as far as needed: what is known as printed is not taken apart.
    """
    known = fields()
    if not heading or len(heading) > _LONGEST:
        return frozenset()
    folded = fold(heading)
    for step in (_nothing, _bare, _without_year, _without_ordinal):
        folded = step(folded)
        words = normalise(folded)
        for wording in (words, words.removeprefix("其中")):
            if wording in known:
                return known[wording]
    if (parted := _PARTED.match(folded)) and normalise(parted["whole"]) in _WHOLES:
        # 1、资金来源：（1）政府预算资金 names the first part of a division.
        return fields_of(parted["part"])
    wording = words.removeprefix("其中")
    if len(wording) > _LONGEST_PATTERN:
        return frozenset()
    return frozenset(field for pattern, field in _patterns() if pattern.fullmatch(wording))


def _nothing(text: str) -> str:
    return text


def _bare(text: str) -> str:
    return _BRACKETED.sub("", text)


def _without_year(text: str) -> str:
    return _YEAR.sub("", text)


def _without_ordinal(text: str) -> str:
    return _ORDINAL.sub("", text)


def is_heading(text: str, *wanted: str) -> bool:
    """Whether a text is a known heading, or one of the fields given."""
    found = fields_of(text)
    return bool(found.intersection(wanted)) if wanted else bool(found)


def bracketed_unit(heading: str) -> Unit | None:
    """The unit of money that a heading names in brackets: 项目资金（万元）."""
    for remark in _BRACKETED.findall(fold(heading)):
        if unit := unit_named(remark):
            return unit
    return None
