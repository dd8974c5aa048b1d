"""后台任务 on other pages: those of the person who looks, of everything or of one document."""

from __future__ import annotations

from typing import Any

from django.template import Context, Library

from budgets.admin.jobs import Shown, jobs_of, shown

register = Library()
# On the start page; a page of its own lists all.
FEW = 6


@register.simple_tag(takes_context=True)
def jobs(context: Context, disclosure: Any = None) -> list[Shown]:
    """The newest jobs of this person; one query."""
    return [shown(job) for job in jobs_of(context["request"].user, disclosure or None)[:FEW]]
