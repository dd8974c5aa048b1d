"""What a page asks before it shows or does something, and lists that hold only what may be seen.

access.py decides; here is how a page of the admin asks it. What a person may not see is not there
(404); what they may see and not do is refused (403).
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets import log, models
from budgets.access import Access, Action, require
from budgets.states import EDITABLE, NotADraft

PUBLIC_NOW = _("已公开的版本不能再改动；要更正，请上传改正后的工作簿，成为新的一版。")


def found(request: HttpRequest, pk: Any, action: Action = Action.SEE) -> models.Disclosure:
    """The disclosure, if this user may see it, and do this with it."""
    if not str(pk).isdecimal():
        raise Http404
    documents = Access.of(request.user).disclosures()
    disclosure = get_object_or_404(
        documents.select_related("department__region", "fiscal_year"), pk=pk
    )
    require(request.user, action, disclosure.department)
    return disclosure


def working_draft(
    request: HttpRequest, pk: int, action: Action = Action.EDIT
) -> models.Disclosure | None:
    """The draft to do this with, or None with a message once it is no draft any more."""
    disclosure = found(request, pk, action)
    if disclosure.status in EDITABLE:
        return disclosure
    refused = NotADraft.of(disclosure, gettext("改动"))
    messages.error(request, PUBLIC_NOW if disclosure.has_been_public else str(refused))
    return None


class Scoped(admin.ModelAdmin):
    """A model in the admin, each of its objects by the roles over its place.

    `get_queryset` of the subclass holds what may be seen: lists, filters, searches, autocompletes,
    history and deletion all start from it.
    """

    # The admin's own way there tells of any object by its number.
    view_on_site = False

    def _may(self, request: HttpRequest, act: str, obj: Any) -> bool:
        name = f"{self.opts.app_label}.{get_permission_codename(act, self.opts)}"
        return bool(request.user.has_perm(name, obj))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj) or self._may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Django would lead back to its index and say that there is none."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404
        return obj

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """An address filters by fields of the object itself. Django also takes what points to it,
        and so tells of anybody's documents by their numbers: ?disclosures=77."""
        name = lookup.partition(LOOKUP_SEP)[0]
        points_here = {relation.name for relation in self.opts.related_objects}
        if name in points_here:
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """An autocomplete offers what its field would take, which may be less than can be seen."""
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            asking = request.GET.get("model_name", ""), request.GET.get("field_name", "")
            queryset = queryset.filter(pk__in=offered(request, *asking).order_by().values("pk"))
        return super().get_search_results(request, queryset, search_term)

    # Django's own record of changes can be changed; ours can't.

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        log.append("add", by=request.user, subject=obj, detail=_standing(obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        log.append("change", by=request.user, subject=obj, detail=_standing(obj))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            if isinstance(obj, models.Disclosure):
                continue  # Told where a draft is discarded (uploads.py).
            log.append("delete", by=request.user, subject=obj, detail=_standing(obj))
        return super().log_deletions(request, queryset)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A select takes no more than it offers, whatever is posted."""
        kwargs.setdefault("queryset", offered(request, self.opts.model_name, db_field.name))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _standing(obj: Any) -> dict[str, str]:
    """The values of an object's own fields, for the log; no contents of documents."""
    if isinstance(obj, models.Disclosure):
        return {"version": str(obj.version), "status": obj.status, "sha256": obj.source_sha256}
    return {
        field.name: str(getattr(obj, field.attname)) for field in obj._meta.local_concrete_fields
    }


def offered(request: HttpRequest, model_name: str, field_name: str) -> QuerySet[Any]:
    """What may be chosen in a field of a model; nothing for a field that is not known here."""
    access = Access.of(request.user)
    match model_name, field_name:
        case ("disclosure", "department"):
            return access.departments(Action.EDIT).select_related("region")
        case ("department", "parent"):
            return access.departments(Action.MANAGE)
        case ("department", "region") | ("region", "parent") | ("ownstandard", "region"):
            return access.regions(Action.MANAGE)
        case ("population", "region"):
            return access.regions(Action.MANAGE)
        case ("succession", "former") | ("succession", "successor"):
            return access.departments(Action.MANAGE).select_related("region")
        case ("wordmeaning", "region"):
            return teachable(access)
        case ("rolegrant", "department"):
            return access.departments(Action.GRANT)
        case ("rolegrant", "region") | ("affiliation", "region"):
            return access.regions(Action.GRANT)
    return models.Department.objects.none()


def teachable(access: Access) -> QuerySet[models.Region]:
    """The regions whose words one may teach: by bringing their documents, or by managing them."""
    brought, managed = access.regions_reached(Action.EDIT), access.regions(Action.MANAGE)
    return models.Region.objects.filter(
        pk__in=brought.order_by().values("pk").union(managed.order_by().values("pk"))
    )
