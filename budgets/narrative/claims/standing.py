"""Where a walk through a sentence stands, and what a phrase is about there.

A phrase that names nothing itself (预算数, 合计) is of what the words before it, the paragraph or the
heading named; a part lies within its whole; a heading narrows what stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgets.coordinates import NOWHERE, Coordinates
from budgets.data import DisclosureData
from budgets.narrative.claims.drafts import Bracket, Compare, Draft, source_of
from budgets.narrative.claims.headings import Heading
from budgets.narrative.claims.sentences import Sentence, Token
from budgets.narrative.claims.subjects import LIKELY, SURE, UNKNOWN, Subject, Subjects
from budgets.narrative.data import ClaimData, FigureData


class Paragraph:
    """What is known while one paragraph is read: its heading, and the claims made so far."""

    def __init__(
        self,
        subjects: Subjects,
        data: DisclosureData,
        heading: Heading,
        text: str,
        number: int,
        before: Sequence[ClaimData],
    ) -> None:
        self.subjects = subjects
        self.data = data
        self.heading = heading
        self.text = text
        self.number = number
        self.drafts: list[Draft] = []
        # The claims of the paragraphs before that the same headings stand over.
        self.before = [one for one in before if one.section == heading.section]
        # What a sentence without figures named: 1.公务接待费。2024年预算数…
        self.lead = Subject("")


class Standing:
    """The state of a walk through the tokens of one sentence."""

    def __init__(self, paragraph: Paragraph, sentence: Sentence, tokens: Sequence[Token]) -> None:
        self.paragraph = paragraph
        self.sentence = sentence
        self.tokens = tokens
        self.text = paragraph.text
        self.year = paragraph.data.fiscal_year
        # Where the phrase of the next figure begins.
        self.boundary = sentence.start
        self.current: Draft | None = None
        self.first = len(paragraph.drafts)
        self.compare: Compare | None = None
        self.direction: Token | None = None
        self.share: Token | None = None
        self.done: Token | None = None
        self.wholes: list[Draft] = []
        self.brackets: list[Bracket] = []
        self.reason = self.each = False
        self.opened_at_stop = 0
        self.group = 0

    def _told_before(self) -> list[Draft]:
        return [one for one in self.paragraph.drafts[self.first :] if one.subject.told]

    def _around(self) -> Coordinates:
        return self.wholes[-1].subject.coordinates if self.wholes else NOWHERE

    def _inherited(self, subject: Subject, figure: FigureData | None) -> Subject:
        """What 预算数 or 合计 is of: the words before, or the heading above."""
        told = self._told_before()
        if told and figure is not None:
            last = told[-1]
            other = last.amount is not None and last.amount.kind != figure.kind
            budgeted = last.basis == "budget" and self.paragraph.data.kind == "final-accounts"
            belief = last.subject.belief if other or budgeted else LIKELY
            return Subject(last.subject.words, last.subject.coordinates, belief)
        before = self.text[self.sentence.start : self.boundary]
        for clause in reversed(re.split(r"[,，:：]", before)):
            named = self.paragraph.subjects.read(clause) if clause.strip() else subject
            if named.told:
                return named
            if named.belief == UNKNOWN and re.search(r"[\u4e00-\u9fff]{2}", named.words):
                break
        if self.paragraph.lead.told:
            return self.paragraph.lead
        above = self.paragraph.heading.subject
        if above.told:
            first = not self.paragraph.drafts and self.paragraph.heading.first
            return Subject(above.words, above.coordinates, above.belief if first else LIKELY)
        return replace(subject, belief=UNKNOWN)

    def _within_whole(self, subject: Subject) -> Subject:
        """A part lies within its whole: 一般公共预算 of 项目支出."""
        found = self._around().with_(subject.coordinates)
        if not self.wholes or found == subject.coordinates:
            return subject
        belief = subject.belief if self.wholes[-1].subject.belief == SURE else LIKELY
        return replace(subject, coordinates=found, belief=belief)

    def _narrowed(self, subject: Subject) -> Iterator[Coordinates]:
        """What the heading, or the first subject of the sentence, may make of a subject."""
        if subject.belief != SURE or not subject.told:
            return
        own = subject.coordinates
        # Of the sentence's first subject, whose money it is; of the heading, everything.
        first = [] if self.wholes or self.group else self._told_before()
        leads = [one.subject for one in first[:1] if one.subject.belief == SURE]
        scopes = [source_of(one.coordinates) for one in leads]
        heading = self.paragraph.heading.subject
        if heading.told and heading.belief == SURE:
            scopes.append(heading.coordinates)
        for scope in scopes:
            if scope and all(own.get(name, member) == member for name, member in scope.items()):
                yield scope.with_(own)

    def _whole_before(self, phrase: str) -> Draft | None:
        """What 其中 or 支出构成： at the head of a sentence takes apart: the sentence before."""
        named = self.paragraph.subjects.read(re.sub("按.*", "", phrase))
        side = named.coordinates.get("side") if named.told else None
        for draft in reversed(self.paragraph.drafts):
            if draft.amount and side in (None, draft.subject.coordinates.get("side")):
                return draft
        if not named.told:
            return None
        whole = self._draft(named, "")
        whole.amount = self._said_before(named, whole.year)
        if whole.amount is not None:
            # Its own claim was made in its paragraph; this one says what its parts come to.
            self.paragraph.drafts.append(whole)
        return whole

    def _said_before(self, subject: Subject, year: int) -> FigureData | None:
        """The figure of a total that a paragraph before states under the same heading."""
        for claim in reversed(self.paragraph.before):
            alike = claim.sure and subject.coordinates in claim.meanings and claim.year == year
            if alike and claim.amount is not None and not claim.basis:
                return claim.amount
        return None

    def _draft(self, subject: Subject, basis: str) -> Draft:
        return Draft(self.sentence, subject, self.year, self.paragraph.heading.section, basis)

    def _start(self, draft: Draft) -> None:
        self.current = draft
        self.paragraph.drafts.append(draft)
