"""The door of the entry pages: what was typed is not lost at it when the session has ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from budgets.admin.door import View, kept_door, script_refused, why_refused
from performance.admin.answers import kept, typed_in


def page_door(view: View) -> View:
    """The view of a page, for staff who are signed in; a refused form is shown with what it says."""

    def refused(request: HttpRequest, *, signed_out: bool) -> HttpResponse:
        said = why_refused(signed_out=signed_out)
        return kept(request, said, status=403, again=True, signed_out=signed_out)

    return kept_door(view, refused, typed_in)


def live_door(view: View) -> View:
    """The view of a live check: refused, it says whether one has to sign in, and the token of now."""
    return kept_door(view, script_refused, typed_in)
