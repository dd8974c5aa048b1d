"""Grades of a whole evaluation: 优 from 90, 良 from 80, 中 from 60, 差 below."""

from __future__ import annotations

from decimal import Decimal

from performance.scoring.figures import HUNDRED, fold
from performance.scoring.rules import Grade, shipped_rules


def grade_of(score: Decimal, total: Decimal = HUNDRED) -> str:
    """The grade of a score out of `total` points."""
    share = score * HUNDRED / total if total else score
    grades = shipped_rules().grades
    return next((one.name for one in grades if share >= one.least), grades[-1].name)


def grade_named(text: str) -> Grade | None:
    """The grade that a word means (优秀 is 优), None for an unknown word."""
    folded = fold(text).strip("“”\"'。.")
    for suffix in ("等级", "级", "等次", "档"):
        folded = folded.removesuffix(suffix)
    return next((one for one in shipped_rules().grades if folded in one.words), None)
