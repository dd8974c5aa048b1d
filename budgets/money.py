"""Amounts of money: read from what people write, kept as integer fen, shown in any unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# A workbook stores binary doubles: digits past the fifteenth are noise, not figures.
MAX_DIGITS = 15

_AMOUNT = re.compile(
    r"(?P<sign>-?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.(?P<fraction>[0-9]*))?"
    r"(?P<percent>%?)"
)
# Full-width forms as ASCII, and every minus as one. Not NFKC: it takes a footnote mark for a digit,
# and makes 1001 of 100①.
_FOLDED = str.maketrans(
    {0xFF01 + place: 0x21 + place for place in range(94)} | {"￥": "¥"} | dict.fromkeys("−﹣–", "-")
)
# What the database keeps for an amount: a signed integer of 64 bits.
_LARGEST_FEN = 2**63 - 1
_NOTHING = {"-", "--", "—", "——", "―", "/", "无"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of money: one of it is 10 ** `exponent` fen."""

    name: str
    exponent: int

    @property
    def fen(self) -> int:
        return int(10**self.exponent)


YUAN = Unit("元", 2)
THOUSAND = Unit("千元", 5)
WAN = Unit("万元", 6)
MILLION = Unit("百万元", 8)
YI = Unit("亿元", 10)
# Longest names first: 万元 ends in 元.
UNITS = {unit.name: unit for unit in (MILLION, THOUSAND, WAN, YI, YUAN)}


class AmountError(ValueError):
    """The text is not an amount; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What an amount cell says: integer fen, and the text as printed.

    `fen` is None where the cell says nothing (blank) or "no such item" (a dash): both count as
    zero in sums, and `printed` keeps them apart from each other and from a printed 0.00.
    `step` is the fen of one unit in the last printed place: 12.35 万元 has a step of 10,000 fen.
    """

    fen: int | None
    printed: str
    step: int = 1

    @property
    def value(self) -> int:
        """The fen, nothing counting as zero."""
        return self.fen or 0


BLANK = Amount(None, "")


def normalise_figure(text: str) -> str:
    """Full-width digits and signs as ASCII, without any space."""
    return "".join(text.translate(_FOLDED).split())


def is_nothing(text: str) -> bool:
    """Whether the text is blank or a dash: no amount, and no error either."""
    folded = normalise_figure(text)
    return not folded or folded in _NOTHING


def looks_like_figure(text: str) -> bool:
    """Whether a reader would take the text for a figure, well-formed or not."""
    folded = normalise_figure(unicodedata.normalize("NFKC", text)).strip("()¥元")
    return bool(folded) and bool(re.fullmatch(r"-?[\d,.]*\d[\d,.]*%?", folded))


def parse_amount(text: str, unit: Unit) -> Amount:
    """The amount that `text` states in `unit`.

    Raises AmountError for anything that is not plainly one: exponents, misplaced commas, two
    points, a 万 or 亿 of its own, more digits than a workbook can hold, parts of a fen.
    """
    if is_nothing(text):
        return Amount(None, text.strip())
    folded = normalise_figure(text).removeprefix("¥")
    if folded.startswith("(") and folded.endswith(")"):
        folded = "-" + folded[1:-1]
    folded = folded.replace("-¥", "-", 1) if folded.startswith("-¥") else folded
    match = _AMOUNT.fullmatch(folded)
    if not match or not (match["digits"] or match["fraction"]):
        raise AmountError(f"“{text.strip()}”不是金额")
    if match["percent"]:
        raise AmountError(f"“{text.strip()}”是百分比，不是金额")
    whole = (match["digits"] or "0").replace(",", "")
    fraction = match["fraction"] or ""
    if len((whole + fraction).strip("0")) > MAX_DIGITS:
        raise AmountError(f"“{text.strip()}”超过 {MAX_DIGITS} 位有效数字，表格文件存不下")
    places = len(fraction)
    if places > unit.exponent:
        if fraction[unit.exponent :].strip("0"):
            raise AmountError(f"“{text.strip()}”{unit.name}小于一分，无法记账")
        fraction = fraction[: unit.exponent]
    fen = int(whole + fraction) * 10 ** (unit.exponent - len(fraction))
    if fen > _LARGEST_FEN:
        raise AmountError(f"“{text.strip()}”{unit.name}太大，请核对金额和单位")
    if match["sign"]:
        fen = -fen
    return Amount(fen, text.strip(), 10 ** max(unit.exponent - places, 0))


def shift(digits: int, places: int) -> str:
    """`digits` with the decimal point `places` from the right, as plain text."""
    sign, figures = ("-" if digits < 0 else ""), str(abs(digits)).rjust(places + 1, "0")
    if places == 0:
        return sign + figures
    return f"{sign}{figures[:-places]}.{figures[-places:]}"


def group(figure: str) -> str:
    """Thousands separators in a plain decimal figure."""
    sign = "-" if figure.startswith("-") else ""
    whole, point, fraction = figure.removeprefix("-").partition(".")
    return sign + f"{int(whole):,}" + point + fraction


def format_fen(fen: int, unit: Unit, places: int | None = None, *, grouped: bool = True) -> str:
    """`fen` in `unit`: every digit, or rounded half up to `places`.

    Without `places` trailing zeros past the second decimal are dropped, never a digit.
    """
    if places is None:
        text = shift(fen, unit.exponent)
        whole, point, fraction = text.partition(".")
        text = whole + point + fraction.rstrip("0").ljust(min(2, unit.exponent), "0")
    elif places >= unit.exponent:
        text = shift(fen * 10 ** (places - unit.exponent), places)
    else:
        step = 10 ** (unit.exponent - places)
        rounded = (abs(fen) * 2 + step) // (step * 2)
        text = shift(-rounded if fen < 0 else rounded, places)
    return group(text) if grouped else text


def yuan(fen: int) -> str:
    """A decimal string in yuan, two places, no separators: the form of every interface."""
    return shift(fen, 2)


def unit_named(text: str) -> Unit | None:
    """The unit that a text such as “金额单位：万元” names, or None."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    for name, unit in UNITS.items():
        if name in folded:
            return unit
    return None
