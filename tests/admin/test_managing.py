"""Places, code lists and the list of disclosures: found, imported, and cheap however many."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from budgets import models
from tests.admin.conftest import address
from tests.builders import (
    department,
    disclosure_data,
    finding,
    overview,
    region,
    stored,
    whole_document,
)

pytestmark = pytest.mark.django_db

IMPORT = "/admin/budgets/classificationcode/import/"


def imported(officer: Client, content: bytes, **given: str) -> Any:
    file = SimpleUploadedFile("codes.csv", content)
    return officer.post(IMPORT, {"catalogue": "function", "file": file, **given}, follow=True)


def test_a_code_list_is_imported_and_updated(officer: Client) -> None:
    imported(officer, "code,name,level\n201,一般公共服务,类\n20103,政府办公厅,款\n".encode())
    answer = imported(officer, "code,name,level\n201,一般公共服务支出,类\n".encode("gb18030"))

    assert "新增 0 个代码，更新 1 个" in answer.content.decode()
    names = dict(models.ClassificationCode.objects.values_list("code", "name"))
    assert names == {"201": "一般公共服务支出", "20103": "政府办公厅"}
    imported(officer, "code,name\n201,别的\n".encode(), keep_existing="on")
    assert models.ClassificationCode.objects.get(code="201").name == "一般公共服务支出"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("code,name\n201,一般公共服务\n202,\n".encode(), "第 3 行缺少代码或名称"),
        ("代码,名称\n201,一般公共服务\n".encode(), "第一行应为栏目名"),
        (b"\xff\xff\xff\xff", "UTF-8"),
        (b'code,name\n"' + b"9" * 140_000, "CSV"),
    ],
    ids=["a line without a name", "another header", "another encoding", "no end of a field"],
)
def test_a_bad_code_list_is_told_at_its_line_and_changes_nothing(
    officer: Client, content: bytes, says: str
) -> None:
    answer = imported(officer, content)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not models.ClassificationCode.objects.exists()


def test_the_shipped_catalogues_can_be_loaded(officer: Client) -> None:
    officer.post(IMPORT, {"shipped": "yes"})

    assert models.ClassificationCode.objects.filter(code="2010301").exists()


def test_codes_are_found_by_their_beginning_and_by_name(officer: Client) -> None:
    models.ClassificationCode.objects.create(catalogue="function", code="20103", name="政府办公厅")
    models.ClassificationCode.objects.create(catalogue="function", code="22010", name="住房")

    def found(wanted: str) -> set[str]:
        page = officer.get("/admin/budgets/classificationcode/", {"q": wanted})
        return {code.code for code in page.context["cl"].result_list}

    assert found("201") == {"20103"}
    assert found("住房") == {"22010"}


def test_a_department_is_found_by_name_code_and_pinyin(officer: Client) -> None:
    models.Department.objects.create(
        name="文物局", slug="wen-wu-ju", code="115001", region=region()
    )

    for wanted in ("文物", "115001", "wen-wu"):
        found = officer.get(
            "/admin/autocomplete/",
            {
                "term": wanted,
                "app_label": "budgets",
                "model_name": "disclosure",
                "field_name": "department",
            },
        ).json()
        assert [one["text"] for one in found["results"]] == ["文物局"]


def test_a_department_gets_its_web_name_from_its_name(officer: Client) -> None:
    given = {"name": "某市人民政府外事办公室", "region": region("120000", "邻市").pk}
    department("mou-shi-ren-min-zheng-fu-wai-shi-ban-gong-shi", "某市外事")

    officer.post("/admin/budgets/department/add/", given)

    made = models.Department.objects.get(region__code="120000")
    assert made.slug == "mou-shi-ren-min-zheng-fu-wai-shi-ban-gong-shi-120000"


def test_a_parent_stands_in_the_same_region_and_not_below(officer: Client) -> None:
    above = department()
    unit = department("unit", "下属单位", parent=above)
    stranger = department("stranger", "邻市某局", "120000")

    def with_parent(parent: models.Department) -> Any:
        return officer.post(
            f"/admin/budgets/department/{above.pk}/change/",
            {
                "name": above.name,
                "slug": above.slug,
                "region": above.region_id,
                "parent": parent.pk,
            },
        )

    assert with_parent(stranger).context["adminform"].form.errors["parent"]
    assert with_parent(unit).context["adminform"].form.errors["parent"]


def test_a_region_is_not_its_own_parent(officer: Client) -> None:
    place = region()
    below = models.Region.objects.create(code="110102", name="西城区", parent=place)

    answer = officer.post(
        f"/admin/budgets/region/{place.pk}/change/",
        {"code": place.code, "name": place.name, "parent": below.pk},
    )

    assert answer.context["adminform"].form.errors["parent"]


def several(count: int) -> None:
    for n in range(count):
        data = disclosure_data(overview(), slug=f"body-{n}", department=f"第 {n} 局")
        stored(data, findings=[finding(data)])


@pytest.mark.parametrize("path", ["disclosure", "department", "region", "fiscalyear"])
def test_a_list_costs_the_same_however_many_it_shows(
    officer: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    several(12)
    officer.get(f"/admin/budgets/{path}/")

    with django_assert_max_num_queries(9):
        page = officer.get(f"/admin/budgets/{path}/")

    assert page.status_code == 200


def test_the_list_counts_what_is_still_open(officer: Client) -> None:
    several(2)
    models.Finding.objects.filter(disclosure__department__slug="body-0").update(explanation="说明")

    page = officer.get("/admin/budgets/disclosure/?o=6.1")

    assert [row.errors for row in page.context["cl"].result_list] == [0, 1]


def test_disclosures_are_found_and_filtered(officer: Client) -> None:
    several(2)
    place = region().pk

    def found(**wanted: object) -> int:
        page = officer.get("/admin/budgets/disclosure/", wanted)
        assert page.status_code == 200
        return len(page.context["cl"].result_list)

    assert found(q="body-1") == 1
    assert found(status__exact="published") == 0
    assert found(kind__exact="budget", department__region__id__exact=place) == 2


def test_a_draft_page_costs_the_same_however_large_the_draft(
    officer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    data = whole_document()
    small = stored(disclosure_data(overview(), slug="small", department="小局"))
    large = stored(data, findings=[finding(data), finding(data, 2, 1, 1), finding(data, 3, 0, 2)])
    officer.get(address(small))

    for draft in (small, large):
        with django_assert_max_num_queries(22):
            officer.get(address(draft))
