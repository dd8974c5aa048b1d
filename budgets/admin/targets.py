"""Whose document, of which year and kind: what uploading and beginning one both ask first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets import models
from budgets.access import Access, Action


class SearchedSelect(AutocompleteSelect):
    """An autocomplete that says what it is while nothing is chosen, to the eye and the ear."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": _("选择部门或单位")}


class TargetForm(forms.Form):
    """Whose document of which year and kind: of the bodies that this user may edit."""

    department = forms.ModelChoiceField(
        label=gettext_lazy("部门/单位"),
        queryset=models.Department.objects.none(),
        help_text=gettext_lazy("输入名称、预算代码或拼音查找。"),
    )
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1990, max_value=2100)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=models.Disclosure.Kind.choices)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        field.queryset = Access.of(user).departments(Action.EDIT).select_related("region")
        related = models.Disclosure._meta.get_field("department")
        field.widget = SearchedSelect(related, admin.site)
        field.widget.choices = field.choices
        self.fields["year"].initial = timezone.localdate().year
