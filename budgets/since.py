"""What changed in a table of a draft after a moment: what an open page has not been told yet.

A moment is one growing number: the draft's revision and the number of its last change. Where every
revision since is told by a change, the cells that differ are known; else the whole table is new.
"""

from __future__ import annotations

from django.db.models import Max

from budgets import models

_ROOM = 1_000_000
# So many changes are looked through; a page that is further behind takes the whole table.
_MANY = 200

# Row key and column.
Spot = tuple[int, int]


def moment(draft: models.Disclosure, number: int | None = None) -> int:
    """The moment of a draft as it was loaded; `number` is that of its last change, if known."""
    if number is None:
        number = draft.changes.aggregate(last=Max("number"))["last"] or 0
    return draft.revision * _ROOM + number


def spots_of(change: models.Change, n: int, since: int | None, now: int) -> set[Spot] | None:
    """The cells of table n that a change set, where nothing but it happened between two moments."""
    if since != now - _ROOM - 1 or str(n) in change.before:
        return None
    return {(cell[1], cell[2]) for cell in change.cells if cell[0] == n}


def spots_since(draft: models.Disclosure, n: int, since: int | None, now: int) -> set[Spot] | None:
    """The cells of table n that were changed between two moments; None: any of it may be another."""
    if since is None or since > now:
        return None
    revision, number = divmod(since, _ROOM)
    steps = now // _ROOM - revision
    if (steps, number) == (0, now % _ROOM):
        return set()
    changes = draft.changes.filter(number__gt=number, number__lte=now % _ROOM)
    if not 0 < steps <= _MANY or changes.filter(before__has_key=str(n)).exists():
        return None
    told = list(changes.order_by("number").values_list("cells", flat=True))
    if len(told) != steps:
        return None
    return {(cell[1], cell[2]) for cells in told for cell in cells if cell[0] == n}
