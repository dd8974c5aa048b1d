"""People who sign in as people do, and a clock that can be moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def _second_factor_demanded(settings: SettingsWrapper) -> None:
    """As the product is delivered; tests elsewhere do without."""
    settings.SECOND_FACTOR = True


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`later(minutes=31)` lets that much time pass."""
    now = timezone.now
    passed = [dt.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: now() + passed[0])

    def pass_by(**time: float) -> None:
        passed[0] += dt.timedelta(**time)

    return pass_by
