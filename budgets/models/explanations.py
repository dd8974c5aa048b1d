"""What staff tell for an explanation that the program writes, and figures of years not loaded."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.coordinates import Coordinates
from budgets.models.disclosures import Disclosure, DisclosureEvent
from budgets.models.places import Department, FiscalYear


class ExplanationText(models.Model):
    """说明中由人填写的文字: one slot of a written explanation (narrative/writing: SlotData.key)."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="told")
    slot = models.CharField(_("位置"), max_length=300)
    text = models.TextField(_("文字"))

    class Meta:
        ordering = ["disclosure", "slot"]
        verbose_name = _("说明文字")
        verbose_name_plural = _("说明文字")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "slot"], name="one_text_per_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.slot}：{self.text[:40]}"


class KeptExplanation(models.Model):
    """原来的说明: an explanation as it stood before an event changed it, so that it can come back."""

    event = models.OneToOneField(DisclosureEvent, models.CASCADE, related_name="kept")
    # In the forms of Disclosure.narrative and, slot -> text, of ExplanationText.
    narrative = models.JSONField(_("情况说明"), default=list)
    narrative_is_written = models.BooleanField(_("情况说明由程序编写"))
    told = models.JSONField(_("说明文字"), default=dict)

    class Meta:
        ordering = ["event"]
        verbose_name = _("原来的说明")
        verbose_name_plural = _("原来的说明")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.event)


class PriorFigure(models.Model):
    """以前年度的数: told once by staff, for comparing with a document that is not in the system.

    `fiscal_year` and `kind` are those of the document that the figure is of; `coordinates` lack
    the basis, which follows from the kind.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="prior_figures", verbose_name=_("部门/单位")
    )
    fiscal_year = models.ForeignKey(
        FiscalYear, models.PROTECT, related_name="prior_figures", verbose_name=_("年度")
    )
    kind = models.CharField(
        _("种类"), max_length=20, choices=Disclosure.Kind, default=Disclosure.Kind.BUDGET
    )
    coordinates = models.JSONField(_("坐标"))
    fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        ordering = ["department", "fiscal_year", "kind", "pk"]
        verbose_name = _("以前年度的数")
        verbose_name_plural = _("以前年度的数")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["department", "fiscal_year", "kind", "coordinates"],
                name="one_prior_figure_per_coordinates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.fiscal_year} {self.coordinates}"

    def clean(self) -> None:
        try:
            Coordinates.of(self.coordinates)
        except (ValueError, AttributeError, TypeError) as error:
            raise ValidationError({"coordinates": _("坐标无效：%s") % error}) from error
