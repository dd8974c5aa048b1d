"""The figures of a sentence, each by what the words before it make of it."""

from __future__ import annotations

import re
from dataclasses import replace

from budgets.coordinates import NOWHERE
from budgets.narrative.claims.drafts import Draft, alike, basis_of
from budgets.narrative.claims.figures import folded
from budgets.narrative.claims.sentences import Token
from budgets.narrative.claims.standing import Standing
from budgets.narrative.claims.subjects import LIKELY, SURE, TOTALS, UNKNOWN, Subject
from budgets.narrative.data import PERCENT, FigureData, PartData

_ACCOUNTS = re.compile(r"决算|执行|实际|支出数")
# What may stand between a direction and its figure.
_FILLER = re.compile(r"[\s了约为额率度幅达近共各合计数:：的]*")
_UP_TO = re.compile(r"\s*(?:到|至)\s*(?:了)?\s*(?:约|为)?")
_FROM = re.compile(r"(?:由|从)[^,，。;；:：]*$")
# （上年4.50万元）, 上年为1,752.40万元
_EARLIER_ALONE = re.compile(
    r"\s*(?:上年度?|去年|(?P<year>(?:19|20)\d{2})\s*年度?)(?P<of>年初|预算|决算|执行|实际|支出|同期|数|额)*(?:为|是|:|：)?\s*"
)
# A sum of what a list named, not another of its things.
_SUM = re.compile(r"\s*(?:合计|共计|总计|合计数|总额|总共)(?:为|是|达)?\s*")
# 为预算的 98%
_OF_BUDGET = re.compile(r"(?:为|是|占|达到?|完成).{0,8}预算(?:数)?的?\s*$")


class Figures(Standing):
    """Walks over the figures."""

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
            named = self.paragraph.subjects.read(phrase) if phrase and "（" not in phrase else None
            if current.whole is None and named is not None and named.belief == SURE:
                current.share_of = named.coordinates or None

    def _budget_of(self, current: Draft) -> FigureData | None:
        """The budget that the same sentence, or the one before, named for what was spent."""
        for draft in reversed(self.paragraph.drafts):
            if draft is not current and draft.basis == "budget" and draft.amount:
                same = draft.subject.coordinates == current.subject.coordinates
                return draft.amount if same and draft.year == current.year else None
        return None

    def _whole_of(self, current: Draft, phrase: str) -> FigureData | None:
        named = self.paragraph.subjects.read(phrase) if phrase else None
        if named is None or not named.told:
            outer = [one for one in self.wholes if one is not current]
            return outer[-1].amount if outer else None
        for draft in reversed(self.paragraph.drafts):
            stated = draft.amount and draft is not current and draft.subject.belief == SURE
            if stated and alike(draft.subject, named) and draft.year == current.year:
                return draft.amount
        return self._said_before(named, current.year)

    def _amount(self, figure: FigureData) -> None:
        phrase = self.text[self.boundary : figure.start]
        if not phrase.strip() and self.brackets:
            # 外事工作经费（862,745.70元）: the name stands before the bracket.
            phrase = self.text[self.brackets[-1].boundary : self.brackets[-1].start]
        if self._is_earlier(phrase, figure) or self._is_new_level(figure):
            return
        basis, phrase = basis_of(phrase, self.paragraph.data.kind)
        subject = self.paragraph.subjects.read(phrase, self._around())
        if self.each or (_SUM.fullmatch(phrase) and self._told_before()):
            subject = Subject(phrase.strip())
        elif subject.generic:
            subject = self._inherited(subject, figure)
        elif subject.told:
            subject = self._within_whole(subject)
        if subject.belief == LIKELY and set(subject.coordinates) == {"side", "function"}:
            # 教育支出 below 支出预算: the function.
            scope = self.paragraph.heading.subject
            if scope.told and set(scope.coordinates) <= TOTALS and not self.wholes:
                subject = replace(subject, belief=scope.belief)
        if self.paragraph.heading.of_another and subject.belief == SURE:
            subject = replace(subject, belief=LIKELY)
        draft = self._draft(subject, basis)
        draft.amount = figure
        draft.narrowed = tuple(self._narrowed(draft.subject))
        if self.wholes and not self.each:
            name = subject.words or phrase.strip()
            self.wholes[-1].parts.append(PartData(name, figure, self.group))
        self._start(draft)
        self.compare = self.direction = None

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
