"""What the bureau has to do with the other pages of the admin: its entrance, and its reminders."""

from __future__ import annotations

from django.db.models import QuerySet
from django.template import Library
from django.template.context import RequestContext

from budgets import models
from budgets.access import Access, Action
from budgets.reminding import open_for

register = Library()


@register.simple_tag(takes_context=True)
def may_watch(context: RequestContext) -> bool:
    """Whether who is signed in may look at some region as a whole."""
    access = Access.of(context["request"].user)
    return access.may(Action.WATCH)


@register.simple_tag(takes_context=True)
def open_reminders(
    context: RequestContext, disclosure: models.Disclosure | str = ""
) -> QuerySet[models.Reminder]:
    """The reminders that ask something of who is signed in; of one document, where it is given."""
    reminders = open_for(context["request"].user)
    # What a page does not have is empty in its templates.
    if isinstance(disclosure, str):
        return reminders
    return reminders.filter(
        department=disclosure.department_id,
        fiscal_year=disclosure.fiscal_year_id,
        kind=disclosure.kind,
    )
