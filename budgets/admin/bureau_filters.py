"""What a bureau asks its board for: which documents, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.admin.bureau_documents import STATES, Body, Document
from budgets.inspection.rules import headings

LATE = "any-late"
ORDERS: dict[str, tuple[Any, Callable[[Body], Any] | None]] = {
    "": (_("部门及所属单位"), None),
    "score": (_("得分从低到高"), lambda body: (body.score is None, body.score or Decimal(0))),
    "late": (_("迟的天数从多到少"), lambda body: -body.days_late),
    "findings": (
        _("数字不符从多到少"),
        lambda body: -sum(one.open_findings for one in body.documents),
    ),
    "name": (_("名称"), lambda body: body.name),
}


class BoardFilter(forms.Form):
    """Every field may be left out; together they hold for one document of a body."""

    q = forms.CharField(label=_("名称"), required=False, max_length=80)
    under = forms.TypedChoiceField(
        label=_("主管部门"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(label=_("种类"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    heading = forms.ChoiceField(label=_("得分项"), required=False)
    less = forms.DecimalField(
        label=_("低于（%）"), required=False, min_value=0, max_value=100, decimal_places=1
    )
    open = forms.BooleanField(label=_("有未说明的数字不符"), required=False)
    whole = forms.BooleanField(label=_("包括下级地区"), required=False)
    order = forms.ChoiceField(label=_("排列"), required=False)

    def __init__(self, given: Mapping[str, Any], *, bodies: Sequence[Body], has_children: bool):
        super().__init__(given)
        every = ("", _("全部"))
        heads = {body.parent for body in bodies}
        self._choices("under", [every, *((one.pk, one.name) for one in bodies if one.pk in heads)])
        self._choices("kind", [every, *models.Disclosure.Kind.choices])
        self._choices(
            "state",
            [every, (LATE, _("迟公开或逾期")), *((key, word) for key, (word, _) in STATES.items())],
        )
        self._choices("heading", [("", _("总分")), *headings().items()])
        self._choices("order", [(key, label) for key, (label, _) in ORDERS.items()])
        if not has_children:
            del self.fields["whole"]

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def apply(self, bodies: Sequence[Body]) -> list[Body]:
        """The bodies that are asked for, in the order asked for; all of them for a wrong form."""
        if not self.is_valid():
            return list(bodies)
        asked = self.cleaned_data
        found = [body for body in bodies if self._is_asked(body)]
        key = ORDERS[asked["order"]][1]
        return sorted(found, key=key) if key else found

    def _is_asked(self, body: Body) -> bool:
        asked = self.cleaned_data
        if asked["q"] and asked["q"].casefold() not in body.name.casefold():
            return False
        if asked["under"] and asked["under"] not in (body.pk, *body.above):
            return False
        if not (asked["kind"] or asked["state"] or asked["open"] or asked["less"] is not None):
            return True
        return any(self._fits(one) for one in body.documents)

    def _fits(self, document: Document) -> bool:
        asked = self.cleaned_data
        if asked["kind"] and document.kind != asked["kind"]:
            return False
        if asked["state"] == LATE and document.state not in ("late", "overdue"):
            return False
        if asked["state"] not in ("", LATE) and document.state != asked["state"]:
            return False
        if asked["open"] and not document.open_findings:
            return False
        if asked["less"] is None:
            return True
        if document.current is None:
            return False
        marks = document.marks
        value = marks.percent(asked["heading"]) if asked["heading"] else marks.total
        return value is not None and value < asked["less"]
