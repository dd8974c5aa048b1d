"""Who discloses, when, and in which words: regions, bodies, years, code lists, learnt words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.coordinates import Coordinates

# In public addresses: the database keeps them too (immutability.py).
_ADDRESS_STAYS = _("已有公开的文件，网址要一直有效，不能再改。")


def _is_renamed(place: models.Model, field: str) -> bool:
    """Whether this would change the address of documents that are or were public."""
    manager = place._meta.model._default_manager
    held = manager.filter(pk=place.pk).values_list(field, flat=True).first()
    public = {"status__in": ["published", "superseded", "withdrawn"]}
    return (
        place.pk is not None
        and held != getattr(place, field)
        and place.disclosures.filter(**public).exists()
    )


class Region(models.Model):
    """地区: a place with a finance bureau, under the code of GB/T 2260."""

    code = models.SlugField(_("行政区划代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级地区"),
    )
    reason_threshold = models.DecimalField(
        _("须说明原因的增减幅度（%）"),
        max_digits=5,
        decimal_places=2,
        default=10,
        validators=[MinValueValidator(0)],
        help_text=_("情况说明里比上年增减超过这个幅度的数，须写明主要原因。"),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("地区")
        verbose_name_plural = _("地区")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region", args=[self.code])


class Department(models.Model):
    """部门 or 单位: a body that discloses; a unit stands under its department."""

    slug = models.SlugField(_("网址名"), max_length=80, unique=True)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=300, blank=True)
    code = models.CharField(_("预算代码"), max_length=30, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="departments", verbose_name=_("地区")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("主管部门"),
    )

    class Meta:
        ordering = ["region__code", "name"]
        verbose_name = _("部门/单位")
        verbose_name_plural = _("部门/单位")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="one_department_of_a_name_per_region",
                violation_error_message=_("该地区已有同名的部门或单位。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("department", args=[self.slug])

    def clean(self) -> None:
        if _is_renamed(self, "slug"):
            raise ValidationError({"slug": _ADDRESS_STAYS})
        ancestor, seen = self.parent, {self.pk}
        while ancestor is not None:
            if ancestor.pk in seen:
                raise ValidationError({"parent": _("主管部门不能是自己或自己的下属单位。")})
            seen.add(ancestor.pk)
            ancestor = ancestor.parent


class FiscalYear(models.Model):
    """年度: a budget year that bodies disclose for."""

    year = models.PositiveSmallIntegerField(
        _("年度"), unique=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = _("年度")
        verbose_name_plural = _("年度")

    def __str__(self) -> str:
        return str(self.year)

    def clean(self) -> None:
        if _is_renamed(self, "year"):
            raise ValidationError({"year": _ADDRESS_STAYS})


class ClassificationCode(models.Model):
    """科目: one code of an official catalogue, in the editions it was seen in."""

    class Catalogue(models.TextChoices):
        FUNCTION = "function", _("支出功能分类")
        GOV_ECONOMIC = "gov_economic", _("政府预算支出经济分类")
        DEPT_ECONOMIC = "dept_economic", _("部门预算支出经济分类")
        SERVICE = "service", _("政府购买服务指导性目录")

    class Status(models.TextChoices):
        PRINTED = "printed", _("两份以上文件印有")
        PRINTED_ONCE = "printed once", _("一份文件印有")
        NAME_PRINTED = "name printed", _("只印有名称")
        UNVERIFIED = "unverified", _("未核实")

    catalogue = models.CharField(_("目录"), max_length=20, choices=Catalogue)
    code = models.CharField(_("代码"), max_length=20)
    name = models.CharField(_("名称"), max_length=200)
    level = models.CharField(_("级次"), max_length=20, blank=True)
    status = models.CharField(_("核实情况"), max_length=20, choices=Status, default=Status.PRINTED)
    edition = models.CharField(_("见于年度"), max_length=20, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)

    class Meta:
        ordering = ["catalogue", "code"]
        verbose_name = _("分类科目")
        verbose_name_plural = _("分类科目")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "code"],
                name="one_name_per_code_and_catalogue",
                violation_error_message=_("该目录已有这个代码。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class WordMeaning(models.Model):
    """词义: what a word of a title, column header or row label means, as users taught it.

    `word` is normalised as the vocabulary does; `meaning` is the coordinates, or {"ignore": true}
    for a word that carries none. Without a region it serves every document.
    """

    class Place(models.TextChoices):
        TITLE = "title", _("表名")
        COLUMN = "column", _("栏目（表头）")
        ROW = "row", _("行标题")

    place = models.CharField(_("出现在"), max_length=10, choices=Place)
    word = models.CharField(_("文字"), max_length=200)
    kind = models.CharField(
        _("栏目内容"),
        max_length=10,
        default="amount",
        choices=[
            ("amount", _("金额")),
            ("total", _("合计")),
            ("rate", _("百分比")),
            ("number", _("其他数字")),
            ("text", _("文字")),
            ("label", _("行标题")),
        ],
    )
    coordinates = models.JSONField(_("坐标"), default=dict, blank=True)
    region = models.ForeignKey(
        Region, models.CASCADE, null=True, blank=True, verbose_name=_("只用于地区")
    )
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        ordering = ["place", "word"]
        verbose_name = _("词义")
        verbose_name_plural = _("词汇")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "word", "region"],
                name="one_meaning_per_word_and_region",
                violation_error_message=_("这个词在该地区已有含义。"),
            ),
            models.UniqueConstraint(
                fields=["place", "word"],
                condition=Q(region=None),
                name="one_general_meaning_per_word",
                violation_error_message=_("这个词已有通用的含义。"),
            ),
        ]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        try:
            Coordinates.of(self.coordinates)
        except (ValueError, AttributeError, TypeError) as error:
            raise ValidationError({"coordinates": _("坐标无效：%s") % error}) from error
