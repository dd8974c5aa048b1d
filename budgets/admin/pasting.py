"""粘贴一张表: what was copied elsewhere beside what the draft holds now, then into the draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets import models
from budgets.accepting import (
    Choices,
    Proposal,
    Recognised,
    accept,
    difference_of,
    is_strange,
    recognise,
)
from budgets.admin.answers import page
from budgets.admin.drafts import CHANGE
from budgets.admin.scope import working_draft
from budgets.admin.undoing import offer_undo
from budgets.changing import ChangeRefused
from budgets.confined import read_clip
from budgets.data import ColumnData, ProblemData
from budgets.differences.data import Counts
from budgets.edits import unit_of
from budgets.foreseeing import Foreseen, foresee
from budgets.money import UNITS
from budgets.pages.changes import rendered
from budgets.pasting.clip import HTML, SPACES, TABS, Clip, UnusablePaste
from budgets.pasting.columns import CONTENT
from budgets.pasting.laying import Mode, converted
from budgets.states import NotADraft

TEXT, MARKUP, TABLE, MODE, UNIT, COLUMN = "text", "html", "table", "mode", "unit", "column-"
ACCEPT, SEEN, LOOKED, OF, NEXT = "accept", "seen", "looked", "of", "next"

_HOW = {
    HTML: gettext_lazy("带格式的表格（Excel、WPS、Word、网页）"),
    TABS: gettext_lazy("制表符分开的文字"),
    SPACES: gettext_lazy("PDF 等的纯文字"),
}
_MODES = (
    (Mode.REPLACE, gettext_lazy("整表替换"), gettext_lazy("粘贴的就是整张表：多出的行加上，没有的行删去")),
    (Mode.SAME, gettext_lazy("只改相同的行"), gettext_lazy("行不增不减，两边都有的行按粘贴的改")),
    (Mode.FILL, gettext_lazy("只补空格"), gettext_lazy("已有的数一律不动，只填空着的格子")),
)  # fmt: skip
# So many lines that found no place are listed.
_MANY = 50


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a select or of radio buttons."""

    value: str
    label: str
    chosen: bool
    help: str = ""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Where a column of the paste goes; `sample` are its first texts."""

    name: str
    number: int
    sample: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the page shows of a proposal."""

    proposal: Proposal
    how: str
    counts: Counts
    comparison: SafeString
    foreseen: Foreseen
    problems: tuple[ProblemData, ...]
    columns: tuple[ColumnChoice, ...]
    # Whether the header or the form told the columns, and not what stands in them.
    by_header: bool
    is_strange: bool
    unit: str
    own_unit: str
    is_converted: bool
    left: tuple[Any, ...]
    more_left: int


@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """The box to paste into; then what was read beside the draft; then the change itself."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(CHANGE, pk)
    if request.method == "GET":
        return _page(request, draft, Choices(target=request.GET.get(TABLE, "")))
    choices = _choices(request.POST)
    try:
        clip = read_clip(request.POST.get(TEXT, ""), request.POST.get(MARKUP, ""))
    except UnusablePaste as error:
        return _page(request, draft, choices, said=str(error), status=422)
    status, said = 200, ""
    if ACCEPT in request.POST:
        if request.POST.get(LOOKED) != _digest(choices):
            said = _("选择改变了：请先看过下面的结果，再存入。")
        else:
            try:
                done = accept(
                    draft, clip, choices, seen=request.POST.get(SEEN, ""), by=request.user
                )
            except NotADraft as error:
                messages.error(request, str(error))
                return redirect(CHANGE, pk)
            except ChangeRefused as error:
                said = str(error)
            else:
                return _stored(request, draft, done.change)
        status = 409
    recognised = recognise(draft, clip, choices)
    return _page(request, draft, choices, clip, recognised, said=said, status=status)


def _choices(post: Mapping[str, Any]) -> Choices:
    """What the form tells; a column is a place in the table, or nothing.

    How a paste was laid over one table says nothing about another one that is chosen instead.
    """
    if post.get(OF) and post.get(OF) != post.get(TABLE):
        return Choices(target=post.get(TABLE, ""), unit=post.get(UNIT, ""))
    told = []
    while (name := f"{COLUMN}{len(told)}") in post:
        told.append(int(post[name]) if str(post[name]).isdecimal() else None)
    return Choices(
        target=post.get(TABLE, ""),
        mode=post.get(MODE, ""),
        unit=post.get(UNIT, ""),
        columns=tuple(told) or None,
    )


def _digest(choices: Choices) -> str:
    told = [choices.target, choices.mode, choices.unit, choices.columns]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _stored(
    request: HttpRequest, draft: models.Disclosure, change: models.Change | None
) -> HttpResponse:
    back = _back(request) or reverse(CHANGE, args=[draft.pk])
    if change is None:
        messages.info(request, _("粘贴的内容与现有的表没有不同，没有改动。"))
    else:
        told = _("已存入粘贴的内容：%(note)s。") % {"note": change.note}
        offer_undo(request, change, told, back=back)
    return redirect(back)


def _back(request: HttpRequest) -> str:
    """Where the person came from, if it is a page of ours."""
    back = str(request.POST.get(NEXT) or request.GET.get(NEXT) or "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if ours else ""


def _page(
    request: HttpRequest,
    draft: models.Disclosure,
    choices: Choices,
    clip: Clip | None = None,
    recognised: Recognised | None = None,
    *,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    proposal = recognised.proposal if recognised else None
    # What the program told stands in the form as if it had been chosen: that is what is looked at.
    told = _told(proposal) if proposal else choices
    return page(
        request,
        "paste.html",
        _("粘贴一张表"),
        status=status,
        disclosure=draft,
        said=said,
        text=request.POST.get(TEXT, ""),
        markup=request.POST.get(MARKUP, ""),
        next=_back(request),
        has_clip=clip is not None,
        tables=tuple(_tables(draft, recognised, told)),
        alike=[one.table.name for one in recognised.alike] if recognised else [],
        looked=_looked(draft, proposal) if proposal else None,
        modes=[Option(mode, str(name), told.mode == mode, str(why)) for mode, name, why in _MODES],
        units=[Option(name, name, told.unit == name) for name in reversed(UNITS)],
        digest=_digest(told),
    )


def _told(proposal: Proposal) -> Choices:
    return Choices(proposal.target.key, proposal.mode, proposal.unit.name, proposal.columns.places)


def _tables(
    draft: models.Disclosure, recognised: Recognised | None, choices: Choices
) -> Iterator[Option]:
    """The tables of the draft in their order, then the forms that are not in it yet."""
    if recognised is None:
        for table in draft.tables.order_by("n"):
            key = str(table.n)
            yield Option(key, f"{table.code} {table.title}".strip(), key == choices.target)
        return
    targets = sorted(recognised.targets, key=lambda one: (one.is_new, one.table.n))
    for one in targets:
        name = one.table.name
        label = _("%(table)s（草稿里还没有）") % {"table": name} if one.is_new else name
        yield Option(one.key, label, one.key == choices.target)


def _looked(draft: models.Disclosure, proposal: Proposal) -> Looked:
    edited = proposal.edited()
    difference = difference_of(proposal, edited)
    table = proposal.target.table
    left = (*proposal.pasted.left, *proposal.laid.left)
    html = rendered(difference, prefix="paste-", level=3)
    return Looked(
        proposal,
        how=str(_HOW[proposal.pasted.clip.how]),
        counts=difference.counts,
        # Our own rendering, escaped by Jinja2.
        comparison=mark_safe(html),  # noqa: S308
        foreseen=foresee(draft, edited.data),
        problems=edited.problems,
        columns=tuple(_columns(proposal)),
        by_header=proposal.columns.how != CONTENT,
        is_strange=is_strange(table, proposal.columns, proposal.rows),
        unit=proposal.unit.name,
        own_unit=unit_of(table, len(table.columns) - 1).name,
        is_converted=converted(proposal.pasted, table),
        left=left[:_MANY],
        more_left=max(len(left) - _MANY, 0),
    )


def _columns(proposal: Proposal) -> Iterator[ColumnChoice]:
    names = [_column_name(at, one) for at, one in enumerate(proposal.target.table.columns)]
    pasted = proposal.pasted
    for at, place in enumerate(proposal.columns.places):
        rows = range(len(pasted.table.rows))
        texts = [text for row in rows if (text := pasted.text(row, at).strip())][:3]
        head = " / ".join(dict.fromkeys(pasted.table.columns[at].path))
        yield ColumnChoice(
            f"{COLUMN}{at}",
            at + 1,
            (head or "、".join(texts))[:60],
            (
                Option("", _("不放入"), place is None),
                *(Option(str(n), name, n == place) for n, name in enumerate(names)),
            ),
        )


def _column_name(at: int, column: ColumnData) -> str:
    path = " / ".join(dict.fromkeys(column.path))
    return f"{at + 1}. {path}".strip()
