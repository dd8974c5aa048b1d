"""The layouts as data: each TOML file under layouts/ draws its form as a grid of cells.

A line of `rows`, `header` or `each` is a row, `|` parts its cells. In a cell

    words           are printed as they stand; {field} or {field:what stands for nothing} is filled in
    <               goes on with the cell to its left, ^ with the cell above (merged cells)
    ={field}        goes on with the cell above while both say the same and so do those to their left
    *{field}        goes on with the cell above as long as the rows are of the same project

A line that begins with ? is left out where its field is empty (a code that the form does not ask).

`header` names columns, `rows` are the blocks of a form, `each` stands for every indicator, `sum` for
the points of all where they are stated. Evaluations are made of `pieces`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from budgets.money import UNITS, Unit
from performance.forms.names import EVALUATION_FORMS, OVERALL_FORMS, PROJECT_FORMS

LAYOUTS = Path(__file__).with_name("layouts")

FIELD = re.compile(r"\{(?P<name>[a-z_0-9.]+)(?::(?P<default>[^{}]*))?\}")

OWN, LEFT, ABOVE, SAME, WHOLE = "own", "<", "^", "=", "*"
OPTIONAL = "?"


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a layout: its words with fields in braces, and what it is merged with."""

    template: str
    merge: str = OWN
    optional: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(match["name"] for match in FIELD.finditer(self.template))


Line = tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """An official layout. `subject`: projects (many in a table), project, overall, evaluation.

    `title` and `title_line` may hold {year}, {name} and {body}; `unit` is the unit of its amounts.
    `months` are those of a spending plan that nobody has dated yet.
    """

    name: str
    label: str
    subject: str
    title: str
    title_line: str
    unit_line: str
    unit: Unit
    months: tuple[int, ...]
    header: tuple[Line, ...]
    rows: tuple[Line, ...]
    each: Line
    sum: Line = ()
    pieces: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)

    @property
    def is_two_sided(self) -> bool:
        """Whether a row holds a medium-term and an annual indicator."""
        return any("." in name for slot in self.each for name in slot.fields)

    @property
    def fields(self) -> frozenset[str]:
        """What the form has a place for."""
        pieces = (line for piece in self.pieces.values() for line in piece)
        lines = (*self.header, *self.rows, self.each, *pieces)
        return frozenset(name for line in lines for slot in line for name in slot.fields)

    def has(self, name: str) -> bool:
        return name in self.fields

    @property
    def width(self) -> int:
        return len(self.each)


def parse_line(text: str) -> Line:
    return tuple(_slot(cell.strip()) for cell in text.split("|"))


def _slot(text: str) -> Slot:
    if text in (LEFT, ABOVE):
        return Slot("", text)
    if text[:1] in (SAME, WHOLE):
        return Slot(text[1:], text[0])
    if text[:1] == OPTIONAL:
        return Slot(text[1:], optional=True)
    return Slot(text)


def parse_lines(text: str) -> tuple[Line, ...]:
    return tuple(parse_line(line) for line in text.strip().splitlines())


@cache
def layout(name: str) -> Layout:
    """The layout of a form. Raises KeyError for a name that there is not."""
    if name not in (*PROJECT_FORMS, *OVERALL_FORMS, *EVALUATION_FORMS):
        raise KeyError(name)
    with (LAYOUTS / f"{name}.toml").open("rb") as file:
        drawn: dict[str, Any] = tomllib.load(file)
    made = Layout(
        name=name,
        label=drawn["label"],
        subject=drawn["subject"],
        title=drawn["title"],
        title_line=drawn.get("title_line", ""),
        unit_line=drawn.get("unit_line", ""),
        unit=UNITS[drawn["unit"]],
        months=tuple(drawn.get("months", ())),
        header=parse_lines(drawn["header"]) if "header" in drawn else (),
        rows=parse_lines(drawn["rows"]) if "rows" in drawn else (),
        each=parse_line(drawn["each"].strip()) if "each" in drawn else (),
        sum=parse_line(drawn["sum"].strip()) if "sum" in drawn else (),
        pieces={name: parse_lines(text) for name, text in drawn.get("pieces", {}).items()},
    )
    for line in (*made.header, *made.rows):
        if len(line) != made.width:
            raise ValueError(f"{name}: {len(line)} cells in a form of {made.width}: {line}")
    return made
