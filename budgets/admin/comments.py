"""Comments at cells: all of them on one page, a table to choose a cell from, answers, settling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets import commenting, models
from budgets.access import Access
from budgets.admin.answers import page
from budgets.admin.origins import CELL, place_of
from budgets.admin.remarks import COMMENTING, may_comment, remarks_on
from budgets.admin.scope import found
from budgets.admin.sheets import sheet_of
from budgets.admin.steps import refusal
from budgets.commenting import MANY_CHARACTERS, NoSuchCell
from budgets.data import CellRef, DisclosureData
from budgets.narrative.data import EXPLANATION
from budgets.states import StepRefused
from budgets.storage import load_disclosure

COMMENTS = "admin:budgets_disclosure_comments"


class CommentForm(forms.Form):
    """A comment, and the cell that it is about, by its name; without one it is about everything."""

    table = forms.ChoiceField(label=gettext_lazy("表"), required=False)
    cell = forms.CharField(
        label=gettext_lazy("单元格"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("如 C12；说明的段落写“第3段”。不填是对整份文件。"),
    )
    text = forms.CharField(
        label=gettext_lazy("批注"),
        max_length=MANY_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, data_of: DisclosureData, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = data_of
        choices = [("", _("整份文件"))]
        choices += [(str(table.n), table.name or table.sheet) for table in data_of.tables]
        if data_of.narrative:
            choices.append(("0", EXPLANATION))
        self.fields["table"].choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        table, cell = given.get("table", ""), given.get("cell", "").strip()
        self.at: CellRef | None = None
        if table and not cell:
            self.add_error("cell", _("请写明是哪个单元格。"))
        elif cell and not table:
            self.add_error("table", _("请选择是哪张表。"))
        elif table:
            try:
                self.at = commenting.cell_named(self.document, int(table), cell)
            except NoSuchCell as error:
                self.add_error("cell", str(error))
        return given


def commented(request: HttpRequest, pk: int) -> models.Disclosure:
    """The disclosure, for one who may say something about it. Raises PermissionDenied."""
    disclosure = found(request, pk)
    if not Access.of(request.user).actions(disclosure.department) & COMMENTING:
        raise PermissionDenied
    return disclosure


@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """All comments on a version; a new one, at the cell that the address names if it names one."""
    disclosure = commented(request, pk) if request.method == "POST" else found(request, pk)
    data = load_disclosure(disclosure)
    form = CommentForm(
        request.POST if request.method == "POST" else None,
        initial=_named(request, data),
        data_of=data,
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = commenting.comment(
                disclosure, by=request.user, text=form.cleaned_data["text"], at=form.at
            )
        except StepRefused as error:
            return refusal(request, pk, error)
        messages.success(request, _("已加批注。"))
        return redirect(f"{reverse(COMMENTS, args=[pk])}#c{made.pk}")
    if request.method == "POST":
        status = 422
    actions = Access.of(request.user).actions(disclosure.department)
    return page(
        request,
        "comments.html",
        _("批注"),
        status=status,
        disclosure=disclosure,
        form=form,
        remarks=remarks_on(disclosure, data),
        tables=data.tables,
        can_comment=may_comment(disclosure, actions),
    )


def _named(request: HttpRequest, data: DisclosureData) -> dict[str, str]:
    """What the form says at first, for the cell of the address."""
    place = place_of(request.GET.get(CELL, ""))
    if place is None:
        return {}
    try:
        ref = commenting.cell_at(data, *place)
    except NoSuchCell:
        return {}
    return {"table": str(ref.n), "cell": ref.cell}


@require_safe
def choose_cell(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """One table, each cell of which leads to a comment on it."""
    disclosure = commented(request, pk)
    data = load_disclosure(disclosure)
    table = next((table for table in data.tables if table.n == n), None)
    if table is None:
        raise Http404
    remarks = remarks_on(disclosure, data)
    marks: dict[tuple[int, int], list[Any]] = {}
    for one in remarks:
        if one.is_open and one.at is not None and one.at.n == n:
            marks.setdefault((one.at.row, one.at.column), []).append(one.mark)
    return page(
        request,
        "comment_table.html",
        _("选择单元格"),
        disclosure=disclosure,
        table=table,
        sheet=sheet_of(table, marks, {(row, 0) for row, _line in enumerate(table.rows)}),
        comments_url=reverse(COMMENTS, args=[pk]),
    )


@require_POST
def answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Reply, settle or reopen: the button that was pressed says which."""
    disclosure = commented(request, pk)
    said = get_object_or_404(disclosure.comments.select_related("disclosure"), pk=comment)
    try:
        if "settle" in request.POST:
            if request.POST.get("text", "").strip():
                commenting.reply(said, by=request.user, text=request.POST["text"])
            commenting.settle(said, by=request.user)
            messages.success(request, _("批注已了结。"))
        elif "reopen" in request.POST:
            commenting.reopen(said)
            messages.success(request, _("批注已重新打开。"))
        else:
            commenting.reply(said, by=request.user, text=request.POST.get("text", ""))
            messages.success(request, _("已回复。"))
    except StepRefused as error:
        return refusal(request, pk, error)
    return redirect(f"{reverse(COMMENTS, args=[pk])}#c{said.answers_id or said.pk}")
