"""The one answer of the grid: what changed, what is wrong now, and who else is here (decision 0013)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token

from budgets import models
from budgets.admin.cells_findings import Finder
from budgets.changing import Changed
from budgets.data import DisclosureData, FindingData, TableData
from budgets.edits import Place
from budgets.fixes import Held
from budgets.presences import others_at
from budgets.recalling import recall
from budgets.reconcile import reconcile
from budgets.running import running_sums
from budgets.since import Spot, moment, spots_of, spots_since
from budgets.storage import keys_of, load_findings

# The documents whose agreements this process remembers, by draft and revision.
_REMEMBERED = 16
_held: dict[tuple[object, ...], Held] = {}


def answer_to(
    request: HttpRequest,
    changed: Changed,
    n: int,
    *,
    page: str,
    since: int | None,
    asked: Collection[Spot] = (),
) -> dict[str, Any]:
    """The answer to a change: whatever is another since, and the cells that were `asked` for."""
    draft, change = changed.draft, changed.change
    now = moment(draft, change.number if change else None)
    spots = spots_of(change, n, since, now) if change else None
    if spots is None:
        spots = spots_since(draft, n, since, now)
    remember(draft, Held.of(changed.checked.checks))
    return {
        **_answer(
            request,
            draft,
            n,
            data=changed.data,
            keys=changed.keys,
            findings=changed.checked.findings,
            page=page,
            now=now,
            spots=spots,
            asked=asked,
        ),
        "change": change.number if change else None,
        "followed": _followed(changed.keys, changed.followed),
    }


def state_of(
    request: HttpRequest,
    draft: models.Disclosure,
    n: int,
    *,
    page: str,
    since: int | None,
    asked: Collection[Spot] = (),
) -> dict[str, Any]:
    """The answer to whoever asks how a table stands; cheap where nothing has changed since."""
    # What is loaded after this moment may be newer; it is then told once more the next time.
    now = moment(draft)
    if since == now and not asked:
        return {**_empty(request, now), "present": _present(draft, n, page)}
    data = recall(draft)
    return _answer(
        request,
        draft,
        n,
        data=data,
        keys=keys_of(draft, n),
        findings=load_findings(draft),
        page=page,
        now=now,
        spots=spots_since(draft, n, since, now),
        asked=asked,
    )


def _empty(request: HttpRequest, now: int) -> dict[str, Any]:
    return {
        "revision": now,
        "change": None,
        "token": get_token(request),
        "cells": [],
        "looks": [],
        "areas": None,
        "followed": [],
    }


def _answer(
    request: HttpRequest,
    draft: models.Disclosure,
    n: int,
    *,
    data: DisclosureData,
    keys: Sequence[int],
    findings: Sequence[FindingData],
    page: str,
    now: int,
    spots: set[Spot] | None,
    asked: Collection[Spot],
) -> dict[str, Any]:
    table = data.table(n)
    finder = Finder(draft, data, n, keys, findings, held_in(draft, data))
    whole = spots is None
    labels = {at for at, column in enumerate(table.columns) if column.kind == "label"}
    looks = whole or any(column in labels for _key, column in spots or ())
    return {
        **_empty(request, now),
        "rows": list(keys),
        "cells": list(_cells(table, keys, None if spots is None else spots | set(asked))),
        "looks": _looks(table, keys) if looks else [],
        "areas": _areas(table, keys) if whole else None,
        "layout": layout_of(table),
        "findings": finder.here(),
        "elsewhere": finder.elsewhere(),
        "footer": [{**asdict(one), "selected": False} for one in running_sums(table)],
        "uninterpreted": finder.uninterpreted(),
        "present": _present(draft, n, page),
    }


def _cells(
    table: TableData, keys: Sequence[int], spots: set[Spot] | None
) -> Iterable[tuple[int, int, str]]:
    for key, row in zip(keys, table.rows, strict=True):
        for column in range(len(table.columns)):
            if spots is None or (key, column) in spots:
                text = row.cells[column] if column < len(row.cells) else None
                yield key, column, text or ""


def _looks(table: TableData, keys: Sequence[int]) -> list[list[Any]]:
    return [[key, row.kind, row.level] for key, row in zip(keys, table.rows, strict=True)]


def _areas(table: TableData, keys: Sequence[int]) -> list[list[int]]:
    """The merged areas of the body, by the keys of their first and last row."""
    depth = len(table.header)
    return [
        [keys[top - depth], left, keys[bottom - depth], right]
        for top, left, bottom, right in table.merges
        if depth <= top <= bottom < depth + len(keys)
    ]


def layout_of(table: TableData) -> str:
    """Names the head and the columns of a table: a page that shows another one is to load anew."""
    heads = [area for area in table.merges if area[0] < len(table.header)]
    columns = [[column.kind, column.unit] for column in table.columns]
    told = json.dumps([table.header, heads, columns, table.unit], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _followed(keys: Sequence[int], followed: Iterable[Place]) -> list[list[int]]:
    return [[keys[row], column] for row, column in followed]


def _present(draft: models.Disclosure, n: int, page: str) -> list[dict[str, Any]]:
    return [asdict(one) for one in others_at(draft, n, page)]


# --- What agrees ---------------------------------------------------------------------------------


def held_in(draft: models.Disclosure, data: DisclosureData) -> Held:
    """What agrees in a draft: as it was found when it was checked, or found now."""
    held = _held.get(_name(draft))
    return held or remember(draft, Held.of(reconcile(data).checks))


def remember(draft: models.Disclosure, held: Held) -> Held:
    """Keep for this process what agrees in a draft at its revision."""
    while len(_held) >= _REMEMBERED:
        # Another thread may have been faster.
        _held.pop(next(iter(_held)), None)
    _held[_name(draft)] = held
    return held


def _name(draft: models.Disclosure) -> tuple[object, ...]:
    # A database that was restored gives numbers away once more.
    return draft.pk, draft.created_at, draft.revision
