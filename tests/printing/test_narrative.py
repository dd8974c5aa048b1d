"""The explanation in the PDF: first, headed, whole, with the remarks on what it says wrongly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from budgets.data import DisclosureData, SectionData
from budgets.narrative.checking import check_narrative
from budgets.narrative.data import NarrativeCheck
from budgets.printing import PrintingUnavailable, Remark, render_report
from tests.builders import disclosure_data, overview
from tests.documents import XICHENG_2022, sample
from tests.printing.documents import imprint
from tests.printing.structure import tagged_tables, tagged_text

Pages = Callable[[bytes], list[str]]

SECTIONS = (
    SectionData("", 1, ("本说明由某局编写。",)),
    SectionData("第一部分 收支说明", 1, ()),
    SectionData(
        "一、收入", 2, ("收入预算120.50万元，比上年增加5%。", "其中利息*不计*，#见表_1_。")
    ),
    SectionData("1.构成", 4, ("项目\t上年\t本年", "财政拨款\t95.00\t100.00", "合计\t\t120.50")),
    SectionData("第二部分 名词解释", 1, ("“三公”经费：见财政部规定。",)),
)


def bare(text: str) -> str:
    """The text without white space, where lines are broken."""
    return "".join(text.split())


def document(*sections: SectionData) -> DisclosureData:
    return replace(disclosure_data(overview()), narrative=sections)


def remark(
    paragraph: int, message: str = "写“8场”，而表中为9场。", explanation: str = ""
) -> Remark:
    """On the paragraph with this number, from 1."""
    return Remark(0, f"第{paragraph}段", message, explanation, "error", row=paragraph - 1)


def bookmarks(pdf: bytes) -> Iterator[tuple[int, str]]:
    def walk(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield depth, str(item.title)
            yield from walk(item.children, depth + 1)

    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_outline() as outline:
        yield from walk(list(outline.root), 0)


def test_every_word_of_the_explanation_comes_out_before_the_tables(pages: Pages) -> None:
    text = bare("".join(pages(render_report(document(*SECTIONS), imprint()))[2:]))

    said = [
        piece
        for section in SECTIONS
        for line in (section.heading, *section.paragraphs)
        for piece in line.split("\t")
    ]
    assert [piece for piece in said if bare(piece) not in text] == []
    assert text.index("见财政部规定") < text.index(bare(overview().name))


def test_its_sections_are_bookmarks_and_headings_without_a_gap() -> None:
    pdf = render_report(document(*SECTIONS), imprint())

    assert list(bookmarks(pdf)) == [
        (0, "情况说明"),
        (1, "第一部分 收支说明"),
        (2, "一、收入"),
        (3, "1.构成"),
        (1, "第二部分 名词解释"),
        (0, overview().name),
    ]
    assert tagged_text(pdf, "H2") == ["第一部分 收支说明", "第二部分 名词解释"]
    assert tagged_text(pdf, "H4") == ["1.构成"]


def test_the_contents_name_the_explanation_but_not_its_sections(pages: Pages) -> None:
    contents = pages(render_report(document(*SECTIONS), imprint()))[1]

    assert "情况说明" in contents
    assert "名词解释" not in contents


def test_its_rows_are_a_tagged_table_whose_first_row_names_the_columns() -> None:
    table = tagged_tables(render_report(document(*SECTIONS), imprint()))[0]

    assert [(cell.kind, cell.text) for cell in table.cells if cell.row < 2] == [
        *(("TH", "项目"), ("TH", "上年"), ("TH", "本年")),
        *(("TD", "财政拨款"), ("TD", "95.00"), ("TD", "100.00")),
    ]
    assert table.announced(table.cells[5]) == ["本年"]


def test_the_figures_of_a_wide_table_stay_whole(pages: Pages) -> None:
    names = "\t".join(f"第{n}栏的预算数" for n in range(12))
    figures = [f"{n},234,567.89" for n in range(10, 22)]
    wide = SectionData("一、明细", 2, (names, "\t".join(figures), "\t".join(figures)))

    lines = pages(render_report(document(wide), imprint()))[2].splitlines()

    assert [word for line in lines for word in line.split() if word in figures] == figures * 2


def test_what_it_says_wrongly_is_told_below_it_and_numbered_where_it_stands(
    pages: Pages,
) -> None:
    remarks = [
        remark(2),
        remark(5, "写100.00，而表中为90.00。"),
        remark(2, "另一处。"),
    ]

    text = bare("".join(pages(render_report(document(*SECTIONS), imprint(), remarks))))

    assert "比上年增加5%。［1］［3］" in text
    assert "财政拨款［2］" in text
    assert "核对情况1.错误（第2段）：写“8场”，而表中为9场。2.错误（第5段）" in text


def test_a_remark_is_not_lost_where_the_explanation_is(pages: Pages) -> None:
    text = bare(
        "".join(pages(render_report(document(), imprint(), [remark(2, explanation="以表为准。")])))
    )

    assert "写“8场”，而表中为9场。" in text


def test_a_document_without_one_has_no_chapter_for_it() -> None:
    assert list(bookmarks(render_report(document(), imprint()))) == [(0, overview().name)]


def test_a_character_that_no_font_has_is_named_with_its_place() -> None:
    with pytest.raises(PrintingUnavailable, match="U\\+10FFFD，情况说明"):
        render_report(document(SectionData("一、\U0010fffd", 1, ())), imprint())


def test_two_hundred_pages_are_set_in_seconds(pages: Pages) -> None:
    long = tuple(
        SectionData(f"（{n}）第{n}节", 1, (f"第{n}节安排资金{n}.50万元，用于开展培训。" * 14,) * 4)
        for n in range(1, 240)
    )

    began = time.perf_counter()
    pdf = render_report(document(*long), imprint())

    assert time.perf_counter() - began < 20
    shown = pages(pdf)
    assert len(shown) > 150
    assert all(page.startswith("情况说明（续）") for page in shown[3:150])


# ---- Figures and what is wrong with them

INCOME = "2022年收入预算5,864,768.37元，比2021年收入预算6,291,924.73元减少427,156.36元，降低{}。"


def checked(text: str) -> tuple[DisclosureData, NarrativeCheck]:
    section = SectionData("二、收入预算情况说明", 1, ("收入如下。", text))
    data = replace(sample(XICHENG_2022), narrative=(section,))
    return data, check_narrative(data)


def remarks_of(check: NarrativeCheck, explanation: str) -> list[Remark]:
    return [
        Remark(0, one.at.cell, one.message, explanation, one.severity, one.at.row, one.at.column)
        for one in check.findings
    ]


def links(pdf: bytes, page: int) -> list[tuple[int, str]]:
    """Where the links of a page lead (page, from 0), and what a screen reader says of them."""
    with pikepdf.open(BytesIO(pdf)) as document:
        numbers = {one.objgen: number for number, one in enumerate(document.pages)}
        named = pikepdf.NameTree(document.Root.Names.Dests) if "/Names" in document.Root else {}
        found = []
        for link in document.pages[page].get("/Annots", []):
            target = link.Dest
            if isinstance(target, pikepdf.String):
                target = named[str(target)]
            found.append((numbers[target[0].objgen], str(link.Contents)))
        return found


def test_a_figure_leads_to_the_page_of_its_table(pages: Pages) -> None:
    data, check = checked(INCOME.format("6.79%"))

    pdf = render_report(data, imprint(), claims=check)

    ((target, name),) = links(pdf, 2)
    assert bare(pages(pdf)[target]).startswith(bare(data.tables[0].name))
    assert data.tables[0].name in name
    assert tagged_text(pdf, "Link")[-1] == "5,864,768.37元"
    assert "下有点线的数字" in pages(pdf)[2]


def test_an_answered_remark_stands_below_its_paragraph_and_not_at_the_end(pages: Pages) -> None:
    data, check = checked(INCOME.format("7.28%"))

    pdf = render_report(data, imprint(), remarks_of(check, "底稿笔误。"), claims=check)

    text = bare(pages(pdf)[2])
    assert "降低7.28%［1］。［1］7.28%应为6.79%：427,156.36元÷6,291,924.73元" in text
    assert "（按2022年数计算）。说明：底稿笔误。" in text
    assert "核对情况" not in text


def test_a_remark_without_an_answer_is_listed_at_the_end_by_its_number(pages: Pages) -> None:
    data, check = checked(INCOME.format("7.28%"))
    answered = remark(1, "另一处。", "以表为准。")

    pdf = render_report(data, imprint(), [answered, *remarks_of(check, "")], claims=check)

    text = bare(pages(pdf)[2])
    assert "收入如下。［1］［1］另一处。说明：以表为准。" in text
    assert "核对情况2.错误（第2段）：" in text
