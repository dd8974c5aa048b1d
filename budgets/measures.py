"""The amounts by which documents are compared: totals, natures, functions, economic items. Pure.

Each measure is a name for coordinates that any region's forms may state, or decide by a sum. It is
told once, when a document is published, so that comparing asks for rows and adds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from budgets.asking import Asking, Told
from budgets.coordinates import CLOSED, NOWHERE, Coordinates
from budgets.data import CellRef, DisclosureData

Wanted = tuple[Mapping[str, str], ...]
# Codes of catalogues whose amounts are told.
FUNCTION, GENERAL_FUNCTION = "function", "general-function"
ECONOMIC, BASIC_ECONOMIC, GOV_ECONOMIC = "economic", "basic-economic", "gov-economic"
_CODED = {
    FUNCTION: "function",
    GENERAL_FUNCTION: "function",
    ECONOMIC: "dept_economic",
    BASIC_ECONOMIC: "dept_economic",
    GOV_ECONOMIC: "gov_economic",
}
_LEVELS = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure's amount in a document, in fen; `cell` states it or is the first that adds up to it.

    `disputed` where tables of the document say different amounts beyond rounding: it is the first.
    `step` is the fen of the last place that it is printed to, `addends` how many cells it is the sum
    of, `at` the coordinates that told it: one of those that the measure is wanted at.
    """

    key: str
    fen: int
    cell: CellRef
    stated: bool
    disputed: bool
    step: int = 1
    addends: int = 1
    at: Coordinates = NOWHERE


def spending(**members: str) -> Wanted:
    """Spending, be what is kept for next year counted as part of it or not."""
    return ({"side": "out", **members}, {"side": "out", "use": "spent", **members})


def of_general(**members: str) -> Wanted:
    """What is spent from the general budget; of the year's appropriation where forms count that alone."""
    return (
        *spending(source="general", **members),
        *spending(source="general", vintage="current", **members),
    )


def of_fiscal(**members: str) -> Wanted:
    """“三公”经费, which by its definition is spent from 财政拨款; of all money where no table parts it.

    Forms that count appropriations of the year alone (一般公共预算当年拨款) have no other figure of it.
    """
    return (
        *spending(source="fiscal", **members),
        *spending(source="general", **members),
        *spending(**members),
        *spending(source="fiscal", vintage="current", **members),
        *spending(source="general", vintage="current", **members),
    )


FIXED: dict[str, Wanted] = {
    "income": ({"side": "in"},),
    # Forms that keep nothing for next year state no more than what is spent.
    "spending": spending(),
    "spent": ({"side": "out", "use": "spent"},),
    "basic": spending(nature="basic"),
    "personnel": (*spending(cost="personnel"), *spending(nature="basic", cost="personnel")),
    "public": (*spending(cost="public"), *spending(nature="basic", cost="public")),
    "project": spending(nature="project"),
    "general-basic": of_general(nature="basic"),
    "three-public": of_fiscal(three_public="any"),
    **{
        name: of_fiscal(three_public=name)
        for name in ("abroad", "reception", "vehicles", "purchase", "running")
    },
    **{
        f"income-{source}": (
            {"side": "in", "source": source},
            {"side": "in", "vintage": "current", "source": source},
        )
        for source, above in CLOSED["source"].items()
        if above in (None, "fiscal")
    },
}


@cache
def wanted(key: str) -> Wanted:
    """The coordinates that state a measure, the plainest first; none for an unknown key."""
    if key in FIXED:
        return FIXED[key]
    name, _hyphen, code = key.rpartition("-")
    if name not in _CODED or not (code.isascii() and code.isdecimal() and len(code) in _LEVELS):
        return ()
    where = {_CODED[name]: code}
    if name == GENERAL_FUNCTION:
        return of_general(**where)
    return of_general(nature="basic", **where) if name == BASIC_ECONOMIC else spending(**where)


def coded(key: str) -> tuple[str, str] | None:
    """The dimension and the code that a measure is about, None for a fixed one."""
    name, _hyphen, code = key.rpartition("-")
    return (_CODED[name], code) if name in _CODED and wanted(key) else None


def measured(data: DisclosureData) -> Iterator[Measured]:
    """Every measure that a document's money tables tell, fixed ones first."""
    asking = Asking(data)
    for key in (*FIXED, *_coded_keys(data, asking.basis)):
        if (told := _told(asking, key)) is not None:
            yield told


def _told(asking: Asking, key: str) -> Measured | None:
    for members in wanted(key):
        at = Coordinates.of(members)
        answers = [one for one in asking.answers(at) if one.cells]
        if answers:
            first = answers[0]
            disputed = any(_differ(first, other) for other in answers[1:])
            return Measured(
                key,
                first.fen,
                first.cells[0],
                first.stated,
                disputed,
                first.step,
                len(first.cells),
                at,
            )
    return None


def _differ(one: Told, other: Told) -> bool:
    """Whether two answers are further apart than the rounding of what they add up."""
    places = max(one.step, other.step) * max(len(one.cells), len(other.cells))
    return abs(one.fen - other.fen) > places


def _coded_keys(data: DisclosureData, basis: str) -> list[str]:
    """The measures of the codes that a document's figures of its own year name, from 类 to 项."""
    found: dict[str, None] = {}
    for table, fact in data.facts():
        where = fact.coordinates
        if table.kind != "money" or where.get("basis") != basis or where.get("side") != "out":
            continue
        for name, dimension in _CODED.items():
            code = where.get(dimension, "")
            for length in _LEVELS:
                if code.isascii() and code.isdecimal() and len(code) >= length:
                    found.setdefault(f"{name}-{code[:length]}")
    return sorted(found)
