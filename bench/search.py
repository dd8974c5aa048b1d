"""Search at ten thousand and at a million indexed texts, on SQLite and (DATABASE_URL) PostgreSQL.

    python -m bench.search [--small 10000] [--large 1000000] [--rounds 21]

Texts are made of the words of the shipped classifications, in the proportions of real tables. Each
question is asked of the small index and of the large one, in one process; medians are told, of the
search alone and of the whole page (of processor time on SQLite).
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

# So many texts has a body's document of a year.
A_BODY = 200
BUSINESS = ("外事", "财政", "教育", "民政", "水务", "文化和旅游", "卫生健康", "应急管理")
QUESTIONS = ("接待", "公务接待费", "2010301", "20103", "外", "waishi", "gwjd", "测试区 公务接待费 2024",
             "行政运行", "量子纠缠", "教育支出", "12.34万元", "招待费", "量子纠缠与超弦理论研究办公室",
             "测试区第7应急管理局2020年公务接待花了多少钱", "gongwu jiedia")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=21)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings", RATE_LIMITS="0")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        times = {}
        count = 0
        for size in (given.small, given.large):
            began = time.perf_counter()
            fill(count, size)
            print(
                f"{size:,} texts indexed: {time.perf_counter() - began:.0f} s for the last", end=""
            )
            print(f" {size - count:,}; {_bytes(Path(folder)):,} bytes on disk")
            count = size
            times[size] = {asked: ask(asked, given.rounds) for asked in QUESTIONS}
    print(
        f"{'question':24}{'found':>7}  search ms: small, large, ratio    page ms: small, large, ratio"
    )
    for asked in QUESTIONS:
        _few, *small = times[given.small][asked]
        found, *large = times[given.large][asked]
        told = [f"{a:8.1f}{b:8.1f}{b / a:7.1f}x" for a, b in zip(small, large, strict=True)]
        print(f"{asked:24}{found:>7}  " + "   ".join(told))


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("bench.sqlite3*"))


def fill(first: int, last: int) -> None:
    """Texts first to last: rows of tables, and some projects, indicators and paragraphs."""
    from budgets.models import Department, Region, SearchText
    from budgets.searching import bodies
    from budgets.searching.streams import stream

    codes = list(_codes())
    region, _made = Region.objects.get_or_create(code="990000", name="测试区")
    batch = []
    for number in range(first, last):
        body_number, year = number // A_BODY, 2020 + number // A_BODY % 7
        if number % A_BODY == 0:
            name = f"测试区第{body_number}{BUSINESS[body_number % len(BUSINESS)]}局"
            body = Department.objects.create(slug=f"b{body_number}", name=name, region=region)
        what, code, text = _text(number % A_BODY, body.name, codes)
        facets = [("r", "990000"), ("b", body.pk), ("y", year), ("k", "budget"), ("w", what)]
        regions = [region.name]
        called = bodies.called(body.name, regions) if what == "body" else ()
        around = [body.name, region.name, *bodies.nearby(body.name, regions), str(year)]
        fen = [random.randrange(10**9) for _n in range(4)] if what == "line" else ()
        tokens = stream(what, text, code, around, facets, called=called, fen=fen)
        batch.append(
            SearchText(
                department=body, year=year, kind="budget", what=what, text=text, code=code,
                places=[["tables/3/#r1", "表3 支出总表", 1, "12.34", "万元", "合计"]], tokens=tokens,
            )
        )  # fmt: skip
        if len(batch) == 2000 or number == last - 1:
            SearchText.objects.bulk_create(batch)
            batch.clear()


def _codes() -> Iterator[tuple[str, str]]:
    """Codes and names of the shipped classifications."""
    folder = Path(__file__).parent.parent / "budgets" / "classifications"
    for name in ("functional.csv", "dept_economic.csv", "gov_economic.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["code"], row["name"]


def _text(place: int, body: str, codes: Sequence[tuple[str, str]]) -> tuple[str, str, str]:
    code, name = random.choice(codes)
    if place == 0:
        return "body", "", body
    if place < 6:
        return "project", f"1101{random.randrange(10**16):016}", f"{name}专项经费"
    if place < 20:
        return "indicator", "", f"{name}完成率"
    if place < 30:
        other = random.choice(codes)[1]
        return "passage", "", f"{name}支出比上年增加，主要原因是{other}增加；其中{name}另有安排。"
    return "line", code, name


def ask(asked: str, rounds: int) -> tuple[int, float, float]:
    """How much is found, and the medians of the search and of the page in milliseconds."""
    from django.test import Client

    from bench.timing import median
    from budgets.searching.apart import find_or_apart
    from budgets.searching.asking import question

    client = Client(headers={"host": "localhost"})
    found = len(find_or_apart(question(asked)).found)
    search = median(lambda: find_or_apart(question(asked)), rounds)
    page = median(lambda: _page(client, asked), rounds)
    return found, search, page


def _page(client: Client, asked: str) -> None:
    response = client.get("/search/", {"q": asked})
    if response.status_code != 200:
        raise SystemExit(f"/search/?q={asked}: {response.status_code}")


if __name__ == "__main__":
    random.seed(1)
    main()
