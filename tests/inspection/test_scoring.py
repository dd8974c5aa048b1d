"""Points: every rule by an example that keeps it and one that breaks it; what can't be told costs nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from budgets.inspection.clock import Deadline
from budgets.inspection.data import BAD, GOOD, NONE, UNCLEAR, Item, Looked
from budgets.inspection.looking import look_at
from budgets.inspection.rules import (
    HEADINGS,
    LOOKS,
    Adjustment,
    RuleSet,
    headings,
    nearest,
    printed,
    shipped_rules,
    tenths,
)
from budgets.inspection.scoring import (
    DEDUCTED,
    HELD,
    NOTED,
    NOTHING,
    OFF,
    UNKNOWN,
    Circumstances,
    Line,
    judge,
    marks_of,
    printed_percent,
    score,
)
from budgets.models import Disclosure
from tests.builders import whole_document
from tests.inspection.documents import explained, looked, of_region

TODAY = dt.date(2026, 4, 1)
DUE = Deadline(dt.date(2026, 2, 6), dt.date(2026, 2, 26))
IN_TIME = Circumstances(TODAY, DUE, dt.date(2026, 2, 20))
RULES = shipped_rules()


def line(code: str, items: list[Item], rules: RuleSet = RULES) -> Line:
    return judge(rules.rule(code), items)


def timely(circumstances: Circumstances, rules: RuleSet = RULES) -> Line:
    (found,) = score(RuleSet((rules.clock,), ()), "budget", Looked(), circumstances)
    return found


def kept(circumstances: Circumstances) -> Line:
    return next(
        one for one in score(RULES, "budget", Looked(), circumstances) if one.rule.code == "M01"
    )


# ---- The catalogue


@pytest.mark.parametrize("kind", ["budget", "final-accounts"])
def test_the_points_of_budgets_and_accounts_are_a_hundred(kind: str) -> None:
    assert sum(rule.points for rule in RULES.of(kind)) == 1000


def test_every_heading_has_rules_and_every_kind_a_duty() -> None:
    assert {rule.heading for rule in RULES.rules} == set(HEADINGS) == set(headings())
    assert {duty.kind for duty in RULES.duties} == set(Disclosure.Kind.values)


def test_every_rule_names_its_source_and_looks_at_something() -> None:
    for rule in RULES.rules:
        assert rule.source, rule.code
        assert rule.statement, rule.code
        assert set(rule.kinds) <= set(Disclosure.Kind.values), rule.code
    assert {rule.looks_at for rule in RULES.rules} >= set(LOOKS)


@pytest.mark.parametrize("kind", Disclosure.Kind.values)
def test_every_look_of_a_kind_is_there_in_its_documents(kind: str) -> None:
    found = looked(replace(whole_document(), kind=kind))

    asked = {rule.looks_at for rule in RULES.of(kind)} & set(LOOKS)
    assert asked <= set(found.looks)


@pytest.mark.parametrize("code", [rule.code for rule in RULES.rules if rule.items])
def test_every_item_of_a_rule_is_one_that_its_look_tells(code: str) -> None:
    rule = RULES.rule(code)
    seen = {
        one.key
        for name in ("central", "accounts")
        for one in looked(explained(of_region(name))).items(rule.looks_at)
    }

    assert set(rule.items) <= seen


# ---- A rule


def test_a_fault_costs_its_share_of_what_could_be_judged() -> None:
    items = [Item("fund", BAD, "缺。"), Item("income", GOOD), Item("general", UNCLEAR, "看不出。")]

    found = line("C01", items)

    assert (found.outcome, found.earned, found.possible) == (DEDUCTED, 70, 140)
    assert [one.said for one in found.faults] == ["缺。"]
    assert [one.said for one in found.notes] == ["看不出。"]


def test_what_a_rule_does_not_ask_for_does_not_count() -> None:
    assert line("C01", [Item("capital", BAD), Item("income", GOOD)]).outcome == HELD


def test_each_contradiction_costs_the_same_until_nothing_is_left() -> None:
    many = [Item(str(n), BAD, "不符。") for n in range(9)]

    assert line("A01", many[:2]).earned == 100
    assert line("A01", many).earned == 0


def test_a_document_without_contradictions_keeps_the_rule() -> None:
    assert line("A01", []).outcome == HELD
    assert line("A01", [Item("a", NONE, "已说明。")]).earned == 140


def test_what_can_not_be_told_costs_nothing() -> None:
    found = line("C04", [Item("duties", UNCLEAR, "没有附说明。")])

    assert (found.outcome, found.possible, found.lost) == (UNKNOWN, 0, 0)


def test_nothing_to_judge_is_no_merit_and_no_fault() -> None:
    assert line("C03", [Item("fund", NONE)]).outcome == NOTHING
    assert line("D02", []).outcome == NOTHING


def test_a_rule_without_points_only_tells() -> None:
    found = line("C02", [Item("capital", BAD, "缺。")])

    assert (found.outcome, found.possible) == (NOTED, 0)
    assert [one.said for one in found.notes] == ["缺。"]


# ---- The clock


def test_published_in_time_keeps_the_rule() -> None:
    found = timely(IN_TIME)

    assert (found.outcome, found.earned) == (HELD, 200)
    assert "2026-02-26" in found.notes[0].said


def test_every_day_of_delay_costs() -> None:
    found = timely(replace(IN_TIME, published=dt.date(2026, 3, 1)))

    assert (found.outcome, found.earned) == (DEDUCTED, 200 - 3 * 20)
    assert "迟 3 天" in found.faults[0].said


def test_what_is_overdue_and_not_there_costs_as_of_today() -> None:
    found = timely(replace(IN_TIME, published=None))

    assert (found.outcome, found.earned) == (DEDUCTED, 0)
    assert "逾期 34 天" in found.faults[0].said


def test_without_a_day_or_before_it_nothing_is_said_against_anybody() -> None:
    assert timely(replace(IN_TIME, deadline=None)).outcome == UNKNOWN
    assert timely(Circumstances(dt.date(2026, 2, 26), DUE)).outcome == UNKNOWN


def test_the_day_of_loading_is_not_the_day_of_publication_elsewhere() -> None:
    loaded = replace(IN_TIME, published=dt.date(2026, 3, 20), elsewhere=True)

    assert timely(loaded).outcome == UNKNOWN
    # What was loaded in time had been published in time.
    assert timely(replace(loaded, published=dt.date(2026, 2, 20))).outcome == HELD


def test_published_before_it_was_approved_asks_for_a_look_at_the_day() -> None:
    found = timely(replace(IN_TIME, published=dt.date(2026, 2, 1)))

    assert found.outcome == HELD
    assert "请核对批复日" in found.notes[0].said


def test_what_was_withdrawn_is_not_kept() -> None:
    assert kept(IN_TIME).outcome == HELD
    assert kept(replace(IN_TIME, withdrawn=True)).outcome == DEDUCTED
    assert kept(Circumstances(TODAY)).outcome == UNKNOWN


# ---- All together


def test_a_document_without_a_fault_has_all_points() -> None:
    data = explained(of_region("central without fund or carry-over"))

    marks = marks_of(score(RULES, "budget", looked(data), IN_TIME))

    assert printed_percent(marks.total) == "100"
    assert marks.possible == 1000


def test_the_score_counts_what_could_be_judged_alone() -> None:
    data = of_region("central without fund or carry-over")
    here = marks_of(score(RULES, "budget", looked(data), IN_TIME))
    loaded = marks_of(score(RULES, "budget", looked(data, as_published=True), IN_TIME))

    assert printed_percent(here.total) == "91.1"
    assert here.percent("complete") is not None
    assert printed_percent(loaded.total) == "100"
    assert loaded.possible < here.possible


def test_the_same_document_scores_the_same_twice() -> None:
    data = of_region("county")

    assert score(RULES, "budget", look_at(data), IN_TIME) == score(
        RULES, "budget", look_at(data), IN_TIME
    )


# ---- Adjusting


def test_a_region_changes_points_items_and_days() -> None:
    own = RULES.adjusted(
        [
            Adjustment("C02", points=40),
            Adjustment("C01", items=("income", "capital")),
            Adjustment("T01", days=15, a_day=50),
        ]
    )

    assert line("C02", [Item("capital", BAD)], own).lost == 40
    assert line("C01", [Item("fund", BAD), Item("income", GOOD)], own).outcome == HELD
    assert timely(replace(IN_TIME, published=dt.date(2026, 2, 27)), own).earned == 150
    assert own.clock.days == 15
    assert own.rule("C02").adjusted


def test_a_rule_that_is_off_says_why_and_counts_nowhere() -> None:
    own = RULES.adjusted([Adjustment("C01", off="本地表样另有规定。")])
    found = {one.rule.code: one for one in score(own, "budget", looked(whole_document()), IN_TIME)}

    assert found["C01"].outcome == OFF
    assert found["C01"].possible == 0


def test_a_region_demands_another_document() -> None:
    assert not RULES.duty("performance").required
    assert RULES.adjusted([Adjustment("W03", required=True)]).duty("performance").required


def test_rules_that_differ_have_another_digest() -> None:
    own = RULES.adjusted([Adjustment("C02", points=40)])

    assert own.digest != RULES.digest
    assert RULES.adjusted([]).digest == RULES.digest
    # The clock is no part of what a version's content is scored by.
    assert RULES.adjusted([Adjustment("T01", days=15)]).content.digest == RULES.content.digest


def test_an_adjustment_near_by_hides_one_farther_off_whole() -> None:
    held = nearest(
        [
            [Adjustment("C01", points=10)],
            [Adjustment("C01", items=("fund",)), Adjustment("C02", points=5)],
        ]
    )

    assert held == [Adjustment("C01", points=10), Adjustment("C02", points=5)]


@pytest.mark.parametrize(("points", "text"), [(140, "14"), (5, "0.5"), (0, "0"), (-25, "-2.5")])
def test_points_are_printed_as_people_write_them(points: int, text: str) -> None:
    assert printed(points) == text


def test_points_have_one_decimal_at_most() -> None:
    assert tenths("0.5") == 5
    with pytest.raises(ValueError, match="decimal"):
        tenths("0.25")
