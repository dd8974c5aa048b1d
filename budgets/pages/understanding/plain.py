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
from budgets.pages.figures import basis_of
from budgets.pages.findings import place_of
from budgets.pages.glossing import Glossing
from budgets.pages.rendering import official
from budgets.pages.understanding.amounts import share, spoken
from budgets.pages.understanding.breakdown import Node
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


def plain_words(story: Story) -> PlainWords | None:
    """The sentences in the active language; None where no total tells what is spent."""
    if "spending" not in story.measures:
        return None
    return PlainWords(duties_of(story.data), tuple(_Telling(story).sentences()))


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

    def __init__(self, story: Story) -> None:
        self._story = story
        self._measures = story.measures
        self._term = Glossing()
        self._final = basis_of(story.data.kind) == "final"

    def sentences(self) -> Iterator[Markup]:
        yield from self._totals()
        yield from self._sources()
        yield from self._natures()
        yield from self._functions()
        yield from self._three_public()

    def _totals(self) -> Iterator[Markup]:
        year = self._story.data.fiscal_year
        income, spending = self._amount("income"), self._amount("spending")
        if income is None:
            said = (
                _("%(year)s 年它花了 %(spending)s。")
                if self._final
                else _("%(year)s 年它打算花 %(spending)s。")
            )
        elif self._final:
            said = _("%(year)s 年它可用的钱有 %(income)s，花掉和留下的共 %(spending)s。")
        else:
            said = _("%(year)s 年它预计有 %(income)s 可用，打算花 %(spending)s。")
        yield escape(said) % {"year": year, "income": income, "spending": spending}

    def _sources(self) -> Iterator[Markup]:
        fiscal, income = self._measures.get("income-fiscal"), self._measures.get("income")
        if fiscal is None or income is None or not fiscal.fen:
            return
        values = {
            "amount": self._amount("income-fiscal"),
            "share": share(fiscal.fen, income.fen),
            "fiscal": self._term("财政拨款", _("财政拨款")),
        }
        if fiscal.fen == income.fen:
            yield escape(_("这些钱全部是%(fiscal)s，也就是由政府预算拨给它的。")) % values
        elif values["share"]:
            yield (
                escape(_("其中 %(amount)s（%(share)s）是%(fiscal)s，也就是由政府预算拨给它的。"))
                % values
            )

    def _natures(self) -> Iterator[Markup]:
        basic, project = self._measures.get("basic"), self._measures.get("project")
        if basic is None or project is None:
            return
        whole = basic.fen + project.fen
        spent = {self._measures["spending"].fen, self._story.spent}
        shares = whole in spent
        values = {
            "basic": self._amount("basic"),
            "project": self._amount("project"),
            "basic_term": self._term("基本支出", _("基本支出")),
            "project_term": self._term("项目支出", _("项目支出")),
            "basic_share": share(basic.fen, whole),
            "project_share": share(project.fen, whole),
        }
        said = (
            _(
                "日常运转（%(basic_term)s）用 %(basic)s，占 %(basic_share)s；"
                "专门的任务（%(project_term)s）用 %(project)s，占 %(project_share)s。"
            )
            if shares and values["basic_share"] and values["project_share"]
            else _(
                "日常运转（%(basic_term)s）用 %(basic)s；专门的任务（%(project_term)s）用 %(project)s。"
            )
        )
        yield escape(said) % values

    def _functions(self) -> Iterator[Markup]:
        tree = self._story.functions
        if tree is None or len(tree.parts) < 2:
            return
        largest = [self._named(node, tree.total if tree.whole else None) for node in tree.parts]
        few = escape(_("、")).join(largest[:_FEW])
        more = len(largest) - _FEW
        if more > 0:
            said = ngettext(
                "按用途看，花得最多的是%(largest)s，另有 %(n)s 类。",
                "按用途看，花得最多的是%(largest)s，另有 %(n)s 类。",
                more,
            )
        else:
            said = _("按用途看，钱花在%(largest)s。")
        yield escape(said) % {"largest": few, "n": more}

    def _named(self, node: Node, whole: int | None) -> Markup:
        name = _NAME.format(zh=official(), name=self._term.text(self._story.name(node.code)))
        told = share(node.fen, whole) if whole else ""
        amount = _FIGURE.format(address=place_of(node.cell).address, text=spoken(node.fen))
        said = _("%(name)s（%(amount)s，%(share)s）") if told else _("%(name)s（%(amount)s）")
        return escape(said) % {"name": name, "amount": amount, "share": told}

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
        parts = [
            Markup("{} {}").format(names[key], self._amount(key))
            for key in _OF_THREE
            if key in self._measures and self._measures[key].fen
        ]
        values = {
            "term": term,
            "amount": self._amount("three-public"),
            "parts": escape(_("、")).join(parts),
        }
        said = _("%(term)s %(amount)s：%(parts)s。") if parts else _("%(term)s %(amount)s。")
        yield escape(said) % values

    def _amount(self, key: str) -> Markup | None:
        one = self._measures.get(key)
        return None if one is None else _linked(one)


def _linked(one: Measured) -> Markup:
    """A measure's amount, which leads to its cell; with a warning where tables disagree on it."""
    said = _FIGURE.format(address=place_of(one.cell).address, text=spoken(one.fen))
    return said + _DISPUTED.format(text=_("（各表说法不一）")) if one.disputed else said
