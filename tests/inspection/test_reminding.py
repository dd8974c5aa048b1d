"""Reminders: who gets one, how often, what staff see of it, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from budgets import models
from budgets.reminding import open_for, remind
from tests.access.people import person, signed_in
from tests.builders import stored, whole_document
from tests.inspection.conftest import Bureau

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, SettingsWrapper

pytestmark = pytest.mark.django_db
TEXT = "请尽快公开。"


@pytest.fixture
def overdue(bureau: Bureau) -> Bureau:
    bureau.approved("2026-01-25")
    return bureau


def send(bureau: Bureau, *bodies: models.Department, **given: object) -> object:
    return bureau.post(
        "remind/",
        **{"body": [one.pk for one in bodies], "kinds": ["budget"], "text": TEXT, **given},
    )


def reminded() -> list[tuple[str, str]]:
    rows = models.Reminder.objects.order_by("pk")
    return list(rows.values_list("department__name", "kind"))


def test_the_page_has_a_text_that_can_be_changed(overdue: Bureau) -> None:
    answer = overdue.post("remind/", body=[overdue.other.pk])

    assert answer.status_code == 200
    assert "预算法》第十四条" in answer.content.decode()
    assert [one.name for one in answer.context["chosen"]] == ["乙局"]
    assert not models.Reminder.objects.exists()


def test_chosen_bodies_are_reminded_and_it_is_in_the_log(overdue: Bureau) -> None:
    send(overdue, overdue.other, overdue.head)

    assert reminded() == [("乙局", "budget"), ("甲局", "budget")]
    reminder = models.Reminder.objects.first()
    assert reminder.text == TEXT
    assert reminder.sent_by == overdue.user
    entries = models.LogEntry.objects.filter(action="remind")
    assert {one.subject for one in entries} == {"乙局", "甲局"}


def test_all_late_ones_are_reminded_at_once(
    overdue: Bureau, published: Callable[..., models.Disclosure]
) -> None:
    published(overdue.head)

    answer = overdue.post("remind/", **{"all-late": "1"})

    assert [one.name for one in answer.context["chosen"]] == ["乙局", "甲局所属中心"]


def test_nobody_is_reminded_twice_a_day_by_accident(overdue: Bureau) -> None:
    send(overdue, overdue.other)

    answer = overdue.client.get(send(overdue, overdue.other, overdue.head).url)  # type: ignore[attr-defined]

    assert reminded() == [("乙局", "budget"), ("甲局", "budget")]
    assert "今天已经催办过、没有再发的：乙局" in answer.content.decode()


def test_another_document_is_reminded_of_on_the_same_day_where_that_is_meant(
    overdue: Bureau,
) -> None:
    overdue.approved("2026-01-25", kind="final-accounts")
    send(overdue, overdue.other)

    send(overdue, overdue.other, kinds=["final-accounts"])
    assert reminded() == [("乙局", "budget")]

    send(overdue, overdue.other, kinds=["budget", "final-accounts"], again="on")
    assert reminded() == [("乙局", "budget"), ("乙局", "final-accounts")]


def test_the_next_day_a_body_may_be_reminded_again(overdue: Bureau) -> None:
    now = timezone.now()
    for day in range(2):
        remind(
            {overdue.other: ["budget"]},
            region=overdue.region,
            year=overdue.year(),
            text=TEXT,
            by=overdue.user,
            now=now + dt.timedelta(days=day),
        )

    assert len(reminded()) == 2


@pytest.mark.database
def test_the_database_refuses_a_second_one_of_a_day(overdue: Bureau) -> None:
    send(overdue, overdue.other)
    twin = models.Reminder.objects.get()
    twin.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_what_is_published_and_in_order_is_not_reminded_of(overdue: Bureau) -> None:
    models.Excused.objects.create(
        department=overdue.other,
        fiscal_year=overdue.year(),
        kind="budget",
        reason="涉密",
        at=timezone.now(),
    )

    send(overdue, overdue.other)

    assert reminded() == []


def test_no_body_of_another_region_is_reminded_by_a_forged_form(overdue: Bureau) -> None:
    answer = send(overdue, overdue.in_city)

    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert reminded() == []


def test_staff_see_it_on_their_first_page_and_at_the_document(overdue: Bureau) -> None:
    send(overdue, overdue.head)
    staff = signed_in(person("staff", ("staff", overdue.head)))
    others = signed_in(person("others", ("staff", overdue.other)))
    draft = stored(whole_document(slug=overdue.head.slug, department=overdue.head.name))

    page = f"/admin/budgets/disclosure/{draft.pk}/change/"

    assert TEXT in staff.get("/admin/").content.decode()
    assert TEXT in staff.get(page).content.decode()
    assert TEXT not in others.get("/admin/").content.decode()


def test_a_reminder_of_one_document_is_not_shown_at_another(overdue: Bureau) -> None:
    send(overdue, overdue.head)
    staff = signed_in(person("staff", ("staff", overdue.head)))
    other = stored(
        whole_document(slug=overdue.head.slug, department=overdue.head.name, kind="final-accounts")
    )

    page = f"/admin/budgets/disclosure/{other.pk}/change/"

    assert TEXT not in staff.get(page).content.decode()


def test_taking_note_closes_it(overdue: Bureau) -> None:
    send(overdue, overdue.head)
    user = person("staff", ("staff", overdue.head))
    reminder = models.Reminder.objects.get()
    address = f"/admin/bureau/reminders/{reminder.pk}/noted/"

    answer = signed_in(user).post(address, {"next": "https://elsewhere.example/"})

    assert answer.url == "/admin/"
    reminder.refresh_from_db()
    assert reminder.dismissed_by == user
    assert not open_for(user)
    assert "staff" in overdue.text("reminders/")
    assert models.LogEntry.objects.filter(action="dismiss-reminder", actor="staff").exists()


@pytest.mark.parametrize(("role", "status"), [("reviewer", 403), ("auditor", 403)])
def test_who_does_not_prepare_documents_takes_no_note(
    overdue: Bureau, role: str, status: int
) -> None:
    send(overdue, overdue.head)
    address = f"/admin/bureau/reminders/{models.Reminder.objects.get().pk}/noted/"

    assert signed_in(person("p", (role, overdue.head))).post(address).status_code == status
    stranger = signed_in(person("stranger", ("staff", overdue.other)))
    assert stranger.post(address).status_code == 404


def test_publication_settles_it(
    overdue: Bureau, published: Callable[..., models.Disclosure]
) -> None:
    remind(
        {overdue.head: ["budget"]},
        region=overdue.region,
        year=overdue.year(),
        text=TEXT,
        by=overdue.user,
        now=dt.datetime(2026, 2, 1, 4, tzinfo=dt.UTC),
    )
    user = person("staff", ("staff", overdue.head))
    assert len(open_for(user)) == 1

    published(overdue.head)

    assert not open_for(user)
    assert "已公开" in overdue.text("reminders/")


def test_mail_goes_to_those_who_prepare_documents_where_it_is_set_up(
    overdue: Bureau,
    settings: SettingsWrapper,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    person("staff", ("staff", overdue.head), email="staff@example.gov.cn")
    person("left", ("staff", overdue.head), email="left@example.gov.cn", is_active=False)
    person("reviewer", ("reviewer", overdue.head), email="reviewer@example.gov.cn")

    with django_capture_on_commit_callbacks(execute=True):
        send(overdue, overdue.other)
    assert mail.outbox == []

    settings.EMAIL_CONFIGURED = True
    with django_capture_on_commit_callbacks(execute=True):
        # The unit's documents are prepared by its department's staff too.
        send(overdue, overdue.unit)

    assert [one.to for one in mail.outbox] == [["staff@example.gov.cn"]]
    assert "2026年预算" in mail.outbox[0].subject
    assert models.Reminder.objects.get(department=overdue.unit).mailed == 1
