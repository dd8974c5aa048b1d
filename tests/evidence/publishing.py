"""Documents that were published the whole way, small and large, for the tests of evidence."""

from __future__ import annotations

from budgets.models import Disclosure
from tests.performance import pages_building as given


def performed() -> Disclosure:
    """A published document with targets of a body and of two projects."""
    return given.published(given.targets())
