"""An explanation in the hands of staff: brought, looked at, kept, replaced, refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from budgets import models
from budgets.data import SectionData
from budgets.publishing import publish_directly
from budgets.storage import load_disclosure
from tests.admin.conftest import address, approved, bring, drafted, previewed
from tests.documents import SAMPLES
from tests.narrative.words import p, word

pytestmark = pytest.mark.django_db

BOOK = (SAMPLES / "beijing-fao-2023-evaluation.xlsx").read_bytes()
EVALUATION: dict[str, Any] = {"year": 2023, "kind": "evaluation"}
TEXT = "一、评价结论\n（一）得分\n综合得分95.83分，绩效评定结论为“优”。\n项目\t得分\n产出\t56.00\n"
READ = (
    SectionData("一、评价结论", 2, ()),
    SectionData(
        "（一）得分",
        3,
        ("综合得分95.83分，绩效评定结论为“优”。", "项目\t得分", "产出\t56.00"),
    ),
)


def told(text: str | bytes = TEXT, name: str = "说明.txt") -> dict[str, Any]:
    """What an upload of the sample with an explanation posts besides."""
    content = text.encode() if isinstance(text, str) else text
    return {**EVALUATION, "narrative": SimpleUploadedFile(name, content)}


def test_the_preview_shows_the_explanation_with_marks_that_lead_to_the_findings(
    officer: Client,
) -> None:
    page = officer.get(previewed(officer, BOOK, **told())).content.decode()

    section = page[page.index('id="narrative"') :]
    assert re.search(r"<h3[^>]*>一、评价结论</h3>\s*<h4[^>]*>（一）得分</h4>", section)
    marked = re.search(r'<p id="([^"]+)" class="marked error">.*?href="#(f\d+)"', section)
    assert marked
    assert f'id="{marked[2]}"' in page
    assert f'href="#{marked[1]}"' in page
    assert "项目 ｜ 得分" in section
    assert not models.Disclosure.objects.exists()


def test_the_draft_keeps_it_through_checking_and_reading_again(officer: Client) -> None:
    draft = drafted(officer, BOOK, **told())
    assert load_disclosure(draft).narrative == READ

    for step in ("check", "read-again"):
        answer = officer.post(address(draft, step), follow=True)
        assert answer.status_code == 200
        draft.refresh_from_db()
        assert load_disclosure(draft).narrative == READ
        assert draft.findings.filter(table_n=0, cell="第1段").exists()
    assert "综合得分95.83分" in officer.get(address(draft)).content.decode()


def test_an_explanation_of_word_is_published_with_the_draft(officer: Client) -> None:
    content = word(p("一、评价结论"), p("综合得分94.83分。"))
    draft = drafted(officer, BOOK, **told(content, "说明.docx"))

    approved(officer, draft, as_published="on")
    officer.post(address(draft, "publish"))

    draft.refresh_from_db()
    assert draft.status == "published"
    assert load_disclosure(draft).narrative[0].paragraphs == ("综合得分94.83分。",)
    page = officer.get("/departments/mou-shi-wai-ban/2023/evaluation/").content.decode()
    assert "综合得分94.83分。" in page


def test_a_workbook_alone_is_a_draft_without_one(officer: Client) -> None:
    page = officer.get(previewed(officer, BOOK, **EVALUATION)).content.decode()
    assert 'id="narrative"' not in page

    assert load_disclosure(drafted(officer, BOOK, **EVALUATION)).narrative == ()


def test_an_upload_without_one_leaves_the_draft_its_explanation_and_says_so(
    officer: Client,
) -> None:
    drafted(officer, BOOK, **told())

    page = officer.get(previewed(officer, BOOK, **EVALUATION)).content.decode()

    assert "草稿里原来的说明保留" in page
    assert load_disclosure(drafted(officer, BOOK, **EVALUATION)).narrative == READ


def test_a_correction_has_its_own_explanation(officer: Client) -> None:
    first = drafted(officer, BOOK, **told())
    publish_directly(first, as_published=True)

    page = officer.get(previewed(officer, BOOK, **EVALUATION)).content.decode()
    assert "存入后的草稿就没有说明了" in page
    second = drafted(officer, BOOK, **told("一、更正\n综合得分94.83分。"))

    assert second.version == 2
    assert [one.heading for one in load_disclosure(second).narrative] == ["一、更正"]
    assert load_disclosure(first).narrative == READ


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOOK, "表格请放在“工作簿”一栏"),
        (b"%PDF-1.7", "这是 PDF 文件"),
        (b"PK\x03\x04 broken", "已损坏"),
        (b"\x00\x01\x02", "不是文字"),
    ],
)
def test_a_wrong_file_is_told_at_its_field_and_nothing_is_kept(
    officer: Client, content: bytes, says: str
) -> None:
    answer = bring(officer, BOOK, **told(content, "说明.docx"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["narrative"]
    assert says in answer.content.decode()
    assert not models.Upload.objects.exists()


def test_an_empty_file_is_told_at_its_field(officer: Client) -> None:
    answer = bring(officer, BOOK, **told("", "说明.txt"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["narrative"]


def test_a_long_explanation_is_folded_in_the_preview(officer: Client) -> None:
    long = "一、概况\n" + "".join(f"第{n}段的内容。\n" for n in range(100))

    page = officer.get(previewed(officer, BOOK, **told(long))).content.decode()

    section = page[page.index('id="narrative"') :]
    assert "<details>" in section[:400]
    assert "第99段的内容。" in section


def test_text_of_an_explanation_is_never_markup(officer: Client) -> None:
    text = '一、<b>甲</b>\n<script>alert("说明")</script>'

    page = officer.get(previewed(officer, BOOK, **told(text))).content.decode()

    assert "&lt;script&gt;alert(&quot;说明&quot;)" in page
    assert "<b>甲</b>" not in page
