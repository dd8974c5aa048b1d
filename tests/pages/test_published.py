"""Published pages and files: who gets them, how often the database is asked, what is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets.models import Disclosure
from tests.builders import department, published, put_into, stored, whole_document

pytestmark = pytest.mark.django_db

BASE = "/departments/mou-shi-wai-ban/2026/budget/"
BELOW = [
    "",
    "tables/1/",
    "tables/6/",
    "tables/3/?unit=元",
    "tables/1.csv",
    "tables/1.xlsx",
    "tables/1.json",
    "report.pdf",
    "workbook.xlsx",
    "data.json",
]
Queries = Callable[..., Any]


def content_of(answer: Any) -> bytes:
    """All bytes of an answer, which is closed thereafter."""
    assert answer.status_code == 200
    content = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    return content


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("version", ["", "v1/"])
@pytest.mark.parametrize("path", BELOW)
def test_everything_of_a_published_version_is_there(
    client: Client, prefix: str, version: str, path: str
) -> None:
    published(whole_document())

    assert content_of(client.get(f"{prefix}{BASE}{version}{path}"))


@pytest.mark.parametrize("status", ["draft", "submitted"])
@pytest.mark.parametrize("version", ["", "v1/"])
@pytest.mark.parametrize("path", BELOW)
def test_nothing_of_a_draft_is_there(client: Client, status: str, version: str, path: str) -> None:
    disclosure = published(whole_document())
    # Even files that a withdrawn publication may have left behind.
    put_into(disclosure, status)

    answer = client.get(f"{BASE}{version}{path}")

    assert answer.status_code == 404
    assert "X-Public-Page" not in answer


@pytest.mark.parametrize(
    "path",
    [
        "/departments/mou-shi-wai-ban/2026/budget/v2/",
        "/departments/mou-shi-wai-ban/2026/budget/v99999999999999999999/",
        "/departments/mou-shi-wai-ban/2026/budget/tables/7/",
        "/departments/mou-shi-wai-ban/2026/budget/tables/99999999999999999999/",
        "/departments/mou-shi-wai-ban/2026/budget/tables/7.csv",
        "/departments/mou-shi-wai-ban/2026/budget/tables/1.pdf",
        "/departments/mou-shi-wai-ban/2026/budget/bodies/en/index.html",
        "/departments/mou-shi-wai-ban/2025/budget/",
        "/departments/mou-shi-wai-ban/2026/final-accounts/",
        "/departments/mou-shi-wai-ban/2026/nonsense/",
        "/departments/nobody/2026/budget/",
        "/departments/nobody/",
        "/regions/999999/",
    ],
)
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    published(whole_document())

    answer = client.get(path)

    assert answer.status_code == 404
    page = answer.content.decode()
    assert "没有这一页" in page
    # What is below a body that has published something leads to what there is of it.
    leads = '<a href="/departments/mou-shi-wai-ban/">' in page
    assert leads == path.startswith("/departments/mou-shi-wai-ban/")


@pytest.mark.parametrize("path", BELOW)
def test_a_page_asks_the_database_little(
    client: Client, path: str, django_assert_max_num_queries: Queries
) -> None:
    published(whole_document())

    # A document's own page asks for what later documents add (over_years.py).
    with django_assert_max_num_queries(6 if "unit" in path or not path else 3):
        content_of(client.get(BASE + path))


def test_a_corrected_document_shows_the_new_version_and_keeps_the_old(client: Client) -> None:
    old = published(whole_document())
    Disclosure.objects.filter(pk=old.pk).update(status="superseded")
    published(whole_document(version=2), write=lambda one: setattr(one, "reason", "更正收入总计。"))

    current, former = client.get(BASE), client.get(f"{BASE}v1/")

    text = current.content.decode()
    assert "第 2 版" in text
    assert "更正收入总计。" in text
    assert f'href="{BASE}v1/"' in text
    assert "已被更正。" not in text
    assert "这是第 1 版，已被更正。" in former.content.decode()
    assert f'href="{BASE}"' in former.content.decode()
    assert "这是第 1 版，已被更正。" in client.get(f"{BASE}v1/tables/1/").content.decode()


def test_a_draft_of_a_correction_shows_nowhere(client: Client) -> None:
    published(whole_document())
    stored(whole_document(version=2))

    assert "第 2 版" not in client.get(BASE).content.decode()
    assert client.get(f"{BASE}v2/").status_code == 404


def test_pages_may_be_kept_for_a_minute_and_are_known_by_their_tag(client: Client) -> None:
    published(whole_document())

    for path in ("", "tables/1/", "v1/"):
        answer = client.get(BASE + path)
        again = client.get(BASE + path, headers={"if-none-match": answer["ETag"]})

        assert answer["X-Public-Page"] == "1"
        assert answer["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in answer.get("Vary", "")
        assert again.status_code == 304
        assert not again.content


def test_a_page_is_another_only_on_another_day_for_a_citation_names_the_day(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(whole_document())

    def asked(path: str, at: str, known: str = "") -> Any:
        moment = dt.datetime.fromisoformat(at)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return client.get(path, headers={"if-none-match": known} if known else {})

    for path in (BASE, f"{BASE}tables/1/", f"{BASE}cite.ris"):
        # The day is that of Beijing: it begins at four in the afternoon of Greenwich's.
        morning = asked(path, "2026-11-28T16:00:00+00:00")
        night = asked(path, "2026-11-29T15:59:59+00:00", morning["ETag"])
        next_day = asked(path, "2026-11-29T16:00:00+00:00", morning["ETag"])

        assert night.status_code == 304
        assert night["ETag"] == morning["ETag"]
        assert next_day.status_code == 200
        for answer, day in ((morning, 29), (next_day, 30)):
            text = answer.content.decode()
            assert f"2026-11-{day}" in text or f"2026/11/{day}/" in text
    # What describes the data to machines names no day of reading.
    described = asked(BASE, "2026-11-29T04:00:00+00:00").content.decode()
    start = described.index('<script type="application/ld+json">')
    assert "2026-11-29" not in described[start : described.index("</script>", start)]


def test_files_are_the_stored_bytes_and_those_of_a_version_never_change(client: Client) -> None:
    published(whole_document())

    for path in ("report.pdf", "tables/1.csv"):
        current, version = client.get(BASE + path), client.get(f"{BASE}v1/{path}")
        content = content_of(current)

        assert current["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
        assert current["Cache-Control"] == "public, max-age=60"
        assert version["Cache-Control"] == "public, max-age=3600"
        assert content_of(version) == content
        again = client.get(BASE + path, headers={"if-none-match": current["ETag"]})
        assert again.status_code == 304


def test_a_file_has_a_chinese_name_that_tells_what_it_is(client: Client) -> None:
    published(whole_document())

    csv, pdf = client.get(f"{BASE}tables/1.csv"), client.get(f"{BASE}report.pdf")

    for answer in (csv, pdf):
        answer.close()
    assert csv["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert pdf["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert csv["Content-Type"] == "text/csv; charset=utf-8"
    name = unquote(csv["Content-Disposition"].partition("''")[2])
    assert name == "某市人民政府外事办公室 2026年预算 预算01表 收支总表.csv"


def test_only_reading_is_possible(client: Client) -> None:
    published(whole_document())

    for path in ("", "tables/1/", "report.pdf"):
        assert client.post(BASE + path).status_code == 405
        answer = client.head(BASE + path)
        answer.close()
        assert answer.status_code == 200


def test_the_shell_escapes_names(client: Client) -> None:
    data = whole_document(department="<b>局</b>", slug="ju")
    published(data)

    text = client.get("/departments/ju/2026/budget/").content.decode()

    assert "<b>局" not in text
    assert "&lt;b&gt;局&lt;/b&gt;" in text


def test_a_page_says_where_it_stands_in_other_languages(client: Client) -> None:
    published(whole_document())

    chinese, english = client.get(f"{BASE}tables/1/"), client.get(f"/en{BASE}tables/1/")

    assert f'href="/en{BASE}tables/1/"' in chinese.content.decode()
    assert f'href="{BASE}tables/1/"' in english.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert 'rel="canonical" href="http://testserver' in chinese.content.decode()


def test_downloads_are_listed_with_their_sizes(client: Client) -> None:
    published(whole_document())

    text = client.get(BASE).content.decode()

    assert 'href="report.pdf"' in text
    assert "17 字节" in text.replace("\xa0", " ")


def test_names_of_addresses_lead_here() -> None:
    args = ["mou-shi-wai-ban", 2026, "budget"]

    assert reverse("disclosure", args=args) == BASE
    assert reverse("disclosure-version", args=[*args, 2]) == f"{BASE}v2/"
    assert reverse("table", args=[*args, 5]) == f"{BASE}tables/5/"
    assert reverse("published-file", args=[*args, "report.pdf"]) == f"{BASE}report.pdf"
    assert department().get_absolute_url() == "/departments/mou-shi-wai-ban/"
