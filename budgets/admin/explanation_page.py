"""The page of an explanation: its text beside what its figures are, and what is still to be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets import models
from budgets.access import Action, may
from budgets.admin.answers import page
from budgets.admin.explanations import LOWEST, shown
from budgets.admin.scope import found
from budgets.narrative.blocks import laid_out
from budgets.states import EDITABLE
from budgets.storage import sections


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The explanation of a disclosure; a draft's can be worked on."""
    return answer(request, found(request, pk))


def answer(
    request: HttpRequest,
    disclosure: models.Disclosure,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    typed_earlier: Mapping[str, str] | None = None,
    **context: Any,
) -> HttpResponse:
    """The page, with what was refused still in its fields."""
    kept = models.KeptExplanation.objects.filter(event__disclosure=disclosure)
    view = shown(disclosure, typed=typed, errors=errors)
    return page(
        request,
        "narrative/page.html",
        _("情况说明"),
        status=status,
        disclosure=disclosure,
        view=view,
        earlier_fields=[
            (slot, (typed_earlier or {}).get(slot.key, slot.text), (errors or {}).get(slot.key, ""))
            for slot in view.earlier
        ],
        earlier_year=disclosure.fiscal_year.year - 1,
        kept=kept.select_related("event__by").order_by("-event__at", "-pk"),
        can_change=_can_change(request, disclosure),
        **context,
    )


@require_safe
def before(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """The explanation as it stood before an event, to read before it is taken back."""
    disclosure = found(request, pk)
    kept = get_object_or_404(models.KeptExplanation, event=event, event__disclosure=disclosure)
    return page(
        request,
        "narrative/before.html",
        _("原来的说明"),
        disclosure=disclosure,
        kept=kept,
        sections=[
            (
                section.heading,
                min(section.level + 2, LOWEST),
                [" ｜ ".join(text.split("\t")) for text in texts],
            )
            for section, texts in zip(
                laid_out(sections(kept.narrative)),
                [one.paragraphs for one in sections(kept.narrative)],
                strict=True,
            )
        ],
        told=[text for slot, text in sorted(kept.told.items())],
        can_change=_can_change(request, disclosure),
    )


def _can_change(request: HttpRequest, disclosure: models.Disclosure) -> bool:
    return disclosure.status in EDITABLE and may(request.user, Action.EDIT, disclosure.department)
