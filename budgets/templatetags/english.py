"""English glosses for the templates of pages; all of them as budgets/pages/english.py has them."""

from __future__ import annotations

from django.template import Library
from django.utils.safestring import SafeString

from budgets.narrative.writing.glossary import Term, term_named
from budgets.pages import english
from budgets.pages.units import UNIT_NAMES

register = Library()


@register.filter
def gloss(named: object, code: object = "") -> SafeString:
    """The gloss of a region, a body, a name of a code or a label, a space before it."""
    return SafeString(english.gloss(named, str(code or "")))


@register.filter
def gloss_labels(text: object, code: object = "") -> SafeString:
    """The gloss of several labels of a row, one after the other."""
    return SafeString(english.gloss_labels(text, str(code or "")))


@register.filter
def gloss_title(title: object) -> SafeString:
    """The gloss of a table by its title."""
    return SafeString(english.gloss_title(title))


@register.filter
def explained(term: Term) -> str:
    """What a term of the glossary means, in a sentence of the page's language."""
    return english.explained(term)


@register.filter
def gloss_term(name: str) -> SafeString:
    """The gloss of another term of the glossary, by its name."""
    return SafeString(english.gloss(term_named(name)))


@register.filter
def with_gloss(named: object) -> str:
    """The name with its gloss in brackets, as text."""
    return english.with_gloss(named)


@register.filter
def title_in_brackets(title: object) -> str:
    """The gloss of a table behind its title, as text."""
    told = english.title_gloss_of(title)
    return f" ({told})" if told else ""


@register.filter
def unit_called(unit: str) -> str:
    """A unit of money as the language of the page calls it: 万元, ×10,000 yuan."""
    return str(UNIT_NAMES.get(unit, unit))
