"""Which evaluation a part of the explanation speaks of, and how a finding about it is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.data import CellRef, FindingData
from performance.checks.rules import shortened
from performance.data import EvaluationData, PerformanceData
from performance.scoring.figures import fold

_SENTENCE = re.compile(r"[^。;；]+[。;；]?")
# Shorter names stand in sentences about other things.
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Context:
    """Words of the explanation, folded, and the evaluation that they speak of.

    `at` is their paragraph as findings name it; `name` is that of the project, where the words name
    one: what they say is then of nothing else.
    """

    evaluation: EvaluationData
    paragraph: str
    at: CellRef
    name: str = ""

    @property
    def quoted(self) -> str:
        return shortened(self.paragraph, 60)


def contexts(performance: PerformanceData, paragraphs: Sequence[str]) -> Iterator[Context]:
    """Every paragraph with the document's own evaluation; sentences that name a project with its."""
    own = performance.evaluation
    projects = _projects(performance)
    for row, paragraph in enumerate(paragraphs):
        text, at = fold(paragraph), paragraph_at(row)
        others: list[str] = []
        following = False
        for sentence in _SENTENCE.findall(text) if projects else ():
            named = _named(sentence, projects)
            if len(named) == 1:
                yield Context(projects[named[0]], sentence, at, named[0])
            # What follows a project's name goes on about it.
            following = following or bool(named)
            if not following:
                others.append(sentence)
        if own is not None:
            alone = len(performance.evaluations) == 1
            yield Context(own, text if alone or not projects else "".join(others), at)


def _projects(performance: PerformanceData) -> dict[str, EvaluationData]:
    """The projects with forms or scores of their own by name, each name of one evaluation only."""
    found: dict[str, EvaluationData] = {}
    twice: set[str] = set()
    for one in performance.evaluations:
        name = fold(one.project_name)
        if len(performance.evaluations) > 1 and len(name) >= _SHORTEST_NAME:
            twice.update({name} & found.keys())
            found[name] = one
    return {name: one for name, one in found.items() if name not in twice}


def _named(sentence: str, projects: dict[str, EvaluationData]) -> list[str]:
    """The names in a sentence, but for those that are only part of a longer one."""
    found = [name for name in projects if name in sentence]
    return [name for name in found if not any(name != other and name in other for other in found)]


def paragraph_at(row: int) -> CellRef:
    """A paragraph of the explanation, as a finding names it; rows count from 0."""
    return CellRef(0, "情况说明", f"第{row + 1}段", row, 0)


def finding(
    kind: str,
    severity: str,
    at: CellRef,
    message: str,
    *,
    stated: str = "",
    expected: str = "",
    fen: tuple[int, int] = (0, 0),
    against: tuple[CellRef, ...] = (),
) -> FindingData:
    # A paragraph may contradict several cells: what it says of each tells them apart.
    mark = stated or str(fen[0])
    return FindingData(
        severity=severity,
        kind=kind,
        at=at,
        stated=fen[0],
        expected=fen[1],
        against=against,
        message=message,
        key=f"{kind}/{at.n}:{at.row}:{at.column}/{mark}",
        stated_text=stated,
        expected_text=expected,
    )
