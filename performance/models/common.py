"""What every table of the read model shares: decimals as text, values, cells, published rows."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models import Disclosure
from performance.data import ValueData

_TOO_LARGE = Decimal(10) ** 15


def hundredths(value: Decimal | None) -> int | None:
    """A percentage or a score in hundredths, rounded half up, for sorting and drawing.

    None too for what no percentage or score can be, and no integer column holds.
    """
    if value is None or not value.is_finite() or abs(value) >= _TOO_LARGE:
        return None
    return int((value * 100).quantize(Decimal(1), ROUND_HALF_UP))


def decimal_of(text: str) -> Decimal | None:
    """The decimal that a text column keeps, None for ""."""
    return Decimal(text) if text else None


def value_of(stored: dict[str, Any]) -> ValueData:
    """A value out of its stored form (storage.stored_value)."""
    return ValueData(
        printed=stored["printed"],
        kind=stored["kind"],
        operator=stored["operator"],
        number=decimal_of(stored["number"]),
        upper=decimal_of(stored["upper"]),
        unit=stored["unit"],
        scale=tuple(stored["scale"]),
        month=stored["month"],
        day=stored["day"],
    )


class Term(models.TextChoices):
    ANNUAL = "annual", _("年度")
    MEDIUM = "medium", _("中期")


class AtCell(models.Model):
    """A row that was read from a cell: pages link to tables/<table_n>/#r<row + 1>.

    Rows and columns count from 0 in the table's body; a header row is negative.
    """

    table_n = models.PositiveSmallIntegerField(_("表序"), default=0)
    row = models.IntegerField(_("行次"), default=0)
    column = models.IntegerField(_("栏次"), default=0)

    class Meta:
        abstract = True


class OfPublished(models.QuerySet[Any]):
    """Rows that belong to a disclosure."""

    def published(self) -> OfPublished:
        """What belongs to the published versions, as Disclosure.objects.published() has them.

        A join, not a list of all published documents, which a country has millions of.
        """
        return self.filter(disclosure__status=Disclosure.Status.PUBLISHED)
