"""A workbook at hand, be it an upload or the source of a draft, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets import models
from budgets.changing import replace_tables
from budgets.confined import read_document
from budgets.data import DisclosureData, SectionData
from budgets.importing import Preview, preview_workbook, store_draft, vocabulary_for
from budgets.states import lock_draft
from budgets.storage import load_disclosure, sections
from budgets.uploaded import content_of, source_of
from budgets.workbook.rereading import reread_document


@dataclass(frozen=True, slots=True)
class Work:
    """What is read, and as what; `stored` in place of a workbook where a draft was changed since."""

    content: bytes
    name: str
    department: models.Department
    year: int
    kind: str
    narrative: tuple[SectionData, ...] = ()
    stored: DisclosureData | None = None

    @property
    def region(self) -> models.Region:
        """The region whose words it is read by."""
        return self.department.region

    @classmethod
    def of_upload(cls, upload: models.Upload) -> Work:
        """Raises UploadGone."""
        return cls(
            content_of(upload),
            upload.name,
            upload.department,
            upload.year,
            upload.kind,
            sections(upload.narrative),
        )

    @classmethod
    def of_draft(cls, draft: models.Disclosure) -> Work:
        """From the workbook that was uploaded, or else from the stored tables.

        A draft that was changed since it was read names no source by its digest: its own tables
        are what must not be lost.
        """
        source = source_of(draft) if draft.source_sha256 else None
        return cls(
            source or b"",
            draft.source_name or "draft.xlsx",
            draft.department,
            draft.fiscal_year.year,
            draft.kind,
            sections(draft.narrative),
            None if source else load_disclosure(draft),
        )

    def preview(self) -> Preview:
        """Raises UnusableWorkbook."""
        return preview_workbook(
            self.content,
            name=self.name,
            department=self.department.name,
            fiscal_year=self.year,
            kind=self.kind,
            region=self.department.region,
            slug=self.department.slug,
            narrative=self.narrative,
        )

    def read(self) -> DisclosureData:
        """The document without its checks, by the words that are known now.

        Raises UnusableWorkbook.
        """
        vocabulary = vocabulary_for(self.department.region)
        if self.stored is not None:
            return reread_document(self.stored, vocabulary)
        return read_document(
            self.content,
            department=self.department.name,
            fiscal_year=self.year,
            kind=self.kind,
            vocabulary=vocabulary,
            slug=self.department.slug,
            region=self.department.region.code,
            name=self.name,
        ).data


def read_again(draft: models.Disclosure, *, by: Any = None) -> None:
    """Read a draft once more with the words that are known by now, and store what came of it.

    Raises UnusableWorkbook, ImportRefused, NotADraft.
    """
    work = Work.of_draft(draft)
    if work.stored is not None:
        read_stored_again(draft, by=by)
        return
    # The digest stays that of the file which was brought, whatever is read again.
    preview = replace(
        work.preview(), source_name=draft.source_name, source_sha256=draft.source_sha256
    )
    store_draft(preview, department=draft.department, by=by)


@transaction.atomic
def read_stored_again(draft: models.Disclosure, *, by: Any = None) -> None:
    """Read the tables of a draft anew where they stand: what they print and their rows stay."""
    draft = lock_draft(draft)
    digest = draft.source_sha256
    data = load_disclosure(draft)
    now = reread_document(data, vocabulary_for(draft.department.region))
    changed = [new for old, new in zip(data.tables, now.tables, strict=True) if new is not old]
    if changed:
        replace_tables(
            draft,
            changed,
            was={table.n: range(len(table.rows)) for table in changed},
            what=models.Change.What.BROUGHT,
            note=_("按现在的词汇重新读入"),
            by=by,
        )
        # It prints what it printed before: the file that it was read from still says the same.
        models.Disclosure.objects.filter(pk=draft.pk).update(source_sha256=digest)
