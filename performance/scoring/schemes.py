"""Schemes of evaluations, one TOML file each: their parts, groups and weights."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from performance.data import EvaluationData, IndicatorData
from performance.scoring.figures import fold

_FOLDER = Path(__file__).parent / "schemes"
OVERALL, PROJECT, PROJECT_COST = "beijing-overall", "national-project", "national-project-cost"


@dataclass(frozen=True, slots=True)
class FixedItem:
    """A line that every evaluation of the scheme has."""

    name: str
    weight: Decimal
    target: str
    standard: str


@dataclass(frozen=True, slots=True)
class Group:
    """Points within a part: for indicators of these levels, or for fixed lines."""

    name: str
    weight: Decimal
    levels: tuple[str, ...] = ()
    finer: tuple[str, ...] = ()
    items: tuple[FixedItem, ...] = ()

    def holds(self, indicator: IndicatorData) -> bool:
        """Whether an indicator belongs here: by its first level, else by its second or its name."""
        if indicator.level1:
            return any(word in fold(indicator.level1) for word in self.levels)
        finer = fold(indicator.level2 or indicator.level3)
        return any(word in finer for word in self.finer)


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    weight: Decimal
    execution: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A form of evaluation. `bands`: its rules take points for targets set too low."""

    code: str
    name: str
    subject: str
    source: str
    parts: tuple[Part, ...]
    recognised: tuple[str, ...] = ()
    bands: bool = False


@cache
def schemes() -> Mapping[str, Scheme]:
    """All schemes by their code."""
    found = (
        _scheme(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(_FOLDER.glob("*.toml"))
    )
    return {scheme.code: scheme for scheme in found}


def _scheme(data: Mapping[str, Any]) -> Scheme:
    return Scheme(
        code=data["code"],
        name=data["name"],
        subject=data["subject"],
        source=data["source"],
        parts=tuple(_part(one) for one in data["part"]),
        recognised=tuple(data.get("recognised", ())),
        bands=data.get("bands", False),
    )


def _part(data: Mapping[str, Any]) -> Part:
    groups = tuple(_group(one) for one in data.get("group", ()))
    if not groups and not data.get("execution"):
        # A part that is its own only group.
        groups = (_group({**data}),)
    return Part(data["name"], Decimal(data["weight"]), tuple(data.get("execution", ())), groups)


def _group(data: Mapping[str, Any]) -> Group:
    items = (
        FixedItem(one["name"], Decimal(one["weight"]), one.get("target", ""), one["standard"])
        for one in data.get("items", ())
    )
    return Group(
        data["name"],
        Decimal(data["weight"]),
        tuple(data.get("levels", ())),
        tuple(data.get("finer", ())),
        tuple(items),
    )


def scheme_of(evaluation: EvaluationData) -> Scheme | None:
    """The scheme that an evaluation follows, None where its parts are of none."""
    names = [fold(part.name) for part in evaluation.parts]
    names += [fold(item.part) for item in evaluation.items]
    for scheme in schemes().values():
        if any(word in name for word in scheme.recognised for name in names):
            return scheme
    if evaluation.subject != "project":
        return None
    costs = any("成本" in item.level1 for item in evaluation.items)
    return schemes()[PROJECT_COST if costs else PROJECT]


def scheme_for(subject: str, targets: Sequence[IndicatorData]) -> Scheme:
    """The scheme to evaluate targets by: with cost indicators of their own 10+20+40+20+10."""
    if subject == "overall":
        return schemes()[OVERALL]
    costs = any("成本" in target.level1 for target in targets)
    return schemes()[PROJECT_COST if costs else PROJECT]
