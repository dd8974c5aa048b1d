"""Which rows of the read model the database keeps as they are (budgets/immutability.py)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model

from budgets.immutability import Rule, read_model
from performance import models

_OF_A_TARGET = ("budget__disclosure", "overall__disclosure")
# Which project a name stands for follows from all years: a later publication may lead it on.
_LED_ON = ("project_id",)

# The rows of a version: how each leads to it, and the columns that don't stay.
KEPT: tuple[tuple[type[Model], tuple[str, ...], tuple[str, ...]], ...] = (
    (models.ProjectBudget, ("disclosure",), _LED_ON),
    (models.Evaluation, ("disclosure",), _LED_ON),
    (models.OverallTarget, ("disclosure",), ()),
    (models.Activity, ("overall__disclosure",), ()),
    (models.StatedAmount, _OF_A_TARGET, ()),
    (models.SpendingPlan, ("budget__disclosure",), ()),
    (models.Goal, _OF_A_TARGET, ()),
    (models.Indicator, _OF_A_TARGET, ()),
    (models.EvaluationPart, ("evaluation__disclosure",), ()),
    (models.EvaluationItem, ("evaluation__disclosure",), ()),
)


def rules() -> Iterator[Rule]:
    for model, paths, but in KEPT:
        yield from read_model(model, *paths, but=but)
