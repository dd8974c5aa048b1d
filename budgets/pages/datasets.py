"""What a page says of itself to search engines and to those who share it: JSON-LD, a card."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from budgets.english import gloss_of_title
from budgets.models import BudgetTable, Disclosure, PublishedFile
from budgets.pages.citing import citation_of, version_path
from budgets.terms import KINDS

CARD = "card.png"
CARD_SIZE = (1200, 630)
# What must not stand in a script element as it is.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_TABLE_FILES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def taken_from(
    request: HttpRequest,
    disclosure: Disclosure,
    table: BudgetTable | None = None,
    files: Iterable[PublishedFile] = (),
) -> dict[str, Any]:
    """What the template of a document or a table needs to be cited, indexed and shared."""
    listed = list(files)
    base = request.build_absolute_uri(version_path(disclosure))
    return {
        "citation": citation_of(request, disclosure, table),
        "dataset": script_json(dataset(request, disclosure, table, listed)),
        "card": base + CARD if any(file.path == CARD for file in listed) else "",
        "card_size": CARD_SIZE,
    }


def dataset(
    request: HttpRequest,
    disclosure: Disclosure,
    table: BudgetTable | None = None,
    files: Iterable[PublishedFile] = (),
) -> dict[str, Any]:
    """schema.org's Dataset of a version, or of one of its tables."""
    cited = citation_of(request, disclosure, table)
    department = disclosure.department
    document = request.build_absolute_uri(version_path(disclosure))
    title = f"{department.name} {disclosure.title}"
    assert disclosure.published_at is not None
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": cited.address,
        "url": cited.address,
        "name": f"{title} {table}" if table else title,
        **_alternate(_in_english(disclosure, table)),
        "description": _description(disclosure, table),
        "identifier": f"sha256:{disclosure.sha256}",
        "version": str(disclosure.version),
        "datePublished": disclosure.published_at.isoformat(),
        "dateModified": disclosure.published_at.isoformat(),
        "temporalCoverage": f"{disclosure.fiscal_year}-01-01/{disclosure.fiscal_year}-12-31",
        "spatialCoverage": {
            "@type": "Place",
            "name": department.region.name,
            **_alternate(department.region.name_en),
            "identifier": f"GB/T 2260 {department.region.code}",
        },
        "creator": {
            "@type": "GovernmentOrganization",
            "name": department.name,
            **_alternate(department.name_en),
            "url": request.build_absolute_uri(department.get_absolute_url()),
        },
        "inLanguage": "zh-Hans",
        "isAccessibleForFree": True,
        # Without the day of reading: what describes the data is the same on every day.
        "creditText": cited.plain,
        "distribution": _distribution(document, table, files),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": "明账",
            "url": request.build_absolute_uri(reverse("data")),
        },
    }
    if table is not None:
        told["isPartOf"] = {"@type": "Dataset", "@id": document, "name": title}
    if settings.DATA_LICENCE:
        told["license"] = settings.DATA_LICENCE_ADDRESS or settings.DATA_LICENCE
    return told


def _alternate(name: str) -> dict[str, str]:
    """A name in another language, where there is one."""
    return {"alternateName": name} if name else {}


def _in_english(disclosure: Disclosure, table: BudgetTable | None) -> str:
    """The English title; "" where the body has no official English name."""
    if not disclosure.department.name_en:
        return ""
    kind = KINDS[disclosure.kind].en
    title = f"{disclosure.department.name_en}, {kind} {disclosure.fiscal_year}"
    told = gloss_of_title(table.title) if table else ""
    return f"{title}: {told}" if told else title


def _description(disclosure: Disclosure, table: BudgetTable | None) -> str:
    what = f"{disclosure.title}中的{table}" if table else disclosure.title
    # Search engines for data want fifty characters at least.
    return (
        f"{disclosure.department.name}{what}，照原样登载，每个金额都与其他各表核对过；"
        "可以下载、引用，每一行、每一格都有长期不变的网址。"
    )


def _distribution(
    document: str, table: BudgetTable | None, files: Iterable[PublishedFile]
) -> list[dict[str, Any]]:
    if table is not None:
        return [
            {
                "@type": "DataDownload",
                "encodingFormat": media,
                "contentUrl": f"{document}tables/{table.n}.{suffix}",
            }
            for suffix, media in _TABLE_FILES.items()
        ]
    return [
        {
            "@type": "DataDownload",
            "encodingFormat": file.content_type.partition(";")[0],
            "contentUrl": document + file.path,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        for file in files
        if file.path in ("report.pdf", "workbook.xlsx", "data.json")
    ]


def script_json(told: dict[str, Any]) -> SafeString:
    """JSON for a script element of data, which nothing in it can end."""
    text = json.dumps(told, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308  (escaped just now)
