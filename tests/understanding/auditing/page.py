"""Reads a rendered page back: its numbers with their links, as a person sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

_UNITS = {
    "元": 2, "千元": 5, "万元": 6, "百万元": 8, "亿元": 10,
    "yuan": 2, "× 10,000 yuan": 6, "×10,000 yuan": 6, "10,000 yuan": 6, "×1 million yuan": 8,
    "million yuan": 8, "×100 million yuan": 10,
}  # fmt: skip
_FIGURE = re.compile(r"^([−+-]?[\d,]+(?:\.\d+)?)\s*(.*)$")


@dataclass(frozen=True)
class Amount:
    """A figure as printed: its fen, and the fen of one in its last place."""

    fen: int
    step: int

    def says(self, fen: int) -> bool:
        """Whether it is that amount, rounded half up to the places that it has."""
        rest = abs(self.fen - fen)
        return rest * 2 <= self.step


@dataclass(frozen=True)
class Linked:
    amount: Amount
    href: str
    disputed: bool = False

    @property
    def place(self) -> tuple[int, int] | None:
        """The table and row within the document that it leads to."""
        found = re.search(r"tables/(\d+)/#r(\d+)", self.href)
        return (int(found[1]), int(found[2])) if found else None


def amount(text: str, unit: str = "") -> Amount:
    found = _FIGURE.match(text.strip())
    assert found, text
    named = (found[2] or unit).strip()
    exponent = _UNITS[named]
    digits = found[1].replace(",", "").replace("−", "-")
    places = len(digits.partition(".")[2])
    fen = Decimal(digits).scaleb(exponent)
    assert fen == int(fen), text
    exact = places >= exponent
    return Amount(int(fen), 0 if exact else 10 ** (exponent - places))


def text_of(html: str) -> str:
    apart = re.sub(r"</t[hd]>|</tr>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", apart)).split())


def sections(page: str, name: str) -> list[str]:
    return re.findall(rf'<section class="{name}".*?</section>', page, re.DOTALL)


def linked(html: str) -> list[Linked]:
    """The amounts of sentences, each with its link and whether it is marked as disputed."""
    return [
        Linked(amount(unescape(text)), unescape(href), bool(mark))
        for href, text, mark in re.findall(
            r'<a class="figure-link" href="([^"]*)">([^<]*)</a>( <a class="disputed")?', html
        )
    ]


def rows_of(table: str) -> list[list[str]]:
    """The cells of a table's body as HTML."""
    body = re.search(r"<tbody>(.*?)</tbody>", table, re.DOTALL)
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body[1] if body else "", re.DOTALL)
    ]


def href_of(html: str) -> str:
    found = re.search(r'<a [^>]*?href="([^"]*)"', html)
    return unescape(found[1]) if found else ""


def last_href(html: str) -> str:
    found = re.findall(r'<a [^>]*?href="([^"]*)"', html)
    return unescape(found[-1]) if found else ""


def says_share(text: str, part: int, whole: int) -> bool:
    """Whether a percentage is the part of the whole, within the places that it has."""
    text = text.strip()
    if text.startswith("<"):
        return 0 < part * 100 < Decimal(text[1:-1]) * whole
    if text.startswith(">"):
        return Decimal(text[1:-1]) * whole < part * 100 < 100 * whole
    told = Decimal(text.removesuffix("%"))
    if (told == 0) != (part == 0) or (told == 100) != (part == whole):
        return False
    half = Decimal(1).scaleb(told.as_tuple().exponent) / 2
    return abs(Decimal(part) * 100 / whole - told) <= half
