"""The texts of a document that can be found: rows of tables, paragraphs of the explanation. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.data import DisclosureData, TableData
from budgets.narrative.blocks import Rows, laid_out
from budgets.searching import amounts as figures
from budgets.searching.data import LINE, PASSAGE, TABLE, PlaceData, TextData

# Rows of a table without labels are found by all that they say, as far as this.
_MANY_CHARACTERS = 300
# A table of few rows tells by its heads what others tell by their rows (“三公”经费).
_FEW_ROWS = 3
# A text stands in so many tables at most; one that stands everywhere says nothing about a place.
_MANY_PLACES = 40


def texts_of(data: DisclosureData) -> tuple[TextData, ...]:
    """Every table, distinct row and paragraph of a document, each with the places where it stands.

    What parts of the program say of their own tables (projects, indicators) they tell themselves.
    """
    return (*_tables(data), *_lines(data), *_passages(data))


def _tables(data: DisclosureData) -> Iterator[TextData]:
    for table in data.tables:
        if table.title:
            place = PlaceData(f"tables/{table.n}/", table.name)
            yield TextData(TABLE, table.title, (place,), table.code)


def _lines(data: DisclosureData) -> Iterator[TextData]:
    found: dict[tuple[str, str], list[PlaceData]] = {}
    amounts: dict[tuple[str, str], list[int]] = {}
    for table in data.tables:
        if table.kind == "performance":
            continue
        for text, code, place, told in (*_rows(table), *_heads(table)):
            found.setdefault((text, code), []).append(place)
            amounts.setdefault((text, code), []).extend(told)
    for (text, code), places in found.items():
        all_told = tuple(dict.fromkeys(amounts[text, code]))
        yield TextData(
            LINE, text, tuple(places[:_MANY_PLACES]), code, places[0].table, amounts=all_told
        )


def _rows(table: TableData) -> Iterator[tuple[str, str, PlaceData, list[int]]]:
    """The label of each row with its amounts, half by half of a two-sided table, its code apart."""
    amounts = {(fact.row, fact.column): fact.amount for fact in table.facts}
    blocks = sorted({column.block for column in table.columns}) or [0]
    for position, row in enumerate(table.rows):
        for block in blocks:
            labels, shown, head, told = [], "", "", []
            for at, (text, column) in enumerate(zip(row.cells, table.columns, strict=False)):
                if column.block != block or not text:
                    continue
                amount = amounts.get((position, at))
                if amount is not None and amount.fen is not None:
                    told.append(amount.fen)
                    if not shown:
                        shown, head = amount.printed, next(reversed(column.path), "")
                elif column.kind in ("label", "text"):
                    labels.append(" ".join(text.split()))
            code, label = _parted(labels)
            if label or code:
                unit = table.unit if shown else ""
                path = f"tables/{table.n}/#r{position + 1}"
                place = PlaceData(path, table.name, position + 1, shown, unit, head)
                yield label[:_MANY_CHARACTERS], code, place, told


def _heads(table: TableData) -> Iterator[tuple[str, str, PlaceData, list[int]]]:
    """The heads of a short table's amounts, with the amounts that stand below."""
    if len(table.rows) > _FEW_ROWS:
        return
    for at, column in enumerate(table.columns):
        told = [fact for fact in table.facts if fact.column == at and fact.amount.fen is not None]
        text = " ".join(dict.fromkeys(filter(None, column.path)))
        if column.kind == "amount" and text:
            row = told[0].row if told else 0
            shown = told[0].amount.printed if told else ""
            place = PlaceData(
                f"tables/{table.n}/#r{row + 1}", table.name, row + 1, shown, table.unit, ""
            )
            amounts = [fact.amount.fen for fact in told if fact.amount.fen is not None]
            yield text[:_MANY_CHARACTERS], "", place, amounts


def _parted(labels: list[str]) -> tuple[str, str]:
    """The code that a row's labels begin with, and the rest: 2010301-行政运行, or in two cells."""
    code, rest = "", list[str]()
    for text in labels:
        head, hyphen, tail = text.partition("-")
        if not code and _is_code(text):
            code = text
        elif not rest and _goes_on(code, text):
            code += text
        elif not code and hyphen and tail and _is_code(head):
            code = head
            rest.append(tail)
        else:
            rest.append(text)
    return code, " ".join(dict.fromkeys(rest))


def _goes_on(code: str, text: str) -> bool:
    """Whether a code is parted over cells, 类, 款 and 项: 201, 03, 01."""
    return (
        len(text) == 2 and (code + text).isascii() and code.isdecimal() and text.isdecimal()
    ) and len(code) in (3, 5)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isalnum() and any(map(str.isdigit, text)) and len(text) >= 3


def _passages(data: DisclosureData) -> Iterator[TextData]:
    heading = ""
    for section in laid_out(data.narrative):
        heading = section.heading or heading
        for block in section.blocks:
            if isinstance(block, Rows):
                told = [(one.n, " ".join(filter(None, cells))) for one, cells in block.rows]
            else:
                told = [(block.n, block.text)]
            for n, text in told:
                if text.strip():
                    amounts = figures.in_prose(text)
                    place = PlaceData(f"#p{n}")
                    yield TextData(PASSAGE, text.strip(), (place,), "", heading, amounts=amounts)
