"""Automatic numbers of a Word file (numbering.xml) as Word prints them: 一、 （一） 1.

They are no part of a paragraph's text: only counting as Word counts brings them back. ECMA-376
part 1, 17.9 (Numbering) and 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from budgets.workbook.markup import local

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# Ranges of ready-made characters: the first of them, and how many there are.
_READY = {
    "decimalEnclosedCircle": ("①", 20),
    "decimalEnclosedCircleChinese": ("①", 20),
    "decimalEnclosedFullstop": ("⒈", 20),
    "decimalEnclosedParen": ("⑴", 20),
    "ideographEnclosedCircle": ("㊀", 10),
}
# Nobody numbers more than this; the file may say anything.
_LARGEST = 9999


@dataclass(slots=True)
class _Level:
    """How one level of a list is numbered. `restart` is the level (from 1) after which it begins
    anew, 0 never; None after any wider one."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _List:
    """A w:num: the counters that it shares with its like, its levels, and where it begins anew."""

    shared: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document, from its beginning to its end."""

    def __init__(self, root: Element | None = None) -> None:
        self._lists = dict(_lists(root)) if root is not None else {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, number: str, style: str) -> int:
        """The level of a list that goes with a paragraph style."""
        found = self._lists.get(number)
        levels = found.levels if found else {}
        return next((n for n, level in levels.items() if style and level.style == style), 0)

    def next(self, number: str, level: int) -> str:
        """What stands before the next paragraph of this list and level; "" for a mere bullet."""
        found = self._lists.get(number)
        if found is None:
            return ""
        counts = self._counts.setdefault(found.shared, {})
        if level in found.starts and (number, level) not in self._begun:
            self._begun.add((number, level))
            counts.pop(level, None)
        own = found.levels.get(level) or _Level()
        start = found.starts.get(level, own.start)
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [other for other in counts if other > level]:
            restart = found.levels.get(deeper, _Level()).restart
            if restart is None or (restart and level < restart):
                del counts[deeper]
        if own.form in ("bullet", "none"):
            return "" if own.form == "bullet" else re.sub(r"%\d", "", own.text).strip()

        def printed(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            if other > level or other < 0:
                return ""
            given = found.levels.get(other) or _Level()
            count = counts.get(other, found.starts.get(other, given.start))
            return formatted(count, "decimal" if own.legal else given.form)

        return re.sub(r"%(\d)", printed, own.text).strip()


def formatted(number: int, form: str) -> str:
    """A number in one of Word's formats; those that are not known here print as digits."""
    if not 0 < number <= _LARGEST:
        return str(number)
    if form in _READY:
        first, size = _READY[form]
        return chr(ord(first) + number - 1) if number <= size else str(number)
    match form:
        case "bullet" | "none":
            return ""
        case "decimalZero":
            return f"{number:02}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord("０") + int(digit)) for digit in str(number))
        case (
            "chineseCounting" | "chineseCountingThousand" | "japaneseCounting"
            | "taiwaneseCounting" | "taiwaneseCountingThousand"
        ):  # fmt: skip
            return _counted(number, _DIGITS.replace("〇", "零"), "十百千")
        case "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal":
            return _counted(number, _FORMAL, "拾佰仟")
        case "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case "ideographTraditional" if number <= len(_STEMS):
            return _STEMS[number - 1]
        case "ideographZodiac" if number <= len(_BRANCHES):
            return _BRANCHES[number - 1]
        case "upperLetter" | "lowerLetter":
            # After z comes aa, then bb.
            letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letters.upper() if form == "upperLetter" else letters
        case "upperRoman" | "lowerRoman":
            roman = _roman(number)
            return roman.upper() if form == "upperRoman" else roman
    return str(number)


def _counted(number: int, digits: str, powers: str) -> str:
    """十一, 二十, 一百零五: 一 before the first 十 is left out, 壹 before 拾 is not."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += digits[0] if gap else ""
        gap = False
        bare_ten = place == 1 and digit == 1 and not text and powers[0] == "十"
        text += ("" if bare_ten else digits[digit]) + (powers[place - 1] if place else "")
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


# ---- numbering.xml


def _lists(root: Element) -> Iterator[tuple[str, _List]]:
    abstract: dict[str, Element] = {}
    by_style: dict[str, str] = {}
    for element in children(root, "abstractNum"):
        name = value(element, "abstractNumId")
        abstract[name] = element
        for link in children(element, "styleLink"):
            by_style[value(link)] = name
    for element in children(root, "num"):
        named = next((value(one) for one in children(element, "abstractNumId")), "")
        for link in children(abstract.get(named, root), "numStyleLink"):
            named = by_style.get(value(link), named)
        if named not in abstract:
            continue
        found = _List(named, dict(_levels(abstract[named])))
        for override in children(element, "lvlOverride"):
            level = whole(value(override, "ilvl"))
            found.levels.update(_levels(override))
            for start in children(override, "startOverride"):
                found.starts[level] = whole(value(start), 1)
        yield value(element, "numId"), found


def _levels(parent: Element) -> Iterator[tuple[int, _Level]]:
    for element in children(parent, "lvl"):
        level = _Level()
        for one in element.iter():
            match local(one.tag):
                case "start":
                    level.start = whole(value(one), 1)
                case "numFmt":
                    level.form = value(one)
                case "lvlText":
                    level.text = value(one)
                case "isLgl":
                    level.legal = is_on(one)
                case "lvlRestart":
                    level.restart = whole(value(one))
                case "pStyle":
                    level.style = value(one)
        yield whole(value(element, "ilvl")), level


def children(parent: Element | None, name: str) -> Iterator[Element]:
    """The children of a name, in whichever namespace (strict files have another)."""
    return (one for one in (() if parent is None else parent) if local(one.tag) == name)


def value(element: Element, name: str = "val") -> str:
    """An attribute in whichever namespace, or ""."""
    return next((text for key, text in element.attrib.items() if local(key) == name), "")


def is_on(element: Element) -> bool:
    """Whether a switch such as w:b is on: it is, unless it says otherwise."""
    return value(element) not in ("0", "false", "off")


def whole(text: str, other: int = 0) -> int:
    """A whole number of a few digits, or `other`."""
    return int(text) if re.fullmatch(r"\d{1,6}", text) else other
