"""What the judged questions are asked of: the five sample documents, and those of made-up regions."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from budgets import models
from budgets.data import DisclosureData
from budgets.key_amounts import write_key_amounts
from budgets.searching.index import index_version
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import interpret, read_document
from budgets.workbook.reader import read_workbook
from performance.reading import read_performance
from tests.builders import department, make_public, region, stored
from tests.documents import SAMPLES
from tests.regions import accounts, chongqing, guangzhou, shanghai, suzhou, zhejiang
from tests.regions.documents import Published

# Builder, address, body, region code and name. Region and body are made up, their forms are not.
_MADE: tuple[tuple[Callable[[], Published], str, str, str, str], ...] = (
    (suzhou.document, "jc-jyj", "江城市教育局", "990100", "江城市"),
    (shanghai.document, "jc-jw", "江城市卫生健康委员会", "990100", "江城市"),
    (guangzhou.document, "lj-rsj", "江城市临江区人力资源和社会保障局", "990102", "江城市临江区"),
    (chongqing.document, "lj-fgw", "江城市临江区发展和改革委员会", "990102", "江城市临江区"),
    (zhejiang.document, "yl-zfb", "云岭县人民政府办公室", "990123", "云岭县"),
    (accounts.document, "jc-czj", "江城市财政局", "990100", "江城市"),
)


def build() -> None:
    """Publish all of them, as far as search and its answers need."""
    models.Region.objects.create(code="990100", name="江城市")
    for data in (*_samples(), *_made()):
        disclosure = stored(data)
        index_version(disclosure, data)
        write_key_amounts(disclosure, data)
        make_public(disclosure, content=repr(data))

    for one in _listed():
        units = one["department"].get("units", [])
        head = models.Department.objects.get(slug=one["department"]["slug"])
        models.Department.objects.filter(slug__in=units).update(parent=head)


def _listed() -> list[dict[str, Any]]:
    return tomllib.loads((SAMPLES / "samples.toml").read_text(encoding="utf-8"))["sample"]


def _samples() -> Iterator[DisclosureData]:
    for one in _listed():
        place = one["region"]
        _place(place["code"], place["name"], place.get("parent", ""))
        body = department(one["department"]["slug"], one["department"]["name"], place["code"])
        body.name_en = one["department"]["name_en"]
        body.save()
        read = read_document(
            SAMPLES / one["file"],
            department=one["department"]["name"],
            fiscal_year=one["year"],
            kind=one["kind"],
            vocabulary=shipped_vocabulary(),
        ).data
        tables = read_performance(read).tables
        yield replace(read, tables=tables, slug=one["department"]["slug"], region=place["code"])


def _made() -> Iterator[DisclosureData]:
    for builder, slug, name, code, place in _MADE:
        _place(code, place, "990100" if code != "990100" else "")
        department(slug, name, code)
        made = builder()
        data = interpret(
            read_workbook(made.book.content()),
            department=name,
            fiscal_year=made.fiscal_year,
            kind=made.kind,
            vocabulary=shipped_vocabulary(),
        ).data
        yield replace(data, slug=slug, region=code)


def _place(code: str, name: str, parent: str) -> None:
    place = region(code, name)
    above = models.Region.objects.filter(code=parent).first() if parent else None
    if above is not None and place.parent_id is None:
        place.parent = above
        place.save()
