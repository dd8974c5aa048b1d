"""The budgets application."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db.models.signals import post_migrate, post_save, pre_migrate
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = _("预决算公开")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(_sm3_is_there)
        pre_migrate.connect(_set_triggers_aside, sender=self)
        post_migrate.connect(_put_triggers_in, sender=self)
        post_save.connect(_find_by_new_name, sender=self.get_model("Department"))


def _sm3_is_there(**_given: Any) -> list[CheckMessage]:
    """Said at the start, and not at the first publication."""
    from budgets.exports import SM3_MISSING, sm3

    try:
        sm3(b"")
    except ValueError:
        return [Error(SM3_MISSING, id="budgets.E001")]
    return []


def _set_triggers_aside(plan: Any = (), using: str = "default", **_given: Any) -> None:
    """SQLite alters a table by building a new one, and refuses to while triggers name the old one."""
    from django.db import connections

    from budgets.immutability import remove
    from budgets.searching.engine import set_aside

    if plan and connections[using].vendor == "sqlite":
        remove(using)
        set_aside(using)


def _put_triggers_in(using: str = "default", **_given: Any) -> None:
    from budgets.immutability import install
    from budgets.searching import engine

    install(using)
    engine.install(using)


def _find_by_new_name(instance: Any, created: bool, raw: bool = False, **_given: Any) -> None:
    from budgets.searching.index import index_body

    if not created and not raw:
        index_body(instance)
