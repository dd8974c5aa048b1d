"""Every page of staff asks who is there; nothing of it is kept by a browser or a proxy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from budgets import models
from tests.admin import books
from tests.admin.conftest import UPLOAD, address, bring, previewed
from tests.builders import department, finding, stored, whole_document

pytestmark = pytest.mark.django_db


def draft() -> models.Disclosure:
    data = whole_document()
    return stored(data, findings=[finding(data)])


# What each page asks for beyond being staff; the method that does something.
PAGES = {
    "change": ("get", {"view_disclosure"}),
    "check": ("post", {"view_disclosure", "change_disclosure"}),
    "read-again": ("post", {"view_disclosure", "change_disclosure"}),
    "explain": ("post", {"view_disclosure", "change_disclosure"}),
    "meaning": ("post", {"view_disclosure", "change_disclosure", "add_wordmeaning"}),
    "publish": ("post", {"view_disclosure", "publish_disclosure"}),
    "discard": ("post", {"view_disclosure", "delete_disclosure"}),
    "export/json": ("get", {"view_disclosure"}),
    "source": ("get", {"view_disclosure"}),
}


@pytest.mark.parametrize("what", PAGES)
def test_a_page_is_closed_to_those_without_its_permissions(
    what: str, staff: Callable[..., Client]
) -> None:
    held = draft()
    method, needed = PAGES[what]
    before = models.Disclosure.objects.values().get()

    for missing in needed:
        allowed = sorted(needed - {missing})
        client = staff(*allowed, *(["change_region", "add_region"] if not allowed else []))
        answer = getattr(client, method)(address(held, what))
        assert answer.status_code == 403, missing
        client.logout()
        client.cookies.clear()
        from django.contrib.auth import get_user_model

        get_user_model().objects.all().delete()

    stranger = getattr(Client(), method)(address(held, what))
    assert stranger.url.startswith("/admin/login/")
    assert models.Disclosure.objects.values().get() == before


def test_uploading_asks_for_its_permission(staff: Callable[..., Client]) -> None:
    client = staff("view_disclosure")

    assert client.get(UPLOAD).status_code == 403
    assert bring(client, books.balanced()).status_code == 403
    assert not models.Upload.objects.exists()


def test_a_draft_is_replaced_only_by_those_who_may_change_it(staff: Callable[..., Client]) -> None:
    held = draft()
    client = staff("add_disclosure")
    preview = previewed(client, books.balanced())

    answer = client.post(f"{preview}accept/")

    assert answer.status_code == 403
    assert held.tables.count() == 6


def test_importing_codes_asks_for_its_permissions(staff: Callable[..., Client]) -> None:
    client = staff("view_classificationcode")

    assert client.get("/admin/budgets/classificationcode/import/").status_code == 403


def test_a_reader_sees_no_button_that_would_refuse(staff: Callable[..., Client]) -> None:
    page = staff("view_disclosure").get(address(draft())).content.decode()

    for word in ("/publish/", "/check/", "/discard/", "/explain/", "textarea", "/upload/"):
        assert word not in page


@pytest.mark.parametrize("what", ["check", "read-again", "explain"])
def test_what_changes_something_is_never_a_link(officer: Client, what: str) -> None:
    assert officer.get(address(draft(), what)).status_code == 405


def test_forms_are_guarded_against_other_sites(officer: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.cookies

    assert strict.post(address(draft(), "check")).status_code == 403
    assert strict.post(UPLOAD, {"department": department().pk}).status_code == 403


def test_pages_of_staff_are_kept_nowhere(officer: Client) -> None:
    preview = previewed(officer, books.balanced())

    for page in (UPLOAD, preview, address(draft()), "/admin/budgets/classificationcode/import/"):
        assert officer.get(page)["Cache-Control"] == "no-store, private"
