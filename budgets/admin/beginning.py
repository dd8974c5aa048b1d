"""开始一份文件: upload a workbook, go on from an earlier year, or take blank forms; each shown first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets import models
from budgets.access import Access, Action, require
from budgets.admin.answers import page
from budgets.admin.targets import TargetForm
from budgets.beginning import (
    OWN_FORMS,
    BeginRefused,
    Plan,
    Target,
    begin,
    can_begin,
    earlier_documents,
    plan,
    standards_offered,
    standing,
)
from budgets.parts import Link, parts
from budgets.standards_kept import UnknownStandard
from budgets.states import NotADraft

# The ways in that this page makes a draft by; the third is the upload.
EARLIER, BLANK = "earlier", "blank"
# Rows of the preview's list of what has no place.
_LISTED = 30


class BeginForm(TargetForm):
    """The target, as beginning.py takes it."""

    @property
    def target(self) -> Target:
        given = self.cleaned_data
        return Target(given["department"], given["year"], given["kind"])


@require_http_methods(["GET", "POST"])
def begin_document(request: HttpRequest) -> HttpResponse:
    """GET asks, offers the ways, and shows what one of them would make; POST makes it."""
    require(request.user, Action.EDIT)
    given = request.POST if request.method == "POST" else request.GET
    _not_of_others(request, given.get("department", ""))
    form = BeginForm(given or None, user=request.user)
    if not form.is_valid():
        return page(request, "begin.html", _("开始一份文件"), form=form)
    target = form.target
    there = standing(target)
    if there is not None and not can_begin(target):
        messages.info(request, _("这份文件已经有了：%(name)s。") % {"name": there})
        return redirect("admin:budgets_disclosure_change", there.pk)
    way = given.get("way", "")
    made: Plan | None = None
    if way in (EARLIER, BLANK):
        try:
            made = _planned(target, way, given)
            if request.method == "POST":
                return _made(request, made)
        except UnknownStandard:
            messages.error(request, _("没有这套表样，请另选。"))
        except (BeginRefused, NotADraft) as error:
            messages.error(request, str(error))
    earlier = earlier_documents(target)
    return page(
        request,
        "begin.html",
        _("开始一份文件"),
        form=form,
        target=target,
        kind=models.Disclosure.Kind(target.kind).label,
        upload=_address("admin:budgets_disclosure_upload", target),
        blanks=_address("standards:list", target),
        entrances=[] if _of_money(target.kind) else _entrances(request),
        earlier=earlier,
        standards=standards_offered(target),
        chosen=given.get("standard", ""),
        chosen_earlier=given.get("earlier", ""),
        own=OWN_FORMS,
        way=way,
        made=made and _shown(made),
    )


def _of_money(kind: str) -> bool:
    kinds = models.Disclosure.Kind
    return kind in (kinds.BUDGET, kinds.FINAL_ACCOUNTS)


def _entrances(request: HttpRequest) -> list[Link]:
    """Where a document without tables of money is entered."""
    return [link for part in parts() for link in part.entrances(request.user)]


def _not_of_others(request: HttpRequest, department: str) -> None:
    """A body that one may not see is not there; one that one may only see is refused."""
    if not department.isdecimal():
        return
    body = Access.of(request.user).departments().filter(pk=department).first()
    if body is None:
        raise Http404
    require(request.user, Action.EDIT, body)


def _planned(target: Target, way: str, given: Any) -> Plan:
    if way == BLANK:
        return plan(target, standard=given.get("standard", ""))
    documents = earlier_documents(target)
    wanted = given.get("earlier", "")
    chosen = next((one for one in documents if str(one.pk) == wanted), None)
    chosen = chosen or (documents[0] if documents and not wanted else None)
    if chosen is None:
        raise BeginRefused(_("系统里没有这个单位以前年度的这种文件。"))
    return plan(target, standard=given.get("standard", ""), earlier=chosen)


def _made(request: HttpRequest, made: Plan) -> HttpResponse:
    draft = begin(made, by=request.user).draft
    messages.success(request, _("已建立草稿：%(name)s。金额还空着。") % {"name": draft})
    query = urlencode({"year": made.target.year, "q": made.target.department.name})
    return redirect(f"{reverse('admin:index')}?{query}#d{draft.pk}")


def _address(name: str, target: Target) -> str:
    query = {"department": target.department.pk, "year": target.year, "kind": target.kind}
    return f"{reverse(name)}?{urlencode(query)}"


def _shown(made: Plan) -> dict[str, Any]:
    carried = made.carried
    return {
        "forms": made.standard.name if made.standard else _("沿用原来的表"),
        "key": made.standard.key if made.standard else OWN_FORMS,
        "earlier": made.earlier,
        "tables": [
            {"table": table, "rows": carried.rows.get(table.n, 0)} for table in carried.data.tables
        ],
        "rows": sum(carried.rows.values()),
        "prior": carried.prior,
        "prior_year": made.target.year - 1,
        "gap": bool(made.earlier) and carried.earlier_year != made.target.year - 1,
        "left": carried.left[:_LISTED],
        "more_left": len(carried.left) - _LISTED,
    }
