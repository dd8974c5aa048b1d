"""Two documents of one body published in the same moment, on a database that lets them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from budgets.models import Disclosure
from performance.data import PerformanceData, ProjectData
from performance.queries import find_project
from performance.storage import publish_performance
from tests.builders import make_public, past_the_triggers
from tests.performance.publishing_building import document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

CODE = "11010223T000001997670"


def test_two_documents_of_a_body_published_at_once_know_the_same_project() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    first = document(2020)
    years = {year: document(year).fiscal_year for year in (2022, 2024)}
    with past_the_triggers():
        Disclosure.objects.exclude(pk=first.pk).delete()
    both_have_written = Barrier(2, timeout=10)

    def publish(year: int, project: ProjectData) -> None:
        try:
            with transaction.atomic():
                disclosure = Disclosure.objects.create(
                    department=first.department, fiscal_year=years[year]
                )
                both_have_written.wait()
                publish_performance(disclosure, PerformanceData((project,)))
                make_public(disclosure, "published")
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        for done in [
            pool.submit(publish, 2022, ProjectData("", "外事工作经费")),
            pool.submit(publish, 2024, ProjectData(CODE, "外事工作经费")),
        ]:
            done.result(timeout=30)

    project = find_project(CODE)
    assert project is not None
    assert sorted(project.budgets.values_list("year", flat=True)) == [2022, 2024]


def test_two_bodies_may_publish_one_code_at_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    bodies = [document(2020, slug=slug, status="draft") for slug in ("xicheng-fao", "beijing-fao")]
    both_have_begun = Barrier(2, timeout=10)

    def publish(disclosure: Disclosure) -> None:
        try:
            with transaction.atomic():
                both_have_begun.wait()
                project = ProjectData(CODE, "外事工作经费")
                publish_performance(disclosure, PerformanceData((project,)))
                make_public(disclosure, "published")
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(publish, disclosure) for disclosure in bodies]:
            done.result(timeout=30)

    project = find_project(CODE)
    assert project is not None
    assert project.budgets.count() == 2
