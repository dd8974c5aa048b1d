"""What a document tells for its page in plain words and pictures, gathered once for all languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from budgets.data import CellRef, DisclosureData
from budgets.measures import Measured, coded, measured
from budgets.models import ClassificationCode
from budgets.money import YUAN, Unit
from budgets.pages.figures import BASIS_OF_KIND
from budgets.pages.flows import label_of
from budgets.pages.understanding.breakdown import ECONOMICS, FUNCTIONS, Breakdown, breakdown_of
from budgets.pages.units import told_unit, unit_of

# Kinds of documents whose tables tell a body's money.
TOLD_KINDS = ("budget", *BASIS_OF_KIND)


@dataclass(frozen=True)
class Story:
    """`measures` by their keys, `names` of codes as the catalogue has them, else as printed."""

    data: DisclosureData
    measures: Mapping[str, Measured]
    functions: Breakdown | None
    economics: Breakdown | None
    names: Mapping[str, str]

    @property
    def unit(self) -> Unit:
        """The unit of the table that tells the whole, as the active language tells amounts."""
        one = self.measures.get("spending") or next(iter(self.measures.values()), None)
        return told_unit(self.unit_at(one.cell)) if one else YUAN

    def unit_at(self, cell: CellRef) -> Unit:
        return unit_of(self.data.table(cell.n), cell.column)

    def name(self, code: str) -> str:
        """What a code is called; itself where nothing names it."""
        return self.names.get(code, "") or code


def story_of(data: DisclosureData) -> Story | None:
    """The story of a document's money, None where it is not about money or tells no amount."""
    if data.kind not in TOLD_KINDS:
        return None
    measures = {one.key: one for one in measured(data)}
    if not measures:
        return None
    trees = [breakdown_of(measures, name) for name in (FUNCTIONS, ECONOMICS)]
    codes = [(tree.family, node) for tree in trees if tree for _level, node in tree.walk()]
    names = _catalogued(f"{family}-{node.code}" for family, node in codes)
    for _family, node in codes:
        if node.code not in names and node.stated:
            names[node.code] = _printed(data, node.cell)
    return Story(data, measures, trees[0], trees[1], names)


def _catalogued(keys: Iterable[str]) -> dict[str, str]:
    wanted = {told for key in keys if (told := coded(key))}
    held = ClassificationCode.objects.filter(code__in={code for _dimension, code in wanted})
    return {one.code: one.name for one in held if (one.catalogue, one.code) in wanted}


def _printed(data: DisclosureData, cell: CellRef) -> str:
    """What the row of a cell is called, where that is a name and no code."""
    table = data.table(cell.n)
    fact = next(one for one in table.facts if (one.row, one.column) == (cell.row, cell.column))
    label = label_of(table, fact)
    return "" if label.isascii() else label
