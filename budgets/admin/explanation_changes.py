"""Changes of an explanation: each is stored, checked again, and said with what it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgets import models
from budgets.admin.explanation_page import answer
from budgets.admin.marking import place_in_text
from budgets.admin.scope import PUBLIC_NOW, working_draft
from budgets.admin.slots import digest, plain, sent
from budgets.narrating import (
    NotWritten,
    UnusableText,
    begin_writing,
    earlier_figures,
    edit_paragraph,
    replace_figure,
    take_back,
    tell_all,
    tell_earlier,
    written,
)
from budgets.narrative.checking import check_narrative
from budgets.narrative.data import EarlierFigure
from budgets.narrative.writing import PRIOR, fen_of
from budgets.publishing import NotADraft
from budgets.rewriting import earlier_document
from budgets.storage import load_disclosure, load_findings, sections

PAGE = "admin:budgets_disclosure_narrative"
# Names of the fields of figures of the year before, by their slots.
EARLIER = "earlier:"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a change is measured against: the paragraphs, and how many figures contradict."""

    paragraphs: tuple[str, ...]
    contradicted: int


def standing(draft: models.Disclosure) -> Standing:
    """How a draft's explanation stands now."""
    texts = tuple(text for section in sections(draft.narrative) for text in section.paragraphs)
    findings = [one for one in load_findings(draft) if one.severity != "rounding"]
    return Standing(texts, sum(place_in_text(one) is not None for one in findings))


def changed(
    request: HttpRequest,
    draft: models.Disclosure,
    do: Callable[[], object],
    done: str,
    *,
    anchor: str = "",
) -> HttpResponse:
    """Do it, say what it changed, and lead to the page, at `anchor` or where the text changed."""
    before = standing(draft)
    try:
        do()
    except NotADraft:
        messages.error(request, PUBLIC_NOW)
    except NotWritten:
        messages.error(request, _("这份说明不是由程序编写的，没有改动。"))
    except UnusableText as error:
        messages.error(request, error.message)
    else:
        draft.refresh_from_db()
        after = standing(draft)
        messages.success(request, f"{done} {news(before, after)}")
        return redirect(f"{reverse(PAGE, args=[draft.pk])}{anchor or _first(before, after)}")
    return redirect(PAGE, draft.pk)


def news(before: Standing, after: Standing) -> str:
    """What checking again showed, in a sentence."""
    known = set(before.paragraphs)
    said = _("已重新核对：%(n)s 段文字有变动，") % {
        "n": sum(text not in known for text in after.paragraphs)
    }
    if after.contradicted == before.contradicted:
        return said + _("不符的仍是 %(n)s 处。") % {"n": after.contradicted}
    return said + _("不符的由 %(before)s 处变为 %(after)s 处。") % {
        "before": before.contradicted,
        "after": after.contradicted,
    }


def _first(before: Standing, after: Standing) -> str:
    known = set(before.paragraphs)
    new = (n for n, text in enumerate(after.paragraphs, 1) if text not in known)
    return next((f"#p{n}" for n in new), "")


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """由程序编写: what stood there is kept."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)

    def do() -> None:
        begin_writing(draft, by=request.user)

    return changed(request, draft, do, _("已由程序编写。"), anchor="#owed")


@require_POST
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the right figure in the place of a wrong one, if it still stands there."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)
    key, was = request.POST.get("key", ""), request.POST.get("was", "")
    check = check_narrative(load_disclosure(draft), earlier_document(draft), earlier_figures(draft))
    right = next((one for one in check.fixes if one.key == key), None)
    texts = standing(draft).paragraphs
    if right is None or texts[right.paragraph][right.start : right.end] != was:
        messages.error(request, _("这段文字已经改动，请重新核对。"))
        return redirect(PAGE, pk)
    return changed(
        request,
        draft,
        lambda: replace_figure(draft, fix=right, by=request.user),
        _("已把 %(wrong)s 改为 %(right)s。") % {"wrong": was, "right": right.text},
        anchor=f"#k{right.paragraph}-{right.start}",
    )


@require_POST
def paragraph(request: HttpRequest, pk: int, n: int) -> HttpResponse:
    """Another text for a paragraph of an explanation that was brought; `n` counts from 1."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)
    texts = standing(draft).paragraphs
    now = texts[n - 1] if 0 < n <= len(texts) else ""
    text = request.POST.get("text", "")
    if not now or digest(now) != request.POST.get("was"):
        # What was typed is not lost: it stands on the page, beside what stands there now.
        messages.error(request, _("这段文字刚刚有了改动，没有保存。您写的文字列在下面。"))
        return answer(request, draft, status=409, unsaved=text)
    if plain(text) == plain(now):
        messages.info(request, _("没有变动。"))
        return redirect(f"{reverse(PAGE, args=[pk])}#p{n}")
    return changed(
        request,
        draft,
        lambda: edit_paragraph(draft, paragraph=n - 1, before=now, text=text, by=request.user),
        _("已改写第 %(n)s 段。") % {"n": n}
        if text.strip()
        else _("已删去第 %(n)s 段。") % {"n": n},
    )


@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was filled in on the page; what can't stand comes back with what was typed."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)
    back = sent(written(draft), request.POST.dict())
    if not back.texts:
        messages.info(request, _("没有变动。"))
        return redirect(PAGE, pk)
    if back.overtaken:
        errors = dict.fromkeys(
            back.overtaken, _("这一处刚刚被别人改动。要用您写的，请再保存一次。")
        )
        messages.error(request, _("没有保存：有 %(n)s 处刚刚被改动。") % {"n": len(errors)})
        return answer(request, draft, status=409, typed=back.texts, errors=errors)
    before = standing(draft)
    try:
        tell_all(draft, texts=back.texts, by=request.user)
    except UnusableText as error:
        messages.error(request, _("没有保存：%(why)s") % {"why": error.message})
        return answer(request, draft, status=422, typed=back.texts, errors=error.slots)
    except NotWritten:
        messages.error(request, _("说明已换成别的文字，没有保存。您写的文字列在下面。"))
        unsaved = "\n\n".join(text for text in back.texts.values() if text)
        return answer(request, draft, status=409, unsaved=unsaved)
    except NotADraft:
        messages.error(request, PUBLIC_NOW)
        return redirect(PAGE, pk)
    draft.refresh_from_db()
    after = standing(draft)
    done = _("已保存 %(n)s 处。") % {"n": len(back.texts)}
    messages.success(request, f"{done} {news(before, after)}")
    return redirect(f"{reverse(PAGE, args=[pk])}{_first(before, after)}")


@require_POST
def earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """Figures of the year before, told once for the body."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)
    slots = {slot.key: slot for slot in written(draft).slots if slot.kind == PRIOR}
    typed = {
        name.removeprefix(EARLIER): text.strip()
        for name, text in request.POST.items()
        if name.startswith(EARLIER) and name.removeprefix(EARLIER) in slots
    }
    new = {key: text for key, text in typed.items() if text != slots[key].text}
    errors = {
        key: _("请填写金额：以元为单位的数，或带上单位，如 3.5万元。")
        for key, text in new.items()
        if text and fen_of(text) is None
    }
    if errors:
        messages.error(request, _("没有保存：有 %(n)s 个数不是金额。") % {"n": len(errors)})
        return answer(request, draft, status=422, errors=errors, typed_earlier=typed)
    if not new:
        messages.info(request, _("没有变动。"))
        return redirect(PAGE, pk)
    told = [
        EarlierFigure(slots[key].coordinates, fen)
        for key, text in new.items()
        if (fen := fen_of(text)) is not None
    ]

    def do() -> None:
        tell_earlier(
            draft.department,
            draft.fiscal_year.year - 1,
            told,
            kind=draft.kind,
            withdrawn=[slots[key].coordinates for key, text in new.items() if not text],
            by=request.user,
        )

    return changed(request, draft, do, _("已记下 %(n)s 个上年数。") % {"n": len(new)})


@require_POST
def bring_back(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """取回: the explanation as it stood before an event."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)
    kept = get_object_or_404(models.KeptExplanation, event=event, event__disclosure=draft)
    return changed(
        request,
        draft,
        lambda: take_back(draft, kept=kept, by=request.user),
        _("已取回原来的说明；刚才的那份也还留着。"),
    )
