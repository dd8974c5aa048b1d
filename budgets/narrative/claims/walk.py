"""Sentences -> claims: which figure is the amount, which the earlier one, the change, the share.

A sentence is read from left to right, its figures by the words around them: 比上年 opens a
comparison, 减少 makes the next figure a change, 占 a share, 其中 opens the parts of a whole. What
follows 主要原因 gives reasons and claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgets.data import DisclosureData
from budgets.narrative.claims import sentences as kinds
from budgets.narrative.claims.absent import absences_of
from budgets.narrative.claims.headings import headings_of
from budgets.narrative.claims.roles import Figures
from budgets.narrative.claims.sentences import paragraph_figures, sentences_of, tokens_of
from budgets.narrative.claims.standing import Paragraph
from budgets.narrative.claims.subjects import SURE, Subjects
from budgets.narrative.claims.words import Words
from budgets.narrative.data import ClaimData

# How many claims back the whole of a list or of a share may stand.
_BACK = 12


def claims_of(data: DisclosureData) -> tuple[ClaimData, ...]:
    """Every claim of a document's explanation, in the order of the text."""
    texts = tuple(data.paragraphs())
    subjects = Subjects.of(data, texts)
    found: list[ClaimData] = []
    for number, (text, heading) in enumerate(zip(texts, headings_of(data, subjects), strict=True)):
        if "\t" in text:
            # A row of a table: its figures have no sentence around them.
            continue
        found += _claims(Paragraph(subjects, data, heading, text, number, found[-_BACK:]))
    return tuple(found)


def _claims(paragraph: Paragraph) -> Iterator[ClaimData]:
    figures = paragraph_figures(paragraph.text, paragraph.number)
    for sentence in sentences_of(paragraph.text, paragraph.number):
        before = len(paragraph.drafts)
        tokens = tokens_of(sentence, figures)
        if any(token.kind == kinds.FIGURE for token in tokens):
            _Walk(paragraph, sentence, tokens).run()
        else:
            subject = paragraph.subjects.read(sentence.text.rstrip("。：:"))
            if subject.told and subject.belief == SURE:
                paragraph.lead = subject
        yield from (draft.claim() for draft in paragraph.drafts[before:])
        yield from absences_of(sentence, paragraph.subjects, paragraph.data.fiscal_year)


class _Walk(Words, Figures):
    """Walks through the tokens of one sentence, each told by its kind."""

    def run(self) -> None:
        for token in self.tokens:
            if self.reason and token.kind not in (kinds.STOP, kinds.OPEN, kinds.CLOSE):
                continue
            getattr(self, f"_{token.kind}", self._other)(token)
