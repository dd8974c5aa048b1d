"""manage.py check_narrative: a draft on its own, before anything else of the product."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from budgets import models
from tests.documents import SAMPLES

pytestmark = pytest.mark.django_db

TEXT = "一、收入预算\n2024年收入预算6,488,757.48元，比2023年6,502,679.67元减少13,921.83元，下降0.21%。\n"
NAMED = ("--department", "nowhere", "--year", "2024", "--kind", "budget")


def run(*arguments: object) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("check_narrative", *map(str, arguments), stdout=out, stderr=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "说明.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_text_alone_is_checked_and_nothing_is_stored(text: Path) -> None:
    status, out = run(text, *NAMED, "--json")

    answer = json.loads(out)
    assert status == 1
    (claim,) = answer["claims"]
    assert (claim["amount"], claim["prior_amount"]) == ("6488757.48", "6502679.67")
    assert (claim["direction"], claim["percent"]) == ("decrease", "0.21")
    assert [one["figure"] for one in answer["findings"]] == ["13,921.83元"]
    assert not models.Department.objects.exists()


def test_the_tables_of_a_workbook_tell_which_figure_is_wrong(text: Path) -> None:
    book = SAMPLES / "xicheng-fao-2024-budget.xlsx"

    status, out = run(text, *NAMED, "--workbook", book, "--json")

    (finding,) = json.loads(out)["findings"]
    assert status == 1
    assert (finding["figure"], finding["expected"]) == ("6,488,757.48元", "6,488,757.84元")
    assert "两个数字颠倒" in finding["reason"]
    assert not models.Disclosure.objects.exists()


def test_a_right_text_is_done(tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    path.write_text(TEXT.replace("757.48", "757.84"), encoding="utf-8")

    status, out = run(path, *NAMED)

    assert status == 0
    assert "1 处数字，1 处核对相符" in out
    assert "没有表可以核对" in out


def test_what_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "说明.docx"
    path.write_bytes(b"%PDF-1.7 ...")

    status, out = run(path, *NAMED, "--json")

    assert status == 2
    assert "PDF" in json.loads(out)["problems"][0]["message"]


def test_what_a_form_says_otherwise_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    path.write_text("一、人员构成\n本单位行政编制14人，实际14人。\n", encoding="utf-8")
    book = SAMPLES / "xicheng-fao-2022-budget.xlsx"
    named = ("--department", "nowhere", "--year", "2022", "--kind", "budget")

    _, out = run(path, *named, "--workbook", book, "--json")

    (finding,) = json.loads(out)["findings"]
    assert (finding["figure"], finding["expected"]) == ("行政编制14人", "编制15人")
    assert "编制15人" in finding["reason"]
