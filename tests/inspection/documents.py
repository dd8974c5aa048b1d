"""Documents to inspect: whole ones of several regions, and what happens to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from budgets.data import DisclosureData, RowData, SectionData, TableData
from budgets.inspection.data import BAD, Item, Looked
from budgets.inspection.looking import look_at
from budgets.narrative.claims.walk import claims_of
from budgets.narrative.standard import standard_sections
from tests.regions.test_regions import BUILDERS, read

FILES = ("report.pdf", "workbook.xlsx", "data.json", "tables/1.csv")


@cache
def of_region(name: str) -> DisclosureData:
    """A whole document of a region's forms (tests/regions)."""
    return read(BUILDERS[name]()).data


def explained(data: DisclosureData, *without: str, more: str = "见各表。") -> DisclosureData:
    """The document with an explanation that has every standard section but those named."""
    return replace(
        data,
        narrative=tuple(
            SectionData(one.label, 1, (more,))
            for one in standard_sections()
            if one.key not in without
        ),
    )


def titled(data: DisclosureData, words: str) -> TableData:
    return next(table for table in data.tables if words in table.title)


def without(data: DisclosureData, words: str) -> DisclosureData:
    """The document without the tables whose titles have these words."""
    assert titled(data, words)
    return replace(data, tables=tuple(one for one in data.tables if words not in one.title))


def changed(
    data: DisclosureData, words: str, change: Callable[[TableData], TableData]
) -> DisclosureData:
    """The document with another table in place of the one with these words."""
    chosen = titled(data, words)
    return replace(data, tables=tuple(change(one) if one is chosen else one for one in data.tables))


def coarse(table: TableData, dimension: str, digits: int) -> TableData:
    """A table without the rows of codes that are longer than `digits`."""
    return replace(
        table,
        facts=tuple(
            fact for fact in table.facts if len(fact.coordinates.get(dimension, "")) <= digits
        ),
    )


def noted(table: TableData, *notes: str) -> TableData:
    return replace(table, notes=notes)


def without_member(table: TableData, dimension: str, member: str) -> TableData:
    """A table that knows nothing of a member, neither in its figures nor in heads and labels."""

    def other(row: RowData) -> bool:
        return row.coordinates.get(dimension) != member

    return replace(
        table,
        facts=tuple(fact for fact in table.facts if fact.coordinates.get(dimension) != member),
        columns=tuple(
            replace(one, coordinates=table.slice)
            if one.coordinates.get(dimension) == member
            else one
            for one in table.columns
        ),
        rows=tuple(
            one if other(one) else replace(one, coordinates=table.slice) for one in table.rows
        ),
    )


def looked(data: DisclosureData, **given: object) -> Looked:
    """What is seen in a document that was published here."""
    given.setdefault("claims", claims_of(data))
    given.setdefault("files", FILES)
    return look_at(data, **given)  # type: ignore[arg-type]


def faults(data: DisclosureData, look: str, **given: object) -> dict[str, str]:
    """What is wrong of a look: key -> sentence."""
    return {item.key: item.said for item in looked(data, **given).items(look) if item.state == BAD}


def states(data: DisclosureData, look: str, **given: object) -> dict[str, str]:
    return {item.key: item.state for item in looked(data, **given).items(look)}


def item(data: DisclosureData, look: str, key: str, **given: object) -> Item:
    return next(one for one in looked(data, **given).items(look) if one.key == key)
