"""Where a body's money comes from and goes, as its tables state it: the streams of the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from budgets.comparing import rounding
from budgets.coordinates import CLOSED, ancestors
from budgets.cube import table_step
from budgets.data import DisclosureData, FactData, TableData
from budgets.money import Unit
from budgets.pages.figures import basis_of
from budgets.pages.units import told_amount, told_unit, unit_of

_ORDINAL = re.compile(
    r"^\s*(?:其中[：:；;]?)?\s*"
    r"(?:[（(]?[一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[（(]\d+[)）]|\d+[、.．])\s*"
)
# Heads of columns that say no more than what stands above them.
_BARE = frozenset({"小计", "合计", "金额", "预算数", "决算数"})
# What the uses of a flow are told by.
FUNCTION, NATURE = "function", "nature"


@dataclass(frozen=True, slots=True)
class Stream:
    """A source of income or a use of money, as printed at its cell."""

    name: str
    fen: int
    unit: Unit
    n: int
    row: int

    @property
    def figure(self) -> str:
        return told_amount(self.fen, told_unit(self.unit))


@dataclass(frozen=True, slots=True)
class Flow:
    """`sources` and the totals are stated in `table`, the totals None where they are not.

    `uses` are told by function, in the same table, or by nature, in it or in `use_table`. `step` is
    the fen of the last place of the coarsest figure.
    """

    table: TableData
    sources: tuple[Stream, ...]
    uses: tuple[Stream, ...]
    income: Stream | None
    spending: Stream | None
    by: str
    use_table: TableData
    step: int

    @property
    def unit(self) -> Unit:
        """The unit that its figures are told in, in the active language."""
        return told_unit(self.sources[0].unit)

    @property
    def tables(self) -> tuple[TableData, ...]:
        same = self.use_table.n == self.table.n
        return (self.table,) if same else (self.table, self.use_table)

    @property
    def adds_up(self) -> bool:
        """Whether each side exhausts its total but for rounding: only then it is the whole story."""
        return all(abs(gap) <= rounding(self.step, len(streams)) for gap, streams in self._gaps())

    @property
    def is_rounded(self) -> bool:
        """Whether a side misses its total, though by no more than rounding."""
        return self.adds_up and any(gap for gap, _streams in self._gaps())

    def _gaps(self) -> Iterator[tuple[int, tuple[Stream, ...]]]:
        for total, streams in ((self.income, self.sources), (self.spending, self.uses)):
            if total is not None:
                yield sum(stream.fen for stream in streams) - total.fen, streams


Stated = Sequence[tuple[dict[str, str], FactData]]


def flows_of(data: DisclosureData) -> tuple[Flow, ...]:
    """The flow by function, where one table states both sides, and that by nature."""
    by_function = flow_of(data)
    by_nature = _flow_by_nature(data)
    return tuple(flow for flow in (by_function, by_nature) if flow is not None)


def flow_of(data: DisclosureData) -> Flow | None:
    """The first table that states both sides of the money, by function; None where there is none."""
    for table in data.tables:
        facts = _facts(data, table)
        uses = _uses(facts)
        if _sources(facts) and uses:
            return _flow(table, facts, table, FUNCTION, uses)
    return None


def _flow_by_nature(data: DisclosureData) -> Flow | None:
    """Both sides by 基本支出, 项目支出 and so on: of several tables only where they come to the total
    that stands with the sources, for they could be about other money.
    """
    for table in data.tables:
        facts = _facts(data, table)
        if not _sources(facts) or _stated(table, facts, {"side": "in"}) is None:
            continue
        kept = _kept(facts)
        for other in sorted(data.tables, key=lambda one: (one.n != table.n, one.n)):
            natures = _natures(_facts(data, other))
            if len(natures) + len(kept) < 2:
                continue
            named = [(_nature_name(other, fact), other, fact) for fact in natures]
            flow = _flow(table, facts, other, NATURE, kept, named)
            if flow.spending is not None and flow.adds_up and len(flow.uses) > 1:
                return flow
    return None


def _flow(
    table: TableData,
    facts: Stated,
    use_table: TableData,
    by: str,
    uses: Sequence[FactData],
    named: Sequence[tuple[str, TableData, FactData]] = (),
) -> Flow:
    """All amounts in the unit of the first source, whatever unit the other columns are in."""
    sources = _streams(table, _sources(facts))
    unit = sources[0].unit
    told = [
        replace(_stream(of, fact), name=name) for name, of, fact in named if fact.amount.value > 0
    ]
    return Flow(
        table,
        sources=_in_unit(sources, unit),
        uses=_in_unit((*told, *_streams(table, uses)), unit),
        income=_stated(table, facts, {"side": "in"}, unit),
        spending=_stated(table, facts, {"side": "out"}, unit),
        by=by,
        use_table=use_table,
        step=max(table_step(table), table_step(use_table)),
    )


def _facts(data: DisclosureData, table: TableData) -> Stated:
    """The figures of a table of money for the document's own year, without their basis."""
    basis = basis_of(data.kind)
    found = []
    for fact in table.facts if table.kind == "money" else ():
        at = fact.coordinates
        if at.get("basis") == basis and not fact.partial and fact.amount.fen:
            found.append(({name: at[name] for name in at if name != "basis"}, fact))
    return found


def _sources(facts: Stated) -> list[FactData]:
    """This year's money by source, and what was carried over or drawn from reserves."""
    by_source: dict[str, FactData] = {}
    others: dict[str, FactData] = {}
    for coordinates, fact in facts:
        match coordinates:
            case {"side": "in", "vintage": "current", "source": source, **rest} if not rest:
                by_source.setdefault(source, fact)
            case {"side": "in", "vintage": vintage, **rest} if vintage != "current" and not rest:
                others.setdefault(vintage, fact)
            case {"side": "in", "vintage": "drawn", "source": _, **rest} if not rest:
                others.setdefault("drawn", fact)
    chosen = [by_source[source] for source in _partition(by_source)]
    return [fact for fact in (*chosen, *others.values()) if fact.amount.value > 0]


def _partition(by_source: Mapping[str, FactData]) -> list[str]:
    """Members that do not overlap: a whole, unless its parts say the same in more detail."""
    tops = [
        source
        for source in by_source
        if not any(above in by_source for above in ancestors("source", source)[1:])
    ]
    chosen: list[str] = []
    for source in tops:
        parts = [part for part in by_source if CLOSED["source"][part] == source]
        whole = by_source[source].amount.value
        if parts and sum(by_source[part].amount.value for part in parts) == whole:
            chosen += parts
        else:
            chosen.append(source)
    return chosen


def _uses(facts: Stated) -> list[FactData]:
    """Spending by 类 of the functional catalogue, and what is kept or distributed."""
    functions: dict[str, FactData] = {}
    for coordinates, fact in facts:
        match coordinates:
            case {"side": "out", "function": code, **rest} if len(code) == 3 and _all_spent(rest):
                functions.setdefault(code, fact)
    return [*functions.values(), *_kept(facts)] if functions else []


def _natures(facts: Stated) -> list[FactData]:
    """Spending by nature, in the order of the catalogue."""
    found: dict[str, FactData] = {}
    for coordinates, fact in facts:
        match coordinates:
            case {"side": "out", "nature": nature, **rest} if _all_spent(rest):
                found.setdefault(nature, fact)
    return [found[nature] for nature in CLOSED["nature"] if nature in found]


def _kept(facts: Stated) -> list[FactData]:
    kept: dict[str, FactData] = {}
    for coordinates, fact in facts:
        match coordinates:
            case {"side": "out", "use": use, **rest} if use != "spent" and not rest:
                kept.setdefault(use, fact)
    return list(kept.values())


def _all_spent(rest: Mapping[str, str]) -> bool:
    return not rest or rest == {"use": "spent"}


def _streams(table: TableData, facts: Iterable[FactData]) -> tuple[Stream, ...]:
    return tuple(_stream(table, fact) for fact in facts if fact.amount.value > 0)


def _in_unit(streams: Iterable[Stream], unit: Unit) -> tuple[Stream, ...]:
    return tuple(replace(stream, unit=unit) for stream in streams)


def _stated(
    table: TableData, facts: Stated, wanted: Mapping[str, str], unit: Unit | None = None
) -> Stream | None:
    found = next((_stream(table, fact) for at, fact in facts if at == wanted), None)
    return replace(found, unit=unit) if found and unit else found


def _stream(table: TableData, fact: FactData) -> Stream:
    return Stream(
        name=label_of(table, fact),
        fen=fact.amount.value,
        unit=unit_of(table, fact.column),
        n=table.n,
        row=fact.row + 1,
    )


def label_of(table: TableData, fact: FactData) -> str:
    """What the document calls a figure: its row's label without the ordinal, or its column's."""
    for column in range(fact.column - 1, -1, -1):
        if table.columns[column].kind == "label" and (text := table.text(fact.row, column)):
            return _ORDINAL.sub("", " ".join(text.split())).rstrip("：:")
    path = table.columns[fact.column].path
    return path[-1] if path else ""


def _nature_name(table: TableData, fact: FactData) -> str:
    """What the document calls a nature: the head of its column, where the row is not about it."""
    if "nature" not in table.columns[fact.column].coordinates:
        return label_of(table, fact)
    heads = [" ".join(head.split()) for head in table.columns[fact.column].path]
    return next((head for head in reversed(heads) if "".join(head.split()) not in _BARE), heads[-1])
