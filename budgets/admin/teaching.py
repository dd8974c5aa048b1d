"""The page 这是什么？: a word of a document gets a meaning, which then serves every later one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
from budgets.admin.unknowns import Unknown, unknowns
from budgets.admin.work import Work
from budgets.data import DisclosureData
from budgets.importing import vocabulary_for


def teach(
    request: HttpRequest,
    work: Work,
    *,
    home: str,
    store: Callable[[], Any],
) -> HttpResponse:
    """The form for one word of a workbook. `store` is called once the word is known.

    The word is named in the address by its place and letters, and must be unknown in the document.
    Its region is the document's; only who manages the whole site may teach it to all of them.
    """
    general = Access.of(request.user).may_in_region(Action.MANAGE, None)
    region = work.department.region
    before = work.read()
    asked = request.GET.get("place", ""), request.GET.get("word", "")
    unknown = next(
        (one for one in _unknowns(before, region) if (one.place, one.word) == asked), None
    )
    if unknown is None or not unknown.word:
        messages.info(request, _("这个词已经有含义了。"))
        return redirect(f"{home}#summary")
    entry = models.WordMeaning(place=unknown.place, word=unknown.word)
    tried: Effect | None = None
    if request.method == "POST":
        form = TeachForm(request.POST, instance=entry, region=region, general=general)
        if form.is_valid():
            if "try" not in request.POST:
                remember(request, form.instance)
                store()
                after = work.read()
                _say(request, form.instance, effect(before, after))
                left = _unknowns(after, region)
                anchor = left[min(unknown.number, len(left)) - 1].key if left else "summary"
                return redirect(f"{home}#{anchor}")
            tried = effect(before, work.read((form.instance.word, form.word())))
    else:
        form = TeachForm(instance=entry, region=region, general=general)
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
        home=f"{home}#{unknown.key}",
        means=in_words(form.instance.coordinates) or KINDS[form.instance.kind] if tried else "",
    )


def _unknowns(data: DisclosureData, region: models.Region) -> list[Unknown]:
    return unknowns(data, vocabulary_for(region))


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
