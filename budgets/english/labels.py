"""A row's label or a column's heading in English: by its code, its words, or its coordinates."""

from __future__ import annotations

import re

from budgets.coordinates import NOWHERE, Coordinates
from budgets.english.codes import code_in_english
from budgets.english.meanings import phrase
from budgets.english.words import words
from budgets.vocabulary import (
    COLUMN,
    ROW,
    Reading,
    Vocabulary,
    fold,
    normalise,
    shipped_vocabulary,
    split_label,
)

# 2010301-行政运行, A-货物: a code and what bears it.
_CODED = re.compile(
    r"^(?P<code>[A-Z]?\d{2,12}|[A-C])\s*[-—－–_:：、 ]\s*(?P<name>\D.*)$", re.DOTALL
)
# 分值（20）, 预算数（万元）: what stands in brackets at the end of a heading.
_BEHIND = re.compile(r"^(?P<text>.+?)\((?P<behind>[^()]+)\)[:：]?$", re.DOTALL)
_UNIT_LINE = re.compile(r"^\(?(?:金额)?单位:?\s*(?:人民币)?(?P<unit>[千百]?万?亿?元)\)?$")
_PATH = " / "
_YEAR = re.compile(r"^(?P<year>(?:19|20)\d{2})\s*年?度?(?P<text>.+)$", re.DOTALL)
_POINTS = re.compile(r"^(?P<points>\d+(?:\.\d+)?)\s*(?P<said>分?)$")
# The vocabulary's patterns look for a few words in a heading, which a sentence may hold as well.
_PROSE = re.compile(r"[;,。!?]")
# No word that waits for a slice is longer: what holds more that is unknown is read once.
_LONGEST_WORD = 16
# A table's slice gives some words their meaning; they have no other one.
_SLICES = (NOWHERE, Coordinates.of(three_public="any"), Coordinates.of(procurement="any"))


def label_in_english(text: str, code: str = "") -> str:
    """The gloss with a capital letter; "" where it is not known."""
    folded = fold(" ".join(text.split()))
    if _PATH in folded:
        # Heads over each other, in one line: 预算数 / 合计.
        parts = [label_in_english(part, code) for part in folded.split(_PATH)]
        return _PATH.join(parts) if all(parts) else ""
    if match := _UNIT_LINE.match(folded):
        unit = words().units.get(match["unit"], "")
        return f"Unit: {unit}" if unit else ""
    if (match := _BEHIND.match(folded)) and (behind := behind_in_english(match["behind"])):
        told = label_in_english(match["text"], code)
        return f"{told} {behind}" if told else ""
    if told := _own(folded, code):
        return capital(told)
    if match := _CODED.match(folded):
        return capital(_own(match["name"], match["code"]))
    if match := _YEAR.match(folded):
        told = _own(match["text"].strip())
        return f"{capital(told)}, {match['year']}" if told else ""
    return ""


def behind_in_english(text: str) -> str:
    """What stands in brackets behind a name, where it is a unit of money or points: (10,000 yuan)."""
    if unit := words().units.get(text.strip()):
        return f"({unit})"
    if match := _POINTS.match(text.strip()):
        return f"({match['points']} points)" if match["said"] else f"({match['points']})"
    return ""


def _own(text: str, code: str = "") -> str:
    """A label without code, year and brackets behind it."""
    if told := words().words.get(normalise(text), ""):
        return told
    label = split_label(text)
    said = label.words.rstrip(":").strip()
    told = code_in_english(said, code) or words().words.get(normalise(said), "") or _read(said)
    return f"of which: {_small(told)}" if told and label.part else told


def _read(text: str) -> str:
    """By what the vocabulary says of it, as a heading or as a label of a row."""
    if _PROSE.search(text):
        return ""
    vocabulary = shipped_vocabulary()
    if len(vocabulary.read(text, COLUMN).unknown) > _LONGEST_WORD:
        return ""
    for slice_ in _SLICES:
        for at in (COLUMN, ROW):
            if told := _meaning(vocabulary, text, at, slice_):
                return told
    return ""


def _meaning(vocabulary: Vocabulary, text: str, at: str, slice_: Coordinates) -> str:
    reading: Reading = vocabulary.read(text, at, slice_)
    if not reading.known or reading.topics or reading.key or len(reading.years) > 1:
        return ""
    if reading.kind == "rate":
        return next(
            (told for told, parts in words().rates if any(part in text for part in parts)), ""
        )
    meaning = dict(reading.coordinates)
    if reading.years and meaning.get("basis") in ("budget", "prior"):
        # 2023年预算数 beside 2024年预算数: the year says whose budget it is.
        told = phrase({name: one for name, one in meaning.items() if name != "basis"})
        told = ", ".join(filter(None, (told, "budget", str(reading.years[0]))))
        return f"{told}, total" if reading.total else told
    told = phrase(meaning, words().subjects)
    if told and reading.years:
        told = f"{told}, {reading.years[0]}"
    return f"{told}, total" if told and reading.total else told


def capital(text: str) -> str:
    """With a capital letter, also behind a quotation mark, and printed apostrophes."""
    text = text.replace("'", "’")
    at = 1 if text.startswith("“") else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _small(text: str) -> str:
    """Without the capital letter of a name that now goes on a line, but for a word in capitals."""
    second = text[1:2]
    return text if second.isupper() else text[:1].lower() + text[1:]
