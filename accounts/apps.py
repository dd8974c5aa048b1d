"""The accounts application: signing in, second factors, sessions, people and their roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("人员与岗位")
    default_auto_field = "django.db.models.BigAutoField"
