"""How every score of an evaluation came about, as a table to print after the document's own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.data import ColumnData, RowData, TableData
from performance.data import EvaluationData, PerformanceData
from performance.scoring.data import CONTRADICTS, UNEXPLAINED, ItemScoring, PartScoring, Scoring
from performance.scoring.engine import belongs, score_evaluation, score_of
from performance.scoring.figures import bare, points

KIND = "appendix"
TITLE = "评分说明"
HEADINGS = ("指标", "分值", "得分", "按规则", "规则", "计算过程")
# Appendices stand after every table that a document can have.
FIRST_N = 1001
_NO_RULE = "无规则说明"
_NUMBERS = ("分值", "得分", "按规则")


def appendix_of(performance: PerformanceData) -> tuple[TableData, ...]:
    """A table 评分说明 for each evaluation that has scored lines: kind "appendix", no merges."""
    tables: list[TableData] = []
    for evaluation in performance.evaluations:
        if any(score_of(item) is not None for item in evaluation.items):
            tables.append(_table(evaluation, FIRST_N + len(tables)))
    return tuple(tables)


def _table(evaluation: EvaluationData, n: int) -> TableData:
    scoring = score_evaluation(evaluation)
    name = evaluation.project_name or evaluation.project_code
    return TableData(
        n=n,
        kind=KIND,
        code="",
        title=f"{TITLE}（{name}）" if name else TITLE,
        unit="",
        header=(HEADINGS,),
        rows=tuple(_rows(scoring)),
        columns=tuple(
            ColumnData((heading,), "number" if heading in _NUMBERS else "text")
            for heading in HEADINGS
        ),
        notes=tuple(_notes(scoring)),
    )


def _rows(scoring: Scoring) -> Iterator[RowData]:
    """Each part with its lines below it, lines that no part claims after them, then the total."""
    told: set[int] = set()
    for part in scoring.parts:
        mine = [place for place, one in enumerate(scoring.items) if belongs(one.item, part.part)]
        yield _part(part)
        yield from _lines(scoring, mine)
        told |= set(mine)
    rest = [place for place in range(len(scoring.items)) if place not in told]
    yield from _lines(scoring, rest)
    evaluation = scoring.evaluation
    if evaluation.score is not None or scoring.score is not None:
        yield _row(
            "综合得分",
            evaluation.total_weight,
            evaluation.score,
            scoring.score,
            "",
            "；".join(scoring.steps),
            kind="total",
        )


def _part(part: PartScoring) -> RowData:
    return _row(
        part.part.name,
        part.part.weight,
        part.part.score,
        part.score,
        "",
        "；".join(part.steps),
        kind="heading",
        level=0,
    )


def _lines(scoring: Scoring, places: list[int]) -> Iterator[RowData]:
    shares = {share.items[0]: share for share in scoring.shares}
    for place in places:
        if share := shares.get(place):
            explained = share.verdict not in (UNEXPLAINED, CONTRADICTS)
            rules = dict.fromkeys(scoring.items[one].rule_name for one in share.items)
            yield _row(
                f"{share.name}（{len(share.items)}项共用）",
                share.weight,
                share.stated,
                share.stated if explained else None,
                "、".join(filter(None, rules)) or _NO_RULE,
                "；".join(share.steps),
            )
        yield _line(scoring.items[place])


def _line(one: ItemScoring) -> RowData:
    item = one.item
    if one.share:
        rule = ""
        process = "，".join(f"{label}{printed}" for label, printed in one.inputs)
    else:
        rule = one.rule_name or _NO_RULE
        process = one.explanation
    return _row(
        bare(item.name) or item.name,
        one.weight,
        score_of(item),
        one.score,
        rule,
        process,
        level=1,
    )


def _row(
    name: str,
    weight: Decimal | None,
    score: Decimal | None,
    recomputed: Decimal | None,
    rule: str,
    process: str,
    *,
    kind: str = "text",
    level: int = 0,
) -> RowData:
    return RowData(
        (name, _printed(weight), _printed(score), _printed(recomputed), rule, process),
        kind,
        level,
    )


def _printed(value: Decimal | None) -> str:
    return "" if value is None else points(value)


def _notes(scoring: Scoring) -> Iterator[str]:
    yield "“按规则”为按评分标准重新计算的得分；规则留有余地的，以填写的得分为准；空白表示没有规则能确定得分。"
    for sentence in scoring.unexplained:
        yield f"{sentence}。"
