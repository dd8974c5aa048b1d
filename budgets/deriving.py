"""Filling a draft's tables from its finer ones: what would change, the change in one step, and
whether a table that was filled still says what its sources say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from budgets import models
from budgets.changing import Changed, replace_tables
from budgets.data import DisclosureData, TableData
from budgets.derive import Derived, comparable, derive
from budgets.history import record
from budgets.importing import vocabulary_for
from budgets.reconcile import row_words
from budgets.rewriting import earlier_document
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
class Following:
    """What is known of a table that was filled from others (BudgetTable.derived).

    `stale`: its sources say something else by now. `edited`: somebody changed it after it was
    filled; it stays marked, since it goes on following, and is not written over unasked.
    """

    n: int
    sources: tuple[str, ...]
    stale: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A derived table beside the one that the draft holds now (None = the draft has none).

    Cells that the sources leave open are no differences. `to_choose`: filling would write over
    figures that somebody brought or typed.
    """

    derived: Derived
    present: TableData | None
    differences: tuple[Difference, ...]
    following: Following | None = None

    @property
    def to_choose(self) -> bool:
        if not self.differences or self.present is None:
            return False
        if self.following is not None:
            return self.following.edited
        return any(one.present for one in self.differences)

    @property
    def to_fill(self) -> bool:
        """Whether filling changes anything, or marks for the first time what already agrees."""
        return bool(self.differences) or self.following is None or self.following.stale


def standard_of(disclosure: models.Disclosure, data: DisclosureData) -> Standard:
    """The forms of a disclosure: those it was made with, or those whose titles it bears."""
    found = standard_of_document(disclosure, data)
    if found is None:
        raise NothingToDerive("这份文件的表名与已知的各套表样都对不上，不能由明细表填写。")
    return found


def propose(
    disclosure: models.Disclosure, sources: Mapping[str, str] | None = None
) -> list[Proposal]:
    """What filling would give for every table that follows from others that are there.

    `sources`: function code beginning -> source, for money that no table tells apart. Raises
    NothingToDerive.
    """
    data = load_disclosure(disclosure)
    words = vocabulary_for(disclosure.department.region)
    forms = standard_of(disclosure, data)
    found = derive(data, forms, words, sources, earlier_document(disclosure))
    if not found:
        wanted = {code for form in forms.forms for code in form.derived_from}
        missing = sorted(wanted - {table.code for table in data.tables})
        if missing:
            raise NothingToDerive(f"缺少{'、'.join(missing)}，其他表要由它们填写。")
        raise NothingToDerive("这套表样里没有由其他表填写的表。")
    told = {t.code for t in data.tables if any(f.amount.fen is not None for f in t.facts)}
    # Blank sources say nothing, and least of all that rows have gone.
    found = [one for one in found if told & set(one.sources)]
    if not found:
        raise NothingToDerive("来源各表还空着，先填好它们，其他表再由它们填写。")
    following = followings(disclosure, data)
    proposals = []
    for derived in found:
        present = next((t for t in data.tables if t.code == derived.table.code), None)
        own = following.get(present.n) if present else None
        differences = tuple(_differences(derived, present))
        proposals.append(Proposal(derived, present, differences, own))
    return proposals


def told_sources(disclosure: models.Disclosure) -> dict[str, str]:
    """What was told last of the money that pays for functions, when a table was filled."""
    filled = disclosure.tables.exclude(derived={}).order_by("n")
    told = [one.get("told", {}) for one in filled.values_list("derived", flat=True)]
    return next((dict(one) for one in told if one), {})


def followings(
    disclosure: models.Disclosure, data: DisclosureData | None = None
) -> dict[int, Following]:
    """Every table that was filled from others, by its n. `data` spares loading the document."""
    kept = dict(disclosure.tables.exclude(derived={}).values_list("n", "derived"))
    if not kept:
        return {}
    data = data or load_disclosure(disclosure)
    return {
        n: Following(
            n,
            tuple(told["sources"]),
            stale=told["digest"] != _digest_of_sources(data, told["sources"]),
            edited=told["own"] != _digest_of_texts(data.table(n), told["open"]),
        )
        for n, told in kept.items()
    }


def _digest_of_sources(data: DisclosureData, codes: Collection[str]) -> str:
    """Names what the tables of these codes say, however it is printed."""
    told = [
        [table.code, sorted([str(at), fen] for at, fen in comparable(table).items())]
        for table in data.tables
        if table.code in codes
    ]
    return _digest(told)


def _digest_of_texts(table: TableData, left_open: Collection[str]) -> str:
    """Names what a table prints, but for the cells (by their coordinates) that people fill in."""
    free = {(f.row, f.column) for f in table.facts if str(f.coordinates) in left_open}
    return _digest(
        [
            ["" if (row, column) in free else text or "" for column, text in enumerate(line.cells)]
            for row, line in enumerate(table.rows)
        ]
    )


def _digest(told: Any) -> str:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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
) -> Changed:
    """Put the derived tables of these codes into the draft, whole ones only, and check it again.

    Rows that stay keep their keys, and a cell that the sources leave open keeps what the draft says
    there now. The change can be undone. Raises NotADraft, NothingToDerive.
    """
    draft = lock_draft(disclosure)
    data = load_disclosure(draft)
    tables: list[TableData] = []
    was: dict[int, tuple[int | None, ...]] = {}
    derived: dict[int, dict[str, Any]] = {}
    n = max((table.n for table in data.tables), default=0)
    for proposal in propose(draft, sources):
        table = proposal.derived.table
        if table.code not in codes:
            continue
        if proposal.present is not None:
            table = _with_open_cells(proposal, proposal.present)
        else:
            n += 1
            table = replace(table, n=n)
        tables.append(table)
        was[table.n] = proposal.derived.was
        places = {(cell.row, cell.column) for cell in proposal.derived.open}
        left_open = sorted(str(f.coordinates) for f in table.facts if (f.row, f.column) in places)
        derived[table.n] = {
            "sources": list(proposal.derived.sources),
            "digest": _digest_of_sources(data, proposal.derived.sources),
            "own": _digest_of_texts(table, left_open),
            "open": left_open,
            "told": dict(sources or {}),
        }
    note = _codes(tables)
    changed = replace_tables(
        draft,
        tables,
        was=was,
        what=models.Change.What.FILLED,
        derived=derived,
        note=note,
        by=by,
    )
    if changed.change is not None:
        record(draft, what="由明细表填写", by=by, note=note)
    return changed


def _codes(tables: Iterable[TableData]) -> str:
    return "、".join(table.code or table.title for table in tables)


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
