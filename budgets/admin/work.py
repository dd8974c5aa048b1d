"""A workbook at hand, be it an upload or the source of a draft, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from budgets import models
from budgets.confined import read_document
from budgets.data import DisclosureData, SectionData
from budgets.importing import Preview, preview_workbook, vocabulary_for
from budgets.storage import load_disclosure, sections
from budgets.uploaded import content_of, source_of
from budgets.vocabulary import Word
from budgets.workbook.writer import write_workbook


@dataclass(frozen=True, slots=True)
class Work:
    """What is read, and as what."""

    content: bytes
    name: str
    department: models.Department
    year: int
    kind: str
    narrative: tuple[SectionData, ...] = ()

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
            source or write_workbook(load_disclosure(draft)),
            draft.source_name or "draft.xlsx",
            draft.department,
            draft.fiscal_year.year,
            draft.kind,
            sections(draft.narrative),
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

    def read(self, *learnt: tuple[str, Word]) -> DisclosureData:
        """The document without its checks; `learnt` are words that it knows besides.

        Raises UnusableWorkbook.
        """
        return read_document(
            self.content,
            department=self.department.name,
            fiscal_year=self.year,
            kind=self.kind,
            vocabulary=vocabulary_for(self.department.region).with_words(learnt),
            slug=self.department.slug,
            region=self.department.region.code,
            name=self.name,
        ).data


def reread(draft: models.Disclosure) -> Preview:
    """A draft read once more with the words that are known by now. Raises UnusableWorkbook."""
    # The digest stays that of the file which was brought, whatever is read again.
    return replace(
        Work.of_draft(draft).preview(),
        source_name=draft.source_name,
        source_sha256=draft.source_sha256,
    )
