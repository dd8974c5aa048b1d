"""Published documents with performance data given by hand, in the database."""

from __future__ import annotations

from collections.abc import Sequence

from budgets import models as documents
from performance.data import EvaluationData, OverallData, PerformanceData, ProjectData
from performance.storage import publish_performance
from tests.builders import department, make_public

BODY = "xicheng-fao"
NAMES = {
    BODY: "西城区政府外办",
    "beijing-fao": "北京市政府外办",
    "shijiazhuang-fao": "石家庄市外办",
}


def document(
    year: int,
    *projects: ProjectData,
    slug: str = BODY,
    kind: str = "budget",
    overall: OverallData | None = None,
    evaluations: Sequence[EvaluationData] = (),
    status: str = "published",
) -> documents.Disclosure:
    """A document in its next version; a published one takes the place of the one before it."""
    body = department(slug, NAMES.get(slug, slug))
    fiscal_year, _made = documents.FiscalYear.objects.get_or_create(year=year)
    same = documents.Disclosure.objects.filter(department=body, fiscal_year=fiscal_year, kind=kind)
    if status == "published":
        same.published().update(status="superseded")
    disclosure = documents.Disclosure.objects.create(
        department=body,
        fiscal_year=fiscal_year,
        kind=kind,
        version=same.count() + 1,
    )
    publish_performance(disclosure, PerformanceData(projects, overall, tuple(evaluations)))
    if status == "published":
        make_public(disclosure)
    return disclosure
