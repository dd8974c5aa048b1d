"""A small site with everything that can be taken away: two budgets, and a self-evaluation."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from budgets import models
from budgets.data import DisclosureData
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.reading import read_performance
from performance.storage import publish_performance
from tests.builders import published
from tests.documents import SAMPLES, XICHENG_2022, XICHENG_2024, sample


@cache
def evaluation() -> DisclosureData:
    return _shipped("beijing", 2023, "evaluation", "北京市人民政府外事办公室", "110000")


@cache
def targets() -> DisclosureData:
    return _shipped("shijiazhuang", 2024, "performance", "石家庄市人民政府外事办公室", "130100")


def _shipped(place: str, year: int, kind: str, name: str, region: str) -> DisclosureData:
    """A shipped sample of performance, under the place as the address of its body."""
    read = read_document(
        SAMPLES / f"{place}-fao-{year}-{kind}.xlsx",
        department=name,
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
        slug=place,
        region=region,
    ).data
    return replace(read, tables=read_performance(read).tables)


def public(data: DisclosureData) -> models.Disclosure:
    """The document as publishing leaves it, its performance included."""
    performance = read_performance(data).performance
    return published(data, write=lambda made: publish_performance(made, performance))


def office(document: tuple[str, str, int], **other: object) -> DisclosureData:
    return replace(sample(document), slug="fao", region="110102", **other)  # type: ignore[arg-type]


def site() -> list[models.Disclosure]:
    """Xicheng's budgets of 2022 and 2024, Beijing's evaluation of 2023."""
    return [
        public(office(XICHENG_2022)),
        public(office(XICHENG_2024)),
        public(evaluation()),
    ]


def bytes_of(response: object) -> bytes:
    """What a response holds, be it a file or not."""
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response.content  # type: ignore[attr-defined, no-any-return]


ROOT = Path(__file__).resolve().parents[2]
