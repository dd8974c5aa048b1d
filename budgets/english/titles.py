"""The title of a standard table in English, by what the vocabulary says of it.

Another region's title for the same table gets the same gloss: 收支总表, 部门收支总体情况表.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgets.english.labels import capital
from budgets.english.meanings import phrase
from budgets.english.words import words
from budgets.vocabulary import (
    TITLE,
    Reading,
    fold,
    normalise,
    shipped_vocabulary,
    split_label,
)

# 表1 收支总表: the number of a table in front of its title.
_NUMBER = re.compile(r"^(?:附?表\s*\d+|(?:预算|决算|公开|附)?\s*\d+\s*表)[-\d]*[、.:]?\s*")
_TWO_SIDED = "income and expenditure"
_SHAPES = (
    ("summary", ("总表", "总体", "汇总", "总收支", "总")),
    ("details", ("明细", "细化")),
)


def title_in_english(title: str) -> str:
    """The gloss with a capital letter, the year behind it; "" where nothing is known of the title."""
    folded = split_label(_NUMBER.sub("", fold(" ".join(title.split())))).words
    if told := words().titles.get(normalise(folded)):
        return told
    reading = shipped_vocabulary().read(folded, TITLE)
    said = list(_said(reading, folded)) if reading.known else []
    if not said:
        return ""
    said += [shape for shape, marks in _SHAPES if any(mark in folded for mark in marks)][:1]
    if reading.years:
        said.append(str(reading.years[0]))
    text = ", ".join(said)
    return capital(f"final accounts: {text}" if "决算" in folded else text)


def _said(reading: Reading, folded: str) -> Iterator[str]:
    """What the table is about, then by what it is cut."""
    cut = _cut(reading, folded)
    meaning = dict(reading.coordinates)
    if reading.topics:
        # Several subjects: each by itself, then the money that they share.
        shared = {"side": "out", "use": "spent"}
        topics = [phrase({**shared, **dict(topic)}, words().subjects) for topic in reading.topics]
        rest = {name: one for name, one in meaning.items() if name not in shared}
        if all(topics):
            yield _listed(topics)
            yield from filter(None, [phrase(rest, words().subjects)])
        return
    two_sided = "two-sided" in reading.roles or (not meaning.get("side") and "收支" in folded)
    told = phrase(meaning, words().subjects)
    if two_sided:
        yield _TWO_SIDED
    elif not told and cut:
        yield "expenditure"
    if told:
        yield told
    if cut and (told or not meaning):
        yield cut


def _cut(reading: Reading, folded: str) -> str:
    if reading.key == "gov_economic":
        return "by economic classification of the government budget"
    if "经济" in folded.replace("国有资本经营", ""):
        return "by economic classification"
    return "by functional classification" if "功能" in folded else ""


def _listed(told: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
