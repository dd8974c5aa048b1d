"""The corpus of explanations: each with the tables that it goes with and the errors planted in it.

A text stands in `corpus/` as an office would write it. What can go wrong is written at its place:
`{6.79|7.28:wrong-base}` prints 6.79, and 7.28 in a copy with this one error; several wrong prints
may follow each other. A kind that ends in `!` is an error that a reader could tell and the checks
can't yet; one that ends in `?` is an error that nothing in the document can tell,
one that ends in `~` can't be told from an error in another figure of its sentence.
Lines that begin with `#` name the tables, or say what the text is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from budgets.asking import Asking
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData
from budgets.narrative.data import EarlierFigure
from budgets.narrative.reading import read_narrative
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import interpret, read_document
from budgets.workbook.reader import read_workbook
from performance.reading import read_performance
from tests.documents import SAMPLES
from tests.regions import (
    accounts,
    central,
    chongqing,
    guangzhou,
    hunan,
    shaanxi,
    shanghai,
    sichuan,
    suzhou,
    zhejiang,
)
from tests.regions.documents import Published
from tests.regions.money import bureau

CORPUS = Path(__file__).parent / "corpus"
NAMES = tuple(sorted(path.stem for path in CORPUS.glob("*.txt")))

_MARK = re.compile(r"\{(?P<right>[^{}|]*)(?P<wrong>(?:\|[^{}|]*:[a-z-]+[?~!]?)+)\}")
_WRONG = re.compile(r"\|([^{}|]*):([a-z-]+)([?~!]?)")
# Errors of words and of sums: the finding may stand at any figure of their sentence.
OF_A_SENTENCE = (
    "direction", "grade", "part", "sum", "headcount", "count", "prior", "change", "times",
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """One error: what should be printed, what is, where, and a whole text that has only it."""

    text: str
    kind: str
    right: str
    wrong: str
    # The line that holds it, and its characters there.
    line: str
    start: int
    end: int
    unseen: bool = False
    missed: bool = False
    # Whether its place is the sentence.
    anywhere: bool = False

    @property
    def sentence(self) -> tuple[int, int]:
        """Its sentence's characters in the line."""
        after = self.line.find("。", self.end)
        return self.line.rfind("。", 0, self.start) + 1, after if after >= 0 else len(self.line)

    @property
    def mended(self) -> str:
        """Its line as it should be."""
        return (self.line[: self.start] + self.right + self.line[self.end :]).strip()

    def __str__(self) -> str:
        first, last = self.sentence
        return f"{self.kind}: {self.right} -> {self.wrong} in {self.line[first:last]}"


@dataclass(frozen=True)
class Explanation:
    """A text of the corpus with its document."""

    name: str
    text: str
    planted: tuple[Planted, ...]
    tables: DisclosureData
    earlier: DisclosureData | None = None
    figures: tuple[EarlierFigure, ...] = ()

    @cached_property
    def asking(self) -> Asking:
        """Asks the tables, which all copies of the text share."""
        return Asking(self.tables)

    @cached_property
    def asking_before(self) -> Asking | None:
        return Asking(self.earlier) if self.earlier else None

    @property
    def document(self) -> DisclosureData:
        """The document with the right text."""
        return self.with_text(self.text)

    def with_text(self, text: str) -> DisclosureData:
        return replace(self.tables, narrative=read_narrative(text.encode()))


def explanation(name: str) -> Explanation:
    """The explanation in `corpus/<name>.txt`."""
    lines = (CORPUS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    named = dict(
        line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line
    )
    marked = [line for line in lines if not line.startswith("#")]
    right = [_MARK.sub(lambda mark: mark["right"], line) for line in marked]
    planted = tuple(one for at, line in enumerate(marked) for one in _planted_in(line, right, at))
    return Explanation(
        name,
        "\n".join(right),
        planted,
        replace(
            _read(named["tables"]),
            **({"kind": named["kind"]} if "kind" in named else {}),
            **({"fiscal_year": int(named["year"])} if "year" in named else {}),
        ),
        _read(named["earlier"]) if "earlier" in named else None,
        EARLIER_FIGURES.get(named.get("earlier-figures", ""), ()),
    )


def _planted_in(marked: str, right: list[str], at: int) -> Iterator[Planted]:
    shift = 0
    for mark in _MARK.finditer(marked):
        start = mark.start() - shift
        for wrong, kind, seen in _WRONG.findall(mark["wrong"]):
            line = right[at][:start] + wrong + right[at][start + len(mark["right"]) :]
            text = "\n".join((*right[:at], line, *right[at + 1 :]))
            yield Planted(
                text,
                kind,
                mark["right"],
                wrong,
                line,
                start,
                start + len(wrong),
                unseen=seen == "?",
                missed=seen == "!",
                anywhere=seen == "~" or kind in OF_A_SENTENCE,
            )
        shift += len(mark[0]) - len(mark["right"])


# --- The documents -------------------------------------------------------------------------------


def _built(published: Published) -> DisclosureData:
    return interpret(
        read_workbook(published.book.content()),
        department=published.department,
        fiscal_year=published.fiscal_year,
        kind=published.kind,
        vocabulary=shipped_vocabulary(),
    ).data


def _sample(file: str, department: str, year: int, kind: str = "budget") -> DisclosureData:
    read = read_document(
        SAMPLES / f"{file}.xlsx",
        department=department,
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    ).data
    return replace(read, tables=read_performance(read).tables)


def _year_before(build: Callable[..., Published]) -> DisclosureData:
    return _built(build(money=bureau(kept=True).scaled(93), fiscal_year=2024))


DOCUMENTS: Mapping[str, Callable[[], DisclosureData]] = {
    "none": lambda: DisclosureData("某单位", 2025, "budget", ()),
    "accounts": lambda: _built(accounts.document()),
    "beijing": lambda: _sample("beijing-fao-2026-budget", "北京市人民政府外事办公室（本级）", 2026),
    "central": lambda: _built(central.document()),
    "chongqing": lambda: _built(chongqing.document()),
    "county": lambda: _built(zhejiang.document()),
    "evaluation": lambda: _sample(
        "beijing-fao-2023-evaluation", "北京市人民政府外事办公室", 2023, "evaluation"
    ),
    "guangzhou": lambda: _built(guangzhou.document()),
    "hunan": lambda: _built(hunan.document()),
    "hunan-2024": lambda: _year_before(hunan.document),
    "shaanxi": lambda: _built(shaanxi.document()),
    "shanghai": lambda: _built(shanghai.document()),
    "shijiazhuang": lambda: _sample(
        "shijiazhuang-fao-2024-performance", "石家庄市人民政府外事办公室", 2024, "performance"
    ),
    "sichuan": lambda: _built(sichuan.document()),
    "suzhou": lambda: _built(suzhou.document()),
    "suzhou-2024": lambda: _year_before(suzhou.document),
    "xicheng": lambda: _sample("xicheng-fao-2024-budget", "北京市西城区人民政府外事办公室", 2024),
}

# What staff told of the year before, in fen.
EARLIER_FIGURES: Mapping[str, tuple[EarlierFigure, ...]] = {
    "xicheng": (
        EarlierFigure(Coordinates.of(side="in"), 650267967),
        EarlierFigure(Coordinates.of(side="out", nature="basic"), 537774680),
        EarlierFigure(Coordinates.of(side="out", three_public="any"), 214224),
    ),
    "county": (EarlierFigure(Coordinates.of(side="in"), 588260000),),
}


@cache
def _read(document: str) -> DisclosureData:
    return DOCUMENTS[document]()
