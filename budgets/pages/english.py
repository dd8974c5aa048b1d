"""The English gloss beside a Chinese name, on English pages; nothing on Chinese ones.

All pages ask here: bodies (Jinja, where `gloss` and `gloss_title` are globals) and the pages around
them (templatetags/english.py). The Chinese name stays first and the gloss is marked as English.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language
from markupsafe import Markup

from budgets.english import gloss as _gloss
from budgets.english import gloss_of_labels as _gloss_of_labels
from budgets.english import gloss_of_title as _gloss_of_title
from budgets.english import what_should_hold as _what_should_hold
from budgets.narrative.writing.glossary import Term

_GLOSS = Markup(' <span class="gloss" lang="en">{}</span>')


def in_english() -> bool:
    """Whether the page is for who reads no Chinese."""
    return get_language() != settings.LANGUAGE_CODE


def gloss_of(named: object, code: str = "") -> str:
    """The gloss as text; "" on a Chinese page, and where none is known.

    A region or a body has the official English name that staff entered, a term the gloss of the
    glossary, anything else (a name of a code, a heading, a label) what its words mean.
    """
    if not in_english():
        return ""
    if isinstance(named, Term):
        return named.english
    own = named.get("name_en") if isinstance(named, Mapping) else getattr(named, "name_en", None)
    return _gloss(str(named or ""), code) if own is None else own


def explained(term: Term) -> str:
    """What a term means, in a sentence of the page's language."""
    return term.english_text if in_english() else term.text


def title_gloss_of(title: object) -> str:
    """The same of a table, by its title."""
    return _gloss_of_title(str(title or "")) if in_english() else ""


def what_should_hold(kind: str) -> str:
    """The rule that a finding speaks of, whose own sentence is Chinese; "" on a Chinese page."""
    return _what_should_hold(kind) if in_english() else ""


def gloss(named: object, code: str = "") -> Markup:
    """The gloss as it stands behind or below the name; "" where there is none."""
    return marked(gloss_of(named, code))


def gloss_title(title: object) -> Markup:
    return marked(title_gloss_of(title))


def gloss_labels(text: object, code: str = "") -> Markup:
    """The gloss of several labels of a row, as they are found one after the other."""
    return marked(_gloss_of_labels(str(text or ""), code) if in_english() else "")


def marked(text: str) -> Markup:
    """A gloss as an element, a space before it."""
    return _GLOSS.format(text) if text else Markup("")


def with_gloss(named: object, code: str = "") -> str:
    """For a place that holds text alone, as a page's title: the name, its gloss in brackets."""
    told = gloss_of(named, code)
    return f"{named} ({told})" if told else str(named)
