"""The board for the inspector's desk: a workbook with a sheet of reasons, or CSV; formula-safe as every export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from budgets import log, models
from budgets.admin import bureau
from budgets.admin.bureau_board import Board, board
from budgets.admin.bureau_documents import Body, Document, lines
from budgets.data import ColumnData, DisclosureData, RowData, TableData, Text
from budgets.exports import csv_bytes
from budgets.inspection.data import from_json
from budgets.inspection.rules import SEVERITIES, RuleSet, headings, printed
from budgets.inspection.scoring import printed_percent
from budgets.workbook.writer import write_workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"
# Inspections that are loaded at once.
_BATCH = 200
# Columns of figures; the others are words.
_FIGURES = {"迟（天）", "得分", "扣分", "分值", "版本"} | set(headings().values())
_COUNTS = {
    "缺表": ("tables",),
    "空表未说明": ("remarks",),
    "说明缺项": ("sections",),
    "未写原因": ("reasons",),
    "细化不够": ("functions", "economics", "three_public", "natures"),
    "数字不符": ("findings", "contradictions"),
}


@require_safe
def workbook(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """单位和文件, 扣分理由, 规则: what the filters leave, as one workbook."""
    shown, bodies = _asked(request, code, year)
    with override("zh-hans"):
        tables = [_summary(shown, bodies), _documents(shown, bodies), _reasons(shown, bodies)]
        tables.append(_rules(next(iter(shown.rules.values()))))
    data = DisclosureData(
        str(shown.region),
        year,
        "budget",
        tuple(_numbered(table, n) for n, table in enumerate(tables, 1)),
    )
    return _answer(request, shown, write_workbook(data), _XLSX, f"inspection-{code}-{year}.xlsx")


@require_safe
def documents_csv(request: HttpRequest, code: str, year: int) -> HttpResponse:
    shown, bodies = _asked(request, code, year)
    with override("zh-hans"):
        content = csv_bytes(_documents(shown, bodies))
    return _answer(request, shown, content, _CSV, f"inspection-{code}-{year}.csv")


@require_safe
def reasons_csv(request: HttpRequest, code: str, year: int) -> HttpResponse:
    shown, bodies = _asked(request, code, year)
    with override("zh-hans"):
        content = csv_bytes(_reasons(shown, bodies))
    return _answer(request, shown, content, _CSV, f"inspection-{code}-{year}-reasons.csv")


def _asked(request: HttpRequest, code: str, year: int) -> tuple[Board, list[Body]]:
    region = bureau.watched(request, code)
    shown = board(region, bureau.asked_year(year), whole="whole" in request.GET)
    return shown, bureau.filter_of(request, shown, region).apply(shown.bodies)


def _answer(
    request: HttpRequest, shown: Board, content: bytes, content_type: str, name: str
) -> HttpResponse:
    log.append(
        "export-inspection",
        by=request.user,
        subject=shown.region,
        detail={"year": shown.year, "file": name, "filter": request.GET.urlencode()},
    )
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


# ---- Tables


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Text]]) -> TableData:
    return TableData(
        n=1,
        kind="other",
        code="",
        title=title,
        unit="",
        header=(tuple(columns),),
        rows=tuple(RowData(tuple(row)) for row in rows),
        columns=tuple(
            ColumnData((name,), "number" if name in _FIGURES or name in _COUNTS else "text")
            for name in columns
        ),
    )


def _numbered(table: TableData, n: int) -> TableData:
    return TableData(
        n=n,
        kind=table.kind,
        code="",
        title=table.title,
        unit="",
        header=table.header,
        rows=table.rows,
        columns=table.columns,
        sheet=table.title,
    )


def _summary(shown: Board, bodies: Sequence[Body]) -> TableData:
    told = shown.summary_of(bodies)
    rows = [
        (_("地区"), str(shown.region)),
        (_("年度"), str(shown.year)),
        (_("检查日期"), str(shown.today)),
        (_("部门和单位"), str(told.bodies)),
        (_("应公开的文件"), str(told.owed)),
        (_("已公开"), str(told.published)),
        (_("迟于期限公开"), str(told.late)),
        (_("逾期未公开"), str(told.overdue)),
        (_("未登记批复日"), str(told.waiting)),
        (_("未说明的数字不符"), str(told.open_findings)),
        (_("平均得分"), printed_percent(told.score)),
    ]
    return _table("汇总", ("项目", "内容"), rows)


def _documents(shown: Board, bodies: Sequence[Body]) -> TableData:
    columns = (
        "地区",
        "部门/单位",
        "主管部门",
        "种类",
        "状态",
        "批复日",
        "期限",
        "公开日期",
        "迟（天）",
        "版本",
        "得分",
        *headings().values(),
        *_COUNTS,
        "已说明的不符",
        "办理情况",
    )
    names = {body.pk: body.name for body in shown.bodies}
    rows = [
        _document_row(body, document, names.get(body.parent or 0, ""))
        for body in bodies
        for document in body.documents
    ]
    return _table("单位和文件", columns, rows)


def _document_row(body: Body, document: Document, parent: str) -> list[Text]:
    due = document.deadline
    public = document.current is not None
    presumed = "（推定）" if due and due.presumed else ""
    return [
        body.region_name,
        body.name,
        parent,
        document.kind_label,
        document.word if not document.excuse else f"{document.word}：{document.excuse}",
        f"{due.approved}{presumed}" if due else "",
        str(due.due) if due else "",
        str(document.published or ""),
        str(document.days) if document.state in ("late", "overdue") else "",
        str(document.current.version) if document.current else "",
        printed_percent(document.total) if public else "",
        *(printed_percent(document.marks.percent(key)) if public else "" for key in headings()),
        *(
            str(sum(document.counts.get(name, 0) for name in looks)) if public else ""
            for looks in _COUNTS.values()
        ),
        str(document.explained) if public else "",
        document.stage,
    ]


def _reasons(shown: Board, bodies: Sequence[Body]) -> TableData:
    columns = (
        "地区",
        "部门/单位",
        "种类",
        "得分项",
        "规则",
        "要求",
        "依据",
        "扣分",
        "理由",
        "位置",
    )
    return _table("扣分理由", columns, _reason_rows(shown, bodies))


def _reason_rows(shown: Board, bodies: Sequence[Body]) -> Iterator[list[Text]]:
    """A row for every fault; the points of a rule stand at its first one."""
    public = [
        (body, document, document.current)
        for body in bodies
        for document in body.documents
        if document.current is not None
    ]
    labels = headings()
    for start in range(0, len(public), _BATCH):
        some = public[start : start + _BATCH]
        kept = dict(
            models.Inspection.objects.filter(
                disclosure__in=[version.pk for _body, _one, version in some]
            ).values_list("disclosure", "looked")
        )
        for body, document, version in some:
            if version.pk not in kept:
                continue
            for line in lines(document, from_json(kept[version.pk]), shown.rules[body.region]):
                for place, item in enumerate(line.faults):
                    yield [
                        body.region_name,
                        body.name,
                        document.kind_label,
                        labels[line.rule.heading],
                        line.rule.code,
                        line.rule.statement,
                        line.rule.source,
                        printed(line.lost) if not place else "",
                        item.said,
                        "、".join(filter(None, (_place(spot.n, spot.cell) for spot in item.spots))),
                    ]


def _place(n: int, cell: str) -> str:
    if not n:
        return f"情况说明 {cell}".strip()
    return f"第 {n} 张表 {cell}".strip()


def _rules(rules: RuleSet) -> TableData:
    labels = headings()
    columns = ("规则", "得分项", "要求", "依据", "性质", "分值", "本地区的调整")
    rows = [
        [
            rule.code,
            labels[rule.heading],
            rule.statement,
            rule.source,
            SEVERITIES[rule.severity],
            printed(rule.points),
            f"停用：{rule.off}" if rule.off else "有调整" if rule.adjusted else "",
        ]
        for rule in rules.rules
    ]
    return _table("检查规则", columns, rows)
