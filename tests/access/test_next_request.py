"""A role that is given or taken, a person who is let out: it counts from the next request on."""

from __future__ import annotations

import pytest

from budgets import models
from tests.access.people import grant, person, signed_in
from tests.builders import department, region, stored, whole_document

pytestmark = pytest.mark.django_db


def pages(draft: models.Disclosure) -> tuple[str, str]:
    change = f"/admin/budgets/disclosure/{draft.pk}/change/"
    return change, f"/admin/budgets/disclosure/{draft.pk}/check/"


def test_a_role_that_is_taken_away_counts_no_more() -> None:
    draft = stored(whole_document())
    user = person("staff", ("staff", draft.department))
    client, (change, check) = signed_in(user), pages(draft)
    assert client.get(change).status_code == 200
    assert client.post(check).status_code == 302

    user.grants.all().delete()

    assert client.get(change).status_code == 404
    assert client.post(check).status_code == 404
    assert client.get("/admin/budgets/disclosure/").status_code == 403


def test_a_role_that_is_given_counts_at_once() -> None:
    draft = stored(whole_document())
    user = person("someone")
    client, (change, check) = signed_in(user), pages(draft)
    assert client.get(change).status_code == 404

    grant(user, "reviewer", draft.department)

    assert client.get(change).status_code == 200
    assert client.post(check).status_code == 403


def test_a_person_who_is_disabled_is_out() -> None:
    draft = stored(whole_document())
    user = person("staff", ("staff", draft.department))
    client, (change, check) = signed_in(user), pages(draft)
    assert client.get(change).status_code == 200

    user.is_active = False
    user.save()

    assert client.get(change).url.startswith("/admin/login/")
    assert client.post(check).url.startswith("/admin/login/")


def test_a_body_that_is_moved_goes_with_its_region() -> None:
    draft = stored(whole_document())
    here = signed_in(person("here", ("bureau", draft.department.region)))
    there = signed_in(person("there", ("bureau", region("450000", "乙省"))))
    change, _check = pages(draft)
    assert (here.get(change).status_code, there.get(change).status_code) == (200, 404)

    models.Department.objects.update(region=region("450000"))

    assert (here.get(change).status_code, there.get(change).status_code) == (404, 200)


def test_a_role_reaches_units_of_units_and_regions_of_regions() -> None:
    country = models.Region.objects.create(code="000000", name="全国")
    province = models.Region.objects.create(code="110000", name="甲省", parent=country)
    top = department("top", "主管局")
    middle = department("middle", "中层所", parent=top)
    draft = stored(whole_document())
    models.Department.objects.filter(pk=draft.department_id).update(parent=middle)
    change, check = pages(draft)

    assert signed_in(person("a", ("staff", top))).post(check).status_code == 302
    assert signed_in(person("b", ("bureau", country))).get(change).status_code == 200
    assert signed_in(person("c", ("reviewer", province))).get(change).status_code == 200
    assert signed_in(person("d", ("auditor", None))).get(change).status_code == 200
    models.Department.objects.filter(pk=middle.pk).update(parent=None)
    assert signed_in(person("e", ("reviewer", top))).get(change).status_code == 404
