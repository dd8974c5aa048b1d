"""What the checks say while staff type, as JSON: each finding at its row and column, or its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import JsonResponse

from budgets.data import CellRef, FindingData
from performance.admin.answers import NotThere
from performance.data import MEDIUM, Cells, EvaluationData, ProjectData
from performance.entering import Entered, NotEntered
from performance.readback import Mistake, matched

# Where something stands on a page: a row of its grid (None: outside of it) and a field.
Place = tuple[int | None, str]
Said = dict[str, Any]
NOWHERE: Place = (None, "")
# Levels that are printed in one cell: what is wrong there is shown at the last of them.
_ORDER = ("level3", "level2", "level1", "value", "operator", "unit")


def answer(said: Iterable[Said], **more: Any) -> JsonResponse:
    return JsonResponse({"said": list(said), **more})


def refused(error: NotEntered) -> JsonResponse:
    """Why there is nothing to check; a draft that is not there says so to the browser as well."""
    status = 404 if isinstance(error, NotThere) else 200
    return JsonResponse({"said": mistakes_said(error.mistakes)}, status=status)


def mistakes_said(mistakes: Iterable[Mistake]) -> list[Said]:
    """What keeps the entry from being laid out at all."""
    return [_said("error", one.message, (one.row, one.field)) for one in mistakes]


def entry_said(entered: Entered, meant: Any) -> list[Said]:
    """Findings and problems of what was entered; rows count from 0 as they were sent."""
    places = dict(places_of(entered.subject, meant)) if entered.subject is not None else {}
    by_cell = {(ref.n, ref.row, ref.column): place for ref, place in places.items()}
    said = [_finding(one, by_cell) for one in entered.found_here()]
    by_address = {(ref.n, ref.cell): place for ref, place in places.items()}
    blanks = _blanks(entered, meant)
    for ref, one in entered.problems_here():
        place = by_address.get((ref.n, ref.cell)) or blanks.get((ref.n, ref.row), NOWHERE)
        said.append(_said("warning" if one.severity == "notice" else "error", one.message, place))
    return said


def _blanks(entered: Entered, meant: Any) -> dict[tuple[int, int], Place]:
    """The value's place of each indicator without one, by the row that it is printed in."""
    subject = entered.subject
    if subject is None or isinstance(subject, EvaluationData):
        return {}
    return {
        (ref.n, ref.row): (row, "value")
        for row, read in enumerate(matched(meant.indicators, subject.indicators))
        if read is not None and "value" not in read.cells
        for ref in read.cells.values()
    }


def places_of(subject: Any, meant: Any) -> Iterator[tuple[CellRef, Place]]:
    """Where on the page each cell stands that something was read from; the last one holds."""
    if isinstance(subject, EvaluationData):
        # A cell merged over several lines stands at the first of them.
        yield from reversed(list(_evaluation_places(subject)))
        return
    for name, ref in subject.cells.items():
        yield ref, (None, name)
    for goal in subject.goals:
        yield from _at(goal.cells, "goal_medium" if goal.term == MEDIUM else "goal")
    for stated in subject.amounts:
        yield from _at(stated.cells, f"amount_{stated.measure}")
    if isinstance(subject, ProjectData):
        for step in subject.plan:
            yield from _at(step.cells, f"plan_{step.month}")
    for row, read in enumerate(matched(meant.indicators, subject.indicators)):
        if read is not None:
            names = sorted(read.cells, key=lambda one: _ORDER.index(one) if one in _ORDER else -1)
            for name in reversed(names):
                yield read.cells[name], (row, name)


def _evaluation_places(evaluation: EvaluationData) -> Iterator[tuple[CellRef, Place]]:
    for name, ref in evaluation.cells.items():
        yield ref, (None, name)
    for place, part in enumerate(evaluation.parts):
        yield from _at(part.cells, f"part_{place}")
    line = 0
    for row, item in enumerate(evaluation.items):
        for one in item.execution:
            for name, ref in one.cells.items():
                if name not in ("weight", "score"):
                    yield ref, (None, f"money_{line}_{'executed' if name == 'rate' else name}")
            line += 1
        for name, ref in item.cells.items():
            yield ref, (row, name)


def _at(cells: Cells, field: str) -> Iterator[tuple[CellRef, Place]]:
    return ((ref, (None, field)) for ref in cells.values())


def _finding(finding: FindingData, places: Mapping[tuple[int, int, int], Place]) -> Said:
    refs: Sequence[CellRef] = (finding.at, *finding.against)
    found = (places.get((ref.n, ref.row, ref.column)) for ref in refs)
    place = next((one for one in found if one is not None), NOWHERE)
    return _said(finding.severity, finding.message, place)


def _said(severity: str, message: str, place: Place) -> Said:
    return {"severity": severity, "message": message, "row": place[0], "field": place[1]}
