"""Tab-separated text, as spreadsheets put it on the clipboard, and as it is written for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgets.pasting.clip import TABS, Clip, within_limits

# A cell that holds a tab, a line break or a quote is quoted, quotes within it doubled.
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r\n|\r|\n|\Z)')
_PLAIN = re.compile(r"[^\t\r\n]*")
_NEEDS_QUOTES = re.compile(r'[\t\r\n"]')


def read_separated(text: str) -> Clip:
    """Rows and cells of tab-separated text. Raises UnusablePaste for too much of it."""
    rows: list[tuple[str, ...]] = []
    line: list[str] = []
    at, end = 0, len(text)
    while True:
        quoted = _QUOTED.match(text, at)
        if quoted:
            line.append(_one_break(quoted[1].replace('""', '"')))
            at = quoted.end()
        else:
            plain = _PLAIN.match(text, at)
            assert plain is not None
            line.append(plain[0])
            at = plain.end()
        if at < end and text[at] == "\t":
            at += 1
            continue
        rows.append(tuple(line))
        line = []
        if at >= end:
            break
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= end:
            break
    within_limits(rows)
    return Clip(TABS, tuple(rows))


def write_separated(rows: Sequence[Sequence[str]]) -> str:
    """What `read_separated` reads as these rows, and spreadsheets too."""
    return "".join(
        "\t".join(
            '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
            for text in line
        )
        + "\r\n"
        for line in rows
    )


def _one_break(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
