"""What staff enter becomes the draft's tables, reads back the same, and touches nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from budgets import models
from budgets.changing import undo
from budgets.importing import check_again
from budgets.money import BLANK, WAN, parse_amount
from budgets.publishing import publish_directly
from budgets.storage import load_disclosure, load_findings
from performance.data import IndicatorData, ProjectData, StatedAmountData
from performance.entering import (
    Entered,
    NoDraft,
    NotEntered,
    begin,
    enter,
    performance_of,
    with_evaluation,
    with_overall,
    with_project,
    without_project,
    without_subject,
)
from performance.forms import names
from performance.reading import read_performance
from performance.scoring import prefill, suggest_scores
from performance.values import parse_value
from tests.builders import department
from tests.performance import form_subjects as subjects
from tests.performance.entry_building import draft, hebei_project, indicator, overall, project

pytestmark = pytest.mark.django_db


def put(held: models.Disclosure, change: Any, *given: Any) -> Entered:
    return enter(held, lambda locked: change(locked, *given), what="试填")


def said(one: Any) -> Any:
    """A subject without what is its form's: blank amounts, heading paths, run-together names."""
    amounts = tuple(replace(a, name="") for a in one.amounts if a.amount != BLANK)
    goals = tuple(replace(goal, heading="") for goal in one.goals)
    lines = tuple(replace(line, name_printed="") for line in one.indicators)
    bare = replace(one, amounts=amounts, goals=goals, indicators=lines, n=0)
    if isinstance(bare, ProjectData):
        # A form with a plan prints its months, the national one the points of its execution.
        steps = tuple(step for step in bare.plan if step.printed)
        return replace(bare, plan=steps, execution_weight=None)
    return bare


def too_high() -> IndicatorData:
    return indicator("产出指标", "质量指标", "培训合格率", "≥120%")


@pytest.mark.parametrize("form", names.PROJECT_FORMS)
def test_a_new_project_is_read_back_as_it_was_entered(form: str) -> None:
    held = draft()
    entered = project(code="11000022T000000391739", form=form)
    if form == names.TWO_SIDED_PROJECT:
        entered = replace(entered, code="")

    put(held, with_project, entered)

    found = performance_of(models.Disclosure.objects.get()).projects
    assert [said(one) for one in found] == [said(entered)]


def test_what_was_entered_stands_in_the_history_and_is_taken_back() -> None:
    held = draft(hebei_project("甲"))
    before = performance_of(held).projects

    put(held, with_project, project(code="11000022T000000391739", form=names.PROJECT_FORMS[0]))
    change = models.Change.objects.get()
    undo(change)

    assert (change.what, change.note) == (models.Change.What.ENTERED, "试填")
    assert performance_of(models.Disclosure.objects.get()).projects == before


def test_other_tables_stay_as_they_are() -> None:
    first, second = hebei_project("甲"), hebei_project("乙", "13010024P00097X210031B")
    held = draft(first, second, overall())
    before = load_disclosure(held)
    changed = replace(performance_of(held).projects[1], purpose="改了用途。")

    put(held, with_project, changed, 1)

    after = load_disclosure(held)
    assert [t for t in after.tables if t.n != 3] == [t for t in before.tables if t.n != 3]
    assert (
        read_performance(after).performance.projects[0]
        == read_performance(before).performance.projects[0]
    )
    assert performance_of(held).projects[1].purpose == "改了用途。"


def test_projects_of_one_list_keep_their_neighbours() -> None:
    form = names.BEIJING_PROJECTS
    three = [project(n, f"11000022T00000039174{k}", form=form) for k, n in enumerate("甲乙丙")]
    held = draft(three)
    present = performance_of(held).projects
    line = indicator("效益指标", "社会效益指标", "外事干部能力", "提高")
    changed = replace(present[1], indicators=(*present[1].indicators, line))

    put(held, with_project, changed, 1)

    found = performance_of(held).projects
    assert [one.name for one in found] == ["甲", "乙", "丙"]
    assert (found[0], found[2]) == (present[0], present[2])
    assert [one.level3 for one in found[1].indicators][-1] == "外事干部能力"


def test_a_new_project_joins_the_list_of_its_form() -> None:
    form = names.BEIJING_PROJECTS
    held = draft([project("甲", "11000022T000000391739", form=form)])

    put(held, with_project, project("乙", "11000022T000000391740", form=form))

    assert held.tables.count() == 2
    assert [one.name for one in performance_of(held).projects] == ["甲", "乙"]


def test_a_project_can_be_taken_out_again() -> None:
    form = names.BEIJING_PROJECTS
    held = draft([project(n, f"11000022T00000039174{k}", form=form) for k, n in enumerate("甲乙")])

    put(held, without_project, 0)
    assert [one.name for one in performance_of(held).projects] == ["乙"]
    put(held, without_project, 0)

    assert held.tables.count() == 1


def test_the_title_of_a_table_of_its_own_follows_the_name() -> None:
    held = draft(hebei_project("旧名"))
    changed = replace(performance_of(held).projects[0], name="新名")

    put(held, with_project, changed, 0)

    assert held.tables.get(n=2).title == "新名绩效目标表"


def test_an_overall_goal_is_read_back_as_it_was_entered() -> None:
    held = draft()

    put(held, with_overall, overall())

    found = performance_of(held).overall
    assert found is not None
    assert said(found) == said(overall())
    put(held, without_subject, "overall", 0)
    assert performance_of(held).overall is None


@pytest.mark.parametrize("subject", ["overall", "project"])
def test_an_evaluation_is_read_back_with_its_scores(subject: str) -> None:
    held = draft(kind="evaluation")
    ready = prefill(project(form=names.HEBEI_PROJECT).indicators, subject=subject)
    items = tuple(
        replace(item, actual=parse_value(item.target.printed)) if not item.execution else item
        for item in ready.items
    )
    lines = tuple(
        replace(
            line,
            budget=parse_amount("100", WAN),
            executed=parse_amount("94.15", WAN),
            rate=Decimal("94.15"),
            rate_printed="94.15%",
        )
        for line in items[0].execution[:1]
    )
    items = (replace(items[0], execution=lines), *items[1:])
    entered = suggest_scores(
        replace(ready, items=items, project_name="外事工作经费" * (subject == "project"))
    )

    put(held, with_evaluation, entered)

    (found,) = performance_of(held).evaluations
    assert [one.score for one in found.items] == [one.score for one in entered.items]
    assert found.score == entered.score
    assert found.grade == entered.grade
    again = replace(found, items=(replace(found.items[0], score=Decimal("1")), *found.items[1:]))
    put(held, with_evaluation, again, 0)
    assert performance_of(held).evaluations[0].items[0].score == Decimal("1")
    with pytest.raises(NotEntered, match="已在这份草稿里"):
        put(held, with_evaluation, entered)
    put(held, without_subject, "evaluation", 0)
    assert held.tables.count() == 1


def test_findings_follow_what_is_entered() -> None:
    held = draft(hebei_project())
    check_again(held)
    assert not held.findings.exists()
    present = performance_of(held).projects[0]
    wrong = replace(present, indicators=(present.indicators[0], too_high(), present.indicators[2]))

    entered = put(held, with_project, wrong, 0)

    assert "120%" in held.findings.get(severity="error").message
    assert [finding.message for finding in entered.found_here()] == [held.findings.get().message]
    put(held, with_project, present, 0)
    assert not held.findings.exists()


def test_an_explanation_stays_with_its_finding() -> None:
    held = draft(hebei_project())
    present = performance_of(held).projects[0]
    wrong = replace(present, indicators=(present.indicators[0], too_high(), present.indicators[2]))
    put(held, with_project, wrong, 0)
    held.findings.update(explanation="按超额口径统计。")

    put(held, with_project, replace(wrong, purpose="用途另写。"), 0)

    assert held.findings.get().explanation == "按超额口径统计。"


def test_a_code_stands_for_one_project() -> None:
    held = draft(hebei_project("甲"))

    with pytest.raises(NotEntered, match="已用于“甲”") as refused:
        put(held, with_project, hebei_project("乙"))

    assert refused.value.mistakes[0].field == "code"
    assert len(performance_of(held).projects) == 1


def test_what_a_form_has_no_place_for_is_refused_at_its_field() -> None:
    held = draft()
    wrong = replace(hebei_project(), category="31-部门项目")

    with pytest.raises(NotEntered, match="项目类别") as refused:
        put(held, with_project, wrong)

    assert refused.value.mistakes[0].field == "category"
    assert held.tables.count() == 1
    assert not held.events.filter(what="录入绩效").exists()


def test_what_reads_as_something_else_is_refused_at_its_row() -> None:
    held = draft()
    line = indicator("一级指标", "二级指标", "三级指标", "指标值")
    wrong = replace(hebei_project(), indicators=(*hebei_project().indicators, line))

    with pytest.raises(NotEntered) as refused:
        put(held, with_project, wrong)

    assert {one.row for one in refused.value.mistakes} >= {3}
    assert held.tables.count() == 1


def test_only_a_draft_can_be_entered_into() -> None:
    held = draft(hebei_project())
    present = performance_of(held).projects[0]
    models.Disclosure.objects.update(
        status="published", published_at="2026-02-01T00:00Z", sha256="a" * 64
    )

    with pytest.raises(NoDraft, match="已公开"):
        put(held, with_project, present, 0)


def test_nothing_is_entered_into_a_deleted_draft() -> None:
    held = draft(hebei_project())
    present = performance_of(held).projects[0]
    models.Disclosure.objects.filter(pk=held.pk).delete()

    with pytest.raises(NoDraft, match="已被删除"):
        put(held, with_project, present, 0)


def test_publishing_notices_what_was_entered_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    held = draft(hebei_project())
    present = performance_of(held).projects[0]
    from budgets import publishing

    original = publishing.files_of

    def slowly(*given: Any) -> Any:
        files = original(*given)
        other = models.Disclosure.objects.get(pk=held.pk)
        put(other, with_project, replace(present, purpose="刚刚改的。"), 0)
        return files

    monkeypatch.setattr(publishing, "files_of", slowly)

    with pytest.raises(publishing.ContentChanged):
        publish_directly(held, as_published=True)

    assert models.Disclosure.objects.get().status == "draft"
    assert performance_of(held).projects[0].purpose == "刚刚改的。"


def test_the_draft_no_longer_says_what_its_file_said() -> None:
    held = draft(hebei_project())
    models.Disclosure.objects.update(source_sha256="ab" * 32)

    put(held, with_project, replace(performance_of(held).projects[0], purpose="改。"), 0)

    held.refresh_from_db()
    assert held.source_sha256 == ""
    assert held.events.latest("at").what == "录入绩效"


def test_entering_begins_with_what_is_public() -> None:
    public = draft(hebei_project(), kind="performance")
    publish_directly(public, as_published=True)

    begun = begin(public.department, 2026, "performance")

    assert (begun.version, begun.status) == (2, "draft")
    assert performance_of(begun) == performance_of(public)
    assert begin(public.department, 2026, "performance") == begun


def test_entering_begins_empty_where_nothing_is() -> None:
    begun = begin(department(), 2026, "performance")

    assert begun.tables.count() == 0
    put(begun, with_project, hebei_project())
    assert [one.name for one in performance_of(begun).projects] == ["外事工作经费"]


def test_amounts_that_only_the_table_has_stay() -> None:
    carried = StatedAmountData("carried", "上年结转", parse_amount("1.00", WAN))
    held = draft(hebei_project())
    present = performance_of(held).projects[0]

    with pytest.raises(NotEntered, match="上年结转"):
        put(held, with_project, replace(present, amounts=(*present.amounts, carried)), 0)


class TestWhateverIsEntered(TestCase):
    """The same for whatever people enter: read back identically, the other tables untouched."""

    @settings(max_examples=15, deadline=None)
    @given(entered=st.one_of(subjects.hebei_project(), subjects.national_project()))
    def test_a_project_reads_back_identically(self, entered: ProjectData) -> None:
        held = draft(overall())
        before = load_disclosure(held)

        enter(held, partial(_with, entered), what="试填")

        after = load_disclosure(held)
        assert after.tables[:2] == before.tables
        (found,) = read_performance(after).performance.projects
        assert said(found) == said(entered)
        assert load_findings(held) is not None


def _with(entered: ProjectData, held: models.Disclosure) -> Entered:
    return with_project(held, entered)
