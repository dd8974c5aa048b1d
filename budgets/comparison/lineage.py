"""What was called otherwise, or stood elsewhere, before: bodies and codes that others go on from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from budgets.measures import coded
from budgets.models import CodeSuccession, Department, Succession


@dataclass
class Lineage:
    """For each body and each measure, what it goes on from: (former ones, from which year on)."""

    bodies: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    measures: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    names: dict[int, Department] = field(default_factory=dict)

    @classmethod
    def of(cls, bodies: Iterable[int], keys: Iterable[str]) -> Lineage:
        """Followed back through any number of successions; a query for each step back."""
        lineage = cls()
        lineage._trace_bodies(set(bodies))
        lineage._trace_codes(set(keys))
        return lineage

    def _trace_bodies(self, after: set[int]) -> None:
        seen = set(after)
        while after:
            found = Succession.objects.filter(successor__in=after, is_whole=True)
            after = set()
            for one in found.select_related("former"):
                self.bodies.setdefault(one.successor_id, []).append((one.former_id, one.from_year))
                self.names[one.former_id] = one.former
                if one.former_id not in seen:
                    seen.add(one.former_id)
                    after.add(one.former_id)

    def _trace_codes(self, after: set[str]) -> None:
        seen = set(after)
        while after:
            asked = {told: key for key in after if (told := coded(key))}
            found = CodeSuccession.objects.filter(successor__in={code for _d, code in asked})
            after = set()
            for one in found if asked else ():
                key = asked.get((one.catalogue, one.successor))
                if key is None:
                    continue
                former = f"{key.removesuffix(one.successor)}{one.former}"
                self.measures.setdefault(key, []).append((former, one.from_year))
                if former not in seen:
                    seen.add(former)
                    after.add(former)

    @property
    def all_bodies(self) -> set[int]:
        return {former for found in self.bodies.values() for former, _year in found}

    @property
    def all_measures(self) -> set[str]:
        return {former for found in self.measures.values() for former, _year in found}

    def formers(self, body: int, year: int) -> list[int]:
        """The bodies whose amounts of a year are those of this one, before it was there."""
        return [former for former, begins in self.bodies.get(body, ()) if year < begins]

    def former_keys(self, key: str, year: int) -> list[str]:
        return [former for former, begins in self.measures.get(key, ()) if year < begins]
