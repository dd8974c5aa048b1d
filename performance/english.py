"""What tables of performance print, in English: headings, levels of indicators, items, titles. Pure.

Joined to the glosses of the other tables by the part (part.py); budgets/english asks it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from budgets.english.labels import behind_in_english
from budgets.english.words import turned
from budgets.vocabulary import fold, normalise, split_label
from performance.levels import level_of
from performance.reading.evaluation_words import roles_of
from performance.reading.words import fields_of

_FILE = Path(__file__).with_name("english.toml")
_BEHIND = re.compile(r"^(?P<text>.+?)\((?P<behind>[^()]+)\)$", re.DOTALL)
_PARTED = re.compile(r"^其中[:：;；]?\s*(?P<text>.+)$", re.DOTALL)
# Between levels as pages tell them: 产出指标 · 数量指标.
_APART = " · "
# A name of a level that is as long tells by itself that it is one.
_LONG_NAME = 4
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年)")


@dataclass(frozen=True, slots=True)
class Words:
    levels: Mapping[str, str]
    fields: Mapping[str, str]
    roles: Mapping[str, str]
    words: Mapping[str, str]
    titles: tuple[tuple[tuple[str, ...], str], ...]
    rules: Mapping[str, str]


@cache
def words() -> Words:
    """english.toml, read once."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    titles = tuple((tuple(one["holds"]), one["english"]) for one in told["title"])
    return Words(
        told["levels"], told["fields"], told["roles"], turned(told["words"]), titles, told["rules"]
    )


def gloss(text: str) -> str:
    """What a heading, a level or an item means; "" for anything else, as what people write."""
    folded = fold(" ".join(text.split())).rstrip(":")
    if _APART in folded:
        parts = [gloss(part) for part in folded.split(_APART)]
        return _APART.join(parts) if all(parts) else ""
    if match := _PARTED.match(folded):
        told = gloss(match["text"])
        return f"Of which: {told[:1].lower()}{told[1:]}" if told else ""
    if (match := _BEHIND.match(folded)) and (behind := behind_in_english(match["behind"])):
        told = gloss(match["text"])
        return f"{told} {behind}" if told else ""
    if told := words().words.get(normalise(folded), "") or _level(folded):
        return told
    if year := re.fullmatch(r"((?:19|20)\d{2})\s*年", folded):
        return year[1]
    return _one(words().fields, fields_of(folded)) or _one(words().roles, roles_of(folded))


def gloss_of_title(title: str) -> str:
    """What a table is called, its year and its points behind; "" where it tells no performance."""
    folded = fold(" ".join(title.split()))
    told = next((said for holds, said in words().titles if all(one in folded for one in holds)), "")
    if not told:
        return ""
    if match := _BEHIND.match(folded):
        told = f"{told} {behind_in_english(match['behind'])}".rstrip()
    year = _YEAR.search(folded)
    return f"{told}, {year[0]}" if year else told


def _level(text: str) -> str:
    # 成本 and 质量 alone may be anything; 社会效益 is the level that 社会效益指标 is.
    name = split_label(text).words
    if not name.endswith("指标") and len(name) < _LONG_NAME:
        return ""
    level, known = level_of(name)
    return words().levels.get(known, "") if level else ""


def _one(told: Mapping[str, str], names: Iterable[str]) -> str:
    """The gloss that all the names share; "" where a heading may mean several things."""
    found = {told.get(name, "") for name in names}
    return found.pop() if len(found) == 1 else ""
