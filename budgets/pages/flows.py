"""Where a body's money comes from and goes, as one table states it: the streams of the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from budgets.coordinates import CLOSED, ancestors
from budgets.data import DisclosureData, FactData, TableData
from budgets.money import Unit, format_fen
from budgets.pages.figures import basis_of
from budgets.pages.units import unit_of

_ORDINAL = re.compile(
    r"^\s*(?:其中[：:；;]?)?\s*(?:[（(]?[一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[、.．])\s*"
)


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
        return format_fen(self.fen, self.unit)


@dataclass(frozen=True, slots=True)
class Flow:
    """`sources` and `uses` are stated in one table; the totals are stated there too, or None."""

    table: TableData
    sources: tuple[Stream, ...]
    uses: tuple[Stream, ...]
    income: Stream | None
    spending: Stream | None

    @property
    def unit(self) -> Unit:
        return self.sources[0].unit

    @property
    def adds_up(self) -> bool:
        """Whether each side exhausts its total: only then is the picture the whole story."""
        return all(
            total is None or total.fen == sum(stream.fen for stream in streams)
            for total, streams in ((self.income, self.sources), (self.spending, self.uses))
        )


def flow_of(data: DisclosureData) -> Flow | None:
    """The first table that states both sides of the money, or None."""
    basis = basis_of(data.kind)
    for table in data.tables:
        facts = [
            (dict(fact.coordinates), fact)
            for fact in table.facts
            if fact.coordinates.get("basis") == basis and not fact.partial and fact.amount.fen
        ]
        for coordinates, _fact in facts:
            del coordinates["basis"]
        sources, uses = _sources(table, facts), _uses(table, facts)
        if sources and uses:
            return Flow(
                table,
                sources,
                uses,
                _stated(table, facts, {"side": "in"}),
                _stated(table, facts, {"side": "out"}),
            )
    return None


Stated = Iterable[tuple[dict[str, str], FactData]]


def _sources(table: TableData, facts: Stated) -> tuple[Stream, ...]:
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
    return _streams(table, [*chosen, *others.values()])


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


def _uses(table: TableData, facts: Stated) -> tuple[Stream, ...]:
    """Spending by 类 of the functional catalogue, and what is kept or distributed."""
    functions: dict[str, FactData] = {}
    kept: dict[str, FactData] = {}
    for coordinates, fact in facts:
        match coordinates:
            case {"side": "out", "function": code, **rest} if len(code) == 3 and (
                not rest or rest == {"use": "spent"}
            ):
                functions.setdefault(code, fact)
            case {"side": "out", "use": use, **rest} if use != "spent" and not rest:
                kept.setdefault(use, fact)
    return _streams(table, [*functions.values(), *kept.values()]) if functions else ()


def _streams(table: TableData, facts: Iterable[FactData]) -> tuple[Stream, ...]:
    return tuple(_stream(table, fact) for fact in facts if fact.amount.value > 0)


def _stated(table: TableData, facts: Stated, wanted: Mapping[str, str]) -> Stream | None:
    return next((_stream(table, fact) for found, fact in facts if found == wanted), None)


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
