"""Performance as a part of every document's life: glue between budgets' steps and our rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.access import Action, may
from budgets.data import DisclosureData, FindingData, Origin, ProblemData, TableData
from budgets.parts import Link, Part
from budgets.searching.data import TextData
from performance import english
from performance.appendix import appendix_of
from performance.checks import check
from performance.data import PerformanceData
from performance.exports import evaluation_document, overall_document, project_document
from performance.pages.sections import section
from performance.pages.views import pages_of
from performance.reading import read_performance
from performance.scoring import score_evaluation
from performance.sealing import read_model_digest
from performance.searching import texts_of
from performance.storage import publish_performance, withdraw_performance


class PerformancePart(Part):
    """绩效: targets and self-evaluations, read from the tables of a document."""

    def read(self, data: DisclosureData) -> tuple[DisclosureData, tuple[ProblemData, ...]]:
        reading = read_performance(data)
        return replace(data, tables=reading.tables), reading.problems

    def check(self, data: DisclosureData) -> tuple[FindingData, ...]:
        return check(data, _performance(data))

    def document(self, data: DisclosureData) -> Mapping[str, Any]:
        performance = _performance(data)
        scored = [
            evaluation_document(evaluation, score_evaluation(evaluation))
            for evaluation in performance.evaluations
        ]
        own = performance.evaluation
        document: dict[str, Any] = {
            "projects": [project_document(project) for project in performance.projects],
            "evaluation": scored[performance.evaluations.index(own)] if own else None,
        }
        if performance.overall:
            document["overall"] = overall_document(performance.overall)
        if len(scored) > 1:
            document["evaluations"] = scored
        return document

    def gloss(self, text: str) -> str:
        return english.gloss(text)

    def gloss_of_title(self, title: str) -> str:
        return english.gloss_of_title(title)

    def what_should_hold(self, kind: str) -> str:
        return english.words().rules.get(kind, "")

    def appendix(self, data: DisclosureData) -> tuple[TableData, ...]:
        return appendix_of(_performance(data))

    def section(self, data: DisclosureData) -> str:
        return section(data, _performance(data))

    def texts(self, data: DisclosureData) -> tuple[TextData, ...]:
        return texts_of(data, _performance(data))

    def publish(self, disclosure: Any, data: DisclosureData) -> None:
        publish_performance(disclosure, _performance(data))

    def withdraw(self, disclosure: Any) -> None:
        withdraw_performance(disclosure)

    def fingerprint(self, disclosure: Any) -> str:
        return read_model_digest(disclosure)

    def tools(self, disclosure: Any) -> tuple[Link, ...]:
        address = reverse("performance-admin:workbench", args=[disclosure.pk])
        return (Link(_("录入绩效"), address),)

    def editor(self, disclosure: Any, table: TableData) -> Link | None:
        if table.kind != "performance":
            return None
        address = reverse("performance-admin:workbench", args=[disclosure.pk])
        return Link(_("在绩效录入页修改"), address)

    def entrances(self, user: Any) -> tuple[Link, ...]:
        if not may(user, Action.EDIT):
            return ()
        return (Link(_("直接录入绩效"), reverse("performance-admin:start")),)

    def pages(self, department: Any) -> tuple[Link, ...]:
        return pages_of(department)


def _performance(data: DisclosureData) -> PerformanceData:
    """What a document says of performance. Of its other tables only the units count for that."""
    tables = tuple(
        table if table.kind == "performance" else _unit_alone(table) for table in data.tables
    )
    # Tables are equal wherever they stand, and targets name cells by where they stand.
    places = tuple(
        origin
        for table in tables
        for origin in (*table.header_origins, *(row.origin for row in table.rows))
    )
    return _read(replace(data, tables=tables, narrative=()), places)


@lru_cache(maxsize=8)
def _read(data: DisclosureData, places: tuple[Origin, ...]) -> PerformanceData:
    """Publishing asks half a dozen times for the same document, and editing at every cell."""
    return read_performance(data).performance


def _unit_alone(table: TableData) -> TableData:
    return TableData(table.n, table.kind, table.code, table.title, table.unit, (), (), ())
