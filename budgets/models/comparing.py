"""What bodies and years are compared by: amounts told at publication, people, and what was renamed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models.disclosures import Disclosure
from budgets.models.places import ClassificationCode, Department, Region


class KeyAmount(models.Model):
    """可比数: a measure (measures.py) of a current version, in fen, with the cell that tells it.

    Region, body and year stand in the row itself: comparing and ranking read one index, whatever
    else there is. Written only by publishing.py.
    """

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="key_amounts")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="key_amounts")
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("种类"), max_length=20)
    key = models.CharField(_("口径"), max_length=40)
    fen = models.BigIntegerField(_("金额（分）"))
    table_n = models.PositiveSmallIntegerField(_("表序"))
    row = models.PositiveIntegerField(_("行次"))
    column = models.PositiveSmallIntegerField(_("栏次"))
    # One figure says it, or several that add up.
    stated = models.BooleanField(default=True)
    # Tables of the document say different amounts.
    disputed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("可比数")
        verbose_name_plural = _("可比数")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "key"], name="one_amount_of_a_measure_per_version"
            ),
        ]
        indexes = [
            models.Index(
                fields=["region", "year", "kind", "key", "-fen"], name="amounts_of_a_region"
            ),
            models.Index(fields=["year", "kind", "key", "-fen"], name="amounts_of_a_year"),
            models.Index(fields=["department", "key", "kind", "year"], name="amounts_of_a_body"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.year} {self.key} {self.fen}"


class Population(models.Model):
    """人口: how many people live in a region at the end of a year, and where that is told."""

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="populations", verbose_name=_("地区")
    )
    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(1990)])
    people = models.PositiveBigIntegerField(
        _("常住人口"), validators=[MinValueValidator(1)], help_text=_("年末常住人口，人。")
    )
    source = models.CharField(_("出处"), max_length=200)

    class Meta:
        ordering = ["region", "-year"]
        verbose_name = _("人口")
        verbose_name_plural = _("人口")
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="one_population_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year}"


class Succession(models.Model):
    """承接: from a year on, one body goes on with what another one did before (改名、合并、划转)."""

    former = models.ForeignKey(
        Department, models.PROTECT, related_name="successions", verbose_name=_("原部门/单位")
    )
    successor = models.ForeignKey(
        Department, models.PROTECT, related_name="predecessions", verbose_name=_("承接的部门/单位")
    )
    from_year = models.PositiveSmallIntegerField(_("起始年度"))
    is_whole = models.BooleanField(
        _("全部承接"), default=True, help_text=_("只承接了一部分职责的，不接着比较，只作说明。")
    )
    note = models.CharField(_("依据"), max_length=200, help_text=_("文件名称和文号。"))

    class Meta:
        ordering = ["-from_year", "successor"]
        verbose_name = _("机构承接关系")
        verbose_name_plural = _("机构承接关系")
        constraints = [
            models.UniqueConstraint(
                fields=["former", "successor"], name="one_succession_of_two_bodies"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.successor} {self.from_year}"

    def clean(self) -> None:
        seen, after = {self.former_id}, [self.successor_id]
        while after:
            body = after.pop()
            if body in seen:
                raise ValidationError(_("承接关系绕成了圈：一个机构不能承接它自己。"))
            seen.add(body)
            others = Succession.objects.filter(former=body).exclude(pk=self.pk)
            after += others.values_list("successor", flat=True)


class CodeSuccession(models.Model):
    """科目衔接: from a year on, a code of a catalogue goes on under another one."""

    catalogue = models.CharField(_("目录"), max_length=20, choices=ClassificationCode.Catalogue)
    former = models.CharField(_("原代码"), max_length=20)
    successor = models.CharField(_("现代码"), max_length=20)
    from_year = models.PositiveSmallIntegerField(_("起始年度"))
    note = models.CharField(_("依据"), max_length=200)

    class Meta:
        ordering = ["catalogue", "-from_year", "former"]
        verbose_name = _("科目衔接")
        verbose_name_plural = _("科目衔接")
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "former", "successor"], name="one_succession_of_two_codes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.successor} {self.from_year}"
