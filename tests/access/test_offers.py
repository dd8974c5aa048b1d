"""No page offers what it would then refuse: every link and form that a role is shown lets it in."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.access.world import World

# Where each begins besides the start page: the unit's documents in their states.
STATES = ("draft", "submitted", "approved", "public")
WORKERS = ("staff", "reviewer", "publisher", "bureau", "auditor", "administrator")
# Leaves the site, or the session.
LEFT_OUT = ("/admin/logout/", "/i18n/")


class Offers(HTMLParser):
    """The links of a page, and its forms that have a button, with where they send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.form = ("get", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.found.append(("get", given["href"]))
        elif tag == "form":
            self.form = (given.get("method", "get").lower(), given.get("action", ""))
        elif given.get("type", "submit" if tag == "button" else "") == "submit":
            method, action = self.form
            self.found.append((method, given.get("formaction", action)))


def of(page: str, address: str) -> Iterator[tuple[str, str]]:
    """What a page of the workplace offers within the workplace."""
    offers = Offers()
    offers.feed(page)
    for method, target in offers.found:
        path = urlsplit(urljoin(f"http://testserver{address}", target))
        if path.netloc == "testserver" and path.path.startswith("/admin/"):
            yield method, path.path


@pytest.mark.parametrize("role", WORKERS)
def test_nothing_is_offered_that_is_refused(world: World, role: str) -> None:
    waiting = [("get", "/admin/")]
    waiting += [("get", f"/admin/budgets/disclosure/{world.keys[one]}/change/") for one in STATES]
    # Of each document its pages; of everything else one of a kind is enough.
    seen: set[tuple[str, str, object]] = set()
    refused = []

    while waiting:
        method, address = waiting.pop()
        if address.startswith(LEFT_OUT):
            continue
        try:
            match = resolve(address)
        except Resolver404:
            refused.append((method, address, "no such address"))
            continue
        document = match.kwargs.get("pk") or match.kwargs.get("object_id")
        if "disclosure" not in match.view_name:
            document = None
        key = (method, match.view_name, document)
        if key in seen:
            continue
        seen.add(key)
        answer = world.ask(role, method, address)
        if answer.status_code in (403, 404, 405, 500):
            refused.append((method, address, answer.status_code))
        is_page = "html" in answer.headers.get("Content-Type", "")
        if method == "get" and answer.status_code == 200 and is_page:
            waiting += list(of(answer.content.decode(), address))

    assert refused == []
    assert len(seen) > 10
