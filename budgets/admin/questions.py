"""这是什么？ in plain questions: what a word can mean, as an accountant would say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from budgets.admin.plain import MEMBERS, Name
from budgets.coordinates import CATALOGUE_OF_DIGIT, Coordinates
from budgets.models import WordMeaning
from budgets.vocabulary import Word, function_names

COLUMN, ROW, TITLE = WordMeaning.Place.COLUMN, WordMeaning.Place.ROW, WordMeaning.Place.TITLE
NOTHING, OWN = "nothing", "own"
KIND, CODE = "kind", "code"
# Digits of the code of a class.
_CLASS = 3

# What a member says besides itself, as the shipped words do: 人员经费 is a part of 基本支出.
IMPLIED: Mapping[str, Mapping[str, str]] = {"cost": {"nature": "basic"}}


@dataclass(frozen=True, slots=True)
class Option:
    """A meaning: its value in the form, its name, and what follows from it where that helps."""

    value: str
    name: Name
    says: Name = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers; `values` help a page to find the one that is chosen."""

    text: Name
    options: tuple[Option, ...]

    @property
    def values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.options)


def _members(dimension: str, *members: str, **says: Name) -> Iterator[Option]:
    for member in members:
        name = MEMBERS[dimension][member]
        yield Option(f"{dimension}:{member}", name, says.get(member, ""))


def questions(place: str) -> list[Question]:
    """The questions that make sense at a place, those that are asked most first."""
    asked = []
    if place == COLUMN:
        asked.append(Question(_("哪一年、哪一种数？"), tuple(_bases())))
    if place == TITLE:
        asked.append(Question(_("讲收入，还是讲支出？"), tuple(_members("side", "in", "out"))))
    asked.append(Question(_("花在什么上？"), tuple(_spending())))
    asked.append(Question(_("钱从哪里来？"), tuple(_sources())))
    if place == ROW:
        asked.append(Question(_("是哪一类支出（功能分类）？"), tuple(_functions())))
        asked.append(Question(_("哪一年、哪一种数？"), tuple(_bases())))
    if place != TITLE:
        total = Option(
            f"{KIND}:total", _("合计、小计"), _("同一张表里其他各行或各栏加起来，要与它相等。")
        )
        asked.append(Question(_("是加起来的数？"), (total,)))
    if place == COLUMN:
        asked.append(Question(_("不是金额？"), tuple(_not_money())))
    asked.append(Question(_("都不是？"), tuple(_rest(place))))
    return asked


def _bases() -> Iterator[Option]:
    yield from _members(
        "basis",
        "budget",
        "prior",
        "prior_final",
        "adjusted",
        "final",
        "change",
        budget=_("这份预算要批的数。"),
        prior=_("只与上年的数相比，不与今年的数相加。"),
        prior_final=_("上年实际花的数。"),
        change=_("今年减去上年的差。"),
    )


def _spending() -> Iterator[Option]:
    yield from _members("nature", "basic")
    yield from _members(
        "cost",
        "personnel",
        "public",
        personnel=_("工资、津贴、社保等，是基本支出的一部分。"),
        public=_("办公、水电、差旅等日常开支，是基本支出的一部分。"),
    )
    yield from _members("nature", "project", "operating", "remitted", "subsidy")
    yield from _members(
        "three_public", "any", "abroad", "reception", "vehicles", "purchase", "running"
    )
    bought = _("政府采购的一种。")
    yield from _members(
        "procurement",
        "any",
        "goods",
        "works",
        "services",
        goods=bought,
        works=bought,
        services=bought,
    )
    yield from _members("construction", "yes", "no")
    yield from _members("use", "spent", "retained", "distributed")


def _sources() -> Iterator[Option]:
    yield from _members(
        "source",
        "general",
        "fund",
        "capital",
        "fiscal",
        "special",
        "unit",
        "business",
        "operating",
        "superior",
        "affiliated",
        "other",
        "reserve",
        fiscal=_("前三项的合计。"),
        unit=_("事业、经营、上级补助、附属上缴和其他收入的合计。"),
    )
    yield from _members(
        "vintage", "current", "carried", "drawn", carried=_("以前年度没有花完、今年接着用的钱。")
    )


def _functions() -> Iterator[Option]:
    """The classes (类) of 支出功能分类, by which overviews list expenditure."""
    for code, name in sorted(function_names().items()):
        if len(code) == _CLASS:
            yield Option(f"{CODE}:{code}", f"{code} {name}")


def _not_money() -> Iterator[Option]:
    yield Option(f"{KIND}:label", _("各行的名称或编码"), _("如科目编码、科目名称、项目名称。"))
    yield Option(f"{KIND}:text", _("说明文字、备注"), _("照原样保留，不核对。"))
    yield Option(f"{KIND}:rate", _("百分比"))
    yield Option(f"{KIND}:number", _("人数、数量等不是钱的数"))


def _rest(place: str) -> Iterator[Option]:
    yield Option(OWN, _("自成一项"), _("只与写有同样名称的数字比对。"))
    if place != ROW:
        yield Option(NOTHING, _("只是名称，不改变数字的含义"), _("像没有这个词一样读。"))


def meaning_of(value: str, place: str) -> Word | None:
    """What a value of the form means to the vocabulary; None for what only a person can choose."""
    name, _colon, member = value.partition(":")
    if value in (OWN, NOTHING, ""):
        return None
    if name == KIND:
        total = member == "total"
        return Word(at=(place,), kind="" if total else member, total=total)
    if name == CODE:
        return Word(Coordinates.of({CATALOGUE_OF_DIGIT[member[0]]: member}), at=(place,))
    return Word(Coordinates.of({name: member, **IMPLIED.get(name, {})}), at=(place,))


def meanings(place: str) -> dict[str, Word]:
    """Every meaning that can be tried, by its value."""
    values = [option.value for question in questions(place) for option in question.options]
    return {value: word for value in values if (word := meaning_of(value, place)) is not None}
