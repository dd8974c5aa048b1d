"""What waits for a person: the lists of the start page, and the filter of the list of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.access import Access, Action
from budgets.states import Step

PARAMETER = "waiting"
_Status = models.Disclosure.Status
Documents = QuerySet[models.Disclosure]


def _sent_back(user: Any) -> Documents:
    steps = models.DisclosureEvent.objects.filter(disclosure=OuterRef("pk"), what__in=list(Step))
    last = Subquery(steps.order_by("-at", "-pk").values("what")[:1])
    drafts = Access.of(user).disclosures(Action.EDIT).filter(status=_Status.DRAFT)
    return drafts.annotate(last_step=last).filter(last_step=Step.SEND_BACK)


def _to_review(user: Any) -> Documents:
    submitted = Access.of(user).disclosures(Action.REVIEW).filter(status=_Status.SUBMITTED)
    return submitted.exclude(submitted_by=user.pk)


def _to_publish(user: Any) -> Documents:
    approved = Access.of(user).disclosures(Action.PUBLISH).filter(status=_Status.APPROVED)
    return approved.filter(publish_at=None)


def _scheduled(user: Any) -> Documents:
    return Access.of(user).disclosures(Action.SEE).filter(publish_at__isnull=False)


@dataclass(frozen=True, slots=True)
class _Kind:
    label: Any
    action: Action
    documents: Callable[[Any], Documents]


KINDS = {
    "sent-back": _Kind(_("退回来要改的"), Action.EDIT, _sent_back),
    "review": _Kind(_("等我审核的"), Action.REVIEW, _to_review),
    "publish": _Kind(_("等我公开的"), Action.PUBLISH, _to_publish),
    "scheduled": _Kind(_("已定时公开的"), Action.SEE, _scheduled),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One of the lists, with how many there are in it."""

    label: str
    count: int
    address: str


def waiting_for(user: Any) -> Iterator[Waiting]:
    """The lists that hold something for this person."""
    access = Access.of(user)
    home = reverse("admin:budgets_disclosure_changelist")
    for name, kind in KINDS.items():
        if access.may(kind.action) and (count := kind.documents(user).count()):
            yield Waiting(str(kind.label), count, f"{home}?{PARAMETER}={name}")


class WaitingFilter(admin.SimpleListFilter):
    """The same lists, as a filter."""

    title = _("等我办理")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        access = Access.of(request.user)
        return [(name, kind.label) for name, kind in KINDS.items() if access.may(kind.action)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kind = KINDS.get(self.value() or "")
        if kind is None:
            return queryset
        return queryset.filter(pk__in=kind.documents(request.user).order_by().values("pk"))
