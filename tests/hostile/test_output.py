"""A document whose every text is hostile: inert on every page and in every file of it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from budgets import models
from budgets.data import DisclosureData, SectionData, TableData
from budgets.exports import csv_bytes, json_bytes, json_document
from budgets.workbook.writer import write_workbook
from tests.builders import WHEN, finding, published, stored, whole_document
from tests.hostile.test_headers import NAMES, VALUES, address_of

# Markup, an end of an attribute, of a script and of CDATA, two languages of templates, an address
# that is a program, a formula, a turn of the direction of writing.
HOSTILE = (
    '=cmd|\' /C calc\'!A0"\'><xss-tag onxss="1" style="x"></xss-tag><script>xss()</script>]]>'
    "{{ 7|add:7 }}{% debug %}${7*7} javascript:xss() &lt;xss-tag&gt; \u202e"
)
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "－1+1", "＠A1",
            "=HYPERLINK(\"http://evil.example\")", "a;=1+1", "a\t=1+1", 'a"\n=1']  # fmt: skip
# Attributes that lead somewhere.
LEADING = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "cite"}


def hostile_document() -> DisclosureData:
    data = whole_document(department=HOSTILE)
    tables = tuple(hostile_table(table) for table in data.tables)
    narrative = (SectionData(HOSTILE, 1, (HOSTILE, "一般公共预算支出100.00万元。" + HOSTILE)),)
    return replace(data, tables=tables, narrative=narrative)


def hostile_table(table: TableData) -> TableData:
    """Every text that is no figure, with the attack behind it or in its place."""
    figures = {(fact.row, fact.column) for fact in table.facts}
    rows = tuple(
        replace(
            row,
            cells=tuple(
                text if text is None or (r, c) in figures else HOSTILE
                for c, text in enumerate(row.cells)
            ),
        )
        for r, row in enumerate(table.rows)
    )
    return replace(
        table,
        title=HOSTILE[:180],
        code=HOSTILE[:40],
        unit_line=HOSTILE,
        title_lines=(HOSTILE,),
        notes=(HOSTILE,),
        rows=rows,
        header=tuple(tuple(text and HOSTILE for text in line) for line in table.header),
        columns=tuple(
            replace(column, path=(HOSTILE,) * len(column.path)) for column in table.columns
        ),
    )


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and where its texts stand."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.texts: list[str] = []
        self._script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag.startswith("xss"):
            self.wrong.append(f"<{tag}>")
        if tag == "script":
            self._script = "src" not in given
            if self._script and not (given.get("type") or "").endswith("json"):
                self.wrong.append("an inline script")
        for name, value in attributes:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.wrong.append(f"<{tag} {name}>")
            address = "".join((value or "").split()).lower()
            if name in LEADING and (
                address.startswith(("javascript:", "data:", "vbscript:", "//"))
                or ("://" in address and not address.startswith("http://testserver/"))
            ):
                self.wrong.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = False

    def handle_data(self, text: str) -> None:
        self.texts.append(text)
        if self._script and text.strip():
            # A block of data: well-formed, and with nothing that could end it early.
            json.loads(text)


@pytest.fixture
def hostile() -> tuple[models.Disclosure, models.Disclosure]:
    """A public version and a draft of the year after, with findings, explanations, comments."""
    data = hostile_document()
    public = published(data, findings=[finding(data, message=HOSTILE)], explanation=HOSTILE)
    following = replace(data, fiscal_year=2027)
    draft = stored(following, findings=[finding(following, message=HOSTILE)])
    draft.findings.update(explanation=HOSTILE)
    models.Region.objects.update(name=HOSTILE[:100])
    models.Disclosure.objects.filter(pk=draft.pk).update(reason=HOSTILE, source_name=HOSTILE[:200])
    draft.problems.create(sheet=HOSTILE[:31], cell="A1", message=HOSTILE, severity="error")
    draft.events.create(at=WHEN, what="载入工作簿", note=HOSTILE)
    return public, draft


def pages_of(clients: list[Client], values: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, arguments in NAMES:
        for given in values:
            address = address_of(name, arguments, given)
            for client in clients if address else ():
                answer = client.get(address)
                if answer.status_code == 200:
                    yield address, answer
                answer.close()


@pytest.mark.django_db
def test_no_page_takes_anything_of_a_document_for_markup(
    hostile: tuple[models.Disclosure, models.Disclosure],
) -> None:
    public, draft = hostile
    officer = Client()
    officer.force_login(
        get_user_model().objects.create_superuser("officer", first_name=HOSTILE[:60])
    )
    values = [VALUES | {"pk": one.pk, "object_id": one.pk} for one in (public, draft)]
    shown = set()

    for address, answer in pages_of([Client(), officer], values):
        disposition = answer.get("Content-Disposition", "")
        assert not set(disposition) & set("<>\r\n\u202e")
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = Page(answer.content.decode())
        assert not page.wrong, (address, page.wrong)
        whole = "".join(page.texts)
        assert "{{ 7|add:7 }}" in whole or "14{%" not in whole
        if "<xss-tag onxss" in whole:
            shown.add(address)

    # The attack was there, as a text.
    assert any(address.startswith("/departments/") for address in shown)
    assert f"/admin/budgets/disclosure/{draft.pk}/change/" in shown
    assert len(shown) > 10


@pytest.mark.django_db
def test_no_upload_makes_markup_of_its_name(admin_client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = admin_client.post(
        "/admin/budgets/disclosure/upload/",
        {"year": 2026, "kind": "budget", "file": SimpleUploadedFile(HOSTILE[:90], b"=1")},
    )

    assert answer.status_code == 422
    assert not Page(answer.content.decode()).wrong


# ---- Files


def with_cells(texts: list[str]) -> TableData:
    table = whole_document().tables[1]
    rows = tuple(replace(table.rows[0], cells=(text, *table.rows[0].cells[1:])) for text in texts)
    return replace(table, rows=rows, facts=())


def test_no_field_of_a_csv_is_a_formula_whatever_parts_its_fields() -> None:
    content = csv_bytes(with_cells([*FORMULAS, HOSTILE, "-12.50", "—", "1,234.00"])).decode(
        "utf-8-sig"
    )

    fields = [field for line in csv.reader(io.StringIO(content)) for field in line]
    assert {"-12.50", "—", "'" + HOSTILE, "'=1+1"} <= set(fields)
    for delimiter in ",;\t":
        for line in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
            for field in line:
                assert not field.lstrip().startswith(tuple("=+@＝＋＠"))
                assert not field.lstrip().startswith(("-1+", "－1+"))


def test_a_workbook_holds_no_formula_and_leads_nowhere() -> None:
    data = hostile_document()
    data = replace(data, tables=(*data.tables, replace(with_cells(FORMULAS), n=99)))

    content = write_workbook(data)

    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert b"<xss-tag" not in part
            assert b"<f>" not in part
            assert b'TargetMode="External"' not in part
            assert b"externalLink" not in part


def test_the_open_data_keeps_hostile_texts_as_texts() -> None:
    document = json_document(hostile_document(), HOSTILE)

    assert json.loads(json_bytes(document))["department"]["name"] == HOSTILE
