"""The bodies of a published version's pages, made once, at publication, in every language.

Links in a body are relative: the same bytes serve the current address and the one with a version,
in Chinese and below /en/. The shell around a body (views.py) belongs to the running release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from budgets import models
from budgets.data import DisclosureData, TableData
from budgets.money import UNITS, AmountError, Unit, format_fen, parse_amount
from budgets.narrative.data import NarrativeCheck
from budgets.pages import words
from budgets.pages.charts import flow_pictures
from budgets.pages.figures import any_stated, key_figures
from budgets.pages.findings import (
    Group,
    Note,
    Place,
    grouped,
    marks_of,
    notes_of,
    place_of,
)
from budgets.pages.flows import NATURE, flows_of
from budgets.pages.glossing import Glossing
from budgets.pages.grid import grid_of
from budgets.pages.narrative import Narrative, narrative_of, published_versions
from budgets.pages.rendering import official, render
from budgets.pages.understanding.chart_files import flow_name, flow_title
from budgets.pages.understanding.page import chart_of, understood
from budgets.pages.understanding.story import Story, story_of
from budgets.pages.units import SWITCHABLE, UNIT_NAMES, unit_name, unit_of
from budgets.parts import parts
from budgets.reconcile import CheckData

# A table with fewer rows is read at a glance.
ENOUGH_TO_SEARCH = 12


Checks = Mapping[int, Sequence[CheckData]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A table in the list of a document's tables. `state`: empty, wrong, led, checked, kept."""

    table: TableData
    state: str
    says: str
    rows: str


@dataclass(frozen=True, slots=True)
class PassedCheck:
    at: Place
    against: tuple[Place, ...]
    amount: str
    what: str
    equal_to: str


def body_path(language: str, n: int | None = None) -> str:
    """Where the body of the document's page, or of table `n`, stands among its files."""
    name = "index.html" if n is None else f"tables/{n}.html"
    return f"bodies/{language}/{name}"


def render_bodies(
    disclosure: models.Disclosure,
    data: DisclosureData,
    findings: Sequence[models.Finding],
    checks: Checks | None = None,
    claims: NarrativeCheck | None = None,
    story: Story | None = None,
) -> dict[str, bytes]:
    """The HTML bodies of the document's page and of every table's, by path.

    `claims` is what checking its explanation said; `story` spares telling the document's again.
    """
    passed = checks or {}
    said = claims or NarrativeCheck()
    versions = published_versions(disclosure, said)
    story = story or story_of(data)
    bodies: dict[str, bytes] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            groups = grouped(data, findings)
            told = narrative_of(data, notes_of(groups), said, versions)
            more = understood(disclosure, story, said)
            bodies[body_path(language)] = index_body(data, groups, passed, told, more).encode()
            for table in data.tables:
                bodies[body_path(language, table.n)] = table_body(
                    data, table, groups, passed.get(table.n, ())
                ).encode()
    return bodies


def index_body(
    data: DisclosureData,
    groups: Sequence[Group],
    checks: Checks,
    narrative: Narrative,
    more: Mapping[str, Any],
) -> str:
    """The page of a document; `more` is what understanding/page.py tells of it."""
    figures = key_figures(data, more.get("measures"))
    notes = notes_of(groups)
    return render(
        "index.html",
        {
            "zh": official(),
            "figures": figures if any_stated(figures) else [],
            "flows": [
                {
                    "told": flow,
                    "pictures": flow_pictures(flow),
                    "chart": chart_of(data, flow_name(flow), flow_title(flow)),
                    "switch": _("按性质") if flow.by == NATURE else _("按用途"),
                }
                for flow in flows_of(data)
            ],
            **more,
            "sections": [html for part in parts() if (html := part.section(data))],
            "entries": [_entry(table, notes, checks.get(table.n, ())) for table in data.tables],
            "narrative": narrative,
            "leads": {note.number for note in notes if not note.follows},
            "groups": groups,
            "remainders_found": words.roundings(
                sum(1 + len(group.following) for group in groups if group.severity == "rounding")
            ),
            "checks_held": words.checks(sum(len(held) for held in checks.values()))
            if checks
            else "",
            "up": "",
            "unit_names": UNIT_NAMES,
        },
    )


def table_body(
    data: DisclosureData,
    table: TableData,
    groups: Sequence[Group],
    checks: Sequence[CheckData] = (),
    unit: Unit | None = None,
) -> str:
    """The page of a table; with `unit` its amounts are converted, to the last digit."""
    notes = notes_of(groups)
    order = [other.n for other in data.tables]
    place = order.index(table.n)
    published = UNITS.get(table.unit)
    switchable = published is not None and table.kind == "money" and bool(table.facts)
    texts = converted(table, unit) if unit and switchable else {}
    return render(
        "table.html",
        {
            "zh": official(),
            "terms": Glossing,
            "table": table,
            "lines": _extra_lines(table),
            "grid": grid_of(table, texts=texts, marks=marks_of(notes, table.n)),
            "notes": [note for note in notes if note.at.n == table.n],
            "leads": {note.number for note in notes if not note.follows},
            "remainders": {note.number for note in notes if note.is_remainder},
            "checks": [_passed(check, table) for check in checks],
            "checks_held": words.checks(len(checks)),
            "units": [_unit_choice(choice, published, unit) for choice in SWITCHABLE]
            if switchable
            else [],
            "published_unit": unit_name(published),
            "shown_unit": unit_name(unit or published),
            "shown_unit_key": unit.name if unit else "",
            "converted": bool(texts),
            "searchable": is_searchable(table),
            "up": "../../",
            "previous": data.tables[place - 1] if place else None,
            "next": data.tables[place + 1] if place + 1 < len(order) else None,
            "unit_names": UNIT_NAMES,
            "empty": _emptiness(table),
        },
    )


def is_searchable(table: TableData) -> bool:
    """Whether a table is a long plain list, worth sorting and filtering: one listing of labels."""
    return (
        table.kind == "money"
        and len(table.rows) >= ENOUGH_TO_SEARCH
        and bool(table.columns)
        and table.columns[0].kind == "label"
        and all(column.block == table.columns[0].block for column in table.columns)
    )


def converted(table: TableData, unit: Unit) -> dict[tuple[int, int], str]:
    """Every amount of a table in another unit, with every digit, by its position."""
    texts: dict[tuple[int, int], str] = {}
    for row, line in enumerate(table.rows):
        for column, text in enumerate(line.cells):
            if not text or column >= len(table.columns) or table.columns[column].kind != "amount":
                continue
            try:
                fen = parse_amount(text, unit_of(table, column)).fen
            except AmountError:
                continue
            if fen is not None:
                texts[row, column] = format_fen(fen, unit)
    return texts


def _entry(table: TableData, notes: Sequence[Note], checks: Sequence[CheckData]) -> Entry:
    rows = words.rows(len(table.rows))
    here = [note.finding.severity for note in notes if note.at.n == table.n]
    serious = sum(severity != models.Finding.Severity.ROUNDING for severity in here)
    if serious and all(note.follows for note in notes if note.at.n == table.n):
        # What another table's error brings with it is no problem of this one.
        return Entry(table, "led", _("受另一张表的问题影响"), rows)
    if models.Finding.Severity.ERROR in here:
        return Entry(table, "wrong", words.findings(serious), rows)
    if serious:
        return Entry(table, "warned", words.reminders(serious), rows)
    if nothing := _emptiness(table):
        return Entry(table, "empty", nothing, rows)
    if here:
        return Entry(table, "checked", words.roundings(len(here)), rows)
    if checks:
        return Entry(table, "checked", _("勾稽一致"), rows)
    return Entry(
        table, "kept", _("没有可对照的数字") if table.kind == "money" else _("照原样登载"), rows
    )


def _emptiness(table: TableData) -> str:
    """What to say of a table without a figure other than zero and without text, else ""."""
    filled = [
        (row, column, text)
        for row, line in enumerate(table.rows)
        for column, text in enumerate(line.cells)
        if text
        and text.strip()
        and not (column < len(table.columns) and table.columns[column].kind == "label")
    ]
    if not filled:
        return "" if _names_items(table) else _("无数据")
    amounts = {(fact.row, fact.column): fact.amount.value for fact in table.facts}
    zero = all(amounts.get((row, column), 1) == 0 for row, column, _text in filled)
    return _("各项均为零") if zero else ""


def _names_items(table: TableData) -> bool:
    """Whether labels alone say something: a list without figures is not an empty table."""
    return table.kind != "money" and any(
        row.kind == "item" and any(row.cells) for row in table.rows
    )


def _extra_lines(table: TableData) -> list[str]:
    """Printed lines above the header that say more than the table's code and title."""
    said = "".join(f"{table.code}{table.title}{table.unit_line}".split())
    return [line for line in table.title_lines if "".join(line.split()) not in said]


def _unit_choice(choice: Unit, published: Unit | None, shown: Unit | None) -> dict[str, Any]:
    return {
        "name": unit_name(choice),
        "address": "./" if choice == published else f"./?unit={choice.name}",
        "current": choice == (shown or published),
    }


def _passed(check: CheckData, table: TableData) -> PassedCheck:
    return PassedCheck(
        place_of(check.at),
        tuple(place_of(cell) for cell in check.against),
        format_fen(check.amount, unit_of(table, check.at.column)),
        check.what,
        words.equal_to(len(check.against)),
    )
