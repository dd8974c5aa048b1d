"""What was called otherwise, or stood elsewhere, before: bodies and codes that others go on from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models.expressions import RawSQL

from budgets.measures import coded
from budgets.models import CodeSuccession, Department, Succession

# Back from what is asked for, step by step, in the database: UNION ends even what goes in a circle.
_BODIES = """
WITH RECURSIVE back(id, former_id) AS (
    SELECT id, former_id FROM budgets_succession WHERE is_whole AND successor_id IN ({marks})
    UNION
    SELECT one.id, one.former_id FROM budgets_succession one
    JOIN back ON one.successor_id = back.former_id WHERE one.is_whole
) SELECT id FROM back
"""
_CODES = """
WITH RECURSIVE back(id, catalogue, former) AS (
    SELECT id, catalogue, former FROM budgets_codesuccession WHERE successor IN ({marks})
    UNION
    SELECT one.id, one.catalogue, one.former FROM budgets_codesuccession one
    JOIN back ON one.successor = back.former AND one.catalogue = back.catalogue
) SELECT id FROM back
"""


@dataclass
class Lineage:
    """For each body and each measure, what it goes on from: (former ones, from which year on)."""

    bodies: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    measures: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    names: dict[int, Department] = field(default_factory=dict)

    @classmethod
    def of(cls, bodies: Iterable[int], keys: Iterable[str]) -> Lineage:
        """Followed back through any number of successions, in two queries at most."""
        lineage = cls()
        if after := set(bodies):
            lineage._trace_bodies(after)
        asked: dict[tuple[str, str], list[str]] = {}
        for key in keys:
            if told := coded(key):
                asked.setdefault(told, []).append(key)
        if asked:
            lineage._trace_codes(asked)
        return lineage

    def _trace_bodies(self, after: set[int]) -> None:
        back = _BODIES.format(marks=", ".join(["%s"] * len(after)))
        for one in Succession.objects.filter(pk__in=RawSQL(back, sorted(after))).select_related(  # noqa: S611
            "former"
        ):
            self.bodies.setdefault(one.successor_id, []).append((one.former_id, one.from_year))
            self.names[one.former_id] = one.former

    def _trace_codes(self, asked: dict[tuple[str, str], list[str]]) -> None:
        """`asked`: the measures of each code of a catalogue; those of its formers come to them."""
        codes = sorted({code for _catalogue, code in asked})
        back = _CODES.format(marks=", ".join(["%s"] * len(codes)))
        before: dict[tuple[str, str], list[CodeSuccession]] = {}
        for one in CodeSuccession.objects.filter(pk__in=RawSQL(back, codes)):  # noqa: S611
            before.setdefault((one.catalogue, one.successor), []).append(one)
        left = [(catalogue, code, key) for (catalogue, code), own in asked.items() for key in own]
        seen = {key for _catalogue, _code, key in left}
        while left:
            catalogue, code, key = left.pop()
            for one in before.get((catalogue, code), ()):
                former = f"{key.removesuffix(code)}{one.former}"
                self.measures.setdefault(key, []).append((former, one.from_year))
                if former not in seen:
                    seen.add(former)
                    left.append((catalogue, one.former, former))

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
