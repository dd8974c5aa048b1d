"""The words in the details of the log, as people read them; what is stored stays as it is."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from budgets.models import Disclosure, Role

NAMES: dict[str, Any] = {
    "version": _("版本"),
    "from": _("来自"),
    "to": _("变为"),
    "status": _("状态"),
    "note": _("备注"),
    "sha256": "SHA-256",
    "file": _("文件"),
    "what": _("内容"),
    "form": _("格式"),
    "differences": _("对比"),
    "with": _("用"),
    "why": _("原因"),
    "role": _("岗位"),
    "department": _("部门/单位"),
    "region": _("地区"),
    "name": _("名称"),
    "active": _("有效"),
    "created": _("新建"),
    "superuser": _("超级管理员"),
    "by": _("经由"),
    "ended": _("结束的登录"),
    "year": _("年度"),
    "kind": _("种类"),
    "rule": _("规则"),
    "before": _("改动前"),
    "after": _("改动后"),
    "for_units": _("批复所属单位"),
    "text": _("内容"),
    "files": _("文件清单的摘要"),
    "derived": _("绩效数据的摘要"),
    "as_published": _("按原样公开"),
    "reason": _("原因"),
    "filter": _("筛选条件"),
    "entries": _("条数"),
}
_PLACES = {name: place for place, name in enumerate(NAMES)}
_STATES = dict(Disclosure.Status.choices)
_WAYS: dict[str, Any] = {
    "password": _("密码"),
    "link": _("密码链接"),
    "app": _("验证器应用"),
    "paper": _("备用验证码"),
    "single sign-on": _("单点登录"),
}
_VALUES: dict[str, dict[str, Any]] = {
    "from": _STATES,
    "to": _STATES,
    "status": _STATES,
    "kind": dict(Disclosure.Kind.choices),
    "role": dict(Role.choices),
    "with": _WAYS,
    "by": _WAYS,
}
# Entries of these hold the fields of their subject, by the names of its model.
_OF_FIELDS = frozenset({"add", "change", "delete"})


def place_of(detail: tuple[str, Any]) -> int:
    """Sorts details as the names above stand; they are stored by the alphabet."""
    return _PLACES.get(detail[0], len(_PLACES))


def name_told(name: str, action: str, subject_type: str) -> str:
    """What a detail is called; its own name where nobody knows another."""
    if action in _OF_FIELDS and (label := _field_label(subject_type, name)):
        return label
    return str(NAMES.get(name, name))


def value_told(name: str, value: Any) -> Any:
    """A yes, a no or a word of ours, in the reader's language; everything else as it is."""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, str):
        return str(_VALUES.get(name, {}).get(value, value))
    return value


def _field_label(subject_type: str, name: str) -> str:
    try:
        field = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return ""
    return str(capfirst(getattr(field, "verbose_name", "")))
