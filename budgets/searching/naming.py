"""The bodies that words of a question name."""

from __future__ import annotations

from collections.abc import Sequence

from budgets.searching import engine
from budgets.searching.asking import Term
from budgets.searching.data import BODY
from budgets.searching.streams import beside, facet

# More bodies than these are named by no word: it says what they are, not who.
MANY = 50


def bodies_named(terms: Sequence[Term]) -> tuple[int, ...]:
    """The keys of the bodies that all of these words name, by name, short name or region.

    At least one of the words must stand in what the body is called. One look into the index.
    """
    if not terms:
        return ()
    each = tuple((*term.phrases, *map(beside, term.phrases)) for term in terms)
    own = tuple(one for term in terms for one in term.phrases)
    groups = (*each, own, (facet("w", BODY),)) if len(terms) > 1 else (own, (facet("w", BODY),))
    rows = engine.found(engine.Wanted(groups), MANY + 1)
    return tuple(row[2] for row in rows) if len(rows) <= MANY else ()
