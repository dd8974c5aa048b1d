"""Words of a document that nobody has explained yet: where they stand, and what follows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from budgets.data import DisclosureData, RowData, TableData, UninterpretedData
from budgets.vocabulary import COLUMN, ROW, TITLE, Vocabulary, split_label

# A document says of one word at most so much by way of example.
EXAMPLES = 5
# Reads every letter as unknown: what is left of a text is what the vocabulary would look up.
_NOTHING_KNOWN = Vocabulary({}, {})


def teachable(text: str, place: str) -> str:
    """A printed text as the vocabulary looks it up: without ordinals, years, brackets, spaces."""
    words = split_label(text).words if place == ROW else text
    return _NOTHING_KNOWN.read(words, place).unknown


@dataclass(frozen=True, slots=True)
class Example:
    """A figure that waits for its word: where it stands, and what is printed beside and above."""

    n: int
    row: int
    column: int
    cell: str
    label: str
    head: str
    text: str


@dataclass(slots=True)
class Unknown:
    """A word without a meaning, or a reason why figures could not be read (`word` is "").

    `cells` are (n, row, column) of the words themselves, `figures` those of the figures.
    """

    place: str
    word: str
    text: str
    why: str
    cells: list[tuple[int, int, int]] = field(default_factory=list)
    figures: list[tuple[int, int, int]] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    number: int = 0
    # The vocabulary has learnt the word since the document was read.
    known_by_now: bool = False

    @property
    def key(self) -> str:
        return f"u{self.number}"

    @property
    def query(self) -> str:
        """What the form for its meaning is asked with."""
        return urlencode({"place": self.place, "word": self.word, "back": self.key})

    @property
    def at(self) -> tuple[int, int, int]:
        return (self.cells or self.figures)[0]


def unknowns(data: DisclosureData, vocabulary: Vocabulary) -> list[Unknown]:
    """Everything that was not understood, a word once, in the order of the document."""
    found: dict[tuple[str, str, object], Unknown] = {}
    for table in data.tables:
        if table.kind != "money":
            continue
        for one in _of_table(table, vocabulary):
            key = (one.place, one.word, "" if one.word else (one.why, table.n))
            held = found.setdefault(key, one)
            if held is not one:
                held.cells += [cell for cell in one.cells if cell not in held.cells]
                held.figures += [cell for cell in one.figures if cell not in held.figures]
                held.examples = (held.examples + one.examples)[:EXAMPLES]
                held.known_by_now = held.known_by_now and one.known_by_now
    for number, one in enumerate(found.values(), 1):
        one.number = number
    return list(found.values())


def _of_table(table: TableData, vocabulary: Vocabulary) -> Iterator[Unknown]:
    if (title := _title(table, vocabulary)) is not None:
        yield title
    for item in table.uninterpreted:
        column = table.columns[item.column]
        if column.kind == "unknown":
            yield _column(table, item, vocabulary)
        elif label := _unknown_label(table, item):
            row, at, text = label
            word = teachable(text, ROW)
            reading = vocabulary.read(split_label(text).words, ROW, table.slice)
            yield _unknown(
                table, item, ROW, word, text, (row, at), known=reading.known and bool(word)
            )
        else:
            yield _unknown(table, item, "", "", item.text, (item.row, item.column))


def _title(table: TableData, vocabulary: Vocabulary) -> Unknown | None:
    reading = vocabulary.read(table.title, TITLE)
    if not reading.unknown or "subject" in reading.coordinates:
        return None
    whole = teachable(table.title, TITLE)
    # The rest may lie in pieces between known words: then only the whole title can be explained.
    word = reading.unknown if reading.unknown in whole else whole
    return Unknown(TITLE, word, table.title, word, cells=[(table.n, -1, -1)])


def _column(table: TableData, item: UninterpretedData, vocabulary: Vocabulary) -> Unknown:
    """The lowest head above the cell that the vocabulary can't read."""
    path = table.columns[item.column].path
    for text in reversed(path):
        reading = vocabulary.read(text, COLUMN, table.slice)
        official = vocabulary.code_named(text)
        if reading.unknown and not (official and len(official[1]) <= 5):
            word = teachable(text, COLUMN)
            if word:
                return _unknown(table, item, COLUMN, word, text, (-1, item.column))
    known = bool(path) and item.why.startswith("不认识")
    return _unknown(table, item, "", "", " / ".join(path), (-1, item.column), known=known)


def _unknown_label(table: TableData, item: UninterpretedData) -> tuple[int, int, str] | None:
    """The label cell that the reason quotes: row, column, text."""
    if item.row < 0 or not item.why.startswith("不认识"):
        return None
    block = table.columns[item.column].block
    for column, meaning in enumerate(table.columns):
        if meaning.kind != "label" or meaning.block != block:
            continue
        # A label merged over several rows is printed in the first of them.
        for row in range(item.row, -1, -1):
            text = _text(table.rows[row], column)
            if text:
                if f"“{text.strip()}”" in item.why:
                    return row, column, text
                break
    return None


def _unknown(
    table: TableData,
    item: UninterpretedData,
    place: str,
    word: str,
    text: str,
    at: tuple[int, int],
    *,
    known: bool = False,
) -> Unknown:
    one = Unknown(place, word, text.strip(), item.why, known_by_now=known)
    one.cells.append((table.n, *at))
    if item.row >= 0:
        one.figures.append((table.n, item.row, item.column))
        one.examples.append(
            Example(
                table.n,
                item.row,
                item.column,
                table.cell(item.row, item.column),
                label_of(table, item.row, item.column),
                " / ".join(table.columns[item.column].path),
                item.text,
            )
        )
    return one


def label_of(table: TableData, row: int, column: int) -> str:
    """The printed labels of a row, in the half of the table that a column belongs to."""
    block = table.columns[column].block
    return " ".join(
        text.strip()
        for at, meaning in enumerate(table.columns)
        if meaning.kind == "label"
        and meaning.block == block
        and (text := _text(table.rows[row], at))
    )


def _text(row: RowData, column: int) -> str:
    return (row.cells[column] if column < len(row.cells) else None) or ""
