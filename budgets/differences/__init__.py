"""What changed between two documents, cell by cell: `compare` is the whole of it.

Two versions of a document (a correction beside what it corrects, an upload beside the draft that
it would replace), or this year's beside last year's (`same_year=False`: a column “2024年预算数” is
then “2022年预算数”). Tables, columns and rows are matched by what they say, never by their number,
so that a row put in leaves the later ones alone. Nothing here fails: documents that have nothing in
common have everything added and everything removed. It knows no Django.
"""

from __future__ import annotations

from budgets.data import DisclosureData
from budgets.differences.aligning import in_order
from budgets.differences.data import KEPT, DocumentDifference
from budgets.differences.matching import match_tables
from budgets.differences.paragraphs import compare_narratives
from budgets.differences.tables import compare_tables, table_added, table_removed

__all__ = ["compare"]


def compare(
    before: DisclosureData, after: DisclosureData, *, same_year: bool = True
) -> DocumentDifference:
    """Everything that is different in `after`; removed tables stand where they stood."""
    pairs = match_tables(before.tables, after.tables)
    partner = {two: one for one, two in pairs}
    stay = {two for _, two in in_order(sorted(pairs))}
    gone = [at for at in range(len(before.tables)) if at not in set(partner.values())]
    tables = []
    for at, table in enumerate(after.tables):
        if at not in partner:
            tables.append(table_added(table))
            continue
        while gone and gone[0] < partner[at]:
            tables.append(table_removed(before.tables[gone.pop(0)]))
        found = compare_tables(
            before.tables[partner[at]], table, same_year=same_year, moved=at not in stay
        )
        tables += (difference for difference in found if difference.what != KEPT)
    tables += [table_removed(before.tables[at]) for at in gone]
    return DocumentDifference(
        before,
        after,
        same_year,
        tuple(tables),
        compare_narratives(before.narrative, after.narrative, same_year=same_year),
        tuple((before.tables[one].n, after.tables[two].n) for one, two in pairs),
    )
