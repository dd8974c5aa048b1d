"""How pages name a person: by the name that colleagues know, as the history of a document does."""

from __future__ import annotations

from typing import Any

from django.template import Library

from budgets.states import person_told

register = Library()


@register.filter
def told(person: Any) -> str:
    """The person's name, or the account where no name was given; the program where there is nobody."""
    return str(person_told(person))
