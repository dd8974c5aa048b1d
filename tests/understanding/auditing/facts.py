"""What a document's tables can be said to state, worked out without any code that the pages use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from budgets.coordinates import CLOSED
from budgets.data import DisclosureData, FactData, TableData

At = dict[str, str]
CODES = ("function", "dept_economic", "gov_economic", "body", "project", "service", "subject")


def lies_within(part: str, whole: str, dimension: str) -> bool:
    """Whether a member is another one or a part of it."""
    if dimension in CODES:
        return whole == "any" or part.startswith(whole)
    above: str | None = part
    while above is not None:
        if above == whole:
            return True
        above = CLOSED[dimension][above]
    return False


def refines(part: Mapping[str, str], whole: Mapping[str, str]) -> bool:
    """Whether all that is said of the whole is said of the part, or more."""
    return all(name in part and lies_within(part[name], whole[name], name) for name in whole)


@dataclass
class Book:
    """The figures of a document's own year, by table and row, and their sums."""

    data: DisclosureData
    basis: str = ""
    _sums: dict[tuple[int, frozenset[tuple[str, str]]], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.basis = "final" if self.data.kind == "final-accounts" else "budget"
        self._only_general = not any(
            fact.amount.fen and fact.coordinates.get("source") in ("fund", "capital")
            for table in self.data.tables
            for fact in table.facts
        )

    def facts(self, table: TableData) -> Iterator[tuple[At, FactData]]:
        for fact in table.facts:
            at = dict(fact.coordinates)
            # 财政拨款 is the general budget where nothing comes of the other two.
            if self._only_general and at.get("source") == "fiscal":
                at["source"] = "general"
            if at.pop("basis") == self.basis and fact.amount.fen is not None:
                yield at, fact

    def in_row(self, n: int, row: int) -> list[tuple[At, int]]:
        """The figures of a printed row, from one as its anchor counts."""
        table = self.data.table(n)
        return [(at, fact.amount.value) for at, fact in self.facts(table) if fact.row == row - 1]

    def states(self, n: int, row: int, wanted: At) -> set[int]:
        """What a row says, or its table adds up to, of money with these coordinates at least."""
        direct = {
            fen
            for at, fen in self.in_row(n, row)
            if refines(at, wanted) and self._stands_for(at, wanted)
        }
        return direct | set(self.sums(n, wanted))

    def sums(self, n: int, wanted: At) -> list[int]:
        """The sums of the finest figures of a table within coordinates, one for each way to part it."""
        key = n, frozenset(wanted.items())
        if key not in self._sums:
            ways: dict[frozenset[str], list[tuple[At, int]]] = defaultdict(list)
            for at, fact in self.facts(self.data.table(n)):
                if not fact.partial:
                    ways[frozenset(at)].append((at, fact.amount.value))
            found = []
            for way in ways.values():
                finest = [
                    (at, fen)
                    for at, fen in way
                    if not any(other != at and refines(other, at) for other, _fen in way)
                ]
                inside = [(at, fen) for at, fen in finest if refines(at, wanted)]
                if inside:
                    found.append(sum(fen for _at, fen in inside))
            self._sums[key] = found
        return self._sums[key]

    def _stands_for(self, at: At, wanted: At) -> bool:
        """Whether what is said beyond the wanted coordinates leaves no other money out.

        “三公” are of fiscal money by definition; else the money with these members is all there is.
        """
        more = {name: at[name] for name in at if name not in wanted}
        if "three_public" in wanted:
            return set(more) <= {"source", "vintage", "use"}
        if wanted.get("source") == "general":
            more.pop("vintage", None)
        if more.get("use") == "spent":
            del more["use"]
        if not more:
            return True
        whole = {"side": wanted["side"]}
        totals = self.totals(whole)
        near = 10_000 * 20
        return any(
            abs(told - total) <= near
            for table in self.data.tables
            if table.kind == "money"
            for told in self.sums(table.n, {**whole, **more})
            for total in totals
        )

    def totals(self, wanted: At) -> set[int]:
        """Every figure that states exactly these coordinates, spent or not."""
        return {
            fact.amount.value
            for table in self.data.tables
            if table.kind == "money"
            for at, fact in self.facts(table)
            if at in (wanted, {**wanted, "use": "spent"})
        }

    def step(self) -> int:
        """Fen of the coarsest last place of its tables."""
        finest = [
            min((fact.amount.step for _at, fact in self.facts(table) if fact.amount.fen), default=1)
            for table in self.data.tables
            if table.kind == "money"
        ]
        return max([1, *finest])
