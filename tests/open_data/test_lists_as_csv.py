"""What a page lists, as a file: the same rows, narrowed and ordered as they are shown."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from performance import models
from tests.documents import XICHENG_2024
from tests.open_data.site import office, public, site

pytestmark = pytest.mark.django_db
TABLES = "/departments/fao/2024/budget/tables"


def lines(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_a_search_a_region_and_a_body(client: Client) -> None:
    site()

    hits = lines(client, "/search/?q=公务接待费&year=2024&format=csv")
    bodies = lines(client, "/regions/110102/?year=2024&format=csv")
    totals = lines(client, "/departments/fao/?format=csv")

    assert {line[2] for line in hits[1:]} == {"2024"}
    assert "0.214752" in {line[11] for line in hits[1:]}
    assert all(line[-1].startswith("http://testserver/departments/fao/2024/") for line in hits[1:])
    assert [line[:4] for line in bodies[1:]] == [
        ["北京市西城区人民政府外事办公室", "", "2024", "预算"],
        ["北京市西城区人民政府外事办公室", "", "2022", "预算"],
    ]
    assert [(line[0], line[5], line[8]) for line in totals[1:]] == [
        ("2024", "648.875784", "0.214752"),
        ("2022", "586.476837", "0.200515"),
    ]
    assert 'href="/search/?q=' in client.get("/search/?q=公务接待费").content.decode()


def test_targets_of_a_project_and_of_a_body(client: Client) -> None:
    public(office(XICHENG_2024))
    project = models.Project.objects.get(name="外事工作经费")

    of_project = lines(client, f"{project.get_absolute_url()}?format=csv")
    of_body = lines(client, "/departments/fao/performance/2024/?format=csv")

    told = models.Indicator.objects.filter(budget__project=project)
    assert [line[12] for line in of_project[1:]] == [one.value_printed for one in told]
    assert {line[5] for line in of_project[1:]} == {"700000.00"}
    assert [line for line in of_body if line[4] == "外事工作经费"] == of_project[1:]
    assert {line[4] for line in of_body} >= {"整体", "外事工作经费"}
    assert "format=csv" in client.get(project.get_absolute_url()).content.decode()


def test_a_table_in_another_unit_and_narrowed(client: Client) -> None:
    public(office(XICHENG_2024))

    in_yuan = lines(client, f"{TABLES}/10/?unit=元&format=csv")
    page = client.get(f"{TABLES}/10/?unit=元").content.decode()
    narrowed = lines(client, f"{TABLES}/7/?q=费&sort=-c2&format=csv")
    shown = client.get(f"{TABLES}/7/?q=费&sort=-c2").content.decode()

    assert in_yuan[2] == ["2.公务接待费", "2147.52", "2142.24"]
    assert 'href="./?unit=元&amp;format=csv"' in page
    assert len(narrowed) > 1
    assert all("费" in "".join(line) for line in narrowed[1:])
    amounts = [float(line[2]) for line in narrowed[1:] if line[2]]
    assert amounts == sorted(amounts, reverse=True)
    assert "format=csv" in shown


def test_the_first_page_the_versions_and_the_glossary(client: Client) -> None:
    site()

    first = lines(client, "/?format=csv")
    versions = lines(client, "/departments/fao/2024/budget/versions/?format=csv")
    terms = lines(client, "/glossary/?q=三公&format=csv")

    assert [(line[0], line[3], line[4]) for line in first[1:4]] == [
        ("最近公开", "2023年绩效自评公开", "2026-02-10"),
        ("最近公开", "2024年预算公开", "2026-02-10"),
        ("最近公开", "2022年预算公开", "2026-02-10"),
    ]
    assert sorted((line[0], line[5], line[6]) for line in first[4:]) == [
        ("地区", "1", "http://testserver/regions/110000/"),
        ("地区", "1", "http://testserver/regions/110102/"),
    ]
    assert [(line[0], len(line[5])) for line in versions[1:]] == [("1", 64)]
    assert versions[1][-1] == "http://testserver/departments/fao/2024/budget/v1/"
    page = client.get("/glossary/?q=三公").content.decode()
    assert [line[0] for line in terms[1:]]
    assert all(f"{line[0]}</dfn>" in page and line[2] in page for line in terms[1:])
    for path in ("/", "/departments/fao/2024/budget/versions/", "/glossary/"):
        assert f'href="{path}?format=csv"' in client.get(path).content.decode()
    grades = lines(client, "/departments/beijing/performance/?format=csv&scores=all")
    assert [(line[0], line[6]) for line in grades[1:]] == [("2023", "优")]
    assert grades[1][-1].startswith("http://testserver/departments/beijing/2023/evaluation/#score-")
    page = client.get("/departments/beijing/performance/").content.decode()
    assert 'href="/departments/beijing/performance/?format=csv&amp;scores=all"' in page
    # Nothing is aimed at there, so there is no file of targets to offer.
    assert 'href="/departments/beijing/performance/?format=csv"' not in page
