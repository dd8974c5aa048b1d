"""Forged requests: another's body, region or document in every field that names one."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey
from django.test import Client

from budgets import models
from budgets.access import Access, Action
from tests.access.people import grant, person, signed_in
from tests.admin import books
from tests.builders import department, finding, region, stored, whole_document

pytestmark = pytest.mark.django_db

HERE, THERE = ("110000", "甲省"), ("450000", "乙省")
UPLOAD = "/admin/budgets/disclosure/upload/"


def own_body() -> models.Department:
    return department("own", "本局", region(*HERE).code)


def anothers() -> models.Department:
    return department("other", "邻近局", region(*HERE).code)


def elsewhere() -> models.Department:
    return department("elsewhere", "外地局", region(*THERE).code)


def draft_of(body: models.Department) -> models.Disclosure:
    from dataclasses import replace

    data = replace(whole_document(), slug=body.slug, department=body.name, region=body.region.code)
    return stored(data, findings=[finding(data)])


def staff() -> Client:
    return signed_in(person("staff", ("staff", own_body())))


def administrator() -> Client:
    return signed_in(person("administrator", ("administrator", region(*HERE))))


def errors(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


# --- Bringing and beginning ----------------------------------------------------------------------


def test_a_workbook_is_not_brought_for_another_body() -> None:
    answer = staff().post(
        UPLOAD,
        {
            "department": anothers().pk,
            "year": 2026,
            "kind": "budget",
            "file": books.file(books.balanced()),
        },
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"department"}
    assert not models.Upload.objects.exists()


def test_who_edits_one_body_and_reviews_another_brings_nothing_for_the_second() -> None:
    user = person("both", ("staff", own_body()), ("reviewer", anothers()))
    held = draft_of(anothers())
    client = signed_in(user)

    page = client.get(UPLOAD)
    answer = client.post(UPLOAD, {"department": anothers().pk, "year": 2026, "kind": "budget"})

    assert "department" in answer.context["form"].errors
    assert anothers().name not in page.content.decode()
    assert client.get(f"/admin/budgets/disclosure/{held.pk}/change/").status_code == 200
    for deed in ("check", "explain", "discard", "narrative/begin", "submit", "publish"):
        assert client.post(f"/admin/budgets/disclosure/{held.pk}/{deed}/").status_code == 403
    assert client.get(f"/admin/performance/{held.pk}/").status_code == 403


def test_performance_is_not_begun_for_another_body() -> None:
    answer = staff().post(
        "/admin/performance/start/",
        {"department": anothers().pk, "year": 2026, "kind": "performance"},
    )

    assert answer.status_code == 422
    assert not models.Disclosure.objects.exists()


def test_an_upload_is_of_no_use_once_the_role_is_gone() -> None:
    user = person("staff", ("staff", own_body()), ("staff", anothers()))
    client = signed_in(user)
    brought = client.post(
        UPLOAD,
        {
            "department": own_body().pk,
            "year": 2026,
            "kind": "budget",
            "file": books.file(books.balanced()),
        },
    )
    preview = str(brought.url)

    user.grants.filter(department=own_body()).delete()
    grant(user, "reviewer", own_body())

    assert client.get(preview).status_code == 403
    assert client.post(f"{preview}accept/").status_code == 403
    user.grants.filter(department=own_body()).delete()
    assert client.get(preview).status_code == 404
    assert client.post(f"{preview}accept/").status_code == 404
    assert client.post(f"{preview}cancel/").status_code == 404
    assert not models.Disclosure.objects.exists()
    assert models.Upload.objects.exists()


# --- Bodies and regions --------------------------------------------------------------------------


def body_form(body: models.Department, **changed: Any) -> dict[str, Any]:
    held = {"name": body.name, "slug": body.slug, "region": body.region_id, "parent": ""}
    return {**held, **changed}


def test_an_administrator_moves_no_body_out_of_the_region() -> None:
    body, client = own_body(), administrator()
    address = f"/admin/budgets/department/{body.pk}/change/"

    moved = client.post(address, body_form(body, region=region(*THERE).pk))
    below = client.post(address, body_form(body, parent=elsewhere().pk))
    both = client.post(address, body_form(body, region=region(*THERE).pk, parent=elsewhere().pk))

    assert set(errors(moved)) == {"region"}
    assert set(errors(below)) == {"parent"}
    assert {"region", "parent"} <= set(errors(both))
    body.refresh_from_db()
    assert (body.region.code, body.parent) == ("110000", None)


def test_an_administrator_takes_no_body_into_the_region() -> None:
    body, client = elsewhere(), administrator()

    answer = client.post(
        f"/admin/budgets/department/{body.pk}/change/", body_form(body, region=region(*HERE).pk)
    )
    added = client.post(
        "/admin/budgets/department/add/", {"name": "新局", "region": region(*THERE).pk}
    )

    assert answer.status_code == 404
    assert "region" in errors(added)
    body.refresh_from_db()
    assert body.region.code == "450000"
    assert not models.Department.objects.filter(name="新局").exists()


def test_a_department_leaves_no_unit_behind_in_another_region() -> None:
    inner = models.Region.objects.create(code="110101", name="内区", parent=region(*HERE))
    body = own_body()
    department("unit", "下属所", parent=body)

    answer = administrator().post(
        f"/admin/budgets/department/{body.pk}/change/", body_form(body, region=inner.pk)
    )

    assert "region" in errors(answer)


def region_form(place: models.Region, **changed: Any) -> dict[str, Any]:
    held = {"code": place.code, "name": place.name, "reason_threshold": "10"}
    return {**held, "parent": place.parent_id or "", **changed}


def test_an_administrator_puts_no_region_elsewhere_and_takes_none() -> None:
    country = models.Region.objects.create(code="000000", name="全国")
    here = region(*HERE)
    here.parent = country
    here.save()
    inner = models.Region.objects.create(code="110101", name="内区", parent=here)
    client = administrator()
    address = "/admin/budgets/region/{}/change/"

    out = client.post(address.format(inner.pk), region_form(inner, parent=region(*THERE).pk))
    free = client.post(address.format(inner.pk), region_form(inner, parent=""))
    root = client.post(address.format(here.pk), region_form(here, parent=""))
    other = client.post(
        address.format(region(*THERE).pk), region_form(region(*THERE), parent=here.pk)
    )
    added = client.post(
        "/admin/budgets/region/add/",
        {"code": "999999", "name": "新省", "parent": "", "reason_threshold": "10"},
    )
    kept = client.post(address.format(here.pk), region_form(here, name="甲省（新）"))

    for answer in (out, free, root, added):
        assert set(errors(answer)) == {"parent"}
    assert other.status_code == 404
    assert kept.status_code == 302
    found = dict(models.Region.objects.values_list("code", "parent__code"))
    assert found == {"000000": None, "110000": "000000", "110101": "110000", "450000": None}


# --- Words ---------------------------------------------------------------------------------------

WORD = {"place": "row", "word": "某词", "kind": "total", "note": ""}


def test_a_word_is_taught_to_ones_own_region_alone() -> None:
    own_body()
    client = staff()

    there = client.post("/admin/budgets/wordmeaning/add/", {**WORD, "region": region(*THERE).pk})
    general = client.post("/admin/budgets/wordmeaning/add/", {**WORD, "region": ""})

    assert "region" in errors(there)
    assert "region" in errors(general)
    assert not models.WordMeaning.objects.exists()
    assert (
        client.post(
            "/admin/budgets/wordmeaning/add/", {**WORD, "region": region(*HERE).pk}
        ).status_code
        == 302
    )


def test_a_word_of_others_is_neither_seen_changed_nor_taken() -> None:
    there = models.WordMeaning.objects.create(
        place="row", word="外地词", kind="total", region=region(*THERE)
    )
    general = models.WordMeaning.objects.create(place="row", word="通用词", kind="total")
    client = staff()
    address = "/admin/budgets/wordmeaning/{}/{}/"
    taken = {**WORD, "region": region(*HERE).pk}

    listed = client.get("/admin/budgets/wordmeaning/").content.decode()

    assert "通用词" in listed
    assert "外地词" not in listed
    for page in ("change", "delete", "history"):
        assert client.get(address.format(there.pk, page)).status_code == 404
    assert client.post(address.format(there.pk, "change"), taken).status_code == 404
    assert client.get(address.format(general.pk, "change")).status_code == 200
    assert client.post(address.format(general.pk, "change"), taken).status_code == 403
    assert client.post(address.format(general.pk, "delete"), {"post": "yes"}).status_code == 403
    assert models.WordMeaning.objects.filter(region=None).count() == 1


def test_what_is_taught_in_a_document_stays_in_its_region() -> None:
    client = staff()
    brought = client.post(
        UPLOAD,
        {
            "department": own_body().pk,
            "year": 2026,
            "kind": "budget",
            "file": books.file(books.with_row("三、外地新收入")),
        },
    )
    page = client.get(f"{brought.url}meaning/", {"place": "row", "word": "外地新收入"})

    assert "所有地区的文件" not in page.content.decode()
    client.post(
        f"{brought.url}meaning/?place=row&word=外地新收入",
        {"what": "own", "everywhere": "yes", "save": "yes", "region": region(*THERE).pk},
    )
    assert models.WordMeaning.objects.get().region == region(*HERE)


# --- Lists, filters, searches --------------------------------------------------------------------


def test_many_words_are_not_deleted_at_once_past_their_regions() -> None:
    here = models.WordMeaning.objects.create(
        place="row", word="本地词", kind="total", region=region(*HERE)
    )
    general = models.WordMeaning.objects.create(place="row", word="通用词", kind="total")
    there = models.WordMeaning.objects.create(
        place="row", word="外地词", kind="total", region=region(*THERE)
    )

    answer = administrator().post(
        "/admin/budgets/wordmeaning/",
        {
            "action": "delete_selected",
            "_selected_action": [here.pk, general.pk, there.pk],
            "post": "yes",
        },
    )

    assert answer.status_code == 403
    assert models.WordMeaning.objects.count() == 3


@pytest.mark.parametrize(
    "query",
    [
        "department__region__id__exact={there}",
        "department__id__exact={body}",
        "q=外地局",
        "q=elsewhere",
        "fiscal_year__id__exact={year}",
        "_facets=True",
    ],
)
def test_no_filter_or_search_tells_of_other_bodies(query: str) -> None:
    held = draft_of(elsewhere())
    draft_of(own_body())
    names = {"there": held.department.region_id, "body": held.department_id}
    asked = query.format(year=held.fiscal_year_id, **names)

    page = staff().get(f"/admin/budgets/disclosure/?{asked}", follow=True)

    assert page.status_code == 200
    for word in ("外地局", "乙省"):
        assert word not in page.content.decode().replace(f'value="{word}"', "")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("disclosure", "department__region__name__startswith=甲"),
        ("disclosure", "submitted_by__password__startswith=argon2"),
        ("disclosure", "department__grants__user__username=staff"),
        ("disclosure", "events__by__password__startswith=a"),
        ("department", "region__name__startswith=甲"),
        ("department", "disclosures__reason__startswith=a"),
        ("wordmeaning", "region__departments__name=x"),
    ],
)
def test_no_lookup_leads_to_other_tables(path: str, query: str) -> None:
    draft_of(own_body())

    answer = staff().get(f"/admin/budgets/{path}/?{query}")

    assert answer.status_code == 400


def test_no_autocomplete_of_any_field_tells_of_others() -> None:
    for body in (anothers(), elsewhere()):
        draft_of(body)
    client = staff()
    asked = 0

    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey):
                continue
            answer = client.get(
                "/admin/autocomplete/",
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                    "term": "",
                },
            )
            asked += 1
            assert answer.status_code in (200, 403, 404), field
            if answer.status_code == 200:
                offered = {one["text"] for one in answer.json()["results"]}
                assert offered <= {"本局", "甲省"}, field
    assert asked > 20


def test_an_autocomplete_offers_what_its_field_takes() -> None:
    user = person("both", ("staff", own_body()), ("reviewer", anothers()))

    answer = signed_in(user).get(
        "/admin/autocomplete/",
        {
            "app_label": "budgets",
            "model_name": "disclosure",
            "field_name": "department",
            "term": "",
        },
    )

    assert [one["text"] for one in answer.json()["results"]] == ["本局"]


def test_lists_count_what_one_may_see() -> None:
    draft_of(elsewhere())
    draft_of(own_body())
    anothers()
    client = staff()

    years = client.get("/admin/budgets/fiscalyear/").context["cl"].result_list
    regions = client.get("/admin/budgets/region/").context["cl"].result_list

    assert [year.count for year in years] == [1]
    assert [(place.code, place.bodies) for place in regions] == [("110000", 1)]


def test_there_is_no_way_from_a_number_to_any_object() -> None:
    from django.contrib.contenttypes.models import ContentType

    held = draft_of(elsewhere())
    kind = ContentType.objects.get_for_model(models.Disclosure).pk

    assert staff().get(f"/admin/r/{kind}/{held.pk}/").status_code == 404
    for registered in admin.site._registry.values():
        assert not registered.view_on_site


def test_the_index_tells_nothing_of_what_others_did() -> None:
    from django.contrib.auth import get_user_model

    boss = get_user_model().objects.create_superuser("boss")
    signed_in(boss).post(
        f"/admin/budgets/department/{elsewhere().pk}/change/",
        body_form(elsewhere(), name="外地局新"),
    )

    assert elsewhere().name == "外地局新"
    assert "外地局" not in staff().get("/admin/").content.decode()


# --- Drafts on the public site -------------------------------------------------------------------


def test_a_draft_is_on_no_public_page_whoever_asks() -> None:
    held = draft_of(own_body())
    assert Access.of(person("see", ("auditor", None))).may(Action.SEE, held.department)
    readers = [Client(), staff(), signed_in(person("auditor", ("auditor", None)))]
    base = "/departments/own/2026/budget/"

    for client in readers:
        for page in ("", "v1/", "data.json", "v1/report.pdf", "tables/1/", "v1/tables/1.csv"):
            assert client.get(f"{base}{page}").status_code == 404, page


# --- Filters of lists ----------------------------------------------------------------------------


def test_no_list_tells_of_what_points_to_its_objects() -> None:
    """?disclosures=77 would say which year another body's draft is of, number by number."""
    draft = draft_of(elsewhere())
    client = staff()

    for address in (
        f"fiscalyear/?disclosures={draft.pk}",
        f"fiscalyear/?disclosures__gte={draft.pk}",
        "fiscalyear/?disclosures__status=draft",
        f"region/?departments={anothers().pk}",
        "region/?departments__isnull=0",
        "department/?grants=1",
        f"department/?units={anothers().pk}",
        "disclosure/?comments=1",
    ):
        assert client.get(f"/admin/budgets/{address}").status_code == 400, address
    assert client.get("/admin/budgets/fiscalyear/?year=2026").status_code == 200
