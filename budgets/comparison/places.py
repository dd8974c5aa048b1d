"""A region with all that lies in it, for sums and questions that are about a whole place."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from budgets.models import Region

# Province, city, county, township, village: no region has more above it.
_LEVELS = 5


def regions_within(**named: object) -> QuerySet[Region]:
    """The region that is named (`pk=…` or `code=…`) and those in it, however deep, in one query."""
    conditions = (
        Q(**{"parent__" * level + field: value})
        for field, value in named.items()
        for level in range(_LEVELS + 1)
    )
    return Region.objects.filter(reduce(or_, conditions)).order_by()
