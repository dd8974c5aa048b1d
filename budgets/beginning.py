"""A document begins without a workbook: from the rows of an earlier year, or from blank forms.

`plan` tells what would be made; `begin` makes the draft, in one transaction, with its history.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets import log, models
from budgets.carrying import Carried, blank_tables, carry_over
from budgets.changing import Changed, replace_tables
from budgets.history import record
from budgets.importing import vocabulary_for
from budgets.standards import Standard
from budgets.standards_kept import recognised, standard_named, standards_for
from budgets.states import UNPUBLISHED, lock_draft
from budgets.storage import load_disclosure

# Forms that are no standard's: those of the earlier document itself.
OWN_FORMS = "own"
_THERE = gettext_lazy("这份文件已经有了，没有另建。")
_Status = models.Disclosure.Status


class BeginRefused(Exception):
    """Nothing was made; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whose document of which year and kind is to begin."""

    department: models.Department
    year: int
    kind: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be made: the tables, and whence. `standard` None stands for the earlier forms."""

    target: Target
    carried: Carried
    standard: Standard | None
    earlier: models.Disclosure | None = None


def standing(target: Target) -> models.Disclosure | None:
    """The newest version of the document, where there is one."""
    return _versions(target).order_by("-version").first()


def _versions(target: Target) -> Any:
    return models.Disclosure.objects.filter(
        department=target.department, fiscal_year__year=target.year, kind=target.kind
    ).select_related("department__region", "fiscal_year")


def can_begin(target: Target) -> bool:
    """Whether nothing is there yet: no version, or a draft without a table of money."""
    return _can_begin(standing(target))


def _can_begin(newest: models.Disclosure | None) -> bool:
    if newest is None:
        return True
    return newest.status == _Status.DRAFT and not newest.tables.filter(kind="money").exists()


def earlier_documents(target: Target) -> list[models.Disclosure]:
    """The body's documents of the same kind of earlier years with tables, one a year, newest first.

    Of a year what is public, else what is worked on; none that was withdrawn.
    """
    found = models.Disclosure.objects.filter(
        department=target.department,
        kind=target.kind,
        fiscal_year__year__lt=target.year,
        tables__kind="money",
    ).exclude(status__in=[_Status.WITHDRAWN, _Status.SUPERSEDED])
    found = found.select_related("department__region", "fiscal_year").distinct()
    chosen: dict[int, models.Disclosure] = {}
    for one in found.order_by("-fiscal_year__year", "-version"):
        held = chosen.get(one.fiscal_year.year)
        if held is None or (one.status == _Status.PUBLISHED and held.status != _Status.PUBLISHED):
            chosen[one.fiscal_year.year] = one
    return list(chosen.values())


def standards_offered(target: Target) -> list[Standard]:
    """The forms that the document can be made in, the likeliest first: those of the place before
    others, those that hold in that year before later ones."""
    found = standards_for(target.department.region, target.kind)
    return sorted(found, key=lambda one: one.first_year > target.year)


def plan(target: Target, *, standard: str = "", earlier: models.Disclosure | None = None) -> Plan:
    """What would be made. `standard` is a key, OWN_FORMS, or "" for the likeliest forms.

    Raises BeginRefused, UnknownStandard.
    """
    words = vocabulary_for(target.department.region)
    data = load_disclosure(earlier) if earlier is not None else None
    if standard == OWN_FORMS and data is None:
        raise BeginRefused(_("没有以前年度的文件，不能沿用它的表。"))
    forms = standard_named(standard) if standard not in ("", OWN_FORMS) else None
    if standard == "":
        forms = _likeliest(target, earlier, data)
    if forms is not None and forms.kind != target.kind:
        raise BeginRefused(_("这套表样不是这一种类的文件用的。"))
    if data is not None:
        carried = carry_over(data, forms, target.year, words)
    elif forms is not None:
        carried = blank_tables(forms, target.year, target.department.name, words)
    else:
        raise BeginRefused(_("没有这一种类的表样，请上传工作簿。"))
    return Plan(target, carried, forms, earlier)


def _likeliest(target: Target, earlier: models.Disclosure | None, data: Any) -> Standard | None:
    """The forms of the place that hold in the year; else those that the earlier document has."""
    place = target.department.region
    codes = {place.code, *(one.code for one in _above(place))}
    for one in standards_offered(target):
        if one.region in codes and one.first_year <= target.year:
            return one
    if data is not None:
        return recognised(data, place)
    return next(iter(standards_offered(target)), None)


def _above(region: models.Region) -> list[models.Region]:
    found: list[models.Region] = []
    one = region.parent
    while one is not None and one not in found:
        found.append(one)
        one = one.parent
    return found


@transaction.atomic
def begin(made: Plan, *, by: Any = None) -> Changed:
    """Make the draft of a plan. Raises BeginRefused, and NotADraft where it is under review."""
    target = made.target
    year, _created = models.FiscalYear.objects.get_or_create(year=target.year)
    draft = _versions(target).filter(status__in=UNPUBLISHED).first()
    if draft is not None:
        draft = lock_draft(draft, _("建立空白表"))
    if not _can_begin(draft or standing(target)):
        raise BeginRefused(_THERE)
    if draft is None:
        newest = _versions(target).aggregate(newest=Max("version"))["newest"] or 0
        draft = models.Disclosure(
            department=target.department, fiscal_year=year, kind=target.kind, version=newest + 1
        )
    draft.standard = made.standard.key if made.standard else ""
    try:
        with transaction.atomic():
            draft.full_clean()
            draft.save()
    except (ValidationError, IntegrityError) as error:
        # Somebody began it in the same moment.
        raise BeginRefused(_THERE) from error
    # A draft of targets alone goes on with them.
    taken = draft.tables.aggregate(last=Max("n"))["last"] or 0
    tables = [replace(table, n=table.n + taken) for table in made.carried.data.tables]
    note = _told(made)
    changed = replace_tables(draft, tables, was={}, what=models.Change.What.BEGUN, note=note, by=by)
    record(draft, what="建立空白表", by=by, note=note)
    log.append("begin", by=by, subject=draft, detail={"version": draft.version, "from": note})
    return changed


def _told(made: Plan) -> str:
    forms = made.standard.name if made.standard else ""
    if made.earlier is None:
        return forms
    rows = f"沿用 {made.earlier.fiscal_year.year} 年各行"
    return f"{forms}，{rows}" if forms else rows
