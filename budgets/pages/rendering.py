"""Jinja2 for page bodies: autoescaped, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from budgets.money import Unit, format_fen
from budgets.pages.english import gloss, gloss_title, in_english, what_should_hold
from budgets.pages.xml_text import writable

ENVIRONMENT = Environment(
    loader=PackageLoader("budgets.pages", "jinja"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    extensions=["jinja2.ext.i18n"],
)
ENVIRONMENT.install_gettext_callables(gettext, ngettext, newstyle=False)  # type: ignore[attr-defined]


def _fen(fen: int, unit: Unit) -> str:
    return format_fen(fen, unit)


ENVIRONMENT.filters["fen"] = _fen
ENVIRONMENT.globals |= {
    "gloss": gloss,
    "gloss_title": gloss_title,
    "in_english": in_english,
    "what_should_hold": what_should_hold,
}


def official() -> Markup:
    """The attribute of an element whose text is Chinese whatever the language of the page."""
    return Markup(' lang="zh-Hans"') if in_english() else Markup("")


def render(template: str, context: Mapping[str, Any]) -> str:
    """The text of a template below jinja/."""
    text = ENVIRONMENT.get_template(template).render(context)
    return writable(text) if template.endswith(".svg") else text
