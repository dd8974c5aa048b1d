"""The words of a sentence that say how its figures hang together."""

from __future__ import annotations

import re

from budgets.narrative.claims import sentences as words
from budgets.narrative.claims.drafts import Bracket, Compare, alike
from budgets.narrative.claims.figures import folded
from budgets.narrative.claims.sentences import Token
from budgets.narrative.claims.standing import Standing
from budgets.narrative.data import DOWN, SAME, UP

_YEAR = re.compile(r"(?:19|20)\d{2}")
_EARLIER = re.compile(r"上年|去年|上一年|前一年|同期|同比")
_ACCOUNTS = re.compile(r"决算|执行|实际|支出数")
_BUDGET = re.compile(r"预算")
# What a direction may have before it: 略有增加, 各增加.
_ADVERBS = " ,，、各均则也共有所略小幅总体同比将"
# 支出按功能分类（包括）
_ONE_SIDE = re.compile(
    r"\s*(?:其中)?(?:本年)?(?:总|部门)?(?:收入|支出)(?:总?预算|按[\u4e00-\u9fff]{2,8})?\s*"
)
_ALL_LISTED = re.compile(r"构成|分别|划分")


class Words(Standing):
    """Walks over the words."""

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
        self.compare = Compare(year, basis, named)
        self._open_comparison(self.compare)
        self.direction = None

    def _open_comparison(self, compare: Compare) -> None:
        assert self.current is not None
        self.current.compared = True
        self.current.prior_year, self.current.prior_basis = compare.year, compare.basis

    def _take(self, said: str) -> None:
        """Make the claim current that the words before a comparison or a direction speak of."""
        subject = self.paragraph.subjects.read(said, self._around())
        if subject.generic:
            if self.current is None and self.paragraph.drafts:
                self._start(self.paragraph.drafts[-1].again(self.sentence))
            elif self.current is None:
                self._start(self._draft(self._inherited(subject, None), ""))
            return
        if self.current is not None and alike(self.current.subject, subject):
            return
        for draft in reversed(self.paragraph.drafts):
            if draft.amount and draft.year == self.year and alike(draft.subject, subject):
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
                    self.paragraph.drafts.remove(left)
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

    def _adjusted(self, token: Token) -> None:
        self.direction = token
        self.boundary = token.end

    def _parts(self, token: Token) -> None:
        phrase = self.text[self.boundary : token.start]
        if _ONE_SIDE.fullmatch(phrase):
            # 收入包括：…；支出包括：…
            whole = self._whole_before(phrase)
            self.wholes = [whole] if whole else []
        elif self.wholes and "划分" in token.text:
            # 按级次划分：…；按性质划分：… take the same whole apart twice.
            del self.wholes[1:]
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
        made, depth = len(self.paragraph.drafts), len(self.wholes)
        self.brackets.append(
            Bracket(self.boundary, token.start, self.current, depth, made, self.year)
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
        if len(self.paragraph.drafts) > left.made and left.current is not None:
            self.current = left.current
        # 因公出国（境）费: the phrase goes on behind the bracket.
        self.boundary = token.end if named else left.boundary
