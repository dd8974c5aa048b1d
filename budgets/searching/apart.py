"""A question that runs its words together (西城区外事办接待费), taken apart where the texts do.

First at the words that are known by themselves (reading.py), then at the bodies that it names, and
what is still left where texts have its parts. Each of these looks into the index; they are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from budgets.searching import engine
from budgets.searching.asking import (
    Question,
    Term,
    as_amount,
    distinct,
    question,
    term_of,
    term_of_part,
)
from budgets.searching.finding import Answer, find
from budgets.searching.naming import bodies_named
from budgets.searching.reading import KIND, REST, YEAR, Part, Reading, read
from budgets.searching.tokens import Piece, pieces

# Each look for a part is a look into the index: so many in all, however long the question.
LOOKS = 24
# Longer stretches without a known word are prose.
_MANY = 30
# What bodies end in, and so many of such stretches of prose are looked at.
_BODY, _FEW = re.compile("[局委办厅部室院校会所站队处府]$|中心$"), 6
# What stands between words and says nothing by itself.
_BETWEEN = frozenset("的和与及在是了为年度、")


def find_or_apart(asked: Question) -> Answer:
    """What is found; where that is nothing, what the same characters find as several words.

    The answer's question then is the one that found it. All of its words must be in a text, or
    around it: a question about what nobody published goes on finding nothing. Only of a long one
    words are dropped that nothing is known by, and the question says which.
    """
    if asked.is_literal or not asked.terms:
        return find(asked)
    reading = read(asked.text)
    if reading.only_asks:
        return find(replace(asked, terms=()))
    answer = find(asked)
    if answer.found:
        return answer
    # A number that is no code of anything may be an amount that was typed without its unit.
    money = replace(asked, terms=distinct(as_amount(term.text) or term for term in asked.terms))
    if money != asked and (told := find(money)).found:
        return told
    return _Looking(asked, reading).answer() or answer


@dataclass
class _Looking:
    """Looks for what a question may be made of, the plainest first, and counts its looks."""

    asked: Question
    reading: Reading
    looks: int = 0

    def answer(self) -> Answer | None:
        rests = self.reading.all(REST)
        may_name = [part for part in rests if _BODY.search(part.text)][-_FEW:]
        naming = [
            part
            for part in (may_name if self.reading.is_prose else rests)
            if self._names_a_body(part)
        ]
        bodies = self._bodies(naming)
        others = [part for part in rests if not bodies or part not in naming]
        dropped: list[str] = []
        if self.reading.is_prose:
            dropped = [part.text for part in others]
            others = []
        content = [term for part in self.reading.parts if (term := term_of_part(part)) is not None]
        if not content and not others:
            return self._only_bodies(naming, bodies) if bodies else None
        asked = replace(self.asked, bodies=bodies, dropped=tuple(dropped))
        made = self._asked(asked, naming if bodies else [], others)
        answer = self._find(made)
        if answer is None and others and not self.reading.is_prose:
            answer = self._split_up(asked, naming if bodies else [], others)
        if answer is None and bodies and not others and not self._says_more():
            return self._only_bodies(naming, bodies)
        return answer

    def _says_more(self) -> bool:
        """Whether it asks for anything but bodies, years and kinds."""
        return any(part.what not in (REST, YEAR, KIND, "asks") for part in self.reading.parts)

    # --- Bodies -----------------------------------------------------------------------------------

    def _names_a_body(self, part: Part) -> bool:
        return self._may_look() and bool(bodies_named(_terms([part])))

    def _bodies(self, naming: Sequence[Part]) -> tuple[int, ...]:
        """The bodies that all of these parts name; of prose, the last parts that name any together."""
        while naming:
            found = bodies_named(_terms(naming)) if self._may_look() else ()
            if found or not self.reading.is_prose:
                return found
            naming = naming[1:]
        return ()

    def _only_bodies(self, naming: Sequence[Part], bodies: tuple[int, ...]) -> Answer:
        """The bodies themselves, where nothing is asked of them that could be found."""
        words = " ".join(part.text for part in naming)
        made = question(words)
        return find(replace(made, narrowed=self.asked.narrowed, bodies=bodies))

    # --- Words ------------------------------------------------------------------------------------

    def _asked(self, asked: Question, naming: Sequence[Part], others: Sequence[Part]) -> Question:
        """The question of these parts, its text in the order in which it was typed."""
        terms, texts = [], []
        for part in self.reading.parts:
            term = term_of(part.text) if part in others else term_of_part(part)
            if term is not None:
                terms.append(term)
            if term is not None or part in naming:
                texts.append(part.text)
        return replace(asked, text=" ".join(texts), terms=distinct(terms))

    def _find(self, made: Question) -> Answer | None:
        if not self._may_look():
            return None
        answer = find(made)
        return answer if answer.found else None

    def _split_up(
        self, asked: Question, naming: Sequence[Part], others: Sequence[Part]
    ) -> Answer | None:
        """What is left, split where texts have its parts beside everything that is known."""
        runs = [list(pieces(part.text)) for part in others]
        if sum(map(len, runs)) > _MANY:
            return None
        known = [term for part in self.reading.parts if (term := term_of_part(part)) is not None]
        base = replace(asked, terms=distinct(known))
        words = next(self._split(base, runs, ()), None)
        if words is None:
            return None
        texts: list[str] = []
        left = list(words)
        for part in self.reading.parts:
            if part in others:
                own = [word for word in left if word in part.text]
                texts += own
                left = [word for word in left if word not in own]
            elif part in naming or term_of_part(part) is not None:
                texts.append(part.text)
        terms = (*(term for word in words if (term := term_of(word)) is not None), *base.terms)
        return self._find(replace(base, text=" ".join(texts), terms=distinct(terms)))

    def _split(
        self, base: Question, runs: list[list[Piece]], chosen: tuple[str, ...]
    ) -> Iterator[list[str]]:
        """All ways to go on from what was chosen, best first: from the end, where nouns end."""
        if not runs:
            yield list(chosen)
            return
        *rest, run = runs
        if not run:
            yield from self._split(base, rest, chosen)
            return
        for count in range(self._longest(base, run, chosen), 0, -1):
            if count > 1 or not run[-1].is_han:
                yield from self._split(base, [*rest, run[:-count]], (_text(run[-count:]), *chosen))
        if run[-1].text in _BETWEEN and chosen:
            yield from self._split(base, [*rest, run[:-1]], chosen)

    def _longest(self, base: Question, run: list[Piece], chosen: tuple[str, ...]) -> int:
        """How many pieces a last part may have. What no text has, no longer one has: it is halved."""
        if not run[-1].is_han:
            return int(self._is_there(base, (run[-1].text, *chosen)))
        most = 1
        while most < len(run) and run[-most - 1].is_han:
            most += 1
        least = 1
        if most < 2 or not self._is_there(base, (_text(run[-2:]), *chosen)):
            return 0
        least = 2
        while least < most:
            middle = (least + most + 1) // 2
            if self._is_there(base, (_text(run[-middle:]), *chosen)):
                least = middle
            else:
                most = middle - 1
        return least

    def _is_there(self, base: Question, words: tuple[str, ...]) -> bool:
        if not self._may_look():
            return False
        terms = [*(term for word in words if (term := term_of(word)) is not None), *base.terms]
        groups = replace(base, terms=distinct(terms)).groups()
        return bool(engine.found(engine.Wanted(groups), 1))

    def _may_look(self) -> bool:
        self.looks += 1
        return self.looks <= LOOKS


def _terms(parts: Sequence[Part]) -> list[Term]:
    return [term for part in parts if (term := term_of(part.text)) is not None]


def _text(run: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in run)
