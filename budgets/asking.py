"""What a document's tables say at given coordinates: the amount, and the cells that state it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from budgets.comparing import Cube, cube_of
from budgets.coordinates import Coordinates
from budgets.cube import Area, Listing, Region, Statement, cell_ref, region
from budgets.data import CellRef, DisclosureData


@dataclass(frozen=True, slots=True)
class Told:
    """An amount in fen, the cells that state it or add up to it, and the fen of a last place."""

    fen: int
    cells: tuple[CellRef, ...]
    step: int
    # Whether one figure says it, rather than a sum of several.
    stated: bool = False


@dataclass(frozen=True)
class Asking:
    """Asks the money tables of one document. Coordinates without a basis mean the document's own."""

    data: DisclosureData
    # A text asks for the same coordinates again and again.
    _told: dict[Coordinates, tuple[Told, ...]] = field(default_factory=dict, compare=False)

    @cached_property
    def cube(self) -> Cube:
        return cube_of(self.data)

    @property
    def basis(self) -> str:
        return "final" if self.data.kind == "final-accounts" else "budget"

    def answers(self, coordinates: Coordinates) -> tuple[Told, ...]:
        """What every table that can tell says, figures that state it before sums.

        Tables that contradict one another give several answers. Nothing is told of money that no
        table decides.
        """
        asked = coordinates.inheriting({"basis": self.basis})
        if asked not in self._told:
            self._told[asked] = tuple(self._answers(asked))
        return self._told[asked]

    def _answers(self, asked: Coordinates) -> Iterator[Told]:
        where = region(asked)
        area = (
            Area.of(where, self.cube.live) if asked["basis"] == self.basis else Area(where, where)
        )
        fitting = [
            listing
            for listing in (*self.cube.listings, *self.cube.pools)
            if listing.basis == asked["basis"] and listing.slice.named.side == where.side
        ]
        for listing in fitting:
            yield from self._stated(listing, area)
        for listing in fitting:
            told = listing.sum_within(area)
            if told is None or (not told[1] and not listing.mentions(area)):
                continue
            fen, leaves = told
            cells = tuple(cell_ref(leaf.table, fact) for leaf in leaves for fact in leaf.facts)
            yield Told(fen, cells, listing.step)
        yield from self._forms.get(asked, ())

    @cached_property
    def _forms(self) -> dict[Coordinates, list[Told]]:
        """What forms beside the money tables (绩效目标表) state of projects."""
        found: dict[Coordinates, list[Told]] = {}
        for table, fact in self.data.facts():
            if (
                table.kind != "money"
                and "project" in fact.coordinates
                and fact.amount.fen is not None
            ):
                told = Told(
                    fact.amount.value, (cell_ref(table, fact),), fact.amount.step, stated=True
                )
                found.setdefault(fact.coordinates, []).append(told)
        return found

    def tell(self, coordinates: Coordinates) -> Told | None:
        """The first answer: a figure that states it where there is one, else a sum."""
        return next(iter(self.answers(coordinates)), None)

    @cached_property
    def _statements(self) -> dict[int, dict[Region, list[Statement]]]:
        """The statements of each listing by the regions that they name."""
        found: dict[int, dict[Region, list[Statement]]] = {}
        for listing in (*self.cube.listings, *self.cube.pools):
            by_region = found.setdefault(id(listing), {})
            for one in listing.statements:
                for where in {one.area.named, one.area.live}:
                    by_region.setdefault(where, []).append(one)
        return found

    def _stated(self, listing: Listing, area: Area) -> Iterator[Told]:
        by_region = self._statements[id(listing)]
        stated = (*by_region.get(area.named, ()), *by_region.get(area.live, ()))
        seen: set[int] = set()
        for one in stated:
            same = one.area.named == area.named or one.area.live == area.live
            if same and id(one) not in seen and any(f.amount.fen is not None for f in one.facts):
                seen.add(id(one))
                cells = tuple(cell_ref(one.table, fact) for fact in one.facts)
                yield Told(one.fen, cells, listing.step, stated=len(one.facts) == 1)
