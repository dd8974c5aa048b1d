"""Questions as people type them, each with what must come first: the judged set, all of it right.

`judged.toml` holds them. Nothing in the product knows of a single one: where one fails, a rule or a
word is missing, and is added for all questions alike.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from budgets.models import SearchText
from budgets.money import yuan
from budgets.searching.apart import find_or_apart
from budgets.searching.asking import question
from budgets.searching.direct import direct_answer
from budgets.searching.finding import loaded, near
from tests.searching.corpus import build

JUDGED = tomllib.loads(Path(__file__).with_name("judged.toml").read_text(encoding="utf-8"))


@pytest.mark.django_db
@pytest.mark.database
def test_every_judged_question_is_answered_as_a_reader_expects() -> None:
    build()

    wrong = {asked["ask"]: found for asked in JUDGED["question"] if (found := list(_wrong(asked)))}

    assert wrong == {}


def _wrong(asked: Mapping[str, Any]) -> Iterator[str]:
    """What is not as the question's entry says."""
    typed = question(asked["ask"])
    answer = find_or_apart(typed)
    hits = loaded(answer.found[:3])
    if "first" in asked and not (hits and _is_meant(hits[0], asked, "first")):
        yield f"first: {hits[:1]}"
    if "among" in asked and not any(_is_meant(hit, asked, "among") for hit in hits):
        yield f"among: {hits}"
    if "nothing" in asked and asked["nothing"] != (not answer.found):
        yield f"found: {hits}"
    if "near" in asked and asked["near"] not in near(answer.question)[:3]:
        yield f"near: {near(answer.question)}"
    if "also" in asked and asked["also"] not in answer.question.also:
        yield f"also: {answer.question.also}"
    if "answer" in asked:
        direct = direct_answer(typed, answer.question)
        told = [yuan(one.fen) for one in direct.amounts] if direct else []
        if told != asked["answer"]:
            yield f"answer: {told}"


def _is_meant(hit: SearchText, asked: Mapping[str, Any], key: str) -> bool:
    return (
        asked[key] in hit.text
        and asked.get("of", hit.department.slug) == hit.department.slug
        and asked.get("year", hit.year) == hit.year
    )
