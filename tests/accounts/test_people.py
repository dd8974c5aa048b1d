"""The page of people: who sees whom, who gives which role where, and what no form can be made to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import people as writing
from accounts.models import Affiliation, Person
from budgets import models
from tests.accounts.people import body, logged, person, region, signed_in, with_factor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/admin/accounts/person/"


@dataclass
class World:
    """Two regions with a district in the first, each with a body, an administrator and a person."""

    city: models.Region
    district: models.Region
    other: models.Region
    office: models.Department  # of the city
    school: models.Department  # of the district
    away: models.Department  # of the other region
    chief: Any  # administrator of the city
    site: Any  # administrator of everything
    zhang: Any  # staff of the city's office
    both: Any  # staff here, reviewer there
    far: Any  # staff there


@pytest.fixture
def world() -> World:
    city = region("110000")
    district = region("110102", city)
    other = region("320000")
    office, school, away = (
        body("外事办", city),
        body("育才学校", district),
        body("财政厅", other),
    )
    both = person("both", "staff", department=office)
    models.RoleGrant.objects.create(user=both, role="reviewer", department=away)
    made = World(
        city,
        district,
        other,
        office,
        school,
        away,
        chief=person("chief", "administrator", where=city),
        site=person("site", "administrator"),
        zhang=person("zhang", "staff", department=office),
        both=both,
        far=person("far", "staff", department=away),
    )
    for user in (made.chief, made.site):
        with_factor(user)
    return made


def change(user: Any) -> str:
    return f"{LIST}{user.pk}/change/"


def form(
    page: Any, *, role: str = "", department: Any = None, where: Any = None, **given: Any
) -> dict[str, Any]:
    """What the change page of a person would send, with one more role."""
    posted: dict[str, Any] = {}
    for bound in page.context["adminform"].form:
        value = bound.value()
        if value is True:
            value = "on"
        if value not in (None, False):
            posted[bound.html_name] = getattr(value, "pk", value)
    for formset in page.context["inline_admin_formsets"]:
        for bound in formset.formset.management_form:
            posted[bound.html_name] = bound.value()
        for n, one in enumerate(formset.formset.initial_forms):
            posted[f"grants-{n}-id"] = one.instance.pk
            posted[f"grants-{n}-user"] = one.instance.user_id
        if role:
            n = formset.formset.initial_form_count()
            posted["grants-TOTAL_FORMS"] = n + 1
            posted[f"grants-{n}-role"] = role
            posted[f"grants-{n}-department"] = department.pk if department else ""
            posted[f"grants-{n}-region"] = where.pk if where else ""
    return {**posted, **given}


def grants(user: Any) -> set[tuple[str, str]]:
    return {(one.role, one.place) for one in models.RoleGrant.objects.filter(user=user)}


# --- Who sees whom ---


def test_an_administrator_sees_who_works_in_the_region_and_nobody_else(world: World) -> None:
    person("pupil", "staff", department=world.school)
    person("newcomer", home=world.district)
    person("stranger")
    person("root", superuser=True)

    page = signed_in(world.chief).get(LIST)

    seen = {one.username for one in page.context["cl"].result_list}
    assert seen == {"chief", "zhang", "both", "pupil", "newcomer"}


def test_a_site_administrator_sees_everyone(world: World) -> None:
    person("stranger")
    person("root", superuser=True)

    page = signed_in(world.site).get(LIST)

    assert page.context["cl"].result_count == get_user_model().objects.count()


def test_of_roles_elsewhere_nothing_is_shown(world: World) -> None:
    client = signed_in(world.chief)

    for page in (client.get(LIST), client.get(change(world.both))):
        text = page.content.decode()
        assert "外事办" in text
        assert "财政厅" not in text
    filtered = client.get(LIST, {"role": "reviewer"})
    assert filtered.context["cl"].result_count == 0


@pytest.mark.parametrize("what", ["change/", "password-link/", "second-factor/", "unbind/"])
def test_who_is_not_seen_is_not_there(world: World, what: str) -> None:
    client = signed_in(world.chief)

    for user in (world.far, person("root", superuser=True)):
        assert client.get(f"{LIST}{user.pk}/{what}").status_code == 404
        assert client.post(f"{LIST}{user.pk}/{what}").status_code == 404


@pytest.mark.parametrize("role", ["staff", "reviewer", "publisher", "bureau", "auditor"])
def test_other_roles_have_no_page_of_people(role: str) -> None:
    place = {"department": body()} if role == "staff" else {"where": region()}
    user = person("wang", role, **place)
    with_factor(user)
    client = signed_in(user)

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(change(user)).status_code == 404
    assert LIST not in client.get("/admin/account/").content.decode()


@pytest.mark.parametrize(
    "query",
    ["password__startswith=md5", "grants__department__name__contains=财", "email=a", "pk__in=1"],
)
def test_the_list_can_not_be_asked_about_anything_else(world: World, query: str) -> None:
    answer = signed_in(world.site).get(f"{LIST}?{query}")

    assert answer.status_code == 400


def test_djangos_own_pages_of_users_and_devices_are_down(world: World) -> None:
    client = signed_in(world.site)

    for path in ("auth/user/", "auth/group/", "otp_totp/totpdevice/", "otp_static/staticdevice/"):
        assert client.get(f"/admin/{path}").status_code == 404
    for model in (User, Group, TOTPDevice, StaticDevice):
        assert not admin.site.is_registered(model)


def test_nobody_is_deleted_and_no_history_tells_of_roles_elsewhere(world: World) -> None:
    client = signed_in(world.site)

    for what in ("delete", "history"):
        assert client.post(f"{LIST}{world.zhang.pk}/{what}/", {"post": "yes"}).status_code in (
            302,
            404,
        )
    assert get_user_model().objects.filter(pk=world.zhang.pk).exists()
    page = client.get(change(world.zhang)).content.decode()
    assert "deletelink" not in page
    assert "historylink" not in page


# --- Giving and taking roles ---


def test_an_administrator_gives_and_takes_a_role(world: World) -> None:
    client = signed_in(world.chief)

    page = client.get(change(world.zhang))
    answer = client.post(change(world.zhang), form(page, role="reviewer", department=world.school))

    assert answer.status_code == 302
    assert grants(world.zhang) == {("staff", "外事办"), ("reviewer", "育才学校")}
    given = models.RoleGrant.objects.get(user=world.zhang, role="reviewer")
    assert given.granted_by == world.chief

    page = client.get(change(world.zhang))
    shown = page.context["inline_admin_formsets"][0].formset.initial_forms
    n = [one.instance.role for one in shown].index("staff")
    answer = client.post(change(world.zhang), form(page, **{f"grants-{n}-DELETE": "on"}))

    assert answer.status_code == 302
    assert grants(world.zhang) == {("reviewer", "育才学校")}
    entries = logged("grant", "revoke")
    assert [(one.action, one.actor, one.subject_id) for one in entries] == [
        ("grant", "chief", str(world.zhang.pk)),
        ("revoke", "chief", str(world.zhang.pk)),
    ]
    assert json.loads(entries[0].detail) == {"role": "reviewer", "department": world.school.slug}


def test_who_has_the_last_role_taken_is_out_of_the_workplace(world: World) -> None:
    writing.revoke(world.zhang.grants.get(), by=world.chief)

    world.zhang.refresh_from_db()
    assert not world.zhang.is_staff


@pytest.mark.parametrize("role", ["staff", "reviewer", "administrator"])
@pytest.mark.parametrize("place", ["another body", "another region", "everything"])
def test_no_role_is_given_outside_of_ones_scope(world: World, role: str, place: str) -> None:
    client = signed_in(world.chief)
    department = world.away if place == "another body" else None
    where = world.other if place == "another region" else None

    page = client.get(change(world.zhang))
    answer = client.post(
        change(world.zhang), form(page, role=role, department=department, where=where)
    )

    assert answer.status_code == 200
    assert grants(world.zhang) == {("staff", "外事办")}
    assert "财政厅" not in answer.content.decode()
    with pytest.raises(PermissionDenied):
        writing.grant(world.zhang, by=world.chief, role=role, department=department, region=where)


def test_what_may_be_chosen_ends_with_the_scope(world: World) -> None:
    client = signed_in(world.chief)

    def offered(field: str) -> set[str]:
        answer = client.get(
            "/admin/autocomplete/",
            {"app_label": "budgets", "model_name": "rolegrant", "field_name": field, "term": ""},
        )
        return {one["text"] for one in answer.json()["results"]}

    assert offered("department") == {"外事办", "育才学校"}
    assert offered("region") == {"地区110000", "地区110102"}


def test_a_grant_elsewhere_stays_whatever_is_posted(world: World) -> None:
    client = signed_in(world.chief)
    elsewhere = models.RoleGrant.objects.get(user=world.both, department=world.away)
    page = client.get(change(world.both))
    posted = form(page)
    posted |= {
        "grants-0-id": elsewhere.pk,
        "grants-0-DELETE": "on",
        "grants-0-role": "staff",
        "grants-0-department": world.office.pk,
    }

    client.post(change(world.both), posted)

    elsewhere.refresh_from_db()
    assert (elsewhere.role, elsewhere.department) == ("reviewer", world.away)
    with pytest.raises(PermissionDenied):
        writing.revoke(elsewhere, by=world.chief)


def test_a_given_role_is_not_turned_into_another_one(world: World) -> None:
    client = signed_in(world.chief)
    page = client.get(change(world.zhang))

    client.post(
        change(world.zhang),
        form(page, **{"grants-0-role": "administrator", "grants-0-region": world.city.pk}),
    )

    assert grants(world.zhang) == {("staff", "外事办")}


def test_administrators_of_a_region_make_others_of_it(world: World) -> None:
    writing.grant(world.zhang, by=world.chief, role="administrator", region=world.district)

    with pytest.raises(PermissionDenied):
        writing.grant(world.zhang, by=world.chief, role="administrator")
    writing.grant(world.zhang, by=world.site, role="administrator")


@pytest.mark.parametrize("who", ["chief", "site"])
def test_nobody_changes_their_own_rights(world: World, who: str) -> None:
    user = getattr(world, who)
    client = signed_in(user)
    page = client.get(change(user))
    assert page.status_code == 200

    answer = client.post(
        change(user),
        {**form(page, role="publisher", where=world.city), "first_name": "x", "is_active": ""},
    )

    assert answer.status_code == 403
    assert len(grants(user)) == 1
    for deed in (
        lambda: writing.grant(user, by=user, role="publisher", region=world.city),
        lambda: writing.revoke(user.grants.get(), by=user),
        lambda: writing.password_link(user, by=user),
        lambda: writing.take_second_factor(user, by=user),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_superuser_is_touched_by_superusers_alone(world: World) -> None:
    root, other = person("root", superuser=True), person("root2", superuser=True)
    client = signed_in(world.site)

    assert client.get(change(root)).status_code == 200
    assert client.post(change(root), {"first_name": "x"}).status_code == 403
    assert client.post(f"{LIST}{root.pk}/password-link/").status_code == 403
    with pytest.raises(PermissionDenied):
        writing.grant(root, by=world.site, role="auditor")
    assert writing.password_link(root, by=other)


def test_no_form_makes_a_superuser(world: World) -> None:
    client = signed_in(world.site)
    page = client.get(change(world.zhang))

    client.post(
        change(world.zhang),
        form(
            page, is_superuser="on", is_staff="on", password="x", user_permissions="1", groups="1"
        ),
    )

    before = world.zhang.password
    world.zhang.refresh_from_db()
    assert not world.zhang.is_superuser
    assert world.zhang.password == before


# --- The person as such ---


def test_a_person_with_roles_elsewhere_is_changed_by_neither_administrator(world: World) -> None:
    client = signed_in(world.chief)
    page = client.get(change(world.both))
    assert "管理范围以外的岗位" in page.content.decode()

    answer = client.post(
        change(world.both),
        form(page, role="auditor", department=world.office, first_name="另一个", is_active=""),
    )

    assert answer.status_code == 302
    world.both.refresh_from_db()
    assert (world.both.first_name, world.both.is_active) == ("", True)
    assert ("auditor", "外事办") in grants(world.both)
    for what in ("password-link", "second-factor", "unbind"):
        assert client.post(f"{LIST}{world.both.pk}/{what}/").status_code == 403
    assert writing.in_charge(world.site, world.both)


def test_an_administrator_disables_a_person(world: World) -> None:
    staff, client = signed_in(world.zhang), signed_in(world.chief)
    page = client.get(change(world.zhang))
    posted = form(page, first_name="张三")
    del posted["is_active"]

    assert client.post(change(world.zhang), posted).status_code == 302

    world.zhang.refresh_from_db()
    assert (world.zhang.first_name, world.zhang.is_active) == ("张三", False)
    assert staff.get("/admin/account/").status_code == 302
    entry = logged("person")[0]
    assert json.loads(entry.detail) == {"active": False, "name": True}
    assert "张三" not in entry.detail


def test_a_new_person_gets_roles_and_a_link_that_is_shown_once(world: World) -> None:
    client = signed_in(world.chief)
    page = client.get(f"{LIST}add/")
    posted = form(
        page,
        role="staff",
        department=world.school,
        username="li.si",
        first_name="李四",
        region=world.district.pk,
    )

    answer = client.post(f"{LIST}add/", posted)

    made = Person.objects.get(username="li.si")
    assert answer.url == f"{LIST}{made.pk}/password-link/"
    assert not made.has_usable_password()
    assert made.is_staff
    assert Affiliation.objects.get(user=made).region == world.district
    assert grants(made) == {("staff", "育才学校")}
    asked = client.get(answer.url)
    assert "/password/" not in asked.content.decode()
    shown = client.post(answer.url)
    link = shown.context["link"]
    assert link in shown.content.decode()
    assert shown["Cache-Control"] == "no-store, private"
    assert Client().get(link, follow=True).context["validlink"]
    assert [one.action for one in logged("person", "grant", "password-link")] == [
        "person",
        "grant",
        "password-link",
    ]


@pytest.mark.parametrize("where", ["", "other"])
def test_a_new_person_belongs_to_a_region_of_the_administrator(world: World, where: str) -> None:
    client = signed_in(world.chief)
    page = client.get(f"{LIST}add/")

    answer = client.post(
        f"{LIST}add/",
        form(page, username="li.si", region=world.other.pk if where else ""),
    )

    assert answer.status_code == 200
    assert not Person.objects.filter(username="li.si").exists()


def test_a_person_does_not_leave_or_enter_a_region_by_another_ones_hand(world: World) -> None:
    held = Person.objects.get(pk=world.zhang.pk)

    writing.change(held, by=world.chief, name="", region=world.district, active=True)
    with pytest.raises(PermissionDenied):
        writing.change(held, by=world.chief, name="", region=world.other, active=True)

    assert Affiliation.objects.get(user=held).region == world.district


def test_a_person_without_roles_stays_with_the_region(world: World) -> None:
    home = person("newcomer", home=world.district)

    assert writing.in_charge(world.chief, home)
    assert not writing.visible_to(person("else", "administrator", where=world.other)).filter(
        pk=home.pk
    )


def test_the_list_tells_who_still_owes_a_second_factor(world: World) -> None:
    person("reviewer", "reviewer", department=world.office)

    page = signed_in(world.chief).get(LIST).content.decode()

    assert page.count("须设置，下次登录时") == 2  # the reviewer, and who reviews elsewhere too
    assert page.count("已设置") == 1
    assert page.count("未设置") >= 1


def test_what_is_asked_by_a_page_does_not_grow_with_the_people(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        person(f"p{n}", "staff", department=world.office)
    client = signed_in(world.chief)

    with django_assert_max_num_queries(20):
        client.get(LIST)


def test_the_log_keeps_who_did_it_when_a_deed_is_refused(world: World) -> None:
    before = len(logged("grant", "revoke", "person", "password-link"))

    for deed in (
        lambda: writing.password_link(world.both, by=world.chief),
        lambda: writing.grant(world.far, by=world.chief, role="auditor", department=world.office),
    ):
        with pytest.raises(PermissionDenied):
            deed()

    assert len(logged("grant", "revoke", "person", "password-link")) == before
