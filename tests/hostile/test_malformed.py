"""Malformed files, some of the ten thousand that `bin/bench malformed` posts: each has its answer."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from budgets import confined
from budgets.narrative.reading import UnusableNarrative
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.grid import UnusableWorkbook
from tests.admin import books
from tests.admin.conftest import UPLOAD
from tests.admin.conftest import officer as officer
from tests.builders import department
from tests.hostile.malformed import malformed

BATCH = 15
HAN = re.compile("[\u4e00-\u9fff]{4}")


def said_of(seed: int) -> str:
    """What the author of this file is told; "" where it can be read."""
    _, field, content = malformed(seed)
    try:
        if field == "narrative":
            confined.read_narrative(content)
        else:
            confined.read_document(
                content,
                department="某市人民政府外事办公室",
                fiscal_year=2026,
                kind="budget",
                vocabulary=shipped_vocabulary(),
            )
    except (UnusableWorkbook, UnusableNarrative) as error:
        return error.message
    return ""


@pytest.mark.parametrize("first", range(0, 150, BATCH))
def test_a_malformed_file_is_read_or_its_author_is_told_why_not(first: int) -> None:
    said = {seed: said_of(seed) for seed in range(first, first + BATCH)}

    assert not [seed for seed, message in said.items() if message and not HAN.search(message)]
    # None of them is a mistake of ours, nor does it cost a child its life.
    assert not [seed for seed, message in said.items() if message.startswith(confined.FAILED)]
    assert not [seed for seed, message in said.items() if "停止" in message or "中止" in message]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [2, 5, 7, 21, 22, 37, 41, 46, 55])
def test_the_upload_page_answers_a_malformed_file(officer: Client, seed: int) -> None:
    name, field, content = malformed(seed)
    given = {"file": books.file(books.balanced())}
    given[field] = SimpleUploadedFile(name, content)

    answer = officer.post(
        UPLOAD, {"department": department().pk, "year": 2026, "kind": "budget", **given}
    )

    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert officer.get(answer.url).status_code == 200
