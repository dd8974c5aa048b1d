"""What is seen in published versions and how they score, kept so that a whole region is shown at once;
and what a bureau enters for that: approval days, who is excused, its own rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets import log, models
from budgets.data import DisclosureData
from budgets.inspection.data import LOOKED_VERSION, NONE, Looked, from_json, to_json
from budgets.inspection.looking import look_at
from budgets.inspection.rules import RuleSet
from budgets.inspection.scoring import (
    Circumstances,
    Line,
    counts_of,
    marks_of,
    score,
)
from budgets.narrative.claims.walk import claims_of
from budgets.narrative.data import ClaimData
from budgets.region_rules import rules_for, rules_of
from budgets.storage import load_disclosure, load_findings

# Rows that one statement stores.
_BATCH = 200
# What tells whether an inspection is as of today (stale), of a disclosure.
STALE_COLUMNS = (
    "department__region",
    "department__region__reason_threshold",
    "inspection",
    "inspection__looked_version",
    "inspection__threshold",
    "inspection__rules",
)
# Looks of contradictions, which staff may have explained.
_EXPLAINABLE = ("findings", "contradictions")


# ---- Rules of a region


@transaction.atomic
def adjust(
    region: models.Region,
    code: str,
    *,
    by: Any,
    off: str = "",
    changes: Mapping[str, Any] | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Set what a region changes of a rule; nothing to change takes an earlier adjustment back."""
    now = now or timezone.now()
    changes = dict(changes or {})
    before = models.RuleAdjustment.objects.filter(region=region, code=code).first()
    was = {"off": before.off, **before.changes} if before else {}
    if not off and not changes:
        if before is None:
            return
        before.delete()
    else:
        row = before or models.RuleAdjustment(region=region, code=code)
        row.off, row.changes, row.by, row.at = off, changes, by, now
        row.full_clean()
        row.save()
    log.append(
        "adjust-rule",
        by=by,
        subject=region,
        detail={
            "rule": code,
            "before": was,
            "after": {"off": off, **changes} if off or changes else {},
        },
        now=now,
    )


# ---- What is seen in a version


def look(
    disclosure: models.Disclosure,
    *,
    data: DisclosureData | None = None,
    claims: Sequence[ClaimData] | None = None,
    paths: Collection[str] | None = None,
) -> Looked:
    """What the rules look at in a stored disclosure; what is at hand spares loading it.

    `paths` are those of a published version's files, None for a draft.
    """
    data = data or load_disclosure(disclosure)
    said = dict(disclosure.findings.exclude(explanation="").values_list("key", "explanation"))
    return look_at(
        data,
        findings=load_findings(disclosure),
        explanations=said,
        claims=claims_of(data) if claims is None else claims,
        threshold=disclosure.department.region.reason_threshold,
        as_published=disclosure.as_published,
        files=paths,
    )


def inspect_version(
    disclosure: models.Disclosure,
    *,
    data: DisclosureData | None = None,
    claims: Sequence[ClaimData] | None = None,
    paths: Collection[str] | None = None,
    rules: RuleSet | None = None,
) -> models.Inspection:
    """Look at a version that is or becomes public, and keep what was seen and its points."""
    if paths is None:
        paths = list(disclosure.files.values_list("path", flat=True))
    looked = look(disclosure, data=data, claims=claims, paths=paths)
    rules = rules or rules_of(disclosure.department.region)
    kept, _created = models.Inspection.objects.update_or_create(
        disclosure=disclosure,
        defaults={
            "looked": to_json(looked),
            "looked_version": LOOKED_VERSION,
            "threshold": disclosure.department.region.reason_threshold,
            "covers": list(looked.covers),
            "explained": sum(
                item.state == NONE for name in _EXPLAINABLE for item in looked.items(name)
            ),
            **_points(rules, disclosure.kind, looked),
        },
    )
    return kept


def _points(rules: RuleSet, kind: str, looked: Looked) -> dict[str, Any]:
    """What is kept of a score: all but what changes with the day."""
    lines = score(rules.content, kind, looked, Circumstances(timezone.localdate()))
    marks = marks_of(lines)
    total = marks.total
    return {
        "rules": rules.content.digest,
        "marks": marks,
        "counts": counts_of(lines),
        "content_score": None if total is None else int(total * 10),
    }


def score_anew(inspections: Collection[int], rules: Mapping[int, RuleSet]) -> None:
    """Score what was seen once more, by the rules of each region (by key), as they are now."""
    keys = sorted(inspections)
    for start in range(0, len(keys), _BATCH):
        rows = list(
            models.Inspection.objects.filter(pk__in=keys[start : start + _BATCH]).select_related(
                "disclosure__department"
            )
        )
        for row in rows:
            own = rules[row.disclosure.department.region_id]
            for name, value in _points(own, row.disclosure.kind, from_json(row.looked)).items():
                setattr(row, name, value)
        models.Inspection.objects.bulk_update(rows, ["rules", "marks", "counts", "content_score"])


def inspect_versions(disclosures: Iterable[int], rules: Mapping[int, RuleSet]) -> int:
    """Look at these published versions (by key), which nobody has looked at; how many were."""
    count = 0
    versions = models.Disclosure.objects.published().select_related(
        "department__region", "fiscal_year"
    )
    for version in versions.filter(pk__in=list(disclosures)).iterator(chunk_size=20):
        with transaction.atomic():
            inspect_version(version, rules=rules[version.department.region_id])
        count += 1
    return count


def stale(
    rows: Iterable[tuple[int, int, Any, int | None, int | None, Any, str | None]],
    rules: Mapping[int, RuleSet],
) -> tuple[list[int], list[int]]:
    """Inspections (by key) whose points follow from other rules than those of today, and published
    versions that nobody has looked at, or only by another threshold or an older program.

    A row: version, region, its threshold; and of the inspection key, looked_version, threshold, rules.
    """
    digests = {region: own.content.digest for region, own in rules.items()}
    scored, unlooked = [], []
    for version, region, threshold, inspection, looked_version, by_threshold, digest in rows:
        if inspection is None or looked_version != LOOKED_VERSION or by_threshold != threshold:
            unlooked.append(version)
        elif digest != digests[region]:
            scored.append(inspection)
    return scored, unlooked


def bring_up_to_date(places: Collection[int] | None = None) -> tuple[int, int]:
    """Look at and score whatever is not as today's rules and program would have it.

    Returns how many versions were looked at, and how many were only scored anew.
    """
    published = models.Disclosure.objects.published().order_by()
    if places is not None:
        published = published.filter(department__region__in=places)
    rows = list(published.values_list("pk", *STALE_COLUMNS))
    rules = rules_for({row[1] for row in rows})
    scored, unlooked = stale(rows, rules)
    score_anew(scored, rules)
    return inspect_versions(unlooked, rules), len(scored)


def lines_of(
    kind: str, looked: Looked, rules: RuleSet, circumstances: Circumstances
) -> tuple[Line, ...]:
    """Every rule applied to what was seen, the clock included."""
    return score(rules, kind, looked, circumstances)


# ---- Approval days, and who need not publish


@transaction.atomic
def enter_day(
    region: models.Region,
    year: models.FiscalYear,
    kind: str,
    day: dt.date | None,
    *,
    by: Any,
    department: models.Department | None = None,
    for_units: bool = False,
    note: str = "",
    now: dt.datetime | None = None,
) -> bool:
    """Enter, change or (None) take back an approval day; whether anything changed."""
    now = now or timezone.now()
    found = models.ApprovalDay.objects.filter(
        region=region, fiscal_year=year, kind=kind, department=department, for_units=for_units
    ).first()
    was = found.day if found else None
    if was == day and (found is None or found.note == note):
        return False
    if day is None:
        assert found is not None
        found.delete()
    else:
        row = found or models.ApprovalDay(
            region=region, fiscal_year=year, kind=kind, department=department, for_units=for_units
        )
        row.day, row.note, row.by, row.at = day, note, by, now
        row.full_clean()
        row.save()
    log.append(
        "approval-day",
        by=by,
        subject=department or region,
        detail={
            "year": year.year,
            "kind": kind,
            "for_units": for_units,
            "before": str(was or ""),
            "after": str(day or ""),
            "note": note,
        },
        now=now,
    )
    return True


@transaction.atomic
def excuse(
    department: models.Department,
    year: models.FiscalYear,
    kind: str,
    reason: str,
    *,
    by: Any,
    now: dt.datetime | None = None,
) -> None:
    """A body need not publish a document, for a reason; "" takes that back."""
    now = now or timezone.now()
    found = models.Excused.objects.filter(
        department=department, fiscal_year=year, kind=kind
    ).first()
    was = found.reason if found else ""
    if was == reason:
        return
    if not reason:
        assert found is not None
        found.delete()
    else:
        row = found or models.Excused(department=department, fiscal_year=year, kind=kind)
        row.reason, row.by, row.at = reason, by, now
        row.full_clean()
        row.save()
    log.append(
        "excuse",
        by=by,
        subject=department,
        detail={"year": year.year, "kind": kind, "before": was, "after": reason},
        now=now,
    )
