"""The same indicator in several years and in the evaluation: lines of the read model side by side.

Over the years two lines are of one indicator when what counts of their names is the same; where a
form uses one name twice (培训效果 as 社会效益 and as 可持续影响), the level above must agree as well. A
target and a line of its own year's evaluation may also be called a little differently (likeness).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from budgets.vocabulary import normalise
from performance.likeness import ALIKE, closeness, units_agree
from performance.models import EvaluationItem, Indicator, Term

Line = TypeVar("Line", Indicator, EvaluationItem)

# What tells an indicator from others: its name, and where that is not enough its level and place.
_Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class IndicatorPoint:
    """An indicator in one year: the target, and the line of an evaluation that says the result."""

    target: Indicator | None = None
    result: EvaluationItem | None = None

    def __bool__(self) -> bool:
        return self.target is not None or self.result is not None


@dataclass(frozen=True, slots=True)
class IndicatorHistory:
    """An indicator over the years, newest first; its words are those of the newest year."""

    level1: str
    level2: str
    name: str
    term: str
    points: tuple[IndicatorPoint, ...]


def indicator_histories(
    years: Iterable[tuple[Sequence[Sequence[Indicator]], Sequence[Sequence[EvaluationItem]]]],
) -> tuple[IndicatorHistory, ...]:
    """Every indicator with one point a year, in the order of the newest year that has it.

    Each year has the lines of its targets and of its evaluations, document by document; where two
    state an indicator, it stands as the first one says. Lines of an evaluation that state how the
    money was spent are no indicators.
    """
    given = [(targets, [_scored(lines) for lines in items]) for targets, items in years]
    shared = _shared(
        [*(one for targets, _ in given for one in targets), *(one for _, i in given for one in i)]
    )
    rows: dict[_Key, list[IndicatorPoint]] = {}
    for place, (targets, items) in enumerate(given):
        asked = _keyed(targets, shared)
        reached = _beside(asked, _keyed(items, shared))
        for key in (*asked, *(key for key in reached if key not in asked)):
            row = rows.setdefault(key, [IndicatorPoint()] * len(given))
            row[place] = IndicatorPoint(asked.get(key), reached.get(key))
    return tuple(_history(key, points) for key, points in rows.items())


def results_of(
    targets: Sequence[Indicator], items: Sequence[Sequence[EvaluationItem]]
) -> dict[int, EvaluationItem]:
    """The line of an evaluation beside each target of a document, by the target's primary key."""
    scored = [_scored(lines) for lines in items]
    shared = _shared([targets, *scored])
    asked = _keyed([targets], shared)
    reached = _beside(asked, _keyed(scored, shared))
    return {target.pk: reached[key] for key, target in asked.items() if key in reached}


def _scored(items: Iterable[EvaluationItem]) -> list[EvaluationItem]:
    return [item for item in items if not item.execution]


def _shared(forms: Iterable[Sequence[Indicator] | Sequence[EvaluationItem]]) -> set[str]:
    """The names that some form gives to lines of one term at several places of its tree."""
    shared: set[str] = set()
    for lines in forms:
        places = {(_term(line), line.source_key, _level(line)) for line in lines}
        names = Counter((term, name) for term, name, _above in places)
        shared |= {name for (_of, name), count in names.items() if count > 1}
    return shared


def _keyed(forms: Iterable[Iterable[Line]], shared: set[str]) -> dict[_Key, Line]:
    """Lines by what tells them apart, the first form's before others'; those without name never."""
    keyed: dict[_Key, Line] = {}
    for lines in forms:
        seen: Counter[_Key] = Counter()
        for line in lines:
            name = line.source_key
            if not name:
                continue
            key = (_term(line), name, _level(line) if name in shared else "", 0)
            # A form may print the very same line twice.
            keyed.setdefault((*key[:3], seen[key]), line)
            seen[key] += 1
    return keyed


def _beside(
    asked: Mapping[_Key, Indicator], reached: Mapping[_Key, EvaluationItem]
) -> dict[_Key, EvaluationItem]:
    """The lines of an evaluation under the keys of the targets that they speak of.

    What no target has the name of goes to the one that is alike, where there is only one such
    target and only one such line; else it stays under its own key.
    """
    found = dict(reached)
    alike = [
        (close, key, other)
        for key, target in asked.items()
        if key not in reached and key[0] == Term.ANNUAL
        for other, item in reached.items()
        if other not in asked
        and (close := closeness(target.name, item.name)) >= ALIKE
        and units_agree(target.value, item.target)
    ]
    for close, key, other in alike:
        rivals = [one for one in alike if (one[1] == key) != (one[2] == other)]
        if all(rival[0] < close for rival in rivals) and other in found:
            found[key] = found.pop(other)
    return found


def _term(line: Indicator | EvaluationItem) -> str:
    # An evaluation speaks of the year.
    return str(getattr(line, "term", Term.ANNUAL))


def _level(line: Indicator | EvaluationItem) -> str:
    return normalise(line.level2 or line.level1)


def _history(key: _Key, points: Sequence[IndicatorPoint]) -> IndicatorHistory:
    first = next(point for point in points if point)
    line = first.target or first.result
    assert line is not None
    return IndicatorHistory(line.level1, line.level2, line.name, key[0], tuple(points))
