"""Counted words, in the language that is active."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from budgets.differences.data import (
    ADDED,
    CHANGED,
    KEPT,
    MEANING,
    MOVED,
    PRINT,
    REMOVED,
    Counts,
)

WHAT = {
    ADDED: _("新增"),
    REMOVED: _("删去"),
    CHANGED: _("改动"),
    MOVED: _("移动"),
    KEPT: "",
}
# A row of another year's document is not deleted: this year has none.
WHAT_OVER_YEARS = {**WHAT, REMOVED: _("没有了"), CHANGED: _("增减")}
# What is different about a cell, where that does not show by itself.
CELL = {PRINT: _("只是印法不同"), MEANING: _("只是读法不同")}
OUTSIDE = {
    "code": _("表号"),
    "title": _("表名"),
    "unit": _("单位"),
    "line": _("表头上方"),
    "note": _("表下说明"),
}


def rows(n: int) -> str:
    return ngettext("%(n)s 行", "%(n)s 行", n) % {"n": n}


def findings(n: int) -> str:
    return ngettext("%(n)s 处问题", "%(n)s 处问题", n) % {"n": n}


def reminders(n: int) -> str:
    return ngettext("%(n)s 处提醒", "%(n)s 处提醒", n) % {"n": n}


def roundings(n: int) -> str:
    return ngettext("%(n)s 处尾差", "%(n)s 处尾差", n) % {"n": n}


def checks(n: int) -> str:
    return ngettext("%(n)s 项核对", "%(n)s 项核对", n) % {"n": n}


def equal_to(n: int) -> str:
    """Stands before the first of the cells that a figure is the sum of."""
    if n == 1:
        return gettext("等于这一格：")
    return gettext("等于 %(n)s 格之和，从这一格起：") % {"n": n}


def bodies(n: int) -> str:
    return ngettext("%(n)s 个部门和单位", "%(n)s 个部门和单位", n) % {"n": n}


def documents(n: int) -> str:
    return ngettext("%(n)s 份", "%(n)s 份", n) % {"n": n}


def differences(counts: Counts, *, of_a_table: bool = False) -> Iterator[str]:
    """How much is different, in phrases: 3 张表有改动, 12 格改动, 新增 1 行."""
    n = counts.tables
    if n and not of_a_table:
        yield ngettext("%(n)s 张表有改动", "%(n)s 张表有改动", n) % {"n": n}
    if (n := counts.tables_added) and not of_a_table:
        yield ngettext("新增 %(n)s 张表", "新增 %(n)s 张表", n) % {"n": n}
    if (n := counts.tables_removed) and not of_a_table:
        yield ngettext("删去 %(n)s 张表", "删去 %(n)s 张表", n) % {"n": n}
    if n := counts.cells:
        yield ngettext("%(n)s 格改动", "%(n)s 格改动", n) % {"n": n}
    if n := counts.rows_added:
        yield ngettext("新增 %(n)s 行", "新增 %(n)s 行", n) % {"n": n}
    if n := counts.rows_removed:
        yield ngettext("删去 %(n)s 行", "删去 %(n)s 行", n) % {"n": n}
    if n := counts.columns:
        yield ngettext("%(n)s 栏的表头有变", "%(n)s 栏的表头有变", n) % {"n": n}
    if n := counts.texts:
        yield ngettext(
            "表名、单位或表下说明 %(n)s 处改动", "表名、单位或表下说明 %(n)s 处改动", n
        ) % {"n": n}
    if n := counts.paragraphs:
        yield ngettext("情况说明 %(n)s 段改动", "情况说明 %(n)s 段改动", n) % {"n": n}


def quiet_differences(counts: Counts) -> Iterator[str]:
    """What changes no figure and no word: 4 处只是印法不同, 2 处换了位置."""
    if n := counts.prints:
        yield ngettext("%(n)s 处只是印法不同", "%(n)s 处只是印法不同", n) % {"n": n}
    if n := counts.moved:
        yield ngettext("%(n)s 处只是换了位置", "%(n)s 处只是换了位置", n) % {"n": n}
