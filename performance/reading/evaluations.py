"""Self-evaluations (绩效自评) of a body and of projects, from whatever tables print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budgets.data import DisclosureData, ProblemData
from budgets.money import UNITS, Unit
from budgets.vocabulary import fold
from performance.data import EvaluationData, ScoreListData
from performance.reading.evaluation_drafts import PROJECT
from performance.reading.evaluation_gaps import gaps
from performance.reading.evaluation_layout import SUMMARY, Layout, layout_of
from performance.reading.evaluation_state import Book
from performance.reading.evaluation_walk import read_table
from performance.reading.evaluation_words import key_of
from performance.reading.grids import Grid


def layouts(grid: Grid) -> list[Layout]:
    """Every header of a table that only an evaluation has."""
    found: list[Layout] = []
    for row in range(grid.height):
        layout = layout_of(grid, row, found[-1] if found else None)
        if layout is not None:
            found.append(layout)
    return found


def has_results(grid: Grid) -> bool:
    """Whether a header of a table asks for scores, values reached or money spent."""
    return any(layout.has("score", "actual", "executed") for layout in layouts(grid))


def is_evaluation(grid: Grid) -> bool:
    """Whether a performance table tells what was reached or scored, not only what is asked."""
    if has_results(grid):
        return True
    title = fold(grid.table.title)
    return "自评" in title or ("评价" in title and "目标" not in title)


def read_evaluations(
    grids: Sequence[Grid], data: DisclosureData
) -> tuple[tuple[EvaluationData, ...], tuple[ProblemData, ...]]:
    """The evaluations that some tables print, and what is wrong with them.

    All tables of a body's overall evaluation make one EvaluationData, each project's its own. What
    was understood is marked in the grids. Never raises for what a table prints.
    """
    evaluated = evaluate(grids, data)
    return evaluated.evaluations, evaluated.problems


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the tables of evaluations say, and what is wrong with them."""

    evaluations: tuple[EvaluationData, ...]
    score_lists: tuple[ScoreListData, ...]
    problems: tuple[ProblemData, ...]


def evaluate(grids: Sequence[Grid], data: DisclosureData) -> Evaluated:
    """Read the tables of evaluations, as `read_evaluations`, with the sums of lists."""
    book = Book(unit=_common_unit(grids, data))
    # The summary first: it names the parts that the other tables speak of.
    summaries = [
        grid for grid in grids if any(layout.family == SUMMARY for layout in layouts(grid))
    ]
    for grid in summaries:
        read_table(grid, book)
    for draft in book.drafts:
        draft.stated = True
    for grid in grids:
        if grid not in summaries:
            read_table(grid, book)
    _join_lists(book)
    evaluations: list[EvaluationData] = []
    problems = list(book.problems)
    for draft in book.drafts:
        if draft:
            evaluation, found = draft.frozen()
            evaluations.append(evaluation)
            problems += found
            problems += gaps(draft.items)
    evaluations.sort(key=lambda one: one.subject != "overall")
    return Evaluated(tuple(evaluations), tuple(book.score_lists), tuple(problems))


def _common_unit(grids: Sequence[Grid], data: DisclosureData) -> Unit | None:
    """The one unit of money that the whole document names."""
    named = {UNITS[table.unit] for table in data.tables if table.unit in UNITS}
    named |= {layout.unit for grid in grids for layout in layouts(grid) if layout.unit}
    return named.pop() if len(named) == 1 else None


def _join_lists(book: Book) -> None:
    """A list that repeats the scores of projects with forms of their own states them once more."""
    forms = {
        key_of(draft.texts["project_name"]): draft
        for draft in book.drafts
        if draft.subject == PROJECT and not draft.listed and "project_name" in draft.texts
    }
    for draft in [one for one in book.drafts if one.listed]:
        form = forms.get(key_of(draft.texts.get("project_name", "")))
        if form is None or any(item.lines for item in draft.items):
            continue
        form.totals += draft.totals
        for role, text in draft.texts.items():
            form.put(role, text, draft.cells[role])
        for n in draft.tables:
            form.seen(n)
        book.drafts.remove(draft)
