"""Targets as a CSV: a line for each indicator, with the money of its project; what the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from budgets.money import yuan
from budgets.pages.csv_files import csv_file
from performance import models

Target = models.ProjectBudget | models.OverallTarget


def targets_file(request: HttpRequest, name: str, targets: Iterable[Target]) -> HttpResponse:
    """Amounts in yuan; what is printed of indicators stands as printed."""
    root = request.build_absolute_uri("/").rstrip("/")
    header = (
        *(_("年度"), _("种类"), _("部门和单位"), _("项目编码"), _("项目")),
        *(_("资金总额（元）"), _("财政拨款（元）"), _("其他资金（元）")),
        *(_("期限"), _("一级指标"), _("二级指标"), _("三级指标")),
        *(_("指标值"), _("完成值"), _("得分"), _("网址")),
    )
    lines = (line for target in targets for line in _lines(target, root))
    return csv_file(name, header, lines)


def scores_file(request: HttpRequest, name: str, told: Iterable[models.Evaluation]) -> HttpResponse:
    """A body's self-evaluations over the years: points and grade as printed, and as recomputed."""
    header = (
        *(_("年度"), _("种类"), _("部门和单位"), _("名称"), _("得分"), _("总分值"), _("等级")),
        *(_("复算得分"), _("复算等级"), _("网址")),
    )
    lines = (
        (
            *(one.year, one.disclosure.get_kind_display(), one.disclosure.department.name),
            *(one.name, one.score, one.total_weight, one.grade),
            *(one.recomputed_score, one.recomputed_grade),
            request.build_absolute_uri(
                f"{one.disclosure.get_absolute_url()}#score-{one.position + 1}"
            ),
        )
        for one in told
    )
    return csv_file(name, header, lines)


def _lines(target: Target, root: str) -> Iterator[tuple[object, ...]]:
    document = target.disclosure
    project = target if isinstance(target, models.ProjectBudget) else None
    money = (project.total_fen, project.fiscal_fen, project.other_fen) if project else (None,) * 3
    whose = (
        target.year,
        document.get_kind_display(),
        document.department.name,
        project.code if project else "",
        project.name if project else _("整体"),
        *(yuan(fen) if fen is not None else "" for fen in money),
    )
    base = f"{root}{document.get_absolute_url()}tables/"
    indicators = list(target.indicators.all())
    for one in indicators:
        yield (
            *whose,
            one.get_term_display(),
            one.level1,
            one.level2,
            one.level3,
            one.value_printed,
            one.actual_printed,
            one.score,
            f"{base}{one.table_n}/#r{one.row + 1}",
        )
    if not indicators:
        yield (*whose, *[""] * 7, f"{base}{target.table_n}/#r{max(target.row, 0) + 1}")
