"""Feeds, the sitemap, what a page says of itself, how it is cited, and the picture to share."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from defusedxml import ElementTree
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from budgets import models, publishing
from budgets.pages.citing import citation_of
from budgets.pages.sitemaps import PART
from budgets.printing import Card, CardFigure
from budgets.printing.card import render_card
from tests.builders import put_into
from tests.documents import XICHENG_2024
from tests.open_data.site import bytes_of, office, public, site

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client, address: str) -> list[dict[str, str]]:
    """The entries of a feed that has what RFC 4287 asks for."""
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    for needed in ("id", "title", "updated", "author"):
        assert feed.find(ATOM + needed) is not None, needed
    found = []
    for one in feed.findall(f"{ATOM}entry"):
        told = {name: one.findtext(ATOM + name) or "" for name in ("id", "title", "updated")}
        dt.datetime.fromisoformat(told["updated"])
        link = one.find(f"{ATOM}link")
        assert link is not None
        found.append(
            {**told, "link": link.attrib["href"], "note": one.findtext(f"{ATOM}summary") or ""}
        )
    return found


def test_a_feed_tells_what_was_published_corrected_and_withdrawn(client: Client) -> None:
    gone, first, _evaluation = site()
    before = {one["id"]: one for one in entries(client, "/feed/")}
    put_into(first, "superseded")
    second = public(office(XICHENG_2024, version=2))
    put_into(second, "draft")
    models.Disclosure.objects.filter(pk=second.pk).update(reason="更正表五。", version=2)
    put_into(second, "published")
    by = get_user_model().objects.create(username="publisher")
    # Pasted from a word processor, whose line ends XML has no way to write.
    publishing.withdraw(gone, by=by, notice="误发，\x0b已撤下。")

    after = {one["id"]: one for one in entries(client, "/departments/fao/feed/")}

    kept = "tag:testserver,2026-01-01:disclosure/fao/2024/budget/v1".replace("/v1", "/1")
    assert after[kept] == before[kept]
    corrected = after[kept.removesuffix("1") + "2"]
    assert corrected["note"] == "更正表五。"
    assert corrected["title"].startswith("更正：")
    withdrawn = after["tag:testserver,2026-01-01:disclosure/fao/2022/budget/1/withdrawn"]
    assert withdrawn["note"] == "误发， 已撤下。"
    assert len(after) == 3
    assert len(entries(client, "/feed/")) == 4
    assert entries(client, "/regions/110000/feed/")[0]["title"].startswith("北京市")
    assert (
        client.get("/departments/fao/feed/").content == client.get("/departments/fao/feed/").content
    )


def test_a_search_has_a_feed_of_the_documents_where_it_finds_something(client: Client) -> None:
    site()

    found = entries(client, "/search/feed/?q=公务接待费&year=2024")
    page = client.get("/search/?q=公务接待费&year=2024").content.decode()

    assert [one["link"] for one in found] == ["http://testserver/departments/fao/2024/budget/v1/"]
    assert "/search/feed/?q=" in page
    assert entries(client, "/search/feed/?q=") == []


def test_the_sitemap_leads_to_pages_that_are_there(client: Client) -> None:
    shown = site()

    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    parts = [one.text for one in index.iter(f"{SITEMAP}loc")]
    addresses = [
        one.text
        for part in parts
        for one in ElementTree.fromstring(client.get(part).content).iter(f"{SITEMAP}loc")
    ]

    assert f"http://testserver/sitemaps/documents-{shown[0].pk // PART}.xml" in parts
    assert len(addresses) == len(set(addresses))
    assert "http://testserver/departments/fao/2024/budget/tables/10/" in addresses
    assert [one for one in addresses if client.get(one).status_code != 200] == []
    assert client.get("/sitemaps/documents-999.xml").status_code == 404
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def json_ld(client: Client, address: str) -> dict[str, Any]:
    page = client.get(address).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_pages_tell_programs_what_they_hold(client: Client, settings: Any) -> None:
    settings.DATA_LICENCE = "CC-BY-4.0"
    one = public(office(XICHENG_2024, department="某局</script><b>&"))

    document = json_ld(client, "/departments/fao/2024/budget/")
    table = json_ld(client, "/departments/fao/2024/budget/tables/1/")

    assert document["@type"] == table["@type"] == "Dataset"
    assert document["@id"] == "http://testserver/departments/fao/2024/budget/v1/"
    assert document["creator"]["name"] == "某局</script><b>&"
    assert document["license"] == "CC-BY-4.0"
    assert document["identifier"] == f"sha256:{one.sha256}"
    assert table["isPartOf"]["@id"] == document["@id"]
    for told in (document, table):
        assert len(told["distribution"]) == 3
        for file in told["distribution"]:
            assert bytes_of(client.get(file["contentUrl"]))


def test_a_version_is_cited_with_its_address_date_and_digest() -> None:
    one = public(office(XICHENG_2024))
    request = RequestFactory().get("/")

    cited = citation_of(request, one, one.tables.get(n=10), today=dt.date(2026, 11, 29))

    on = one.published_at.date().isoformat() if one.published_at else ""
    address = "http://testserver/departments/fao/2024/budget/v1/tables/10/"
    title = "2024年预算公开：表10 2024 年一般公共预算“三公”经费支出情况表"
    assert cited.standard == (
        f"北京市西城区人民政府外事办公室. {title}（第1版）[DS/OL]. ({on})[2026-11-29]. "
        f"{address}. SHA-256: {one.sha256}."
    )
    assert cited.bibtex.startswith("@misc{fao-2024-budget-v1-10,\n")
    assert f"url = {{{address}}}" in cited.bibtex
    assert cited.plain.endswith(f"SHA-256 {one.sha256}。")
    assert json.loads(cited.csl)[0] | {"note": ""} == {
        "id": "fao-2024-budget-v1-10",
        "type": "dataset",
        "author": [{"literal": "北京市西城区人民政府外事办公室"}],
        "title": title,
        "issued": {"date-parts": [[*map(int, on.split("-"))]]},
        "accessed": {"date-parts": [[2026, 11, 29]]},
        "version": "1",
        "language": "zh-Hans",
        "URL": address,
        "note": "",
    }


def test_a_citation_is_a_file_for_programs_that_nothing_in_a_name_can_add_to(
    client: Client,
) -> None:
    public(
        office(XICHENG_2024, department="某局\r\nER  - \nTY  - BOOK} @misc{x, url={http://evil/}")
    )

    page = client.get("/departments/fao/2024/budget/tables/1/").content.decode()
    ris = client.get("/departments/fao/2024/budget/tables/1/cite.ris")
    bib = client.get("/departments/fao/2024/budget/v1/cite.bib")

    assert "/departments/fao/2024/budget/v1/tables/1/cite.ris" in page
    lines = ris.content.decode().split("\r\n")
    assert [line[:6] for line in lines[:2] + lines[-2:]] == ["TY  - ", "AU  - ", "ER  - ", ""]
    assert len([line for line in lines if line.startswith(("TY", "ER"))]) == 2
    assert bib.content.decode().count("@misc{") == 1
    assert bib.content.decode().count("{") == bib.content.decode().count("}")
    assert ris["Access-Control-Allow-Origin"] == "*"
    assert client.get("/departments/fao/2024/budget/tables/99/cite.ris").status_code == 404


def test_a_card_is_a_picture_of_the_size_that_sites_show() -> None:
    figures = [CardFigure("支出总计", "648.88", "万元")]
    card = Card("北京市西城区", "某局#set page(width: 1pt)𠮷", "2024年预算公开", figures, "第 1 版")

    png = render_card(card)

    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)
