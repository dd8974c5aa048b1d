"""Every step from every state: those that are allowed, and those that change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from budgets import models, publishing, scheduling
from budgets.explaining import explain
from budgets.importing import check_again
from budgets.publishing import (
    ContentChanged,
    IllegalStep,
    NotADraft,
    OwnSubmission,
    UnexplainedFindings,
    WordsMissing,
)
from tests.access.people import person
from tests.builders import department
from tests.flow.conftest import NOTICE, In, People, a_draft, fresh, later

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STATES = ["draft", "submitted", "approved", "published", "superseded", "withdrawn"]
Take = Callable[[models.Disclosure, People], Any]
STEPS: dict[str, Take] = {
    "submit": lambda one, who: publishing.submit(one, by=who.staff),
    "call back": lambda one, who: publishing.call_back(one, by=who.staff),
    "send back": lambda one, who: publishing.send_back(one, by=who.reviewer, reason="表三少一行"),
    "approve": lambda one, who: publishing.approve(one, by=who.reviewer, sha256=one.sha256),
    "publish": lambda one, who: publishing.publish(one, by=who.publisher),
    "publish directly": lambda one, who: publishing.publish_directly(one),
    "schedule": lambda one, who: scheduling.schedule(one, by=who.publisher, at=later()),
    "unschedule": lambda one, who: scheduling.unschedule(one, by=who.publisher),
    "withdraw": lambda one, who: publishing.withdraw(one, by=who.publisher, notice=NOTICE),
    "correct": lambda one, who: publishing.correct(one, by=who.staff, reason="更正错字"),
    "explain": lambda one, who: explain(one, explanations={}, by=who.staff),
}
# Where each step may begin, and the state after it.
ALLOWED = {
    ("submit", "draft"): "submitted",
    ("call back", "submitted"): "draft",
    ("send back", "submitted"): "draft",
    ("send back", "approved"): "draft",
    ("approve", "submitted"): "approved",
    ("publish", "approved"): "published",
    ("publish directly", "draft"): "published",
    ("schedule", "approved"): "approved",
    ("withdraw", "published"): "withdrawn",
    ("correct", "published"): "published",
    ("correct", "withdrawn"): "withdrawn",
    ("explain", "draft"): "draft",
}


def everything() -> tuple[Any, ...]:
    return tuple(
        list(model.objects.order_by("pk").values())
        for model in (
            models.Disclosure,
            models.DisclosureEvent,
            models.LogEntry,
            models.Fact,
            models.PublishedFile,
            models.Finding,
        )
    )


@pytest.mark.parametrize("state", STATES)
def test_a_step_is_taken_where_it_is_allowed_and_changes_nothing_elsewhere(
    state: str, in_state: In, people: People
) -> None:
    disclosure = in_state(state)
    illegal = [name for name in STEPS if (name, state) not in ALLOWED]
    before = everything()

    for name in illegal:
        # As a page that was opened before: it does not know the state that is now.
        stale = fresh(disclosure)
        stale.status = "draft"
        with pytest.raises(IllegalStep) as refused:
            STEPS[name](stale, people)
        assert f"“{disclosure.get_status_display()}”" in str(refused.value), name

    assert everything() == before


@pytest.mark.parametrize(("name", "state"), ALLOWED)
def test_an_allowed_step_leaves_its_state_an_event_and_an_entry_in_the_log(
    name: str, state: str, in_state: In, people: People
) -> None:
    disclosure = in_state(state)
    events, entries = models.DisclosureEvent.objects.count(), models.LogEntry.objects.count()

    STEPS[name](disclosure, people)

    assert fresh(disclosure).status == ALLOWED[name, state]
    if name != "explain":
        assert models.DisclosureEvent.objects.count() > events
        assert models.LogEntry.objects.count() > entries


def test_each_step_keeps_person_time_and_note(people: People) -> None:
    draft = a_draft()

    publishing.submit(draft, by=people.staff, note="请审")
    publishing.approve(draft, by=people.reviewer, sha256=draft.sha256, note="同意")
    publishing.publish(draft, by=people.publisher)

    assert list(draft.events.values_list("what", "by__username", "note")) == [
        ("送审", "lu", "请审"),
        ("审定", "shen", "同意"),
        ("公开", "fa", ""),
    ]
    entries = models.LogEntry.objects.order_by("position").values_list("action", "actor")
    assert list(entries) == [("submit", "lu"), ("approve", "shen"), ("publish", "fa")]
    assert (draft.submitted_by, draft.approved_by) == (people.staff, people.reviewer)
    assert draft.submitted_at <= draft.approved_at <= draft.published_at


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_approves_their_own_submission(superuser: bool, people: People) -> None:
    both = person("both", ("staff", department()), ("reviewer", department()))
    both.is_superuser = superuser
    both.save()
    draft = publishing.submit(a_draft(), by=both)
    before = everything()

    with pytest.raises(OwnSubmission):
        publishing.approve(draft, by=both, sha256=draft.sha256)

    assert everything() == before


def test_what_was_not_seen_is_not_approved(in_state: In, people: People) -> None:
    disclosure = in_state("submitted")
    seen = disclosure.sha256
    publishing.call_back(disclosure, by=people.staff)
    disclosure.narrative = [{"heading": "说明", "level": 1, "paragraphs": ["后来加上的一段。"]}]
    disclosure.save()
    publishing.submit(disclosure, by=people.staff)

    with pytest.raises(ContentChanged):
        publishing.approve(disclosure, by=people.reviewer, sha256=seen)

    assert fresh(disclosure).status == "submitted"


@pytest.mark.parametrize("step", ["approve", "publish"])
def test_content_that_is_not_what_was_submitted_goes_no_further(
    step: str, in_state: In, people: People
) -> None:
    disclosure = in_state("submitted" if step == "approve" else "approved")
    # Nothing of ours writes there in this state; a mistake or a hand in the database would.
    row = models.BudgetRow.objects.filter(table__disclosure=disclosure).first()
    row.cells[0] = "改过的字"
    row.save()

    with pytest.raises(ContentChanged):
        STEPS[step](disclosure, people)

    assert not models.Disclosure.objects.published().exists()


def test_an_unexplained_error_blocks_submission_unless_it_is_published_as_it_stood(
    people: People,
) -> None:
    draft = a_draft("121.50")

    with pytest.raises(UnexplainedFindings) as blocked:
        publishing.submit(draft, by=people.staff)
    assert blocked.value.findings
    assert fresh(draft).status == "draft"
    publishing.submit(draft, by=people.staff, as_published=True)

    assert fresh(draft).as_published
    assert fresh(draft).findings.filter(severity="error").exists()


def test_what_goes_back_forgets_who_approved_it(in_state: In, people: People) -> None:
    disclosure = in_state("approved")
    scheduling.schedule(disclosure, by=people.publisher, at=later())

    publishing.send_back(disclosure, by=people.publisher, reason="附件不对")

    row = models.Disclosure.objects.filter(pk=disclosure.pk).values(
        "submitted_by", "submitted_at", "approved_by", "approved_at", "publish_at", "scheduled_by"
    )
    assert set(row.get().values()) == {None}
    assert fresh(disclosure).sha256 == ""


@pytest.mark.parametrize("words", ["", "  \n"])
def test_reasons_and_notices_are_not_left_out(words: str, in_state: In, people: People) -> None:
    disclosure = in_state("published")
    before = everything()

    for step in (
        lambda: publishing.send_back(disclosure, by=people.reviewer, reason=words),
        lambda: publishing.withdraw(disclosure, by=people.publisher, notice=words),
        lambda: publishing.correct(disclosure, by=people.staff, reason=words),
    ):
        with pytest.raises(WordsMissing):
            step()

    assert everything() == before


def test_findings_of_what_was_submitted_stay_as_they_were(in_state: In) -> None:
    disclosure = in_state("submitted")
    models.Finding.objects.filter(disclosure=disclosure).delete()

    check_again(disclosure)

    assert not disclosure.findings.exists()


def test_the_refusal_tells_who_did_what_meanwhile(in_state: In, people: People) -> None:
    people.reviewer.first_name, people.reviewer.last_name = "审核", "王"
    people.reviewer.save()
    disclosure = in_state("approved")

    with pytest.raises(NotADraft) as refused:
        explain(disclosure, explanations={"x": "y"}, by=people.staff)

    assert "已审定" in str(refused.value)
    assert people.reviewer.get_full_name() in str(refused.value)


def test_a_correction_begins_with_what_is_public_and_needs_its_reason(
    in_state: In, people: People
) -> None:
    first = in_state("published")

    second = publishing.correct(first, by=people.staff, reason="更正错字")

    assert (second.version, second.status, second.reason) == (2, "draft", "更正错字")
    assert [row.cells for row in models.BudgetRow.objects.filter(table__disclosure=second)] == [
        row.cells for row in models.BudgetRow.objects.filter(table__disclosure=first)
    ]
    with pytest.raises(IllegalStep):
        publishing.correct(first, by=people.staff, reason="又一次")
    second.reason = ""
    second.save()
    with pytest.raises(WordsMissing):
        publishing.submit(second, by=people.staff)
    publishing.submit(second, by=people.staff, reason="更正表二错字")
    assert fresh(second).reason == "更正表二错字"


def test_explanations_of_findings_go_along_with_a_correction(people: People) -> None:
    draft = a_draft("121.50")
    check_again(draft)
    for finding in publishing.unexplained(draft):
        explain(draft, explanations={finding.key: "底稿如此。"}, by=people.staff)
    first = publishing.publish_directly(draft)

    second = publishing.correct(first, by=people.staff, reason="更正错字")

    assert not publishing.unexplained(second)
    assert set(second.findings.exclude(explanation="").values_list("explanation", flat=True)) == {
        "底稿如此。"
    }


def test_a_document_that_was_loaded_says_so(people: People) -> None:
    loaded = publishing.publish_directly(a_draft())

    event = loaded.events.get()
    assert (event.what, event.by, event.note) == ("直接公开", None, "直接载入，未经送审、审定")
    assert models.LogEntry.objects.get().action == "load"
    assert loaded.submitted_at is None
