"""What a phrase before a figure is about: words of an explanation -> coordinates that they may name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from budgets.coordinates import CATALOGUE_OF_DIGIT, NOWHERE, Coordinates
from budgets.data import DisclosureData
from budgets.narrative.claims.figures import folded
from budgets.vocabulary import ROW, Vocabulary, Word, normalise, shipped_vocabulary, split_label

# Readings by how far they may be believed: every word known; the end of the phrase alone; nothing.
SURE, LIKELY, UNKNOWN = "sure", "likely", "unknown"

_YEARS = re.compile(r"(?:19|20)\d{2}\s*年(?:度)?|(?<!\d)(?:19|20)\d{2}(?=部门|单位)")
_OURSELVES = re.compile(
    r"(?:本|我|该|全)(?:部门|单位|系统|委|办|局|厅|院|校|中心|所|站|馆|处|台|社|队|区|市|县|省|街道|镇|乡)(?:机关)?(?:本级)?|我(?!国)"
)
_SHORT_NAME = re.compile(r"简称[“\"”:：为是]*(?P<name>[\u4e00-\u9fff]{2,14})")
# A name may have brackets of its own: 政府办公厅（室）及相关机构事务（款）.
_FUNCTION = re.compile(
    r"(?P<name>(?:[^()（）,，。;；:：、\d]|[(（](?![类款项][)）])[^()（）]*[)）])+?)"
    r"[(（](?P<level>类|款|项)[)）]"
)
_CODE = re.compile(r"[\u4e00-\u9fff][(（](?P<code>\d{3}|\d{5}|\d{7})[)）](?:支出|预算|款|项)?$")
_LEVELS = {"类": 3, "款": 5, "项": 7}
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
# A heading that names another body: what stands below it is that body's.
_A_BODY = re.compile(
    r"(?:中心|学校|小学|中学|大学|学院|局|医院|研究院|研究所|大队|支队|总队|站|馆|公司|委员会|办公室|事务所|幼儿园|福利院|街道|社区)$"
)
# What a total may be confined by and still be one.
TOTALS = {"side", "use", "vintage", "source", "basis"}
# Of a whole, 财政拨款 is a part; alone it says no more than whose tables are meant.
_FISCAL_PART = re.compile(r"(?:其中)?财政拨款(?:资金|安排|预算|收入|支出)?(?:为)?")
_OF_A_UNIT = ("本级", "下属", "所属", "直属")
# Words without which 收入 and 支出 alone may be any part of them.
_WHOLE = re.compile(r"总(?!共)|合计|预算|决算|本年|当年|收支|结转|结余")
_SIDES = {"side", "use", "vintage"}
# A phrase longer than this is a story, and only its end may name money.
_LONGEST = 60
_LONGEST_ENDING = 24
# Codes that say less than they seem to: the text may count them otherwise than the tables do.
_LOOSE = ("dept_economic", "gov_economic", "construction", "body")
# Dimensions with tables of their own, whatever source the words leave open.
_OWN_TABLES = ("three_public", "procurement", "service")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a phrase names. `generic`: known words that name nothing (预算数, 合计)."""

    words: str
    coordinates: Coordinates = NOWHERE
    belief: str = UNKNOWN

    @property
    def generic(self) -> bool:
        return self.belief == SURE and not self.coordinates

    @property
    def told(self) -> bool:
        return self.belief != UNKNOWN and bool(self.coordinates)


@dataclass(frozen=True)
class Subjects:
    """Reads phrases of one document: its own names and projects are known words."""

    vocabulary: Vocabulary
    names: tuple[str, ...]
    projects: Mapping[str, str]
    # A long text says the same words over and over.
    _read: dict[tuple[str, Coordinates], Subject] = field(default_factory=dict)

    @classmethod
    def of(cls, data: DisclosureData, paragraphs: Iterable[str] = ()) -> Subjects:
        names = {data.department} if data.department else set()
        for text in paragraphs:
            names.update(match["name"] for match in _SHORT_NAME.finditer(text))
        return cls(
            narrative_vocabulary(),
            tuple(sorted(names, key=len, reverse=True)),
            {normalise(name): member for name, member in _projects(data)},
        )

    def read(self, phrase: str, around: Coordinates = NOWHERE) -> Subject:
        """The subject of a phrase; `around` is what it is a part of (货物 within 政府采购)."""
        key = (phrase, around)
        if key not in self._read:
            found = self._subject(phrase, around)
            vague = found.told and (_is_bare(found) or self._is_of_a_unit(phrase))
            self._read[key] = replace(found, belief=LIKELY) if vague else found
        return self._read[key]

    def read_heading(self, heading: str) -> Subject:
        """What a heading is about: of it, 支出 is all there is."""
        return self._subject(heading, NOWHERE)

    def _subject(self, phrase: str, around: Coordinates) -> Subject:
        words = self._bare(phrase)
        if not words:
            return Subject(phrase.strip(), NOWHERE, SURE)
        if "非财政" in words:
            return Subject(words)
        if around and _FISCAL_PART.fullmatch(normalise(words)):
            return Subject(words, Coordinates.of(source="fiscal"), SURE)
        if member := self._project(words):
            found = Coordinates.of(side="out", nature="project", project=member)
            return Subject(words, found, SURE)
        if found := _coded(words):
            return Subject(words, found, SURE)
        if found := self._function(words):
            return Subject(words, found, SURE)
        if len(words) > _LONGEST:
            return self._ending(words)
        named = self.vocabulary.code_named(words, "function")
        if named is not None:
            # A part of a total is a function; of anything narrower the name may be an item of theirs.
            total = around.get("side") == "out" and set(around) <= TOTALS
            belief = SURE if total else LIKELY
            return Subject(words, Coordinates.of(side="out", function=named[1]), belief)
        reading = self.vocabulary.read(words, ROW)
        if reading.known and not reading.topics:
            return Subject(words, _sided(reading.coordinates, words), SURE)
        if "procurement" in around and not words.startswith("政府采购"):
            return self.read(f"政府采购{words}")
        return self._ending(words)

    def is_other_body(self, heading: str) -> bool:
        """Whether a heading names a body that is not the document's own."""
        words = split_label(heading).words.strip()
        if self._is_of_a_unit(words):
            return True
        return bool(_A_BODY.search(words)) and not any(name.endswith(words) for name in self.names)

    def _bare(self, phrase: str) -> str:
        words = split_label(folded(phrase)).words
        words = _YEARS.sub("", words)
        for name in self.names:
            words = words.replace(folded(name), "")
        words = _OURSELVES.sub("", words)
        # “教育支出”科目
        return re.sub(r"[”\"]?科目$", "", words.strip(" ,，:：、。“”\"'的"))

    def _is_of_a_unit(self, phrase: str) -> bool:
        """Whether words narrow a figure to the office itself, or to the units below it."""
        return any(
            word in phrase and not any(word in name for name in self.names) for word in _OF_A_UNIT
        )

    def _project(self, words: str) -> str:
        """The project that a phrase ends in, when nothing before it narrows it."""
        plain = normalise(words)
        for text in (plain, re.sub(r"(?:预算|资金|项目)$", "", plain)):
            for name, member in self.projects.items():
                if text.endswith(name):
                    before = self.vocabulary.read(text[: -len(name)], ROW)
                    if before.known and not before.coordinates:
                        return member
        return ""

    def _function(self, words: str) -> Coordinates:
        """教育支出（类）进修及培训（款）培训支出（项）: the code at the end of the path."""
        code, end = "", 0
        for match in _FUNCTION.finditer(words):
            name = match["name"].strip(' “”"')
            length = _LEVELS[match["level"]]
            options = {
                found
                # 教育（类）支出: the level stands inside the name.
                for printed in (name, f"{name}支出")
                for catalogue, found in self.vocabulary.names.get(normalise(printed), ())
                if catalogue == "function" and len(found) == length and found.startswith(code)
            }
            if len(options) != 1:
                return NOWHERE
            code, end = options.pop(), match.end()
        if not code:
            return NOWHERE
        rest = self.vocabulary.read(words[end:], ROW) if words[end:] else None
        if rest is not None and (rest.unknown or set(rest.coordinates) - {"side", "use"}):
            return NOWHERE
        return Coordinates.of(side="out", function=code)

    def _ending(self, words: str) -> Subject:
        """The longest end of a phrase that is known whole: what stands before may narrow it."""
        plain = normalise(_BRACKETS.sub("", words))[-_LONGEST_ENDING:]
        for start in range(1, max(len(plain) - 1, 1)):
            reading = self.vocabulary.read(plain[start:], ROW)
            if reading.known and reading.coordinates and not reading.topics:
                return Subject(words, _sided(reading.coordinates, plain[start:]), LIKELY)
        return Subject(words)


def is_loose(coordinates: Coordinates) -> bool:
    """Whether a figure at these coordinates may be another measure than the tables'.

    会议费 alone may be counted in many ways; that of the basic spending of one source is told.
    """
    told = "nature" in coordinates and "source" in coordinates
    return not told and any(name in coordinates for name in _LOOSE)


def variants(coordinates: Coordinates) -> Iterator[tuple[Coordinates, bool]]:
    """The coordinates that a subject may stand for, the plainest first; False: narrower than said.

    Texts say 支出预算 of what was spent or of everything, and leave out 财政拨款 where a whole
    section is about it. A narrower reading can confirm a figure and, but for subjects with tables of
    their own, can't refute one.
    """
    sides: Sequence[str] = ("",) if "side" in coordinates else ("out", "in")
    own = any(name in coordinates for name in _OWN_TABLES)
    sources = ("",) if "source" in coordinates else ("", "fiscal", "general")
    seen: set[Coordinates] = set()
    for source in sources:
        for side in sides:
            for vintage in ("", "current"):
                for use in ("", "spent"):
                    more = {"source": source, "side": side, "vintage": vintage, "use": use}
                    more = {k: v for k, v in more.items() if v and k not in coordinates}
                    one = coordinates.with_(more)
                    if one.get("side") == "in" and "use" in one and "use" not in coordinates:
                        continue
                    if one not in seen:
                        seen.add(one)
                        yield one, not source or own


def _is_bare(subject: Subject) -> bool:
    """接待40批次，共计支出4万元: of these, not of all."""
    return set(subject.coordinates) <= _SIDES and not _WHOLE.search(subject.words)


def _coded(words: str) -> Coordinates:
    """行政运行（2010301）: the code tells which."""
    match = _CODE.search(words)
    if match is None:
        return NOWHERE
    catalogue = CATALOGUE_OF_DIGIT.get(match["code"][0])
    return Coordinates.of({"side": "out", catalogue: match["code"]}) if catalogue else NOWHERE


def _sided(coordinates: Coordinates, words: str) -> Coordinates:
    """The side that words imply: 事业收入 is income, a nature or a function is spending."""
    if not coordinates or "side" in coordinates:
        return coordinates
    if "收入" in words and "支出" not in words:
        return coordinates.with_({"side": "in"})
    spending = set(coordinates) - {"source", "vintage", "basis"}
    return coordinates.with_({"side": "out"}) if spending or "支出" in words else coordinates


def _projects(data: DisclosureData) -> Iterator[tuple[str, str]]:
    """(name as printed, member) of every project that the tables list."""
    for table, fact in data.facts():
        member = fact.coordinates.get("project")
        if member is None:
            continue
        if not member.isascii():
            yield member, member
        for column, text in zip(table.columns, table.rows[fact.row].cells, strict=False):
            if text and column.kind == "label" and "项目" in "".join(column.path):
                yield text, member


@cache
def narrative_vocabulary() -> Vocabulary:
    """The words of tables and those of explanations. Raises on a misspelt entry."""
    path = Path(__file__).with_name("subjects.toml")
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["word"]
    learnt: list[tuple[str, Word]] = []
    for entry in entries:
        if unexpected := set(entry) - {"texts", "is", "role"}:
            raise ValueError(f"subjects.toml: {unexpected}")
        word = Word(Coordinates.of(entry.get("is", {})), at=(ROW,))
        learnt += [(text, word) for text in entry["texts"]]
    return shipped_vocabulary().with_words(learnt)
