"""What coordinates mean, in the words of a finance office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budgets.data import ColumnData

Name = str | Promise

DIMENSIONS: dict[str, Name] = {
    "side": _("收入还是支出"),
    "source": _("资金来源"),
    "nature": _("支出性质"),
    "cost": _("人员还是公用"),
    "three_public": _("“三公”经费"),
    "basis": _("哪一年、哪种口径的数"),
    "vintage": _("今年的钱还是以前的钱"),
    "use": _("花掉还是留下"),
    "construction": _("基本建设"),
    "procurement": _("政府采购"),
    "function": _("功能分类"),
    "gov_economic": _("政府经济分类"),
    "dept_economic": _("部门经济分类"),
    "body": _("单位"),
    "project": _("项目"),
    "service": _("购买服务目录"),
    "subject": _("事项"),
}

MEMBERS: dict[str, dict[str, Name]] = {
    "side": {"in": _("收入"), "out": _("支出")},
    "source": {
        "fiscal": _("财政拨款"),
        "general": _("一般公共预算"),
        "fund": _("政府性基金预算"),
        "capital": _("国有资本经营预算"),
        "special": _("财政专户管理资金"),
        "unit": _("单位资金"),
        "business": _("事业收入"),
        "operating": _("事业单位经营收入"),
        "superior": _("上级补助收入"),
        "affiliated": _("附属单位上缴收入"),
        "other": _("其他收入"),
        "reserve": _("用事业基金弥补收支差额"),
    },
    "nature": {
        "basic": _("基本支出"),
        "project": _("项目支出"),
        "operating": _("事业单位经营支出"),
        "remitted": _("上缴上级支出"),
        "subsidy": _("对附属单位补助支出"),
    },
    "cost": {"personnel": _("人员经费"), "public": _("公用经费")},
    "three_public": {
        "any": _("“三公”经费合计"),
        "abroad": _("因公出国（境）费用"),
        "reception": _("公务接待费"),
        "vehicles": _("公务用车购置及运行维护费"),
        "purchase": _("公务用车购置费"),
        "running": _("公务用车运行维护费"),
    },
    "basis": {
        "budget": _("本年预算数"),
        "prior": _("上年预算数"),
        "prior_final": _("上年决算数"),
        "adjusted": _("调整预算数"),
        "final": _("决算数"),
        "change": _("比上年增减"),
    },
    "vintage": {
        "current": _("本年资金"),
        "carried": _("上年结转结余"),
        "drawn": _("动用以前年度结余"),
    },
    "use": {
        "spent": _("本年支出"),
        "retained": _("结转下年"),
        "distributed": _("结余分配"),
    },
    "construction": {
        "yes": pgettext_lazy("expenditure", "基本建设"),
        "no": _("不含基本建设"),
    },
    "procurement": {
        "any": _("政府采购合计"),
        "goods": pgettext_lazy("procurement", "货物"),
        "works": pgettext_lazy("procurement", "工程"),
        "services": pgettext_lazy("procurement", "服务"),
    },
}

KINDS: dict[str, Name] = {
    "amount": _("金额"),
    "total": _("合计"),
    "label": _("行标题"),
    "rate": _("百分比"),
    "number": _("其他数字（人数、数量）"),
    "text": _("文字、备注"),
    "unknown": _("没有读懂"),
}


def member_name(dimension: str, member: str) -> str:
    """A member as people call it; a code under the name of its catalogue."""
    named = MEMBERS.get(dimension, {}).get(member)
    return str(named) if named else f"{DIMENSIONS.get(dimension, dimension)} {member}"


def in_words(coordinates: Mapping[str, str], *, leaving_out: Iterable[str] = ()) -> str:
    """一般公共预算 · 基本支出 · 人员经费, in the order in which people say it."""
    left_out = set(leaving_out)
    if "use" in coordinates or "nature" in coordinates:
        left_out.add("side")
    return " · ".join(
        member_name(dimension, coordinates[dimension])
        for dimension in DIMENSIONS
        if dimension in coordinates and dimension not in left_out
    )


def column_in_words(column: ColumnData, slice_: Mapping[str, str]) -> str:
    """What a column holds: 金额：一般公共预算 · 基本支出 · 人员经费."""
    kind = str(KINDS[column.kind])
    if column.kind not in ("amount", "rate", "number"):
        return kind
    said = in_words({**slice_, **column.coordinates})
    return f"{kind}：{said}" if said else kind
