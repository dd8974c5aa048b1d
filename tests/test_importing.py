"""From an upload to a draft: whole or not at all, the same from the command as from a function."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from budgets import models
from budgets.admin.work import read_again
from budgets.importing import (
    ImportRefused,
    preview_workbook,
    store_draft,
    vocabulary_for,
)
from budgets.storage import load_disclosure, load_findings
from budgets.vocabulary import COLUMN
from budgets.workbook.writer import write_workbook
from tests.builders import department, region
from tests.documents import ALL, SAMPLES, XICHENG_2024, sample

pytestmark = [pytest.mark.django_db, pytest.mark.database]
XICHENG = SAMPLES / "xicheng-fao-2024-budget.xlsx"
NAME = XICHENG_2024[1]


def preview(content: bytes, year: int = 2024, name: str = NAME) -> Any:
    return preview_workbook(
        content, name="预算.xlsx", department=name, fiscal_year=year, kind="budget"
    )


def edited(edit: Any, path: Path = XICHENG) -> bytes:
    book = openpyxl.load_workbook(path)
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    try:
        call_command("load_workbook", *arguments, "--json", stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def counts() -> list[int]:
    kinds = [models.Disclosure, models.BudgetTable, models.BudgetRow, models.Department]
    return [kind.objects.count() for kind in kinds]


@pytest.mark.parametrize("which", ALL, ids=lambda which: which[0])
def test_what_is_stored_is_what_was_read(which: tuple[str, str, int]) -> None:
    body = department(slug="fao", name=which[1])
    content = (SAMPLES / f"{which[0]}.xlsx").read_bytes()

    draft = store_draft(preview(content, which[2], which[1]), department=body)

    assert load_disclosure(draft).tables == sample(which).tables
    assert [t.cell(0, 0) for t in load_disclosure(draft).tables if t.rows] == [
        t.cell(0, 0) for t in sample(which).tables if t.rows
    ]


@pytest.mark.parametrize("which", ALL, ids=lambda which: which[0])
def test_our_own_workbook_loads_to_the_identical_disclosure(which: tuple[str, str, int]) -> None:
    again = preview(write_workbook(sample(which)), which[2], which[1])

    assert again.data.tables == sample(which).tables
    # What is wrong in the sample itself is said of both, and nothing else.
    first = preview((SAMPLES / f"{which[0]}.xlsx").read_bytes(), which[2], which[1])
    wrong = [one.message for one in first.problems if one.severity != "notice"]
    assert [one.message for one in again.problems if one.severity != "notice"] == wrong


def test_a_second_upload_takes_the_drafts_place_and_keeps_explanations() -> None:
    body = department(slug="fao", name=NAME)
    draft = store_draft(preview(XICHENG.read_bytes()), department=body)
    key = load_findings(draft)[0].key
    draft.findings.filter(key=key).update(explanation="购房补贴另有说明。")

    again = store_draft(preview(XICHENG.read_bytes()), department=body)

    assert again.pk == draft.pk
    assert again.findings.get(key=key).explanation == "购房补贴另有说明。"
    assert again.tables.count() == 14
    assert [event.what for event in again.events.all()] == ["载入工作簿", "载入工作簿"]


def test_the_command_answers_with_one_json_object() -> None:
    status, answer = run(str(XICHENG), "--department", "fao", "--year", "2024", "--name", NAME)

    assert status == 0
    assert answer["disclosure"] == {
        "department": "fao",
        "fiscal_year": 2024,
        "kind": "budget",
        "version": 1,
        "status": "draft",
    }
    assert [table["code"] for table in answer["tables"]] == [f"表{n}" for n in range(1, 15)]
    assert all(not table["uninterpreted"] for table in answer["tables"][:12])
    assert {problem["severity"] for problem in answer["problems"]} <= {"notice"}
    assert answer["findings"][0] == {
        "severity": "error",
        "kind": "roll-up",
        "table": "表7",
        "cell": "C32",
        "stated": "5290657.84",
        "expected": "4900333.84",
        "difference": "390324.00",
        "against": answer["findings"][0]["against"],
        "message": answer["findings"][0]["message"],
        "explanation": "",
    }
    assert {"table": "表7", "cell": "D6"} in answer["findings"][0]["against"]


def test_a_dry_run_stores_nothing() -> None:
    before = counts()

    status, answer = run(
        str(XICHENG), "--department", "fao", "--year", "2024", "--name", NAME, "--dry-run"
    )

    assert (status, answer["disclosure"]["status"]) == (0, "dry-run")
    assert counts() == before


def test_unexplained_errors_keep_a_document_from_being_published() -> None:
    status, answer = run(
        str(XICHENG), "--department", "fao", "--year", "2024", "--name", NAME, "--publish"
    )

    assert (status, answer["disclosure"]["status"]) == (1, "draft")
    assert not models.Disclosure.objects.published().exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: b"", "空"),
        (lambda: b"%PDF-1.7 ...", "PDF"),
        (
            lambda: edited(
                lambda book: book["表1 2024 部门预算收支总表"].__setitem__(
                    "A1", "表1 2023年部门预算收支总表"
                )
            ),
            "2023",
        ),
        (lambda: edited(lambda book: book.copy_worksheet(book.worksheets[2])), "两次"),
        (
            lambda: edited(lambda book: book.worksheets[0].__setitem__("A2", "部门：某县教育局")),
            "某县教育局",
        ),
        (
            lambda: edited(
                lambda book: (
                    [book.remove(s) for s in book.worksheets[1:]]
                    + [book.worksheets[0].delete_rows(1, 40)]
                )
            ),
            "没有认出",
        ),
    ],
    ids=["empty", "pdf", "another year", "the same table twice", "another body", "empty sheet"],
)
def test_an_unusable_workbook_changes_nothing_and_says_why(
    content: Callable[[], bytes], says: str, tmp_path: Path
) -> None:
    file = tmp_path / "预算.xlsx"
    file.write_bytes(content())
    before = counts()

    status, answer = run(str(file), "--department", "fao", "--year", "2024", "--name", NAME)

    assert status == 2
    assert any(says in problem["message"] for problem in answer["problems"])
    assert counts() == before


def test_a_refused_preview_cannot_be_stored() -> None:
    refused = preview(XICHENG.read_bytes(), year=2023)

    with pytest.raises(ImportRefused, match="2023"):
        store_draft(refused, department=department(slug="fao", name=NAME))

    assert counts()[:3] == [0, 0, 0]


def test_an_unknown_department_is_refused_with_what_to_do() -> None:
    status, answer = run(str(XICHENG), "--department", "nobody", "--year", "2024")

    assert status == 2
    assert "--name" in answer["problems"][0]["message"]


def test_a_word_that_was_taught_serves_every_later_document() -> None:
    body = department(slug="fao", name=NAME)

    def rename(book: Any) -> None:
        book.worksheets[5]["D3"] = "人吃马喂支出"

    content = edited(rename)
    before = preview(content)
    assert [item.why for item in before.data.tables[5].uninterpreted][:1] == [
        "不认识的栏目“人吃马喂支出”"
    ]
    draft = store_draft(before, department=body)

    models.WordMeaning.objects.create(
        place="column", word="人吃马喂支出", coordinates={"nature": "basic"}, region=None
    )

    read_again(draft)
    draft.refresh_from_db()
    assert load_disclosure(draft).tables[5].uninterpreted == ()
    assert preview(content).data.tables[5].facts == sample(XICHENG_2024).tables[5].facts


def test_a_region_may_mean_something_of_its_own_by_a_word() -> None:
    here, there = region("110102", "西城"), region("440100", "广州")
    models.WordMeaning.objects.create(
        place="column", word="统筹金", coordinates={"source": "special"}
    )
    models.WordMeaning.objects.create(
        place="column", word="统筹金", coordinates={"source": "unit"}, region=here
    )

    assert vocabulary_for(here).read("统筹金", COLUMN).coordinates["source"] == "unit"
    assert vocabulary_for(there).read("统筹金", COLUMN).coordinates["source"] == "special"


@pytest.mark.parametrize(
    ("folder", "year", "kind"),
    [
        ("beijing-fao-2023-evaluation", 2023, "evaluation"),
        ("shijiazhuang-fao-2024-performance", 2024, "performance"),
    ],
)
def test_documents_about_performance_are_kept_as_printed(
    folder: str, year: int, kind: str, shared_documents: Path
) -> None:
    content = (shared_documents / folder / "tables.xlsx").read_bytes()

    def read(source: bytes) -> Any:
        return preview_workbook(
            source, name="a.xlsx", department="某办", fiscal_year=year, kind=kind
        )

    first = read(content)
    assert first.problems == ()
    assert all(table.title and table.kind == "performance" for table in first.data.tables)
    assert read(write_workbook(first.data)).data.tables == first.data.tables
