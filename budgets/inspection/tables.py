"""Which table of a document is which of the required ones, which are missing, and which say nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, FactData, TableData
from budgets.inspection.data import BAD, GOOD, NONE, UNCLEAR, Item, Spot
from budgets.vocabulary import normalise

# A table whose slice has one of these is about some part of the money only.
_NARROWER = (
    "source",
    "nature",
    "cost",
    "three_public",
    "procurement",
    "service",
    "subject",
    "project",
)
# 本年无此项预算; 没有使用政府性基金安排的支出; 故本表为空. A remark may name what there is none of.
_SAYS_NONE = re.compile(
    r"无数据|无此项|空表|为空|为零|为0(?![.\d])|没有|不涉及|未安排|未发生|未使用"
    r"|(?<![\u4e00-\u9fff])无(?!锡|为|棣|极)|(?:部门|单位|年度?|机关|本级|我局|本局)无(?!锡|为|棣|极)"
)
# What is said of a whole table, and not of a cell or a row of it.
_SAYS_EMPTY = re.compile(r"本表(?:无数据|为空|是空表|为空表)|此表(?:无数据|为空)|故为空表")
_SENTENCE = re.compile(r"[。；;!！?？\n]")
# Sentences of an explanation say it also in figures: 政府性基金预算支出0万元.
_SAYS_NOTHING = re.compile(_SAYS_NONE.pattern + r"|(?<![\d.])0(?:\.0+)?\s*(?:万元|元)")


@dataclass(frozen=True, slots=True)
class RequiredTable:
    """A table of tables.toml, which tells its fields."""

    key: str
    label: str
    sides: str
    words: tuple[str, ...]
    but: tuple[str, ...] = ()
    slice: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)

    def named_in(self, text: str) -> bool:
        """Whether a title may mean this table."""
        plain = normalise(text)
        return any(word in plain for word in self.words) and not any(
            word in plain for word in self.but
        )


@cache
def required_tables() -> tuple[RequiredTable, ...]:
    path = Path(__file__).with_name("tables.toml")
    return tuple(
        RequiredTable(
            key=entry["key"],
            label=entry["label"],
            sides=entry["sides"],
            words=tuple(map(normalise, entry["words"])),
            but=tuple(map(normalise, entry.get("but", ()))),
            slice={name: tuple(members) for name, members in entry.get("slice", {}).items()},
            figures=entry.get("figures", {}),
        )
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["table"]
    )


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables of a document that are each of the required ones, or state what it would."""

    own: Mapping[str, tuple[TableData, ...]]
    standing_in: Mapping[str, tuple[TableData, ...]]
    # Tables that nobody understood whose titles may mean it.
    perhaps: Mapping[str, tuple[TableData, ...]]

    def of(self, key: str) -> tuple[TableData, ...]:
        return self.own[key] or self.standing_in[key]


def recognise(data: DisclosureData) -> Recognised:
    """Every required table with the tables of the document that are it."""
    money = [table for table in data.tables if table.kind != "performance"]
    own = {one.key: tuple(table for table in money if _is(one, table)) for one in required_tables()}
    taken = {table.n for tables in own.values() for table in tables}
    return Recognised(
        own=own,
        standing_in={
            one.key: tuple(table for table in money if _states(one, table))
            for one in required_tables()
        },
        perhaps={
            one.key: tuple(
                table
                for table in money
                if table.n not in taken and not _understood(table) and one.named_in(table.title)
            )
            for one in required_tables()
        },
    )


def sides_of(table: TableData) -> frozenset[str]:
    """Of which sides (in, out) a table's figures are."""
    if side := table.slice.get("side"):
        return frozenset({side})
    return frozenset(side for fact in table.facts if (side := fact.coordinates.get("side")))


def _is(one: RequiredTable, table: TableData) -> bool:
    if one.key == "three_public":
        # Tables of other expenses besides (会议费) are about several things at once.
        return "three_public" in table.slice or (
            "三公" in normalise(table.title) and _states(one, table)
        )
    if any(table.slice.get(name) not in members for name, members in one.slice.items()):
        return False
    if any(name in table.slice for name in _NARROWER if name not in one.slice):
        return False
    sides = sides_of(table)
    if one.sides == "both":
        return sides == {"in", "out"}
    if one.slice:
        # 政府性基金收入支出决算表 has both; an empty one may have none.
        return one.sides in sides or not sides
    return sides == {one.sides}


def _states(one: RequiredTable, table: TableData) -> bool:
    """Whether a table holds figures that say what the required one would."""
    return bool(one.figures) and any(_fits(one.figures, fact.coordinates) for fact in table.facts)


def _fits(wanted: Mapping[str, str], found: Coordinates) -> bool:
    """Whether coordinates have these members; "" stands for any."""
    return all(
        found.get(name) == member if member else name in found for name, member in wanted.items()
    )


def _understood(table: TableData) -> bool:
    """Whether nothing of a table was left over: its title, its heads, its figures."""
    return table.kind == "money" and "subject" not in table.slice and not table.uninterpreted


def is_empty(table: TableData) -> bool:
    """Whether a table states no amount but zero; a figure that was not understood is one."""
    return not any(fact.amount.fen for fact in table.facts) and not any(
        item.amount and item.amount.fen for item in table.uninterpreted
    )


# --- Looks ---------------------------------------------------------------------------------------


def look_at_tables(data: DisclosureData, found: Recognised) -> Iterator[Item]:
    """Of every required table whether it is there."""
    for one in required_tables():
        if found.own[one.key]:
            yield Item(one.key, GOOD)
        elif found.standing_in[one.key]:
            table = found.standing_in[one.key][0]
            yield Item(one.key, GOOD, f"没有单列{one.label}，其内容见《{table.name}》。")
        elif found.perhaps[one.key]:
            table = found.perhaps[one.key][0]
            said = f"没有认出{one.label}；《{table.name}》没有完全读懂，可能就是，请人工核对。"
            yield Item(one.key, UNCLEAR, said, (Spot(table.n, 0, 0),))
        else:
            yield Item(one.key, BAD, f"缺{one.label}。")


def look_at_remarks(data: DisclosureData, found: Recognised, *, complete: bool) -> Iterator[Item]:
    """Of every required table whether a remark says that it is empty exactly where it is.

    `complete`: whether the explanation is known to be all that was published; without it nobody
    can tell that a statement is lacking.
    """
    for one in required_tables():
        tables = found.own[one.key]
        if not tables:
            continue
        full = [table for table in tables if not is_empty(table)]
        lying = [table for table in full if any(map(_SAYS_EMPTY.search, table.notes))]
        if lying:
            table = lying[0]
            said = f"《{table.name}》注明本表无数据，表中却有数。"
            yield Item(one.key, BAD, said, (_first_figure(table),))
        elif full:
            yield Item(one.key, NONE)
        elif any(_remarked(table) for table in tables):
            yield Item(one.key, GOOD)
        elif _said_elsewhere(data, one):
            yield Item(one.key, GOOD, f"{one.label}为空，情况说明中说明了没有这项支出。")
        elif not complete:
            said = f"《{tables[0].name}》为空而没有注明；文件没有附情况说明，看不到那里有没有说明。"
            yield Item(one.key, UNCLEAR, said, (Spot(tables[0].n, 0, 0),))
        else:
            said = f"《{tables[0].name}》是空表，没有说明为什么没有数据。"
            yield Item(one.key, BAD, said, (Spot(tables[0].n, 0, 0),))


def _remarked(table: TableData) -> bool:
    texts = [*table.notes, *(text for row in table.rows for text in row.cells if text)]
    # A title line names the body, whose name may hold any word.
    texts += [line for line in table.title_lines if "表" in line and len(line) > 8]
    return any(_SAYS_NONE.search(text) for text in texts)


def _said_elsewhere(data: DisclosureData, one: RequiredTable) -> bool:
    """Whether a sentence of the explanation says that there is none of it."""
    for section in data.narrative:
        headed = one.named_in(section.heading)
        for paragraph in section.paragraphs:
            for sentence in _SENTENCE.split(paragraph):
                if (headed or one.named_in(sentence)) and _SAYS_NOTHING.search(sentence):
                    return True
    return False


def _first_figure(table: TableData) -> Spot:
    fact = next(fact for fact in table.facts if fact.amount.fen)
    return spot_of(table, fact)


def spot_of(table: TableData, fact: FactData) -> Spot:
    return Spot(table.n, fact.row, fact.column, table.cell(fact.row, fact.column))
