"""Scoring of evaluations: rules as data (rules.toml, schemes/), a small engine, prefilled forms."""

from performance.scoring.data import (
    AGREES,
    CONSISTENT,
    CONTRADICTS,
    OPEN,
    UNEXPLAINED,
    ItemScoring,
    PartScoring,
    Scoring,
    ShareScoring,
)
from performance.scoring.engine import score_evaluation
from performance.scoring.grades import grade_of
from performance.scoring.prefilling import prefill, suggest_scores
from performance.scoring.schemes import Scheme, scheme_for, scheme_of, schemes

__all__ = [
    "AGREES",
    "CONSISTENT",
    "CONTRADICTS",
    "OPEN",
    "UNEXPLAINED",
    "ItemScoring",
    "PartScoring",
    "Scheme",
    "Scoring",
    "ShareScoring",
    "grade_of",
    "prefill",
    "scheme_for",
    "scheme_of",
    "schemes",
    "score_evaluation",
    "suggest_scores",
]
