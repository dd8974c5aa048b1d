"""Is this the published file? The bytes or a typed digest against every version that is or was public."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import QuerySet

from budgets import confined, models
from budgets.data import DisclosureData, TableData
from budgets.evidence.claiming import Claims, claims_of
from budgets.evidence.digests import LONGEST
from budgets.exports import table_document
from budgets.importing import vocabulary_for
from budgets.isolation import Ended, Failed, Limits, run
from budgets.storage import load_disclosure
from budgets.workbook.grid import UnusableWorkbook

# Of matches shown for one digest: an empty table is the same file in many documents.
MOST = 20
LOOKING = Limits(seconds=20, memory=2 * 2**30)
_PUBLIC = ("published", "superseded", "withdrawn")
_TITLE = re.compile(r"(?P<body>.+) (?P<year>\d{4})年")


class Outcome(StrEnum):
    FILE = "file"  # byte for byte a published file
    CONTENT = "content"  # another file with the same content
    DIFFERENT = "different"  # says that it is a published one, and has another content
    ALTERED = "altered"  # says that it is a published one; its content can't be compared
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Match:
    """A version that is or was public, and which of its files it is ("" for all of its content)."""

    disclosure: models.Disclosure
    path: str = ""
    # The version that took its place, if one did and is public.
    current: models.Disclosure | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    matches: tuple[Match, ...] = ()
    sha256: str = ""
    kind: str = ""
    # What of the content differs, a place each.
    differences: tuple[str, ...] = field(default=())
    # The digest of the content is that of a version; a shortened one may be of several.
    more: bool = False


def by_digest(digits: str) -> Verdict:
    """Whose digest it is, or begins so: of a version's content (SHA-256, SM3) or of a file."""
    found: list[Match] = []
    for column in ("sha256", "sm3"):
        found += (Match(one) for one in _versions().filter(**_begins(column, digits))[: MOST + 1])
    outcome = Outcome.CONTENT if found else Outcome.FILE
    found += _files(**_begins("sha256", digits))
    if not found:
        return Verdict(Outcome.UNKNOWN, sha256=digits)
    return Verdict(outcome, _complete(found[:MOST]), digits, more=len(found) > MOST)


def by_bytes(content: bytes, name: str = "") -> Verdict:
    """What an uploaded file is. `name` is only shown. Raises isolation.Busy."""
    digest = hashlib.sha256(content).hexdigest()
    if same := _files(sha256=digest):
        return _verdict(Outcome.FILE, same, digest)
    try:
        claims = run(claims_of, content, limits=LOOKING)
    except (Ended, Failed):
        return Verdict(Outcome.UNKNOWN, sha256=digest)
    if claims.restored and (same := _files(sha256__in=claims.restored)):
        return _verdict(Outcome.CONTENT, same, digest, claims.kind)
    if claims.content and (same := _of_content(claims.content)):
        return _verdict(Outcome.CONTENT, same, digest, claims.kind)
    if claims.kind == "workbook":
        return _workbook(content, name, claims, digest)
    if claims.stated and (same := _of_content(claims.stated)):
        outcome = Outcome.DIFFERENT if claims.content else Outcome.ALTERED
        return _verdict(outcome, same, digest, claims.kind)
    return Verdict(Outcome.UNKNOWN, sha256=digest, kind=claims.kind)


# --- A workbook that was saved anew --------------------------------------------------------------


def _workbook(content: bytes, name: str, claims: Claims, digest: str) -> Verdict:
    """Read as its document was read, and compared with the tables of the version it says it is."""
    candidates = _of_content(claims.stated) if claims.stated else _titled(claims.title)
    if not candidates:
        return Verdict(Outcome.UNKNOWN, sha256=digest, kind=claims.kind)
    closest: tuple[Match, tuple[str, ...]] | None = None
    for match in candidates:
        public = load_disclosure(match.disclosure)
        try:
            read = _read(content, name, match.disclosure)
        except UnusableWorkbook:
            return _verdict(Outcome.ALTERED, [match], digest, claims.kind)
        differences = tuple(_differences(read, public))
        if not differences:
            return _verdict(Outcome.CONTENT, [match], digest, claims.kind)
        if closest is None or len(differences) < len(closest[1]):
            closest = match, differences
    if closest is None:
        return Verdict(Outcome.UNKNOWN, sha256=digest, kind=claims.kind)
    return Verdict(
        Outcome.DIFFERENT, _complete([closest[0]]), digest, claims.kind, closest[1][:MOST]
    )


def _read(content: bytes, name: str, disclosure: models.Disclosure) -> DisclosureData:
    body = disclosure.department
    return confined.read_document(
        content,
        department=body.name,
        fiscal_year=disclosure.fiscal_year.year,
        kind=disclosure.kind,
        vocabulary=vocabulary_for(body.region),
        slug=body.slug,
        region=body.region.code,
        name=name,
    ).data


def _titled(title: str) -> list[Match]:
    """Versions that a workbook is called after (writer.py); newest first."""
    told = _TITLE.fullmatch(title)
    if not told:
        return []
    found = _versions().filter(department__name=told["body"], fiscal_year__year=int(told["year"]))
    return [Match(one) for one in found.order_by("-version")[:8]]


def _differences(read: DisclosureData, public: DisclosureData) -> Iterator[str]:
    """Places where what is printed differs. A workbook of one table may be one of the document's."""
    if len(read.tables) == 1 < len(public.tables):
        (only,) = read.tables
        by_table = [list(_table_differences(only, theirs)) for theirs in public.tables]
        yield from min(by_table, key=len)
        return
    if len(read.tables) != len(public.tables):
        yield f"{len(read.tables)} ≠ {len(public.tables)}"
    for mine, theirs in zip(read.tables, public.tables, strict=False):
        yield from _table_differences(mine, theirs)


def _table_differences(mine: TableData, theirs: TableData) -> Iterator[str]:
    one, other = table_document(mine), table_document(theirs)
    place = theirs.name
    for row, (given, published) in enumerate(zip(one["rows"], other["rows"], strict=False)):
        for column, (text, printed) in enumerate(zip(given, published, strict=False)):
            if text != printed:
                yield f"{place} {theirs.cell(row, column)}：{text or '—'} ≠ {printed or '—'}"
    if len(one["rows"]) != len(other["rows"]) or any(
        len(a) != len(b) for a, b in zip(one["rows"], other["rows"], strict=False)
    ):
        yield f"{place}：{len(one['rows'])} ≠ {len(other['rows'])}"
    # A table on its own is the first of its file.
    if {**one, "rows": 0, "n": 0} != {**other, "rows": 0, "n": 0}:
        yield place


# --- Looking up ----------------------------------------------------------------------------------


def _versions() -> QuerySet[models.Disclosure]:
    """Never a draft: its digest is nobody's business before it is public."""
    return models.Disclosure.objects.filter(status__in=_PUBLIC).select_related(
        "department__region", "fiscal_year"
    )


def _begins(column: str, digits: str) -> dict[str, str]:
    """A filter for digests that begin so, which an index answers on both databases."""
    if len(digits) == LONGEST:
        return {column: digits}
    # "g" follows every hexadecimal digit.
    return {f"{column}__gte": digits, f"{column}__lt": digits + "g"}


def _files(**wanted: str | Sequence[str]) -> list[Match]:
    files = models.PublishedFile.objects.filter(disclosure__status__in=_PUBLIC, **wanted)
    files = files.exclude(path__startswith="bodies/").select_related(
        "disclosure__department__region", "disclosure__fiscal_year"
    )
    return [Match(file.disclosure, file.path) for file in files.order_by("-pk")[: MOST + 1]]


def _of_content(sha256: str) -> list[Match]:
    return [Match(one) for one in _versions().filter(sha256=sha256)[: MOST + 1]]


def _verdict(outcome: Outcome, matches: Sequence[Match], digest: str, kind: str = "") -> Verdict:
    return Verdict(outcome, _complete(matches[:MOST]), digest, kind, more=len(matches) > MOST)


def _complete(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The matches, each with what took its place: one that is public now comes first."""
    matches = list(matches)
    superseded = [one.disclosure for one in matches if one.disclosure.status == "superseded"]
    current = {
        (one.department_id, one.fiscal_year_id, one.kind): one
        for one in models.Disclosure.objects.published()
        .filter(department__in={one.department_id for one in superseded})
        .select_related("department", "fiscal_year")
    }

    def with_current(match: Match) -> Match:
        own = match.disclosure
        if own.status != "superseded":
            return match
        key = own.department_id, own.fiscal_year_id, own.kind
        return Match(own, match.path, current.get(key))

    order = {"published": 0, "superseded": 1, "withdrawn": 2}
    found = [with_current(match) for match in matches]
    return tuple(sorted(found, key=lambda one: order[one.disclosure.status]))
