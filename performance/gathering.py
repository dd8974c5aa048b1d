"""All that belongs to targets and evaluations, of any number of them, in one query.

`prefetch_related` asks once for each table of parts: nine queries for a body's page. Here the
tables answer together, each row as a JSON array of its columns, which both kinds of database build
alike; what comes back are the same objects, held where `prefetch_related` would hold them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from django.db import models as fields
from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import JSONArray

from performance import models

Whole: TypeAlias = models.ProjectBudget | models.OverallTarget | models.Evaluation

# What belongs to what: the name under which it is held -> its model, and its key to the whole.
_PARTS: Mapping[type[Model], Mapping[str, tuple[type[Model], str]]] = {
    models.ProjectBudget: {
        "amounts": (models.StatedAmount, "budget"),
        "plan": (models.SpendingPlan, "budget"),
        "goals": (models.Goal, "budget"),
        "indicators": (models.Indicator, "budget"),
    },
    models.OverallTarget: {
        "amounts": (models.StatedAmount, "overall"),
        "goals": (models.Goal, "overall"),
        "activities": (models.Activity, "overall"),
        "indicators": (models.Indicator, "overall"),
    },
    models.Evaluation: {
        "parts": (models.EvaluationPart, "evaluation"),
        "items": (models.EvaluationItem, "evaluation"),
    },
}
_KINDS = [(whole, held) for whole, parts in _PARTS.items() for held in parts]


def gather(*wholes: Collection[Whole]) -> None:
    """Let these hold their parts, which know them, in order. One query, or none for no wholes.

    An indicator of an overall target has its activity, and the project's indicator that it means
    where that one's project is among these.
    """
    known = {(type(one), one.pk): one for some in wholes for one in some}
    found: dict[tuple[type[Model], int, str], list[Any]] = {
        (kind, pk, held): [] for kind, pk in known for held in _PARTS[kind]
    }
    for kind, held, part in _rows(known):
        key = _PARTS[kind][held][1]
        whole = known[kind, getattr(part, f"{key}_id")]
        setattr(part, key, whole)
        found[kind, whole.pk, held].append(part)
    for (kind, pk, held), parts in found.items():
        _hold(known[kind, pk], held, sorted(parts, key=lambda part: part.position))
    _tie(found)


def _rows(known: Mapping[tuple[type[Model], int], Whole]) -> Iterator[tuple[type[Model], str, Any]]:
    asked = [
        _asked(number, *_PARTS[kind][held], [pk for of, pk in known if of is kind])
        for number, (kind, held) in enumerate(_KINDS)
        if any(of is kind for of, _pk in known)
    ]
    if not asked:
        return
    for number, said in asked[0].union(*asked[1:], all=True):
        kind, held = _KINDS[number]
        yield kind, held, _made(_PARTS[kind][held][0], said)


def _asked(number: int, model: type[Model], key: str, of: list[int]) -> QuerySet[Any, Any]:
    columns = (F(field.attname) for field in model._meta.concrete_fields)
    return (
        model._default_manager.filter(**{f"{key}__in": of})
        .order_by()
        .annotate(kind_of_part=Value(number, fields.SmallIntegerField()), said=JSONArray(*columns))
        .values_list("kind_of_part", "said")
    )


def _made(model: type[Model], said: list[Any]) -> Any:
    """A row out of its columns: JSON in JSON is text on one database, and true is 1."""
    columns = model._meta.concrete_fields
    values = [
        json.loads(value)
        if isinstance(field, fields.JSONField) and isinstance(value, str)
        else field.to_python(value)
        for field, value in zip(columns, said, strict=True)
    ]
    return model.from_db("default", [field.attname for field in columns], values)


def _hold(whole: Any, held: str, parts: list[Any]) -> None:
    """As django.db.models.query.prefetch_one_level leaves it."""
    rows = getattr(whole, held).get_queryset()
    rows._result_cache = parts
    rows._prefetch_done = True
    if not hasattr(whole, "_prefetched_objects_cache"):
        whole._prefetched_objects_cache = {}
    whole._prefetched_objects_cache[held] = rows


def _tie(found: Mapping[tuple[type[Model], int, str], list[Any]]) -> None:
    """Parts to other parts: to their activity, and an overall indicator to the one it means."""
    activities, indicators = (
        {
            part.pk: part
            for (_kind, _pk, held), parts in found.items()
            if held == name
            for part in parts
        }
        for name in ("activities", "indicators")
    )
    for (_kind, _pk, held), parts in found.items():
        if held not in ("amounts", "indicators"):
            continue
        for part in parts:
            if part.activity_id in activities:
                part.activity = activities[part.activity_id]
            if held == "indicators" and part.same_as_id in indicators:
                part.same_as = indicators[part.same_as_id]
