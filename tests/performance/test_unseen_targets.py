"""Targets of bodies that nobody has seen: all of it understood, and every planted mistake at its cell."""

from __future__ import annotations

import pytest

from tests.performance.unseen_forms import FORMS as PROJECT_FORMS
from tests.performance.unseen_layouts import FORMS as LAYOUTS
from tests.performance.unseen_lists import FORMS as LISTS
from tests.performance.unseen_overall import FORMS as OVERALL_FORMS
from tests.performance.unseen_region_mistakes import BAD_INPUT as BAD_IN_REGIONS
from tests.performance.unseen_region_mistakes import MISTAKES as REGION_MISTAKES
from tests.performance.unseen_regions import FORMS as REGIONS
from tests.performance.unseen_target_mistakes import BAD_INPUT, ERROR, MISTAKES, NO_MISTAKES
from tests.performance.unseen_targets import Unseen, read

UNSEEN: dict[str, Unseen] = {**LISTS, **PROJECT_FORMS, **OVERALL_FORMS, **LAYOUTS, **REGIONS}

# Name -> indicators of each project, and of the overall form.
READ = {
    "park": ([8, 5], 4),
    "school": ([7, 5], None),
    "police": ([4, 5, 4], None),
    "culture": ([14, 8], None),
    "forest": ([7, 5], None),
    "water": ([6, 4], None),
    "insurance": ([6, 4], None),
    "street": ([4] * 60, None),
    "county": ([7, 7], None),
    "ministry": ([7, 5], None),
    "template": ([6], None),
    "shanghai": ([8], None),
    "chongqing": ([6], None),
    "two-sided": ([14], None),
    "shaanxi": ([7], None),
    "transfer": ([8], None),
    "duties": ([], 5),
    "tasks": ([], 8),
    "task-money": ([], 7),
    "weighed": ([], 5),
    "guangdong": ([], 8),
    "whole": ([], 5),
    "care": ([], 5),
    "lines": ([4, 4], None),
    "stacked": ([4, 5], None),
    "joined": ([5, 3], None),
    "levelled": ([], 12),
    "ordered": ([], 6),
    "pages": ([5, 4], None),
    "surveying": ([8], None),
    "rivers": ([8], None),
    "roads": ([], 8),
    "library": ([5, 4], None),
    "auditors": ([], 7),
    "reservoirs": ([5, 3], None),
    "statistics": ([], 9),
    "fishery": ([6], None),
    "finance": ([], 7),
    "school repairs": ([7], None),
    "granary": ([6, 5], None),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_consistent_form_is_understood_without_a_word(name: str) -> None:
    outcome = read(UNSEEN[name])

    performance = outcome.performance
    overall = performance.overall
    assert [len(project.indicators) for project in performance.projects] == READ[name][0]
    assert (len(overall.indicators) if overall else None) == READ[name][1]
    assert performance.evaluations == ()
    assert outcome.unread == ()
    assert outcome.told() == []
    assert outcome.complaints() == []


def test_every_form_is_expected() -> None:
    assert set(READ) == set(UNSEEN)


@pytest.mark.parametrize(("name", "before", "after", "expected"), [*MISTAKES, *REGION_MISTAKES])
def test_a_planted_mistake_is_found_at_its_cell(
    name: str, before: str, after: str, expected: list[tuple[str, str, str]]
) -> None:
    outcome = read(UNSEEN[name].but(before, after))

    assert outcome.told() == expected
    assert outcome.complaints() == []


@pytest.mark.parametrize(("name", "before", "after", "expected"), [*BAD_INPUT, *BAD_IN_REGIONS])
def test_bad_input_is_named_at_its_cell(
    name: str, before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    complaints = read(UNSEEN[name].but(before, after)).complaints()

    assert [(severity, cell) for severity, cell, _ in complaints] == [
        (ERROR, cell) for cell, _ in expected
    ]
    for (_, _, message), (_, beginning) in zip(complaints, expected, strict=True):
        assert message.startswith(beginning)


@pytest.mark.parametrize(("name", "before", "after"), NO_MISTAKES)
def test_what_contradicts_nothing_stays_silent(name: str, before: str, after: str) -> None:
    outcome = read(UNSEEN[name].but(before, after))

    assert outcome.told() == []
    assert outcome.complaints() == []
