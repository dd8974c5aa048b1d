"""How many wrong digits reconciliation sees: every amount changed in turn, one at a time.

An amount counts as seen when an error appears that was not there before, and names the changed cell
or a cell that contradicts it. Run: python -m bench.mutation [--list]
"""

from __future__ import annotations

import argparse
import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from budgets.data import DisclosureData, FactData, FindingData, TableData
from budgets.reconcile import reconcile
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document

SAMPLES = Path(__file__).resolve().parent.parent / "budgets" / "samples"
DOCUMENTS = (
    ("beijing-fao-2026-budget", "北京市人民政府外事办公室（本级）", 2026),
    ("xicheng-fao-2022-budget", "北京市西城区人民政府外事办公室", 2022),
    ("xicheng-fao-2024-budget", "北京市西城区人民政府外事办公室", 2024),
)


def sample(name: str, department: str, year: int) -> DisclosureData:
    """A shipped sample as the import reads it."""
    return read_document(
        SAMPLES / f"{name}.xlsx",
        department=department,
        fiscal_year=year,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    ).data


def with_amount(data: DisclosureData, n: int, index: int, fen: int) -> DisclosureData:
    """The document with one fact's amount changed."""

    def changed(table: TableData) -> TableData:
        fact = table.facts[index]
        other = replace(fact, amount=replace(fact.amount, fen=fen))
        return replace(table, facts=(*table.facts[:index], other, *table.facts[index + 1 :]))

    return replace(
        data, tables=tuple(changed(table) if table.n == n else table for table in data.tables)
    )


def wrong(fact: FactData, chance: random.Random) -> int:
    """The amount with one of its digits wrong, as a typing slip leaves it."""
    digits = list(str(abs(fact.amount.value)).rjust(9, "0"))
    # Only a digit that the cell prints can be seen to be wrong, or be wrong at all.
    printed = len(digits) - (len(str(fact.amount.step)) - 1)
    place = chance.randrange(printed)
    digits[place] = chance.choice([d for d in "0123456789" if d != digits[place]])
    return int("".join(digits))


def seen(job: tuple[str, int, int, int]) -> tuple[bool, bool]:
    """Whether one change is seen; and whether the first new error stands at the changed cell."""
    name, n, index, fen = job
    data = _documents[name]
    table = data.table(n)
    fact = table.facts[index]
    fresh = [
        finding
        for finding in reconcile(with_amount(data, n, index, fen)).errors
        if finding not in _before[name]
    ]
    at = (n, fact.row, fact.column)
    named = [
        finding
        for finding in fresh
        if at == (finding.at.n, finding.at.row, finding.at.column)
        or any(at == (ref.n, ref.row, ref.column) for ref in finding.against)
    ]
    first = bool(fresh) and at == (fresh[0].at.n, fresh[0].at.row, fresh[0].at.column)
    return bool(named), first


_documents: dict[str, DisclosureData] = {}
_before: dict[str, tuple[FindingData, ...]] = {}


def prepare() -> None:
    for name, department, year in DOCUMENTS:
        _documents[name] = sample(name, department, year)
        _before[name] = reconcile(_documents[name]).errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="name every change that is not seen")
    options = parser.parse_args()
    prepare()
    chance = random.Random(20261121)
    with ProcessPoolExecutor(initializer=prepare) as pool:
        for name, _department, _year in DOCUMENTS:
            data = _documents[name]
            jobs = [
                (name, table.n, index, wrong(fact, chance))
                for table in data.tables
                for index, fact in enumerate(table.facts)
                if fact.amount.fen is not None
            ]
            results = list(pool.map(seen, jobs, chunksize=8))
            count = sum(one for one, _ in results)
            first = sum(one for _, one in results)
            print(
                f"mutation {name}: {count} of {len(jobs)} changed amounts seen "
                f"({100 * count / len(jobs):.2f} %), {first} with the changed cell itself first"
            )
            for job, (one, _) in zip(jobs, results, strict=True):
                if options.list and not one:
                    table = data.table(job[1])
                    fact = table.facts[job[2]]
                    print(
                        f"  not seen: {table.name} {table.cell(fact.row, fact.column)} {fact.amount.printed} -> {job[3]} fen"
                    )


if __name__ == "__main__":
    main()
