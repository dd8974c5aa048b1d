"""How a version stands among the public ones: corrected by which, correcting which, and where."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.differences.wording import label_key
from budgets.models import BudgetTable, Disclosure


@dataclass(frozen=True, slots=True)
class Standing:
    """`current` and `next` are later versions, for one that is superseded; `table` is the place
    in the current one of the table that is looked at, 0 where it has none. `corrected` tells
    that this version is itself a correction."""

    current: Disclosure | None = None
    next: Disclosure | None = None
    table: int = 0
    corrected: bool = False


def public_versions(disclosure: Disclosure) -> list[Disclosure]:
    """Every version that is or was public, newest first, each with its addresses at hand."""
    versions = list(
        Disclosure.objects.public()
        .filter(
            department=disclosure.department_id,
            fiscal_year=disclosure.fiscal_year_id,
            kind=disclosure.kind,
        )
        .order_by("-version")
    )
    for version in versions:
        version.department, version.fiscal_year = disclosure.department, disclosure.fiscal_year
    return versions


def standing_of(disclosure: Disclosure, table: BudgetTable | None = None) -> Standing:
    corrected = disclosure.version > 1 and bool(disclosure.reason)
    if disclosure.status != Disclosure.Status.SUPERSEDED:
        return Standing(corrected=corrected)
    later = [one for one in public_versions(disclosure) if one.version > disclosure.version]
    current = next((one for one in later if one.status == Disclosure.Status.PUBLISHED), None)
    place = _same_table(current, table) if current is not None and table is not None else 0
    return Standing(current, later[-1] if later else None, place, corrected)


def _same_table(current: Disclosure, table: BudgetTable) -> int:
    """The place of the table with the same code and title, else of the only one of this title."""
    names = list(current.tables.order_by("n").values_list("n", "code", "title"))
    title, code = label_key(table.title), label_key(table.code)
    same = [(n, label_key(other)) for n, other, named in names if label_key(named) == title]
    exact = [n for n, other in same if other == code]
    if exact:
        return table.n if table.n in exact else int(exact[0])
    return int(same[0][0]) if len(same) == 1 else 0
