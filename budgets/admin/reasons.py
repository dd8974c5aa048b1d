"""增减原因: the changes of a document that owe a reason, each told once, saved together or as typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from budgets import models
from budgets.access import Action, may
from budgets.admin.answers import page
from budgets.admin.scope import PUBLIC_NOW, found, working_draft
from budgets.admin.slots import digest, plain
from budgets.money import YUAN, format_fen
from budgets.narrating import UnusableText
from budgets.reasoning import Reason, reasons_of, tell_reasons
from budgets.states import EDITABLE, NotADraft

PAGE = "admin:budgets_disclosure_reasons"
# Names of fields: the reason, and a digest of what stood there when the page was made.
FIELD, WAS = "reason:", "was:"


@dataclass(frozen=True, slots=True)
class ReasonField:
    """A reason as a field of a page, its figures in yuan."""

    reason: Reason
    value: str
    error: str = ""

    @property
    def id(self) -> str:
        return f"reason-{digest(self.reason.key)}"

    @property
    def name(self) -> str:
        return FIELD + self.reason.key

    @property
    def was_name(self) -> str:
        return WAS + self.reason.key

    @property
    def was(self) -> str:
        return digest(self.reason.text)

    @property
    def now(self) -> str:
        return format_fen(self.reason.change.fen, YUAN)

    @property
    def before(self) -> str:
        return format_fen(self.reason.change.before, YUAN)

    @property
    def change(self) -> str:
        """增加 3.50（29.17%）."""
        change = self.reason.change
        names = {"size": format_fen(abs(change.difference), YUAN)}
        grew = change.difference > 0
        said = _("增加 %(size)s 元") % names if grew else _("减少 %(size)s 元") % names
        return said if change.percent is None else f"{said}（{change.percent:,}%）"

    @property
    def is_new(self) -> bool:
        return self.reason.change.percent is None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the reasons are told."""

    told: int
    all: int

    @classmethod
    def of(cls, reasons: Sequence[Reason]) -> Progress:
        return cls(sum(not one.owed for one in reasons), len(reasons))

    @property
    def left(self) -> int:
        return self.all - self.told


def fields_of(
    reasons: Sequence[Reason],
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[ReasonField]:
    """The reasons as fields; `typed` and `errors`, by key, are of what was refused."""
    typed, errors = typed or {}, errors or {}
    return [
        ReasonField(one, typed.get(one.key, one.text), errors.get(one.key, "")) for one in reasons
    ]


@require_http_methods(["GET", "POST"])
def reasons(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change of the document that owes a reason; POST stores those that were changed.

    Asked `?as=json`, as the page's script does while one types, the answer says what is stored.
    """
    if request.method != "POST":
        return _answer(request, found(request, pk))
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)
    known = reasons_of(draft)
    texts, overtaken = _sent(known, request.POST)
    if overtaken:
        error = _("这一处刚刚被别人改动。要用您写的，请再保存一次。")
        return _refused(request, draft, texts, dict.fromkeys(overtaken, error), 409)
    try:
        if texts:
            tell_reasons(draft, texts=texts, by=request.user)
    except UnusableText as error:
        return _refused(request, draft, texts, error.slots, 422)
    except NotADraft:
        messages.error(request, PUBLIC_NOW)
        return redirect(PAGE, pk)
    if _wants_json(request):
        draft.refresh_from_db()
        return JsonResponse(_stands(draft))
    if texts:
        messages.success(request, _("已保存 %(n)s 处原因。") % {"n": len(texts)})
    else:
        messages.info(request, _("没有变动。"))
    return redirect(_back(request, pk))


def _wants_json(request: HttpRequest) -> bool:
    return request.GET.get("as") == "json"


def _sent(
    known: Sequence[Reason], posted: Mapping[str, Any]
) -> tuple[dict[str, str], frozenset[str]]:
    """The reasons that were changed on the page, and those of them that others changed too."""
    held = {one.key: one for one in known}
    texts: dict[str, str] = {}
    overtaken = set()
    for name, text in posted.items():
        if not name.startswith(FIELD):
            continue
        key, was = name.removeprefix(FIELD), posted.get(WAS + name.removeprefix(FIELD), "")
        if digest(text) == was:
            continue
        now = digest(held[key].text) if key in held else was
        if now == digest(text):
            continue
        if now != was:
            overtaken.add(key)
        texts[key] = plain(text)
    return texts, frozenset(overtaken)


def _refused(
    request: HttpRequest,
    draft: models.Disclosure,
    texts: Mapping[str, str],
    errors: Mapping[str, str],
    status: int,
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"errors": dict(errors), **_stands(draft)}, status=status)
    messages.error(request, _("没有保存：%(why)s") % {"why": "；".join({*errors.values()})})
    return _answer(request, draft, status=status, typed=texts, errors=errors)


def _stands(draft: models.Disclosure) -> dict[str, object]:
    """What the page's script needs of the reasons as they are stored."""
    known = reasons_of(draft)
    progress = Progress.of(known)
    return {
        "told": progress.told,
        "all": progress.all,
        "was": {one.key: digest(one.text) for one in known},
        "owed": [one.key for one in known if one.owed],
    }


def _back(request: HttpRequest, pk: int) -> str:
    """The page that the form stood on."""
    asked = request.POST.get("back", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse(PAGE, args=[pk])


def _answer(
    request: HttpRequest,
    disclosure: models.Disclosure,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    known = reasons_of(disclosure)
    can_change = disclosure.status in EDITABLE and may(
        request.user, Action.EDIT, disclosure.department
    )
    return page(
        request,
        "reasons.html",
        _("增减原因"),
        status=status,
        disclosure=disclosure,
        fields=fields_of(known, typed, errors),
        progress=Progress.of(known),
        year=disclosure.fiscal_year.year,
        threshold=f"{disclosure.department.region.reason_threshold.normalize():f}",
        is_written=disclosure.narrative_is_written,
        has_text=bool(disclosure.narrative),
        can_change=can_change,
        back="",
    )
