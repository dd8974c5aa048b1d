"""What pages of a draft say of tables that were filled from others."""

from __future__ import annotations

from django.template import Library
from django.template.context import RequestContext

from budgets import models
from budgets.deriving import Following, followings

register = Library()


@register.simple_tag(takes_context=True)
def following(
    context: RequestContext, disclosure: models.Disclosure | str, n: int
) -> Following | None:
    """Of a table whether it was filled from others, and how it stands to them now.

    A page that shows all tables asks for each; the document is looked at once.
    """
    if isinstance(disclosure, str):
        return None  # A preview of an upload has none.
    request = context.request
    known: dict[int, dict[int, Following]] = getattr(request, "_followings", {})
    request._followings = known
    if disclosure.pk not in known:
        known[disclosure.pk] = followings(disclosure)
    return known[disclosure.pk].get(n)
