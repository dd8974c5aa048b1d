"""The names of classification codes in English: classifications/english.csv, by name and code."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from budgets.vocabulary import normalise

_FILE = Path(__file__).parent.parent / "classifications" / "english.csv"


def code_in_english(name: str, code: str = "") -> str:
    """The gloss that was written for this name; "" for any other name of the same code.

    A code may carry another name in another edition of a list: then its gloss does not fit. Where
    several codes bear the name, the gloss has to be the same for all of them, or the code told.
    """
    known = _by_name().get(_key(name), {})
    if code in known:
        return known[code]
    told = set(known.values())
    return told.pop() if len(told) == 1 else ""


def name_of_code(code: str) -> str:
    """The gloss of a code by itself, where every list that has it means the same."""
    told = _by_code().get(code, frozenset())
    return next(iter(told)) if len(told) == 1 else ""


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _by_name() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in _rows():
        found.setdefault(_key(row["name"]), {})[row["code"]] = row["english"]
    return found


@cache
def _by_code() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _rows():
        found.setdefault(row["code"], set()).add(row["english"])
    return {code: frozenset(told) for code, told in found.items()}


def _key(name: str) -> str:
    """A name as it is compared: 其他对个人和家庭补助 is 其他对个人和家庭的补助."""
    return normalise(name).replace("的", "")
