"""Every code that we ship has a gloss of its own, and no other."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from budgets.english.codes import code_in_english

FOLDER = Path(__file__).resolve().parents[2] / "budgets" / "classifications"
LISTS = {
    "function": "functional.csv",
    "gov_economic": "gov_economic.csv",
    "dept_economic": "dept_economic.csv",
    "service": "service_catalog.csv",
}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def glosses() -> dict[tuple[str, str, str], str]:
    return {(row["list"], row["code"], row["name"]): row["english"] for row in rows("english.csv")}


def test_every_row_of_every_list_has_a_gloss_and_no_gloss_is_stale() -> None:
    shipped = {(key, row["code"], row["name"]) for key, file in LISTS.items() for row in rows(file)}

    assert len(rows("english.csv")) == len(glosses())
    assert set(glosses()) == shipped


def test_a_gloss_is_a_short_english_name() -> None:
    for key, english in glosses().items():
        assert re.fullmatch(r"[A-Z][A-Za-z ,.'()&-]+[a-zA-Z)]", english), (key, english)
        assert len(english) <= 90, (key, english)


@pytest.mark.parametrize("catalogue", LISTS)
def test_what_is_called_differently_is_glossed_differently(catalogue: str) -> None:
    """A code and those it lies in are told apart wherever their names are; as are any two names."""
    called: dict[str, str] = {}
    for (of, _code, name), english in glosses().items():
        if of == catalogue:
            assert called.setdefault(english, name) == name, english


def test_a_gloss_is_given_to_the_name_that_it_was_written_for_alone() -> None:
    assert code_in_english("行政运行", "2010301") == "Administrative operations"
    assert code_in_english("维修(护)费", "30213") == "Repairs and maintenance"
    # Another edition's name of the same code means something else.
    assert code_in_english("行政运行（旧）", "2010301") == ""
    # A name that several codes bear, where it means the same in all of them.
    assert code_in_english("行政运行") == "Administrative operations"
