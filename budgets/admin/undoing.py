"""撤销: one change of a draft's history taken back, and the button that offers it after a change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgets import models
from budgets.admin.drafts import CHANGE
from budgets.admin.scope import working_draft
from budgets.changing import ChangeRefused
from budgets.changing import undo as take_back
from budgets.states import NotADraft

UNDO = "admin:budgets_disclosure_undo"


@require_POST
def undo(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take back the change of this number; then to `next`, or to the document."""
    draft = working_draft(request, pk)
    if draft is not None:
        change = get_object_or_404(draft.changes, number=number)
        try:
            done = take_back(change, by=request.user)
        except (ChangeRefused, NotADraft) as error:
            messages.error(request, _("没有撤销：%(why)s") % {"why": error})
        else:
            _tell(request, change, done.change)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse(CHANGE, args=[pk])
    return redirect(back)


def _tell(request: HttpRequest, change: models.Change, undone: models.Change | None) -> None:
    what = {"number": change.number, "what": change.get_what_display(), "note": change.note}
    if undone is None:
        told = _("第 %(number)s 步（%(what)s）改的格子已经是原来的样子，没有再改动。") % what
        messages.info(request, told)
        return
    told = _("已撤销第 %(number)s 步：%(what)s %(note)s。") % what
    offer_undo(request, undone, told, label=_("取消这次撤销"))


def offer_undo(
    request: HttpRequest, change: models.Change, told: str, *, label: str = "", back: str = ""
) -> None:
    """Say what was done, with a button beside it that takes it back; then to `back`, an address."""
    button = format_html(
        '<form method="post" action="{}" class="undo">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="next" value="{}">'
        '<button type="submit" class="button">{}</button></form>',
        reverse(UNDO, args=[change.disclosure_id, change.number]),
        get_token(request),
        back,
        label or _("撤销"),
    )
    messages.success(request, format_html("{} {}", told, button))
