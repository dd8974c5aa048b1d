"""The words of self-evaluations (绩效自评): what a heading names, points, rates, parts."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from budgets.money import is_nothing, normalise_figure
from budgets.vocabulary import fold, normalise

_WORDS = Path(__file__).with_name("evaluation_words.toml")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?度?")
_ORDINAL = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分)?(?:[、.,．，:：\s]+)"
    r"|\([一二三四五六七八九十\d]{1,3}\)[、.．]?\s*|\d{1,2}[、.．](?!\d)\s*)"
)
_DATE = re.compile(r"(?<![\d.、~—－-])(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号])?")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SELF_EVALUATION = re.compile(r"(?:自评|绩效评价|绩效评分).*表|自评$")
_TITLE_OF_PROJECT = re.compile(
    r"(?:附[件表]\d*[:：.]?)?(?P<name>.*?)(?:项目)?(?:支出)?(?:资金)?(?:预算)?绩效(?:目标)?(?:自评|评价).*"
)
# What stands there for any project.
_GENERIC = re.compile(
    r"(?:.*(?:[省市区县州盟旗]|中央|部门|单位|财政|本级|本年度?|预算|年度|局|委|委员会|厅|部|办|中心))?(?:级|本级)?(?:二级|一级|部门|财政)?"
    r"(?:项目|支出|预算|项目支出|财政支出|专项|资金)*"
)
_GENERIC_SHEET = re.compile(
    r"(?i)^sheet|^工作表|^\d+$|表|附件|自评|评价|绩效|汇总|^[一二三四五六七八九十]+$"
)
_SHORTEST_NAME = 2
_FIGURE = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")
_POINTS = re.compile(
    r"(?P<name>.*?\S)\s*[(\[【]\s*(?:权重|分值|满分|共)?\s*[:：]?\s*"
    r"(?P<points>[0-9]{1,3}(?:\.[0-9]{1,4})?)\s*(?P<unit>分|%)?\s*[)\]】]"
)
_BARE_POINTS = re.compile(r"(?P<name>.*?[^\d.\s])\s*(?P<points>[0-9]{1,3}(?:\.[0-9]{1,4})?)\s*分")
_YEAR_HEADING = re.compile(r"((?:19|20)\d{2})\s*(?:年度?(?:实际)?(?:数|值|数据|完成值|情况)?)?")
# A heading is short; prose that holds the same words is none.
_LONGEST = 40

# Roles of rows, which no column has.
_ROWS = frozenset({"total_row", "subtotal_row", "whole_row"})
# Headings of the highest level of indicators, wherever a form puts them.
_TOP_LEVELS = frozenset(
    normalise(word + end)
    for word in ("产出", "效果", "效益", "满意度", "成本", "产出效果", "服务对象满意度")
    for end in ("", "指标")
)


@cache
def _known() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    with _WORDS.open("rb") as file:
        for role, wordings in tomllib.load(file).items():
            for wording in wordings:
                found.setdefault(normalise(wording), set()).add(role)
    return {wording: frozenset(roles) for wording, roles in found.items()}


@lru_cache(maxsize=4096)
def _found(text: str) -> frozenset[str]:
    folded = fold(text)
    if not text or len(folded) > _LONGEST:
        return frozenset()
    known = _known()
    for step in (None, _BRACKETED, _YEAR, _ORDINAL):
        folded = step.sub("", folded) if step else folded
        if found := known.get(normalise(folded)):
            return found
    return frozenset()


def roles_of(text: str) -> frozenset[str]:
    """The roles that a printed heading may name; none for what is no heading."""
    return _found(text) - _ROWS


def is_row(text: str, role: str) -> bool:
    """Whether a row label is one of total_row, subtotal_row, whole_row."""
    return role in _found(text)


def year_of(heading: str) -> int:
    """The year of a heading that names nothing else (2022年, 2023年度值), else 0."""
    match = _YEAR_HEADING.fullmatch(fold(heading).strip())
    return int(match[1]) if match else 0


def any_year_of(heading: str) -> int:
    """The first year in a heading (2022年完成值), else 0."""
    match = _YEAR.search(fold(heading))
    return int(match[0][:4]) if match else 0


def parse_points(text: str) -> Decimal | None:
    """A score or weight: 20.00, ２０, 20分, 20%; None for nothing or a dash.

    Raises ValueError for what is no number.
    """
    if is_nothing(text):
        return None
    figure = normalise_figure(text).removesuffix("分").removesuffix("%")
    if not _FIGURE.fullmatch(figure):
        raise ValueError(text)
    return Decimal(figure)


def parse_rate(text: str) -> Decimal | None:
    """A rate in per cent, as a number without its sign: 94.15% -> 94.15; None for anything else."""
    figure = normalise_figure(text).replace(",", "").removesuffix("%")
    return Decimal(figure) if _FIGURE.fullmatch(figure) else None


def coefficient_of(text: str) -> Decimal | None:
    """得分系数 in per cent: 96, 96%, and 0.96 or 1 of one; None for anything else."""
    share = parse_rate(text)
    return share.scaleb(2) if share is not None and share <= 1 and "%" not in fold(text) else share


def impossible_date(text: str) -> str:
    """The date in a text that no calendar has (13月, 11月32日), "" for none."""
    for match in _DATE.finditer("".join(fold(text).split())):
        month, day = int(match["month"]), int(match["day"] or 1)
        if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
            return match[0]
    return ""


def is_of_a_project(title: str) -> bool:
    """Whether a title is that of one project's own form: 项目支出绩效自评表."""
    folded = "".join(fold(title).split())
    return "项目" in folded and "整体" not in folded and bool(_SELF_EVALUATION.search(folded))


def project_of(title: str, sheet: str) -> str:
    """The project that a title names (航标维护项目绩效自评表), else the sheet's name if it is one."""
    match = _TITLE_OF_PROJECT.fullmatch("".join(fold(title).split()))
    name = _YEAR.sub("", match["name"]).strip("()") if match else ""
    if len(name) > 1 and not _GENERIC.fullmatch(name):
        return name
    plain = sheet.strip()
    return "" if _GENERIC_SHEET.search(fold(plain)) or len(plain) < _SHORTEST_NAME else plain


def without_ordinal(text: str) -> str:
    """一、产出指标 -> 产出指标."""
    folded = fold(text)
    match = _ORDINAL.match(folded)
    # Folding may change lengths only where it changes what is matched: never in an ordinal's tail.
    rest = folded[match.end() :].strip() if match else ""
    return text[-len(rest) :] if rest and text.strip().endswith(rest) else rest or text.strip()


def split_points(text: str, *, bare: bool = False) -> tuple[str, Decimal | None]:
    """A heading and its points: 产出（30） -> 产出, 30. `bare` also takes 产出指标30分."""
    folded = fold(text).strip()
    match = _POINTS.fullmatch(folded)
    if match is None and bare:
        match = _BARE_POINTS.fullmatch(folded)
    if match is None:
        return text.strip(), None
    return text.strip()[: len(match["name"])].strip() or match["name"], Decimal(match["points"])


def says_points(text: str) -> bool:
    """Whether a bracket at the end says 分 in so many words."""
    match = _POINTS.fullmatch(fold(text).strip())
    return bool(match and match["unit"])


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """What two wordings of one part have in common: no ordinal, no points, no punctuation."""
    return normalise(split_points(without_ordinal(name), bare=True)[0])


def is_top_level(text: str) -> bool:
    """Whether a level is one of the highest of the official tree (产出, 效益指标)."""
    return normalise(split_points(text)[0]) in _TOP_LEVELS
