"""What a measure is called, in the language that is active; codes by the name of their catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.measures import FIXED, coded
from budgets.models import ClassificationCode

# Groups of fixed measures as a list offers them.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("收支"),
        ("spending", "income", "spent", "basic", "personnel", "public", "project", "general-basic"),
    ),
    (
        gettext_lazy("“三公”经费"),
        ("three-public", "abroad", "reception", "vehicles", "purchase", "running"),
    ),
    (gettext_lazy("收入来源"), tuple(key for key in FIXED if key.startswith("income-"))),
)
_FIXED: dict[str, str | Promise] = {
    "income": gettext_lazy("收入总计"),
    "spending": gettext_lazy("支出总计"),
    "spent": gettext_lazy("本年支出合计"),
    "basic": gettext_lazy("基本支出"),
    "personnel": gettext_lazy("人员经费"),
    "public": gettext_lazy("公用经费"),
    "project": gettext_lazy("项目支出"),
    "general-basic": gettext_lazy("一般公共预算基本支出"),
    "three-public": gettext_lazy("“三公”经费"),
    "abroad": gettext_lazy("因公出国（境）费"),
    "reception": gettext_lazy("公务接待费"),
    "vehicles": gettext_lazy("公务用车购置及运行维护费"),
    "purchase": gettext_lazy("公务用车购置费"),
    "running": gettext_lazy("公务用车运行维护费"),
    "income-fiscal": gettext_lazy("财政拨款收入"),
    "income-general": gettext_lazy("一般公共预算收入"),
    "income-fund": gettext_lazy("政府性基金收入"),
    "income-capital": gettext_lazy("国有资本经营预算收入"),
    "income-special": gettext_lazy("财政专户管理资金收入"),
    "income-unit": gettext_lazy("单位资金收入"),
}
assert set(_FIXED) == set(FIXED)


@dataclass(frozen=True, slots=True)
class MeasureName:
    """`code` is "" for a fixed measure; `name` of a code is Chinese in every language."""

    key: str
    name: str
    code: str = ""
    # What part of the money it is about, where it is not all of it.
    scope: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.code, self.name, self.scope)))


def official_names() -> dict[str, str]:
    """The names of the fixed measures as documents have them, whatever the language of the page."""
    with translation.override(settings.LANGUAGE_CODE):
        return {key: str(name) for key, name in _FIXED.items()}


def names_of(keys: Iterable[str]) -> dict[str, MeasureName]:
    """The names of measures; a code that no catalogue has is called by itself. One query."""
    wanted = {key: coded(key) for key in keys}
    codes = {told for told in wanted.values() if told}
    held = ClassificationCode.objects.filter(code__in={code for _dimension, code in codes})
    known = {(one.catalogue, one.code): one.name for one in held}
    return {
        key: _coded(key, told[1], known.get(told, ""))
        if told
        else MeasureName(key, str(_FIXED[key]))
        for key, told in wanted.items()
    }


def _coded(key: str, code: str, name: str) -> MeasureName:
    if key.startswith("general-"):
        scope = _("（一般公共预算）")
    elif key.startswith("basic-"):
        scope = _("（一般公共预算基本支出）")
    else:
        scope = ""
    return MeasureName(key, name, code, scope)
