"""The pages beside a document's: they tell the same amounts as its key figures."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

from django.test import Client

from budgets.data import DisclosureData
from tests.understanding.auditing.page import Amount, amount, rows_of, text_of

_KEYS = {
    "income": "income",
    "spending": "spending",
    "basic": "basic",
    "project": "project",
    "three_public": "three-public",
}


def audit_other_pages(client: Client, data: DisclosureData, told: dict[str, Amount]) -> None:
    """`told` are the key figures of the document's page."""
    expected = {_KEYS[name]: one.fen for name, one in told.items()}
    assert _compared(client, data) == expected
    assert _from_the_interface(client, data) == expected
    assert _of_the_body(client, data) == list(expected.values())
    ranked = _ranked(client, data)
    assert ranked == {key: expected[key] for key in ranked}


def _compared(client: Client, data: DisclosureData) -> dict[str, int]:
    """What the comparison's CSV says, which is what its page shows."""
    found = {}
    for key in _KEYS.values():
        query = {"b": data.slug, "y": data.fiscal_year, "m": key, "kind": data.kind}
        text = client.get("/compare.csv", query).content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text)))[1:]
        page = client.get("/compare/", query).content.decode()
        assert len(lines) <= 1
        for line in lines:
            fen = amount(line[3], "元").fen
            shown = re.search(
                r'<table class="[^"]*compared[^"]*"[^>]*>.*?</table>', page, re.DOTALL
            )
            assert shown
            cell = text_of(rows_of(shown[0])[0][1]).rstrip(" ✗Σ")
            assert amount(cell, "元").fen == fen
            found[key] = fen
    return found


def _from_the_interface(client: Client, data: DisclosureData) -> dict[str, int]:
    query = {"body": data.slug, "year": data.fiscal_year, "kind": data.kind, "limit": 500}
    found = client.get("/api/v1/key-amounts/", query).json()["items"]
    assert all(one["unit"] == "元" for one in found)
    told = {one["key"]: amount(one["amount"], "元").fen for one in found}
    return {key: told[key] for key in _KEYS.values() if key in told}


def _of_the_body(client: Client, data: DisclosureData) -> list[int]:
    page = client.get(f"/departments/{data.slug}/").content.decode()
    totals = re.search(r'<table class="[^"]*totals[^"]*"[^>]*>.*?</table>', page, re.DOTALL)
    if totals is None:
        return []
    own = f'<a href="/departments/{data.slug}/{data.fiscal_year}/{data.kind}/">'
    line = next(
        (one for one in re.findall(r"<tr>.*?</tr>", totals[0], re.DOTALL) if own in one), ""
    )
    found = re.findall(r'<td class="figure"><a href="[^"]*">(.*?)</a>', line)
    return [amount(text_of(figure), "万元").fen for figure in found]


def _ranked(client: Client, data: DisclosureData) -> dict[str, int]:
    answer = client.get(f"/regions/{data.region}/{data.fiscal_year}/{data.kind}/")
    if answer.status_code == 404:
        return {}
    page = unescape(answer.content.decode())
    table = re.search(r'<table class="[^"]*ranking[^"]*"[^>]*>.*?</table>', page, re.DOTALL)
    assert table
    own = next((row for row in rows_of(table[0]) if f"/departments/{data.slug}/" in row[2]), None)
    if own is None:
        return {}
    columns = ("spending", "basic", "project", "three-public")
    figures = [text_of(cell).rstrip(" ✗") for cell in own[3:]]
    return {
        key: amount(figure, "元").fen
        for key, figure in zip(columns, figures, strict=True)
        if figure != "—"
    }
