"""The start page's own list, for its template."""

from __future__ import annotations

from django.template import Library
from django.template.context import RequestContext

from budgets.admin.todo import Work, work_of

register = Library()


@register.simple_tag(takes_context=True)
def todo(context: RequestContext) -> Work:
    """What who is signed in has to do, as the address of the page asks for it."""
    return work_of(context["request"])
