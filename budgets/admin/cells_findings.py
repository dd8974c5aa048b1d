"""Findings, problems and unread words as the grid takes them: each at the row's key and a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets import models
from budgets.admin.review import MANY_FINDINGS
from budgets.admin.sheets import SYMBOLS
from budgets.admin.unknowns import unknowns
from budgets.data import CellRef, DisclosureData, FindingData
from budgets.fixes import Held, fix_at, fix_beside
from budgets.importing import vocabulary_for
from budgets.money import UNITS, YUAN, format_fen
from budgets.storage import keys_of
from budgets.tracing import Broken, broken_by, findings_of
from budgets.workbook.grid import position

Told = dict[str, Any]
# A finding of another table is told at cells of this one, unless it is compared with more of them.
_FEW_CELLS = 3
# Slips are looked for in so many changes of the table.
_LATEST = 50
# So many of the cells that a finding was compared with are named.
_NAMED = 6


class Finder:
    """Tells what is wrong with a table of a draft, and where the other side of it stands."""

    def __init__(
        self,
        draft: models.Disclosure,
        data: DisclosureData,
        n: int,
        keys: Sequence[int],
        findings: Sequence[FindingData],
        held: Held,
    ) -> None:
        self.draft, self.data, self.n, self.held = draft, data, n, held
        self.table = data.table(n)
        self.tables = {table.n: table for table in data.tables}
        self.findings = findings
        self.known = {finding.key for finding in findings}
        self.keys: dict[int, Sequence[int]] = {n: keys}
        self.broken = broken_by(_latest(draft, n), findings, self.table, keys)
        self.caused = set(findings_of(self.broken))
        self.said = dict(draft.findings.exclude(explanation="").values_list("key", "explanation"))

    # --- Findings --------------------------------------------------------------------------------

    def here(self) -> list[Told]:
        """The findings at cells of this table, in their order; then what could not be read."""
        told = [
            one
            for finding in self.findings
            for one in (
                [self._own(finding)] if finding.at.n == self.n else self._of_another(finding)
            )
        ]
        return [*map(self._slip, self.broken), *told[:MANY_FINDINGS], *self._problems()]

    def elsewhere(self) -> list[Told]:
        """The other tables with errors that are neither corrected nor explained."""
        count = Counter(
            finding.at.n
            for finding in self.findings
            if finding.severity == "error"
            and self._leads(finding)
            and finding.key not in self.said
            and finding.key not in self.caused
        )
        return [self._place(n, errors) for n, errors in sorted(count.items()) if n != self.n]

    def _place(self, n: int, errors: int) -> Told:
        table = self.tables.get(n)
        if table is None:
            address = reverse("admin:budgets_disclosure_narrative", args=[self.draft.pk])
            return {
                "table": n,
                "code": "",
                "name": _("情况说明"),
                "errors": errors,
                "address": address,
            }
        return {
            "table": n,
            "code": table.code or table.title,
            "name": table.name,
            "errors": errors,
            "address": grid_address(self.draft, n),
        }

    def _leads(self, finding: FindingData) -> bool:
        return finding.explained_by not in self.known

    def _own(self, finding: FindingData) -> Told:
        leads = self._leads(finding) and finding.key not in self.caused
        return {
            **self._told(finding, finding.at, finding.against),
            "symbol": SYMBOLS[finding.severity if leads else "follows"],
            "stated": self._figure(finding, finding.stated, finding.stated_text),
            "expected": self._figure(finding, finding.expected, finding.expected_text),
            "fix": fix_at(finding, self.table, self.held),
            "leads": leads,
        }

    def _slip(self, one: Broken) -> Told:
        """A figure that was changed, and what agreed before."""
        first = one.findings[0]
        at = CellRef(
            self.n,
            self.table.code or self.table.title,
            self.table.cell(one.row, one.column),
            one.row,
            one.column,
        )
        others = dict.fromkeys(
            ref
            for finding in one.findings
            for ref in (finding.at, *finding.against)
            if (ref.n, ref.row, ref.column) != (self.n, one.row, one.column)
        )
        return {
            **self._told(first, at, list(others)),
            "id": f"slip/{self.keys[self.n][one.row]}:{one.column}",
            "message": f"这一格由“{one.before}”改成“{one.now}”以后，有 {len(one.findings)} 处不符，"
            f"改回就一致。其中：{first.message}",
            "symbol": SYMBOLS["error"],
            "stated": one.now,
            "expected": one.before,
            "fix": one.before or None,
            "leads": True,
        }

    def _of_another(self, finding: FindingData) -> Iterator[Told]:
        """A finding that stands in another table and is compared with few cells of this one."""
        own = [ref for ref in finding.against if ref.n == self.n]
        if finding.at.n == 0 or len(own) > _FEW_CELLS or not self._leads(finding):
            return
        if finding.key in self.caused:
            return
        for ref in own:
            others = (finding.at, *(one for one in finding.against if one.n != self.n))
            alone = len(finding.against) == 1
            yield {
                **self._told(finding, ref, others),
                "id": f"{finding.key}@{ref.row}:{ref.column}",
                "symbol": SYMBOLS[finding.severity],
                "stated": self._figure(finding, finding.expected, "") if alone else "",
                "expected": self._figure(finding, finding.stated, "") if alone else "",
                "fix": fix_beside(finding, ref, self.table, self.held),
                "leads": False,
            }

    def _told(self, finding: FindingData, at: CellRef, others: Sequence[CellRef]) -> Told:
        return {
            "id": finding.key,
            "severity": finding.severity,
            "message": finding.message,
            "table": at.n,
            "key": self._key(at),
            "column": at.column if at.column >= 0 else None,
            "cell": at.cell,
            "explanation": self.said.get(finding.key, ""),
            "against": [self._ref(one) for one in others[:_NAMED]],
            "more": max(0, len(others) - _NAMED),
        }

    def _ref(self, ref: CellRef) -> Told:
        key = self._key(ref)
        return {
            "table": ref.n,
            "code": ref.table,
            "cell": ref.cell,
            "key": key,
            "column": ref.column,
            "address": self._address(ref, key),
        }

    def _address(self, ref: CellRef, key: int | None) -> str:
        if ref.n not in self.tables:
            return reverse("admin:budgets_disclosure_narrative", args=[self.draft.pk])
        anchor = "" if key is None else f"#k{key}c{ref.column}"
        return f"{grid_address(self.draft, ref.n)}{anchor}"

    def _key(self, ref: CellRef) -> int | None:
        """The key of a cell's row; None for a head, and for a paragraph."""
        if ref.n not in self.tables:
            return None
        if ref.n not in self.keys:
            self.keys[ref.n] = keys_of(self.draft, ref.n)
        keys = self.keys[ref.n]
        return keys[ref.row] if 0 <= ref.row < len(keys) else None

    def _figure(self, finding: FindingData, fen: int, text: str) -> str:
        if not finding.is_money:
            return text
        return format_fen(fen, UNITS.get(self.table.unit, YUAN))

    # --- What could not be read ------------------------------------------------------------------

    def _problems(self) -> Iterator[Told]:
        lost = {(item.row, item.column) for item in self.table.uninterpreted}
        rows = {
            (line.origin.sheet, line.origin.row): (row, line.origin.column)
            for row, line in enumerate(self.table.rows)
        }
        for problem in self.draft.problems.all():
            where = position(problem.cell)
            if where is None or (problem.sheet, where[0]) not in rows:
                continue
            row, first = rows[problem.sheet, where[0]]
            column = where[1] - first
            # A word or figure that waits for its meaning is told with the way to give it one.
            if not 0 <= column < len(self.table.columns) or (
                (row, column) in lost and "不认识" in problem.message
            ):
                continue
            notice = problem.severity == "notice"
            yield {
                "id": f"problem/{problem.pk}",
                "severity": "problem",
                "symbol": SYMBOLS["warning" if notice else "problem"],
                "message": problem.message,
                "table": self.n,
                "key": self.keys[self.n][row],
                "column": column,
                "cell": problem.cell,
                "stated": "",
                "expected": "",
                "fix": None,
                "leads": True,
                "explanation": "",
                "against": [],
                "more": 0,
            }

    def uninterpreted(self) -> list[list[Any]]:
        """[key, column, why, address]: figures and words of this table without a meaning, with the
        page where they get one; key None for a head."""
        if not self.table.uninterpreted:
            return []
        vocabulary = vocabulary_for(self.draft.department.region)
        teach = reverse("admin:budgets_disclosure_meaning", args=[self.draft.pk])
        told: dict[tuple[int | None, int], list[Any]] = {}
        alone = DisclosureData("", self.data.fiscal_year, self.data.kind, (self.table,))
        for one in unknowns(alone, vocabulary):
            address = f"{teach}?{one.query}" if one.word else ""
            for _n, row, column in dict.fromkeys((*one.cells, *one.figures)):
                if column >= 0:
                    key = self.keys[self.n][row] if row >= 0 else None
                    told.setdefault((key, column), [key, column, one.why, address])
        return list(told.values())


def _latest(draft: models.Disclosure, n: int) -> list[list[list[Any]]]:
    """What the latest changes of a table tell of its cells, the last one first."""
    found = draft.changes.filter(table_n=n).order_by("-number").values_list("cells", flat=True)
    return list(found[:_LATEST])


def grid_address(draft: models.Disclosure, n: int) -> str:
    return reverse("admin:budgets_disclosure_cells", args=[draft.pk, n])
