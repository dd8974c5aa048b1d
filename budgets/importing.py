"""An upload becomes a preview, or a draft: read, reconciled, stored in one transaction or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from budgets import log, models
from budgets.checking import Checked
from budgets.confined import read_document
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, ProblemData, SectionData
from budgets.exports import finding_document
from budgets.history import record, standing
from budgets.parts import parts
from budgets.reconcile import Reconciliation
from budgets.rewriting import checked, checked_beside, store_content, take_over
from budgets.states import UNPUBLISHED, NotADraft, lock_draft
from budgets.storage import load_disclosure, sections, write_findings
from budgets.vocabulary import Vocabulary, Word, shipped_vocabulary

# What a document's history calls the bringing of a workbook; the note is its name.
LOADED = "载入工作簿"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an upload would become; nothing of it is stored yet."""

    data: DisclosureData
    problems: tuple[ProblemData, ...]
    reconciliation: Reconciliation
    source_name: str = ""
    source_sha256: str = ""
    # (sheet, A1) of what was not read in on purpose, and is not to be kept with the file either.
    withheld: tuple[tuple[str, str], ...] = ()

    @property
    def refusals(self) -> tuple[ProblemData, ...]:
        """Why this workbook can't become this body's document of this year."""
        return tuple(problem for problem in self.problems if problem.severity == "refusal")


class ImportRefused(Exception):
    """The workbook is readable, and not what it was given as; `problems` say where and why."""

    def __init__(self, problems: tuple[ProblemData, ...]) -> None:
        super().__init__("；".join(problem.message for problem in problems))
        self.problems = problems


def vocabulary_for(region: models.Region | None) -> Vocabulary:
    """The shipped words, and those that users taught: the region's own before the general ones."""
    learnt = models.WordMeaning.objects.filter(Q(region=None) | Q(region=region))
    # The region's words come last, since a later word is believed before an earlier one.
    ordered = sorted(learnt, key=lambda word: word.region_id is not None)
    return shipped_vocabulary().with_words((word.word, word_of(word)) for word in ordered)


def word_of(meaning: models.WordMeaning) -> Word:
    """A taught meaning as the vocabulary takes it."""
    return Word(
        coordinates=Coordinates.of(meaning.coordinates),
        at=(meaning.place,),
        kind="" if meaning.kind in ("amount", "total") else meaning.kind,
        total=meaning.kind == "total",
    )


def preview_workbook(
    source: bytes,
    *,
    name: str,
    department: str,
    fiscal_year: int,
    kind: str,
    region: models.Region | None = None,
    slug: str = "",
    narrative: tuple[SectionData, ...] = (),
) -> Preview:
    """Read and check an upload, with its explanation; store nothing. Raises UnusableWorkbook."""
    document = read_document(
        source,
        department=department,
        fiscal_year=fiscal_year,
        kind=kind,
        vocabulary=vocabulary_for(region),
        slug=slug,
        region=region.code if region else "",
        name=name,
    )
    data, problems = replace(document.data, narrative=narrative), document.problems
    for part in parts():
        data, more = part.read(data)
        problems = (*problems, *more)
    if not data.tables:
        message = _("文件里没有认出任何一张表：请确认上传的是部门预算公开表的工作簿。")
        problems = (*problems, ProblemData("", "", message, "refusal"))
    return Preview(
        data=data,
        problems=problems,
        reconciliation=checked_beside(data, slug),
        source_name=Path(name).name[:200],
        source_sha256=hashlib.sha256(source).hexdigest(),
        withheld=tuple(_withheld(document.data, data)),
    )


def _withheld(read: DisclosureData, told: DisclosureData) -> Iterator[tuple[str, str]]:
    """The cells that a part of the program blanked."""
    for before, after in zip(read.tables, told.tables, strict=True):
        lines = [
            *zip(before.header_origins, before.header, after.header, strict=False),
            *(
                (row.origin, row.cells, other.cells)
                for row, other in zip(before.rows, after.rows, strict=True)
            ),
        ]
        for origin, texts, left in lines:
            for column, (text, kept) in enumerate(zip(texts, left, strict=True)):
                if text and not kept:
                    yield origin.sheet, origin.cell(column)


@transaction.atomic
def store_draft(
    preview: Preview, *, department: models.Department, by: Any = None, reason: str = ""
) -> models.Disclosure:
    """Store a preview as the body's draft, in place of an earlier draft.

    Raises ImportRefused, and NotADraft where the document is under review.
    """
    if preview.refusals:
        raise ImportRefused(preview.refusals)
    year, _created = models.FiscalYear.objects.get_or_create(year=preview.data.fiscal_year)
    document = models.Disclosure.objects.filter(
        department=department, fiscal_year=year, kind=preview.data.kind
    )
    draft = document.filter(status__in=UNPUBLISHED).first()
    is_new = draft is None
    if draft is not None:
        draft = lock_draft(draft, _("载入工作簿"))
    else:
        newest = document.aggregate(newest=Max("version"))["newest"] or 0
        draft = models.Disclosure(
            department=department, fiscal_year=year, kind=preview.data.kind, version=newest + 1
        )
    before = standing(draft)
    draft.status = models.Disclosure.Status.DRAFT
    draft.source_name = preview.source_name
    draft.source_sha256 = preview.source_sha256
    draft.reason = reason or draft.reason
    # An explanation that comes with the workbook takes the place of a written one.
    if preview.data.narrative not in ((), sections(draft.narrative)):
        draft.narrative_is_written = False
    draft.full_clean()
    draft.save()
    if is_new and not preview.data.narrative:
        take_over(draft)
    data = replace(preview.data, slug=department.slug, version=draft.version)
    store_content(draft, data, preview.problems)
    record(draft, what=LOADED, by=by, note=preview.source_name, before=before)
    told = {"version": draft.version, "file": draft.source_name, "sha256": draft.source_sha256}
    log.append("bring", by=by, subject=draft, detail=told)
    return draft


@transaction.atomic
def begin_again(public: models.Disclosure, *, reason: str = "") -> models.Disclosure:
    """A draft of the next version with the content of this one, explanations included."""
    newest = models.Disclosure.objects.filter(
        department=public.department, fiscal_year=public.fiscal_year, kind=public.kind
    ).aggregate(newest=Max("version"))["newest"]
    draft = models.Disclosure(
        department=public.department,
        fiscal_year=public.fiscal_year,
        kind=public.kind,
        version=newest + 1,
        standard=public.standard,
        source_name=public.source_name,
        reason=reason,
    )
    draft.full_clean()
    draft.save()
    take_over(draft)
    problems = [
        ProblemData(problem.sheet, problem.cell, problem.message, problem.severity)
        for problem in public.problems.all()
    ]
    store_content(draft, replace(load_disclosure(public), version=draft.version), problems)
    said = dict(public.findings.exclude(explanation="").values_list("key", "explanation"))
    explained = list(draft.findings.filter(key__in=said))
    for finding in explained:
        finding.explanation = said[finding.key]
    models.Finding.objects.bulk_update(explained, ["explanation"])
    return draft


@transaction.atomic
def check_again(disclosure: models.Disclosure) -> Checked:
    """Check a stored disclosure anew; a draft's stored findings follow."""
    try:
        lock_draft(disclosure)
    except NotADraft:
        # What was submitted keeps the findings that it was submitted with.
        return checked(disclosure, load_disclosure(disclosure))
    result = checked(disclosure, load_disclosure(disclosure))
    write_findings(disclosure, result.findings)
    return result


def department_for(slug: str, *, name: str = "", region: str = "") -> models.Department:
    """The department of a slug; a new one when a name comes with it.

    Raises Department.DoesNotExist. A region that is not there yet is made under its code.
    """
    found = models.Department.objects.select_related("region").filter(slug=slug).first()
    if found is not None:
        return found
    if not name:
        raise models.Department.DoesNotExist(slug)
    place, _created = models.Region.objects.get_or_create(
        code=region or "000000", defaults={"name": region or _("未指定地区")}
    )
    department = models.Department(slug=slug or slug_for(name), name=name, region=place)
    department.full_clean()
    department.save()
    return department


def slug_for(name: str) -> str:
    """A web name out of a Chinese one: 北京市外事办 -> bei-jing-shi-wai-shi-ban."""
    return slugify("-".join(lazy_pinyin(name)))[:80]


def report(preview: Preview, disclosure: dict[str, Any]) -> dict[str, Any]:
    """The answer of `load_workbook --json`: what was read, and what does not add up."""
    return {
        "disclosure": disclosure,
        "tables": [
            {
                "n": table.n,
                "sheet": table.sheet,
                "code": table.code,
                "title": table.title,
                "unit": table.unit,
                "rows": len(table.rows),
                "amounts": sum(fact.amount.fen is not None for fact in table.facts)
                + sum(item.row >= 0 for item in table.uninterpreted),
                "interpreted": sum(fact.amount.fen is not None for fact in table.facts),
                "uninterpreted": [
                    {"cell": table.cell(item.row, item.column), "text": item.text, "why": item.why}
                    for item in table.uninterpreted
                ],
            }
            for table in preview.data.tables
        ],
        "problems": [
            {
                "sheet": problem.sheet,
                "cell": problem.cell,
                "message": problem.message,
                "severity": "notice" if problem.severity == "notice" else "error",
            }
            for problem in preview.problems
        ],
        "findings": [finding_document(finding) for finding in preview.reconciliation.findings],
    }
