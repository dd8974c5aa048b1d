"""What a document's page says of performance, above its list of tables; stored at publication.

Links lie below the document's own address: the same bytes serve the newest version and a named
one. A project's own page is reached through the document (projects/<code or name>/), which sends
the reader on in his language.
"""

from __future__ import annotations

from django.utils.translation import ngettext

from budgets.data import DisclosureData
from budgets.pages.units import told_unit, unit_name
from performance.data import OverallData, PerformanceData
from performance.pages.evaluations import evaluation_of
from performance.pages.rendering import render
from performance.pages.shown import (
    UNIT,
    by_activity,
    by_level,
    goal_of,
    indicators_said,
    line_of_data,
    project_of,
    stated_figures,
    words,
)
from performance.scoring import Scoring, score_evaluation

# Longer lists of projects are folded, and their details with them.
MANY = 12
# So many of the largest projects tell their goal at once.
LARGEST = 3
# An evaluation of a single project stands open; more of them are folded each.
FEW_EVALUATIONS = 2
WHOLE_KINDS = ("performance",)


def section(
    data: DisclosureData,
    performance: PerformanceData,
    scorings: tuple[Scoring, ...] | None = None,
) -> str:
    """HTML of all that a document says of performance, "" where it says nothing.

    `scorings` are those of `performance.evaluations`, made here where they are not given.
    """
    if not performance:
        return ""
    if scorings is None:
        scorings = tuple(score_evaluation(one) for one in performance.evaluations)
    evaluations = [evaluation_of(one, place) for place, one in enumerate(scorings, 1)]
    of_projects = [one for one in evaluations if one.name]
    folded = of_projects if len(of_projects) > FEW_EVALUATIONS else []
    names = {table.n: table.name for table in data.tables}
    largest = max(
        (amount.value for one in performance.projects if (amount := one.amount("total"))),
        default=0,
    )
    projects = [
        project_of(project, f"project-{place}", names.get(project.n, ""), largest)
        for place, project in enumerate(performance.projects, start=1)
    ]
    ranked = [projects[place] for place in by_size(performance)]
    return render(
        "section.html",
        {
            "ranked": ranked,
            "largest": LARGEST,
            "evaluations": [one for one in evaluations if one not in folded],
            "folded": folded,
            "folded_said": counted(projects_count=len(folded), indicators=0),
            "overall": overall(performance.overall) if performance.overall else None,
            "projects": projects,
            "said": counted(
                projects_count=len(projects), indicators=sum(p.count for p in projects)
            ),
            "whole": data.kind in WHOLE_KINDS,
            "many": len(projects) > MANY,
            "at_first": MANY,
            "unit": unit_name(told_unit(UNIT)),
        },
    )


def by_size(performance: PerformanceData) -> list[int]:
    """The places of the projects, the largest first; those of one amount as the document has them."""
    amounts = [one.amount("total") for one in performance.projects]
    fen = [amount.value if amount else -1 for amount in amounts]
    return sorted(range(len(fen)), key=lambda place: -fen[place])


def overall(stated: OverallData) -> dict[str, object]:
    """An overall target: money, goals, activities or levels with their indicators, tasks."""
    lines = [line_of_data(indicator) for indicator in stated.indicators]
    return {
        "body": stated.body,
        "figures": stated_figures(stated.amounts, as_printed=True),
        "goals": [goal_of(goal) for goal in stated.goals if goal.text.strip()],
        "remarks": words(stated.remarks) if stated.remarks.strip("无—-/ ") else None,
        "groups": by_activity(lines) if stated.activities else by_level(lines),
        "by_activity": bool(stated.activities),
        "count": len(lines),
        "tasks": [
            {
                "name": task.name,
                "content": words(task.content) if task.content else None,
                "figures": stated_figures(task.amounts, as_printed=True),
                "total": task.total,
            }
            for task in stated.tasks
        ],
    }


def counted(*, projects_count: int, indicators: int) -> str:
    """How much there is, in words."""
    projects = ngettext("%(n)s 个项目", "%(n)s 个项目", projects_count) % {"n": projects_count}
    return projects if not indicators else f"{projects} · {indicators_said(indicators)}"
