"""A document in plain words: what the body does by its own account, what it gets and what it spends.

Every amount is a measure that the document's tables tell, rounded, and leads to its cell; where they
contradict one another the sentence says so. A share is told of parts of the same whole alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from budgets.data import DisclosureData, SectionData
from budgets.measures import Measured
from budgets.narrative.standard import section_key
from budgets.pages.english import gloss
from budgets.pages.figures import basis_of
from budgets.pages.findings import place_of
from budgets.pages.glossing import Glossing
from budgets.pages.rendering import official
from budgets.pages.understanding.amounts import share, spoken
from budgets.pages.understanding.breakdown import Node, exhausts
from budgets.pages.understanding.executed import Executed
from budgets.pages.understanding.story import Story

_FIGURE = Markup('<a class="figure-link" href="{address}">{text}</a>')
_DISPUTED = Markup(' <a class="disputed" href="#findings-title">{text}</a>')
_NAME = Markup("<span{zh}>{name}</span>")
# What is quoted of an explanation.
_QUOTED = 150
_OF_THREE = ("abroad", "reception", "vehicles")
_FEW = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of what an explanation says that the body does, and its paragraph, from 1."""

    text: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class PlainWords:
    duties: Quote | None
    sentences: tuple[Markup, ...]


def plain_words(story: Story, executed: Executed | None = None) -> PlainWords | None:
    """The sentences in the active language; None where no total tells what is spent.

    `executed` is what final accounts say of the budget.
    """
    if "spending" not in story.measures:
        return None
    return PlainWords(duties_of(story.data), tuple(_Telling(story, executed).sentences()))


def duties_of(data: DisclosureData) -> Quote | None:
    """The first sentences of the explanation's section on what the body is there for."""
    paragraph = 0
    inside = 0
    for section in data.narrative:
        level = section.level
        if inside and level <= inside:
            inside = 0
        if not inside and section.heading and section_key(section.heading) == "duties":
            inside = level
        if inside and (quoted := _first_sentences(section)):
            return Quote(quoted, paragraph + 1)
        paragraph += len(section.paragraphs)
    return None


def _first_sentences(section: SectionData) -> str:
    text = " ".join(section.paragraphs[0].split()) if section.paragraphs else ""
    if len(text) <= _QUOTED:
        return text
    end = max(text.rfind(mark, 0, _QUOTED) for mark in "。！？")
    if end > 0:
        return text[: end + 1]
    end = max(text.rfind(mark, 0, _QUOTED) for mark in "；;，,、")
    return text[: end if end > 0 else _QUOTED] + "……"


class _Telling:
    """Writes the sentences of one document."""

    def __init__(self, story: Story, executed: Executed | None) -> None:
        self._story = story
        self._executed = executed
        self._measures = story.measures
        self._term = Glossing()
        self._final = basis_of(story.data.kind) == "final"

    def sentences(self) -> Iterator[Markup]:
        yield from self._totals()
        yield from self._sources()
        yield from self._budgeted()
        yield from self._natures()
        yield from self._functions()
        yield from self._three_public()

    def _totals(self) -> Iterator[Markup]:
        kept = "spent" in self._measures and not self._same("spent", "spending")
        if kept and "income" in self._measures and self._same("income", "spending"):
            # What is there and what it comes to are the same amount: once is enough.
            yield escape(self._said_of_rest()) % {
                "year": self._story.data.fiscal_year,
                "income": self._amount("income"),
                "spent": self._amount("spent"),
            }
            return
        values = {
            "year": self._story.data.fiscal_year,
            "income": self._amount("income"),
            "spent": self._amount("spent" if kept else "spending"),
            "spending": self._amount("spending"),
        }
        yield escape(self._said_of_totals(kept=kept)) % values

    def _said_of_totals(self, *, kept: bool) -> str:
        """`kept`: not all of the total is spent, the rest is left for later years."""
        if "income" not in self._measures:
            return (
                _("%(year)s 年它花了 %(spent)s。")
                if self._final
                else _("%(year)s 年它打算花 %(spent)s。")
            )
        if self._final:
            return (
                _(
                    "%(year)s 年它有 %(income)s 可用，花掉 %(spent)s，连同留给以后的共 %(spending)s。"
                )
                if kept
                else _("%(year)s 年它有 %(income)s 可用，花掉 %(spent)s。")
            )
        return (
            _(
                "%(year)s 年它预计有 %(income)s 可用，打算花 %(spent)s，连同留给以后的共 %(spending)s。"
            )
            if kept
            else _("%(year)s 年它预计有 %(income)s 可用，打算花 %(spent)s。")
        )

    def _said_of_rest(self) -> str:
        if self._final:
            return _("%(year)s 年它有 %(income)s 可用，花掉 %(spent)s，其余留给以后。")
        return _("%(year)s 年它预计有 %(income)s 可用，打算花 %(spent)s，其余留给以后。")

    def _budgeted(self) -> Iterator[Markup]:
        row = self._executed.whole if self._executed else None
        if row is None or row.budget is None or not row.budget.rate:
            return
        values = {
            "budget": _FIGURE.format(address=row.budget.address, text=spoken(row.budget.fen)),
            "rate": row.budget.rate,
        }
        if row.budget.near:
            yield escape(_("年初预算是 %(budget)s，和花掉的相同，差别不出四舍五入。")) % values
        elif row.fen == row.budget.fen:
            yield escape(_("年初预算是 %(budget)s，一分不多，一分不少。")) % values
        else:
            yield escape(_("年初预算是 %(budget)s，实际花掉的是它的 %(rate)s。")) % values

    def _sources(self) -> Iterator[Markup]:
        fiscal, income = self._measures.get("income-fiscal"), self._measures.get("income")
        if fiscal is None or income is None or not fiscal.fen:
            return
        values = {
            "amount": self._amount("income-fiscal", income.fen),
            "share": share(fiscal.fen, income.fen),
            "fiscal": self._term("财政拨款", _within(_("财政拨款"))),
        }
        if fiscal.fen == income.fen:
            yield escape(_("这些钱全部是%(fiscal)s，也就是由政府预算拨给它的。")) % values
        elif values["share"]:
            said = (
                # What was carried over may be of such money too: no table parts it.
                _("其中本年的%(fiscal)s有 %(amount)s（%(share)s），也就是由政府预算拨给它的。")
                if "vintage" in fiscal.at
                else _("其中 %(amount)s（%(share)s）是%(fiscal)s，也就是由政府预算拨给它的。")
            )
            yield escape(said) % values

    def _natures(self) -> Iterator[Markup]:
        basic, project = self._measures.get("basic"), self._measures.get("project")
        if basic is None or project is None or not (basic.fen or project.fen):
            return
        whole = basic.fen + project.fen
        values = {
            "basic": self._amount("basic", whole),
            "project": self._amount("project", whole),
            "basic_term": self._term("基本支出", _within(_("基本支出"))),
            "project_term": self._term("项目支出", _within(_("项目支出"))),
            "basic_share": share(basic.fen, whole),
            "project_share": share(project.fen, whole),
        }
        yield escape(self._said_of_natures(basic, project)) % values

    def _said_of_natures(self, basic: Measured, project: Measured) -> str:
        wholes = [self._measures[key] for key in ("spent", "spending") if key in self._measures]
        if any(exhausts((basic, project), one.fen, one.step) for one in wholes):
            if not project.fen:
                return _("这些钱全部用在日常运转（%(basic_term)s），没有安排%(project_term)s。")
            if not basic.fen:
                return _("这些钱全部用在专门的任务（%(project_term)s），没有安排%(basic_term)s。")
            if basic.fen > 0 and project.fen > 0:
                return _(
                    "日常运转（%(basic_term)s）用 %(basic)s，占 %(basic_share)s；"
                    "专门的任务（%(project_term)s）用 %(project)s，占 %(project_share)s。"
                )
        return _(
            "日常运转（%(basic_term)s）用 %(basic)s；专门的任务（%(project_term)s）用 %(project)s。"
        )

    def _functions(self) -> Iterator[Markup]:
        tree = self._story.functions
        if tree is None:
            return
        told = sum(part.fen for part in tree.parts)
        largest = [self._named(node, told if tree.whole else None) for node in tree.parts]
        few = escape(_("、")).join(largest[:_FEW])
        more = len(largest) - _FEW
        if more > 0:
            said = ngettext(
                "按用途看，花得最多的是%(largest)s，另有 %(n)s 类。",
                "按用途看，花得最多的是%(largest)s，另有 %(n)s 类。",
                more,
            )
        elif not tree.whole:
            said = _("按用途看，表里列出的有%(largest)s。")
        else:
            said = _("按用途看，钱花在%(largest)s。")
        yield escape(said) % {"largest": few, "n": more}

    def _named(self, node: Node, whole: int | None) -> Markup:
        said = self._story.name(node.code)
        name = _NAME.format(zh=official(), name=self._term.text(said)) + gloss(said, node.code)
        told = share(node.fen, whole) if whole else ""
        said = _("%(name)s（%(amount)s，%(share)s）") if told else _("%(name)s（%(amount)s）")
        return escape(said) % {"name": name, "amount": _linked(node, whole or 0), "share": told}

    def _three_public(self) -> Iterator[Markup]:
        whole = self._measures.get("three-public")
        if whole is None:
            return
        term = self._term("“三公”经费", _("“三公”经费"))
        names = {
            "abroad": self._term("因公出国（境）费", _("因公出国（境）")),
            "reception": self._term("公务接待费", _("公务接待")),
            "vehicles": self._term("公务用车运行维护费", _("公务用车")),
        }
        told = [key for key in _OF_THREE if key in self._measures and self._measures[key].fen]
        parts = [Markup("{} {}").format(names[key], self._amount(key, whole.fen)) for key in told]
        values = {
            "term": term,
            "amount": self._amount("three-public"),
            "parts": escape(_("、")).join(parts),
        }
        if not parts:
            said = _("%(term)s %(amount)s。")
        elif exhausts([self._measures[key] for key in told], whole.fen, whole.step):
            said = _("%(term)s %(amount)s：%(parts)s。")
        else:
            said = _("%(term)s %(amount)s，其中%(parts)s。")
        yield escape(said) % values

    def _same(self, one: str, other: str) -> bool:
        return self._measures[one].fen == self._measures[other].fen

    def _amount(self, key: str, beside: int = 0) -> Markup | None:
        one = self._measures.get(key)
        return None if one is None else _linked(one, beside)


def _within(name: str) -> str:
    """A name as it stands within a sentence: an English one begins with a small letter."""
    return name[:1].lower() + name[1:]


def _linked(one: Measured | Node, beside: int = 0) -> Markup:
    """An amount, which leads to its cell; with a warning where tables disagree on it.

    `beside` is the whole that it is told a part of, in fen.
    """
    said = _FIGURE.format(address=place_of(one.cell).address, text=spoken(one.fen, beside))
    return said + _DISPUTED.format(text=_("（各表说法不一）")) if one.disputed else said
