"""Filling a draft's tables from its finer ones: what would change, and the change, in one step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets import models
from budgets.data import DisclosureData, ProblemData, TableData
from budgets.derive import Derived, comparable, derive
from budgets.importing import vocabulary_for
from budgets.reconcile import row_words
from budgets.rewriting import store_content
from budgets.standards import Standard
from budgets.standards_kept import standard_of_document
from budgets.states import lock_draft
from budgets.storage import load_disclosure


class NothingToDerive(Exception):
    """The document is of no known standard, or the tables that others follow from are missing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Coordinates at which a derived table and the present one do not say the same, in fen.

    `row` and `column` are the printed words; an amount of 0 stands for none.
    """

    row: str
    column: str
    present: int
    derived: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A derived table beside the one that the draft holds now (None = the draft has none).

    Cells that the sources leave open are no differences.
    """

    derived: Derived
    present: TableData | None
    differences: tuple[Difference, ...]


def standard_of(disclosure: models.Disclosure, data: DisclosureData) -> Standard:
    """The forms of a disclosure: those it was made with, or those whose titles it bears."""
    found = standard_of_document(disclosure, data)
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
        proposals.append(Proposal(derived, present, tuple(_differences(derived, present))))
    return proposals


def _differences(derived: Derived, present: TableData | None) -> Iterator[Difference]:
    new = comparable(derived.table)
    old = comparable(present) if present else {}
    places = {(cell.row, cell.column) for cell in derived.open}
    unknown = {
        fact.coordinates for fact in derived.table.facts if (fact.row, fact.column) in places
    }
    words = {
        fact.coordinates: (row_words(table, fact.row, fact.column), table.columns[fact.column].path)
        for table in (*([present] if present else []), derived.table)
        for fact in table.facts
    }
    for at in dict.fromkeys((*new, *old)):
        if at not in unknown and new.get(at, 0) != old.get(at, 0):
            row, path = words[at]
            yield Difference(row, " / ".join(path), old.get(at, 0), new.get(at, 0))


def functions_of(disclosure: models.Disclosure) -> list[tuple[str, str]]:
    """The functions (code, as printed) that the draft's expenditure tables list, for `sources`."""
    data = load_disclosure(disclosure)
    found: dict[str, str] = {}
    for table in data.tables:
        if table.slice.get("side") == "out" and "source" not in table.slice:
            for fact in table.facts:
                if code := fact.coordinates.get("function"):
                    found.setdefault(code, row_words(table, fact.row, fact.column))
    return sorted((code, words.split(" ")[0]) for code, words in found.items())


@transaction.atomic
def adopt(
    disclosure: models.Disclosure,
    *,
    codes: Collection[str],
    sources: Mapping[str, str] | None = None,
    by: Any = None,
) -> models.Disclosure:
    """Put the derived tables of these codes into the draft, whole ones only, and check it again.

    A cell that the sources leave open keeps what the draft says there now. Raises NotADraft.
    """
    lock_draft(disclosure)
    data = load_disclosure(disclosure)
    chosen = {
        proposal.derived.table.code: proposal
        for proposal in propose(disclosure, sources)
        if proposal.derived.table.code in codes
    }
    replaced = {table.sheet for table in data.tables if table.code in chosen}
    tables = [
        _with_open_cells(chosen.pop(table.code), table) if table.code in chosen else table
        for table in data.tables
    ]
    for proposal in chosen.values():
        tables.append(replace(proposal.derived.table, n=max(t.n for t in tables) + 1))
    data = replace(data, tables=tuple(tables))
    problems = [
        ProblemData(problem.sheet, problem.cell, problem.message, problem.severity)
        for problem in disclosure.problems.all()
        if problem.sheet not in replaced
    ]
    store_content(disclosure, data, problems)
    # The draft no longer says what the file said that it was read from.
    disclosure.source_sha256 = ""
    disclosure.save(update_fields=["source_sha256"])
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
