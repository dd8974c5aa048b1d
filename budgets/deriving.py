"""Filling a draft's tables from its finer ones: what would change, and the change, in one step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets import models
from budgets.data import DisclosureData, TableData
from budgets.derive import Derived, comparable, derive
from budgets.importing import WORKING, vocabulary_for
from budgets.reconcile import reconcile
from budgets.standards import Standard, recognise, standard
from budgets.storage import load_disclosure, write_content


class NothingToDerive(Exception):
    """The document is of no known standard, or the tables that others follow from are missing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A derived table beside the one that the draft holds now (None = the draft has none).

    `differing` counts coordinates at which both state an amount and not the same, or one states
    none; cells left open do not count.
    """

    derived: Derived
    present: TableData | None
    differing: int


def standard_of(disclosure: models.Disclosure, data: DisclosureData) -> Standard:
    """The forms of a disclosure: those it was made with, or those whose titles it bears."""
    found = standard(disclosure.standard) if disclosure.standard else recognise(data)
    if found is None:
        raise NothingToDerive("这份文件的表名与已知的各套表样都对不上，不能由明细表填写。")
    return found


def propose(
    disclosure: models.Disclosure, sources: Mapping[str, str] | None = None
) -> list[Proposal]:
    """What filling would give for every table that follows from others. Raises NothingToDerive.

    `sources`: function code beginning -> source, for money that no table tells apart.
    """
    data = load_disclosure(disclosure)
    words = vocabulary_for(disclosure.department.region)
    forms = standard_of(disclosure, data)
    wanted = {code for form in forms.forms for code in form.derived_from}
    if missing := sorted(wanted - {table.code for table in data.tables}):
        raise NothingToDerive(f"缺少{'、'.join(missing)}，其他表要由它们填写。")
    proposals = []
    for derived in derive(data, forms, words, sources):
        present = next((t for t in data.tables if t.code == derived.table.code), None)
        proposals.append(Proposal(derived, present, _differing(derived, present)))
    return proposals


def _differing(derived: Derived, present: TableData | None) -> int:
    new = comparable(derived.table)
    old = comparable(present) if present else {}
    places = {(cell.row, cell.column) for cell in derived.open}
    unknown = {
        fact.coordinates for fact in derived.table.facts if (fact.row, fact.column) in places
    }
    return sum(new.get(at) != old.get(at) for at in {*new, *old} if at not in unknown)


@transaction.atomic
def adopt(
    disclosure: models.Disclosure,
    *,
    codes: Collection[str],
    sources: Mapping[str, str] | None = None,
    by: Any = None,
) -> models.Disclosure:
    """Put the derived tables of these codes into the draft, whole ones only, and check it again.

    A cell that the sources leave open keeps what the draft says there now.
    """
    if disclosure.status not in WORKING:
        raise NothingToDerive("只有草稿可以填写。")
    data = load_disclosure(disclosure)
    chosen = {
        proposal.derived.table.code: proposal
        for proposal in propose(disclosure, sources)
        if proposal.derived.table.code in codes
    }
    tables = [
        _with_open_cells(chosen.pop(table.code), table) if table.code in chosen else table
        for table in data.tables
    ]
    for proposal in chosen.values():
        tables.append(replace(proposal.derived.table, n=max(t.n for t in tables) + 1))
    data = replace(data, tables=tuple(tables))
    write_content(disclosure, data, (), reconcile(data).findings)
    disclosure.events.create(
        at=timezone.now(), by=by, what="由明细表填写", note="、".join(sorted(codes))
    )
    return disclosure


def _with_open_cells(proposal: Proposal, present: TableData) -> TableData:
    """The derived table in the present one's place, with its figures where derivation has none."""
    table = proposal.derived.table
    still_open = {(cell.row, cell.column) for cell in proposal.derived.open}
    stated = {fact.coordinates: fact for fact in present.facts}
    lines = [list(row.cells) for row in table.rows]
    facts = []
    for fact in table.facts:
        held = stated.get(fact.coordinates)
        if (fact.row, fact.column) in still_open and held is not None:
            fact = replace(fact, amount=held.amount)
            lines[fact.row][fact.column] = held.amount.printed or None
        facts.append(fact)
    rows = tuple(replace(r, cells=tuple(line)) for r, line in zip(table.rows, lines, strict=True))
    return replace(table, n=present.n, rows=rows, facts=tuple(facts))
