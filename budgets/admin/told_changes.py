"""Changes of a draft as a page tells them: who, what, where in words, from what to what, and
whether each can be undone; if not, because of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets import models
from budgets.admin.origins import CELL
from budgets.admin.sheets import cell_id
from budgets.changing import digest_of, tables_of
from budgets.data import TableData
from budgets.states import person_told
from budgets.storage import load_disclosure

# Cells of one change that a list shows; a page of its own shows all that it tells.
FEW = 20
# Later changes that are looked through for the one that is in the way.
MANY_LATER = 1000

Spot = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A cell: where it is (A1 and the words of its row and column), before and after."""

    cell: str
    row: str
    column: str
    before: str
    after: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """A table that a change is about; `fate` is new, gone or empty."""

    n: int
    name: str
    fate: str
    address: str


@dataclass(frozen=True, slots=True)
class Told:
    """A change. `blocked` says why it can't be undone, `by_number` names the change in the way."""

    change: models.Change
    who: str
    tables: tuple[Touched, ...]
    lines: tuple[Line, ...]
    followed: tuple[Line, ...]
    more: int
    blocked: str = ""
    by_number: int | None = None
    undone_by: int | None = None

    @property
    def can_be_undone(self) -> bool:
        return not self.blocked and self.undone_by is None

    @property
    def is_undoing(self) -> bool:
        return self.change.undoes_id is not None


class Teller:
    """Tells changes of one draft, whose tables are read once."""

    def __init__(self, draft: models.Disclosure, *, to_grid: bool) -> None:
        """`to_grid`: cells lead to where they are edited, else to where they are shown."""
        self._draft = draft
        self._to_grid = to_grid
        self._data = load_disclosure(draft)
        self._tables = {table.n: table for table in self._data.tables}
        self._kept = tables_of(draft)
        self._rows = {
            n: {row[0]: index for index, row in enumerate(kept["rows"])}
            for n, kept in self._kept.items()
        }

    def tables(self) -> list[TableData]:
        return list(self._data.tables)

    def place(self, n: int, key: int, column: int) -> str:
        """The A1 reference of a cell, "" where its row is no longer there."""
        row = self._rows.get(n, {}).get(key)
        return "" if row is None or n not in self._tables else self._tables[n].cell(row, column)

    def told(
        self, changes: Sequence[models.Change], *, few: int | None = FEW, spot: Spot | None = None
    ) -> list[Told]:
        """`changes` with `by`, `undoes` and `undone_by`, newest first; `few` None tells all cells.
        With a `spot` only what happened at that cell is told."""
        blocked = {one.pk: self._in_the_way(one) for one in changes}
        numbers = self._later({pk: spots for pk, (why, spots) in blocked.items() if why}, changes)
        found = []
        for change in changes:
            cells = [one for one in change.cells if spot is None or tuple(one[:3]) == spot]
            own = [one for one in cells if not one[5]]
            follow = [one for one in cells if one[5]]
            undoing = getattr(change, "undone_by", None)
            why = blocked[change.pk][0]
            found.append(
                Told(
                    change=change,
                    who=str(person_told(change.by)),
                    tables=tuple(self._touched(change)),
                    lines=tuple(self._line(*one[:5]) for one in own[:few]),
                    followed=tuple(self._line(*one[:5]) for one in follow[:few]),
                    more=len(cells) - len(own[:few]) - len(follow[:few]),
                    blocked=why if undoing is None else "",
                    by_number=numbers.get(change.pk) if undoing is None else None,
                    undone_by=undoing.number if undoing is not None else None,
                )
            )
        return found

    # --- Where ---

    def _touched(self, change: models.Change) -> Iterator[Touched]:
        places = {int(n) for n in change.before} or {change.table_n, *(c[0] for c in change.cells)}
        for n in sorted(place for place in places if place is not None):
            was, now = change.before.get(str(n)), self._kept.get(n)
            told = now or was
            name = f"{told['code']} {told['title']}".strip() if told else _("第 %s 张表") % n
            fate = ""
            if change.before and was is None:
                fate = _("新增的表")
            elif now is None:
                fate = _("现在没有这张表")
            yield Touched(n, name, fate, self._address(n) if n in self._tables else "")

    def _address(self, n: int, key: int = 0, row: int = -1, column: int = -1) -> str:
        if self._to_grid and self._tables[n].kind == "money":
            grid = reverse("admin:budgets_disclosure_cells", args=[self._draft.pk, n])
            return grid if row < 0 else f"{grid}#k{key}c{column}"
        home = reverse("admin:budgets_disclosure_change", args=[self._draft.pk])
        named = f"?{CELL}={n}-{row}-{column}" if row >= 0 else ""
        return f"{home}{named}#{cell_id(n, row, column)}"

    def _line(self, n: int, key: int, column: int, before: str, after: str) -> Line:
        table = self._tables.get(n)
        row = self._rows.get(n, {}).get(key)
        if table is None or not 0 <= column < len(table.columns):
            return Line("", "", "", before, after)
        heading = "／".join(table.columns[column].path)
        if row is None:
            return Line("", _("（这一行现在没有了）"), heading, before, after)
        block = table.columns[column].block
        labels = [
            text.strip()
            for text, one in zip(table.rows[row].cells, table.columns, strict=False)
            if text and one.kind == "label" and one.block == block
        ]
        address = self._address(n, key, row, column)
        return Line(table.cell(row, column), " ".join(labels), heading, before, after, address)

    # --- Whether it can be undone ---

    def _in_the_way(self, change: models.Change) -> tuple[str, set[Spot]]:
        """Why undoing would be refused (as changing.undo decides), and the cells that tell why."""
        if change.before:
            places = [int(n) for n in change.before]
            if digest_of({n: self._kept.get(n) for n in places}) == change.digest:
                return "", set()
            return _("这些表后来又有改动。"), {(n, 0, -1) for n in places}
        for n, key, column, before, after, follows in change.cells:
            if follows:
                continue
            row = self._rows.get(n, {}).get(key)
            if row is None:
                return _("这一行后来被删除了。"), {(n, key, column)}
            cells = self._kept[n]["rows"][row][2]
            now = (cells[column] or "") if column < len(cells) else ""
            if now not in (after, before):
                return _("同一个单元格后来又改成了“%s”。") % now, {(n, key, column)}
        return "", set()

    def _later(
        self, wanted: dict[int, set[Spot]], changes: Sequence[models.Change]
    ) -> dict[int, int]:
        """For each change that can't be undone the number of the newest one at its place."""
        if not wanted:
            return {}
        number_of = {one.pk: one.number for one in changes}
        after = min(number_of[pk] for pk in wanted)
        later = self._draft.changes.filter(number__gt=after).order_by("-number")
        at: dict[Spot, list[int]] = defaultdict(list)
        over: dict[int, list[int]] = defaultdict(list)
        for number, n, cells in later.values_list("number", "table_n", "cells")[:MANY_LATER]:
            for told in cells:
                at[tuple(told[:3])].append(number)
            for place in {n, *(told[0] for told in cells)} - {None}:
                over[place].append(number)
        found = {}
        for pk, spots in wanted.items():
            numbers = [
                number
                for n, key, column in spots
                for number in (over[n] if column < 0 else at[n, key, column] or over[n])
                if number > number_of[pk]
            ]
            if numbers:
                found[pk] = max(numbers)
        return found
