"""What happened to a draft, with its explanation as it stood before: nothing that staff wrote is lost."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from budgets import models


def standing(disclosure: models.Disclosure) -> models.KeptExplanation:
    """The explanation as it stands now, and what staff told for it; not stored yet."""
    return models.KeptExplanation(
        narrative=disclosure.narrative,
        narrative_is_written=disclosure.narrative_is_written,
        told=dict(disclosure.told.values_list("slot", "text")) if disclosure.pk else {},
    )


def record(
    disclosure: models.Disclosure,
    *,
    what: str,
    by: Any = None,
    note: str = "",
    before: models.KeptExplanation | None = None,
) -> models.DisclosureEvent:
    """Write an event; `before` is kept with it where the explanation is another one now."""
    event = disclosure.events.create(at=timezone.now(), by=by, what=what, note=note)
    if before is not None and _content(before) not in (_content(standing(disclosure)), _NOTHING):
        before.event = event
        before.save()
    return event


def _content(kept: models.KeptExplanation) -> str:
    # As it is stored: a section that was just written has tuples where a loaded one has lists.
    return json.dumps([kept.narrative, kept.narrative_is_written, kept.told], sort_keys=True)


_NOTHING = json.dumps([[], False, {}])
