"""Number formats: what a spreadsheet prints for a stored value, digit by digit.

Source: ECMA-376 part 1, 18.8.31 (numFmts). Decimal all the way: a stored double is taken by its
shortest decimal form and rounded to the fifteen digits that a workbook keeps, half up as Excel does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from budgets.money import MAX_DIGITS
from budgets.workbook.grid import GridCell

# Digits past the fifteenth are noise of the binary double (9032.2133380000005).
_STORED = Context(prec=MAX_DIGITS, rounding=ROUND_HALF_UP)
_STORED_TEXT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,4})?")
_LARGEST_EXPONENT = 324
# Wide enough for every double: 1.8e308 with thirty decimals.
_EXACT = Context(prec=800, rounding=ROUND_HALF_UP)

# What Excel and WPS call the format that is none; "" is what some programs write instead.
_GENERAL = re.compile(r"General|G/通用格式|常规", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
# Any of these in a section for negative figures tells the reader that they are negative.
DIGITS = frozenset("0#?")
_SIGNS = frozenset("-−－﹣()（）减负亏降▲△")


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format code.

    `whole` and `fraction` are tokens: 0 # ? stand for digits, anything else is a literal with a
    leading quote. `general` means that the figure is printed as it is, between the literals.
    """

    whole: tuple[str, ...]
    fraction: tuple[str, ...] | None
    grouped: bool = False
    scale: int = 0
    general: bool = False
    condition: tuple[str, Decimal] | None = None

    @property
    def prints_figure(self) -> bool:
        return self.general or any(token in DIGITS for token in self.whole + (self.fraction or ()))

    @property
    def prints_sign(self) -> bool:
        literals = (token[1:] for token in self.whole + (self.fraction or ()) if token[0] == "'")
        return not _SIGNS.isdisjoint("".join(literals))

    def admits(self, value: Decimal) -> bool:
        assert self.condition is not None
        operator, limit = self.condition
        return {
            "<": value < limit,
            "<=": value <= limit,
            ">": value > limit,
            ">=": value >= limit,
            "=": value == limit,
            "<>": value != limit,
        }[operator]


def stored(value: float | Decimal | str) -> Decimal:
    """The decimal that a workbook means by a stored number. Raises ValueError for NaN and such."""
    text = repr(value) if isinstance(value, float) else str(value)
    # Decimal would also take 1_000, digits of other scripts, and exponents without end.
    if not _STORED_TEXT.fullmatch(text):
        raise ValueError(text)
    number = _STORED.plus(Decimal(text))
    if not number:
        return Decimal(0)
    if abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(text)
    return number


def plain(number: Decimal) -> str:
    """A decimal as plain digits: no exponent, no needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_cell(value: float | Decimal | str, code: str) -> GridCell | None:
    """The cell that a number prints under a format code; None where the format prints nothing."""
    number = stored(value)
    text, shown = _print(number, code)
    if not text:
        return None
    return GridCell(text, True, "" if shown == number else plain(number))


def _print(number: Decimal, code: str) -> tuple[str, Decimal]:
    """The printed text, and the number that the text states."""
    sections = _compiled(code)
    index = _chosen(sections, number)
    if index is None:
        return plain(number), number
    section = sections[index]
    if not section.prints_figure:
        # A zero printed as a dash hides nothing; any other figure behind words is hidden.
        text = "".join(token[1:] for token in section.whole)
        return text.strip(), Decimal(0)
    text, shown = _figure(section, abs(number))
    text = text.strip()
    if number < 0:
        shown = -shown
        # A section of its own prints the bare figure, perhaps in red: the text must say it too.
        own = index > 0 or section.condition is not None
        if not (own and section.prints_sign):
            text = "-" + text
    return text, shown


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> int | None:
    """Which section prints the number; None where no one does and Excel falls back."""
    if any(section.condition for section in sections):
        for index, section in enumerate(sections):
            if section.condition:
                if section.admits(number):
                    return index
            elif index == len(sections) - 1 or (index == 1 and number < 0):
                return index
        return None
    if number < 0 and len(sections) > 1:
        return 1
    if number == 0 and len(sections) > 2:
        return 2
    return 0


def _figure(section: _Section, number: Decimal) -> tuple[str, Decimal]:
    """The digits of a figure that is not negative, literals between, and what they state."""
    if section.general:
        literals = [token[1:] if token[0] == "'" else plain(number) for token in section.whole]
        return "".join(literals), number
    places = sum(token in DIGITS for token in section.fraction or ())
    scaled = number.scaleb(section.scale, context=_EXACT)
    rounded = scaled.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    whole, _, fraction = format(rounded, "f").partition(".")
    text = _whole(section, whole.lstrip("0"))
    if section.fraction is not None:
        text += "." + _fraction(section.fraction, fraction)
    return text, rounded.scaleb(-section.scale, context=_EXACT)


def _whole(section: _Section, digits: str) -> str:
    """The digits before the point, filled in from the right; the first place takes the rest."""
    places = sum(token in DIGITS for token in section.whole)
    printed: list[str] = []
    count = 0

    def put(digit: str) -> None:
        nonlocal count
        if section.grouped and count and count % 3 == 0:
            printed.append("," if digit != " " else " ")
        printed.append(digit)
        count += 1

    for token in reversed(section.whole):
        if token[0] == "'":
            printed.append(token[1:][::-1])
            continue
        places -= 1
        taken = digits if places == 0 else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        for digit in reversed(taken or {"0": "0", "?": " "}.get(token, "")):
            put(digit)
    return "".join(printed)[::-1]


def _fraction(tokens: tuple[str, ...], digits: str) -> str:
    """The digits after the point: # drops and ? blanks a trailing zero."""
    needed = len(digits.rstrip("0"))
    printed = []
    place = 0
    for token in tokens:
        if token[0] == "'":
            printed.append(token[1:])
            continue
        if place < needed or token == "0":  # noqa: S105
            printed.append(digits[place])
        elif token == "?":  # noqa: S105
            printed.append(" ")
        place += 1
    return "".join(printed)


_PIECES = re.compile(
    rf'{_GENERAL.pattern}|"[^"]*"?|\[[^\]]*\]?|[\\!_*].?|E[+-]|.', re.DOTALL | re.IGNORECASE
)


def pieces(code: str) -> list[str]:
    """A format code cut into quoted and bracketed parts, escapes and single characters."""
    return _PIECES.findall(code)


@lru_cache(maxsize=512)
def _compiled(code: str) -> tuple[_Section, ...]:
    """The sections of a format code for numbers; the fourth is for text and left out."""
    parts: list[list[str]] = [[]]
    for piece in pieces(code or "General"):
        if piece == ";":
            parts.append([])
        else:
            parts[-1].append(piece)
    return tuple(_section(part) for part in parts[:3])


def _section(parts: list[str]) -> _Section:
    """One section. Scientific and fraction formats print the plain figure: an exponent in a
    budget is an accident of the column width, and never what the body meant to publish."""
    whole: list[str] = []
    fraction: list[str] | None = None
    condition = None
    percents = commas = 0
    grouped = general = False
    for piece in parts:
        tokens = whole if fraction is None else fraction
        started = any(token in DIGITS for token in whole)
        if piece in DIGITS:
            # Commas between digits group them; those after the last digit divide by thousands.
            grouped = grouped or commas > 0
            commas = 0
            tokens.append(piece)
        elif piece == "," and started:
            commas += 1
        elif piece == "." and fraction is None:
            fraction = []
        elif piece == "%":
            percents += 1
            tokens.append("'%")
        elif piece == "@" or _GENERAL.fullmatch(piece):
            general = True
            tokens.append("G")
        elif piece in ("E+", "E-", "e+", "e-") or (piece == "/" and started):
            general = True
        elif piece[0] == "[":
            inside = piece.strip("[]")
            if found := _CONDITION.fullmatch(inside):
                condition = (found[1], Decimal(found[2]))
            elif inside.startswith("$"):
                tokens.append("'" + inside[1:].split("-")[0])
        elif literal := _literal(piece):
            tokens.append("'" + literal)
    if general:
        # The plain figure stands where the first place stood, in place of them all.
        places = [i for i, token in enumerate(whole) if token[0] != "'"]
        start, end = (places[0], places[-1] + 1) if places else (0, 0)
        whole, fraction = [*whole[:start], "G", *whole[end:]], None
    return _Section(
        tuple(whole),
        None if fraction is None else tuple(fraction),
        grouped,
        2 * percents - 3 * commas,
        general,
        condition,
    )


def _literal(piece: str) -> str:
    """What a piece that is no place for a digit prints: "万" as 万, \\- as -, _x as a space."""
    if piece[0] == '"':
        return piece.strip('"')
    if piece[0] in "\\!":
        return piece[1:]
    if piece[0] == "_":
        return " "
    return "" if piece[0] == "*" else piece
