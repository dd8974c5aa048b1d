"""Projects over the years, indicators with their targets, self-evaluations with their scores."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from api.fields import (
    BODY,
    KIND,
    MONEY,
    REGION,
    YEAR,
    Field,
    Parameter,
    filter_text,
    link,
    maybe,
    number,
    object_,
    one_of,
    several,
    text,
    words,
)
from api.paging import Page, Query, by_key
from api.problems import Problem
from api.resource import Detail, Resource
from api.resources.amounts import amount
from api.resources.by_document import by_document
from api.resources.documents import WHERE, narrowed, version_address, where
from budgets.models import Disclosure
from budgets.terms import KINDS, Said
from performance import models, queries

_DOCUMENT = ("disclosure__department__region", "disclosure__fiscal_year")


def _money(name: str, zh: str, en: str) -> Field:
    return maybe(object_(name, MONEY, zh, en))


_YEAR_FIELDS = (
    number("year", "年度", "fiscal year", 2024),
    words("kind", KINDS, Said("说到它的文件种类", "kind of the document that tells it")),
    text("name", "该文件所印的名称", "its name as printed there"),
    text("body", "部门或单位的网址名", "slug of the body"),
    _money("total", "年度资金总额", "total of the year"),
    _money("fiscal", "其中财政拨款", "fiscal appropriation in it"),
    _money("other", "其中其他资金", "other money in it"),
    text("purpose", "资金用途", "what the money is for"),
    link("page", "所在表的长期网址", "permanent address of its table"),
)
_PROJECT_FIELDS = (
    text("key", "网址名", "its name in addresses"),
    text("code", "项目编码，可能为空", "project code, may be empty"),
    text("name", "名称", "name"),
    maybe(number("first_year", "最早年度", "first year")),
    maybe(number("last_year", "最近年度", "last year")),
    link("page", "网页", "web page"),
    several("years", _YEAR_FIELDS, "各年度各文件所列", "what each document says of it"),
)
_TERMS = {"annual": Said("年度", "annual"), "medium": Said("中期", "medium-term")}
_INDICATOR_FIELDS = (
    *WHERE,
    maybe(
        text("project", "项目的网址名；整体绩效为 null", "key of the project; null for the body")
    ),
    text("project_name", "项目名称", "name of the project"),
    words("term", _TERMS, Said("期限", "term")),
    text("level1", "一级指标", "first level", "产出指标"),
    text("level2", "二级指标", "second level", "数量指标"),
    text("level3", "三级指标", "third level", "举办培训班次数"),
    text("target", "指标值，照印", "target as printed", "≥9"),
    text("operator", "比较符号", "comparison", "≥"),
    text("number", "数值，十进制文字，可能为空", "number as a decimal text, may be empty", "9"),
    text("number_unit", "度量单位", "unit of measure", "次"),
    text("actual", "完成值，照印，可能为空", "what was reached, as printed, may be empty"),
    text("score", "得分，可能为空", "points, may be empty"),
    link("page", "所在行的长期网址", "permanent address of its row"),
)
_PART_FIELDS = (
    text("name", "名称", "name", "预算执行率"),
    text("weight", "分值", "weight", "10"),
    text("score", "得分", "points", "9.5"),
    text("recomputed", "按规则复算的得分", "points that the rules give"),
)
_SUBJECTS = {"overall": Said("部门整体", "the whole body"), "project": Said("项目", "a project")}
_EVALUATION_FIELDS = (
    *WHERE,
    words("subject", _SUBJECTS, Said("对象", "subject")),
    maybe(text("project", "项目的网址名", "key of the project")),
    text("name", "名称", "name"),
    text("total_weight", "总分值", "total weight", "100"),
    text("score", "得分", "points", "97.5"),
    text("grade", "等级", "grade", "优"),
    text("recomputed_score", "按规则复算的得分，可能为空", "points that the rules give"),
    text("verdict", "复算结论", "what computing again says"),
    several("parts", _PART_FIELDS, "各部分", "its parts"),
    link("page", "所在行的长期网址", "permanent address of its row"),
)


def _row(document: Disclosure, at: Any, query: Query) -> str:
    anchor = f"#r{at.row + 1}" if at.row >= 0 else ""
    return query.absolute(f"{version_address(document)}tables/{at.table_n}/{anchor}")


def _amount(fen: int | None) -> dict[str, Any] | None:
    return None if fen is None else amount(fen)


# --- Projects ------------------------------------------------------------------------------------


def _projects(given: dict[str, Any]) -> QuerySet[models.Project]:
    """Those that published documents speak of, with what each says; of a place, body or year."""
    told = [
        narrowed(model.objects.published(), given, "disclosure__")
        for model in (models.ProjectBudget, models.Evaluation)
    ]
    if any(name in given for name in ("region", "body", "year", "kind")):
        # Few documents know which projects: no need to look at all of those.
        known = [Q(pk__in=rows.values("project")) for rows in told]
    else:
        known = [Q(Exists(rows.filter(project=OuterRef("pk")))) for rows in told]
    budgets = models.ProjectBudget.objects.published().select_related(*_DOCUMENT)
    return models.Project.objects.filter(known[0] | known[1]).prefetch_related(
        Prefetch("budgets", budgets.order_by("-year", "disclosure_id", "position"))
    )


def _project(one: models.Project, query: Query) -> dict[str, Any]:
    return {
        "key": one.key,
        "code": one.code,
        "name": one.name,
        "first_year": one.first_year,
        "last_year": one.last_year,
        "page": query.absolute(one.get_absolute_url()),
        "years": [
            {
                "year": budget.year,
                "kind": budget.disclosure.kind,
                "name": budget.name,
                "body": budget.disclosure.department.slug,
                "total": _amount(budget.total_fen),
                "fiscal": _amount(budget.fiscal_fen),
                "other": _amount(budget.other_fen),
                "purpose": budget.purpose,
                "page": _row(budget.disclosure, budget, query),
            }
            for budget in one.budgets.all()
        ],
    }


def _list_projects(query: Query) -> Page:
    rows = _projects(query.given)
    for name, lookup in (("code", "code"), ("name", "name__contains")):
        if (value := query.given.get(name)) is not None:
            rows = rows.filter(**{lookup: value})
    return by_key(rows, query, lambda one: _project(one, query))


def _one_project(query: Query, key: str) -> dict[str, Any]:
    known = queries.find_project(key)
    one = _projects({}).filter(pk=known.pk).first() if known else None
    if one is None:
        raise Problem("not-found", Said("没有这个项目。", "There is no such project."))
    return _project(one, query)


# --- Indicators ----------------------------------------------------------------------------------


def _list_indicators(query: Query) -> Page:
    given = query.given
    asked = Q()
    for name, lookup in (("project", "budget__project__key"), ("level1", "level1")):
        if (value := given.get(name)) is not None:
            asked &= Q(**{lookup: value})
    return by_document(
        query,
        lambda documents: _indicators(documents).filter(asked),
        ("document", "id"),
        lambda one, document: _indicator(one, document, query),
        is_narrowed=bool(asked),
    )


def _indicators(documents: Collection[int]) -> QuerySet[models.Indicator]:
    """Those of projects and of whole bodies; `document` is the key of the document they stand in."""
    own = {"disclosure__in": documents}
    of_projects = models.ProjectBudget.objects.published().filter(**own)
    of_bodies = models.OverallTarget.objects.published().filter(**own)
    rows = models.Indicator.objects.filter(Q(budget__in=of_projects) | Q(overall__in=of_bodies))
    document = Coalesce("budget__disclosure_id", "overall__disclosure_id")
    return rows.annotate(document=document).select_related("budget__project")


def _indicator(one: models.Indicator, document: Disclosure, query: Query) -> dict[str, Any]:
    project = one.budget.project if one.budget else None
    return {
        **where(document),
        "project": project.key if project else None,
        "project_name": one.budget.name if one.budget else "",
        "term": one.term,
        "level1": one.level1,
        "level2": one.level2,
        "level3": one.level3,
        "target": one.value_printed,
        "operator": one.operator,
        "number": one.number,
        "number_unit": one.value_unit,
        "actual": one.actual_printed,
        "score": one.score,
        "page": _row(document, one, query),
    }


# --- Self-evaluations ----------------------------------------------------------------------------


def _list_evaluations(query: Query) -> Page:
    subject = query.given.get("subject")
    asked = Q(subject=subject) if subject is not None else Q()
    rows = models.Evaluation.objects.published().filter(asked)
    return by_document(
        query,
        lambda documents: (
            rows.filter(disclosure__in=documents)
            .select_related("project")
            .prefetch_related("parts")
        ),
        ("disclosure_id", "id"),
        lambda one, document: _evaluation(one, document, query),
        is_narrowed=True,
    )


def _evaluation(one: models.Evaluation, document: Disclosure, query: Query) -> dict[str, Any]:
    return {
        **where(document),
        "subject": one.subject,
        "project": one.project.key if one.project else None,
        "name": one.name,
        "total_weight": one.total_weight,
        "score": one.score,
        "grade": one.grade,
        "recomputed_score": one.recomputed_score,
        "verdict": one.verdict,
        "parts": [
            {
                "name": part.name,
                "weight": part.weight,
                "score": part.score,
                "recomputed": part.recomputed,
            }
            for part in one.parts.all()
        ],
        "page": _row(document, one, query),
    }


PROJECTS = Resource(
    "projects",
    "Project",
    Said("项目", "Projects"),
    Said(
        "有绩效目标或自评的项目，各年度的文件说到它的地方。",
        "Projects with published targets or evaluations, and what each year's documents say.",
    ),
    _PROJECT_FIELDS,
    _list_projects,
    (
        REGION,
        BODY,
        YEAR,
        KIND,
        filter_text("code", "项目编码", "project code"),
        filter_text("name", "名称包含", "its name contains", "外事"),
    ),
    (
        Detail(
            "projects/{key}",
            Said("一个项目", "One project"),
            _PROJECT_FIELDS,
            _one_project,
            "projects/{key}/",
        ),
    ),
    example="?limit=5",
)
INDICATORS = Resource(
    "indicators",
    "Indicator",
    Said("绩效指标", "Indicators"),
    Said(
        "项目和部门整体的绩效指标、指标值、完成值。",
        "Indicators of projects and of whole bodies: targets, and what was reached.",
    ),
    _INDICATOR_FIELDS,
    _list_indicators,
    (
        REGION,
        BODY,
        YEAR,
        KIND,
        filter_text("project", "项目的网址名", "key of the project"),
        filter_text("level1", "一级指标", "first level", "产出指标"),
    ),
    key=2,
    example="?limit=5",
)
EVALUATIONS = Resource(
    "evaluations",
    "Evaluation",
    Said("绩效自评", "Evaluations"),
    Said(
        "部门和项目的绩效自评：得分、等级，以及按公布的规则复算的结果。",
        "Self-evaluations of bodies and projects: points, grades, and what the rules give.",
    ),
    _EVALUATION_FIELDS,
    _list_evaluations,
    (
        REGION,
        BODY,
        YEAR,
        KIND,
        Parameter(
            "subject",
            Said("对象", "subject"),
            {"type": "string", "enum": list(_SUBJECTS)},
            one_of(_SUBJECTS),
        ),
    ),
    key=2,
    example="?limit=5",
)
