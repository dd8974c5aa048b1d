"""Entering an evaluation: what was reached and spent, scores that follow as they are typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from budgets.models import Disclosure
from performance.admin import live
from performance.admin.answers import (
    Changed,
    entry_draft,
    opened,
    own_page,
    place_of,
    without_draft,
)
from performance.admin.grids import plain
from performance.admin.results import (
    LABELS,
    Cell,
    EvaluationForm,
    cells_of,
    columns_of,
    is_open,
    money_cells_of,
    money_columns_of,
    name_of,
)
from performance.admin.sources import made_ready
from performance.admin.words import page_words, said_after
from performance.data import EvaluationData, ExecutionData, ItemData
from performance.entering import (
    Entered,
    NoDraft,
    NotEntered,
    enter,
    performance_of,
    with_evaluation,
)
from performance.forms.wording import joined_value
from performance.scoring import OPEN, Scoring, score_evaluation

WORKBENCH = "performance-admin:workbench"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: an item with its inputs, and its lines of money with theirs."""

    place: int
    item: ItemData
    name: str
    target: str
    cells: list[Cell]
    shown: list[Cell]
    money: list[tuple[int, ExecutionData, list[Cell]]]


def _base(draft: Disclosure, place: int | None, key: str) -> EvaluationData | None:
    if place is None:
        return made_ready(draft, key)
    present = performance_of(draft).evaluations
    return present[place] if place < len(present) else None


@require_http_methods(["GET", "POST"])
def evaluation(request: HttpRequest, pk: int, place: int | None = None) -> HttpResponse:
    """An evaluation made ready from its targets (?from=), or one of the draft."""
    try:
        draft = entry_draft(request, pk)
        base = _base(draft, place, request.GET.get("from", ""))
        if base is None:
            messages.error(request, _("没有找到这份自评或它的绩效目标，请从这里重新选择。"))
            return redirect(WORKBENCH, pk)
        if request.method != "POST":
            form = EvaluationForm(base=base)
            form.initial = form.said()
            return _page(request, draft, form, place, opened(base) if place is not None else "")
        return _post(request, draft, base, place)
    except NoDraft as error:
        return without_draft(request, pk, error)


def _post(
    request: HttpRequest, draft: Disclosure, base: EvaluationData, place: int | None
) -> HttpResponse:
    form = EvaluationForm(request.POST, base=base)
    seen = request.POST.get("opened", "")
    status = 422
    if form.is_valid():
        name = form.base.project_name or _("部门整体")
        change = partial(_change, form.evaluation(), place, seen)
        try:
            entered = enter(draft, change, what=f"绩效自评：{name}", by=request.user)
        except NoDraft:
            raise
        except NotEntered as error:
            form.refuse(error.mistakes)
            if isinstance(error, Changed):
                seen, status = opened(base), 409
        else:
            found = entered.reading.performance.evaluations
            at = next(at for at, one in enumerate(found) if one is entered.subject)
            address = reverse("performance-admin:evaluation", args=[draft.pk, at])
            return said_after(request, draft, entered, name, address)
    return _page(request, draft, form, place, seen, status=status)


def _change(evaluation: EvaluationData, place: int | None, seen: str, draft: Disclosure) -> Entered:
    if place is not None:
        place = place_of(performance_of(draft).evaluations, place, seen)
    return with_evaluation(draft, evaluation, place)


def _page(
    request: HttpRequest,
    draft: Disclosure,
    form: EvaluationForm,
    place: int | None,
    seen: str,
    *,
    status: int = 200,
) -> HttpResponse:
    base = form.base
    name = base.project_name or _("部门整体")
    score_url = (
        reverse("performance-admin:score-new-evaluation", args=[draft.pk])
        if place is None
        else reverse("performance-admin:score-evaluation", args=[draft.pk, place])
    )
    query = QueryDict(mutable=True)
    if key := request.GET.get("from"):
        query["from"] = key
    parts = list(_parts(form))
    return own_page(
        request,
        "evaluation.html",
        _("绩效自评：%(name)s") % {"name": name},
        status=status,
        disclosure=draft,
        form=form,
        base=base,
        place=place,
        opened=seen,
        parts=parts,
        order=" ".join(columns_of(form.layout_name)),
        money_order=" ".join(money_columns_of(form.layout_name)),
        columns=[
            (name, LABELS[name]) for name in columns_of(form.layout_name) if name != "standard"
        ],
        money_columns=[(name, LABELS[name]) for name in money_columns_of(form.layout_name)],
        fields=[form[name] for name in ("authority", "unit") if name in form.fields],
        goals=[form[name] for name in ("goal", "goal_reached") if name in form.fields],
        unit=form.drawn.unit.name,
        score_url=f"{score_url}?{query.urlencode()}" if query else score_url,
        words=page_words(),
        mistakes=live.mistakes_said(form.grid_mistakes),
    )


def _parts(form: EvaluationForm) -> Any:
    """The parts in the order of their lines, each with its lines as they are shown now."""
    base = form.base
    items, money = form.rows("items"), form.rows("money")
    at = 0
    lines: list[Line] = []
    for place, item in enumerate(base.items):
        own = []
        for line in item.execution:
            own.append((at, line, _shown(money_cells_of(line, form.layout_name), money[at])))
            at += 1
        cells = _shown(cells_of(item, form.layout_name), items[place])
        target = "" if item.execution else joined_value(item.target) or "—"
        lines.append(Line(place, item, name_of(item), target, cells, cells, own))
    names = list(dict.fromkeys(item.part for item in base.items))
    for number, name in enumerate(names):
        mine = [line for line in lines if line.item.part == name]
        # Last year's figures have a column only where a line compares with them.
        used = {cell.name for line in mine for cell in line.cells if cell.open} - {"standard"}
        used |= {"weight", "score"}
        heads = [(one, LABELS[one]) for one in columns_of(form.layout_name) if one in used]
        told = [
            replace(line, shown=[cell for cell in line.cells if cell.name in used]) for line in mine
        ]
        yield number, name, heads, told


def _shown(cells: list[Cell], sent: list[str]) -> list[Cell]:
    """The inputs with what was sent, in the order of the grid's text (the name comes first)."""
    texts = sent[1:]
    return [
        replace(cell, text=texts[at]) if at < len(texts) and cell.open else cell
        for at, cell in enumerate(cells)
    ]


# --- Scores as they are typed -------------------------------------------------------------------


@require_POST
def score(request: HttpRequest, pk: int, place: int | None = None) -> JsonResponse:
    """What the rules say of the page as it is now; nothing is stored."""
    try:
        draft = entry_draft(request, pk)
    except NoDraft as error:
        return live.refused(error)
    base = _base(draft, place, request.GET.get("from", ""))
    if base is None:
        return live.answer(live.mistakes_said(NotEntered([_("这份自评已经不在草稿里。")]).mistakes))
    form = EvaluationForm(request.POST, base=base)
    if not form.is_valid():
        return live.answer(live.mistakes_said(form.mistakes()))
    meant = form.evaluation()
    try:
        said = live.entry_said(with_evaluation(draft, meant, place), meant)
    except NotEntered as error:
        said = live.mistakes_said(error.mistakes)
    return live.answer(said, **_scores(meant))


def _scores(meant: EvaluationData) -> dict[str, Any]:
    """Every line's score by its rule beside what is typed; sums, grade, rates."""
    typed = score_evaluation(meant)
    free = score_evaluation(_without_scores(meant))
    return {
        "items": [
            {
                "suggested": plain(free.items[row].score),
                "verdict": one.verdict,
                "rule": one.rule_name,
                "source": one.source,
                "steps": list(one.steps or free.items[row].steps),
                "open": is_open(one.item, "score"),
            }
            for row, one in enumerate(typed.items)
        ],
        "parts": [
            {"name": part.name, "weight": plain(part.weight), "score": plain(part.score)}
            for part in meant.parts
        ],
        "total": {
            "weight": plain(meant.total_weight),
            "score": plain(meant.score),
            "grade": meant.grade,
            "left": sum(one.verdict == OPEN for one in typed.items),
        },
        "suggested": _suggested(free),
        "rates": [line.rate_printed for item in meant.items for line in item.execution],
    }


def _suggested(free: Scoring) -> dict[str, str]:
    return {"score": plain(free.score), "grade": free.grade}


def _without_scores(evaluation: EvaluationData) -> EvaluationData:
    return replace(
        evaluation,
        items=tuple(
            replace(
                item,
                score=None,
                execution=tuple(replace(line, score=None) for line in item.execution),
            )
            for item in evaluation.items
        ),
        parts=tuple(replace(part, score=None) for part in evaluation.parts),
        score=None,
        grade="",
    )
