"""The rules of inspection as they hold in a region, and what the region changes of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from budgets import models
from budgets.access import Action
from budgets.admin import bureau
from budgets.inspecting import adjust
from budgets.inspection import detail
from budgets.inspection.rules import SEVERITIES, Duty, Rule, headings, printed, shipped_rules
from budgets.inspection.tables import required_tables
from budgets.narrative.standard import standard_sections
from budgets.region_rules import rules_of

# The words of what a rule can look at, by look.
ITEMS: dict[str, dict[str, str]] = {
    "tables": {one.key: one.label for one in required_tables()},
    "remarks": {one.key: one.label for one in required_tables()},
    "sections": {one.key: one.label for one in standard_sections() if one.key != "overview"},
    "functions": {one.key: one.label for one in required_tables() if one.key in detail.BY_FUNCTION},
    "three_public": {**detail.THREE, **detail.SIDES_OF_ACCOUNTS},
    "natures": detail.NATURES,
}


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule or duty with what holds here, and what is shipped."""

    code: str
    statement: str
    source: str
    verified: bool
    severity: str
    points: str
    settings: tuple[str, ...]
    off: str
    adjusted: bool
    here: bool


@require_safe
def rules_page(request: HttpRequest, code: str) -> HttpResponse:
    """Every rule by heading, with its legal source, points and what the region changed."""
    region = bureau.watched(request, code)
    rules = rules_of(region)
    own = set(models.RuleAdjustment.objects.filter(region=region).values_list("code", flat=True))
    return bureau.page(
        request,
        "rules.html",
        _("检查规则"),
        region=region,
        duties=[_shown_duty(one, own) for one in rules.duties],
        headings=[
            (label, [_shown_rule(one, own) for one in rules.rules if one.heading == key])
            for key, label in headings().items()
        ],
        totals=[
            (
                models.Disclosure.Kind(kind).label,
                printed(sum(one.points for one in rules.of(kind) if not one.off)),
            )
            for kind in models.Disclosure.Kind.values
        ],
    )


def _shown_rule(rule: Rule, own: Iterable[str]) -> ShownRule:
    labels = ITEMS.get(rule.looks_at, {})
    told = []
    if rule.items:
        told.append("、".join(labels.get(key, key) for key in rule.items if key in labels))
    if rule.each:
        told.append(_("每处扣 %(points)s 分") % {"points": printed(rule.each)})
    if rule.looks_at == "clock":
        told.append(
            _("批复后 %(days)s 天；所属单位推定加 %(unit)s 天；每迟一天扣 %(points)s 分")
            % {"days": rule.days, "unit": rule.unit_days, "points": printed(rule.a_day)}
        )
    return ShownRule(
        rule.code,
        rule.statement,
        rule.source,
        rule.verified,
        SEVERITIES[rule.severity],
        printed(rule.points),
        tuple(filter(None, told)),
        rule.off,
        rule.adjusted,
        rule.code in own,
    )


def _shown_duty(duty: Duty, own: Iterable[str]) -> ShownRule:
    told = _("必须公开") if duty.required else _("公开了才检查，没有公开不算缺")
    return ShownRule(
        duty.code,
        duty.label,
        duty.source,
        duty.verified,
        "",
        "",
        (told,),
        "",
        duty.adjusted,
        duty.code in own,
    )


class RuleForm(forms.Form):
    """What a region changes of a rule; what is as shipped is no change."""

    points = forms.DecimalField(
        label=gettext_lazy("分值"), min_value=0, max_value=100, decimal_places=1
    )
    days = forms.IntegerField(label=gettext_lazy("批复后几天内公开"), min_value=1, max_value=365)
    unit_days = forms.IntegerField(
        label=gettext_lazy("部门批复所属单位的天数"),
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("没有登记所属单位的批复日时，按部门的批复日加这些天推定。"),
    )
    a_day = forms.DecimalField(
        label=gettext_lazy("每迟一天扣分"), min_value=0, max_value=100, decimal_places=1
    )
    each = forms.DecimalField(
        label=gettext_lazy("每处扣分"), min_value=Decimal("0.1"), max_value=100, decimal_places=1
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("检查这些"), widget=forms.CheckboxSelectMultiple
    )
    is_off = forms.BooleanField(label=gettext_lazy("本地区不适用这条规则"), required=False)
    off = forms.CharField(
        label=gettext_lazy("不适用的原因"),
        required=False,
        max_length=300,
        widget=forms.TextInput,
        help_text=gettext_lazy("写明依据，例如本地文件的文号；会显示在每份检查结果里。"),
    )

    def __init__(self, *args: Any, rule: Rule, shipped: Rule, **kwargs: Any) -> None:
        self.rule, self.shipped = rule, shipped
        initial = {
            **{name: Decimal(getattr(rule, name)) / 10 for name in ("points", "each", "a_day")},
            "days": rule.days,
            "unit_days": rule.unit_days,
            "items": rule.items or tuple(ITEMS.get(rule.looks_at, ())),
            "is_off": bool(rule.off),
            "off": rule.off,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if rule.looks_at != "clock":
            for name in ("days", "unit_days", "a_day"):
                del self.fields[name]
        if not shipped.each:
            del self.fields["each"]
        if rule.looks_at not in ITEMS:
            del self.fields["items"]
        else:
            self.fields["items"].choices = list(ITEMS[rule.looks_at].items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_off") and not cleaned.get("off"):
            self.add_error("off", _("请写明不适用的原因。"))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The fields that differ from the shipped rule, in the form of an Adjustment."""
        given: dict[str, Any] = {}
        for name in ("points", "each", "a_day"):
            if name in self.fields:
                given[name] = int(self.cleaned_data[name] * 10)
        for name in ("days", "unit_days"):
            if name in self.fields:
                given[name] = self.cleaned_data[name]
        if "items" in self.fields:
            chosen = set(self.cleaned_data["items"])
            given["items"] = [key for key in ITEMS[self.rule.looks_at] if key in chosen]
        was = {
            **{name: getattr(self.shipped, name) for name in given},
            "items": list(self.shipped.items or ITEMS.get(self.rule.looks_at, ())),
        }
        # The order of what is looked at tells nothing.
        return {
            name: value
            for name, value in given.items()
            if (sorted(value) != sorted(was[name]) if name == "items" else value != was[name])
        }

    @property
    def off_because(self) -> str:
        return str(self.cleaned_data["off"]) if self.cleaned_data["is_off"] else ""


class DutyForm(forms.Form):
    """Whether bodies of the region must publish a kind of document."""

    required = forms.BooleanField(label=gettext_lazy("必须公开"), required=False)

    def __init__(self, *args: Any, rule: Duty, shipped: Duty, **kwargs: Any) -> None:
        self.shipped = shipped
        super().__init__(*args, initial={"required": rule.required}, **kwargs)

    def changes(self) -> dict[str, Any]:
        wanted = self.cleaned_data["required"]
        return {} if wanted == self.shipped.required else {"required": wanted}

    @property
    def off_because(self) -> str:
        return ""


@require_http_methods(["GET", "POST"])
def rule_page(request: HttpRequest, code: str, rule: str) -> HttpResponse:
    """Adjust one rule, or take the adjustment back."""
    region = bureau.watched(request, code, Action.INSPECT)
    held, shipped = _rule(rules_of(region), rule), _rule(shipped_rules(), rule)
    kind = DutyForm if isinstance(held, Duty) else RuleForm
    form = kind(request.POST or None, rule=held, shipped=shipped)
    if request.method == "POST":
        if "reset" in request.POST:
            adjust(region, rule, by=request.user)
            messages.success(request, _("%(rule)s 已恢复。") % {"rule": rule})
            return redirect("bureau:rules", code)
        if form.is_valid():
            changes, off = form.changes(), form.off_because
            if _inherited(region, rule) and not changes and not off:
                # As shipped, although a region above has it otherwise.
                changes = _as_shipped(shipped)
            adjust(region, rule, by=request.user, off=off, changes=changes)
            messages.success(request, _("%(rule)s 已保存。") % {"rule": rule})
            return redirect("bureau:rules", code)
    own = models.RuleAdjustment.objects.filter(region=region, code=rule).select_related("by")
    return bureau.page(
        request,
        "rule.html",
        _("调整规则 %(rule)s") % {"rule": rule},
        region=region,
        rule=held,
        is_duty=isinstance(held, Duty),
        form=form,
        own=own.first(),
    )


def _rule(rules: Any, code: str) -> Any:
    found = next((one for one in (*rules.rules, *rules.duties) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _inherited(region: models.Region, code: str) -> bool:
    """Whether a region above changes this rule."""
    place, seen = region.parent, {region.pk}
    while place is not None and place.pk not in seen:
        if models.RuleAdjustment.objects.filter(region=place, code=code).exists():
            return True
        seen.add(place.pk)
        place = place.parent
    return False


def _as_shipped(shipped: Any) -> dict[str, Any]:
    if isinstance(shipped, Duty):
        return {"required": shipped.required}
    names = ("points", "each", "days", "unit_days", "a_day")
    same: dict[str, Any] = {name: value for name in names if (value := getattr(shipped, name))}
    return {**same, "points": shipped.points, "items": list(shipped.items)}
