"""The words that staff have taught: searched, read and changed without knowing coordinates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.admin.meanings import WordMeaningForm
from budgets.admin.plain import KINDS, in_words
from budgets.coordinates import CLOSED

SELECTS = [f"dimension_{dimension}" for dimension in CLOSED]


@admin.register(models.WordMeaning)
class WordMeaningAdmin(admin.ModelAdmin):
    form = WordMeaningForm
    list_display = ["word", "place", "means", "where"]
    list_filter = ["place", "kind", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region"]
    search_fields = ["word", "note"]
    autocomplete_fields = ["region"]
    list_per_page = 50

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [
            (None, {"fields": ["place", "word", "region"]}),
            (
                _("含义"),
                {
                    "fields": ["kind", *SELECTS, "code", "subject"],
                    "description": _("一个词可以同时说明几件事；没有说明的留作“不限”。"),
                },
            ),
            (None, {"fields": ["note"]}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # The selects are made by the form itself; Django would look for them in the model.
        kwargs["fields"] = WordMeaningForm.Meta.fields
        return super().get_form(request, obj, **kwargs)

    @admin.display(description=_("含义"))
    def means(self, word: models.WordMeaning) -> str:
        kind = "" if word.kind == "amount" else str(KINDS[word.kind])
        said = in_words(word.coordinates)
        return " · ".join(part for part in (kind, said) if part) or str(_("只是名称"))

    @admin.display(description=_("适用于"), ordering="region")
    def where(self, word: models.WordMeaning) -> str:
        return str(word.region) if word.region else str(_("所有地区"))
