"""How a document or a table is cited: in words, as GB/T 7714—2015 has it, as BibTeX, RIS and CSL-JSON.

What is cited is a version, under its own address and with its digest: it stays what it was. The
forms for programs are files too: cite.bib, cite.ris, cite.json below a document or a table.

A citation names the day on which it was read (GB/T 7714), and has to be whole for those who copy
it without a script. So the bytes of a page that offers one, and with them its entity tag, are others on
every day: at midnight here (TIME_ZONE), and never in between. Who asks again on the same day is
answered 304; on the next day the page comes once more, and no kept one is behind for longer than
pages are kept (a minute, ten seconds ahead of Django).
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from budgets.models import BudgetTable, Disclosure

# The forms for programs: ending, type.
FORMS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Citation:
    address: str
    plain: str
    standard: str
    bibtex: str
    ris: str
    csl: str

    @property
    def files(self) -> list[tuple[str, str]]:
        """Endings of the forms that are files, with their names."""
        return [("bib", "BibTeX"), ("ris", "RIS"), ("json", "CSL-JSON")]

    def form(self, suffix: str) -> str:
        """What the file of this ending (FORMS) holds."""
        return {"bib": self.bibtex, "ris": self.ris, "json": self.csl}[suffix]


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
        ris=_ris(disclosure, title, address, on, read),
        csl=_csl(disclosure, table, title, address, on, read),
    )


@dataclass(frozen=True, slots=True)
class ListCitation:
    """Of a page that follows what is public: the day on which it was read is part of what it says."""

    address: str
    plain: str
    standard: str


def citation_of_list(
    request: HttpRequest, title: str, path: str, *, today: dt.date | None = None
) -> ListCitation:
    """A comparison or a ranking as it stood on a day. Title and path are those in Chinese."""
    read = today or timezone.localdate()
    address = request.build_absolute_uri(path)
    with translation.override("zh-hans"):
        site = gettext("明账")
    return ListCitation(
        address=address,
        plain=f"{site}：《{title}》，{address}，{read.year}年{read.month}月{read.day}日查阅。",
        standard=f"{site}. {title}[DB/OL]. [{read.isoformat()}]. {address}.",
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
    return f"@misc{{{_key(disclosure, table)},\n{lines}\n}}"


def _ris(disclosure: Disclosure, title: str, address: str, on: dt.date, read: dt.date) -> str:
    """A tag a line: what is within a text must not begin another one."""
    told = (
        ("TY", "DATA"),
        # A body has no comma to part its name at.
        ("AU", disclosure.department.name),
        ("TI", title),
        ("PY", str(on.year)),
        ("DA", on.strftime("%Y/%m/%d/")),
        ("ET", str(disclosure.version)),
        ("LA", "zh-Hans"),
        ("UR", address),
        ("Y2", read.strftime("%Y/%m/%d/")),
        ("N1", f"SHA-256: {disclosure.sha256}"),
    )
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in told]
    return "\r\n".join([*lines, "ER  - ", ""])


def _csl(
    disclosure: Disclosure,
    table: BudgetTable | None,
    title: str,
    address: str,
    on: dt.date,
    read: dt.date,
) -> str:
    """https://citationstyles.org: a list of one item."""
    item: dict[str, Any] = {
        "id": _key(disclosure, table),
        "type": "dataset",
        "author": [{"literal": disclosure.department.name}],
        "title": title,
        "issued": {"date-parts": [[on.year, on.month, on.day]]},
        "accessed": {"date-parts": [[read.year, read.month, read.day]]},
        "version": str(disclosure.version),
        "language": "zh-Hans",
        "URL": address,
        "note": f"SHA-256: {disclosure.sha256}",
    }
    return json.dumps([item], ensure_ascii=False, indent=1)


def _key(disclosure: Disclosure, table: BudgetTable | None) -> str:
    key = f"{disclosure.department.slug}-{disclosure.fiscal_year}-{disclosure.kind}"
    return f"{key}-v{disclosure.version}" + (f"-{table.n}" if table else "")


def _plain(text: str) -> str:
    """Without what BibTeX or TeX reads as its own."""
    return "".join(f"\\{c}" if c in "#$%&_" else c for c in text if c not in "{}\\~^")
