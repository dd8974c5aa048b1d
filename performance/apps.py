"""The performance application: it registers its part of every document's life."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    name = "performance"
    verbose_name = _("绩效")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from budgets import immutability
        from budgets.parts import register
        from performance.immutability import rules
        from performance.part import PerformancePart

        register(PerformancePart())
        immutability.register(rules)
