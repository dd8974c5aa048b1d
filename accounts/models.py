"""Sessions that know whose they are, failed sign-ins, and where a person belongs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.models import Region


class Session(AbstractBaseSession):
    """会话: a browser that came by, and who signed in there. `expire_date` holds both limits:
    so long after the last request, and so long after signing in, whichever is earlier.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    began_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近使用"))

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()
        verbose_name = _("会话")
        verbose_name_plural = _("会话")


class FailedSignIn(models.Model):
    """登录失败: one wrong answer. The name that was typed is kept as a keyed digest alone: what
    people type there by mistake is often a password."""

    name = models.CharField(_("账号摘要"), max_length=64)
    address = models.CharField(_("网络地址"), max_length=45)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("登录失败")
        verbose_name_plural = _("登录失败")
        indexes = [
            models.Index(fields=["name", "at"], name="failures_of_a_name"),
            models.Index(fields=["address", "at"], name="failures_from_an_address"),
            models.Index(fields=["at"], name="failures_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name[:8]} {self.at:%Y-%m-%d %H:%M}"


class Person(User):
    """人员: a user as the administrators see one."""

    class Meta:
        proxy = True
        ordering = ["username"]
        verbose_name = _("人员")
        verbose_name_plural = _("人员")

    def __str__(self) -> str:
        name = self.get_full_name()
        return f"{name}（{self.username}）" if name else str(self.username)


class Affiliation(models.Model):
    """归属: the region whose administrators look after a person, also while the person has no role;
    and who the person is at the single sign-on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="affiliation"
    )
    region = models.ForeignKey(
        Region,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("归属地区"),
        help_text=_("由这个地区的管理员管理；不填则只由全站管理员管理。"),
    )
    # Issuer and subject: what the provider promises never to give to anyone else.
    subject = models.CharField(
        _("单点登录身份"), max_length=500, null=True, blank=True, unique=True
    )

    class Meta:
        default_permissions = ()
        verbose_name = _("归属")
        verbose_name_plural = _("归属")

    def __str__(self) -> str:
        return f"{self.user} {self.region or ''}".strip()
