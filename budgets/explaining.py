"""Staff say why a figure stands although another contradicts it (情况说明)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets import models
from budgets.states import lock_draft


@transaction.atomic
def explain(
    disclosure: models.Disclosure, *, explanations: Mapping[str, str], by: Any = None
) -> int:
    """Set the explanations of a draft's findings, by their keys; "" takes one back.

    Returns how many changed. A key that is gone by now is passed over: its figures agree again.
    Raises NotADraft, and then nothing has changed.
    """
    lock_draft(disclosure)
    changed = []
    for finding in disclosure.findings.filter(key__in=explanations):
        said = explanations[finding.key].strip()
        if said != finding.explanation:
            finding.explanation = said
            changed.append(finding)
    if changed:
        models.Finding.objects.bulk_update(changed, ["explanation"])
        cells = "、".join(f"{finding.table_code} {finding.cell}".strip() for finding in changed)
        disclosure.events.create(at=timezone.now(), by=by, what="写情况说明", note=cells)
    return len(changed)
