"""Atom feeds (RFC 4287): what was published, corrected and withdrawn; of the site, a region, a body, a search.

An entry is an event and never changes: its id names the version, and what happened to it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from xml.sax.saxutils import XMLGenerator

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Department, Disclosure, Region
from budgets.pages.answers import MINUTE, open_to_others, with_etag
from budgets.pages.xml_text import writable
from budgets.searching.apart import find_or_apart
from budgets.searching.asking import FACETS, question
from budgets.searching.finding import loaded

MANY = 50
# Hits of a search that are looked at for the documents that hold them.
_LOOKED_AT = 500
# Before anything was published, a feed still has to say when it changed.
_BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# The day from which ids name what they name (RFC 4151); it never changes.
_SINCE = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a version; `what`: published, corrected, withdrawn."""

    disclosure: Disclosure
    at: dt.datetime
    what: str
    note: str = ""


@require_safe
def site_feed(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, _("明账：公开与更正"), reverse("home"), _events(Q()))


@require_safe
def region_feed(request: HttpRequest, code: str) -> HttpResponseBase:
    region = get_object_or_404(Region, code=code)
    title = _("%(name)s：公开与更正") % {"name": region.name}
    events = _events(Q(department__region=region))
    return _answer(request, title, region.get_absolute_url(), events)


@require_safe
def department_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    department = get_object_or_404(Department, slug=slug)
    title = _("%(name)s：公开与更正") % {"name": department.name}
    events = _events(Q(department=department))
    return _answer(request, title, department.get_absolute_url(), events)


@require_safe
def search_feed(request: HttpRequest) -> HttpResponseBase:
    """The documents where something is found, the newest first, with the best of what is found."""
    narrowed = {name: request.GET[name] for name in FACETS if request.GET.get(name)}
    asked = question(request.GET.get("q", ""), narrowed)
    first: dict[int, tuple[Disclosure, str]] = {}
    for row in loaded(find_or_apart(asked).found[:_LOOKED_AT]):
        if row.disclosure is not None:
            text = f"{row.code} {row.text}".strip()
            first.setdefault(row.disclosure.pk, (row.disclosure, text[:200]))
    events = [_public(one, text) for one, text in first.values() if one.published_at]
    events.sort(key=lambda event: (event.at, event.disclosure.pk), reverse=True)
    query = urlencode({"q": asked.text, **narrowed})
    title = _("查找“%(text)s”") % {"text": asked.text}
    return _answer(request, title, f"{reverse('search')}?{query}", events[:MANY], query=query)


def _events(asked: Q) -> list[Event]:
    """The newest events. What was withdrawn is one event a document, and tells nothing of it else."""
    public = _with_names(Disclosure.objects.public()).filter(asked).order_by("-published_at", "-pk")
    events = [_public(one) for one in public[:MANY]]
    gone = _with_names(Disclosure.objects.withdrawn()).filter(asked)
    newest: dict[tuple[int, int, str], Event] = {}
    for one in gone.order_by("-withdrawn_at", "-version")[:MANY]:
        assert one.withdrawn_at is not None
        event = Event(one, one.withdrawn_at, "withdrawn", one.withdrawal_notice)
        newest.setdefault((one.department_id, one.fiscal_year_id, one.kind), event)
    events += newest.values()
    return sorted(events, key=lambda event: (event.at, event.disclosure.pk), reverse=True)[:MANY]


def _with_names(rows: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    return rows.select_related("department__region", "fiscal_year").defer("narrative")


def _public(one: Disclosure, note: str = "") -> Event:
    assert one.published_at is not None
    corrected = one.version > 1 and bool(one.reason)
    told = note or (one.reason if corrected else "")
    return Event(one, one.published_at, "corrected" if corrected else "published", told)


class _Feed(Atom1Feed):
    """Atom as Django writes it, with ids of our own and the author that the standard asks for."""

    def add_root_elements(self, handler: XMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.startElement("author", {})
        handler.startElement("name", {})
        handler.characters(_("明账"))
        handler.endElement("name")
        handler.endElement("author")

    def latest_post_date(self) -> dt.datetime:
        """The newest event: asking again does not make the feed newer."""
        return max((item["updateddate"] for item in self.items), default=_BEGINNING)


def _answer(
    request: HttpRequest, title: str, page: str, events: Iterable[Event], *, query: str = ""
) -> HttpResponseBase:
    own = request.build_absolute_uri(request.path + (f"?{query}" if query else ""))
    feed = _Feed(
        title=writable(title),
        link=request.build_absolute_uri(page),
        description="",
        language=get_language(),
        feed_url=own,
        feed_guid=_tag(request, f"feed{request.path}{quote('?' + query) if query else ''}"),
    )
    for event in events:
        feed.add_item(**_entry(request, event))
    response = HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
    if not request.GET:
        response["X-Public-Page"] = "1"
    response["Cache-Control"] = MINUTE
    open_to_others(response)
    return with_etag(request, response, hashlib.sha256(response.content).hexdigest())


def _entry(request: HttpRequest, event: Event) -> Mapping[str, Any]:
    one = event.disclosure
    address = [one.department.slug, one.fiscal_year.year, one.kind, one.version]
    name = f"{one.department.name} {one.title}"
    titles = {
        "published": name,
        "corrected": _("更正：%(name)s（第 %(n)s 版）") % {"name": name, "n": one.version},
        "withdrawn": _("撤下：%(name)s") % {"name": name},
    }
    named = "/".join(map(str, address)) + ("/withdrawn" if event.what == "withdrawn" else "")
    return {
        "title": writable(titles[event.what]),
        "link": request.build_absolute_uri(reverse("disclosure-version", args=address)),
        "description": writable(event.note or name),
        "unique_id": _tag(request, f"disclosure/{named}"),
        "pubdate": event.at,
        "updateddate": event.at,
        "author_name": writable(one.department.name),
        "categories": (one.department.region.code, str(one.fiscal_year.year), one.kind),
    }


def _tag(request: HttpRequest, named: str) -> str:
    """A tag: URI: the same however the site is reached, once it knows its own address."""
    host = settings.SITE_ADDRESS.partition("//")[2] or request.get_host()
    return f"tag:{host.partition(':')[0]},{_SINCE}:{named}"
