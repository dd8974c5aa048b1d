"""The public notice in the place of a document that was withdrawn, at each of its addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from budgets.models import Disclosure
from budgets.pages.answers import MINUTE, shell_page

View = Callable[..., HttpResponseBase]


class Withdrawn(Http404):
    """The document was public, and is not any more. A view without a notice says that it is not
    there."""

    def __init__(self, disclosure: Disclosure, current: Disclosure | None) -> None:
        super().__init__(str(disclosure))
        self.disclosure = disclosure
        self.current = current


def or_notice(view: View) -> View:
    """A view that answers 410 with the notice where its document was withdrawn."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **named)
        except Withdrawn as gone:
            return notice(request, gone)

    return answer


def notice(request: HttpRequest, gone: Withdrawn) -> HttpResponse:
    """What was withdrawn, when and why: nothing of its content, and in no index."""
    response = shell_page(
        request,
        "pages/withdrawn.html",
        {"disclosure": gone.disclosure, "current": gone.current, "noindex": True},
        status=410,
    )
    # A new version may come any time.
    response["Cache-Control"] = MINUTE
    response["X-Robots-Tag"] = "noindex"
    return response
