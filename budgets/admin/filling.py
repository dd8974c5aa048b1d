"""由明细表填写: tables that follow from others, shown beside the draft's own before anything changes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets.admin.answers import page
from budgets.admin.drafts import CHANGE
from budgets.admin.scope import working_draft
from budgets.deriving import (
    NothingToDerive,
    Proposal,
    adopt,
    functions_of,
    propose,
    told_sources,
)
from budgets.money import UNITS, YUAN, format_fen
from budgets.states import NotADraft

SOURCES = (
    ("", gettext_lazy("未分列")),
    ("general", gettext_lazy("一般公共预算")),
    ("fund", gettext_lazy("政府性基金预算")),
    ("capital", gettext_lazy("国有资本经营预算")),
    ("special", gettext_lazy("财政专户管理资金")),
    ("unit", gettext_lazy("单位资金")),
)
REST = "rest"


class SourcesForm(forms.Form):
    """Which money pays for each function, where no table tells it."""

    def __init__(self, *args: object, functions: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields[REST] = forms.ChoiceField(
            label=_("除下列科目外，支出用的是"), choices=SOURCES, required=False
        )
        for code, printed in functions:
            self.fields[code] = forms.ChoiceField(label=printed, choices=SOURCES, required=False)

    def sources(self) -> dict[str, str]:
        """Function code beginning -> source; "" stands for the rest."""
        chosen = {name: source for name, source in self.cleaned_data.items() if source}
        return {("" if name == REST else name): source for name, source in chosen.items()}


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what filling would give; put the tables into the draft.

    All at once; where filling would write over what people brought or typed, they choose.
    """
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(CHANGE, pk)
    given = request.POST if request.method == "POST" else request.GET
    # What was told when a table was filled before goes on counting until something else is told.
    told = given or {code or REST: source for code, source in told_sources(draft).items()}
    form = SourcesForm(told, functions=functions_of(draft))
    sources = form.sources() if form.is_valid() else {}
    try:
        if request.method == "POST":
            codes = request.POST.getlist("table")
            if codes:
                changed = adopt(draft, codes=codes, sources=sources, by=request.user)
                _tell(request, codes, filled=changed.change is not None)
                return redirect(CHANGE, pk)
            messages.error(request, _("请先勾选要填写的表。"))
        proposals = propose(draft, sources)
    except (NothingToDerive, NotADraft) as error:
        messages.error(request, str(error))
        return redirect(CHANGE, pk)
    to_fill = [one for one in proposals if one.to_fill]
    return page(
        request,
        "fill.html",
        _("由明细表填写"),
        disclosure=draft,
        form=form,
        asks=bool(sources) or any(cell.by_source for p in proposals for cell in p.derived.open),
        proposals=[_shown(proposal) for proposal in proposals],
        count=len(to_fill),
        chooses=any(one.to_choose for one in to_fill),
    )


def _tell(request: HttpRequest, codes: list[str], *, filled: bool) -> None:
    if filled:
        said = _("已填写：%(tables)s。来源改动以后，可以再更新；这一步可以撤销。")
        messages.success(request, said % {"tables": "、".join(codes)})
    else:
        messages.info(request, _("这些表已经与来源一致，没有改动。"))


def _shown(proposal: Proposal) -> dict[str, object]:
    table = proposal.derived.table
    unit = UNITS.get(table.unit, YUAN)

    def figure(fen: int) -> str:
        return format_fen(fen, unit) if fen else ""

    return {
        "table": table,
        "sources": proposal.derived.sources,
        "present": proposal.present is not None,
        "following": proposal.following,
        "to_choose": proposal.to_choose,
        "to_fill": proposal.to_fill,
        "open": len(proposal.derived.open),
        "why": list(dict.fromkeys(cell.why for cell in proposal.derived.open)),
        "filled": sum(bool(fact.amount.fen) for fact in table.facts),
        "differences": [
            {
                "row": one.row,
                "column": one.column,
                "present": figure(one.present),
                "derived": figure(one.derived),
            }
            for one in proposal.differences
        ],
    }
