"""What coordinates mean, as an English phrase: its head, then what narrows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgets.english.codes import name_of_code
from budgets.terms import MEMBERS

# The dimension that a phrase is about, the most particular first.
_HEADS = ("cost", "nature", "procurement", "three_public")
_CODED = ("function", "gov_economic", "dept_economic")
_SIDES = {"in": "income", "out": "expenditure"}
# Sources whose names say already that they are income.
_INCOMES = frozenset({"business", "operating", "superior", "affiliated", "other", "reserve"})
_THE = frozenset({"general", "fund", "capital", "unit"})
_THREE = "“three public” expenses"
_PURCHASED = "purchased services"


def phrase(coordinates: Mapping[str, str], subjects: Mapping[str, str] | None = None) -> str:
    """Coordinates in words, in lower case: income from the general public budget. "" for none.

    `subjects` are the words of members of the dimension of that name. "" too where a member has
    no word: part of a meaning is another meaning.
    """
    try:
        return ", ".join(_told(coordinates, subjects or {}))
    except KeyError:
        return ""


def _told(coordinates: Mapping[str, str], subjects: Mapping[str, str]) -> Iterator[str]:
    rest = dict(coordinates)
    side, source, basis = (rest.pop(name, "") for name in ("side", "source", "basis"))
    vintage, use = rest.pop("vintage", ""), rest.pop("use", "")
    head = _head(rest, subjects)
    if not head and side == "in" and source:
        yield _income(source, vintage)
        source = vintage = ""
    elif not head and side and not source and vintage == "current":
        yield f"this year’s {_SIDES[side]}"
        vintage = ""
    elif not head and use in ("retained", "distributed"):
        yield MEMBERS["use"][use].en
    elif head:
        yield head
    elif side and vintage != "carried":
        yield _SIDES[side]
    if source == "reserve":
        vintage = ""
    if source:
        yield MEMBERS["source"][source].en
    if vintage:
        yield MEMBERS["vintage"][vintage].en
    if basis:
        yield MEMBERS["basis"][basis].en
    for dimension in rest:
        # Whatever the head did not take and nothing here has a word for.
        raise KeyError(dimension)


def _head(rest: dict[str, str], subjects: Mapping[str, str]) -> str:
    """What the money is for; takes it, and what lies within it, out of `rest`."""
    for dimension in _CODED:
        if code := rest.pop(dimension, ""):
            return name_of_code(code) or _missing(code)
    if (construction := rest.pop("construction", "")) and rest.pop("nature", ""):
        said = MEMBERS["construction"][construction].en
        return f"project expenditure {said}" if construction == "no" else said
    found = next((one for one in _HEADS if one in rest), "")
    if found:
        member = rest.pop(found)
        rest.pop("nature", None) if found == "cost" else None
        if found == "three_public" and member == "any":
            return _THREE
        if found == "procurement" and member == "any":
            return "government procurement"
        return MEMBERS[found][member].en
    if rest.pop("service", ""):
        return _PURCHASED
    if subject := rest.pop("subject", ""):
        return subjects[subject]
    return ""


def _missing(member: str) -> str:
    raise KeyError(member)


def _income(source: str, vintage: str) -> str:
    said = MEMBERS["source"][source].en
    if source not in _INCOMES:
        said = f"income from {'the ' if source in _THE else ''}{said}"
    return f"this year’s {said}" if vintage == "current" else said
