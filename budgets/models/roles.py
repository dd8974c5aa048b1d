"""Who may do what where: a role of a person over a body, a region, or the whole site."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.places import Department, Region


class Role(models.TextChoices):
    """岗位. What each may do stands in access.py."""

    STAFF = "staff", _("录入")
    REVIEWER = "reviewer", _("审核")
    PUBLISHER = "publisher", _("发布")
    BUREAU = "bureau", _("财政局")
    AUDITOR = "auditor", _("审计（只读）")
    ADMINISTRATOR = "administrator", _("管理员")


# Where a role may be given: over a body and its subordinate units, over a region and those below
# it, over everything.
OVER_A_BODY = (Role.STAFF, Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR)
OVER_A_REGION = (Role.REVIEWER, Role.PUBLISHER, Role.BUREAU, Role.AUDITOR, Role.ADMINISTRATOR)
OVER_ALL = (Role.AUDITOR, Role.ADMINISTRATOR)


class RoleGrant(models.Model):
    """授权: one role of one person over one body, one region, or (neither) the whole site."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants", verbose_name=_("人员")
    )
    role = models.CharField(_("岗位"), max_length=15, choices=Role)
    department = models.ForeignKey(
        Department,
        # Nothing takes a role away but who takes it away, and the log says so.
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("部门/单位"),
        help_text=_("包括它的下属单位。"),
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("地区"),
        help_text=_("包括下级地区，和其中所有的部门、单位。"),
    )
    granted_at = models.DateTimeField(_("授权时间"), auto_now_add=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("授权人"),
    )

    class Meta:
        ordering = ["user", "role", "pk"]
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=False, region__isnull=True, role__in=OVER_A_BODY)
                | Q(department__isnull=True, region__isnull=False, role__in=OVER_A_REGION)
                | Q(department__isnull=True, region__isnull=True, role__in=OVER_ALL),
                name="a_role_has_a_place_where_it_is_given",
                violation_error_message=_("这个岗位不能授予这样的范围。"),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(department__isnull=False),
                name="one_grant_per_role_and_body",
                violation_error_message=_("已有这项授权。"),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=Q(region__isnull=False),
                name="one_grant_per_role_and_region",
                violation_error_message=_("已有这项授权。"),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(department__isnull=True, region__isnull=True),
                name="one_grant_per_role_over_all",
                violation_error_message=_("已有这项授权。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.place}"

    @property
    def place(self) -> str:
        return str(self.department or self.region or _("全站"))
