"""Jinja2 for the pages of performance: the environment of budgets' pages with our own templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import PackageLoader

from budgets.pages.rendering import ENVIRONMENT as BASE
from budgets.pages.rendering import official

ENVIRONMENT = BASE.overlay(loader=PackageLoader("performance.pages", "jinja"))


def render(template: str, context: Mapping[str, Any]) -> str:
    """The text of a template below jinja/; `zh` is the attribute of what is Chinese anyway."""
    return ENVIRONMENT.get_template(template).render({"zh": official(), **context})
