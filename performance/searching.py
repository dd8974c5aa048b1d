"""What of performance can be found: projects, and indicators with what they promise or reached. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from budgets.data import CellRef, DisclosureData
from budgets.searching.data import INDICATOR, PROJECT, PlaceData, TextData
from performance.data import IndicatorData, ItemData, PerformanceData, ProjectData, ValueData


def texts_of(data: DisclosureData, performance: PerformanceData) -> tuple[TextData, ...]:
    """Every project, and every indicator of projects, of the whole body and of evaluations."""
    return tuple(_Telling(data).texts(performance))


class _Telling:
    def __init__(self, data: DisclosureData) -> None:
        self.names = {table.n: table.name for table in data.tables}
        self.units = {table.n: table.unit for table in data.tables}

    def texts(self, performance: PerformanceData) -> Iterator[TextData]:
        for project in performance.projects:
            if project.name or project.code:
                yield self._project(project)
            for one in project.indicators:
                yield from self._indicator(one, project.name)
        if performance.overall is not None:
            for one in performance.overall.indicators:
                yield from self._indicator(one, performance.overall.body)
        for evaluation in performance.evaluations:
            for item in evaluation.items:
                yield from self._item(item, evaluation.project_name)

    def _project(self, project: ProjectData) -> TextData:
        named = quote(project.code or project.name, safe="")
        total = project.amount("total")
        place = PlaceData(
            f"projects/{named}/",
            self.names.get(project.n, ""),
            None,
            total.printed if total else "",
            self.units.get(project.n, "") if total else "",
        )
        return TextData(
            PROJECT,
            project.name or project.code,
            (place,),
            project.code,
            project.goal(),
            amounts=(total.fen,) if total and total.fen else (),
        )

    def _indicator(self, one: IndicatorData, owner: str) -> Iterator[TextData]:
        name = one.name or one.description
        if name:
            yield self._told(name, one.cells, one.value, owner, ("level3", "description", "value"))

    def _item(self, item: ItemData, owner: str) -> Iterator[TextData]:
        name = item.level3 or item.level2 or item.level1
        if name:
            yield self._told(name, item.cells, item.actual, owner, ("level3", "actual", "target"))

    def _told(
        self,
        name: str,
        cells: Mapping[str, CellRef],
        value: ValueData,
        owner: str,
        wanted: tuple[str, ...],
    ) -> TextData:
        at = next((cells[key] for key in wanted if key in cells), None)
        places: tuple[PlaceData, ...] = ()
        if at is not None and at.row >= 0:
            path = f"tables/{at.n}/#r{at.row + 1}"
            place = PlaceData(path, self.names.get(at.n, at.table), at.row + 1, value.printed)
            places = (place,)
        return TextData(INDICATOR, name, places, "", owner)
