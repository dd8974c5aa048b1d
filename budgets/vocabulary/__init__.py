"""Words and what they mean: normalising a printed label and reading it through the vocabulary."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from budgets.coordinates import CLOSED, CODED, NOWHERE, Coordinates, within
from budgets.money import UNITS

_HERE = Path(__file__).parent
_CATALOGUES = _HERE.parent / "classifications"

TITLE, COLUMN, ROW = "title", "column", "row"
TOPIC, MODIFIER = "topic", "modifier"
# No title, header or label is longer; finding the words in a text takes the square of its length.
_LONGEST_LABEL = 1_000
# How many readings a vocabulary remembers, and of texts of how many characters.
_REMEMBERED, _LONGEST_REMEMBERED = 10_000, 100
_PARTS = frozenset({"part"})

_YEAR = re.compile(r"((?:19|20)\d{2})年?度?")
_PUNCTUATION = re.compile(
    r"[\s、，,。.：:；;“”\"'‘’`()\[\]【】《》〈〉<>{}「」\-—－_/\\·•*#＊~+=|!?？！]+"
)
_BRACKETED = re.compile(r"\([^()]*\)")
_UNIT_NOTE = re.compile(
    rf"\(?(?:金额)?单位[:：]?(?:{'|'.join(UNITS)})\)?|\((?:人民币)?(?:{'|'.join(UNITS)})\)"
)
_CIRCLED = re.compile(r"^\s*[①-⑳]")
# Depth of an ordinal, as official writing nests them: 一、 over （一） over 1、 over （1） over ①.
_ORDINALS = (
    (1, re.compile(r"第?[一二三四五六七八九十]{1,3}[、.,:]\s*")),
    (2, re.compile(r"\([一二三四五六七八九十]{1,3}\)[、.]?\s*")),
    (3, re.compile(r"\d{1,2}[、.](?!\d)\s*")),
    (4, re.compile(r"\(\d{1,2}\)[、.]?\s*")),
)
_PART = re.compile(r"其\s*中\s*[:;,：；，]?\s*")


def fold(text: str) -> str:
    """Full-width forms as their plain ones; nothing else changes."""
    return unicodedata.normalize("NFKC", text)


def normalise(text: str) -> str:
    """What counts of a label: no spaces, no brackets or other punctuation, half-width, no wraps."""
    # Folded once more: what stood apart may join when a space between goes (¨ after A).
    return fold(_PUNCTUATION.sub("", fold(text)))


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label taken apart: ordinal depth (0 = none), whether 其中 leads it, the words."""

    depth: int
    part: bool
    words: str
    indent: int = 0


def split_label(text: str) -> Label:
    """The ordinal and the 其中 in front of a row label, and what remains."""
    indent = len(text) - len(text.lstrip())
    depth, part = 0, False
    if _CIRCLED.match(text):
        depth, text = 5, _CIRCLED.sub("", text)
    rest = fold(text).strip()
    for _ in range(2):
        if match := _PART.match(rest):
            part, rest = True, rest[match.end() :]
        for level, pattern in _ORDINALS:
            if depth == 0 and (match := pattern.match(rest)) and match.end() < len(rest):
                depth, rest = level, rest[match.end() :]
                break
    return Label(depth, part, rest, indent)


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of the vocabulary; see vocabulary.toml for its fields."""

    coordinates: Coordinates = NOWHERE
    at: tuple[str, ...] = (TITLE, COLUMN, ROW)
    within: str = ""
    kind: str = ""
    key: str = ""
    total: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a label says. `unknown` is the remainder that no word covers, "" when all is known."""

    coordinates: Coordinates = NOWHERE
    kind: str = ""
    key: str = ""
    total: bool = False
    roles: frozenset[str] = frozenset()
    years: tuple[int, ...] = ()
    unknown: str = ""
    # Where a text names several subjects (“三公”经费、会议费和培训费), the coordinates of each:
    # `coordinates` then hold only what they share.
    topics: tuple[Coordinates, ...] = ()

    @property
    def known(self) -> bool:
        return not self.unknown


@dataclass(frozen=True)
class Vocabulary:
    """Words -> meanings, with the names of the catalogues. Learnt words go before shipped ones."""

    words: Mapping[str, tuple[Word, ...]]
    names: Mapping[str, tuple[tuple[str, str], ...]]
    patterns: tuple[tuple[re.Pattern[str], Word], ...] = ()
    longest: int = field(default=0)
    # Words in front of an official name that narrow it: 按项目管理的 商品和服务支出.
    modifiers: tuple[tuple[str, Word], ...] = ()
    # A document prints the same words again and again, and so does the next one.
    _read: dict[tuple[str, str, Coordinates], Reading] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __getstate__(self) -> dict[str, object]:
        """Without what was read: it need not go to a child process."""
        return {**self.__dict__, "_read": {}}

    def with_words(self, learnt: Iterable[tuple[str, Word]]) -> Vocabulary:
        """A vocabulary that knows these words too, and believes them first."""
        words = dict(self.words)
        for text, word in learnt:
            words[normalise(text)] = (word, *words.get(normalise(text), ()))
        return replace(self, words=words, longest=max(map(len, words), default=0))

    def read(self, text: str, at: str, slice_: Coordinates = NOWHERE) -> Reading:
        """Read a title, a column header or a row label; `slice_` is what its table is about."""
        if len(text) > _LONGEST_LABEL:
            return Reading(unknown=text)
        asked = (text, at, slice_)
        if (reading := self._read.get(asked)) is None:
            reading = self._read_anew(*asked)
            if len(text) <= _LONGEST_REMEMBERED:
                if len(self._read) >= _REMEMBERED:
                    self._read.clear()
                self._read[asked] = reading
        return reading

    def _read_anew(self, text: str, at: str, slice_: Coordinates) -> Reading:
        folded = _UNIT_NOTE.sub("", fold(text))
        years = tuple(int(year) for year in _YEAR.findall(folded))
        folded = _YEAR.sub("", folded)
        reading = self._cover(normalise(folded), at, slice_)
        if reading.unknown and "(" in folded:
            # A remark in brackets (不含…) says nothing that the words before it do not.
            shorter = self._cover(normalise(_BRACKETED.sub("", folded)), at, slice_)
            if shorter.known and shorter != Reading():
                reading = shorter
        if reading.unknown or len(years) > 1:
            for pattern, word in self.patterns:
                if at in word.at and pattern.search(folded):
                    reading = Reading(word.coordinates, word.kind, roles=reading.roles & _PARTS)
                    break
        return replace(reading, years=years)

    def _cover(self, text: str, at: str, slice_: Coordinates) -> Reading:
        """The covering of `text` with the fewest unknown characters, then the fewest words."""
        words = self.words
        best: list[tuple[int, int, tuple[Word | str, ...]]] = [(0, 0, ())]
        for end in range(1, len(text) + 1):
            unknown, count, trail = best[end - 1]
            options = [(unknown + 1, count, (*trail, text[end - 1]))]
            for start in range(max(0, end - self.longest), end):
                held = words.get(text[start:end])
                word = _fitting(held, at, slice_) if held else None
                if word is not None:
                    unknown, count, trail = best[start]
                    options.append((unknown, count + 1, (*trail, word)))
            best.append(min(options, key=lambda option: option[:2]))
        return _combine(best[-1][2])

    def modified(self, text: str) -> tuple[Coordinates, str] | None:
        """The coordinates of a word that narrows what follows it, and that rest; None without."""
        plain = normalise(text)
        for beginning, word in self.modifiers:
            if plain.startswith(beginning) and len(plain) > len(beginning):
                return word.coordinates, plain[len(beginning) :]
        return None

    def catalogues_of(self, text: str) -> set[str]:
        """The catalogues that have an entry of this name."""
        return {catalogue for catalogue, _ in self.names.get(normalise(text), ())}

    def code_named(
        self, text: str, catalogue: str = "", parent: str = ""
    ) -> tuple[str, str] | None:
        """(catalogue, code) of an official name, or None when none or several bear it."""
        found = {
            (name, code)
            for name, code in self.names.get(normalise(text), ())
            if (not catalogue or name == catalogue) and code.startswith(parent)
        }
        if len(found) > 1:
            # A 类 may share its name with a 款 of its own; the shorter code is the heading.
            shortest = min(len(code) for _, code in found)
            found = {(name, code) for name, code in found if len(code) == shortest}
        return found.pop() if len(found) == 1 else None


def _fitting(held: tuple[Word, ...], at: str, slice_: Coordinates) -> Word | None:
    """The first meaning of a word that it can have at this place."""
    for word in held:
        if at in word.at and (not word.within or word.within in slice_):
            return word
    return None


def _combine(trail: tuple[Word | str, ...]) -> Reading:
    """One reading out of the words of a covering; clashing coordinates make it unknown."""
    coordinates: dict[str, str] = {}
    unknown = "".join(piece for piece in trail if isinstance(piece, str))
    words = [piece for piece in trail if isinstance(piece, Word)]
    topics = tuple(dict.fromkeys(word.coordinates for word in words if word.role == TOPIC))
    meanings = [word.coordinates for word in words if word.role != TOPIC or len(topics) == 1]
    if len(topics) > 1:
        shared = set(topics[0].items()).intersection(*(topic.items() for topic in topics[1:]))
        meanings.append(Coordinates.of(dict(shared)))
    for meaning in meanings:
        for dimension, member in meaning.items():
            held = coordinates.get(dimension)
            if held is None or within(dimension, member, held):
                coordinates[dimension] = member
            elif not within(dimension, held, member):
                unknown = unknown or f"{held}/{member}"
    kinds = [word.kind for word in words if word.kind]
    return Reading(
        coordinates=Coordinates.of(coordinates),
        kind=kinds[-1] if kinds else "",
        key=next((word.key for word in words if word.key), ""),
        total=any(word.total for word in words),
        roles=frozenset(word.role for word in words if word.role),
        unknown=unknown,
        topics=topics if len(topics) > 1 else (),
    )


@cache
def function_names() -> Mapping[str, str]:
    """支出功能分类: every code of the shipped catalogue (类, 款, 项) and its official name."""
    with (_CATALOGUES / "functional.csv").open(encoding="utf-8", newline="") as file:
        return {line["code"]: line["name"] for line in csv.DictReader(file)}


def _catalogue_names(functions: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    names: dict[str, set[tuple[str, str]]] = {}
    for catalogue in ("function", "gov_economic", "dept_economic"):
        with (_CATALOGUES / f"{_FILES[catalogue]}.csv").open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                names.setdefault(normalise(line["name"]), set()).add((catalogue, line["code"]))
    for name, code in functions.items():
        names.setdefault(normalise(name), set()).add(("function", code))
    return {name: tuple(sorted(codes)) for name, codes in names.items()}


_FILES = {
    "function": "functional",
    "gov_economic": "gov_economic",
    "dept_economic": "dept_economic",
}


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary of vocabulary.toml and the catalogues' names. Raises on a misspelt entry."""
    document = tomllib.loads((_HERE / "vocabulary.toml").read_text(encoding="utf-8"))
    words: dict[str, tuple[Word, ...]] = {}
    for entry in document["word"]:
        unexpected = set(entry) - {"texts", "is", "at", "within", "kind", "key", "total", "role"}
        if unexpected or entry.get("within", "") not in {"", *CLOSED, *CODED}:
            raise ValueError(f"vocabulary.toml: {entry}")
        at = tuple(entry.get("at", (TITLE, COLUMN, ROW)))
        word = Word(
            coordinates=Coordinates.of(entry.get("is", {})),
            at=at,
            within=entry.get("within", ""),
            kind=entry.get("kind", ""),
            key=entry.get("key", ""),
            total=entry.get("total", False),
            role=entry.get("role", ""),
        )
        for text in entry["texts"]:
            held = words.get(normalise(text), ())
            # What stands in fewer places is more particular, and is asked first.
            words[normalise(text)] = tuple(
                sorted((*held, word), key=lambda w: (not w.within, len(w.at)))
            )
    patterns = tuple(
        (
            re.compile(entry["matches"]),
            Word(
                Coordinates.of(entry.get("is", {})), tuple(entry["at"]), kind=entry.get("kind", "")
            ),
        )
        for entry in document["pattern"]
    )
    names = _catalogue_names(document["functions"])
    modifiers = tuple(
        (text, word) for text, held in words.items() for word in held if word.role == MODIFIER
    )
    return Vocabulary(words, names, patterns, max(map(len, words)), modifiers)
