"""The glossary: the terms of budgets in plain words, by their sound, with a field to find one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.narrative.writing.glossary import Term, terms
from budgets.pages.answers import public_page
from budgets.pages.csv_files import csv_address, csv_file, wants_csv
from budgets.pages.english import explained
from budgets.searching.pinyin import sounds
from budgets.searching.tokens import fold

_LONGEST_QUESTION = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms whose first syllable begins with a letter, in the order of their syllables."""

    letter: str
    terms: tuple[Term, ...]


@require_safe
def glossary_page(request: HttpRequest) -> HttpResponseBase:
    """Every term under its own address: /glossary/#基本支出. `q` narrows the list to what it names:
    by characters, pinyin, initials, English."""
    wanted = request.GET.get("q", "").strip()[:_LONGEST_QUESTION]
    found = [term for term in terms() if _names(wanted, term)]
    if wants_csv(request):
        return _terms_file(request, found)
    return public_page(
        request,
        "pages/glossary.html",
        {
            "csv": csv_address(request),
            "wanted": wanted,
            "letters": by_letter(found),
            "found": len(found),
            "all": len(terms()),
        },
    )


def _terms_file(request: HttpRequest, found: Sequence[Term]) -> HttpResponseBase:
    """The terms that are listed, in their order."""
    address = request.build_absolute_uri(reverse("glossary"))
    header = (_("名词"), _("英文"), _("解释"), _("法律依据"), _("参看"), _("网址"))
    lines = (
        (
            *(term.name, term.english, explained(term), term.source),
            *("、".join(term.see), f"{address}#{quote(term.name)}"),
        )
        for letter in by_letter(found)
        for term in letter.terms
    )
    return csv_file(_("名词解释"), header, lines)


def by_letter(found: Sequence[Term]) -> list[Letter]:
    """Terms by the sound of their names, A to Z."""
    ordered = sorted(found, key=lambda term: (_sound(term), term.name))
    return [
        Letter(letter, tuple(group))
        for letter, group in groupby(ordered, key=lambda term: _sound(term)[0][0].upper())
    ]


@cache
def _sound(term: Term) -> tuple[str, ...]:
    return tuple(sounds(term.name))


def _told(term: Term) -> tuple[str, str, str]:
    return term.english, term.text, term.english_text


def _names(wanted: str, term: Term) -> bool:
    """Whether what was asked for is part of the term's name, words, sound, gloss or meaning."""
    asked = fold(wanted)
    if not asked:
        return True
    spoken = _sound(term)
    letters = asked.replace(" ", "")
    return (
        any(asked in fold(text) for text in (term.name, *term.words, *_told(term)))
        or letters in "".join(spoken)
        or letters in "".join(syllable[0] for syllable in spoken)
    )
