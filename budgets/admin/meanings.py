"""Giving a word its meaning: readable choices instead of coordinates, and what would follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from budgets import models
from budgets.admin.plain import DIMENSIONS, MEMBERS, in_words
from budgets.admin.questions import CODE, IMPLIED, OWN, Option, questions
from budgets.admin.unknowns import label_of, teachable
from budgets.coordinates import CATALOGUE_OF_DIGIT, CLOSED
from budgets.data import DisclosureData, FindingData
from budgets.importing import word_of
from budgets.reconcile import reconcile
from budgets.vocabulary import Word

CODES = ("function", "gov_economic", "dept_economic")
_PREFIX = "dimension_"


def _members(dimension: str) -> list[tuple[str, Any]]:
    """The members of a dimension; a part stands indented under its whole."""

    def below(parent: str | None, depth: int) -> Iterator[tuple[str, Any]]:
        for member, whole in CLOSED[dimension].items():
            if whole == parent:
                name = MEMBERS[dimension][member]
                yield member, format_lazy("{}{}", "　" * depth, name) if depth else name
                yield from below(member, depth + 1)

    return list(below(None, 0))


class MeaningFields(forms.ModelForm):
    """One choice a dimension, and a code, in place of the stored coordinates."""

    code = forms.CharField(
        label=_("科目代码"),
        max_length=20,
        required=False,
        help_text=_("功能分类（2 开头）、部门经济分类（3 开头）或政府经济分类（5 开头）的代码。"),
    )
    subject = forms.CharField(
        label=_("自成一项的名称"),
        max_length=200,
        required=False,
        help_text=_("上面各项都说不清时填写；写有同一名称的数字只相互比对。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = dict(self.instance.coordinates or {})
        for dimension in CLOSED:
            self.fields[_PREFIX + dimension] = forms.ChoiceField(
                label=DIMENSIONS[dimension],
                choices=[("", _("—— 不限 ——")), *_members(dimension)],
                required=False,
                initial=held.pop(dimension, ""),
            )
        self.fields["subject"].initial = held.pop("subject", "")
        code = next((held.pop(name) for name in CODES if name in held), "")
        self.fields["code"].initial = code
        # What this form has no field for stays as it is.
        self.kept = held

    def dimension_fields(self) -> list[forms.BoundField]:
        return [self[_PREFIX + dimension] for dimension in CLOSED]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if not code:
            return ""
        catalogue = CATALOGUE_OF_DIGIT.get(code[:1], "")
        held = models.ClassificationCode.objects.filter(catalogue=catalogue, code=code)
        if not held.exists():
            raise ValidationError(_("分类目录里没有代码“%(code)s”。"), params={"code": code})
        return code

    def coordinates(self) -> dict[str, str]:
        """The coordinates that the fields give together."""
        given = dict(self.kept)
        for dimension in CLOSED:
            if member := self.cleaned_data.get(_PREFIX + dimension):
                given[dimension] = member
        if code := self.cleaned_data.get("code"):
            given[CATALOGUE_OF_DIGIT[code[0]]] = code
        if subject := self.cleaned_data.get("subject"):
            given["subject"] = teachable(subject, models.WordMeaning.Place.TITLE)
        return given

    def check(self, place: str, kind: str, coordinates: dict[str, str]) -> None:
        """What the reader of workbooks could not use is refused here."""
        if place != models.WordMeaning.Place.COLUMN and kind not in ("amount", "total"):
            raise ValidationError(_("只有栏目能标作行标题、文字、百分比或其他数字。"))
        if place == models.WordMeaning.Place.ROW and not coordinates and kind != "total":
            raise ValidationError(_("请选定这一行的含义；说不清时，让它自成一项。"))


class WordMeaningForm(MeaningFields):
    """The whole entry, as the list of words keeps it."""

    class Meta:
        model = models.WordMeaning
        fields = ["place", "word", "kind", "region", "note"]
        help_texts = {
            "word": _("表上怎么写就怎么填；序号、年度、括号和空格不计。"),
            "region": _("不选则所有地区通用。"),
        }

    def clean_word(self) -> str:
        word = teachable(self.cleaned_data["word"], self.data.get("place", ""))
        if not word:
            raise ValidationError(_("除去序号、年度和标点之后，没有剩下文字。"))
        return word

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = self.coordinates()
        self.check(cleaned.get("place", ""), cleaned.get("kind", ""), given)
        self.instance.coordinates = given
        return cleaned


class TeachForm(MeaningFields):
    """What is this? One word of a document that is being looked at."""

    what = forms.ChoiceField(label=_("这是什么？"), required=False, widget=forms.RadioSelect)
    everywhere = forms.TypedChoiceField(
        label=_("适用于"),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    class Meta:
        model = models.WordMeaning
        fields = ["note"]

    def __init__(
        self,
        *args: Any,
        region: models.Region,
        general: bool,
        likely: Sequence[Option] = (),
        **kwargs: Any,
    ) -> None:
        """`general`: whether it may be taught to all regions; `likely` are offered besides."""
        super().__init__(*args, **kwargs)
        self.region = region
        asked = [one for question in questions(self.instance.place) for one in question.options]
        self.fields["what"].choices = [
            (one.value, one.name) for one in {one.value: one for one in (*likely, *asked)}.values()
        ]
        if not general:
            del self.fields["everywhere"]
            return
        self.fields["everywhere"].choices = [
            ("no", _("%(region)s的文件") % {"region": region}),
            ("yes", _("所有地区的文件")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = self.coordinates()
        kind, what = "amount", cleaned.get("what", "")
        name, _colon, member = what.partition(":")
        if name == "kind":
            kind = member
        elif what == OWN:
            given.setdefault("subject", self.instance.word)
        elif member:
            if name == CODE:
                name = CATALOGUE_OF_DIGIT[member[0]]
            if given.get(name, member) != member:
                raise ValidationError(
                    _("上面和下面对“%(what)s”选得不一样。") % {"what": DIMENSIONS[name]}
                )
            given = {**IMPLIED.get(name, {}), **given, name: member}
        if not what and not given:
            raise ValidationError(_("请先选择它是什么。"))
        self.check(self.instance.place, kind, given)
        self.instance.kind = kind
        self.instance.coordinates = given
        self.instance.region = None if cleaned.get("everywhere") else self.region
        return cleaned

    def word(self) -> Word:
        """The meaning as the vocabulary takes it."""
        return word_of(self.instance)


@dataclass(frozen=True, slots=True)
class Understood:
    """A figure that a new meaning explains."""

    table: str
    cell: str
    label: str
    text: str
    means: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a meaning would change: figures understood, with a few of them, and those left.

    `agree` more figures would be found to agree with others; `appear` are the contradictions that
    would come to light, `settled` how many would go.
    """

    understood: int
    examples: tuple[Understood, ...]
    left: int
    agree: int = 0
    appear: tuple[FindingData, ...] = ()
    settled: int = 0

    @property
    def shown(self) -> tuple[FindingData, ...]:
        return self.appear[:3]


def effect(before: DisclosureData, after: DisclosureData) -> Effect:
    """Compare a document as it is read now and as it would be read."""
    lost = {(t.n, item.row, item.column) for t in before.tables for item in t.uninterpreted
            if t.kind == "money"}  # fmt: skip
    still = {(t.n, item.row, item.column) for t in after.tables for item in t.uninterpreted
             if t.kind == "money"}  # fmt: skip
    examples = tuple(
        Understood(
            table.code or table.title,
            table.cell(fact.row, fact.column),
            label_of(table, fact.row, fact.column),
            fact.amount.printed,
            in_words(fact.coordinates),
        )
        for table, fact in after.facts()
        if (table.n, fact.row, fact.column) in lost and fact.amount.fen is not None
    )
    figures = {place for place in lost - still if place[1] >= 0}
    now, then = reconcile(before), reconcile(after)
    told = {one.key for one in now.errors}
    return Effect(
        len(figures),
        examples[:3],
        len([place for place in still if place[1] >= 0]),
        agree=max(len(then.checks) - len(now.checks), 0),
        appear=tuple(one for one in then.errors if one.key not in told),
        settled=len(told - {one.key for one in then.errors}),
    )
