"""Regions, departments and years: read by who works there, kept by who manages them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.access import Access, Action
from budgets.admin.scope import Scoped, offered
from budgets.importing import slug_for

# Under a field that stays empty where there is no such name: nobody is to make one up.
OFFICIAL_ENGLISH = _("只填正式的英文名称，英文页面上列在中文名称旁；没有就不填。")


class PlaceForm(forms.ModelForm):
    """A place, and where it stands among the others. `access` is whose form it is."""

    access: Access


class Place(Scoped):
    """Related places are found by search, and neither changed nor deleted in passing."""

    actions = None

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        for name, field in form.base_fields.items():
            if hasattr(field.widget, "can_delete_related"):
                field.widget.can_delete_related = False
                field.widget.can_change_related = False
                field.widget.can_view_related = False
                self._keep_present(request, field, obj, name)
        form.access = Access.of(request.user)
        return form

    def _keep_present(self, request: HttpRequest, field: Any, obj: Any, name: str) -> None:
        """What stands there now may stay, though it can't be chosen elsewhere."""
        present = getattr(obj, f"{name}_id", None)
        if present is not None:
            takes = offered(request, self.opts.model_name, name).order_by().values("pk")
            related = field.queryset.model.objects
            field.queryset = related.filter(Q(pk__in=takes) | Q(pk=present))

    def told_fields(self) -> list[str]:
        """The fields for who may only look: places by name, since not all of them lead on."""
        return []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return self.told_fields()
        return super().get_fields(request, obj)


class RegionForm(PlaceForm):
    class Meta:
        model = models.Region
        fields = ["code", "name", "name_en", "parent", "reason_threshold"]
        help_texts = {
            "code": _("国家统计局的行政区划代码，如 110000；也是网址的一部分。"),
            "name_en": OFFICIAL_ENGLISH,
        }

    def clean_parent(self) -> models.Region | None:
        parent: models.Region | None = self.cleaned_data["parent"]
        above, seen = parent, {self.instance.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError(_("上级地区不能是自己或自己的下级。"))
            seen.add(above.pk)
            above = above.parent
        # Neither put under what one does not manage, nor taken from there; None is the whole site.
        held = self.instance.parent if self.instance.pk else parent
        touched = {held, parent} if held != parent or not self.instance.pk else set()
        if not all(self.access.may_in_region(Action.MANAGE, place) for place in touched):
            raise ValidationError(_("请选择您管理的地区作为上级地区。"))
        return parent


@admin.register(models.Region)
class RegionAdmin(Place):
    form = RegionForm
    list_display = ["code", "name", "parent", "departments"]
    list_display_links = ["code", "name"]
    list_select_related = ["parent"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["parent"]
    list_per_page = 50
    show_full_result_count = False

    def told_fields(self) -> list[str]:
        return ["code", "name", "name_en", "above", "reason_threshold"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Region]:
        access = Access.of(request.user)
        seen = access.departments().order_by().values("pk")
        regions = access.regions_reached().annotate(
            bodies=Count("departments", filter=Q(departments__in=seen))
        )
        return regions.order_by(*self.get_ordering(request) or ["code"])

    @admin.display(description=_("部门和单位"), ordering="bodies")
    def departments(self, region: Any) -> int:
        return int(region.bodies)

    @admin.display(description=_("上级地区"))
    def above(self, region: models.Region) -> str | None:
        return str(region.parent) if region.parent else None


class DepartmentForm(PlaceForm):
    """A body; its web name is made from its name where none is given."""

    class Meta:
        model = models.Department
        fields = ["name", "name_en", "region", "parent", "code", "slug"]
        help_texts = {
            "name_en": OFFICIAL_ENGLISH,
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
        if region and self._leaves_units(region):
            self.add_error("region", _("它的下属单位在原来的地区，不能单独改到别的地区。"))
        if not cleaned.get("slug") and cleaned.get("name") and region:
            slug = slug_for(cleaned["name"])
            if not slug:
                self.add_error("slug", _("这个名称不能转成拼音，请填写网址名。"))
            elif self._taken(slug):
                slug = f"{slug[:67]}-{region.code}"
            cleaned["slug"] = slug
        return cleaned

    def _leaves_units(self, region: models.Region) -> bool:
        """Whether units would stay behind, in reach of those who work for the body elsewhere."""
        return bool(self.instance.pk and self.instance.units.exclude(region=region).exists())

    def _taken(self, slug: str) -> bool:
        return models.Department.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists()


@admin.register(models.Department)
class DepartmentAdmin(Place):
    form = DepartmentForm
    list_display = ["name", "code", "region", "parent", "slug"]
    list_filter = [("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region", "parent"]
    search_fields = ["name", "name_en", "code", "slug"]
    search_help_text = _("按名称、预算代码或拼音查找，如 wai-shi。")
    autocomplete_fields = ["region", "parent"]
    list_per_page = 50
    show_full_result_count = False

    def told_fields(self) -> list[str]:
        return ["name", "name_en", "place", "above", "code", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Department]:
        bodies = Access.of(request.user).departments()
        ordering = self.get_ordering(request)
        return bodies.order_by(*ordering) if ordering else bodies

    @admin.display(description=_("地区"))
    def place(self, department: models.Department) -> str:
        return str(department.region)

    @admin.display(description=_("主管部门"))
    def above(self, department: models.Department) -> str | None:
        return str(department.parent) if department.parent else None


@admin.register(models.FiscalYear)
class FiscalYearAdmin(Scoped):
    list_display = ["year", "documents"]
    search_fields = ["year"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.FiscalYear]:
        seen = Access.of(request.user).disclosures().order_by().values("pk")
        years: QuerySet[models.FiscalYear] = super().get_queryset(request)
        # Counting drops the model's own order.
        return years.annotate(count=Count("disclosures", filter=Q(disclosures__in=seen))).order_by(
            *self.get_ordering(request) or ["-year"]
        )

    @admin.display(description=_("公开文件"), ordering="count")
    def documents(self, year: Any) -> int:
        return int(year.count)
