"""Dates and times in a workbook: which formats mean one, and what is printed for it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from budgets.workbook.formats import pieces

# Day 0 of the two calendars. In the first, 1900 counts as a leap year, as in Lotus 1-2-3: days
# before 1900-03-01 stand one later.
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 -- a sheet's dates have no time zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_DAY = 2_958_466  # 10000-01-01

_WEEKDAYS = "一二三四五六日"
_ELAPSED = {"[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]"}


@lru_cache(maxsize=512)
def is_date_format(code: str) -> bool:
    """Whether a format code shows numbers as dates or times."""
    for piece in pieces(code):
        if piece == ";":
            break
        if piece.lower() in _ELAPSED or (len(piece) == 1 and piece in "ymdhsYMDHS"):
            return True
    return False


def date_text(serial: float, code: str, *, since_1904: bool = False) -> str | None:
    """What a stored day number prints under a date format; None outside the calendar.

    Formats in Chinese words (2026年1月) are printed as they say, all others in ISO order, since
    what Excel prints for them depends on the machine that opens the file.
    """
    if not 0 <= serial < _LAST_DAY:
        return None
    if any(piece.lower() in _ELAPSED for piece in pieces(code)):
        return _elapsed(serial)
    epoch = _EPOCH_1904 if since_1904 else _EPOCH_1900
    if not since_1904 and serial < 60:
        serial += 1
    # To the second: a day fraction is a binary double, 08:30 is stored as 0.354166666666667.
    moment = epoch + dt.timedelta(seconds=round(serial * 86_400))
    if serial < 2 and not since_1904:
        # A time without a day.
        return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    return moment_text(moment, code)


def moment_text(moment: dt.datetime, code: str = "") -> str:
    """A moment under a date format, or in ISO order."""
    tokens = _tokens(code)
    if any(mark in code for mark in "年月日时"):
        return "".join(_part(moment, token, tokens) for token in tokens).strip()
    letters = {token[0] for token in tokens if token[0] != "'"}
    if letters and not letters & {"y", "d"} and letters & {"h", "s"}:
        return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    text = f"{moment:%Y-%m-%d}"
    if moment.second:
        return f"{text} {moment:%H:%M:%S}"
    return f"{text} {moment:%H:%M}" if moment.hour or moment.minute else text


def _elapsed(serial: float) -> str:
    minutes, seconds = divmod(round(serial * 86_400), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


@lru_cache(maxsize=512)
def _tokens(code: str) -> tuple[str, ...]:
    """Runs of one letter (yyyy, mm), 上午/下午, and literals with a leading quote.

    Minutes become n: an m is one after hours or before seconds.
    """
    tokens: list[str] = []
    for piece in pieces(code.replace("上午/下午", "A").replace("AM/PM", "A")):
        if piece == ";":
            break
        letter = piece.lower()
        if letter in {"y", "m", "d", "h", "s", "e", "a"}:
            if tokens and tokens[-1][0] == letter:
                tokens[-1] += letter
            else:
                tokens.append(letter)
        elif piece[0] not in "[*_@":
            tokens.append("'" + piece.strip('"').lstrip("\\!"))
    letters = [i for i, token in enumerate(tokens) if token[0] != "'"]
    for place, here in enumerate(letters):
        follows_hours = place > 0 and tokens[letters[place - 1]][0] == "h"
        leads_seconds = letters[place + 1 :] and tokens[letters[place + 1]][0] == "s"
        if tokens[here][0] == "m" and (follows_hours or leads_seconds):
            tokens[here] = tokens[here].replace("m", "n")
    return tuple(tokens)


def _part(moment: dt.datetime, token: str, tokens: tuple[str, ...]) -> str:
    """One token of a date format, printed."""
    if token[0] == "'":
        return token[1:]
    if token == "a":  # noqa: S105
        return "上午" if moment.hour < 12 else "下午"
    if token[0] == "a":
        return ("星期" if len(token) > 3 else "") + _WEEKDAYS[moment.weekday()]
    hour = moment.hour
    if "a" in tokens:
        hour = hour % 12 or 12
    year = moment.year if len(token) > 2 or token[0] == "e" else moment.year % 100
    number = {
        "y": year,
        "e": year,
        "m": moment.month,
        "d": moment.day,
        "h": hour,
        "n": moment.minute,
        "s": moment.second,
    }[token[0]]
    return str(number).rjust(2, "0") if len(token) == 2 else str(number)
