"""催办: choose bodies, write, send; what was sent; and what staff do with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from budgets import models
from budgets.access import Access, Action, require
from budgets.admin import bureau
from budgets.admin.bureau_board import Board, board
from budgets.admin.bureau_documents import Body
from budgets.reminding import dismiss, remind, with_outcome

KIND = models.Disclosure.Kind
REMINDERS_A_PAGE = 50
# States of a document that a bureau reminds of.
ASKED_FOR = ("overdue", "soon", "due", "waiting", "withdrawn")


class ReminderForm(forms.Form):
    """What is written to whom; the bodies come as hidden fields of their own."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("催办哪些文件"),
        choices=KIND.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=gettext_lazy("内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    again = forms.BooleanField(
        label=gettext_lazy("今天已经催办过的单位也再催办（同一份文件一天只催办一次）"),
        required=False,
    )


@require_POST
def compose(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Bodies were chosen on the board: write to them, and send."""
    region = bureau.watched(request, code, Action.INSPECT)
    shown = board(region, bureau.asked_year(year), whole="whole" in request.POST)
    chosen = _chosen(request, shown)
    if not chosen:
        messages.error(request, _("没有选中单位。"))
        return redirect(bureau.board_address(region, year))
    kinds = _asked_kinds(request, chosen)
    sending = "text" in request.POST
    form = ReminderForm(
        request.POST if sending else None,
        initial={"kinds": kinds, "text": standard_text(region, year, kinds)},
    )
    if sending and form.is_valid():
        return _send(request, region, year, chosen, form)
    return bureau.page(
        request,
        "remind.html",
        _("催办"),
        status=400 if sending else 200,
        region=region,
        year=year,
        chosen=chosen,
        form=form,
        whole="whole" in request.POST,
        by_mail=settings.EMAIL_CONFIGURED,
    )


def _chosen(request: HttpRequest, shown: Board) -> list[Body]:
    """The bodies that were ticked, or all with a document that is overdue."""
    if "all-late" in request.POST:
        return [
            body for body in shown.bodies if any(one.state == "overdue" for one in body.documents)
        ]
    ticked = set(request.POST.getlist("body"))
    return [body for body in shown.bodies if str(body.pk) in ticked]


def _asked_kinds(request: HttpRequest, chosen: list[Body]) -> list[str]:
    """The kinds to remind of: what is overdue for somebody, or else what is not there yet."""
    documents = [one for body in chosen for one in body.documents]
    overdue = {one.kind for one in documents if one.state == "overdue"}
    waiting = {one.kind for one in documents if one.state in ASKED_FOR}
    found = overdue or waiting
    return [kind for kind in KIND.values if kind in found]


def standard_text(region: models.Region, year: int, kinds: list[str]) -> str:
    """What is written unless the bureau writes something else; official Chinese."""
    named = "、".join(str(KIND(kind).label) for kind in kinds) or "预算、决算"
    return (
        f"请尽快公开{year}年{named}。按照《中华人民共和国预算法》第十四条，"
        "经批复的部门预算、决算应当在批复后二十日内由各部门向社会公开。"
        f"如有特殊情况，请与{region.name}财政部门联系。"
    )


def _send(
    request: HttpRequest,
    region: models.Region,
    year: int,
    chosen: list[Body],
    form: ReminderForm,
) -> HttpResponse:
    given = form.cleaned_data
    departments = models.Department.objects.in_bulk([body.pk for body in chosen])
    wanted: dict[models.Department, list[str]] = {}
    for body in chosen:
        # Nobody is reminded of what is there, or of what they need not publish.
        owed = [one.kind for one in body.documents if one.kind in given["kinds"] and one.owed]
        asked = [kind for kind in owed if _is_open(body, kind)]
        if asked:
            wanted[departments[body.pk]] = asked
    result = remind(
        wanted,
        region=region,
        year=models.FiscalYear.objects.get_or_create(year=year)[0],
        text=given["text"],
        by=request.user,
        again=given["again"],
    )
    bodies = {one.department_id for one in result.reminders}
    if bodies:
        messages.success(request, _("已催办 %(n)s 个单位。") % {"n": len(bodies)})
    if result.already:
        names = "、".join(one.name for one in result.already[:10])
        messages.warning(
            request,
            _("今天已经催办过、没有再发的：%(names)s（共 %(n)s 个）。")
            % {"names": names, "n": len(result.already)},
        )
    skipped = len(chosen) - len(wanted)
    if skipped:
        messages.info(request, _("%(n)s 个单位没有须催办的这类文件。") % {"n": skipped})
    return redirect("bureau:reminders", region.code, year)


def _is_open(body: Body, kind: str) -> bool:
    """Whether a document is not public, or public with contradictions that nobody explained."""
    document = body.document(kind)
    return document.current is None or bool(document.faults)


@require_safe
def history(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What was sent for this region and year, and what came of it."""
    region = bureau.watched(request, code)
    reminders = with_outcome().filter(
        department__region=region, fiscal_year__year=bureau.asked_year(year)
    )
    listing = Paginator(reminders, REMINDERS_A_PAGE).get_page(request.GET.get("page"))
    return bureau.page(
        request,
        "reminders.html",
        _("催办记录"),
        region=region,
        year=year,
        listing=listing,
        pages=listing.paginator.get_elided_page_range(listing.number),
    )


@require_POST
def take_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff of the body have seen a reminder."""
    reminder = get_object_or_404(
        models.Reminder.objects.select_related("department", "fiscal_year").filter(
            department__in=_seen_by(request).order_by()
        ),
        pk=pk,
    )
    require(request.user, Action.EDIT, reminder.department)
    if dismiss(reminder, by=request.user):
        messages.success(request, _("已记为知悉。"))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "admin:index"
    return redirect(back)


def _seen_by(request: HttpRequest) -> Any:
    return Access.of(request.user).departments(Action.SEE)
