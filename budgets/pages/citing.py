"""How a document or a table is cited: in words, as GB/T 7714—2015 has it, and as BibTeX.

What is cited is a version, under its own address and with its digest: it stays what it was.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation

from budgets.models import BudgetTable, Disclosure


@dataclass(frozen=True, slots=True)
class Citation:
    address: str
    plain: str
    standard: str
    bibtex: str


def citation_of(
    request: HttpRequest,
    disclosure: Disclosure,
    table: BudgetTable | None = None,
    *,
    today: dt.date | None = None,
) -> Citation:
    """`today` is the day on which it was read, which the standard wants."""
    read = today or timezone.localdate()
    address = request.build_absolute_uri(version_path(disclosure, table))
    body = disclosure.department.name
    # Titles are official names: Chinese in every language.
    with translation.override("zh-hans"):
        title = disclosure.title + (f"：{table}" if table else "")
    version = f"第{disclosure.version}版"
    assert disclosure.published_at is not None
    on = timezone.localtime(disclosure.published_at).date()
    digest = disclosure.sha256
    return Citation(
        address=address,
        plain=(
            f"{body}：《{title}》（{version}，{on.year}年{on.month}月{on.day}日公开），"
            f"{address}，SHA-256 {digest}。"
        ),
        standard=(
            f"{body}. {title}（{version}）[DS/OL]. ({on.isoformat()})[{read.isoformat()}]. "
            f"{address}. SHA-256: {digest}."
        ),
        bibtex=_bibtex(disclosure, table, title, address, on, read),
    )


def version_path(disclosure: Disclosure, table: BudgetTable | None = None) -> str:
    """The permanent address of a version, in Chinese whatever the page is in."""
    address = [
        disclosure.department.slug,
        disclosure.fiscal_year.year,
        disclosure.kind,
        disclosure.version,
    ]
    with translation.override("zh-hans"):
        if table is not None:
            return reverse("table-version", args=[*address[:3], disclosure.version, table.n])
        return reverse("disclosure-version", args=address)


def _bibtex(
    disclosure: Disclosure,
    table: BudgetTable | None,
    title: str,
    address: str,
    on: dt.date,
    read: dt.date,
) -> str:
    key = f"{disclosure.department.slug}-{disclosure.fiscal_year}-{disclosure.kind}"
    key += f"-v{disclosure.version}" + (f"-{table.n}" if table else "")
    fields = {
        # Double braces keep the name of a body in one piece.
        "author": f"{{{_plain(disclosure.department.name)}}}",
        "title": f"{{{_plain(title)}}}",
        "year": str(on.year),
        "month": str(on.month),
        "version": str(disclosure.version),
        "url": address,
        "urldate": read.isoformat(),
        "note": f"SHA-256: {disclosure.sha256}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"


def _plain(text: str) -> str:
    """Without what BibTeX or TeX reads as its own."""
    return "".join(f"\\{c}" if c in "#$%&_" else c for c in text if c not in "{}\\~^")
