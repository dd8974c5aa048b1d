"""Scores and grades that an explanation tells: of the whole, of its parts, of each project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.data import CellRef, FindingData
from performance.checks.evaluation_context import Context, finding
from performance.checks.rules import ERROR, NOWHERE_AT, cell, shortened
from performance.data import PartData
from performance.scoring.engine import belongs, score_of
from performance.scoring.figures import ZERO, bare, points, show
from performance.scoring.grades import grade_named
from performance.scoring.judging import alike

_SCORE = re.compile(
    r"(?:综合|自评|评价)?(?:总?得分|总分|评分)[为是:]?(?P<score>\d{1,3}(?:\.\d+)?)分"
)
# Scores of parts of it, or of others.
_OTHER_SCORE = re.compile(
    r"平均|最高|最低|个项目|各项目|该项目|此项目|项目支出|子项目|满分|指标|产出|效益|效果|满意度|执行情况|管理情况|实现情况"
)
_GRADE = re.compile(
    r"(?:结论|级别|等级|等次|评定|评价结果|自评结果)[为是:]*[“\"'「]?(?P<grade>[优良中差][秀好等]?|合格|不合格)[”\"'」]?(?![^，,。；;”\"'」]{1,})"
)
# 当年预算执行情况（20分）得分18.83分, 产出指标满分50分，得分48分.
_OF_A_PART = (
    r"(?:\((?:满分|分值)?\d+(?:\.\d+)?分?\)|[,，]?(?:满分|分值|权重)[为是]?\d+(?:\.\d+)?分[,，]?)?"
    r"[^,，。;；0-9]{0,6}得分?[为是:]?(?P<score>\d{1,3}(?:\.\d+)?)分"
)
_SHORTEST_PART = 3


def scores_in_text(context: Context) -> Iterator[FindingData]:
    """The score of the whole, its grade, and the scores of its parts."""
    evaluation = context.evaluation
    for sentence in re.split(r"[。；;]", context.paragraph):
        yield from _parts(context, sentence)
        match = _SCORE.search(sentence)
        if match is None:
            continue
        before = sentence[: match.start()].replace(context.name, "").replace("绩效评价", "")
        if _OTHER_SCORE.search(before):
            continue
        stated, table = Decimal(match["score"]), evaluation.score
        if table is not None and not alike(stated, table):
            yield finding(
                "text-score",
                ERROR,
                context.at,
                f"说明“{shortened(sentence, 60)}”中得分{show(stated)}分，表中为{show(table)}分",
                stated=points(stated),
                expected=points(table),
                against=_known(cell(evaluation.cells, "score")),
            )
        yield from _grade(context, sentence)


def _parts(context: Context, sentence: str) -> Iterator[FindingData]:
    for part in context.evaluation.parts:
        name = bare(part.name)
        if len(name) < _SHORTEST_PART or sentence.count(name) != 1:
            continue
        match = re.search(re.escape(name) + _OF_A_PART, sentence)
        table = _score_of_part(context, part)
        if match is None or table is None:
            continue
        stated, at = Decimal(match["score"]), cell(part.cells, "score", "name")
        if not alike(stated, table):
            yield finding(
                "text-part",
                ERROR,
                context.at,
                f"说明“{shortened(sentence, 60)}”中{name}得分{show(stated)}分，表中为{show(table)}分",
                stated=points(stated),
                expected=points(table),
                against=_known(at),
            )


def _score_of_part(context: Context, part: PartData) -> Decimal | None:
    """As printed, else what its lines come to."""
    if part.score is not None:
        return part.score
    scores = [score_of(item) for item in context.evaluation.items if belongs(item, part)]
    known = [score for score in scores if score is not None]
    return sum(known, ZERO) if known and len(known) == len(scores) else None


def _grade(context: Context, sentence: str) -> Iterator[FindingData]:
    evaluation = context.evaluation
    match = _GRADE.search(sentence)
    said = grade_named(match["grade"]) if match else None
    table = grade_named(evaluation.grade)
    if match and said and table and said.name != table.name:
        yield finding(
            "text-grade",
            ERROR,
            context.at,
            f"说明“{shortened(sentence, 60)}”中级别为{match['grade']}，表中为{evaluation.grade}",
            stated=match["grade"],
            expected=evaluation.grade,
            against=_known(cell(evaluation.cells, "grade", "score")),
        )


def _known(ref: CellRef) -> tuple[CellRef, ...]:
    return () if ref == NOWHERE_AT else (ref,)
