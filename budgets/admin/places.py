"""Regions, departments and years."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.admin.scope import departments_of
from budgets.importing import slug_for


class Chosen(admin.ModelAdmin):
    """Related places are found by search, and neither changed nor deleted in passing."""

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        for field in form.base_fields.values():
            if hasattr(field.widget, "can_delete_related"):
                field.widget.can_delete_related = False
                field.widget.can_change_related = False
                field.widget.can_view_related = False
        return form


class RegionForm(forms.ModelForm):
    class Meta:
        model = models.Region
        fields = ["code", "name", "parent", "reason_threshold"]
        help_texts = {"code": _("国家统计局的行政区划代码，如 110000；也是网址的一部分。")}

    def clean_parent(self) -> models.Region | None:
        parent: models.Region | None = self.cleaned_data["parent"]
        above, seen = parent, {self.instance.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError(_("上级地区不能是自己或自己的下级。"))
            seen.add(above.pk)
            above = above.parent
        return parent


@admin.register(models.Region)
class RegionAdmin(Chosen):
    form = RegionForm
    list_display = ["code", "name", "parent", "departments"]
    list_display_links = ["code", "name"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Region]:
        return super().get_queryset(request).annotate(bodies=Count("departments"))

    @admin.display(description=_("部门和单位"), ordering="bodies")
    def departments(self, region: Any) -> int:
        return int(region.bodies)


class DepartmentForm(forms.ModelForm):
    """A body; its web name is made from its name where none is given."""

    class Meta:
        model = models.Department
        fields = ["name", "region", "parent", "code", "slug"]
        help_texts = {
            "parent": _("只给下属单位填写；主管部门须在同一地区。"),
            "code": _("财政预算编码，如 115001。"),
            "slug": _("公开网址的一部分，公开以后不要再改。不填则按名称的拼音生成。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parent, region = cleaned.get("parent"), cleaned.get("region")
        if parent and region and parent.region_id != region.pk:
            self.add_error("parent", _("主管部门须在同一地区。"))
        if not cleaned.get("slug") and cleaned.get("name") and region:
            slug = slug_for(cleaned["name"])
            if not slug:
                self.add_error("slug", _("这个名称不能转成拼音，请填写网址名。"))
            elif self._taken(slug):
                slug = f"{slug[:67]}-{region.code}"
            cleaned["slug"] = slug
        return cleaned

    def _taken(self, slug: str) -> bool:
        return models.Department.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists()


@admin.register(models.Department)
class DepartmentAdmin(Chosen):
    form = DepartmentForm
    list_display = ["name", "code", "region", "parent", "slug"]
    list_filter = [("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region", "parent"]
    search_fields = ["name", "code", "slug"]
    search_help_text = _("按名称、预算代码或拼音查找，如 wai-shi。")
    autocomplete_fields = ["region", "parent"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Department]:
        queryset: QuerySet[models.Department] = departments_of(request.user)
        return (
            queryset.order_by(*self.get_ordering(request))
            if self.get_ordering(request)
            else queryset
        )


@admin.register(models.FiscalYear)
class FiscalYearAdmin(admin.ModelAdmin):
    list_display = ["year", "documents"]
    search_fields = ["year"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.FiscalYear]:
        return super().get_queryset(request).annotate(count=Count("disclosures"))

    @admin.display(description=_("公开文件"), ordering="count")
    def documents(self, year: Any) -> int:
        return int(year.count)
