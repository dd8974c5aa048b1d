"""How often a page asks the database when nothing is kept: what the issue allows, whatever there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import published
from tests.documents import BEIJING, XICHENG_2022, XICHENG_2024, sample

MOST = 8
OFFICE = "/departments/xicheng-fao/"
DOCUMENT = f"{OFFICE}2024/budget/"
PAGES = [
    "/",
    "/about/",
    "/nowhere/",
    "/search/?q=接待",
    "/search/?q=西城区 公务接待费&year=2024",
    "/search/suggest/?q=西城",
    "/glossary/",
    "/regions/110102/",
    "/regions/110102/2024/budget/",
    "/years/2024/budget/",
    OFFICE,
    DOCUMENT,
    f"{DOCUMENT}v1/",
    f"{DOCUMENT}versions/",
    f"{DOCUMENT}tables/3/",
    f"{DOCUMENT}tables/3/?unit=元",
    f"{DOCUMENT}tables/3/?q=外",
    f"{DOCUMENT}tables/3.csv",
    f"{DOCUMENT}report.pdf",
    "/compare/?b=xicheng-fao&b=beijing-fao&m=reception&m=function-201&per=head",
    "/verify/",
    "/data/",
    "/api/",
]


@pytest.mark.django_db
def test_no_page_asks_more_than_eight_times(client: Client) -> None:
    for document, slug, region in (
        (BEIJING, "beijing-fao", "110000"),
        (XICHENG_2022, "xicheng-fao", "110102"),
        (XICHENG_2024, "xicheng-fao", "110102"),
    ):
        published(replace(sample(document), slug=slug, region=region))
    too_many = {}

    for path in PAGES:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path)
        response.close()
        assert response.status_code == (404 if "nowhere" in path else 200), path
        if len(queries) > MOST:
            too_many[path] = [query["sql"][:200] for query in queries]

    assert too_many == {}
