"""Long work: handed over, worked at once, taken up again after a crash, stopped, cleaned away."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets import jobs, models
from budgets.admin import uploads
from budgets.isolation import Busy
from budgets.jobs import doing, queue
from tests.access.people import person, signed_in
from tests.admin import books
from tests.builders import department, disclosure_data, stored

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
Job = models.Job


@pytest.fixture
def officer() -> Any:
    return person("officer", ("staff", department()))


@pytest.fixture
def draft() -> models.Disclosure:
    return stored(disclosure_data())


def kept(officer: Any, content: bytes | None = None) -> models.Upload:
    return uploads.keep(
        books.contradicting() if content is None else content,
        by=officer,
        department=department(),
        year=2026,
        kind="budget",
        name="budget.xlsx",
    )


def test_a_job_is_done_by_who_asks_where_nobody_works_beside_the_server(officer: Any) -> None:
    job = jobs.settle(jobs.begin(Job.Kind.PREVIEW, by=officer, upload=kept(officer)))

    assert (job.state, job.attempts) == (Job.State.DONE, 1)
    preview = jobs.stored_preview(job.upload)
    assert preview is not None
    assert preview.reconciliation.errors
    # What was kept of it is what reading it again says.
    assert preview.data == doing.read(job.upload).data


def test_a_kept_preview_is_not_used_once_a_word_has_another_meaning(officer: Any) -> None:
    upload = kept(officer)
    jobs.settle(jobs.begin(Job.Kind.PREVIEW, by=officer, upload=upload))

    models.WordMeaning.objects.create(place="row", word="新词", kind="total", coordinates={})

    assert jobs.stored_preview(upload) is None


def test_with_a_worker_the_request_hands_it_over_and_waits_shortly(
    officer: Any, settings: Any
) -> None:
    settings.BACKGROUND_JOBS = True
    job = jobs.begin(Job.Kind.PREVIEW, by=officer, upload=kept(officer))

    assert jobs.settle(job, patience=0.05).state == Job.State.WAITING
    # The same work is not begun twice.
    assert jobs.begin(Job.Kind.PREVIEW, by=officer, upload=job.upload) == job
    taken = queue.take()
    assert taken == job
    assert queue.take() is None
    jobs.do(taken)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    # Nobody has looked at this one for long, and nobody works: whoever asks does it.
    other = jobs.begin(Job.Kind.PREVIEW, by=officer, upload=kept(officer))
    Job.objects.filter(pk=other.pk).update(created_at=timezone.now() - queue.ABANDONED)
    other.refresh_from_db()
    assert jobs.settle(other).state == Job.State.DONE


@pytest.mark.database
def test_a_silent_worker_s_job_is_taken_up_again_and_its_late_result_is_dropped(
    officer: Any, draft: models.Disclosure
) -> None:
    job = jobs.begin(Job.Kind.ANNOTATED, by=officer, disclosure=draft)
    first = queue.take()
    assert first is not None
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - dt.timedelta(seconds=31))
    second = queue.take()
    assert second is not None
    assert second.attempts == 2

    # The first one was only slow.
    jobs.do(first)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.stored_name) == (Job.State.RUNNING, 2, "")
    assert default_storage.listdir(Job.FOLDER)[1] == []
    jobs.do(second)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert jobs.result_of(job) is not None


def test_after_three_attempts_it_has_failed(officer: Any, draft: models.Disclosure) -> None:
    job = jobs.begin(Job.Kind.PDF, by=officer, disclosure=draft)
    for _ in range(queue.ATTEMPTS):
        assert queue.take() is not None
        Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - dt.timedelta(seconds=31))

    assert queue.take() is None
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "3 次" in job.error


@pytest.mark.parametrize("what", ["cancelled", "ending", "busy", "mistake"])
def test_what_stops_a_job_leaves_nothing_behind(
    what: str, officer: Any, draft: models.Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs.begin(Job.Kind.ANNOTATED, by=officer, disclosure=draft)
    ending = threading.Event()

    def disturbed(_job: Job, working: Any) -> doing.Made:
        if what == "cancelled":
            assert jobs.cancel(job)
            working._written = float("-inf")
            working.hear(None)
        elif what == "ending":
            ending.set()
            working.hear(None)
        elif what == "busy":
            raise Busy
        raise RuntimeError("ours")

    monkeypatch.setitem(doing._MAKERS, Job.Kind.ANNOTATED, disturbed)
    taken = queue.take()
    assert taken is not None
    if what == "busy":
        with pytest.raises(Busy):
            jobs.do(taken, ending)
    else:
        jobs.do(taken, ending)

    job.refresh_from_db()
    expected = {"cancelled": "cancelled", "mistake": "failed"}
    # Handed back, another worker takes it up at once.
    assert job.state == expected.get(what, "waiting")
    assert job.stored_name == ""
    assert not default_storage.exists(Job.FOLDER) or not default_storage.listdir(Job.FOLDER)[1]


def test_results_go_after_a_day_and_with_their_upload(officer: Any) -> None:
    upload = kept(officer)
    job = jobs.settle(jobs.begin(Job.Kind.PREVIEW, by=officer, upload=upload))
    other = jobs.settle(jobs.begin(Job.Kind.PREVIEW, by=officer, upload=kept(officer)))

    jobs.expire_jobs(now=other.created_at)
    assert Job.objects.count() == 2
    uploads.forget(upload)
    jobs.expire_jobs(now=other.created_at + dt.timedelta(days=1, seconds=1))

    assert not Job.objects.exists()
    # Files go when the transaction ends; a sweep finds what a crash left.
    assert job.stored_name != other.stored_name


def test_the_page_of_a_job_is_its_owner_s_and_leads_on(
    officer: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKGROUND_JOBS = True
    monkeypatch.setattr(doing, "PATIENCE", 0.0)
    client, colleague = signed_in(officer), signed_in(person("other", ("staff", department())))
    answer = client.post(
        reverse("admin:budgets_disclosure_upload"),
        {
            "department": department().pk,
            "year": 2026,
            "kind": "budget",
            "file": books.file(books.contradicting()),
        },
    )
    job = Job.objects.get()
    address = reverse("admin:budgets_disclosure_job", args=[job.token])
    assert answer.url == address
    waiting = client.get(address)
    assert 'http-equiv="refresh"' in waiting.content.decode()
    assert colleague.get(address).status_code == 404
    assert client.get(f"{address}state/").json()["open"] is True
    assert "读入工作簿" in client.get(reverse("admin:index")).content.decode()

    taken = queue.take()
    assert taken is not None
    jobs.do(taken)

    preview = reverse("admin:budgets_disclosure_preview", args=[job.upload.token])
    assert client.get(f"{address}state/").json()["next"] == preview
    assert client.get(address).url == preview
    assert client.get(preview).status_code == 200
    # Once it is a draft, nothing is left of what was read.
    client.post(f"{preview}accept/")
    assert not Job.objects.exists()


def test_a_job_that_failed_says_why_and_can_be_put_away(officer: Any, settings: Any) -> None:
    settings.BACKGROUND_JOBS = True
    client = signed_in(officer)
    job = jobs.begin(Job.Kind.PREVIEW, by=officer, upload=kept(officer, b"no workbook"))
    taken = queue.take()
    assert taken is not None
    jobs.do(taken)

    page = client.get(reverse("admin:budgets_disclosure_job", args=[job.token])).content.decode()

    assert "不是表格" in page or "无法识别" in page or "没有表头" in page
    gone = client.post(reverse("admin:budgets_disclosure_job_cancel", args=[job.token]))
    assert gone.url == reverse("admin:budgets_disclosure_upload")
    assert not models.Upload.objects.exists()


def test_a_proof_and_an_annotated_workbook_come_at_once_where_they_are_quick(
    officer: Any, draft: models.Disclosure
) -> None:
    client: Client = signed_in(officer)

    answer = client.get(reverse("admin:budgets_disclosure_annotated", args=[draft.pk]))

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert not Job.objects.exists()
    assert models.LogEntry.objects.filter(action="export").exists()


@pytest.mark.parametrize(("kind", "is_copy"), [(Job.Kind.ANNOTATED, True), (Job.Kind.PDF, False)])
def test_what_waits_is_offered_and_says_what_it_is(
    kind: str, is_copy: bool, officer: Any, draft: models.Disclosure, settings: Any
) -> None:
    settings.BACKGROUND_JOBS = True
    job = jobs.begin(kind, by=officer, disclosure=draft, file_name="made.pdf")
    taken = queue.take()
    assert taken is not None
    jobs.do(taken)
    models.Disclosure.objects.filter(pk=draft.pk).update(revision=draft.revision + 1)
    client = signed_in(officer)

    page = client.get(reverse("admin:budgets_disclosure_job", args=[job.token])).content.decode()
    made = client.get(reverse("admin:budgets_disclosure_job_file", args=[job.token]))

    assert ("不是原文件" in page) == is_copy
    assert "这一份不含后来的改动" in page
    assert made.content[:4] in (b"%PDF", b"PK\x03\x04")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_of_the_progress_goes_on_by_itself(
    page: Page, live_server: LiveServer, settings: Any
) -> None:
    settings.BACKGROUND_JOBS = True
    officer = person("officer", ("staff", department()))
    upload = kept(officer)
    job = jobs.begin(Job.Kind.PREVIEW, by=officer, upload=upload)
    cookie = signed_in(officer).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page.goto(reverse("admin:budgets_disclosure_job", args=[job.token]))
    page.get_by_text("等待").wait_for()
    taken = queue.take()
    assert taken is not None
    queue.mine(taken).update(step="读工作表", done=3, total=13)

    page.get_by_text("3/13").wait_for()
    found = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    jobs.do(taken)

    page.wait_for_url(f"**/upload/{upload.token}/")
    page.get_by_role("button", name="存为草稿").wait_for()
