"""What a bureau fills in about a set of forms of its own: the set, and each form of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets import models
from budgets.access import Access, Action
from budgets.admin.plain import DIMENSIONS
from budgets.money import UNITS
from budgets.new_standard import KEYS

_CODES = re.compile(r"[\s、，,；;]+")
_KINDS = [models.Disclosure.Kind.BUDGET, models.Disclosure.Kind.FINAL_ACCOUNTS]


class BlankUpload(forms.Form):
    """A blank workbook, and what the set of forms that it makes is called."""

    region = forms.ModelChoiceField(
        label=gettext_lazy("地区"), queryset=models.Region.objects.none()
    )
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=100,
        help_text=gettext_lazy("如：某市部门预算公开表（2027年）。"),
    )
    first_year = forms.IntegerField(
        label=gettext_lazy("从哪一年起用"), min_value=1990, max_value=2100
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"), choices=[(one.value, one.label) for one in _KINDS]
    )
    file = forms.FileField(
        label=gettext_lazy("空白工作簿"),
        max_length=200,
        help_text=gettext_lazy(
            "发给各单位填的那份空表：.xlsx、.xls 或 .ods，每张表有表名、单位和表头；合计等固定的行写在表里。"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.et"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = Access.of(user).regions(Action.FORMS)
        self.fields["region"].queryset = managed  # type: ignore[attr-defined]


class SetForm(forms.Form):
    """The set as a whole."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    first_year = forms.IntegerField(
        label=gettext_lazy("从哪一年起用"), min_value=1990, max_value=2100
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("没有写明单位的表，金额单位是"),
        choices=[(name, name) for name in sorted(UNITS, key=lambda name: UNITS[name].exponent)],
    )
    places = forms.IntegerField(label=gettext_lazy("小数位数"), min_value=0, max_value=6)
    personnel = forms.CharField(
        label=gettext_lazy("人员经费"),
        required=False,
        help_text=gettext_lazy("部门经济分类代码的开头，以顿号分开；最长的开头作准。"),
    )
    public = forms.CharField(label=gettext_lazy("公用经费"), required=False)
    construction = forms.CharField(label=gettext_lazy("基本建设"), required=False)

    @classmethod
    def initial_of(cls, own: models.OwnStandard) -> dict[str, Any]:
        agreed = own.document["conventions"]
        return {
            "name": own.name,
            "first_year": own.first_year,
            "unit": own.document["unit"],
            "places": own.document["places"],
            **{name: "、".join(agreed[name]) for name in ("personnel", "public", "construction")},
        }

    def _heads(self, name: str) -> list[str]:
        heads = split_codes(self.cleaned_data[name])
        if wrong := [head for head in heads if not head.isdecimal()]:
            raise ValidationError(_("“%s”不是科目代码。") % "、".join(wrong))
        return heads

    def clean_personnel(self) -> list[str]:
        return self._heads("personnel")

    def clean_public(self) -> list[str]:
        return self._heads("public")

    def clean_construction(self) -> list[str]:
        return self._heads("construction")

    def document(self) -> dict[str, Any]:
        """The part of the content that these fields tell."""
        given = self.cleaned_data
        return {
            "unit": given["unit"],
            "places": given["places"],
            "conventions": {name: given[name] for name in ("personnel", "public", "construction")},
        }


class EntryForm(forms.Form):
    """One form of the set."""

    code = forms.CharField(label=gettext_lazy("表号"), max_length=30)
    title = forms.CharField(
        label=gettext_lazy("表名"),
        max_length=200,
        help_text=gettext_lazy("{year} 处印年度，{last} 处印上一年。"),
    )
    unit_line = forms.CharField(label=gettext_lazy("单位一行"), max_length=60, required=False)
    keys = forms.MultipleChoiceField(
        label=gettext_lazy("每一行是一个"),
        required=False,
        choices=[(key, DIMENSIONS[key]) for key in KEYS],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("都不选：各行就是表上印的那些。"),
    )
    derived_from = forms.CharField(
        label=gettext_lazy("由哪些表填写"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("表号以顿号分开；不填：由人录入。"),
    )

    @classmethod
    def of(cls, entry: Mapping[str, Any], number: int, data: QueryDict | None = None) -> EntryForm:
        return cls(
            data,
            prefix=f"form{number}",
            initial={
                **{name: entry[name] for name in ("code", "title", "unit_line", "keys")},
                "derived_from": "、".join(entry["derived_from"]),
            },
        )

    def clean_derived_from(self) -> list[str]:
        return split_codes(self.cleaned_data["derived_from"])

    def entry(self, held: Mapping[str, Any], fixed: frozenset[str]) -> dict[str, Any]:
        """The content of the form with what was filled in; `fixed` are numbers of rows that stay."""
        given = self.cleaned_data
        # In the order of the form's columns, as far as they told it.
        order = dict.fromkeys((*held["keys"], *KEYS))
        keys = [key for key in order if key in given["keys"]]
        return {
            **held,
            "code": given["code"].strip(),
            "title": given["title"].strip(),
            "unit_line": given["unit_line"].strip(),
            "keys": keys,
            "derived_from": given["derived_from"],
            "fixed": [str(at) in fixed for at in range(len(held["printed"]))],
        }


def split_codes(text: str) -> list[str]:
    """Codes that stand in a line: 表2、表3."""
    return [code for code in _CODES.split(text.strip()) if code]
