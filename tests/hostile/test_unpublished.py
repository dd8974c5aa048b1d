"""What is not public leaves no trace: the public site is the same, byte for byte, with it and without.

One walk over everything that leads anywhere: all links from the home pages in both languages, every
address that the site knows, and questions that look for the secret. It is made before anything is
hidden, again with a document in each hidden state, and once more after what was public is withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urldefrag

import pytest
from django.test import Client
from django.utils import translation

from budgets import models, publishing, scheduling
from budgets.bulk import making
from budgets.data import DisclosureData, SectionData
from budgets.models import Role
from tests.access.people import person
from tests.builders import WHEN, finding, overview, published, stored, whole_document
from tests.flow.conftest import later
from tests.hostile.test_headers import NAMES, VALUES, address_of
from tests.open_data.site import bytes_of

pytestmark = pytest.mark.django_db(transaction=True)

# A word, a project and an amount that stand nowhere else.
WORD, PROJECT, YUAN = "桫椤", "貔貅专项", "7654.39"
TRACES = [
    text.encode()
    for text in (WORD, PROJECT, "76543900", "7,654.39", "7654.39", "76,543,900", "7654.4 ")
]
LOOKED_FOR = (WORD, "桫", "suoluo", "sl", PROJECT, "pixiu", "7654.39", "76543900")
_LINK = re.compile(r'(?:href|src|data-suggest|action)="(/[^"]*)"')
_LOC = re.compile(r"<loc>http://testserver(/[^<]*)</loc>")
_OUTSIDE = ("/static/", "/admin/", "/en/admin/", "/i18n/")
_MANY = 1500


def secret(year: int, *, version: int = 1) -> DisclosureData:
    """A document of the public body with the word, the project and the amount in it."""
    data = whole_document(fiscal_year=year, version=version)
    income, goals = overview(YUAN), data.tables[5]
    lines = list(income.rows)
    lines[0] = replace(lines[0], cells=(f"一、{WORD}收入", *lines[0].cells[1:]))
    aims = list(goals.rows)
    aims[0] = replace(aims[0], cells=(PROJECT, *aims[0].cells[1:]))
    tables = (
        replace(income, rows=tuple(lines)),
        *data.tables[1:5],
        replace(goals, rows=tuple(aims)),
    )
    told = (SectionData(f"一、{WORD}情况", 1, (f"{WORD}支出{YUAN}万元。",)),)
    return replace(data, tables=tables, narrative=told)


def kept_back(year: int, *, version: int = 1) -> models.Disclosure:
    """The same as a draft, with everything that people write around one."""
    data = secret(year, version=version)
    draft = stored(data, findings=[finding(data, severity="warning", message=f"{WORD}不符。")])
    draft.findings.update(explanation=f"{WORD}：底稿如此。")
    draft.events.create(at=WHEN, what="载入工作簿", note=WORD)
    models.Disclosure.objects.filter(pk=draft.pk).update(source_name=f"{WORD}.xlsx", reason=WORD)
    draft.refresh_from_db()
    return draft


def hide_in_every_state() -> None:
    """A draft, one submitted, one approved, one whose time is set, and a correction of a public one."""
    body = models.Department.objects.get(slug="mou-shi-wai-ban")
    staff = person("lu", (Role.STAFF, body))
    reviewer = person("shen", (Role.REVIEWER, body))
    publisher = person("fa", (Role.PUBLISHER, body))
    for year in (2021, 2022, 2023, 2024):
        draft = kept_back(year)
        if year > 2021:
            publishing.submit(draft, by=staff, as_published=True)
        if year > 2022:
            publishing.approve(draft, by=reviewer, sha256=draft.sha256)
        if year > 2023:
            scheduling.schedule(draft, by=publisher, at=later())
    kept_back(2026, version=2)


def asked(years: range) -> Iterator[str]:
    """Every address that the site knows, for each year, and questions."""
    for name, arguments in NAMES:
        for year in years if "year" in arguments else (2026,):
            for version in (1, 2) if "version" in arguments else (1,):
                given = VALUES | {"year": year, "version": version, "code": "110000"}
                for more in (
                    {"key": PROJECT, "named": PROJECT, "kind": "budget"},
                    {"scope": "region", "key": "110000", "name": "facts.csv", "part": 0},
                    {"scope": "year", "key": year, "name": "facts.csv", "suffix": "json"},
                    {"name": "data.json", "suffix": "svg", "chart": "functions"},
                    {"name": "card.png", "suffix": "png", "code": PROJECT},
                ):
                    if address := address_of(name, arguments, given | more):
                        yield address
    bodies = "b=mou-shi-wai-ban&m=spending&m=income&y=" + "&y=".join(map(str, years))
    for language in ("", "/en"):
        yield from (f"{language}/compare/?{bodies}", f"{language}/compare.csv?{bodies}")
        for word in map(quote, LOOKED_FOR):
            yield f"{language}/search/?q={word}"
            yield f"{language}/search/suggest/?q={word}"
            yield f"{language}/search/feed/?q={word}"
            yield f"{language}/compare/?add={word}"
            yield f"/api/v1/search/?q={word}"
    yield from (
        "/api/v1/disclosures/?versions=all",
        f"/api/v1/projects/?name={quote(PROJECT)}",
        f"/api/v1/tables/?title={quote(WORD)}",
        "/api/v1/facts/?limit=1000",
    )


def walk(years: range) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """Address -> status, headers and bytes of everything that a stranger can reach."""
    client = Client(raise_request_exception=False)
    waiting = dict.fromkeys(["/", "/en/", "/sitemap.xml", "/robots.txt", *asked(years)])
    seen: dict[str, tuple[int, dict[str, str], bytes]] = {}
    while waiting and len(seen) < _MANY:
        address = next(iter(waiting))
        del waiting[address]
        if address in seen or address.startswith(_OUTSIDE):
            continue
        answer: Any = client.get(address)
        content = bytes_of(answer)
        answer.close()
        seen[address] = (answer.status_code, dict(answer.headers), content)
        if "html" in answer["Content-Type"] or "xml" in answer["Content-Type"]:
            page = content.decode()
            for link in (*_LINK.findall(page), *_LOC.findall(page)):
                # Further questions are variations of those that are asked above.
                if "?" not in link or "format=csv" in link:
                    waiting.setdefault(urldefrag(unescape(link)).url)
    translation.activate("zh-hans")
    return seen


def traces(seen: dict[str, tuple[int, dict[str, str], bytes]]) -> list[str]:
    """Where something of the secret stands; what was asked for may be repeated."""
    found = []
    for address, (_status, headers, content) in seen.items():
        own = unquote(address)
        for trace in TRACES:
            if trace.decode() not in own and trace in str(headers).encode() + content:
                found.append(f"{address}: {trace.decode()}")
    return found


def test_nobody_can_tell_from_the_site_what_is_not_public() -> None:
    published(whole_document(fiscal_year=2025))
    published(whole_document(fiscal_year=2026))
    making.make_due()
    years = range(2020, 2027)
    before = walk(years)
    assert len([address for address, told in before.items() if told[0] == 200]) > 200
    assert len(before) < _MANY

    hide_in_every_state()
    assert making.make_due() == 0
    after = walk(years)

    assert traces(after) == []
    told_apart = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    # The log's last entry stands there for everybody to keep: its number and digest, and nothing of it.
    assert told_apart <= {"/verify/", "/en/verify/"}
    # What is hidden answers like what never was.
    for path in ("", "tables/1/", "data.json", "v1/", "versions/", "charts/flow.csv"):
        never, *hidden = (
            after.get(f"/departments/mou-shi-wai-ban/{year}/budget/{path}")
            for year in range(2020, 2025)
        )
        assert never
        assert never[0] == 404, path
        assert hidden == [never] * 4


def test_what_was_withdrawn_or_replaced_is_nowhere_but_where_it_may_be() -> None:
    by = person("fa", is_superuser=True)
    for year in (2023, 2024):
        publishing.publish_directly(stored(secret(year)), as_published=True)
    making.make_due()
    client = Client()
    for place in (
        "/search/feed/?q=pixiu",
        "/data/year/2023/facts.csv",
        "/api/v1/facts/",
        "/en/compare.csv?b=mou-shi-wai-ban&m=income",
    ):
        assert traces({place: (200, {}, bytes_of(client.get(place)))}), place

    publishing.publish_directly(stored(whole_document(fiscal_year=2024, version=2)))
    gone = models.Disclosure.objects.published().get(fiscal_year__year=2023)
    publishing.withdraw(gone, by=by, notice="误发，已经撤下。")
    making.make_due()
    left = traces(walk(range(2023, 2025)))

    # The version that was corrected stays where it was, and what the correction changed is told.
    replaced = re.compile(r"/2024/budget/(v1/|(v2/)?(changes|versions))|versions=all")
    assert [one for one in left if not replaced.search(one)] == []
    assert any("/v1/" in one for one in left)
