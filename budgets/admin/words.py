"""The words that staff have taught: searched, read and changed without knowing coordinates."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.access import Access, Action
from budgets.admin.meanings import WordMeaningForm
from budgets.admin.plain import KINDS, in_words
from budgets.admin.scope import Scoped
from budgets.admin.word_uses import DOCUMENTS, uses_of
from budgets.coordinates import CLOSED

SELECTS = [f"dimension_{dimension}" for dimension in CLOSED]


class ScopedWordForm(WordMeaningForm):
    """A word of a region that one works for; a general one is for who manages the whole site."""

    access: Access

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "region" in self.fields and not self._may_be_general():
            self.fields["region"].required = True
            self.fields["region"].help_text = ""

    def clean_region(self) -> models.Region | None:
        region: models.Region | None = self.cleaned_data["region"]
        if region is None and not self._may_be_general():
            raise ValidationError(_("通用的词由全站的管理员维护，请选择地区。"))
        return region

    def _may_be_general(self) -> bool:
        return self.access.may_in_region(Action.MANAGE, None)


@admin.register(models.WordMeaning)
class WordMeaningAdmin(Scoped):
    form = ScopedWordForm
    list_display = ["word", "place", "means", "where"]
    list_filter = ["place", "kind", ("region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["region"]
    search_fields = ["word", "note"]
    autocomplete_fields = ["region"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.WordMeaning]:
        regions = Access.of(request.user).regions_reached().order_by().values("pk")
        words: QuerySet[models.WordMeaning] = super().get_queryset(request)
        return words.filter(Q(region=None) | Q(region__in=regions))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": ["place", "word", "where", "means", "note"]})]
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
        if obj is None or self.has_change_permission(request, obj):
            kwargs["fields"] = WordMeaningForm.Meta.fields
        form = super().get_form(request, obj, **kwargs)
        form.access = Access.of(request.user)
        return form

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        word = self.get_object(request, object_id)
        told = {"uses": uses_of(word, request.user), "looked": DOCUMENTS, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, told)

    @admin.display(description=_("含义"))
    def means(self, word: models.WordMeaning) -> str:
        kind = "" if word.kind == "amount" else str(KINDS[word.kind])
        said = in_words(word.coordinates)
        return " · ".join(part for part in (kind, said) if part) or str(_("只是名称"))

    @admin.display(description=_("适用于"), ordering="region")
    def where(self, word: models.WordMeaning) -> str:
        return str(word.region) if word.region else str(_("所有地区"))
