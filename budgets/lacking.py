"""What drafts still lack, told from what is stored of them; a handful of queries for any number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from budgets import models
from budgets.data import DisclosureData, TableData
from budgets.narrative.completeness import completeness
from budgets.reasoning import reasons_owed
from budgets.reconcile import STILL_BLANK
from budgets.standards import Standard, bare_title, recognise, standards
from budgets.standards_kept import made
from budgets.storage import sections

# Owed reasons are worked out of the whole document: for so many drafts of a person, and no more.
LOOKED_AT = 3
_REMEMBERED = 200
_reasons: OrderedDict[tuple[Any, ...], int] = OrderedDict()


@dataclass(frozen=True, slots=True)
class _Table:
    n: int
    kind: str
    code: str
    title: str
    told: int
    unread: int

    @property
    def name(self) -> str:
        return f"{self.code} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Lacks:
    """What a draft still lacks, as far as it is stored.

    Tables are (n, name); `missing` are names of forms. `sections` tells an explanation that lacks
    standard sections, None where there is none at all; `reasons` is None where nobody looked.
    """

    errors: int = 0
    problems: int = 0
    unread: tuple[tuple[int, str], ...] = ()
    blank: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = ()
    to_fill: tuple[str, ...] = ()
    performance: bool = False
    sections: int | None = 0
    reasons: int | None = None
    remarks: int = 0


def lacking(drafts: Sequence[models.Disclosure], *, closely: bool) -> dict[int, Lacks]:
    """By key what each of these drafts lacks; `closely` counts the reasons that are owed too.

    The drafts come with their department's region and their fiscal year.
    """
    keys = [draft.pk for draft in drafts]
    if not keys:
        return {}
    tables = _tables(keys)
    errors = _counted(
        models.Finding.objects.filter(
            disclosure__in=keys, severity="error", explained_by="", explanation=""
        ).exclude(key__startswith=STILL_BLANK)
    )
    problems = _counted(models.Problem.objects.filter(disclosure__in=keys, severity="error"))
    remarks = _counted(
        models.CellComment.objects.filter(disclosure__in=keys, settled_at=None, answers=None)
    )
    known = [*map(made, models.OwnStandard.objects.select_related("region")), *standards()]
    found = {}
    for draft in drafts:
        own = tables.get(draft.pk, [])
        forms = _forms(draft, own, known)
        money = [one for one in own if one.kind == "money"]
        derivable = _derivable(forms, money)
        # What follows from others is not filled in by hand: it waits for its sources.
        follows = {form.code for form in forms.forms if form.derived_from} if forms else set()
        found[draft.pk] = Lacks(
            errors=errors.get(draft.pk, 0),
            problems=problems.get(draft.pk, 0),
            unread=tuple((one.n, one.code or one.title) for one in money if one.unread),
            blank=tuple(
                (one.n, one.code or one.title)
                for one in money
                if not one.told and one.code not in follows
            ),
            missing=tuple(_missing(forms, money, derivable)),
            to_fill=tuple(sorted(derivable, key=[form.code for form in forms.forms].index))
            if forms
            else (),
            performance=_wants_performance(draft, forms, own),
            sections=_sections(draft),
            reasons=_reasons_owed(draft) if closely and money else None,
            remarks=remarks.get(draft.pk, 0),
        )
    return found


def _counted(rows: Any) -> dict[int, int]:
    counted = rows.order_by().values("disclosure").annotate(n=Count("pk"))
    return dict(counted.values_list("disclosure", "n"))


def _tables(keys: Collection[int]) -> dict[int, list[_Table]]:
    """The tables of drafts with how much each says; those stored before that was kept are counted."""
    columns = ("pk", "disclosure", "n", "kind", "code", "title", "layout__told", "layout__unread")
    rows = list(
        models.BudgetTable.objects.filter(disclosure__in=keys)
        .order_by("disclosure", "n")
        .values_list(*columns)
    )
    older = {row[0]: [0, 0] for row in rows if row[6] is None}
    if older:
        meanings = models.BudgetRow.objects.filter(table__in=list(older)).order_by()
        for table, meaning in meanings.values_list("table", "meaning"):
            older[table][0] += sum(fact[1] is not None for fact in meaning["facts"])
            older[table][1] += len(meaning["lost"])
    found: dict[int, list[_Table]] = {}
    for pk, disclosure, n, kind, code, title, told, unread in rows:
        told, unread = older.get(pk, (told, unread))
        found.setdefault(disclosure, []).append(_Table(n, kind, code, title, told, unread))
    return found


def _forms(
    draft: models.Disclosure, tables: Sequence[_Table], known: Sequence[Standard]
) -> Standard | None:
    """The standard that a draft was begun with, or whose titles it bears."""
    if draft.standard:
        return next((one for one in known if one.key == draft.standard), None)
    stubs = tuple(TableData(one.n, one.kind, one.code, one.title, "", (), (), ()) for one in tables)
    data = DisclosureData("", draft.fiscal_year.year, draft.kind, stubs)
    return recognise(data, known)


def _derivable(forms: Standard | None, money: Sequence[_Table]) -> set[str]:
    """Codes of tables that are blank or missing and whose sources say something."""
    if forms is None:
        return set()
    told = {one.code for one in money if one.told}
    return {
        form.code
        for form in forms.forms
        if form.derived_from and set(form.derived_from) <= told and form.code not in told
    }


def _missing(
    forms: Standard | None, money: Sequence[_Table], derivable: Collection[str]
) -> list[str]:
    """Forms of money that a draft has no table of."""
    if forms is None:
        return []
    titles = {bare_title(one.title) for one in money}
    return [
        form.code
        for form in forms.forms
        if form.kind == "money"
        and form.code not in derivable
        and bare_title(form.title) not in titles
    ]


def _wants_performance(
    draft: models.Disclosure, forms: Standard | None, tables: Sequence[_Table]
) -> bool:
    """Whether targets or results belong to the document and none are there."""
    if any(one.kind == "performance" for one in tables):
        return False
    kinds = models.Disclosure.Kind
    if draft.kind in (kinds.PERFORMANCE, kinds.EVALUATION):
        return True
    return forms is not None and any(form.kind == "performance" for form in forms.forms)


def _sections(draft: models.Disclosure) -> int | None:
    """How many standard sections an explanation lacks or leaves empty; None: there is none."""
    kinds = models.Disclosure.Kind
    if draft.kind not in (kinds.BUDGET, kinds.FINAL_ACCOUNTS):
        return 0
    if not draft.narrative:
        return None
    lacks = completeness(sections(draft.narrative))
    return len(lacks.missing) + len(lacks.empty)


def _reasons_owed(draft: models.Disclosure) -> int:
    """How many changes owe a reason; remembered until the draft says something else."""
    key = (draft.pk, draft.revision, hash(str(draft.narrative)), draft.narrative_is_written)
    if key not in _reasons:
        _reasons[key] = len(reasons_owed(draft))
        while len(_reasons) > _REMEMBERED:
            _reasons.popitem(last=False)
    _reasons.move_to_end(key)
    return _reasons[key]
