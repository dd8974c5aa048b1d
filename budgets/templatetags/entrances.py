"""Where work begins besides an upload, for the templates of the admin."""

from __future__ import annotations

from django.template import Library
from django.template.context import RequestContext

from budgets.access import Access, Action
from budgets.admin.waiting import Waiting, waiting_for
from budgets.parts import Link, parts

register = Library()


@register.simple_tag(takes_context=True)
def entrances(context: RequestContext) -> list[Link]:
    """The entrances that the registered parts offer to who is signed in."""
    return [link for part in parts() for link in part.entrances(context["request"].user)]


@register.simple_tag(takes_context=True)
def waiting(context: RequestContext) -> list[Waiting]:
    """The documents that wait for who is signed in, as lists that are not empty."""
    return list(waiting_for(context["request"].user))


@register.simple_tag(takes_context=True)
def decides(context: RequestContext) -> bool:
    """Whether documents come to who is signed in, to be reviewed or published."""
    access = Access.of(context["request"].user)
    return access.may(Action.REVIEW) or access.may(Action.PUBLISH)
