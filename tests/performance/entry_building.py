"""Drafts to enter into, and what the entry pages send, as people fill it in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.test import Client

from budgets import models
from budgets.data import DisclosureData
from budgets.money import WAN, parse_amount
from performance.data import (
    GoalData,
    IndicatorData,
    OverallData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
)
from performance.forms import names
from performance.forms.official import lay_out
from performance.reading import read_performance
from performance.values import parse_value
from tests.builders import disclosure_data, overview, stored

PAGES = "/admin/performance/"


def indicator(level1: str, level2: str, name: str, value: str, **more: Any) -> IndicatorData:
    return IndicatorData(level1, level2, name, parse_value(value), **more)


def project(name: str = "外事工作经费", code: str = "", *, form: str, **more: Any) -> ProjectData:
    """A project of 20 万元 with a goal and three indicators."""
    stated = (("total", "项目总额", "20.00"), ("fiscal", "财政资金", "20.00"))
    given: dict[str, Any] = {
        "amounts": tuple(StatedAmountData(m, n, parse_amount(a, WAN)) for m, n, a in stated),
        "goals": (GoalData("做好外事培训，提高外事干部业务水平。"),),
        "indicators": (
            indicator("产出指标", "数量指标", "举办培训班次", "≥9次"),
            indicator("产出指标", "质量指标", "培训合格率", "≥95%"),
            indicator("满意度指标", "服务对象满意度指标", "参训人员满意度", "≥90%"),
        ),
    }
    return ProjectData(code, name, form=form, **{**given, **more})


def hebei_project(name: str = "外事工作经费", code: str = "13010024P00097X210031A") -> ProjectData:
    plan = tuple(
        PlanStepData(month, Decimal(percent), f"{percent}%")
        for month, percent in ((3, 30), (6, 60), (10, 90), (12, 100))
    )
    return project(name, code, form=names.HEBEI_PROJECT, plan=plan, purpose="用于外事培训。")


def overall() -> OverallData:
    more = {"activity": "外事培训"}
    return OverallData(
        "某市人民政府外事办公室",
        amounts=(StatedAmountData("total", "预算支出总额", parse_amount("120.50", WAN)),),
        goals=(GoalData("服务国家总体外交。"),),
        indicators=(indicator("产出指标", "数量指标", "举办培训班次", "≥9次", **more),),
        form=names.BEIJING_OVERALL,
    )


def document(*subjects: Any, year: int = 2026, kind: str = "budget", **more: Any) -> DisclosureData:
    """收支总表 and a table for every subject; several projects of one list come as a list."""
    tables = [overview()]
    for subject in subjects:
        one = subject[0] if isinstance(subject, list) else subject
        titled = {"title": f"{one.name}绩效目标表"} if one.form == names.HEBEI_PROJECT else {}
        laid = lay_out(one.form, subject, n=len(tables) + 1, fiscal_year=year, **titled)
        tables.append(replace(laid, n=len(tables) + 1))
    made = disclosure_data(*tables, fiscal_year=year, kind=kind, **more)
    return replace(made, tables=read_performance(made).tables)


def draft(*subjects: Any, **more: Any) -> models.Disclosure:
    return stored(document(*subjects, **more))


def sent(answer: HttpResponse, **changed: str) -> dict[str, str]:
    """What a page would send, some fields filled in anew."""
    form = answer.context["form"]
    given = {name: str(form[name].value() or "") for name in form.fields}
    hidden = {"opened": answer.context["opened"], "layout": form.layout_name}
    if "grid" in form.fields:
        hidden["columns"] = " ".join(column.name for column in form.columns)
    return {**given, **hidden, **changed}


def grid(*rows: str) -> str:
    """Rows written with “|” between their cells."""
    return "\n".join(row.replace(" | ", "\t").replace("|", "\t") for row in rows)


def open_page(client: Client, draft: models.Disclosure, page: str) -> HttpResponse:
    answer = client.get(f"{PAGES}{draft.pk}/{page}")
    assert answer.status_code == 200
    return answer
