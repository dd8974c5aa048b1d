"""A province with two departments, a unit and a city; a bureau that watches it, and others who do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgets import inspecting, models
from budgets.data import DisclosureData
from tests.access.people import person, signed_in
from tests.builders import department, region, whole_document
from tests.builders import published as made_public

YEAR = 2026
HERE = f"/admin/bureau/110000/{YEAR}/"


@dataclass
class Bureau:
    """`client` is the bureau's; bodies by what they are."""

    client: Client
    user: Any
    region: models.Region
    city: models.Region
    head: models.Department
    unit: models.Department
    other: models.Department
    in_city: models.Department

    def get(self, address: str = "", **query: str) -> Any:
        return self.client.get(HERE + address, query)

    def post(self, address: str, **given: Any) -> Any:
        return self.client.post(HERE + address, given)

    def text(self, address: str = "", **query: str) -> str:
        return str(self.get(address, **query).content.decode())

    def names(self, **query: str) -> list[str]:
        """The bodies that the board lists, in its order."""
        return [body.name for body in self.get(**query).context["listing"]]

    def document(self, body: models.Department, kind: str = "budget") -> Any:
        """What the board says of a document."""
        context = self.get(whole="on").context
        return context["board"].body(body.pk).document(kind)

    def year(self) -> models.FiscalYear:
        return models.FiscalYear.objects.get_or_create(year=YEAR)[0]

    def approved(
        self,
        day: str | None,
        *,
        kind: str = "budget",
        body: models.Department | None = None,
        for_units: bool = False,
    ) -> None:
        inspecting.enter_day(
            body.region if body else self.region,
            self.year(),
            kind,
            dt.date.fromisoformat(day) if day else None,
            by=self.user,
            department=body,
            for_units=for_units,
            now=timezone.now(),
        )


@pytest.fixture
def bureau(db: None) -> Bureau:
    province = region()
    city = models.Region.objects.create(code="110100", name="某市", parent=province)
    head = department("jia-ju", "甲局")
    user = person("bureau", ("bureau", province))
    return Bureau(
        client=signed_in(user),
        user=user,
        region=province,
        city=city,
        head=head,
        unit=department("jia-zhong-xin", "甲局所属中心", parent=head),
        other=department("yi-ju", "乙局"),
        in_city=department("shi-ju", "某市局", region_code="110100"),
    )


@pytest.fixture
def published() -> Callable[..., models.Disclosure]:
    """Publishes a document of a body: on 10 February 2026, as tests/builders does."""

    def publish(body: models.Department, data: DisclosureData | None = None, **given: Any) -> Any:
        from dataclasses import replace

        data = replace(
            data or whole_document(),
            department=body.name,
            slug=body.slug,
            region=body.region.code,
            fiscal_year=YEAR,
        )
        return made_public(data, **given)

    return publish
