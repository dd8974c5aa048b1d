"""What the money tables of a document tell of the amounts that its forms state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from budgets.comparing import Cube
from budgets.coordinates import Coordinates
from budgets.cube import MASKS, Area, Listing, Statement, region
from budgets.data import CellRef, DisclosureData
from budgets.vocabulary import normalise
from performance.checks.cells import amount_cell, finest_step
from performance.data import OverallData, PerformanceData, ProjectData, StatedAmountData

# What the parts of a measure's name confine; `other` is all that is not fiscal.
_WORDS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "total": ({},),
    "fiscal": ({"source": "fiscal"},),
    "general": ({"source": "general"},),
    "fund": ({"source": "fund"},),
    "capital": ({"source": "capital"},),
    "special": ({"source": "special"},),
    "unit": ({"source": "unit"},),
    "other": ({"source": "special"}, {"source": "unit"}),
    "carried": ({"vintage": "carried"},),
    "basic": ({"nature": "basic"},),
    "project": ({"nature": "project"},),
}
# A form in 元 whose figures are in 万元, or the other way round.
_SLIPS = (10**4, -(10**4))


@dataclass(frozen=True, slots=True)
class Told:
    """What a listing tells of some money: fen, the leaves that say so, their last printed place."""

    fen: int
    leaves: tuple[Statement, ...]
    step: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stated amount and everything that the money tables tell of the same money."""

    form: ProjectData | OverallData
    one: StatedAmountData
    told: tuple[Told, ...]
    step: int
    # Whether the form leaves open what money it means: tasks may be all, or projects only.
    doubtful: bool = False

    @property
    def at(self) -> CellRef:
        return amount_cell(self.one)

    @property
    def holds(self) -> bool:
        """Whether some table agrees, or gives a figure that is printed shorter here or there."""
        own = self.one.amount.value
        return any(
            own == told.fen or 2 * abs(own - told.fen) <= max(self.step, told.step, 1) - 1
            for told in self.told
        )

    @property
    def best(self) -> Told:
        """The listing that comes nearest, so that the finding is about what is surely wrong."""
        return min(self.told, key=lambda told: abs(told.fen - self.one.amount.value))

    @property
    def slip(self) -> int:
        """10,000 where the amount is 万 times too big, -10,000 where too small, else 0."""
        own = self.one.amount.value
        for factor in _SLIPS:
            if own and any(
                own == told.fen * factor if factor > 0 else own * -factor == told.fen
                for told in self.told
            ):
                return factor
        return 0


def comparisons(
    data: DisclosureData, performance: PerformanceData, cube: Cube
) -> tuple[Comparison, ...]:
    """Every stated amount of which the money tables (`cube`) tell anything."""
    found = list(_projects(data, performance, cube))
    if performance.overall:
        found += _body(performance.overall, cube)
        found += _tasks(performance.overall, cube)
    return tuple(found)


def _body(overall: OverallData, cube: Cube) -> Iterator[Comparison]:
    step = finest_step(one.amount for one in overall.amounts)
    for one in overall.amounts:
        if one.amount.fen is None or not (areas := _areas(one.measure)):
            continue
        if told := tuple(told_of(cube, areas)):
            yield Comparison(overall, one, told, step)


def _tasks(overall: OverallData, cube: Cube) -> Iterator[Comparison]:
    """金额合计 of the tasks, where the form states no other total: all expenditure, or the projects'."""
    totals = [one for one in overall.tasks if one.total and one.name != one.duty]
    if len(totals) != 1 or any(one.measure == "total" for one in overall.amounts):
        return
    amounts = totals[0].amounts
    step = finest_step(one.amount for one in amounts)
    for one in amounts:
        if one.amount.fen is None or one.measure not in ("total", "fiscal"):
            continue
        areas = [_areas(one.measure), _areas(f"{one.measure}_project")]
        if told := tuple(some for area in areas for some in told_of(cube, area)):
            yield Comparison(overall, one, told, step, doubtful=True)


def _projects(
    data: DisclosureData, performance: PerformanceData, cube: Cube
) -> Iterator[Comparison]:
    known = _known_projects(data)
    step = finest_step(one.amount for p in performance.projects for one in p.amounts)
    by_member: dict[str, list[ProjectData]] = defaultdict(list)
    for project in performance.projects:
        if member := _member(project, known):
            by_member[member].append(project)
    for member, projects in by_member.items():
        # Projects of one name (of several units): which amount is whose, nobody can tell.
        if len(projects) > 1:
            continue
        (project,) = projects
        for one in project.amounts:
            if one.amount.fen is None or one.measure not in _WORDS:
                continue
            told: list[Told] = []
            for nature in ({"nature": "project"}, {}):
                areas = [{**words, **nature, "project": member} for words in _WORDS[one.measure]]
                told += told_of(cube, areas)
            # One name under several bodies of the money tables: each may be meant.
            own = [part for some in told for part in _by_body(some)]
            if told:
                yield Comparison(project, one, (*told, *own), step)


def _known_projects(data: DisclosureData) -> dict[str, set[str]]:
    """The projects of the money tables: member -> what stands in their rows, normalised."""
    known: dict[str, set[str]] = defaultdict(set)
    for table in data.tables:
        if table.kind != "money":
            continue
        for fact in table.facts:
            if member := fact.coordinates.get("project"):
                labels = (
                    text
                    for column, text in zip(table.columns, table.rows[fact.row].cells, strict=False)
                    if text and column.kind in ("label", "text")
                )
                known[member].update(normalise(text) for text in labels)
    return known


def _member(project: ProjectData, known: Mapping[str, set[str]]) -> str:
    """The project as the money tables name it, by its code or its whole name; "" if they do not."""
    code, name = normalise(project.code), normalise(project.name)
    if code:
        for member in known:
            if normalise(member).casefold() == code.casefold():
                return member
    if name in known:
        return name
    bearing = [member for member, labels in known.items() if name and name in labels]
    return bearing[0] if len(bearing) == 1 else ""


def _by_body(told: Told) -> list[Told]:
    """What was told, parted by the bodies that it was told of, where there are several."""
    parts: dict[str, list[Statement]] = defaultdict(list)
    for leaf in told.leaves:
        parts[leaf.facts[0].coordinates.get("body", "")].append(leaf)
    if len(parts) < 2:
        return []
    return [
        Told(sum(leaf.fen for leaf in leaves), tuple(leaves), told.step)
        for leaves in parts.values()
    ]


def _areas(measure: str) -> list[dict[str, str]]:
    """The money that a measure of a body (fiscal_project) names, as coordinates that add up."""
    areas: list[dict[str, str]] = [{}]
    for word in measure.split("_"):
        if word not in _WORDS:
            return []
        areas = [{**area, **words} for area in areas for words in _WORDS[word]]
    return areas


def told_of(cube: Cube, areas: Sequence[Mapping[str, str]]) -> Iterator[Told]:
    """What each listing tells of money that lies in these areas, added up.

    A form does not say whether money that stays at the year's end, or came from last year, is meant:
    expenditure alone, and this year's money alone, are told too.
    """
    for more in ({}, {"use": "spent"}, {"use": "spent", "vintage": "current"}):
        for listing in cube.listings:
            parts = [
                _one(cube, listing, {**more, **area, "side": "out", "basis": "budget"})
                for area in areas
            ]
            found = [part for part in parts if part is not None]
            if len(found) == len(parts):
                leaves = tuple(leaf for _, inside in found for leaf in inside)
                yield Told(sum(fen for fen, _ in found), leaves, listing.step)


def _one(
    cube: Cube, listing: Listing, words: Mapping[str, str]
) -> tuple[int, tuple[Statement, ...]] | None:
    asked = Area.of(region(Coordinates.of(words)), cube.live)
    side = listing.slice.named.side
    if side != asked.named.side:
        # Double entry: what came in of a source went out of it, whatever it was used for.
        if not asked.live.pure_money or (asked.live.bits ^ cube.live) & MASKS["use"]:
            return None
        asked = Area(replace(asked.named, side=side), replace(asked.live, side=side))
    told = listing.sum_within(asked)
    if told is None or (not told[1] and not listing.mentions(asked)):
        return None
    return told
