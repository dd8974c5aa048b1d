"""A draft becomes a published version: facts, files and hash in one transaction, or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from budgets import models
from budgets.checking import Checked
from budgets.coordinates import DIMENSIONS
from budgets.data import DisclosureData
from budgets.exports import csv_bytes, facts_document, json_bytes, json_document, table_document
from budgets.freshness import mark_change
from budgets.importing import WORKING, check_again
from budgets.narrative.data import NarrativeCheck
from budgets.narrative.document import claim_document
from budgets.pages.bodies import render_bodies
from budgets.parts import parts
from budgets.printing import Imprint, Remark, render_report
from budgets.reconcile import CheckData
from budgets.storage import load_disclosure, load_findings
from budgets.workbook.writer import write_table, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
JSON = "application/json; charset=utf-8"


class UnexplainedFindings(Exception):
    """Errors without an explanation block publishing; `findings` are the leading ones."""

    def __init__(self, findings: list[models.Finding]) -> None:
        super().__init__(f"还有 {len(findings)} 处数字不符，没有改正，也没有写明情况。")
        self.findings = findings


class NotADraft(Exception):
    """Only a draft can be published."""


def unexplained(disclosure: models.Disclosure) -> list[models.Finding]:
    """The leading errors that nobody has explained yet."""
    return list(
        disclosure.findings.filter(
            severity=models.Finding.Severity.ERROR, explained_by="", explanation=""
        )
    )


def publish(
    disclosure: models.Disclosure,
    *,
    by: Any = None,
    as_published: bool = False,
    reason: str = "",
    now: dt.datetime | None = None,
) -> models.Disclosure:
    """Publish a draft in place of the version that is public now, which is superseded.

    Raises NotADraft, UnexplainedFindings, or PrintingUnavailable; then nothing has changed.
    `as_published` publishes a document that was published elsewhere, contradictions and all.
    """
    now = now or timezone.now()
    if disclosure.status not in WORKING:
        raise NotADraft(str(disclosure))
    result = check_again(disclosure)
    if not as_published and (open_errors := unexplained(disclosure)):
        raise UnexplainedFindings(open_errors)
    data = load_disclosure(disclosure)
    document = document_of(disclosure, data, result.claims)
    disclosure.sha256 = document["sha256"]
    disclosure.as_published = as_published
    files = _files(disclosure, data, document, result, now)
    for content, _type in files.values():
        _keep(content)
    with transaction.atomic():
        # Whoever comes second finds the draft gone, and changes nothing.
        taken = models.Disclosure.objects.filter(pk=disclosure.pk, status__in=WORKING).update(
            status=models.Disclosure.Status.SUBMITTED
        )
        if (
            not taken
            or document_of(disclosure, load_disclosure(disclosure), result.claims) != document
        ):
            raise NotADraft(str(disclosure))
        models.Disclosure.objects.published().filter(
            department=disclosure.department,
            fiscal_year=disclosure.fiscal_year,
            kind=disclosure.kind,
        ).update(status=models.Disclosure.Status.SUPERSEDED)
        models.Fact.objects.filter(
            disclosure__department=disclosure.department,
            disclosure__fiscal_year=disclosure.fiscal_year,
            disclosure__kind=disclosure.kind,
        ).delete()
        models.Fact.objects.bulk_create(_facts(disclosure, data))
        for part in parts():
            part.publish(disclosure, data)
        models.PublishedFile.objects.bulk_create(
            _record(disclosure, path, content, content_type)
            for path, (content, content_type) in files.items()
        )
        disclosure.status = models.Disclosure.Status.PUBLISHED
        disclosure.published_at = now
        disclosure.reason = reason or disclosure.reason
        disclosure.full_clean()
        disclosure.save()
        what = "按原样公开" if as_published else "公开"
        disclosure.events.create(at=now, by=by, what=what, note=disclosure.sha256)
        transaction.on_commit(mark_change)
    return disclosure


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


def _files(
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
        "workbook.xlsx": (write_workbook(data), XLSX),
        "data.json": (json_bytes(document), JSON),
    }
    for table in data.tables:
        content = {**table_document(table), "facts": facts_document(table)}
        files[f"tables/{table.n}.csv"] = (csv_bytes(table), CSV)
        files[f"tables/{table.n}.xlsx"] = (write_table(table), XLSX)
        files[f"tables/{table.n}.json"] = (json_bytes(content), JSON)
    checks: dict[int, list[CheckData]] = {}
    for check in result.checks:
        checks.setdefault(check.at.n, []).append(check)
    for path, body in render_bodies(disclosure, data, findings, checks, result.claims).items():
        files[path] = (body, "text/html; charset=utf-8")
    return files


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
    address = reverse(
        "disclosure",
        args=[disclosure.department.slug, disclosure.fiscal_year.year, disclosure.kind],
    )
    with translation.override("zh-hans"):
        imprint = Imprint(
            body=disclosure.department.name,
            region=disclosure.department.region.name,
            title=disclosure.title,
            fiscal_year=disclosure.fiscal_year.year,
            kind_label=disclosure.get_kind_display(),
            version=disclosure.version,
            sha256=disclosure.sha256,
            published_on="" if proof else f"{day.year}年{day.month}月{day.day}日",
            address=address,
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


def _facts(disclosure: models.Disclosure, data: DisclosureData) -> list[models.Fact]:
    return [
        models.Fact(
            disclosure=disclosure,
            department=disclosure.department,
            year=data.fiscal_year,
            table_n=table.n,
            row=fact.row,
            column=fact.column,
            fen=fact.amount.fen,
            **{name: fact.coordinates.get(name, "") for name in DIMENSIONS},
        )
        for table, fact in data.facts()
        if fact.amount.fen is not None
    ]


def _record(
    disclosure: models.Disclosure, path: str, content: bytes, content_type: str
) -> models.PublishedFile:
    return models.PublishedFile(
        disclosure=disclosure,
        path=path,
        content_type=content_type,
        sha256=_digest(content),
        size=len(content),
    )


def _keep(content: bytes) -> None:
    """Store bytes under their content's name, unless they lie there already."""
    name = models.PublishedFile(sha256=_digest(content)).stored_name
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
