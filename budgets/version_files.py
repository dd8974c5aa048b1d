"""The files of a version, made once: its canonical document and digests, PDF, workbook, tables, pages."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from budgets import log, models
from budgets.checking import Checked
from budgets.confined import render_card, render_report
from budgets.data import DisclosureData
from budgets.exports import csv_bytes, facts_document, json_bytes, json_document, table_document
from budgets.money import WAN, format_fen
from budgets.narrative.data import NarrativeCheck
from budgets.narrative.document import claim_document
from budgets.pages.bodies import render_bodies
from budgets.pages.changes import change_files
from budgets.pages.datasets import CARD
from budgets.pages.figures import key_figures
from budgets.pages.understanding.chart_files import chart_files
from budgets.pages.understanding.story import story_of
from budgets.parts import parts
from budgets.printing import Card, CardFigure, Imprint, PrintingUnavailable, Remark
from budgets.reconcile import CheckData
from budgets.storage import load_findings
from budgets.workbook.writer import write_table, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
JSON = "application/json; charset=utf-8"
# The figures of a card, the first two that the document states.
_ON_CARD, _FIGURES = ("spending", "three_public", "income"), 2

logger = logging.getLogger(__name__)


def document_of(
    disclosure: models.Disclosure, data: DisclosureData, claims: NarrativeCheck
) -> dict[str, Any]:
    """data.json of a disclosure as it stands, explanations of findings included."""
    said = dict(disclosure.findings.exclude(explanation="").values_list("key", "explanation"))
    told = {key: value for part in parts() for key, value in part.document(data).items()}
    return json_document(
        data,
        disclosure.department.name,
        "",
        load_findings(disclosure),
        explanations=said,
        claims=[claim_document(one) for one in claims.claims],
        **told,
    )


def digests(document: Mapping[str, Any]) -> dict[str, str]:
    """What a version is known by: the fields of Disclosure that hold the digests of its document.

    Stored at submission, compared at approval and publication; the same content gives the same.
    """
    return {"sha256": document["sha256"], "sm3": document["sm3"]}


def files_of(
    disclosure: models.Disclosure,
    data: DisclosureData,
    document: Mapping[str, Any],
    result: Checked,
    now: dt.datetime,
) -> dict[str, tuple[bytes, str]]:
    """Every file of the version, path -> (content, type)."""
    findings = list(disclosure.findings.all())
    files: dict[str, tuple[bytes, str]] = {
        "report.pdf": (report_pdf(disclosure, data, result.claims, now=now), "application/pdf"),
        "workbook.xlsx": (write_workbook(data, document["sha256"]), XLSX),
        "data.json": (json_bytes(document), JSON),
    }
    if picture := card_png(disclosure, data):
        files[CARD] = (picture, "image/png")
    for table in data.tables:
        content = {**table_document(table), "facts": facts_document(table)}
        files[f"tables/{table.n}.csv"] = (csv_bytes(table), CSV)
        files[f"tables/{table.n}.xlsx"] = (write_table(table, sha256=document["sha256"]), XLSX)
        files[f"tables/{table.n}.json"] = (json_bytes(content), JSON)
    checks: dict[int, list[CheckData]] = {}
    for check in result.checks:
        checks.setdefault(check.at.n, []).append(check)
    story = story_of(data)
    bodies = render_bodies(disclosure, data, findings, checks, result.claims, story)
    for path, body in bodies.items():
        files[path] = (body, "text/html; charset=utf-8")
    return files | chart_files(data, story) | change_files(disclosure, data)


def report_pdf(
    disclosure: models.Disclosure,
    data: DisclosureData,
    claims: NarrativeCheck,
    *,
    now: dt.datetime,
    proof: bool = False,
) -> bytes:
    """The printed report of a disclosure; a proof is marked as a draft."""
    day = timezone.localtime(now).date()
    with translation.override("zh-hans"):
        address = reverse(
            "disclosure",
            args=[disclosure.department.slug, disclosure.fiscal_year.year, disclosure.kind],
        )
        imprint = Imprint(
            body=disclosure.department.name,
            region=disclosure.department.region.name,
            title=disclosure.title,
            fiscal_year=disclosure.fiscal_year.year,
            kind_label=disclosure.get_kind_display(),
            version=disclosure.version,
            sha256=disclosure.sha256,
            sm3=disclosure.sm3,
            verify="" if proof else settings.SITE_ADDRESS + reverse("verify"),
            published_on="" if proof else f"{day.year}年{day.month}月{day.day}日",
            address=settings.SITE_ADDRESS + address,
            proof=proof,
        )
    remarks = [
        Remark(
            table_n=finding.table_n,
            cell=finding.cell,
            message=finding.message,
            explanation=finding.explanation,
            severity=finding.severity,
            row=finding.row,
            column=finding.column,
        )
        for finding in disclosure.findings.filter(explained_by="")
        if finding.severity != models.Finding.Severity.ROUNDING
    ]
    appendix = tuple(table for part in parts() for table in part.appendix(data))
    return render_report(data, imprint, remarks, appendix, claims)


def card_png(disclosure: models.Disclosure, data: DisclosureData) -> bytes:
    """The picture for those who share its address; "" bytes where it can't be drawn.

    A document never waits for its picture.
    """
    figures = {figure.measure.key: figure for figure in key_figures(data)}
    shown = [figures[key] for key in _ON_CARD if figures[key].fen is not None][:_FIGURES]
    with translation.override("zh-hans"):
        told = Card(
            region=disclosure.department.region.name,
            body=disclosure.department.name,
            body_en=disclosure.department.name_en,
            title=disclosure.title,
            figures=[
                CardFigure(str(one.measure.name), format_fen(one.fen or 0, WAN, 2), "万元")
                for one in shown
            ],
            foot=f"第 {disclosure.version} 版　{settings.SITE_ADDRESS.partition('//')[2]}".strip(),
        )
    try:
        return render_card(told)
    except PrintingUnavailable:
        logger.warning("A document goes out without a card", exc_info=True)
        return b""


def list_digest(disclosure: models.Disclosure) -> str:
    """What the log keeps of a version's files: SHA-256 over their paths, types, sizes and digests.

    Without it, who can write to the database could put other bytes in the place of a PDF.
    """
    listed = disclosure.files.values_list("path", "content_type", "size", "sha256")
    return hashlib.sha256(log.canonical(sorted(map(list, listed))).encode()).hexdigest()


def record(
    disclosure: models.Disclosure, path: str, content: bytes, content_type: str
) -> models.PublishedFile:
    """The entry of a file in the list of its version's files."""
    return models.PublishedFile(
        disclosure=disclosure,
        path=path,
        content_type=content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
