"""What a sentence lists out of the tables: projects and functions with their amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from budgets.coordinates import ANY, Coordinates
from budgets.data import DisclosureData, FactData, TableData
from budgets.narrative.writing.amounts import Amounts
from budgets.vocabulary import function_names, normalise

_SPENT = Coordinates.of(side="out", use="spent")
# Dimensions along which only a part of a project's money is listed.
_NARROWER = {"three_public", "procurement", "service", "subject", "construction"}
_LEVELS = {3: "类", 5: "款", 7: "项"}
_ENDS = "-－—_ 　:："


@dataclass(frozen=True, slots=True)
class Item:
    """A named amount of a list, in fen, and the coordinates that it is at."""

    name: str
    fen: int
    coordinates: Coordinates
    code: str = ""


def projects(amounts: Amounts) -> list[Item]:
    """The projects with money, the largest first; each as its table prints its name."""
    names = _printed_names(amounts.data, "project", _is_project_money)
    money = _project_amounts(amounts.data)
    found = [
        Item(name, money[member], _SPENT.with_({"nature": "project", "project": member}))
        for member, name in names.items()
        if money.get(member)
    ]
    return sorted(found, key=lambda item: -item.fen)


def functions(amounts: Amounts) -> list[Item]:
    """The functions (项) that general public money is spent on, in the order of their codes.

    Where no table tells general public money apart, all money.
    """
    names = _printed_names(amounts.data, "function", lambda at: not _is_past(at))
    finest = [
        code
        for code in sorted(names)
        if not any(other != code and other.startswith(code) for other in names)
    ]
    for source in ({"source": "general"}, {"source": "fiscal"}, {}):
        found = [
            Item(names[code], fen, where, code)
            for code in finest
            if (fen := amounts.at(where := _SPENT.with_({**source, "function": code})))
        ]
        if found:
            return found
    return []


def function_path(item: Item) -> str:
    """A function by the names of its levels: 教育支出（类）进修及培训（款）培训支出（项）.

    Where the catalogue lacks a level, the printed name alone.
    """
    levels = [item.code[:length] for length in _LEVELS if length <= len(item.code)]
    names = [function_names().get(code, "") for code in levels]
    if not all(names) or levels[-1] != item.code:
        return item.name
    return "".join(
        f"{name}（{_LEVELS[len(code)]}）" for code, name in zip(levels, names, strict=True)
    )


def count_of(data: DisclosureData, dimension: str) -> int:
    """How many rows with money list members of a dimension, in the table that lists the most."""
    counts = [0]
    for table in data.tables:
        rows = {
            fact.row
            for fact in table.facts
            if fact.coordinates.get(dimension, ANY) != ANY
            and not _is_past(fact.coordinates)
            and fact.amount.value
        }
        counts.append(len(rows))
    return max(counts)


def _project_amounts(data: DisclosureData) -> dict[str, int]:
    """What each project gets in fen: by the first table of money that lists it, else by the first
    table of its targets.

    The coordinates with the fewest dimensions hold its total; sources and years stand beside it.
    Asking would not do: a name lies within every name that it begins with.
    """
    found: dict[str, int] = {}
    for table in sorted(data.tables, key=lambda table: table.kind != "money"):
        sums: dict[str, dict[tuple[int, int], int]] = {}
        for fact in table.facts:
            at = fact.coordinates
            if "project" in at and fact.amount.fen is not None and _is_project_money(at):
                own, place = sums.setdefault(at["project"], {}), (len(at), fact.column)
                own[place] = own.get(place, 0) + fact.amount.fen
        for member, own in sums.items():
            found.setdefault(member, own[min(own)])
    return found


def _is_project_money(coordinates: Coordinates) -> bool:
    """Whether a figure is what a project gets, and not what it buys or what a subject of it costs."""
    narrower = _NARROWER & set(coordinates)
    return coordinates.get("nature") == "project" and not narrower and not _is_past(coordinates)


def _is_past(coordinates: Coordinates) -> bool:
    return coordinates.get("basis") in ("prior", "prior_final", "change")


def _printed_names(
    data: DisclosureData, dimension: str, counts: Callable[[Coordinates], bool]
) -> dict[str, str]:
    """The members of a coded dimension that tables list, and their names as printed first."""
    names: dict[str, str] = {}
    for table, fact in data.facts():
        member = fact.coordinates.get(dimension, "")
        if member in ("", ANY) or member in names or not counts(fact.coordinates):
            continue
        if name := _printed(table, fact, member):
            names[member] = name
    return names


def _printed(table: TableData, fact: FactData, member: str) -> str:
    """The name that a row prints for a member: without the code, which may stand before it in the
    same cell or in a cell of its own."""
    texts = list(_labels(table, fact))
    for text in texts:
        # A code before the name.
        head, dash, tail = text.partition("-")
        coded = dash and head.isalnum() and head.isascii()
        if normalise(text) == member and not member.isascii():
            return text
        if coded and normalise(tail) == member:
            return tail.strip()
    if not member.isascii():
        return member
    for place, text in enumerate(texts):
        if text == member and place + 1 < len(texts):
            return texts[place + 1]
        if text.startswith(member) and (name := text.removeprefix(member).strip(_ENDS)):
            return name
    return ""


def _labels(table: TableData, fact: FactData) -> Iterator[str]:
    block = table.columns[fact.column].block
    for column, text in zip(table.columns, table.rows[fact.row].cells, strict=False):
        if column.kind in ("label", "text") and column.block == block and text:
            yield text.strip()
