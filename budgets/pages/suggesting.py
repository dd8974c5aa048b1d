"""As one types: bodies, rows, codes, terms and everyday words, each with where it leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Department, SearchText
from budgets.narrative.writing.glossary import terms
from budgets.pages.answers import MINUTE
from budgets.pages.glossing import address_of
from budgets.searching.asking import Term, term_of
from budgets.searching.finding import Found, squeezed, suggest
from budgets.searching.naming import bodies_named
from budgets.searching.reading import REST, WORD, read
from budgets.searching.words import offered

_MANY = 9
# So many terms of the glossary, everyday words, and bodies of a question that names one.
_FEW_TERMS, _FEW_WORDS, _FEW_BODIES = 2, 2, 3
# An everyday word may be typed as far as this.
_MANY_BEGUN = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`note` is what it is; `address` where it leads."""

    text: str
    note: str
    address: str


@require_safe
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """Names, terms and words that begin or hold what was typed so far."""
    text = request.GET.get("q", "")
    told: dict[str, Suggestion] = {}
    for one in _told(text):
        told.setdefault(one.text, one)
    shown = [
        {"text": one.text, "note": one.note, "address": one.address}
        for one in list(told.values())[:_MANY]
    ]
    response = JsonResponse({"suggestions": shown})
    response["Cache-Control"] = MINUTE
    response["X-Robots-Tag"] = "noindex"
    return response


def _told(text: str) -> Iterator[Suggestion]:
    typed = squeezed(text)
    if not typed:
        return
    found = suggest(text)
    bodies = Department.objects.in_bulk([one.department for one in found if one.what == "body"])
    names = [_name(one, bodies) for one in found]
    first = sum(one.what == "body" for one in found)
    yield from names[:first]
    yield from _everyday(typed)
    yield from _glossary(typed)
    yield from names[first:]
    if not names:
        yield from _of_bodies(text)


def _name(one: Found, bodies: Mapping[int, Department]) -> Suggestion:
    body = bodies.get(one.department) if one.what == "body" else None
    note = " ".join(filter(None, (one.code, str(SearchText.What(one.what).label))))
    return Suggestion(one.text, note, body.get_absolute_url() if body else _search(one.text))


def _everyday(typed: str) -> Iterator[Suggestion]:
    """Everyday words that begin so, with what documents call it."""
    if len(typed) < 2 and typed.isascii():
        return
    begun: dict[tuple[str, ...], str] = {}
    for said, word in sorted(offered(), key=lambda one: len(one[0])):
        if squeezed(said).startswith(typed) and word.means != (said,):
            begun.setdefault(word.means, said)
    for means, said in list(begun.items())[:_FEW_WORDS]:
        note = _("查 %(terms)s") % {"terms": _("、").join(means)}
        yield Suggestion(said, note, _search(said))


def _glossary(typed: str) -> Iterator[Suggestion]:
    """Terms that are called so, or in part."""
    if len(typed) < 2:
        return
    found = [term for term in terms() if typed in squeezed(term.name)]
    found += [term for term in terms() if squeezed(term.english).startswith(typed)]
    found.sort(key=lambda term: (not squeezed(term.name).startswith(typed), len(term.name)))
    for term in found[:_FEW_TERMS]:
        yield Suggestion(term.name, _("名词解释"), address_of(term))


def _of_bodies(text: str) -> Iterator[Suggestion]:
    """A body and what is asked of it, where they were typed in one: 西城外办接待费."""
    reading = read(text)
    rests = [part.text for part in reading.all(REST)]
    words = [part.word.means[0] for part in reading.all(WORD) if part.word is not None]
    if not rests or reading.is_prose:
        return
    keys = bodies_named(_terms(rests))
    if not keys and not words:
        keys, words = _begun(rests)
    for body in Department.objects.filter(pk__in=keys[:_FEW_BODIES]):
        if words:
            asked = f"{body.name} {words[0]}"
            yield Suggestion(asked, _("查找"), _search(asked))
        else:
            yield Suggestion(body.name, str(SearchText.What.BODY.label), body.get_absolute_url())


def _begun(rests: Sequence[str]) -> tuple[tuple[int, ...], list[str]]:
    """Bodies before a word that is not typed to its end: 西城外办接 may go on as 接待费."""
    *before, last = rests
    for count in range(1, min(_MANY_BEGUN, len(last) - 1) + 1):
        ends = squeezed(last[-count:])
        means = [word.means[0] for said, word in offered() if squeezed(said).startswith(ends)]
        if means and ends:
            keys = bodies_named(_terms([*before, last[:-count]]))
            if keys:
                return keys, means[:1]
    return (), []


def _terms(texts: Sequence[str]) -> list[Term]:
    return [term for text in texts if (term := term_of(text)) is not None]


def _search(text: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': text})}"
