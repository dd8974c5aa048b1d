"""Reconciliation (勾稽): the contradictions of a document, likely culprits first, and what held.

One wrong digit makes several comparisons fail. The cell whose correction would settle most of them,
and break none that hold, leads; the others are explained by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from weakref import WeakKeyDictionary

from budgets.comparing import EXCEEDS, ROLL_UP, Comparison, Cube, comparisons, cube_of
from budgets.cube import Statement, cell_ref
from budgets.data import CellRef, DisclosureData, FactData, FindingData, TableData
from budgets.lately import Lately
from budgets.money import UNITS, YUAN, format_fen

Cell = tuple[int, int, int]

CHANGE = "change"
# Before the key of a finding that says that a table is still blank.
STILL_BLANK = "blank/"
# A finding lists at most so many of the cells that it was compared with by name.
_NAMED = 3
# Of the tables of a few documents that are being edited.
_LATELY: Lately[list[FindingData]] = Lately(96)
_CHECKS: WeakKeyDictionary[Comparison, CheckData] = WeakKeyDictionary()
# After so many culprits a document has no few slips to be found, but a column or a table gone
# wrong: what is left is reported comparison by comparison. Each search walks every cell.
_CULPRITS = 100


@dataclass(frozen=True, slots=True)
class CheckData:
    """A comparison that held: the figure at a cell equals what the other cells come to, in fen."""

    at: CellRef
    against: tuple[CellRef, ...]
    amount: int
    what: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Everything that reconciliation says of a document."""

    findings: tuple[FindingData, ...]
    checks: tuple[CheckData, ...]
    comparisons: int

    @property
    def errors(self) -> tuple[FindingData, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")


def reconcile(data: DisclosureData, cube: Cube | None = None) -> Reconciliation:
    """Compare everything in a document that says the same, and report what contradicts.

    `cube` is the document's, where it has been made already.
    """
    made = list(comparisons(cube or cube_of(data)))
    failed = [one for one in made if not one.holds and not one.is_rounding]
    blank = {table.n: table for table in data.tables if _is_blank(table)}
    of_blank, failed = _parted(failed, blank)
    findings = [_still_blank(blank[n], own) for n, own in of_blank.items()]
    findings += _settle(failed, [one for one in made if one.holds])
    findings += [_finding(one, "rounding") for one in made if one.is_rounding]
    findings += _changes(data)
    checks = tuple(
        _check(one) for one in made if one.kind == ROLL_UP and one.holds and one.stated.fen
    )
    return Reconciliation(_distinct(findings), checks, len(made))


# --- Tables that are still blank -----------------------------------------------------------------


def _is_blank(table: TableData) -> bool:
    """Whether a table of money has cells and states no amount in any, be it zero."""
    return (
        bool(table.facts)
        and all(fact.amount.fen is None for fact in table.facts)
        and not any(item.amount for item in table.uninterpreted)
    )


def _parted(
    failed: Sequence[Comparison], blank: Collection[int]
) -> tuple[dict[int, list[Comparison]], list[Comparison]]:
    """The failed comparisons with tables that are still blank, by their n, and all others."""
    of_blank: dict[int, list[Comparison]] = defaultdict(list)
    others = []
    for one in failed:
        n = next((n for n in (one.stated.table.n, one.listing.table.n) if n in blank), None)
        if n is None or one.listing.pooled:
            others.append(one)
        else:
            of_blank[n].append(one)
    return of_blank, others


def _still_blank(table: TableData, failed: Sequence[Comparison]) -> FindingData:
    """One finding for all that a blank table lacks: it is being filled in, or was forgotten. That
    each of its cells is not what the others say would tell nothing more."""
    widest = max(failed, key=lambda one: (one.stated.table.n == table.n, abs(one.gap)))
    first = _finding(widest, "error")
    there = {_name(one.stated.table): None for one in failed if one.stated.table.n != table.n}
    there |= {_name(leaf.table): None for one in failed for leaf in one.leaves}
    others = "、".join(name for name in there if name != _name(table))
    at = first.at if first.at.n == table.n else cell_ref(table, table.facts[0])
    message = (
        f"{_name(table)}还空着，{others}里有应当列在这张表的金额"
        f"（{_amount(abs(widest.gap), table)}）；填好以后再逐格核对。"
    )
    lead = replace(first, at=at, message=message, key=f"{STILL_BLANK}{table.n}")
    if first.at.n != table.n:
        against = (first.at, *first.against)
        lead = replace(lead, stated=0, expected=first.stated, against=against)
    return lead


def _name(table: TableData) -> str:
    return table.code or table.title


# --- Settling: which cell is to blame ------------------------------------------------------------


def _cells(one: Comparison) -> list[tuple[Cell, int]]:
    """Every cell involved, and how the gap moves when its amount grows by one."""
    moved = [((one.stated.table.n, f.row, f.column), 1) for f in one.stated.facts]
    for leaf in one.leaves:
        moved += [((leaf.table.n, fact.row, fact.column), -1) for fact in leaf.facts]
    return moved


def _settle(failed: Sequence[Comparison], held: Sequence[Comparison]) -> list[FindingData]:
    """Findings for the failed comparisons, grouped under the cells that settle most of them."""
    holding: dict[Cell, int] = defaultdict(int)
    for one in held:
        if one.kind == ROLL_UP:
            for cell, _ in _cells(one):
                holding[cell] += 1
    gaps = {index: one.gap for index, one in enumerate(failed)}
    where: dict[Cell, list[tuple[int, int]]] = defaultdict(list)
    for index, one in enumerate(failed):
        for cell, sign in _cells(one):
            where[cell].append((index, sign))
    findings: list[FindingData] = []
    while gaps:
        if sum(not finding.explained_by for finding in findings) >= _CULPRITS:
            return findings + [_finding(failed[index], "error") for index in gaps]
        cell, delta, settled = _best_correction(failed, gaps, where, holding)
        if holding[cell]:
            settled = _same_gap(failed, gaps, settled)
            first = _clearest_total(failed, settled)
            lead = _finding(failed[first], "error")
        else:
            first = _clearest(failed, settled, cell)
            lead = _finding(failed[first], "error", culprit=cell, delta=delta)
        findings.append(lead)
        findings += [
            replace(_finding(failed[index], "error"), explained_by=lead.key)
            for index in settled
            if index != first
        ]
        for index in settled:
            del gaps[index]
        for index, sign in where[cell]:
            if index in gaps and not holding[cell]:
                gaps[index] += sign * delta
    return findings


def _best_correction(
    failed: Sequence[Comparison],
    gaps: dict[int, int],
    where: dict[Cell, list[tuple[int, int]]],
    holding: dict[Cell, int],
) -> tuple[Cell, int, list[int]]:
    """The cell and correction (fen) that settle most of what is open and break least."""
    best: tuple[tuple[int, int, int, int], Cell, int, list[int]] | None = None
    for cell, places in where.items():
        wanted: dict[int, list[int]] = defaultdict(list)
        for index, sign in places:
            if index in gaps:
                wanted[-sign * gaps[index]].append(index)
        for delta, settled in wanted.items():
            stated = sum(
                failed[i].stated.table.n == cell[0] and _is_stated(failed[i], cell) for i in settled
            )
            at_home = sum(
                failed[i].inside_one_table and _is_stated(failed[i], cell) for i in settled
            )
            score = (len(settled) - holding[cell], len(settled), at_home, stated)
            if best is None or score > best[0]:
                best = (score, cell, delta, settled)
    assert best is not None
    return best[1:]


def _same_gap(
    failed: Sequence[Comparison], gaps: dict[int, int], settled: Sequence[int]
) -> list[int]:
    """What fails by the same amount around the same tables: a row is missing, say."""
    size = abs(gaps[settled[0]])
    tables = {n for index in settled for n in _tables(failed[index])}
    return [
        index
        for index, gap in gaps.items()
        if index in settled or (abs(gap) == size and _tables(failed[index]) & tables)
    ]


def _tables(one: Comparison) -> set[int]:
    return {one.stated.table.n, *(leaf.table.n for leaf in one.leaves)}


def _clearest_total(failed: Sequence[Comparison], settled: Sequence[int]) -> int:
    """Where no single cell is to blame: the widest total that its own table contradicts."""
    return max(
        settled,
        key=lambda index: (
            failed[index].inside_one_table,
            failed[index].kind == ROLL_UP,
            abs(failed[index].stated.fen),
            -index,
        ),
    )


def _is_stated(one: Comparison, cell: Cell) -> bool:
    return any((one.stated.table.n, f.row, f.column) == cell for f in one.stated.facts)


def _clearest(failed: Sequence[Comparison], settled: Sequence[int], cell: Cell) -> int:
    """The comparison that shows the culprit best: stated there, few addends, in one table."""
    return min(
        settled,
        key=lambda index: (
            not _is_stated(failed[index], cell),
            not failed[index].inside_one_table,
            len(failed[index].leaves),
        ),
    )


# --- Sentences -----------------------------------------------------------------------------------


def _refs(leaves: Sequence[Statement]) -> tuple[CellRef, ...]:
    return tuple(cell_ref(leaf.table, fact) for leaf in leaves for fact in leaf.facts)


def _amount(fen: int, table: TableData) -> str:
    unit = UNITS.get(table.unit, YUAN)
    return f"{format_fen(fen, unit)} {unit.name}"


def row_words(table: TableData, row: int, column: int) -> str:
    """The labels that stand before a cell in its half of the table."""
    block = table.columns[column].block
    return " ".join(
        text.strip()
        for one, text in zip(table.columns, table.rows[row].cells, strict=False)
        if text and one.kind == "label" and one.block == block
    )


def place(table: TableData, fact: FactData) -> str:
    """A cell as people say it: 表7 C32（合计·本年预算数 合计）."""
    row = row_words(table, fact.row, fact.column)
    column = table.columns[fact.column].path
    names = "·".join(part for part in (row, column[-1] if column else "") if part)
    where = f"{table.code or table.title} {table.cell(fact.row, fact.column)}"
    return f"{where}（{names}）" if names else where


def _sum_of(leaves: Sequence[Statement]) -> str:
    """The cells of the other side, by name while they are few."""
    facts = [(leaf.table, fact) for leaf in leaves for fact in leaf.facts]
    if not facts:
        return "没有相应的金额"
    if len(facts) <= _NAMED:
        return " 与 ".join(place(table, fact) for table, fact in facts)
    tables: dict[int, list[str]] = defaultdict(list)
    names: dict[int, str] = {}
    for table, fact in facts:
        tables[table.n].append(table.cell(fact.row, fact.column))
        names[table.n] = table.code or table.title
    return " 与 ".join(
        f"{names[n]} {cells[0]}…{cells[-1]} 等 {len(cells)} 格" for n, cells in tables.items()
    )


def _check(one: Comparison) -> CheckData:
    """What a comparison that holds says; tables that did not change keep their comparisons."""
    known = _CHECKS.get(one)
    if known is None:
        _CHECKS[one] = known = CheckData(
            at=cell_ref(one.stated.table, one.stated.facts[0]),
            against=_refs(one.leaves),
            amount=one.stated.fen,
            what=_agreement(one),
        )
    return known


def _agreement(one: Comparison) -> str:
    table = one.stated.table
    home = place(table, one.stated.facts[0])
    verb = "等于" if sum(len(leaf.facts) for leaf in one.leaves) == 1 else "等于相加的"
    return f"{home} {_amount(one.stated.fen, table)}{verb} {_sum_of(one.leaves)}"


def _finding(
    one: Comparison, severity: str, *, culprit: Cell | None = None, delta: int = 0
) -> FindingData:
    """The finding of a comparison, placed at the cell to blame: the stated one unless another is."""
    table, fact = one.stated.table, one.stated.facts[0]
    total = one.stated.fen - one.gap
    at, stated, expected = cell_ref(table, fact), one.stated.fen, total
    message = _contradiction(one, total)
    against = _refs(one.leaves)
    if culprit is not None and not _is_stated(one, culprit):
        for leaf in one.leaves:
            for part in leaf.facts:
                if (leaf.table.n, part.row, part.column) == culprit:
                    at = cell_ref(leaf.table, part)
                    stated, expected = part.amount.value, part.amount.value + delta
                    message = (
                        f"{place(leaf.table, part)}填 {_amount(stated, leaf.table)}，"
                        f"按其他各处应为 {_amount(expected, leaf.table)}，"
                        f"相差 {_amount(abs(delta), leaf.table)}：{message}"
                    )
                    against = (cell_ref(table, fact), *(r for r in against if r != at))
    return FindingData(
        severity=severity,
        kind=one.kind,
        at=at,
        stated=stated,
        expected=expected,
        against=against,
        message=message,
        key=_key(one.kind, at, against),
    )


def _contradiction(one: Comparison, total: int) -> str:
    table = one.stated.table
    facts = one.stated.facts
    cells = sum(len(leaf.facts) for leaf in one.leaves)
    home = place(table, facts[0]) + (f"等 {len(facts)} 格相加" if len(facts) > 1 else "")
    own, other = _amount(one.stated.fen, table), _amount(total, table)
    gap = _amount(abs(one.gap), table)
    if one.kind == EXCEEDS:
        return f"{home}为 {own}，而其中的一部分 {_sum_of(one.leaves)}已有 {other}，多出 {gap}。"
    if not cells:
        tables = one.listing.table
        return f"{home}为 {own}，而{tables.code or tables.title}没有相应的金额，相差 {gap}。"
    summed = "相加为" if cells > 1 else "为"
    return f"{home}为 {own}，{_sum_of(one.leaves)}{summed} {other}，相差 {gap}。"


def _key(kind: str, at: CellRef, against: Sequence[CellRef]) -> str:
    """Names a finding by its cells, so that an explanation outlives a second run."""
    first = f"{against[0].n}:{against[0].row}:{against[0].column}" if against else "-"
    return f"{kind}/{at.n}:{at.row}:{at.column}/{first}+{len(against)}"


def _distinct(findings: Sequence[FindingData]) -> tuple[FindingData, ...]:
    seen: set[str] = set()
    kept = []
    for finding in findings:
        if finding.key not in seen:
            seen.add(finding.key)
            kept.append(finding)
    return tuple(kept)


# --- Columns that compare two years ---------------------------------------------------------------


def _changes(data: DisclosureData) -> list[FindingData]:
    """增减额 must be this year's figure less the earlier one of the same row."""
    return [
        finding
        for table in data.tables
        for finding in _LATELY.of((table,), partial(_changes_in, table))
    ]


def _changes_in(table: TableData) -> list[FindingData]:
    findings: list[FindingData] = []
    if not any(fact.coordinates["basis"] == "change" for fact in table.facts):
        return findings
    facts = {}
    for fact in table.facts:
        plain = tuple(item for item in fact.coordinates.items() if item[0] != "basis")
        block = table.columns[fact.column].block
        facts[fact.row, block, plain, fact.coordinates["basis"]] = fact
    for (row, block, plain, basis), fact in facts.items():
        if basis != "change" or fact.amount.fen is None:
            continue
        now = next(
            (f for b in ("budget", "final") if (f := facts.get((row, block, plain, b)))), None
        )
        earlier = [f for b in ("prior", "prior_final") if (f := facts.get((row, block, plain, b)))]
        if now is None or len(earlier) != 1:
            continue
        expected = now.amount.value - earlier[0].amount.value
        step = max(f.amount.step for f in (now, earlier[0], fact))
        gap = fact.amount.value - expected
        if gap:
            at = cell_ref(table, fact)
            against = (cell_ref(table, now), cell_ref(table, earlier[0]))
            message = (
                f"{place(table, fact)}为 {_amount(fact.amount.value, table)}，"
                f"{place(table, now)}减{place(table, earlier[0])}得 {_amount(expected, table)}，"
                f"相差 {_amount(abs(gap), table)}。"
            )
            severity = "rounding" if abs(gap) <= step and step > 1 else "error"
            key = _key(CHANGE, at, against)
            findings.append(
                FindingData(
                    severity, CHANGE, at, fact.amount.value, expected, against, message, key
                )
            )
    return findings
