"""A file of a disclosure on demand: the stored one of a public version, a draft's made now."""

from __future__ import annotations

import io
import zipfile

from django.core.files.storage import default_storage
from django.utils import timezone

from budgets import models
from budgets.exports import csv_bytes, json_bytes
from budgets.rewriting import checked
from budgets.storage import load_disclosure
from budgets.version_files import document_of, report_pdf
from budgets.workbook.writer import write_workbook

FORMATS = ("pdf", "xlsx", "csv", "json")
# Made at publication; the archive of CSV files is not.
_PUBLISHED = {"pdf": "report.pdf", "xlsx": "workbook.xlsx", "json": "data.json"}


def exported(disclosure: models.Disclosure, form: str) -> bytes:
    """The bytes of a disclosure in one of FORMATS; csv is an archive with a file a table.

    Raises PrintingUnavailable.
    """
    if disclosure.has_been_public and form in _PUBLISHED:
        file = disclosure.files.get(path=_PUBLISHED[form])
        with default_storage.open(file.stored_name) as stored:
            return bytes(stored.read())
    data = load_disclosure(disclosure)
    if form == "pdf":
        claims = checked(disclosure, data).claims
        return report_pdf(disclosure, data, claims, now=timezone.now(), proof=True)
    if form == "xlsx":
        return write_workbook(data)
    if form == "json":
        return json_bytes(document_of(disclosure, data, checked(disclosure, data).claims))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in data.tables:
            title = "".join(c for c in table.name if c not in '/\\:*?"<>|')
            archive.writestr(zipfile.ZipInfo(f"{table.n:02} {title}.csv"), csv_bytes(table))
    return buffer.getvalue()
