"""The page 这是什么？: a word of a document gets a meaning, which then serves every later one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from budgets import models
from budgets.access import Access, Action
from budgets.admin.answers import page
from budgets.admin.meanings import Effect, TeachForm, effect
from budgets.admin.plain import KINDS, in_words
from budgets.admin.questions import CODE, Option, Question, meanings, questions
from budgets.admin.unknowns import Unknown, unknowns
from budgets.data import DisclosureData
from budgets.guessing import SECONDS, Guess, guesses, names_alike
from budgets.importing import vocabulary_for
from budgets.vocabulary import Vocabulary
from budgets.workbook.rereading import reread_document


class Readable(Protocol):
    """Something with words: a workbook, a draft, a set of forms."""

    @property
    def region(self) -> models.Region: ...

    def read(self) -> DisclosureData: ...


def teach(
    request: HttpRequest,
    work: Readable,
    *,
    home: str,
    store: Callable[[], Any],
) -> HttpResponse:
    """The form for one word of a workbook. `store` is called once the word is known.

    The word is named in the address by its place and letters, and must be unknown in the document.
    Its region is the document's; only who manages the whole site may teach it to all of them.
    """
    general = Access.of(request.user).may_in_region(Action.MANAGE, None)
    region = work.region
    before = work.read()
    vocabulary = vocabulary_for(region)
    asked = request.GET.get("place", ""), request.GET.get("word", "")
    unknown = next(
        (one for one in unknowns(before, vocabulary) if (one.place, one.word) == asked), None
    )
    if unknown is None or not unknown.word:
        messages.info(request, _("这个词已经有含义了。"))
        return redirect(f"{home}#summary")
    entry = models.WordMeaning(place=unknown.place, word=unknown.word)
    tried: Effect | None = None
    likely: list[Likely] = []
    named = [
        Option(f"{CODE}:{code}", f"{code} {name}")
        for code, name in names_alike(unknown.text, unknown.place, vocabulary)
    ]
    if request.method == "POST":
        form = TeachForm(request.POST, instance=entry, region=region, general=general, likely=named)
        if form.is_valid():
            if "try" not in request.POST:
                remember(request, form.instance)
                store()
                known = vocabulary_for(region)
                after = reread_document(before, known)
                _say(request, form.instance, effect(before, after))
                left = unknowns(after, known)
                anchor = left[min(unknown.number, len(left)) - 1].key if left else "summary"
                return redirect(f"{home}#{anchor}")
            learnt = vocabulary.with_words([(form.instance.word, form.word())])
            tried = effect(before, reread_document(before, learnt))
    else:
        form = TeachForm(instance=entry, region=region, general=general, likely=named)
        likely = likely_meanings(before, unknown, vocabulary)
    table = before.table(unknown.at[0])
    return page(
        request,
        "meaning.html",
        _("这是什么？"),
        status=422 if request.method == "POST" and tried is None else 200,
        form=form,
        unknown=unknown,
        table=table,
        tried=tried,
        likely=likely,
        questions=asked_about(unknown.place, named, form["what"].value() or ""),
        chosen=form["what"].value() or "",
        home=f"{home}#{unknown.key}",
        means=in_words(form.instance.coordinates) or KINDS[form.instance.kind] if tried else "",
    )


@dataclass(frozen=True, slots=True)
class Likely:
    """A likely meaning, and what speaks for it in the document."""

    option: Option
    guess: Guess


def likely_meanings(
    data: DisclosureData, unknown: Unknown, vocabulary: Vocabulary, seconds: float = SECONDS
) -> list[Likely]:
    """What the word may well mean, the likeliest first, by trying it in its tables for so long."""
    options = {one.value: one for asked in questions(unknown.place) for one in asked.options}
    found = guesses(
        data,
        word=unknown.word,
        place=unknown.place,
        tables={n for n, _row, _column in (*unknown.cells, *unknown.figures)},
        meanings=meanings(unknown.place),
        vocabulary=vocabulary,
        seconds=seconds,
    )
    return [Likely(options[guess.key], guess) for guess in found]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the page; `is_open` where its chosen answer stands in it."""

    question: Question
    is_open: bool


def asked_about(place: str, named: Sequence[Option], chosen: str) -> list[Asked]:
    """The questions of the page, with the official names that look like the word first."""
    asked = questions(place)
    if named:
        asked.insert(0, Question(_("是分类目录里的科目？"), tuple(named)))
    return [Asked(one, chosen in one.values) for one in asked]


@transaction.atomic
def remember(request: HttpRequest, entry: models.WordMeaning) -> models.WordMeaning:
    """Store a meaning, in place of what the same word meant at the same place and region."""
    held = models.WordMeaning.objects.filter(
        place=entry.place, word=entry.word, region=entry.region
    ).first()
    if held is not None:
        entry.pk, entry._state.adding = held.pk, False
    entry.full_clean()
    entry.save()
    log = admin.site.get_model_admin(models.WordMeaning)
    if held is None:
        log.log_addition(request, entry, [{"added": {}}])
    else:
        log.log_change(request, entry, [{"changed": {"fields": [str(_("坐标"))]}}])
    return entry


def _say(request: HttpRequest, entry: models.WordMeaning, made: Effect) -> None:
    means = in_words(entry.coordinates) or KINDS[entry.kind]
    said = _("已记下“%(word)s”：%(means)s。") % {"word": entry.word, "means": means}
    if made.understood:
        said += _("又读懂 %(n)s 个数字，还有 %(left)s 个没有读懂。") % {
            "n": made.understood,
            "left": made.left,
        }
    messages.success(request, said)
