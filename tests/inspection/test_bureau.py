"""The bureau's page: what it tells of a region, what filters leave, and who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from budgets import inspecting, models
from budgets.inspection.rules import shipped_rules
from tests.access.people import person, signed_in
from tests.builders import finding, put_into, stored, whole_document
from tests.inspection.conftest import HERE, YEAR, Bureau

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
Publish = Callable[..., models.Disclosure]


# ---- What the board tells


def test_every_body_with_every_document_units_below_their_departments(bureau: Bureau) -> None:
    assert bureau.names() == ["乙局", "甲局", "甲局所属中心"]
    assert [one.kind for one in bureau.get().context["listing"][0].documents] == [
        "budget",
        "final-accounts",
        "performance",
        "evaluation",
    ]


def test_a_published_document_has_points_and_what_is_amiss(
    bureau: Bureau, published: Publish
) -> None:
    published(bureau.head)

    document = bureau.document(bureau.head)

    assert document.state == "published"
    assert 0 < document.total < 100
    assert dict(document.faults)["缺表"] == 4
    assert "缺表 4" in bureau.text()


def test_the_clock_tells_in_time_late_and_overdue(bureau: Bureau, published: Publish) -> None:
    published(bureau.head)
    bureau.approved("2026-01-25")

    assert bureau.document(bureau.head).state == "in-time"
    assert bureau.document(bureau.other).state == "overdue"

    bureau.approved("2026-01-11")

    late = bureau.document(bureau.head)
    assert (late.state, late.days, late.word) == ("late", 10, "迟 10 天公开")


def test_a_local_day_counts_and_not_that_of_greenwich(bureau: Bureau, published: Publish) -> None:
    # 9:30 in Beijing; what is published before 8:00 there is of the day before in Greenwich.
    assert published(bureau.head).published_at.hour == 1
    bureau.approved("2026-01-21")

    assert bureau.document(bureau.head).published.isoformat() == "2026-02-10"
    assert bureau.document(bureau.head).state == "in-time"


def test_a_unit_has_the_days_in_which_its_department_approves_it(bureau: Bureau) -> None:
    bureau.approved("2026-01-25")

    found = bureau.document(bureau.unit).deadline

    assert found.presumed
    assert found.due.isoformat() == "2026-03-01"

    bureau.approved("2026-02-01", body=bureau.head, for_units=True)

    found = bureau.document(bureau.unit).deadline
    assert not found.presumed
    assert found.due.isoformat() == "2026-02-21"
    assert bureau.document(bureau.head).deadline.due.isoformat() == "2026-02-14"


def test_a_body_s_own_day_is_an_exception(bureau: Bureau) -> None:
    bureau.approved("2026-01-25")
    bureau.approved("2026-03-01", body=bureau.other)

    assert bureau.document(bureau.other).deadline.due.isoformat() == "2026-03-21"
    assert bureau.document(bureau.head).deadline.due.isoformat() == "2026-02-14"


def test_of_a_draft_a_bureau_sees_state_and_date_alone(bureau: Bureau) -> None:
    stored(whole_document(slug=bureau.head.slug, department=bureau.head.name))

    document = bureau.document(bureau.head)

    assert document.stage.startswith("草稿 ")
    assert document.total is None
    assert document.counts == {}


def test_targets_that_the_budget_contains_are_published_with_it(
    bureau: Bureau, published: Publish
) -> None:
    published(bureau.head)

    assert bureau.document(bureau.head, "performance").word == "随预算公开"
    assert bureau.document(bureau.other, "performance").state == "optional"


def test_what_was_loaded_from_elsewhere_is_not_called_late(
    bureau: Bureau, published: Publish
) -> None:
    published(bureau.head, write=lambda one: setattr(one, "as_published", True))
    bureau.approved("2025-12-01")

    assert bureau.document(bureau.head).state == "published"
    assert "何时公开须人工核对" in bureau.text(f"bodies/{bureau.head.slug}/budget/")


def test_a_withdrawn_document_is_no_published_one(bureau: Bureau, published: Publish) -> None:
    disclosure = published(bureau.head)
    models.Disclosure.objects.filter(pk=disclosure.pk).update(
        status="withdrawn", withdrawn_at=disclosure.published_at, withdrawal_notice="撤下。"
    )

    assert bureau.document(bureau.head).state == "withdrawn"


def test_who_need_not_publish_is_not_counted(bureau: Bureau) -> None:
    bureau.approved("2026-01-25")
    inspecting.excuse(bureau.other, bureau.year(), "budget", "涉密", by=bureau.user)

    assert bureau.document(bureau.other).state == "excused"
    assert bureau.get().context["summary"].overdue == 2


def test_numbers_at_the_top_count_what_is_owed(bureau: Bureau, published: Publish) -> None:
    published(bureau.head, findings=[finding(whole_document())])
    bureau.approved("2026-01-25")

    told = bureau.get().context["summary"]

    assert (told.bodies, told.owed, told.published, told.overdue) == (3, 6, 1, 2)
    assert told.waiting == 3
    assert told.open_findings == 1


def test_a_province_sees_its_cities_rolled_up_and_may_look_at_all_bodies(
    bureau: Bureau, published: Publish
) -> None:
    published(bureau.in_city)

    (child,) = bureau.get().context["children"]
    assert (child.region, child.bodies, child.owed, child.published) == (bureau.city, 1, 2, 1)
    assert "某市局" not in bureau.names()
    assert "某市局" in bureau.names(whole="on")


# ---- Filters, order, pages


def test_filters_leave_what_is_asked_for(bureau: Bureau, published: Publish) -> None:
    published(bureau.head, findings=[finding(whole_document())])
    published(bureau.other)
    bureau.approved("2026-01-25")

    assert bureau.names(q="乙") == ["乙局"]
    assert bureau.names(under=str(bureau.head.pk)) == ["甲局", "甲局所属中心"]
    assert bureau.names(state="overdue", kind="budget") == ["甲局所属中心"]
    assert bureau.names(state="any-late") == ["甲局所属中心"]
    assert bureau.names(state="in-time") == ["乙局", "甲局"]
    assert bureau.names(open="on") == ["甲局"]
    assert bureau.names(heading="true", less="100") == ["甲局"]
    assert bureau.names(less="1") == []
    assert "没有符合条件的" in bureau.text(less="1")


def test_the_worst_come_first_where_that_is_asked_for(bureau: Bureau, published: Publish) -> None:
    published(bureau.head, findings=[finding(whole_document())])
    published(bureau.other)
    bureau.approved("2026-01-25")

    assert bureau.names(order="score") == ["甲局", "乙局", "甲局所属中心"]
    assert bureau.names(order="late")[0] == "甲局所属中心"
    assert bureau.names(order="findings")[0] == "甲局"


def test_a_wrong_filter_says_so_and_hides_nothing(bureau: Bureau) -> None:
    answer = bureau.get(less="viel")

    assert answer.status_code == 200
    assert answer.context["form"].errors["less"]
    assert len(answer.context["listing"]) == 3


def test_a_large_region_has_pages(bureau: Bureau) -> None:
    models.Department.objects.bulk_create(
        models.Department(slug=f"b{n}", name=f"第{n:03}局", region=bureau.region) for n in range(60)
    )

    assert len(bureau.get().context["listing"]) == 50
    assert len(bureau.get(page="2").context["listing"]) == 13


def test_a_region_costs_the_same_however_many_bodies_it_has(
    bureau: Bureau, published: Publish, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    published(bureau.head)
    bureau.get()
    models.Department.objects.bulk_create(
        models.Department(slug=f"b{n}", name=f"第{n:03}局", region=bureau.region) for n in range(60)
    )

    with django_assert_max_num_queries(30):
        bureau.get()


# ---- One body, one document


def test_a_document_s_page_gives_reasons_and_leads_to_the_cell(
    bureau: Bureau, published: Publish
) -> None:
    disclosure = published(bureau.head, findings=[finding(whole_document())])

    shown = bureau.text(f"bodies/{bureau.head.slug}/budget/")

    assert "缺收入总表。" in shown
    assert "《中华人民共和国预算法》第十四条" in shown
    assert "收入总计与各项之和不符。" in shown
    assert f"{disclosure.get_absolute_url()}tables/1/#r6" in shown


def test_places_of_reasons_are_there_on_the_public_page(bureau: Bureau, published: Publish) -> None:
    published(bureau.head, findings=[finding(whole_document())])
    path, anchor = "/departments/jia-ju/2026/budget/tables/1/", "r6"

    public = bureau.client.get(path)

    assert public.status_code == 200
    assert f'id="{anchor}"' in b"".join(public).decode()


def test_a_body_s_page_shows_all_kinds(bureau: Bureau, published: Publish) -> None:
    published(bureau.head)

    shown = bureau.text(f"bodies/{bureau.head.slug}/")

    assert "随预算公开" in shown
    assert "甲局所属中心" in shown


@pytest.mark.parametrize(
    "address",
    ["bodies/nobody/", "bodies/jia-ju/nothing/", "bodies/shi-ju/", "bodies/shi-ju/budget/"],
)
def test_what_is_not_of_the_region_is_not_there(bureau: Bureau, address: str) -> None:
    assert bureau.get(address).status_code == 404


# ---- Kept results


def test_a_version_is_looked_at_once(bureau: Bureau, published: Publish) -> None:
    published(bureau.head)
    bureau.get()
    first = models.Inspection.objects.get()

    bureau.get()

    again = models.Inspection.objects.get()
    assert (again.pk, again.rules) == (first.pk, first.rules)


def test_other_rules_score_what_was_seen_anew(bureau: Bureau, published: Publish) -> None:
    published(bureau.head)
    before = bureau.document(bureau.head).total

    inspecting.adjust(bureau.region, "C01", by=bureau.user, changes={"points": 0})

    assert bureau.document(bureau.head).total > before


def test_a_region_below_goes_by_the_rules_above_unless_it_has_its_own(bureau: Bureau) -> None:
    inspecting.adjust(bureau.region, "C02", by=bureau.user, changes={"points": 40})
    assert inspecting.rules_of(bureau.city).rule("C02").points == 40

    inspecting.adjust(bureau.city, "C02", by=bureau.user, changes={"points": 20})

    assert inspecting.rules_of(bureau.city).rule("C02").points == 20
    assert inspecting.rules_of(bureau.region).rule("C02").points == 40


def test_another_threshold_looks_at_versions_again(bureau: Bureau, published: Publish) -> None:
    published(bureau.head)
    bureau.get()
    models.Region.objects.filter(pk=bureau.region.pk).update(reason_threshold=50)

    bureau.get()

    assert models.Inspection.objects.get().threshold == 50


def test_versions_beyond_what_a_request_looks_at_wait_for_the_button(
    bureau: Bureau, published: Publish
) -> None:
    for n in range(6):
        body = models.Department.objects.create(slug=f"b{n}", name=f"第{n}局", region=bureau.region)
        published(body)

    assert "有 2 份已公开的文件还没有检查" in bureau.text()

    bureau.post("look/")

    assert models.Inspection.objects.count() == 6
    assert "还没有检查" not in bureau.text()


# ---- Who


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("bureau", "region", 200),
        ("auditor", "region", 200),
        ("administrator", "region", 200),
        ("auditor", None, 200),
        ("reviewer", "region", 404),
        ("publisher", "region", 404),
        ("staff", "body", 404),
        ("auditor", "body", 404),
        ("bureau", "city", 404),
    ],
)
def test_who_watches_a_region_sees_it(
    bureau: Bureau, role: str, place: str | None, status: int
) -> None:
    where = {"region": bureau.region, "body": bureau.head, "city": bureau.city, None: None}[place]
    client = signed_in(person("somebody", (role, where)))

    for address in (
        "",
        "reminders/",
        "export.xlsx",
        "export.csv",
        "reasons.csv",
        "bodies/jia-ju/",
        "bodies/jia-ju/budget/",
    ):
        assert client.get(HERE + address).status_code == status, address
    assert client.get("/admin/bureau/110000/rules/").status_code == status


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_only_watches_changes_nothing(bureau: Bureau, role: str) -> None:
    client = signed_in(person("somebody", (role, bureau.region)))

    assert client.get(f"{HERE}days/").status_code == 403
    assert client.get("/admin/bureau/110000/rules/T01/").status_code == 403
    for address in ("days/", "days/exceptions/", "days/excuses/", "remind/"):
        assert client.post(HERE + address).status_code == 403, address
    assert f"{HERE}days/" not in client.get(HERE).content.decode()


def test_a_bureau_elsewhere_sees_nothing_of_it(bureau: Bureau) -> None:
    elsewhere = models.Region.objects.create(code="990000", name="别处")
    client = signed_in(person("else", ("bureau", elsewhere)))

    assert client.get(HERE).status_code == 404
    assert "110000" not in client.get("/admin/bureau/", follow=True).content.decode()


def test_the_start_page_leads_there_for_those_who_may(bureau: Bureau) -> None:
    staff = signed_in(person("staff", ("staff", bureau.head)))

    assert "/admin/bureau/" in bureau.client.get("/admin/").content.decode()
    assert "/admin/bureau/" not in staff.get("/admin/").content.decode()
    assert staff.get("/admin/bureau/").status_code == 403


def test_staff_see_what_an_inspection_would_see_in_their_draft(bureau: Bureau) -> None:
    draft = stored(
        whole_document(slug=bureau.head.slug, department=bureau.head.name),
        findings=[finding(whole_document())],
    )
    staff = signed_in(person("staff", ("staff", bureau.head)))
    others = signed_in(person("others", ("staff", bureau.other)))
    address = f"/admin/bureau/drafts/{draft.pk}/"

    shown = staff.get(address).content.decode()

    assert "缺收入总表。" in shown
    assert f"/admin/budgets/disclosure/{draft.pk}/change/?cell=1-5-1#" in shown
    assert address in staff.get(f"/admin/budgets/disclosure/{draft.pk}/change/").content.decode()
    assert others.get(address).status_code == 404
    assert not models.Inspection.objects.exists()


def test_nothing_of_a_superseded_version_is_counted(bureau: Bureau, published: Publish) -> None:
    first = published(bureau.head, findings=[finding(whole_document())])
    bureau.get()
    put_into(first, "superseded")
    published(bureau.head, whole_document(version=2))

    document = bureau.document(bureau.head)

    assert document.current.version == 2
    assert document.open_findings == 0


def test_every_shipped_rule_is_on_the_page_of_rules(bureau: Bureau) -> None:
    shown = bureau.client.get("/admin/bureau/110000/rules/").content.decode()

    for rule in shipped_rules().rules:
        assert rule.statement in shown
        assert rule.source in shown


def test_years_that_no_document_is_of_can_be_opened(bureau: Bureau) -> None:
    assert bureau.client.get(f"/admin/bureau/110000/{YEAR + 1}/").status_code == 200
    assert bureau.client.get("/admin/bureau/110000/1200/").status_code == 404
