"""The rules of rules.toml, as a region has adjusted them, and the digest that names a set of them."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

HEADINGS = ("timely", "complete", "detailed", "true", "manner")
# What a rule can look at that is no look of the document itself.
CIRCUMSTANCES = ("clock", "kept", "portal")
# Of these, what changes while a version stays the same.
LIVE = ("clock", "kept")
LOOKS = (
    "tables",
    "remarks",
    "sections",
    "reasons",
    "functions",
    "economics",
    "three_public",
    "natures",
    "performance",
    "findings",
    "contradictions",
    "files",
    "readable",
)
SEVERITIES = {"law": "法律、法规", "rule": "制度规定", "practice": "通行做法"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is applied. Points are tenths; rules.toml tells the fields.

    `off` is why a region does not apply it, "" where it does.
    """

    code: str
    heading: str
    statement: str
    source: str
    verified: bool
    severity: str
    looks_at: str
    kinds: tuple[str, ...]
    points: int
    items: tuple[str, ...] = ()
    each: int = 0
    days: int = 0
    unit_days: int = 0
    a_day: int = 0
    off: str = ""
    adjusted: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind of document that bodies must publish, or may."""

    code: str
    kind: str
    label: str
    required: bool
    clock: str
    source: str
    verified: bool
    within: str = ""
    adjusted: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a region changes of one rule or duty; None leaves a thing as it is."""

    code: str
    off: str = ""
    points: int | None = None
    items: tuple[str, ...] | None = None
    each: int | None = None
    days: int | None = None
    unit_days: int | None = None
    a_day: int | None = None
    required: bool | None = None


@dataclass(frozen=True)
class RuleSet:
    """All rules and duties that hold in a region. What follows from them is worked out once."""

    rules: tuple[Rule, ...]
    duties: tuple[Duty, ...]

    @cached_property
    def content(self) -> RuleSet:
        """The rules that a version's content decides, once for all days."""
        return self._but(lambda rule: rule.looks_at not in LIVE)

    @cached_property
    def live(self) -> RuleSet:
        """The rules whose outcome changes with the day, with approval days, with withdrawal."""
        return self._but(lambda rule: rule.looks_at in LIVE)

    def _but(self, asked: Callable[[Rule], bool]) -> RuleSet:
        return RuleSet(tuple(filter(asked, self.rules)), self.duties)

    @cached_property
    def digest(self) -> str:
        """Names this very set: two sets that score alike and differently never share one."""
        told = [[asdict(one) for one in self.rules], [asdict(one) for one in self.duties]]
        plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()

    def rule(self, code: str) -> Rule:
        return next(one for one in self.rules if one.code == code)

    def duty(self, kind: str) -> Duty:
        return next(one for one in self.duties if one.kind == kind)

    def of(self, kind: str) -> tuple[Rule, ...]:
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Rule, ...]]:
        kinds = {kind for one in self.rules for kind in one.kinds}
        return {kind: tuple(one for one in self.rules if kind in one.kinds) for kind in kinds}

    @cached_property
    def clock(self) -> Rule:
        return next(one for one in self.rules if one.looks_at == "clock")

    def adjusted(self, adjustments: Iterable[Adjustment]) -> RuleSet:
        """These rules with the changes of a region; an unknown code changes nothing."""
        by_code = {one.code: one for one in adjustments}
        return RuleSet(
            tuple(_adjusted(one, by_code.get(one.code)) for one in self.rules),
            tuple(
                replace(one, required=change.required, adjusted=True)
                if (change := by_code.get(one.code)) and change.required is not None
                else one
                for one in self.duties
            ),
        )


def tenths(points: Any) -> int:
    """Points as a whole number of tenths; raises ValueError for a finer figure."""
    scaled = Decimal(str(points)) * 10
    if scaled != int(scaled):
        raise ValueError(f"more than one decimal: {points}")
    return int(scaled)


def printed(points: int) -> str:
    """Tenths as people write points: 140 -> 14, 5 -> 0.5."""
    whole, rest = divmod(abs(points), 10)
    return f"{'-' if points < 0 else ''}{whole}{f'.{rest}' if rest else ''}"


@cache
def shipped_rules() -> RuleSet:
    """The rules of rules.toml. Raises ValueError on a misspelt entry."""
    document = _document()
    rules = tuple(_rule(entry) for entry in document["rule"])
    duties = tuple(Duty(**entry) for entry in document["document"])
    codes = [one.code for one in rules] + [one.code for one in duties]
    if len(set(codes)) != len(codes):
        raise ValueError("rules.toml: two rules of one code")
    return RuleSet(rules, duties)


@cache
def headings() -> Mapping[str, str]:
    """The headings of the official inspection in their order: key -> label."""
    return {entry["key"]: entry["label"] for entry in _document()["heading"]}


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))


def _rule(entry: Mapping[str, Any]) -> Rule:
    rule = Rule(
        **{
            **entry,
            "kinds": tuple(entry["kinds"]),
            "items": tuple(entry.get("items", ())),
            **{name: tenths(entry.get(name, 0)) for name in ("points", "each", "a_day")},
        }
    )
    if (
        rule.heading not in HEADINGS
        or rule.severity not in SEVERITIES
        or rule.looks_at not in (*LOOKS, *CIRCUMSTANCES)
    ):
        raise ValueError(f"rules.toml: {rule.code}")
    return rule


def _adjusted(rule: Rule, change: Adjustment | None) -> Rule:
    if change is None:
        return rule
    given = {
        name: value
        for name in ("points", "items", "each", "days", "unit_days", "a_day")
        if (value := getattr(change, name)) is not None
    }
    return replace(rule, off=change.off, adjusted=True, **given)


def nearest(levels: Sequence[Iterable[Adjustment]]) -> list[Adjustment]:
    """The adjustments that hold where `levels` are those of a region and, farther, those above it:
    for every rule the nearest one, whole."""
    held: dict[str, Adjustment] = {}
    for level in levels:
        for one in level:
            held.setdefault(one.code, one)
    return list(held.values())
