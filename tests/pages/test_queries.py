"""How often a public address asks the database when nothing is kept: what the issue allows.

Every public address of the access table is asked for, in both languages where it has them, on a
site with documents of several bodies, kinds and years; so a new address needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.models import Population, Region
from performance.models import Project
from tests.access.table import URLS
from tests.documents import BEIJING, XICHENG_2022, XICHENG_2024, sample
from tests.open_data.site import evaluation, public, targets

MOST = 8
OFFICE = "/departments/xicheng-fao/"
DOCUMENT = f"{OFFICE}2024/budget/"
# The words of the access table that stand for what is on this site, by its own.
HERE = {"slug": "xicheng-fao", "code": "110102", 2025: 2024}
# What the addresses of the table lead to only with a question, or for another body.
MORE = [
    "/search/?q=接待",
    "/search/?q=西城区 公务接待费&year=2024",
    "/search/?q=没有这个",
    "/search/suggest/?q=西城",
    "/search/feed/?q=接待",
    "/glossary/?q=三公",
    "/verify/?hash=0123456789abcdef",
    "/compare/?b=xicheng-fao&b=beijing-fao&m=reception&m=function-201&per=head",
    "/compare.csv?b=xicheng-fao&b=beijing-fao&m=reception&m=function-201&per=head",
    "/compare.svg?b=xicheng-fao&m=reception",
    "/years/2024/budget/?format=csv",
    "/regions/110000/2026/budget/?m=reception&page=1",
    "/regions/110102/2024/budget/?format=csv",
    "/regions/110000/?q=外",
    "/regions/110102/?format=csv",
    f"{OFFICE}?format=csv",
    f"{DOCUMENT}tables/3/",
    f"{DOCUMENT}tables/3/?unit=元",
    f"{DOCUMENT}tables/3/?q=外",
    f"{DOCUMENT}tables/3/?q=外&format=csv",
    f"{DOCUMENT}report.pdf",
    f"{DOCUMENT}projects/外事工作经费/",
    "/departments/beijing/2023/evaluation/",
    "/departments/beijing/performance/",
    "/departments/shijiazhuang/2024/performance/",
    "/departments/shijiazhuang/performance/",
    "/departments/shijiazhuang/performance/2024/?format=csv",
    "/departments/xicheng-fao/performance/2022/",
    "/projects/{project}/?format=csv",
    "/api/v1/search/?q=接待",
    "/api/v1/bodies/?region=110102",
    "/api/v1/disclosures/?body=xicheng-fao&year=2024",
    "/api/v1/facts/?function=201",
    "/api/v1/key-amounts/?key=reception",
]


def addresses(project: Project) -> Iterator[str]:
    for name, line in URLS.items():
        if line.public and name != "set_language":
            here = HERE | {"project code": project.key}
            yield reverse(name, args=[here.get(one, one) for one in line.args])
    for path in MORE:
        yield path.replace("{project}", project.key)


def asked(client: Client, path: str) -> tuple[int, list[str]]:
    """The status of the answer, and what the database was asked for it."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
        if response.streaming:
            assert b"".join(response.streaming_content)
    response.close()
    return response.status_code, [query["sql"][:200] for query in queries]


@pytest.mark.django_db
def test_no_public_address_asks_more_than_eight_times(client: Client) -> None:
    for document, slug, region in (
        (BEIJING, "beijing-fao", "110000"),
        (XICHENG_2022, "xicheng-fao", "110102"),
        (XICHENG_2024, "xicheng-fao", "110102"),
    ):
        public(replace(sample(document), slug=slug, region=region))
    public(evaluation())
    public(targets())
    for region in Region.objects.all():
        Population.objects.create(region=region, year=2022, people=1000, source="公报")
    project = Project.objects.filter(budgets__department__slug="xicheng-fao").first()
    assert project is not None
    # Once in the life of a process Django asks SQLite whether it knows JSON.
    assert connection.features.supports_json_field
    too_many, statuses = {}, {}

    for path in addresses(project):
        alone = path.startswith(("/api/v1/", "/sitemap", "/robots"))
        for twin in [path] if alone else [path, f"/en{path}"]:
            statuses[twin], queries = asked(client, twin)
            if len(queries) > MOST:
                too_many[twin] = queries

    assert too_many == {}
    assert {statuses[path.replace("{project}", project.key)] for path in MORE} == {200, 302}
    assert set(statuses.values()) <= {200, 302, 400, 404}
    assert len(statuses) > 2 * len(MORE) + 60
