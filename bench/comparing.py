"""Comparing and ranking over a hundred thousand and over ten million amounts that are told.

    bin/bench comparing [-- --small 100000] [--large 10000000] [--rounds 21]

On SQLite, or PostgreSQL where DATABASE_URL names one (an empty database). The rows are those that
publishing writes for bodies, years and measures (KeyAmount), put in by SQL: a body has 90 of them
a year (of some thousand facts), ten years each, a region 25 bodies. What is asked goes through the whole page, as a reader
asks it; told are medians in milliseconds (of processor time on SQLite), and how much longer the large one takes.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.test import Client

YEARS = range(2017, 2027)
BODIES_OF_A_REGION = 25
# Measures of a body: those that every budget tells, and codes that it happens to spend on.
MEASURES = 90
A_BODY = MEASURES * len(YEARS)
QUESTIONS = {
    "one body, ten years": "/compare/?b=b1&m=reception",
    "twenty bodies, ten years": "/compare/?" + "&".join(f"b=b{n}" for n in range(20)),
    "ten bodies, eight measures": "/compare/?"
    + "&".join([f"b=b{n * 7}" for n in range(10)] + [f"m={key}" for key in (
        "spending", "income", "basic", "personnel", "public", "project", "reception", "abroad",
    )]),
    "the same as CSV": "/compare.csv?" + "&".join(f"b=b{n}" for n in range(20)),
    "a region in a year": "/regions/r0/2024/budget/",
    "search": "/search/?q=测试局 公务接待费",
}  # fmt: skip
# A year's page sums all bodies there are once after a publication: told apart, for that sum grows.
WHOLE = {"all bodies of a year": "/years/2024/budget/"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=21)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings", RATE_LIMITS="0")
        import django

        django.setup()
        from django.core.management import call_command
        from django.test import Client

        from bench.timing import median

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        times: dict[int, dict[str, float]] = {}
        bodies = 0
        for size in (given.small, given.large):
            began, wanted = time.perf_counter(), max(70, size // A_BODY)
            fill(bodies, wanted)
            bodies = wanted
            spent = time.perf_counter() - began
            print(f"{bodies * A_BODY:,} amounts of {bodies:,} bodies: {spent:.0f} s", end="")
            print(f"; {_bytes(Path(folder)):,} bytes on disk", flush=True)
            client = Client(headers={"host": "localhost"})
            times[size] = {
                name: median(_asking(client, path), given.rounds)
                for name, path in (QUESTIONS | WHOLE).items()
            }
    small, large = times[given.small], times[given.large]
    print(f"{'question':32}{'small ms':>10}{'large ms':>10}{'ratio':>8}")
    for name in small:
        print(f"{name:32}{small[name]:10.1f}{large[name]:10.1f}{large[name] / small[name]:7.1f}x")


def fill(first: int, last: int) -> None:
    """Bodies first to last with their documents, amounts and what of them can be found."""
    from django.db import connection, transaction

    from budgets import models

    keys = _keys()
    for begin in range(first, last, BODIES_OF_A_REGION):
        numbers = range(begin, min(begin + BODIES_OF_A_REGION, last))
        code = f"r{begin // BODIES_OF_A_REGION}"
        region, _made = models.Region.objects.get_or_create(code=code, defaults={"name": code})
        with transaction.atomic():
            departments = models.Department.objects.bulk_create(
                models.Department(slug=f"b{n}", name=f"测试局{n}", region=region) for n in numbers
            )
            years = [models.FiscalYear.objects.get_or_create(year=year)[0] for year in YEARS]
            disclosures = models.Disclosure.objects.bulk_create(
                models.Disclosure(department=department, fiscal_year=year, kind="budget", version=1)
                for department in departments
                for year in years
            )
            rows = [
                _amount(disclosure, region.pk, place, key)
                for disclosure in disclosures
                for place, key in enumerate(keys)
            ]
            with connection.cursor() as cursor:
                _insert(cursor, models.KeyAmount._meta.db_table, rows)
            _make_findable(departments)


def _keys() -> Sequence[str]:
    from budgets.measures import FIXED

    return [*FIXED, *(f"function-{2010000 + n}" for n in range(MEASURES - len(FIXED)))]


def _amount(disclosure: object, region: int, place: int, key: str) -> tuple[object, ...]:
    of, year = disclosure.pk, disclosure.fiscal_year.year  # type: ignore[attr-defined]
    body = disclosure.department_id  # type: ignore[attr-defined]
    fen = (body * 7919 + year * 104_729 + place * 1_299_709) % 10**10
    return (of, region, body, year, "budget", key, fen, 3, place, 2, True, False)


_COLUMNS = (
    '"disclosure_id", "region_id", "department_id", "year", "kind", "key", "fen", "table_n",'
    ' "row", "column", "stated", "disputed"'
)


def _insert(cursor: object, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    marks = ", ".join(["%s"] * 12)
    # No values but numbers and keys of this file; a plain INSERT is as quick as either database is.
    cursor.executemany(  # type: ignore[attr-defined]
        f"INSERT INTO {table} ({_COLUMNS}) VALUES ({marks})",  # noqa: S608
        rows,
    )


def _make_findable(departments: Sequence[object]) -> None:
    from budgets.models import SearchText
    from budgets.searching.streams import stream

    texts = []
    for department in departments:
        name, pk = department.name, department.pk  # type: ignore[attr-defined]
        for what, text in (("body", name), ("line", "公务接待费")):
            facets = [("r", "r0"), ("b", pk), ("y", 2024), ("k", "budget"), ("w", what)]
            tokens = stream(what, text, "", [name, "2024"], facets)
            texts.append(
                SearchText(
                    department=department, year=2024, kind="budget", what=what, text=text,
                    code="", places=[], tokens=tokens,
                )
            )  # fmt: skip
    SearchText.objects.bulk_create(texts)


def _asking(client: Client, path: str) -> Callable[[], None]:
    def ask() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status_code}")

    return ask


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("bench.sqlite3*"))


if __name__ == "__main__":
    main()
