"""What a comparison is of: bodies, years, measures, a kind, and per head or not. Pure.

The address holds all of it, so that whoever gets the address sees the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from budgets.measures import wanted

_T = TypeVar("_T")
MANY_BODIES, MANY_YEARS, MANY_MEASURES = 20, 15, 8
KINDS = ("budget", "final-accounts")
DEFAULT = ("spending",)
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class State:
    """`years` empty means all that there are. Slugs, years and keys in the order asked for."""

    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    measures: tuple[str, ...] = DEFAULT
    kind: str = "budget"
    per_head: bool = False

    @property
    def query(self) -> str:
        """The address's query, the same for the same state."""
        given: list[tuple[str, object]] = [("b", body) for body in self.bodies]
        given += [("y", year) for year in self.years]
        given += [("m", key) for key in self.measures]
        if self.kind != KINDS[0]:
            given.append(("kind", self.kind))
        if self.per_head:
            given.append(("per", "head"))
        return urlencode(given)

    def with_body(self, slug: str) -> State:
        return replace(self, bodies=_distinct((*self.bodies, slug), MANY_BODIES))

    def without_body(self, slug: str) -> State:
        return replace(self, bodies=tuple(one for one in self.bodies if one != slug))

    def with_measure(self, key: str) -> State:
        return replace(self, measures=_distinct((*self.measures, key), MANY_MEASURES))

    def without_measure(self, key: str) -> State:
        return replace(self, measures=tuple(one for one in self.measures if one != key))


def state_of(query: Mapping[str, Sequence[str]]) -> State:
    """The state of an address's query; what is unknown in it is passed over."""
    keys = [key for key in query.get("m", ()) if wanted(key)]
    code = "".join(query.get("code", ())[:1]).strip()
    if code:
        keys += [key for key in measures_of(code)[:1] if key not in keys]
    kind = "".join(query.get("kind", ())[:1])
    return State(
        bodies=_distinct(query.get("b", ()), MANY_BODIES),
        years=_distinct(
            (int(year) for year in query.get("y", ()) if _YEAR.fullmatch(year)),
            MANY_YEARS,
        ),
        measures=_distinct(keys, MANY_MEASURES) or DEFAULT,
        kind=kind if kind in KINDS else KINDS[0],
        per_head=list(query.get("per", ()))[:1] == ["head"],
    )


def measures_of(code: str) -> list[str]:
    """The measures that a code of a catalogue can be compared by, the usual one first."""
    by_digit = {"2": ("function", "general-function"), "3": ("economic", "basic-economic"),
                "5": ("gov-economic",)}  # fmt: skip
    keys = [f"{name}-{code}" for name in by_digit.get(code[:1], ())]
    return [key for key in keys if wanted(key)]


def _distinct(given: Iterable[_T], many: int) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(given))[:many]
