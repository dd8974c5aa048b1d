"""The rules of scoring, from rules.toml: which rule holds for a line, and with which numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from budgets.money import is_nothing
from performance.data import DEADLINE, NUMBER, ItemData, ValueData
from performance.scoring.data import Range
from performance.scoring.figures import FIGURE, fold, number_of, places_of
from performance.values import is_share

_HERE = Path(__file__).parent
_NO_REASON = frozenset({"无偏差", "不涉及", "不适用", "无原因", "无改进措施"})
# 0.63 is a per cent without its sign, 0.0585 a share of one.
_PLACES_OF_A_SHARE = 3
_LAST_YEAR = re.compile(r"(?:高于|超过|大于|高出|低于)上(?:一)?年")
# A 评分标准 that speaks of points has a way of its own; one that speaks of aims has none.
_POINTS = re.compile(r"扣|满分|不得分|[得计记]\d|\d分")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule: where it is read in a 评分标准, and what holds where it is not printed."""

    name: str
    patterns: tuple[re.Pattern[str], ...] = ()
    default: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data. `kind` names the way of computing (kinds.py)."""

    code: str
    name: str
    kind: str
    source: str
    standard: tuple[re.Pattern[str], ...] = ()
    names: tuple[re.Pattern[str], ...] = ()
    fits: str = ""
    needs: str = ""
    reference: str = ""
    side: str = "above"
    relative: bool = False
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule with the numbers that hold for one line; `printed` names those read from its print."""

    rule: Rule
    values: Mapping[str, Decimal]
    printed: frozenset[str] = frozenset()
    # Whether the document's own 评分标准 says this rule.
    told: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Targets set too low: from `low` per cent above target (to below `high`), `percent` off."""

    low: Decimal
    percent: Decimal
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bands:
    bands: tuple[Band, ...]
    printed: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What a value in words is worth: `low` to `high` per cent of the weight; rank 1 is best."""

    name: str
    low: Decimal
    high: Decimal
    rank: int = 0
    words: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()

    @property
    def range(self) -> Range:
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    words: tuple[str, ...]
    least: Decimal


@dataclass(frozen=True, slots=True)
class Rules:
    """All of rules.toml."""

    rules: tuple[Rule, ...]
    values: tuple[Words, ...]
    outcomes: tuple[Words, ...]
    grades: tuple[Grade, ...]
    less: tuple[str, ...]
    failing: tuple[re.Pattern[str], ...]
    none_failing: tuple[re.Pattern[str], ...]
    band: re.Pattern[str]
    open_band: re.Pattern[str]
    bands: tuple[Band, ...]
    doubtful_from: Decimal
    bands_source: str = field(default="")


def _patterns(written: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one.replace("<n>", FIGURE)) for one in written)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _rule(table: Mapping[str, Any]) -> Rule:
    return Rule(
        **{name: table[name] for name in table if name not in ("standard", "names", "parameters")},
        standard=_patterns(table.get("standard", ())),
        names=_patterns(table.get("names", ())),
        parameters=tuple(
            Parameter(name, _patterns(one.get("patterns", ())), _decimal(one.get("default")))
            for name, one in table.get("parameters", {}).items()
        ),
    )


@cache
def shipped_rules() -> Rules:
    """The rules of rules.toml, compiled."""
    data = tomllib.loads((_HERE / "rules.toml").read_text(encoding="utf-8"))
    bands = data["bands"]
    return Rules(
        rules=tuple(_rule(one) for one in data["rule"]),
        values=tuple(
            Words(
                one["words"][0],
                Decimal(one["low"]),
                Decimal(one["high"]),
                one["rank"],
                words=tuple(one["words"]),
            )
            for one in data["value"]
        ),
        outcomes=tuple(
            Words(
                one["name"],
                Decimal(one["low"]),
                Decimal(one["high"]),
                patterns=_patterns(one["patterns"]),
            )
            for one in data["outcome"]
        ),
        grades=tuple(
            Grade(one["name"], tuple(one["words"]), Decimal(one["from"])) for one in data["grade"]
        ),
        less=tuple(data["less"]["words"]),
        failing=_patterns(data["failing"]["patterns"]),
        none_failing=_patterns(data["failing"]["none"]),
        band=re.compile(bands["pattern"]),
        open_band=re.compile(bands["open"]),
        bands=tuple(
            Band(Decimal(one["low"]), Decimal(one["percent"]), _decimal(one.get("high")))
            for one in bands["default"]
        ),
        doubtful_from=Decimal(bands["doubtful_from"]),
        bands_source=bands["source"],
    )


def speaks_of_points(standard: str) -> bool:
    """Whether a 评分标准 says how points are given or taken."""
    return bool(_POINTS.search(fold(standard)))


def rule_of(item: ItemData) -> Applied | None:
    """The rule that holds for a line, with its numbers; None where no rule is known."""
    standard = fold(item.standard)
    name = fold("/".join((item.level1, item.level2, item.level3, item.group)))
    own = speaks_of_points(standard)
    for rule in shipped_rules().rules:
        if not _has(item, rule.needs):
            continue
        told = any(pattern.search(standard) for pattern in rule.standard)
        if rule.fits:
            # Of a way of its own that we can't read, nothing is known.
            if not _fits(item, rule.fits) or (own and not told):
                continue
        elif not told and (own or not any(pattern.search(name) for pattern in rule.names)):
            continue
        applied = _with_numbers(rule, standard, told)
        if rule.kind in ("excess", "checklist") and told and "each" not in applied.printed:
            continue
        return applied
    return None


def _has(item: ItemData, needs: str) -> bool:
    if needs == "previous":
        return previous_of(item) is not None
    if needs == "coefficient":
        return item.coefficient is not None
    if needs == "execution":
        words = fold(item.name + item.group + item.part)
        return bool(item.execution) or "执行率" in words
    return True


def previous_of(item: ItemData) -> Decimal | None:
    """Last year's figure of a ratio: in a place of its own, or where others have their target."""
    if item.previous is not None:
        return per_cent_of(item.previous)
    of_last_year = _LAST_YEAR.search(fold(item.standard)) and "率" in item.name
    return per_cent_of(item.target) if of_last_year else None


def per_cent_of(value: ValueData) -> Decimal | None:
    """A ratio in per cent: 5.85%, 5.85, and 0.0585, which has too many places for a per cent."""
    number = value.number
    if number is None or is_share(value.unit) or "%" in fold(value.printed):
        return number
    share = abs(number) < 1 and places_of(number) >= _PLACES_OF_A_SHARE
    return number.scaleb(2) if share else number


def _fits(item: ItemData, fits: str) -> bool:
    kinds = (item.target.kind, item.actual.kind)
    if fits == "numbers":
        return item.target.number is not None and item.actual.number is not None
    if fits == "deadlines":
        return kinds == (DEADLINE, DEADLINE)
    return bool(item.actual.printed) and kinds != (NUMBER, NUMBER)


def _with_numbers(rule: Rule, standard: str, told: bool) -> Applied:
    values: dict[str, Decimal] = {}
    printed: set[str] = set()
    for parameter in rule.parameters:
        found = _first(parameter.patterns, standard)
        if found is not None:
            values[parameter.name] = found
            printed.add(parameter.name)
        elif parameter.default is not None:
            values[parameter.name] = parameter.default
    return Applied(rule, values, frozenset(printed), told)


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> Decimal | None:
    for pattern in patterns:
        if (match := pattern.search(text)) and (number := number_of(match["value"])) is not None:
            return number
    return None


def reason_of(item: ItemData) -> str:
    """Why points were lost, as stated; a dash or 无 states nothing."""
    said = [text for text in (item.reason, item.action) if fold(text) not in _NO_REASON]
    return next((text for text in said if not is_nothing(text)), "")


def failing_of(text: str) -> int | None:
    """How many failing things a text tells: 2 of “2项不合格”, 0 of “无问题”, None if it does not."""
    rules, folded = shipped_rules(), fold(text)
    if (found := _first(rules.failing, folded)) is not None:
        return int(found)
    return 0 if any(pattern.search(folded) for pattern in rules.none_failing) else None


def bands_of(standards: Iterable[str], *, of_scheme: bool) -> Bands:
    """The bands of targets set too low that the document prints, else those of its scheme."""
    rules = shipped_rules()
    for standard in map(fold, standards):
        found = [
            Band(Decimal(one["low"]), Decimal(one["percent"]), Decimal(one["high"]))
            for one in rules.band.finditer(standard)
        ]
        if found:
            found += [
                Band(Decimal(one["low"]), Decimal(one["percent"]))
                for one in rules.open_band.finditer(standard)
            ]
            return Bands(tuple(found), printed=True)
    return Bands(rules.bands if of_scheme else (), printed=False)


def value_of(text: str) -> Words | None:
    """The grade that a value in words is (优, 良好), None where it is none."""
    folded = fold(text).strip("。.“”\"'")
    return next((one for one in shipped_rules().values if folded in one.words), None)


def outcome_of(text: str) -> Words | None:
    """What a text says of an aim: 达成, 部分达成, 未达成; None where it does not say."""
    folded = fold(text)
    return next(
        (
            one
            for one in shipped_rules().outcomes
            if any(pattern.search(folded) for pattern in one.patterns)
        ),
        None,
    )
