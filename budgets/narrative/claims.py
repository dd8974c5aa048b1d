"""Sentences -> claims: which figure is the amount, which the earlier one, the change, the share.

A sentence is read from left to right, its figures by the words around them: 比上年 opens a
comparison, 减少 makes the next figure a change, 占 a share, 其中 opens the parts of a whole. What
follows 主要原因 gives reasons and claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from budgets.coordinates import NOWHERE, Coordinates
from budgets.data import DisclosureData
from budgets.narrative import sentences as words
from budgets.narrative.absent import absences_of
from budgets.narrative.data import DOWN, PERCENT, SAME, UP, ClaimData, FigureData, PartData
from budgets.narrative.figures import folded
from budgets.narrative.headings import Heading, headings_of
from budgets.narrative.sentences import Sentence, Token, paragraph_figures, sentences_of, tokens_of
from budgets.narrative.subjects import LIKELY, SURE, TOTALS, UNKNOWN, Subject, Subjects

_YEAR = re.compile(r"(?:19|20)\d{2}")
_EARLIER = re.compile(r"上年|去年|上一年|前一年|同期|同比")
_ACCOUNTS = re.compile(r"决算|执行|实际|支出数")
_BUDGET = re.compile(r"预算")
# What a direction may have before it: 略有增加, 各增加.
_ADVERBS = " ,，、各均则也共有所略小幅总体同比将"
# What may stand between a direction and its figure.
_FILLER = re.compile(r"[\s了约为额率度幅达近共各合计数:：的]*")
_UP_TO = re.compile(r"\s*(?:到|至)\s*(?:了)?\s*(?:约|为)?")
# 支出按功能分类（包括）
_ONE_SIDE = re.compile(
    r"\s*(?:其中)?(?:本年)?(?:总|部门)?(?:收入|支出)(?:总?预算|按[\u4e00-\u9fff]{2,8})?\s*"
)
# How many claims back the whole of a list or of a share may stand.
_BACK = 12
_ALL_LISTED = re.compile(r"构成|分别|划分")
_FROM = re.compile(r"(?:由|从)[^,，。;；:：]*$")
# （上年4.50万元）, 上年为1,752.40万元
_EARLIER_ALONE = re.compile(
    r"\s*(?:上年度?|去年|(?P<year>(?:19|20)\d{2})\s*年度?)(?P<of>年初|预算|决算|执行|实际|支出|同期|数|额)*(?:为|是|:|：)?\s*"
)
# A sum of what a list named, not another of its things.
_SUM = re.compile(r"\s*(?:合计|共计|总计|合计数|总额|总共)(?:为|是|达)?\s*")
# 为预算的 98%
_OF_BUDGET = re.compile(r"(?:为|是|占|达到?|完成).{0,8}预算(?:数)?的?\s*$")


@dataclass(slots=True)
class _Compare:
    """A comparison that was opened: with which year, on which basis, and whether it was used."""

    year: int
    basis: str
    may_name: bool
    broken: bool = False


@dataclass(slots=True)
class _Draft:
    """A claim in the making."""

    sentence: Sentence
    subject: Subject
    year: int
    section: str
    basis: str = ""
    amount: FigureData | None = None
    prior_year: int = 0
    prior_basis: str = "prior"
    prior_amount: FigureData | None = None
    change: FigureData | None = None
    direction: str = ""
    turned_at: tuple[int, int] = (0, 0)
    rate_direction: str = ""
    rate_turned_at: tuple[int, int] = (0, 0)
    percent: FigureData | None = None
    share: FigureData | None = None
    whole: FigureData | None = None
    share_of: Coordinates | None = None
    done: FigureData | None = None
    compared: bool = False
    # What the heading or the sentence makes of the subject; it may say the plain one all the same.
    narrowed: tuple[Coordinates, ...] = ()
    exhaustive: bool = False
    parts: list[PartData] = field(default_factory=list)

    def again(self, sentence: Sentence) -> _Draft:
        """The same figure, for another comparison."""
        made = _Draft(sentence, self.subject, self.year, self.section, self.basis, self.amount)
        made.narrowed = self.narrowed
        return made

    def claim(self) -> ClaimData:
        told = self.subject.told
        return ClaimData(
            paragraph=self.sentence.paragraph,
            start=self.sentence.start,
            end=self.sentence.end,
            text=self.sentence.text,
            subject=self.subject.words,
            section=self.section,
            year=self.year,
            meanings=tuple(dict.fromkeys((*self.narrowed, self.subject.coordinates)))
            if told
            else (),
            sure=told and self.subject.belief == SURE,
            basis=self.basis,
            amount=self.amount,
            prior_year=self.prior_year,
            prior_basis=self.prior_basis,
            prior_amount=self.prior_amount,
            change=self.change,
            direction=self.direction,
            turned_at=self.turned_at,
            rate_direction=self.rate_direction,
            rate_turned_at=self.rate_turned_at,
            percent=self.percent,
            share=self.share,
            whole=self.whole,
            share_of=self.share_of,
            done=self.done,
            parts=tuple(self.parts),
            exhaustive=self.exhaustive,
        )


def claims_of(data: DisclosureData) -> tuple[ClaimData, ...]:
    """Every claim of a document's explanation, in the order of the text."""
    texts = tuple(data.paragraphs())
    subjects = Subjects.of(data, texts)
    found: list[ClaimData] = []
    for number, (text, heading) in enumerate(zip(texts, headings_of(data, subjects), strict=True)):
        if "\t" in text:
            # A row of a table: its figures have no sentence around them.
            continue
        found += _Reader(subjects, data, heading, text, number, found[-_BACK:]).claims()
    return tuple(found)


class _Reader:
    """Reads one paragraph."""

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
        self.drafts: list[_Draft] = []
        # The claims of the paragraphs before that the same headings stand over.
        self.before = [one for one in before if one.section == heading.section]
        # What a sentence without figures named: 1.公务接待费。2024年预算数…
        self.lead = Subject("")

    def claims(self) -> Iterator[ClaimData]:
        figures = paragraph_figures(self.text, self.number)
        for sentence in sentences_of(self.text, self.number):
            before = len(self.drafts)
            tokens = tokens_of(sentence, figures)
            if any(token.kind == words.FIGURE for token in tokens):
                _Walk(self, sentence, tokens).run()
            else:
                subject = self.subjects.read(sentence.text.rstrip("。：:"))
                if subject.told and subject.belief == SURE:
                    self.lead = subject
            yield from (draft.claim() for draft in self.drafts[before:])
            yield from absences_of(sentence, self.subjects, self.data.fiscal_year)


@dataclass(frozen=True, slots=True)
class _Bracket:
    """What to return to when a bracket closes."""

    boundary: int
    start: int
    current: _Draft | None
    depth: int
    made: int
    year: int


class _Walk:
    """Walks through the tokens of one sentence."""

    def __init__(self, reader: _Reader, sentence: Sentence, tokens: Sequence[Token]) -> None:
        self.reader = reader
        self.sentence = sentence
        self.tokens = tokens
        self.text = reader.text
        self.year = reader.data.fiscal_year
        # Where the phrase of the next figure begins.
        self.boundary = sentence.start
        self.current: _Draft | None = None
        self.first = len(reader.drafts)
        self.compare: _Compare | None = None
        self.direction: Token | None = None
        self.share: Token | None = None
        self.done: Token | None = None
        self.wholes: list[_Draft] = []
        self.brackets: list[_Bracket] = []
        self.reason = self.each = False
        self.opened_at_stop = 0
        self.group = 0

    def run(self) -> None:
        for token in self.tokens:
            if self.reason and token.kind not in (words.STOP, words.OPEN, words.CLOSE):
                continue
            getattr(self, f"_{token.kind}", self._other)(token)

    # --- Words ---

    def _other(self, token: Token) -> None:
        """A word that only parts phrases."""

    def _year(self, token: Token) -> None:
        year = int(token.text[:4])
        # 比2021年: the comparison has read its year already.
        if self.compare is None or self.compare.broken or self.direction is not None:
            self.year = year

    def _compare(self, token: Token) -> None:
        end = next(
            (
                other.start
                for other in self.tokens
                if other.start >= token.end
                and other.kind in (words.FIGURE, "up", "down", words.EQUAL, words.BREAK, words.STOP)
            ),
            self.sentence.end,
        )
        phrase = folded(self.text[token.start : end])
        year, basis = self.year - 1, "prior"
        stated = _YEAR.search(phrase)
        if stated:
            year = int(stated[0])
        elif not _EARLIER.search(phrase) and _BUDGET.search(phrase):
            year, basis = self.year, "budget"
        if basis == "prior" and _ACCOUNTS.search(phrase):
            basis = "prior_final"
        if stated and year == self.year:
            basis = "budget"
        self._take(self.text[self.boundary : token.start].strip(" ,，"))
        if self.current is not None and (self.current.compared or self.current.done):
            self._start(self.current.again(self.sentence))
        named = "相比" not in token.text and token.text != "同比"
        self.compare = _Compare(year, basis, named)
        self._open_comparison(self.compare)
        self.direction = None

    def _open_comparison(self, compare: _Compare) -> None:
        assert self.current is not None
        self.current.compared = True
        self.current.prior_year, self.current.prior_basis = compare.year, compare.basis

    def _take(self, said: str) -> None:
        """Make the claim current that the words before a comparison or a direction speak of."""
        subject = self.reader.subjects.read(said, self._around())
        if subject.generic:
            if self.current is None and self.reader.drafts:
                self._start(self.reader.drafts[-1].again(self.sentence))
            elif self.current is None:
                self._start(self._draft(self._inherited(subject, None), ""))
            return
        if self.current is not None and _alike(self.current.subject, subject):
            return
        for draft in reversed(self.reader.drafts):
            if draft.amount and draft.year == self.year and _alike(draft.subject, subject):
                self._start(draft.again(self.sentence))
                return
        self._start(self._draft(subject, ""))

    def _up(self, token: Token) -> None:
        self._turn(token)

    def _down(self, token: Token) -> None:
        self._turn(token)

    def _turn(self, token: Token) -> None:
        """A direction: what it is of is current, or named before it (与上年相比，收入总计增加…)."""
        compare = self.compare
        said = self.text[self.boundary : token.start].strip(_ADVERBS)
        if compare is not None and compare.broken and said:
            left = self.current
            self._take(said)
            if self.current is not left and self.current is not None:
                self._open_comparison(compare)
                if left is not None and left.amount is None and not left.change:
                    # 与上年预算588.26万元相比，收支总预算增加…
                    self.current.prior_amount = left.prior_amount
                    self.reader.drafts.remove(left)
        self.direction = token
        self.boundary = token.end

    def _equal(self, token: Token) -> None:
        if self.compare is not None and self.current is not None and not self.current.direction:
            self.current.direction, self.current.turned_at = SAME, (token.start, token.end)
            self.compare = None
        self.boundary = token.end

    def _share(self, token: Token) -> None:
        self.share = token
        self.boundary = token.end

    def _done(self, token: Token) -> None:
        self.done = token
        self.boundary = token.end

    def _parts(self, token: Token) -> None:
        phrase = self.text[self.boundary : token.start]
        if _ONE_SIDE.fullmatch(phrase):
            # 收入包括：…；支出包括：…
            whole = self._whole_before(phrase)
            self.wholes = [whole] if whole else []
        elif self.current is not None:
            self.wholes.append(self.current)
        elif whole := self._whole_before(phrase):
            self.wholes.append(whole)
        if self.wholes and _ALL_LISTED.search(token.text):
            self.wholes[-1].exhaustive = not self.wholes[-1].parts
        if self.compare is not None:
            # 支出比上年增加5万元，其中基本支出增加3万元
            self.compare.broken = True
        self.direction = None
        self.boundary = token.end

    def _whole_before(self, phrase: str) -> _Draft | None:
        """What 其中 or 支出构成： at the head of a sentence takes apart: the sentence before."""
        named = self.reader.subjects.read(re.sub("按.*", "", phrase))
        side = named.coordinates.get("side") if named.told else None
        for draft in reversed(self.reader.drafts):
            if draft.amount and side in (None, draft.subject.coordinates.get("side")):
                return draft
        if not named.told:
            return None
        whole = self._draft(named, "")
        whole.amount = self._said_before(named, whole.year)
        if whole.amount is not None:
            # Its own claim was made in its paragraph; this one says what its parts come to.
            self.reader.drafts.append(whole)
        return whole

    def _said_before(self, subject: Subject, year: int) -> FigureData | None:
        """The figure of a total that a paragraph before states under the same heading."""
        for claim in reversed(self.reader.before):
            alike = claim.sure and subject.coordinates in claim.meanings and claim.year == year
            if alike and claim.amount is not None and not claim.basis:
                return claim.amount
        return None

    def _each(self, token: Token) -> None:
        self.each = True

    def _reason(self, token: Token) -> None:
        self.reason = True

    def _break(self, token: Token) -> None:
        if self.compare is not None:
            self.compare.broken = True
        self.share = self.done = None
        if self.direction is not None:
            self.direction = None
        self.boundary = token.end

    def _stop(self, token: Token) -> None:
        self.reason = self.each = False
        self.compare = self.direction = self.share = self.done = None
        del self.wholes[max(1, self.opened_at_stop) :]
        self.opened_at_stop = len(self.wholes)
        self.group += 1
        self.boundary = token.end

    def _open(self, token: Token) -> None:
        made, depth = len(self.reader.drafts), len(self.wholes)
        self.brackets.append(
            _Bracket(self.boundary, token.start, self.current, depth, made, self.year)
        )
        if self.reason:
            return
        amount = self.current.amount if self.current else None
        if self.current is not None and amount is not None and amount.end == token.start:
            # 编制68人（行政30人、事业38人）
            self.wholes.append(self.current)
        self.boundary = token.end

    def _close(self, token: Token) -> None:
        if not self.brackets:
            return
        left = self.brackets.pop()
        if self.reason:
            return
        del self.wholes[left.depth :]
        self.year = left.year
        named = self.boundary > left.start + 1
        if len(self.reader.drafts) > left.made and left.current is not None:
            self.current = left.current
        # 因公出国（境）费: the phrase goes on behind the bracket.
        self.boundary = token.end if named else left.boundary

    # --- Figures ---

    def _figure(self, token: Token) -> None:
        figure = token.figure
        assert figure is not None
        if "个百分点" in figure.unit or "倍" in figure.unit:
            self.direction = None
        elif (
            self.direction is not None
            and self.direction.kind != "adjusted"
            and self._is_change(figure)
        ):
            self._changed(figure)
        elif figure.kind == PERCENT:
            self._percentage(figure)
        elif (
            self.compare is not None
            and self.compare.may_name
            and not self.compare.broken
            and self.direction is None
            and self.current is not None
            and self.current.prior_amount is None
        ):
            self.current.prior_amount = figure
        else:
            self._amount(figure)
        self.boundary = figure.end

    def _is_change(self, figure: FigureData) -> bool:
        assert self.direction is not None
        return bool(_FILLER.fullmatch(folded(self.text[self.direction.end : figure.start])))

    def _changed(self, figure: FigureData) -> None:
        current = self.current
        assert self.direction is not None
        turn, self.direction = self.direction, None
        if current is None:
            return
        if figure.kind == PERCENT:
            if current.percent is None and (current.compared or current.change):
                current.percent = figure
        elif current.change is None and (current.compared or current.prior_amount):
            current.change = figure
        else:
            return
        at = (turn.start, turn.end)
        if not current.direction:
            current.direction, current.turned_at = turn.direction, at
        elif figure.kind == PERCENT:
            current.rate_direction, current.rate_turned_at = turn.direction, at

    def _percentage(self, figure: FigureData) -> None:
        current = self.current
        said = folded(self.text[self.sentence.start : figure.start])
        if self.share is None and (self.done is not None or _OF_BUDGET.search(said)):
            if current is not None and current.done is None:
                current.done = figure
                if current.prior_amount is None:
                    current.prior_amount = self._budget_of(current)
                    current.prior_basis, current.prior_year = "budget", current.year
            return
        if self.each:
            return
        if self.share is not None and current is not None and current.share is None:
            phrase = self.text[self.share.end : figure.start].strip("比重例约为的 ")
            current.share = figure
            current.whole = self._whole_of(current, phrase)
            named = self.reader.subjects.read(phrase) if phrase and "（" not in phrase else None
            if current.whole is None and named is not None and named.belief == SURE:
                current.share_of = named.coordinates or None

    def _budget_of(self, current: _Draft) -> FigureData | None:
        """The budget that the same sentence, or the one before, named for what was spent."""
        for draft in reversed(self.reader.drafts):
            if draft is not current and draft.basis == "budget" and draft.amount:
                same = draft.subject.coordinates == current.subject.coordinates
                return draft.amount if same and draft.year == current.year else None
        return None

    def _whole_of(self, current: _Draft, phrase: str) -> FigureData | None:
        named = self.reader.subjects.read(phrase) if phrase else None
        if named is None or not named.told:
            outer = [one for one in self.wholes if one is not current]
            return outer[-1].amount if outer else None
        if named is not None and named.told:
            for draft in reversed(self.reader.drafts):
                stated = draft.amount and draft is not current and draft.subject.belief == SURE
                if stated and _alike(draft.subject, named) and draft.year == current.year:
                    return draft.amount
            return self._said_before(named, current.year)
        return None

    def _amount(self, figure: FigureData) -> None:
        phrase = self.text[self.boundary : figure.start]
        if not phrase.strip() and self.brackets:
            # 外事工作经费（862,745.70元）: the name stands before the bracket.
            phrase = self.text[self.brackets[-1].boundary : self.brackets[-1].start]
        if self._is_earlier(phrase, figure) or self._is_new_level(figure):
            return
        basis, phrase = _basis(phrase, self.reader.data.kind)
        subject = self.reader.subjects.read(phrase, self._around())
        if self.each or (_SUM.fullmatch(phrase) and self._told_before()):
            subject = Subject(phrase.strip())
        elif subject.generic:
            subject = self._inherited(subject, figure)
        elif subject.told:
            subject = self._within_whole(subject)
        if subject.belief == LIKELY and set(subject.coordinates) == {"side", "function"}:
            # 教育支出 below 支出预算: the function.
            scope = self.reader.heading.subject
            if scope.told and set(scope.coordinates) <= TOTALS and not self.wholes:
                subject = replace(subject, belief=scope.belief)
        if self.reader.heading.of_another and subject.belief == SURE:
            subject = replace(subject, belief=LIKELY)
        draft = self._draft(subject, basis)
        draft.amount = figure
        draft.narrowed = tuple(self._narrowed(draft.subject))
        if self.wholes and not self.each:
            name = subject.words or phrase.strip()
            self.wholes[-1].parts.append(PartData(name, figure, self.group))
        self._start(draft)
        self.compare = self.direction = None

    def _narrowed(self, subject: Subject) -> Iterator[Coordinates]:
        """What the heading, or the first subject of the sentence, may make of a subject."""
        if subject.belief != SURE or not subject.told:
            return
        own = subject.coordinates
        # Of the sentence's first subject, whose money it is; of the heading, everything.
        first = [] if self.wholes or self.group else self._told_before()
        leads = [one.subject for one in first[:1] if one.subject.belief == SURE]
        scopes = [_source_of(one.coordinates) for one in leads]
        heading = self.reader.heading.subject
        if heading.told and heading.belief == SURE:
            scopes.append(heading.coordinates)
        for scope in scopes:
            if scope and all(own.get(name, member) == member for name, member in scope.items()):
                yield scope.with_(own)

    def _above(self, token: Token) -> None:
        self._against_budget(token, UP)

    def _below(self, token: Token) -> None:
        self._against_budget(token, DOWN)

    def _level(self, token: Token) -> None:
        self._against_budget(token, SAME)

    def _against_budget(self, token: Token, direction: str) -> None:
        """决算数大于预算数: another claim about a figure and its budget."""
        current = self.current
        if current is not None and current.prior_amount and current.prior_basis == "budget":
            again = current.again(self.sentence)
            again.prior_amount, again.prior_basis = current.prior_amount, "budget"
            again.prior_year, again.compared = current.prior_year, True
            again.direction, again.turned_at = direction, (token.start, token.end)
            self._start(again)
        self.boundary = token.end

    def _told_before(self) -> list[_Draft]:
        return [one for one in self.reader.drafts[self.first :] if one.subject.told]

    def _is_earlier(self, phrase: str, figure: FigureData) -> bool:
        """上年4.50万元 behind a figure: the earlier one of its claim."""
        match = _EARLIER_ALONE.fullmatch(phrase)
        current = self.current
        if match is None or current is None or current.prior_amount is not None:
            return False
        year = int(match["year"]) if match["year"] else current.year - 1
        if year == current.year or current.amount is None:
            return False
        current.prior_amount, current.prior_year, current.compared = figure, year, True
        current.prior_basis = "prior_final" if _ACCOUNTS.search(phrase) else "prior"
        return True

    def _is_new_level(self, figure: FigureData) -> bool:
        """由96万元调整为120万元: the figure before becomes the earlier one."""
        turn, current = self.direction, self.current
        self.direction = None
        if turn is None or current is None or current.amount is None or current.compared:
            return False
        between = self.text[turn.end : figure.start]
        if turn.kind != "adjusted" and not _UP_TO.fullmatch(between):
            return False
        if not _FROM.search(self.text[self.sentence.start : current.amount.start]):
            return False
        current.prior_amount, current.amount = current.amount, figure
        # Not of the year before, and of no document's tables for certain.
        current.prior_basis, current.compared = "", True
        current.subject = replace(current.subject, belief=UNKNOWN, coordinates=NOWHERE)
        return True

    def _adjusted(self, token: Token) -> None:
        self.direction = token
        self.boundary = token.end

    def _within_whole(self, subject: Subject) -> Subject:
        """A part lies within its whole: 一般公共预算 of 项目支出."""
        around = self._around()
        if not self.wholes and any(
            set(one.subject.coordinates) - set(subject.coordinates) - {"side", "use", "vintage"}
            and set(subject.coordinates) <= {"side", "use", "vintage"}
            for one in self._told_before()
        ):
            # 政府性基金…，本年收入33.80万元: see _narrowed.
            return subject
        if not around or not self.wholes:
            return subject
        found = around.with_(subject.coordinates)
        if found == subject.coordinates:
            return subject
        belief = subject.belief if self.wholes[-1].subject.belief == SURE else LIKELY
        return replace(subject, coordinates=found, belief=belief)

    def _around(self) -> Coordinates:
        return self.wholes[-1].subject.coordinates if self.wholes else NOWHERE

    def _inherited(self, subject: Subject, figure: FigureData | None) -> Subject:
        """What 预算数 or 合计 is of: the words before, or the heading above."""
        told = self._told_before()
        if told and figure is not None:
            last = told[-1]
            other = last.amount is not None and last.amount.kind != figure.kind
            budgeted = last.basis == "budget" and self.reader.data.kind == "final-accounts"
            belief = last.subject.belief if other or budgeted else LIKELY
            return Subject(last.subject.words, last.subject.coordinates, belief)
        before = self.text[self.sentence.start : self.boundary]
        for clause in reversed(re.split(r"[,，:：]", before)):
            named = self.reader.subjects.read(clause) if clause.strip() else subject
            if named.told:
                return named
            if named.belief == UNKNOWN and re.search(r"[\u4e00-\u9fff]{2}", named.words):
                break
        if self.reader.lead.told:
            return self.reader.lead
        above = self.reader.heading.subject
        if above.told:
            first = not self.reader.drafts and self.reader.heading.first
            return Subject(above.words, above.coordinates, above.belief if first else LIKELY)
        return replace(subject, belief=UNKNOWN)

    def _draft(self, subject: Subject, basis: str) -> _Draft:
        return _Draft(self.sentence, subject, self.year, self.reader.heading.section, basis)

    def _start(self, draft: _Draft) -> None:
        self.current = draft
        self.reader.drafts.append(draft)


def _source_of(coordinates: Coordinates) -> Coordinates:
    return Coordinates.of({k: v for k, v in coordinates.items() if k == "source"})


def _alike(one: Subject, other: Subject) -> bool:
    if one.told and other.told:
        return one.coordinates == other.coordinates
    return bool(one.words) and one.words == other.words


def _basis(phrase: str, kind: str) -> tuple[str, str]:
    """Whose figure a phrase announces, "" for the document's own, and the phrase without that."""
    accounts = kind == "final-accounts"
    match = re.search(r"(?:支出|收入)?(?:决算|执行)(?:数|金额)?|实际(?:支出|收入)?(?:数)?", phrase)
    if match and not accounts:
        return "final", phrase
    if (
        accounts
        and not match
        and re.search(r"(?:年初|全年|调整)?预算(?:数|安排)?(?:为|是|:|：)?\s*$", phrase)
    ):
        return "budget", phrase
    return "", phrase
