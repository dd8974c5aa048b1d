"""Explanations as they are brought: text of any encoding, headings, contents, what is refused."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from budgets.data import SectionData
from budgets.narrative.reading import UnusableNarrative, read_narrative
from tests.narrative.words import p, word


def test_sections_go_by_their_numbers() -> None:
    text = "第一部分 情况说明\n一、部门概况\n某局负责某事。\n（一）机构\n内设三科。\n1.人员\n编制15人。\n"

    sections = read_narrative(text.encode())

    assert sections == (
        SectionData("第一部分 情况说明", 1, ()),
        SectionData("一、部门概况", 2, ("某局负责某事。",)),
        SectionData("（一）机构", 3, ("内设三科。",)),
        SectionData("1.人员", 4, ("编制15人。",)),
    )


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第二部分 2024年部门预算情况说明", 1),
        ("第三章 名词解释", 1),
        ("第一节 收入", 2),
        ("十一、其他重要事项的情况说明", 2),
        ("一、主要职责：", 2),
        ("(一) 机构设置", 3),
        ("㈡人员情况", 3),
        ("（二）关于2022年部门预算中“三公”经费财政拨款预算安排情况的说明及与上年对比原因说明", 3),
        ("3. 会计基础信息完善性", 4),
        ("⒉资产管理", 4),
        ("1.其中：", 0),
        ("1. 基本支出预算4,967,466.56元，比上年减少。", 0),
        ("（一）收入预算100万元", 0),
        ("（二）项目支出主要包括外事工作经费。", 0),
        ("（三）资金使用率98.5%", 0),
        ("2.5万元为其他支出", 0),
        ("一个单位", 0),
    ],
)
def test_a_numbered_line_is_a_heading_unless_it_says_something(line: str, level: int) -> None:
    sections = read_narrative(f"{line}\n完。".encode())

    expected = SectionData(line, level, ("完。",)) if level else SectionData("", 1, (line, "完。"))
    assert sections == (expected,)


def test_lines_of_contents_are_left_out() -> None:
    text = (
        "某局说明\n目  录\n第一部分 概况 1\n一、总体目标\t2\n二、措施……3\n第二部分 说明\n"
        "第一部分 概况\n一、总体目标\n做好工作。\n二、措施\n第二部分 说明\n完。"
    )

    assert read_narrative(text.encode()) == (
        SectionData("", 1, ("某局说明",)),
        SectionData("第一部分 概况", 1, ()),
        SectionData("一、总体目标", 2, ("做好工作。",)),
        SectionData("二、措施", 2, ()),
        SectionData("第二部分 说明", 1, ("完。",)),
    )


def test_what_only_looks_like_contents_is_kept() -> None:
    text = "一、得分\n产出得分\t20\n效益得分 18\n目录\n编印目录一册。\n培训人次达到 300\n"

    (section,) = read_narrative(text.encode())

    assert section.paragraphs == (
        *("产出得分\t20", "效益得分 18", "目录", "编印目录一册。", "培训人次达到 300"),
    )


def test_contents_without_a_title_end_where_their_first_heading_comes_again() -> None:
    text = (
        "第一部分 整体目标\n一、得分\t2\n第二部分 项目\n1.设备购置表\t5\n2.培训费表\t6\n"
        "第一部分 整体目标\n一、得分\n产出得分\t20\n完。"
    )

    assert read_narrative(text.encode()) == (
        SectionData("第一部分 整体目标", 1, ()),
        SectionData("一、得分", 2, ("产出得分\t20", "完。")),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_that_programs_write(encoding: str) -> None:
    (section,) = read_narrative("一、概况\r\n编制十五人，经费㎡。\r\n".encode(encoding))

    assert section.paragraphs == ("编制十五人，经费㎡。",)


def test_empty_paragraphs_and_what_has_no_width_are_no_paragraphs() -> None:
    text = "\ufeff一、概况\n\n　　\n\u200b\n　　编制\u200b十五人。\u00a0\n"

    assert read_narrative(text.encode()) == (SectionData("一、概况", 2, ("编制十五人。",)),)


# ---- What is refused


def zipped(*names: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b" \n\n", "空的"),
        ("\u3000\n".encode(), "没有文字"),
        (word(p("")), "没有文字"),
        (b"%PDF-1.7 x", "PDF"),
        (OLE + "WordDocument".encode("utf-16-le") + b"\0\0", "旧版 .doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0\0", "打开密码"),
        (OLE + "Workbook".encode("utf-16-le") + b"\0\0", "Excel 表格"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel 表格"),
        (zipped("mimetype", "content.xml"), "OpenDocument"),
        (zipped("说明.docx"), "压缩包"),
        (b"PK\x03\x04 not a zip", "已损坏"),
        (word(p("完。"))[:-40], "已损坏"),
        (b"{\\rtf1\\ansi x}", "RTF"),
        (b"<html><body>x</body></html>", "网页"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xfe\x00\x80\x00\x00", "不是文字"),
        (bytes(range(256)), "不是文字"),
        (b"x" * (20 * 1024 * 1024 + 1), "20 MB"),
        ("字".encode() * 1_000_001, "100 万字"),
        (b"x\n" * 20_001, "2 万段"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_no_explanation_is_refused_with_a_reason(content: bytes, says: str) -> None:
    with pytest.raises(UnusableNarrative, match=says):
        read_narrative(content)


# ---- Real ones, large ones, any


def test_a_file_of_another_program_reads_as_it_prints() -> None:
    document = Document()
    document.add_heading("一、概况", 1)
    document.add_paragraph("编制15人。")
    grid = document.add_table(1, 2)
    grid.cell(0, 0).text, grid.cell(0, 1).text = "综合得分", "94.83"
    document.add_paragraph("完。")
    buffer = BytesIO()
    document.save(buffer)

    (section,) = read_narrative(buffer.getvalue(), "说明.docx")

    assert section == SectionData("一、概况", 2, ("编制15人。", "综合得分\t94.83", "完。"))


def test_real_explanations_read_the_same_from_word_and_from_text(shared_documents: Path) -> None:
    files = sorted(shared_documents.glob("*/narrative.docx"))

    read = [
        (read_narrative(f.read_bytes()), read_narrative(f.with_suffix(".txt").read_bytes()))
        for f in files
    ]

    assert len(read) == 4
    assert all(word == text for word, text in read)


def test_nothing_of_a_real_explanation_is_lost(shared_documents: Path) -> None:
    for file in sorted(shared_documents.glob("*/narrative.txt")):
        sections = read_narrative(file.read_bytes())

        kept = [
            text for s in sections for text in ([s.heading] if s.heading else []) + [*s.paragraphs]
        ]
        lines = [line.strip() for line in file.read_text().splitlines() if line.strip()]
        # One of them begins with its contents: thirteen lines, and the body's first heading.
        body = lines.index(lines[0], 1) if lines[0] in lines[1:] else 0
        assert kept == lines[body:]


def test_two_hundred_pages_are_read_within_seconds() -> None:
    pages = [p(f"第{n}段，全年安排资金{n}万元，完成培训{n}场次，" * 6) for n in range(3_000)]
    content = word(*pages)

    began = time.perf_counter()
    (section,) = read_narrative(content)

    assert len(section.paragraphs) == 3_000
    assert time.perf_counter() - began < 5


_SHOWN = st.characters(codec="utf-8", exclude_categories=("C", "Z"))


@given(st.lists(st.text(_SHOWN, min_size=1), min_size=1, max_size=12))
def test_no_line_of_a_text_is_lost(lines: list[str]) -> None:
    sections = read_narrative(("目标\n" + "\n".join(lines)).encode())

    kept = [text for s in sections for text in ([s.heading] if s.heading else []) + [*s.paragraphs]]

    # Only what ends like a line of contents, in a page number, may be missing.
    assert [line for line in lines if not line[-1].isdigit()] == [
        line for line in kept[1:] if not line[-1].isdigit()
    ]
