"""What the entry pages share: the draft that is entered into, the shell, and lost drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from budgets.access import Action
from budgets.admin.answers import page
from budgets.admin.scope import found
from budgets.models import Disclosure
from budgets.states import EDITABLE, NotADraft
from performance.admin.labels import labels_of
from performance.data import EvaluationData, OverallData, ProjectData
from performance.entering import GONE, NoDraft, NotEntered

CHANGED = (
    "在您打开这一页以后，别人改动过这一项，所以没有存入。请核对；再按一次保存，就以您填写的为准。"
)
# What a page sends along by itself, the token first.
_FILLED_IN = ("csrfmiddlewaretoken", "opened", "stay", "layout", "columns")
# What tells a place in a table apart from what stands there.
_PLACES = frozenset({"cells", "n", "tables", "stated", "scores", "weights"})

Subject = ProjectData | OverallData | EvaluationData


def own_page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> TemplateResponse:
    """A page of ours in the shell of the admin."""
    return page(request, f"../performance/{template}", title, status=status, **context)


class NotThere(NoDraft):
    """It has been deleted meanwhile, or was never this person's to see: both look the same."""


def entry_draft(request: HttpRequest, pk: int) -> Disclosure:
    """The draft that is entered into. Raises NoDraft once it is public, deleted, or not one's own."""
    try:
        disclosure = found(request, pk, Action.EDIT)
    except Http404 as error:
        raise NotThere(["这份草稿已被删除，或者不归您办理。"]) from error
    if disclosure.status not in EDITABLE:
        raise NoDraft([str(NotADraft.of(disclosure, "存入"))])
    return disclosure


def without_draft(request: HttpRequest, pk: int, error: NoDraft) -> HttpResponse:
    """Back to where there is something; what was typed is shown once more, to be copied."""
    there = not isinstance(error, NotThere)
    if typed_in(request):
        return kept(request, str(error), status=409 if there else 404, there=there, pk=pk)
    if not there:
        raise Http404
    messages.error(request, str(error))
    return redirect("admin:budgets_disclosure_change", pk)


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields that were sent with something in them, without those that the page filled in."""
    return [
        (name, text)
        for name, text in request.POST.items()
        if text.strip() and name not in _FILLED_IN
    ]


def kept(request: HttpRequest, said: str, *, status: int, **context: Any) -> HttpResponse:
    """What was typed and not stored, with why; `again`: it can be sent once more from there."""
    own = [(name, request.POST[name]) for name in _FILLED_IN[1:] if name in request.POST]
    labels = labels_of(request.POST.keys() - set(_FILLED_IN))
    return own_page(
        request,
        "kept.html",
        _("没有存入"),
        status=status,
        said=said,
        typed=[(name, labels.get(name, name), text) for name, text in typed_in(request)],
        own=own,
        **context,
    )


# --- Whether it is still what the page was opened with ------------------------------------------


class Changed(NotEntered):
    """Someone else changed it meanwhile."""


def opened(subject: Subject | None) -> str:
    """What names a subject as it stands: its content, and which one it is."""
    if subject is None:
        return ""
    return f"{_digest(_words(subject))}.{_digest(_identity(subject))}"


def place_of(present: Sequence[Subject], place: int, seen: str) -> int:
    """Where that which the page was opened with stands now.

    Raises Changed where it says something else by now, NotEntered where it is gone.
    """
    names = [opened(one) for one in present]
    if not seen or (place < len(names) and names[place] == seen):
        if place < len(names):
            return place
        raise NotEntered([GONE])
    if seen in names:
        return names.index(seen)
    if place < len(names) and names[place].endswith(seen.partition(".")[2]):
        raise Changed([CHANGED])
    raise NotEntered([GONE])


def _identity(subject: Subject) -> Any:
    if isinstance(subject, ProjectData):
        return subject.code, subject.name
    if isinstance(subject, EvaluationData):
        return subject.subject, subject.project_code, subject.project_name
    return "overall"


def _words(value: Any) -> Any:
    if is_dataclass(value):
        own = (one.name for one in fields(value) if one.name not in _PLACES)
        return [_words(getattr(value, name)) for name in own]
    if isinstance(value, tuple):
        return [_words(one) for one in value]
    return str(value)


def _digest(words: Any) -> str:
    return hashlib.sha256(repr(words).encode()).hexdigest()[:20]
