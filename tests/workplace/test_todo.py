"""The start page tells what is owed, what is missing, by when, and one next step; most urgent first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets import models
from budgets.beginning import Target, begin, plan
from budgets.changing import CellChange, change_cells
from budgets.inspecting import bring_up_to_date
from budgets.lacking import lacking
from budgets.publishing import approve, publish_directly, send_back, submit
from budgets.storage import keys_of
from budgets.todo import Todo, todos
from tests.access.people import person, signed_in
from tests.builders import department, region
from tests.workplace.drafts import XICHENG_2024, draft_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = TODAY.year


def approved_on(day: dt.date, kind: str = "budget", year: int = YEAR) -> None:
    held, _created = models.FiscalYear.objects.get_or_create(year=year)
    models.ApprovalDay.objects.create(
        region=region(), fiscal_year=held, kind=kind, day=day, at=timezone.now()
    )


def begun(body: models.Department, year: int = YEAR) -> models.Disclosure:
    return begin(plan(Target(body, year, "budget"), standard="xicheng-department-2024")).draft


def of(user: Any, kind: str = "budget") -> Todo:
    (body,) = todos(user, YEAR)
    return next(one for one in body.todos if one.kind == kind)


def test_a_year_of_work_asks_for_its_budget_and_for_the_accounts_of_the_year_before() -> None:
    staff = person("staff", ("staff", department()))
    approved_on(TODAY - dt.timedelta(days=15))
    approved_on(TODAY - dt.timedelta(days=23), "final-accounts", YEAR - 1)

    (body,) = todos(staff, YEAR)

    told = [(one.kind, one.fiscal_year, one.left, one.required) for one in body.todos]
    assert told == [
        ("final-accounts", YEAR - 1, -3, True),
        ("budget", YEAR, 5, True),
        ("performance", YEAR, None, False),
        ("evaluation", YEAR - 1, None, False),
    ]


def test_an_excused_body_owes_nothing_and_a_published_document_is_done() -> None:
    body = department()
    staff = person("staff", ("staff", body))
    year, _created = models.FiscalYear.objects.get_or_create(year=YEAR)
    models.Excused.objects.create(
        department=body, fiscal_year=year, kind="budget", reason="涉密", at=timezone.now()
    )
    assert (of(staff).state, of(staff).excuse, of(staff).left) == ("excused", "涉密", None)


def test_each_state_has_its_step_for_who_may_take_it() -> None:
    body = department()
    staff, reviewer, publisher = (
        person(role, (role, body)) for role in ("staff", "reviewer", "publisher")
    )

    def steps() -> tuple[str, ...]:
        # Access is kept on the user object, and the database does not know it.
        return (of(staff).state, *(of(one).step for one in (staff, reviewer, publisher)))

    assert steps() == ("not-begun", "begin", "", "")
    draft = begun(body)
    assert steps() == ("draft", "go-on", "", "")
    submit(draft, by=staff)
    assert steps() == ("submitted", "", "review", "")
    send_back(draft, by=reviewer, reason="表3 的合计请再核对。")
    assert steps() == ("sent-back", "go-on", "", "")
    assert of(staff).note == "表3 的合计请再核对。"
    submitted = submit(draft, by=staff)
    approve(submitted, by=reviewer, sha256=submitted.sha256)
    assert steps() == ("approved", "", "", "publish")


def test_what_a_draft_lacks_is_told_from_what_is_stored() -> None:
    draft = begun(department())
    spending = keys_of(draft, 3)[0]

    def lacks() -> Any:
        row = models.Disclosure.objects.select_related("department__region", "fiscal_year")
        return lacking([row.get(pk=draft.pk)], closely=False)[draft.pk]

    before = lacks()
    assert [name for _n, name in before.blank] == [
        "表2",
        "表3",
        "表4",
        "表8",
        "表9",
        "表11",
        "表12",
    ]
    assert before.to_fill == ()
    assert (before.performance, before.sections, before.errors) == (True, None, 0)

    words = {0: "2010301-行政运行", 1: "50101", 2: "30101", 4: "5"}
    change_cells(draft, 3, [CellChange(spending, at, "", text) for at, text in words.items()])
    change_cells(draft, 2, [CellChange(keys_of(draft, 2)[0], 2, "", "5")])
    change_cells(draft, 11, [CellChange(keys_of(draft, 11)[0], 3, "", "五")])

    after = lacks()
    assert [name for _n, name in after.blank][:2] == ["表4", "表8"]
    assert after.to_fill == ("表1", "表5", "表6", "表7", "表10")
    assert after.problems == 1
    assert after.unread == ((11, "表11"),)


def test_a_brought_document_lacks_what_its_workbook_lacks() -> None:
    draft = draft_of(XICHENG_2024)
    draft.tables.filter(code="表6").delete()
    draft.tables.filter(code="表11").delete()
    # Stored before it was kept how much a table says.
    for table in draft.tables.all():
        table.layout.pop("told")
        table.save(update_fields=["layout"])

    told = lacking([draft], closely=True)[draft.pk]

    assert told.errors == 1  # The leading one: the others would be settled with it.
    assert told.missing == ("表11",)
    assert told.to_fill == ("表6",)
    assert told.blank == ()
    assert told.reasons == 0


def test_the_page_leads_to_the_place_of_each_thing_and_to_one_next_step() -> None:
    body = department()
    reader = signed_in(person("staff", ("staff", body)))
    approved_on(TODAY - dt.timedelta(days=22))

    page = reader.get("/admin/").content.decode()
    assert "逾期 2 天" in page
    assert f"/admin/budgets/disclosure/begin/?department={body.pk}&amp;year={YEAR}" in page

    draft = begun(body)
    page = reader.get("/admin/").content.decode()
    first = f"/admin/budgets/disclosure/{draft.pk}/tables/2/"
    assert f'href="{first}">还空着：表2、表3、表4' in page
    assert "说明还没有编写" in page
    assert "绩效还没有录入" in page
    assert page.count(f'href="{first}"') == 2  # The thing itself, and the button.
    # Another person's work is not told here.
    others = signed_in(person("other", ("staff", department("other", "别的局"))))
    assert first not in others.get("/admin/").content.decode()


def test_five_hundred_bodies_cost_as_many_queries_as_one_and_are_paged() -> None:
    place = region()
    boss: Client = signed_in(person("boss", ("bureau", place)))
    department()
    boss.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        boss.get("/admin/")
    models.Department.objects.bulk_create(
        models.Department(slug=f"b{n}", name=f"第{n:03}局", region=place) for n in range(500)
    )
    year, _created = models.FiscalYear.objects.get_or_create(year=YEAR)
    bodies = models.Department.objects.filter(slug__startswith="b")
    models.Disclosure.objects.bulk_create(
        models.Disclosure(department=body, fiscal_year=year, status=status)
        for body, status in zip(bodies[:40], ["draft", "submitted"] * 20, strict=True)
    )
    for body in bodies[40:43]:
        models.ApprovalDay.objects.create(
            region=place,
            fiscal_year=year,
            kind="budget",
            department=body,
            day=TODAY - dt.timedelta(days=30),
            at=timezone.now(),
        )

    with CaptureQueriesContext(connection) as many:
        page = boss.get("/admin/").content.decode()

    assert len(many) <= len(few) + 9  # What drafts and submissions ask besides, once for all.
    assert page.count('class="todo-body"') == 20
    assert "第 1 页，共 26 页" in page
    assert page.index("第040局") < page.index("第000局")  # What is over comes first.
    only = boss.get("/admin/?only=overdue").content.decode()
    assert only.count('class="todo-body"') == 3
    assert boss.get("/admin/?q=第007局").content.decode().count('class="todo-body"') == 1


def test_a_document_that_is_public_is_told_in_a_quiet_line() -> None:
    draft = draft_of(XICHENG_2024)
    year, _created = models.FiscalYear.objects.get_or_create(year=YEAR)
    models.Disclosure.objects.filter(pk=draft.pk).update(fiscal_year=year)
    draft.refresh_from_db()
    publish_directly(draft, as_published=True)
    bring_up_to_date()
    staff = person("staff", ("staff", draft.department))

    todo = of(staff)

    assert (todo.state, todo.step, todo.left) == ("published", "correct", None)
    page = signed_in(staff).get("/admin/").content.decode()
    assert f"{TODAY:%Y-%m-%d} 公开" in page
    # The targets came with it.
    assert of(staff, "performance").state == "within"
    assert "随预算公开" in page
