"""Every page of staff asks who is there; nothing of it is kept by a browser or a proxy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client

from budgets import models
from tests.admin import books
from tests.admin.conftest import UPLOAD, address, bring, previewed
from tests.builders import department, finding, stored, whole_document

pytestmark = pytest.mark.django_db


def draft() -> models.Disclosure:
    data = whole_document()
    return stored(data, findings=[finding(data)])


# The method of each page, and the role that it is for.
PAGES = {
    "change": ("get", "auditor"),
    "check": ("post", "staff"),
    "read-again": ("post", "staff"),
    "explain": ("post", "staff"),
    "meaning": ("post", "staff"),
    "submit": ("post", "staff"),
    "review": ("post", "reviewer"),
    "publish": ("post", "publisher"),
    "discard": ("post", "staff"),
    "export/json": ("get", "auditor"),
    "source": ("get", "auditor"),
}


@pytest.mark.parametrize("what", PAGES)
def test_a_page_is_closed_to_those_without_its_role(
    what: str, staff: Callable[..., Client]
) -> None:
    held = draft()
    method, role = PAGES[what]
    before = models.Disclosure.objects.values().get()
    others = {"staff", "reviewer", "publisher"} - {role} if role != "auditor" else set()

    for other in sorted(others):
        assert getattr(staff(other), method)(address(held, what)).status_code == 403, other
    assert getattr(staff(), method)(address(held, what)).status_code == 404
    stranger = getattr(Client(), method)(address(held, what))
    assert stranger.url.startswith("/admin/login/")
    assert models.Disclosure.objects.values().get() == before


def test_uploading_asks_for_its_role(staff: Callable[..., Client]) -> None:
    client = staff("reviewer")

    assert client.get(UPLOAD).status_code == 403
    assert bring(client, books.balanced()).status_code == 403
    assert not models.Upload.objects.exists()


def test_importing_codes_is_for_who_manages_the_whole_site(staff: Callable[..., Client]) -> None:
    for role in ("staff", "administrator"):
        assert staff(role).get("/admin/budgets/classificationcode/import/").status_code == 403


def test_permissions_that_are_given_directly_count_for_nothing(
    staff: Callable[..., Client],
) -> None:
    held = draft()
    client = staff()
    user = get_user_model().objects.get()
    user.user_permissions.set(Permission.objects.all())
    everything = Group.objects.create(name="everything")
    everything.permissions.set(Permission.objects.all())
    user.groups.add(everything)

    assert client.get(address(held)).status_code == 404
    assert client.get("/admin/budgets/disclosure/").status_code == 403
    assert client.get("/admin/auth/user/").status_code in (403, 404)


def test_a_reader_sees_no_button_that_would_refuse(staff: Callable[..., Client]) -> None:
    page = staff("auditor").get(address(draft())).content.decode()

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
