"""Populations, and what was renamed or merged: what comparisons over years and regions need to know."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.access import Access, Action
from budgets.admin.scope import Scoped


@admin.register(models.Population)
class PopulationAdmin(Scoped):
    list_display = ["region", "year", "people", "source"]
    list_filter = [("region", admin.RelatedOnlyFieldListFilter), "year"]
    list_select_related = ["region"]
    autocomplete_fields = ["region"]
    fields = ["region", "year", "people", "source"]
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Population]:
        regions = Access.of(request.user).regions_reached().order_by().values("pk")
        rows: QuerySet[models.Population] = super().get_queryset(request)
        return rows.filter(region__in=regions)


@admin.register(models.Succession)
class SuccessionAdmin(Scoped):
    """Both bodies are of one's own region: what goes over between regions is for who manages both."""

    list_display = ["former", "successor", "from_year", "whole"]
    list_select_related = ["former", "successor"]
    autocomplete_fields = ["former", "successor"]
    search_fields = ["former__name", "successor__name", "note"]
    fields = ["former", "successor", "from_year", "is_whole", "note"]
    list_per_page = 50
    actions = None

    @admin.display(description=_("全部承接"), boolean=True, ordering="is_whole")
    def whole(self, succession: models.Succession) -> bool:
        return succession.is_whole

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Succession]:
        bodies = Access.of(request.user).departments(Action.SEE).order_by().values("pk")
        rows: QuerySet[models.Succession] = super().get_queryset(request)
        return rows.filter(successor__in=bodies, former__in=bodies)


@admin.register(models.CodeSuccession)
class CodeSuccessionAdmin(Scoped):
    list_display = ["catalogue", "former", "successor", "from_year", "note"]
    list_filter = ["catalogue", "from_year"]
    search_fields = ["former", "successor", "note"]
    list_per_page = 50
    actions = None
