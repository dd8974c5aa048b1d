"""A body's money for one year, from which consistent tables of any form are printed.

Everything is a line of spending with all that can be said of it; each figure of a form is a sum of
lines, rounded by itself, as finance offices do it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.regions.books import Figure

_CATALOGUES = Path(__file__).resolve().parents[2] / "budgets" / "classifications"
FISCAL = ("general", "fund", "capital")


def _names(catalogue: str) -> dict[str, str]:
    with (_CATALOGUES / f"{catalogue}.csv").open(encoding="utf-8", newline="") as file:
        return {line["code"]: line["name"] for line in csv.DictReader(file)}


FUNCTIONS = _names("functional")
ECONOMIC = _names("dept_economic")
GOVERNMENT = _names("gov_economic")


@dataclass(frozen=True)
class Line:
    """Spending of one kind, in fen."""

    function: str
    economic: str
    government: str
    nature: str
    source: str
    fen: int
    vintage: str = "current"
    body: str = "101001"
    project: str = ""

    @property
    def cost(self) -> str:
        if self.nature != "basic":
            return ""
        return "personnel" if self.economic[:3] in ("301", "303") else "public"


@dataclass(frozen=True)
class Money:
    """Lines of spending, and what is left at the end of the year by (source, vintage)."""

    lines: tuple[Line, ...]
    retained: tuple[tuple[str, str, int], ...] = field(default=())

    def out(
        self,
        function: str = "",
        *,
        economic: str = "",
        government: str = "",
        nature: str = "",
        cost: str = "",
        source: str | tuple[str, ...] = "",
        vintage: str = "",
        body: str = "",
        project: str = "",
    ) -> int:
        """Spending in fen; codes as prefixes, everything left out meaning all."""
        sources = (source,) if isinstance(source, str) else source
        return sum(
            line.fen
            for line in self.lines
            if line.function.startswith(function)
            and line.economic.startswith(economic)
            and line.government.startswith(government)
            and (not nature or line.nature == nature)
            and (not cost or line.cost == cost)
            and (sources == ("",) or line.source in sources)
            and (not vintage or line.vintage == vintage)
            and line.body.startswith(body)
            and line.project.startswith(project)
        )

    def come(
        self,
        source: str | tuple[str, ...] = "",
        vintage: str = "",
        body: str = "",
        function: str = "",
    ) -> int:
        """Income in fen: what was spent and what remains of it."""
        sources = (source,) if isinstance(source, str) else source
        spent = self.out(function, source=source, vintage=vintage, body=body)
        kept = sum(
            fen
            for one, year, fen in self.retained
            if (sources == ("",) or one in sources) and (not vintage or year == vintage)
        )
        return spent + (kept if not body and not function else 0)

    def incoming(self) -> Money:
        """What came in, as lines: spending, and what remains of an income as a line of its own."""
        rest = tuple(
            Line("2050305", "", "", "", source, fen, year, "101002")
            for source, year, fen in self.retained
        )
        return Money((*self.lines, *rest))

    def kept(self, source: str | tuple[str, ...] = "") -> int:
        sources = (source,) if isinstance(source, str) else source
        return sum(fen for one, _, fen in self.retained if sources == ("",) or one in sources)

    def of(self, **wanted: str | tuple[str, ...]) -> Money:
        """The lines with these attributes only."""

        def fits(line: Line) -> bool:
            return all(
                getattr(line, name) in ((value,) if isinstance(value, str) else value)
                for name, value in wanted.items()
            )

        return Money(tuple(line for line in self.lines if fits(line)))

    def functions(self, length: int = 7) -> list[str]:
        return sorted({line.function[:length] for line in self.lines})

    def economics(self, length: int = 5) -> list[str]:
        return sorted({line.economic[:length] for line in self.lines})

    def governments(self, length: int = 5) -> list[str]:
        return sorted({line.government[:length] for line in self.lines})

    def projects(self) -> list[str]:
        return sorted({line.project for line in self.lines if line.project})

    def tree(self) -> list[str]:
        """类, 款 and 项 in the order of a printed list."""
        return sorted({code[:n] for code in self.functions() for n in (3, 5, 7)})

    def economic_tree(self) -> list[str]:
        return sorted({code[:n] for code in self.economics() for n in (3, 5)})

    def scaled(self, percent: int) -> Money:
        """Another year's money: the same lines, other amounts."""
        return Money(
            tuple(
                replace(line, fen=line.fen * (percent + index % 7) // 100)
                for index, line in enumerate(self.lines)
            )
        )


def office(*, carried: bool = False) -> Money:
    """An administrative body that lives on the general budget alone."""
    basic = [
        ("2010301", "30101", "50101", 77047600),
        ("2010301", "30102", "50101", 115149681),
        ("2010301", "30103", "50101", 98561840),
        ("2010301", "30112", "50102", 715037),
        ("2010301", "30201", "50201", 3750062),
        ("2010301", "30207", "50201", 250019),
        ("2010301", "30211", "50201", 1213455),
        ("2010301", "30215", "50202", 260050),
        ("2010301", "30216", "50203", 175025),
        ("2010301", "30217", "50206", 101341),
        ("2010301", "30231", "50208", 2078000),
        ("2010301", "30239", "50201", 16532077),
        ("2080501", "30302", "50905", 2231033),
        ("2080505", "30108", "50102", 38290044),
        ("2080506", "30109", "50102", 19145022),
        ("2101101", "30110", "50102", 30381066),
        ("2210201", "30113", "50103", 39472288),
        ("2210203", "30102", "50101", 47533099),
    ]
    projects = [
        ("2010302", "30227", "50205", 64250013, "外事活动保障"),
        ("2010302", "30211", "50201", 23105544, "外事活动保障"),
        ("2010302", "30212", "50207", 13809960, "因公出国"),
        ("2010302", "31002", "50306", 4218031, "信息系统运行维护"),
        ("2010302", "30213", "50209", 9120077, "信息系统运行维护"),
    ]
    lines = [Line(f, e, g, "basic", "general", fen) for f, e, g, fen in basic]
    lines += [Line(f, e, g, "project", "general", fen, project=p) for f, e, g, fen, p in projects]
    if carried:
        lines.append(
            Line(
                "2010302",
                "30227",
                "50205",
                "project",
                "general",
                7212894,
                "carried",
                project="外事活动保障",
            )
        )
    return Money(tuple(lines))


def bureau(*, carried: bool = True, kept: bool = False) -> Money:
    """A department with a school below it: every source of money, two bodies."""
    lines = list(office(carried=carried).lines)
    school = "101002"
    for f, e, nature, source, fen, project in (
        ("2050305", "30101", "basic", "general", 41200318, ""),
        ("2050305", "30107", "basic", "general", 22918077, ""),
        ("2050305", "30201", "basic", "general", 1830144, ""),
        ("2050305", "30229", "basic", "business", 952166, ""),
        ("2080505", "30108", "basic", "general", 9120499, ""),
        ("2210201", "30113", "basic", "general", 8033188, ""),
        ("2050305", "30226", "project", "business", 3125099, "教学运行"),
        ("2050305", "31003", "project", "special", 6014388, "教学运行"),
        ("2050305", "30308", "project", "general", 2500000, "学生资助"),
        ("2050305", "30299", "project", "other", 1203377, "横向课题"),
    ):
        government = "50502" if e[:3] in ("302",) else "50501" if e[:3] == "301" else "50902"
        government = "50601" if e[:3] == "310" else government
        lines.append(Line(f, e, government, nature, source, fen, body=school, project=project))
    lines.append(Line("2120803", "31005", "50302", "project", "fund", 33801255, project="城市更新"))
    lines.append(
        Line("2239999", "31204", "50799", "project", "capital", 4100000, project="企业改革")
    )
    if carried:
        lines.append(
            Line(
                "2120803",
                "31005",
                "50302",
                "project",
                "fund",
                1200066,
                "carried",
                project="城市更新",
            )
        )
        lines.append(
            Line(
                "2050305",
                "30226",
                "50502",
                "project",
                "business",
                402133,
                "carried",
                body=school,
                project="教学运行",
            )
        )
    retained = (("business", "current", 300055),) if kept else ()
    return Money(tuple(lines), retained)


@dataclass(frozen=True)
class Printer:
    """How a form prints amounts: unit, decimals, commas, and what stands for nothing."""

    exponent: int = 6
    places: int = 2
    nothing: str = ""
    grouped: bool = True
    as_text: bool = False

    def __call__(self, fen: int) -> str:
        if not fen and self.nothing != "0":
            return self.nothing
        step = 10 ** (self.exponent - self.places)
        rounded = (abs(fen) * 2 + step) // (step * 2)
        digits = str(rounded).rjust(self.places + 1, "0")
        whole, fraction = (
            (digits[: -self.places], digits[-self.places :]) if self.places else (digits, "")
        )
        whole = f"{int(whole):,}" if self.grouped else whole
        text = ("-" if fen < 0 else "") + whole + ("." + fraction if fraction else "")
        return text if self.as_text else Figure(text)

    def row(self, amounts: Iterable[int]) -> list[str]:
        return [self(fen) for fen in amounts]


def percent(part: int, whole: int) -> str:
    """A rate with two decimals, blank where it has no base."""
    if not whole:
        return ""
    hundredths = (abs(part) * 20000 + abs(whole)) // (abs(whole) * 2)
    sign = "-" if part < 0 else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02}"


def ordinal(number: int) -> str:
    """一, 二, … 十一, … as official lists count."""
    digits = "零一二三四五六七八九十"
    if number <= 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


# The fixed 类 of an expenditure list; real forms print more of them, most of them empty.
CLASSES = ("201", "202", "204", "205", "206", "207", "208", "210", "212", "221", "223", "229")


def side_by_side(left: list[list[str]], right: list[list[str]]) -> list[list[str]]:
    """Two listings printed beside each other, the shorter one padded."""
    width, other = len(left[0]), len(right[0])
    height = max(len(left), len(right))
    left = left + [[""] * width] * (height - len(left))
    right = right + [[""] * other] * (height - len(right))
    return [[*a, *b] for a, b in zip(left, right, strict=True)]


def padded(rows: list[list[str]], height: int) -> list[list[str]]:
    """A listing with blank rows in front of what must stand at the bottom with the other side."""
    return rows + [[""] * len(rows[0])] * (height - len(rows))
