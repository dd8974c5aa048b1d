"""English glosses for the templates of pages; all of them as budgets/pages/english.py has them."""

from __future__ import annotations

from django.template import Library
from django.utils.safestring import SafeString

from budgets.pages import english

register = Library()


@register.filter
def gloss(named: object, code: object = "") -> SafeString:
    """The gloss of a region, a body, a name of a code or a label, a space before it."""
    return SafeString(english.gloss(named, str(code or "")))


@register.filter
def gloss_title(title: object) -> SafeString:
    """The gloss of a table by its title."""
    return SafeString(english.gloss_title(title))


@register.filter
def with_gloss(named: object) -> str:
    """The name with its gloss in brackets, as text."""
    return english.with_gloss(named)


@register.filter
def title_in_brackets(title: object) -> str:
    """The gloss of a table behind its title, as text."""
    told = english.title_gloss_of(title)
    return f" ({told})" if told else ""
