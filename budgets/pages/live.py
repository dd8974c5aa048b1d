"""Live views of a published table: in another unit, or sorted and searched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables2
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet
from django_tables2 import RequestConfig

from budgets.data import DisclosureData, TableData
from budgets.models import BudgetRow, BudgetTable, Disclosure
from budgets.money import UNITS, AmountError, Unit, parse_amount
from budgets.pages.answers import live_page
from budgets.pages.bodies import converted, is_searchable, table_body
from budgets.pages.csv_files import csv_address, csv_file, wants_csv
from budgets.pages.datasets import taken_from
from budgets.pages.findings import grouped
from budgets.pages.standing import standing_of
from budgets.pages.units import SWITCHABLE, unit_of
from budgets.storage import load_disclosure

ROWS_A_PAGE = 100


def asks_for_more(query: QueryDict) -> bool:
    """Whether the address asks for something else than the table as printed."""
    return any(name in query for name in ("unit", "q", "sort"))


def live_table(
    request: HttpRequest, disclosure: Disclosure, table: BudgetTable
) -> HttpResponseBase:
    data = load_disclosure(disclosure)
    shown = data.table(table.n)
    if "unit" in request.GET:
        return _in_unit(request, disclosure, table, data, shown)
    if not is_searchable(shown):
        return redirect(request.path)
    return _sorted(request, disclosure, table, shown)


def _in_unit(
    request: HttpRequest,
    disclosure: Disclosure,
    table: BudgetTable,
    data: DisclosureData,
    shown: TableData,
) -> HttpResponseBase:
    unit = UNITS.get(request.GET["unit"])
    if unit not in SWITCHABLE or unit == UNITS.get(shown.unit) or shown.unit not in UNITS:
        return redirect(request.path)
    if wants_csv(request):
        return _converted_file(disclosure, table, shown, unit)
    body = table_body(data, shown, grouped(data, list(disclosure.findings.all())), unit=unit)
    return live_page(
        request,
        "pages/table.html",
        # Our own rendering, escaped by Jinja2.
        {
            "disclosure": disclosure,
            "table": table,
            "standing": standing_of(disclosure, table),
            "body": mark_safe(body),  # noqa: S308
            **taken_from(request, disclosure, table),
        },
    )


def _converted_file(
    disclosure: Disclosure, table: BudgetTable, shown: TableData, unit: Unit
) -> HttpResponseBase:
    """The table as it is shown in this unit: merged areas have their text once, as printed."""
    texts = converted(shown, unit)
    return csv_file(
        f"{disclosure} {table} {unit.name}",
        [" / ".join(dict.fromkeys(column.path)) for column in shown.columns],
        (
            [texts.get((row, column), text) for column, text in enumerate(line.cells)]
            for row, line in enumerate(shown.rows)
        ),
    )


class RowFilter(FilterSet):
    """Rows whose printed texts contain what was asked for."""

    q = CharFilter(method="containing", label=_("在本表中查找"), max_length=80)

    class Meta:
        model = BudgetRow
        fields: list[str] = []

    def containing(self, rows: QuerySet[BudgetRow], name: str, value: str) -> QuerySet[BudgetRow]:
        # JSON keeps Chinese escaped on some databases: its text cannot be searched there.
        wanted = value.casefold()
        return rows.filter(
            pk__in=[
                row.pk
                for row in rows
                if any(wanted in (text or "").casefold() for text in row.cells)
            ]
        )


class PrintedColumn(tables2.Column):
    """A printed column: figures by their amount, codes and words as texts, nothing last."""

    def __init__(self, position: int, figure: bool, **options: Any) -> None:
        look = "figure" if figure else ""
        super().__init__(
            accessor=f"text_{position}",
            order_by=f"key_{position}",
            default="",
            attrs={"th": {"class": look}, "td": {"class": look}},
            **options,
        )


def _sorted(
    request: HttpRequest, disclosure: Disclosure, table: BudgetTable, shown: TableData
) -> HttpResponseBase:
    filterset = RowFilter(request.GET, queryset=table.rows.all())
    found = set(filterset.qs.values_list("position", flat=True)) if filterset.is_valid() else set()
    items = [
        _record(shown, position, line.cells)
        for position, line in enumerate(shown.rows)
        if line.kind != "total"
    ]
    kept = [record for record in items if record["position"] in found]
    listing = _listing(shown)(kept, template_name="pages/_sorted_rows.html")
    RequestConfig(request, paginate={"per_page": ROWS_A_PAGE, "silent": True}).configure(listing)
    if wants_csv(request):
        return csv_file(
            f"{disclosure} {table}",
            [" / ".join(dict.fromkeys(column.path)) for column in shown.columns],
            (
                [row.record[f"text_{position}"] for position in range(len(shown.columns))]
                for row in listing.rows
            ),
        )
    return live_page(
        request,
        "pages/table_sorted.html",
        {
            "disclosure": disclosure,
            "table": table,
            "standing": standing_of(disclosure, table),
            "filter": filterset,
            "listing": listing,
            "found": len(kept),
            "all": len(items),
            "shown": shown,
            "csv": csv_address(request),
            **taken_from(request, disclosure, table),
        },
    )


def _listing(shown: TableData) -> type[tables2.Table]:
    columns = {
        f"c{position}": PrintedColumn(
            position,
            column.kind in ("amount", "rate", "number"),
            verbose_name=" / ".join(dict.fromkeys(column.path)),
        )
        for position, column in enumerate(shown.columns)
    }
    return type("SortedTable", (tables2.Table,), columns)


def _record(shown: TableData, position: int, cells: tuple[str | None, ...]) -> Mapping[str, Any]:
    """A row for sorting: merged-away labels are repeated, for each row stands by itself."""
    record: dict[str, Any] = {"position": position, "anchor": f"r{position + 1}"}
    for column, kind in enumerate(column.kind for column in shown.columns):
        text = _printed(shown, position, column, cells)
        record[f"text_{column}"] = text
        record[f"key_{column}"] = _key(text, kind, unit_of(shown, column))
    return record


def _printed(shown: TableData, position: int, column: int, cells: tuple[str | None, ...]) -> str:
    text = cells[column] if column < len(cells) else None
    if text is None:
        at = position + len(shown.header)
        for top, left, bottom, right in shown.merges:
            if top <= at <= bottom and left <= column <= right and top >= len(shown.header):
                return shown.text(top - len(shown.header), left)
    return text or ""


def _key(text: str, kind: str, unit: Unit) -> tuple[int, int, str]:
    """Amounts before words before nothing, each in its own order."""
    if not text:
        return (0, 0, "")
    if kind in ("amount", "rate", "number"):
        try:
            return (1, parse_amount(text.rstrip("%％"), unit).value, "")
        except AmountError:
            pass
    return (1, 0, text)
