"""An explanation's way: from the command to the draft, the page, the PDF and the open data."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client

from budgets import models
from budgets.exports import document_sha256
from budgets.importing import preview_workbook, store_draft
from budgets.narrative.reading import read_narrative
from budgets.publishing import UnexplainedFindings, publish_directly
from budgets.storage import load_disclosure
from budgets.workbook.writer import write_workbook
from tests.builders import department
from tests.documents import SAMPLES
from tests.narrative.words import levels, p, word

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

BOOK = SAMPLES / "beijing-fao-2023-evaluation.xlsx"
BASE = "/departments/fao/2023/evaluation/"
RIGHT = "一、评价结论\n经内部评议，综合得分94.83分，绩效评定结论为“优”。\n"
# The table has 94.83.
WRONG = RIGHT.replace("94.83", "95.83")


def draft(text: str = RIGHT) -> models.Disclosure:
    preview = preview_workbook(
        BOOK.read_bytes(),
        name="自评.xlsx",
        department="某市外事办公室",
        fiscal_year=2023,
        kind="evaluation",
        narrative=read_narrative(text.encode()) if text else (),
    )
    return store_draft(preview, department=department("fao", "某市外事办公室"))


def file_of(disclosure: models.Disclosure, path: str) -> bytes:
    with default_storage.open(disclosure.files.get(path=path).stored_name) as file:
        return bytes(file.read())


def json_of(disclosure: models.Disclosure) -> dict[str, Any]:
    return dict(json.loads(file_of(disclosure, "data.json")))


def run(*arguments: object) -> tuple[int, str]:
    out, status = io.StringIO(), 0
    given = [str(BOOK), "--department", "fao", "--year", "2023", "--kind", "evaluation"]
    department("fao", "某市外事办公室")
    try:
        call_command("load_workbook", *given, *map(str, arguments), stdout=out, stderr=out)
    except SystemExit as stop:
        status = int(str(stop.code))
    return status, out.getvalue()


# ---- The command


def test_a_dry_run_checks_the_explanation_and_stores_nothing(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text(WRONG, encoding="gb18030")

    status, said = run("--narrative", tmp_path / "说明.txt", "--dry-run", "--json")

    assert status == 0
    (found,) = [one for one in json.loads(said)["findings"] if one["kind"] == "text-score"]
    assert (found["table"], found["cell"]) == ("情况说明", "第1段")
    assert not models.Disclosure.objects.exists()


def test_it_is_published_with_the_tables(tmp_path: Path, client: Client) -> None:
    content = word(
        p("评价结论", number=(1, 0)),
        p("综合得分94.83分。"),
        numbering=levels(("japaneseCounting", "%1、")),
    )
    (tmp_path / "说明.docx").write_bytes(content)

    status, said = run("--narrative", tmp_path / "说明.docx", "--publish")

    assert status == 0
    assert "情况说明  1 节 1 段" in said
    disclosure = models.Disclosure.objects.get(status="published")
    expected = [{"heading": "一、评价结论", "level": 2, "paragraphs": ["综合得分94.83分。"]}]
    assert json_of(disclosure)["narrative"] == expected
    assert '<p id="p1">综合得分94.83分。</p>' in client.get(BASE).content.decode()


def test_a_contradicting_explanation_blocks_publishing(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text(WRONG)

    status, said = run("--narrative", tmp_path / "说明.txt", "--publish")

    assert status == 1
    assert "95.83" in said
    assert models.Disclosure.objects.get().status == "draft"


@pytest.mark.parametrize("as_json", [True, False])
def test_an_unusable_explanation_stores_nothing(tmp_path: Path, as_json: bool) -> None:
    (tmp_path / "说明.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    arguments = ["--narrative", tmp_path / "说明.doc", *(["--json"] if as_json else [])]
    status, said = run(*arguments)

    assert status == 2
    assert "旧版 .doc" in said
    assert not as_json or json.loads(said)["disclosure"] is None
    assert not models.Disclosure.objects.exists()


def test_a_missing_explanation_is_named() -> None:
    status, said = run("--narrative", "nowhere.docx")

    assert status == 2
    assert "找不到文件：nowhere.docx" in said


# ---- What is stored and published


def test_a_draft_keeps_what_was_read() -> None:
    assert load_disclosure(draft()).narrative == read_narrative(RIGHT.encode())


def test_a_document_without_one_has_an_empty_list_and_no_chapter() -> None:
    disclosure = publish_directly(draft(""))

    assert json_of(disclosure)["narrative"] == []
    assert b"narrative-title" not in file_of(disclosure, "bodies/zh-hans/index.html")


def test_the_digest_covers_the_explanation() -> None:
    first = json_of(publish_directly(draft()))
    second = json_of(publish_directly(draft(RIGHT + "补充一句。\n")))

    assert first["sha256"] == document_sha256(first)
    assert first["sha256"] != second["sha256"]


def test_an_explained_contradiction_stands_on_the_page_and_in_print(
    client: Client, tmp_path: Path
) -> None:
    disclosure = draft(WRONG)
    with pytest.raises(UnexplainedFindings):
        publish_directly(disclosure)
    disclosure.findings.filter(severity="error").update(explanation="按复核前的得分写的。")

    publish_directly(disclosure)

    page = client.get(BASE).content.decode()
    assert 'class="mark" href="#f' in page
    assert '<a href="#p1">' in page
    assert "按复核前的得分写的。" in page
    (tmp_path / "a.pdf").write_bytes(file_of(disclosure, "report.pdf"))
    if shutil.which("pdftotext"):
        shown = subprocess.run(
            ["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        assert "95.83分［1］" in "".join(shown.split())
        assert "说明：按复核前的得分写的。" in shown


def test_a_correction_brings_its_own_explanation_and_the_old_version_keeps_its(
    client: Client,
) -> None:
    publish_directly(draft())
    publish_directly(draft(RIGHT + "更正后补充。\n"), reason="补充说明")

    assert "更正后补充" in client.get(BASE).content.decode()
    assert "更正后补充" not in client.get(f"{BASE}v1/").content.decode()
    assert "综合得分94.83分" in client.get(f"{BASE}v1/").content.decode()


def test_the_workbook_that_is_published_is_the_same_without_it() -> None:
    told, silent = load_disclosure(draft()), load_disclosure(draft(""))

    assert write_workbook(told) == write_workbook(silent)


def test_a_long_explanation_is_checked_and_published_whole(client: Client) -> None:
    sentence = "举办培训{n}场，安排资金{n}.50万元，参加人员{n}人次，满意度达到95%。"
    long = "".join(f"（一）第{n}节\n{sentence.format(n=n) * 5}\n" for n in range(1, 400))

    disclosure = publish_directly(draft(RIGHT + long), as_published=True)

    assert len(json_of(disclosure)["narrative"]) == 400
    assert client.get(BASE).content.count(b'<p id="p') == 400


# ---- Its claims


def test_claims_are_open_data_links_and_notes_beside_the_sentence(client: Client) -> None:
    text = "一、收入预算说明\n2022年收入预算5,864,768.37元，比2021年6,291,924.73元降低7.28%。\n"
    preview = preview_workbook(
        (SAMPLES / "xicheng-fao-2022-budget.xlsx").read_bytes(),
        name="预算.xlsx",
        department="某区外事办公室",
        fiscal_year=2022,
        kind="budget",
        narrative=read_narrative(text.encode()),
    )
    kept = store_draft(preview, department=department("fao", "某区外事办公室"))
    kept.findings.filter(table_n=0).update(explanation="底稿笔误。")

    publish_directly(kept, as_published=True)

    (claim,) = json_of(kept)["claims"]
    assert (claim["amount"], claim["percent"], claim["status"]) == (
        "5864768.37",
        "7.28",
        "contradicted",
    )
    assert claim["cells"] == [{"year": 2022, "table": "表1", "cell": "B16"}]
    page = client.get("/departments/fao/2022/budget/").content.decode()
    assert '<a class="origin" href="tables/1/#r12" title="表1 B16">5,864,768.37元</a>' in page
    assert "应为 <strong>6.79%</strong>" in page
