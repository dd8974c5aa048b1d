"""The start page: what my bodies owe this year, how each document stands, and the next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets import models
from budgets.access import Access, Action
from budgets.lacking import LOOKED_AT, Lacks, lacking
from budgets.parts import parts
from budgets.todo import (
    APPROVED,
    DRAFT,
    EXCUSED,
    NOT_BEGUN,
    PUBLISHED,
    SCHEDULED,
    SENT_BACK,
    SOON,
    SUBMITTED,
    WITHDRAWN,
    WITHIN,
    Body,
    Todo,
    tell_people,
    todos,
)

_PAGE = 20
# Names of tables in one line; the rest is a number.
_NAMED = 6
_Kind = models.Disclosure.Kind
_DRAFTS = (DRAFT, SENT_BACK)
STATES = {
    NOT_BEGUN: gettext_lazy("没有开始"),
    DRAFT: gettext_lazy("草稿"),
    SENT_BACK: gettext_lazy("退回"),
    SUBMITTED: gettext_lazy("待审"),
    APPROVED: gettext_lazy("已审定"),
    SCHEDULED: gettext_lazy("已定时公开"),
    PUBLISHED: gettext_lazy("已公开"),
    WITHDRAWN: gettext_lazy("已撤下"),
    EXCUSED: gettext_lazy("不须公开"),
    WITHIN: gettext_lazy("随其他文件公开"),
}
_STEPS = {
    "begin": gettext_lazy("开始"),
    "go-on": gettext_lazy("继续"),
    "submit": gettext_lazy("送审……"),
    "review": gettext_lazy("审核……"),
    "publish": gettext_lazy("公开……"),
    "correct": gettext_lazy("更正……"),
}
# What the list can be narrowed to.
FILTERS = {
    "": gettext_lazy("全部"),
    "mine": gettext_lazy("要我办的"),
    "overdue": gettext_lazy("逾期的"),
    "not-begun": gettext_lazy("没有开始的"),
    "open": gettext_lazy("办理中的"),
    "done": gettext_lazy("已公开的"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a draft lacks, with the place where it is mended. `weight`: error, plain."""

    label: str
    address: str
    weight: str = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """A document on the page."""

    todo: Todo
    title: str
    state: str
    state_word: str
    days: str
    tone: str
    address: str
    items: tuple[Item, ...]
    step: str
    step_address: str
    is_main: bool

    @property
    def anchor(self) -> str:
        done = self.todo
        return f"d{done.disclosure}" if done.disclosure else f"d{done.body.pk}-{done.kind}"


@dataclass(frozen=True, slots=True)
class Group:
    """A body with its documents; those that nobody has to do anything about are told in one line."""

    body: Body
    cards: tuple[Card, ...]
    quiet: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that the page shows."""

    year: int
    years: tuple[int, ...]
    groups: tuple[Group, ...]
    page: Page[Any]
    query: str
    only: str
    filters: tuple[tuple[str, str, int], ...]
    bodies: int
    overdue: int
    soon: int
    mine: int
    address: str


def work_of(request: HttpRequest) -> Work:
    """What is to be done, as the address asks for it: `year`, `q`, `only`, `page`."""
    this_year = timezone.localdate().year
    years = tuple(range(this_year + 1, this_year - 4, -1))
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and int(given) in years else this_year
    bodies = todos(request.user, year)
    query = request.GET.get("q", "").strip()[:80]
    only = request.GET.get("only", "")
    only = only if only in FILTERS else ""
    found = [body for body in bodies if query in body.name or query == body.slug]
    kept = [body for body in found if any(_is(only, one) for one in body.todos)] if only else found
    page = Paginator(kept, _PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    tell_people(shown)
    lacks = _lacks(request.user, bodies, shown)
    every = [one for body in found for one in body.todos]
    asked = {"year": str(year), **({"q": query} if query else {})}
    return Work(
        year=year,
        years=years,
        groups=tuple(_group(body, lacks, only) for body in shown),
        page=page,
        query=query,
        only=only,
        filters=tuple(
            (name, str(label), sum(_is(name, one) for one in every))
            for name, label in FILTERS.items()
            if name
        ),
        bodies=len(found),
        overdue=sum(one.left is not None and one.left < 0 for one in every),
        soon=sum(one.left is not None and 0 <= one.left <= SOON for one in every),
        mine=sum(_is("mine", one) for one in every),
        address=f"?{urlencode(asked)}",
    )


def _is(only: str, todo: Todo) -> bool:
    match only:
        case "mine":
            if todo.step in ("", "correct"):
                return False
            return todo.required or todo.state != NOT_BEGUN
        case "overdue":
            return todo.left is not None and todo.left < 0
        case "not-begun":
            return todo.state == NOT_BEGUN and todo.required
        case "open":
            return todo.state in (*_DRAFTS, SUBMITTED, APPROVED, SCHEDULED)
        case "done":
            return todo.state in (PUBLISHED, WITHIN)
    return True


def _lacks(user: Any, bodies: Sequence[Body], shown: Sequence[Body]) -> dict[int, Lacks]:
    """What the drafts on the page lack; who has but a few learns also what reasons they owe."""
    mine = [
        todo
        for body in bodies
        for todo in body.todos
        if todo.state in _DRAFTS and Action.EDIT in body.actions
    ]
    drafts = [todo.disclosure for body in shown for todo in body.todos if todo.state in _DRAFTS]
    rows = (
        Access.of(user)
        .disclosures()
        .filter(pk__in=[key for key in drafts if key is not None])
        .select_related("department__region", "fiscal_year")
    )
    return lacking(list(rows), closely=len(mine) <= LOOKED_AT)


# ---- Cards


def _group(body: Body, lacks: dict[int, Lacks], only: str) -> Group:
    cards = [_card(todo, lacks) for todo in body.todos if not only or _is(only, todo)]
    loud = [one for one in cards if not _is_quiet(one.todo)]
    return Group(body, tuple(loud), tuple(one for one in cards if _is_quiet(one.todo)))


def _is_quiet(todo: Todo) -> bool:
    return todo.is_done or (todo.state == NOT_BEGUN and not todo.required)


def _card(todo: Todo, lacks: dict[int, Lacks]) -> Card:
    own = lacks.get(todo.disclosure) if todo.disclosure else None
    items = tuple(_items(todo, own)) if own else ()
    days, tone = _days(todo)
    address = _of(todo, "change") if todo.disclosure else ""
    step, step_address = _next(todo, items)
    return Card(
        todo=todo,
        title=_("%(year)s年%(kind)s") % {"year": todo.fiscal_year, "kind": _Kind(todo.kind).label},
        state=todo.state,
        state_word=str(STATES[todo.state]),
        days=days,
        tone=tone,
        address=address,
        items=items,
        step=step,
        step_address=step_address,
        is_main=todo.state != PUBLISHED and not _is_quiet(todo),
    )


def _days(todo: Todo) -> tuple[str, str]:
    """The days in words, and their tone; the tone never says what the words do not."""
    if todo.state == PUBLISHED and todo.published:
        return _("%(day)s 公开") % {"day": f"{todo.published:%Y-%m-%d}"}, "good"
    if todo.state == EXCUSED:
        return todo.excuse, "plain"
    if todo.state == WITHIN:
        return _("随%(kind)s公开") % {"kind": _Kind(todo.within).label}, "good"
    if todo.state == SCHEDULED and todo.publish_at:
        at = timezone.localtime(todo.publish_at)
        return _("%(at)s 自动公开") % {"at": f"{at:%Y-%m-%d %H:%M}"}, "good"
    if todo.left is None or todo.deadline is None:
        if todo.published is not None or not todo.required:
            return "", "plain"
        return _("未登记批复日，不知道期限"), "plain"
    due = f"{todo.deadline.due:%m-%d}"
    if todo.left < 0:
        late = ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", -todo.left) % {"n": -todo.left}
        return _("%(late)s（应在 %(due)s 前公开）") % {"late": late, "due": due}, "error"
    if todo.left == 0:
        return _("今天到期"), "warning"
    left = ngettext("还有 %(n)s 天", "还有 %(n)s 天", todo.left) % {"n": todo.left}
    said = _("%(left)s（%(due)s 前公开）") % {"left": left, "due": due}
    return said, "warning" if todo.left <= SOON else "plain"


def _items(todo: Todo, lacks: Lacks) -> Iterator[Item]:
    """What is still missing, in the order in which it is best mended."""
    home = _of(todo, "change")
    if lacks.unread:
        names = _named([name for _n, name in lacks.unread])
        yield Item(_("有没读懂的栏目或金额：%s") % names, f"{home}#unknowns", "error")
    if lacks.problems:
        said = ngettext("%(n)s 处读入问题", "%(n)s 处读入问题", lacks.problems)
        yield Item(said % {"n": lacks.problems}, f"{home}#problems", "error")
    if lacks.missing:
        upload = {"department": todo.body.pk, "year": todo.fiscal_year, "kind": todo.kind}
        address = f"{reverse('admin:budgets_disclosure_upload')}?{urlencode(upload)}"
        yield Item(_("缺表：%s") % _named(lacks.missing), address, "error")
    if lacks.blank:
        first = reverse("admin:budgets_disclosure_cells", args=[todo.disclosure, lacks.blank[0][0]])
        yield Item(_("还空着：%s") % _named([name for _n, name in lacks.blank]), first)
    if lacks.to_fill:
        yield Item(_("可以由其他表填写：%s") % _named(lacks.to_fill), _of(todo, "fill"))
    if lacks.errors:
        said = ngettext("%(n)s 处数字不符", "%(n)s 处数字不符", lacks.errors) % {"n": lacks.errors}
        yield Item(said, f"{home}#findings", "error")
    if lacks.remarks:
        said = ngettext("%(n)s 条批注没有了结", "%(n)s 条批注没有了结", lacks.remarks)
        yield Item(said % {"n": lacks.remarks}, f"{home}#remarks")
    if lacks.performance:
        draft = models.Disclosure(pk=todo.disclosure)
        tools = [link for part in parts() for link in part.tools(draft)]
        if tools:
            yield Item(_("绩效还没有录入"), tools[0].address)
    if lacks.sections is None:
        yield Item(_("说明还没有编写"), _of(todo, "narrative"))
    elif lacks.sections:
        said = ngettext("说明缺 %(n)s 部分", "说明缺 %(n)s 部分", lacks.sections)
        yield Item(said % {"n": lacks.sections}, _of(todo, "narrative"))
    if lacks.reasons:
        said = ngettext("%(n)s 处增减没有写明原因", "%(n)s 处增减没有写明原因", lacks.reasons)
        yield Item(said % {"n": lacks.reasons}, _of(todo, "reasons"))


def _named(names: Sequence[str]) -> str:
    told = "、".join(names[:_NAMED])
    more = len(names) - _NAMED
    return told if more <= 0 else _("%(names)s等 %(n)s 张") % {"names": told, "n": len(names)}


def _of(todo: Todo, name: str) -> str:
    return reverse(f"admin:budgets_disclosure_{name}", args=[todo.disclosure])


def _next(todo: Todo, items: Sequence[Item]) -> tuple[str, str]:
    """The one step: its words and its address."""
    match todo.step:
        case "begin":
            asked = {"department": todo.body.pk, "year": todo.fiscal_year, "kind": todo.kind}
            address = f"{reverse('admin:budgets_disclosure_begin')}?{urlencode(asked)}"
            return str(_STEPS["begin"]), address
        case "go-on":
            if items:
                return str(_STEPS["go-on"]), items[0].address
            if Action.SUBMIT in todo.body.actions:
                return str(_STEPS["submit"]), _of(todo, "submit")
            return str(_STEPS["go-on"]), _of(todo, "change")
        case "review" | "publish" | "correct":
            return str(_STEPS[todo.step]), _of(todo, todo.step)
    return "", ""
