"""The problems of a draft's tables, told anew from what they print, once other tables stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from budgets import models
from budgets.data import DisclosureData, ProblemData, TableData
from budgets.parts import parts
from budgets.vocabulary import Vocabulary
from budgets.workbook.document import common_unit
from budgets.workbook.matching import MONEY
from budgets.workbook.parsing import Context
from budgets.workbook.rereading import lines_of, reread

# Sheet and A1 reference.
Cell = tuple[str, str]


def tell_anew(
    draft: models.Disclosure,
    before: DisclosureData,
    after: DisclosureData,
    places: Collection[int],
    vocabulary: Vocabulary,
) -> None:
    """Put the problems of the tables of these n (`after` is stored) in place of those that stood.

    What was said of sheets that are none of its tables any more goes too.
    """
    tables = [one for data in (before, after) for one in data.tables if one.n in places]
    own = {cell for table in tables for cell in _cells(table)}
    gone = {table.sheet for table in before.tables} - {table.sheet for table in after.tables}
    stale = [
        one.pk for one in draft.problems.all() if (one.sheet, one.cell) in own or one.sheet in gone
    ]
    draft.problems.filter(pk__in=stale).delete()
    told = [one for one in _problems(after, places, vocabulary) if (one.sheet, one.cell) in own]
    models.Problem.objects.bulk_create(
        models.Problem(
            disclosure=draft,
            sheet=one.sheet,
            cell=one.cell,
            message=one.message,
            severity=one.severity,
        )
        for one in dict.fromkeys(told)
    )


def _cells(table: TableData) -> Iterator[Cell]:
    for origin in (*table.header_origins, *(row.origin for row in table.rows)):
        for column in range(max(len(table.columns), 1)):
            yield origin.sheet, origin.cell(column)


def _problems(
    data: DisclosureData, places: Collection[int], vocabulary: Vocabulary
) -> Iterator[ProblemData]:
    context = Context(vocabulary, data.fiscal_year, data.kind, common_unit(data.tables))
    mine = [table for table in data.tables if table.n in places]
    for table in mine:
        if table.kind == MONEY:
            yield from reread(table, lines_of(table), context).problems
    if any(table.kind != MONEY for table in mine):
        for part in parts():
            _, more = part.read(data)
            yield from more
