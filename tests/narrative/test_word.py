"""Word files as Word prints them: numbers, tracked changes, boxes, notes, fields, tables."""

from __future__ import annotations

import pytest

from budgets.data import SectionData
from budgets.narrative.numbering import formatted
from budgets.narrative.reading import read_narrative
from tests.narrative.words import levels, p, package, part, r, style, table, word

OFFICIAL = (("japaneseCounting", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3."))


def said(content: bytes) -> list[str]:
    """Every line that was read, headings too."""
    return [
        text
        for section in read_narrative(content)
        for text in ([section.heading] if section.heading else []) + list(section.paragraphs)
    ]


# ---- Automatic numbers


def test_headings_are_known_by_the_numbers_that_word_prints() -> None:
    content = word(
        p("部门概况", number=(1, 0)),
        p("机构设置", number=(1, 1)),
        p("人员", number=(1, 2)),
        p("编制15人。"),
        p("经费", number=(1, 2)),
        p("职责", number=(1, 1)),
        p("收支说明", number=(1, 0)),
        p("收入", number=(1, 1)),
        numbering=levels(*OFFICIAL),
    )

    assert read_narrative(content) == (
        SectionData("一、部门概况", 2, ()),
        SectionData("（一）机构设置", 3, ()),
        SectionData("1.人员", 4, ("编制15人。",)),
        SectionData("2.经费", 4, ()),
        SectionData("（二）职责", 3, ()),
        SectionData("二、收支说明", 2, ()),
        SectionData("（一）收入", 3, ()),
    )


def test_a_number_before_a_figure_keeps_its_distance() -> None:
    content = word(
        p("2026年收入预算100万元。", number=(1, 0)), numbering=levels(("decimal", "%1."))
    )

    assert said(content) == ["1. 2026年收入预算100万元。"]


def test_numbers_come_from_styles_and_from_the_styles_below_them() -> None:
    styles = style(
        "1", "heading 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    ) + style("Own", "Own", '<w:basedOn w:val="1"/>')
    content = word(
        p("概况", style="1"), p("收支", style="Own"), styles=styles, numbering=levels(*OFFICIAL)
    )

    assert said(content) == ["一、概况", "二、收支"]


def test_the_level_of_a_style_is_the_one_that_names_it() -> None:
    styles = style("Narrow", "Narrow", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    numbering = levels(*OFFICIAL).replace(
        '<w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="（%2）"/>',
        '<w:numFmt w:val="japaneseCounting"/><w:pStyle w:val="Narrow"/><w:lvlText w:val="（%2）"/>',
    )

    content = word(p("机构", style="Narrow"), styles=styles, numbering=numbering)

    assert said(content) == ["（一）机构"]


def test_another_list_of_the_same_kind_goes_on_unless_it_begins_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = (
        levels(("decimal", "%1."))
        + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        + f'<w:num w:numId="3"><w:abstractNumId w:val="1"/>{override}</w:num>'
    )
    content = word(
        *(p(text, number=(n, 0)) for text, n in [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3)]),
        numbering=numbering,
    )

    assert said(content) == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_numbers_of_several_levels_and_of_a_paragraph_without_text() -> None:
    content = word(
        p("总则", number=(1, 0)),
        p("", number=(1, 1)),
        p("范围", number=(1, 1)),
        p("目标", number=(0, 0)),
        p("圆点", number=(2, 0)),
        numbering=levels(("chineseCountingThousand", "第%1章"), ("decimal", "%1.%2"))
        + levels(("bullet", "·"), number=2),
    )

    assert said(content) == ["第一章 总则", "一.2 范围", "目标", "圆点"]


def test_a_list_without_its_definition_leaves_the_text_alone() -> None:
    assert said(word(p("概况", number=(7, 3)))) == ["概况"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (11, "japaneseCounting", "十一"),
        (20, "chineseCountingThousand", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (10, "ideographDigital", "一〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (12, "ideographZodiac", "亥"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (2, "decimalEnclosedParen", "⑵"),
        (2, "decimalFullWidth", "２"),
        (7, "decimalZero", "07"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (0, "chineseCounting", "0"),
        (5, "somethingElse", "5"),
    ],
)
def test_numbers_are_formatted_as_word_does(number: int, form: str, printed: str) -> None:
    assert formatted(number, form) == printed


# ---- What is printed and what is not


def test_tracked_changes_read_as_if_they_were_accepted() -> None:
    content = word(
        p(
            "预算",
            f"<w:ins>{r('100')}</w:ins>",
            "<w:del><w:r><w:delText>90</w:delText></w:r></w:del>",
            f"<w:moveFrom>{r('80')}</w:moveFrom>",
            f"<w:moveTo>{r('万')}</w:moveTo>",
            "元。",
        ),
        # Its end is deleted: the next paragraph goes on in the same line.
        p("收支", more="<w:rPr><w:del/></w:rPr>"),
        p("平衡。"),
    )

    assert said(content) == ["预算100万元。", "收支平衡。"]


def test_a_deleted_row_of_a_table_is_left_out() -> None:
    kept = table(["合计", "100"])
    deleted = table(["其中", "90"]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")

    assert said(word(kept, deleted, p("完。"))) == ["合计\t100", "完。"]


def test_hidden_text_is_not_printed_and_hidden_paragraphs_do_not_count() -> None:
    content = word(
        p("甲", r("隐", "<w:vanish/>"), number=(1, 0)),
        p(
            r("隐", "<w:vanish/>"),
            number=(1, 0),
            more="<w:rPr><w:vanish/></w:rPr>",
        ),
        p("乙", r("见", '<w:vanish w:val="0"/>'), number=(1, 0)),
        numbering=levels(("decimal", "%1.")),
    )

    assert said(content) == ["1.甲", "2.乙见"]


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it() -> None:
    box = f"<w:txbxContent>{p('框内的话。')}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )

    assert said(word(p("前文。", drawing), p("后文。"))) == ["前文。", "框内的话。", "后文。"]
    assert said(word(p(f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"))) == [
        "框内的话。"
    ]


def test_notes_follow_the_paragraph_that_calls_them() -> None:
    def call(kind: str, name: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'

    notes = f'<w:footnote w:id="2">{p("按决算口径。")}</w:footnote>'
    ends = f'<w:endnote w:id="5">{p("不含下属单位。")}</w:endnote>'
    content = word(
        p("支出", call("footnote", 2), "100万元。", call("endnote", 5)),
        p("完。"),
        footnotes=notes,
        endnotes=ends,
    )

    assert said(content) == [
        "支出（注1）100万元。（尾注1）",
        "注1：按决算口径。",
        "尾注1：不含下属单位。",
        "完。",
    ]


def test_a_field_prints_its_result_and_not_its_instruction() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    content = word(
        p(
            "共",
            mark("begin"),
            "<w:r><w:instrText>= 1 + </w:instrText></w:r>",
            # A field in the instruction of another one.
            mark("begin"),
            mark("separate"),
            "9",
            mark("end"),
            mark("separate"),
            "10",
            mark("end"),
            "项。",
        ),
        p("坏的", mark("begin"), "域"),
        p("后文。"),
    )

    assert said(content) == ["共10项。", "坏的", "后文。"]


def test_lines_broken_by_hand_stand_alone_but_a_heading_is_one() -> None:
    styles = style("1", "heading 1")
    content = word(
        p("第一部分", "<w:r><w:br/></w:r>", "部门概况", style="1"),
        p("一、职责", "<w:r><w:br/></w:r>", "负责某事。"),
        styles=styles,
    )

    assert read_narrative(content) == (
        SectionData("第一部分 部门概况", 1, ()),
        SectionData("一、职责", 2, ("负责某事。",)),
    )


def test_symbols_of_symbol_fonts_become_characters_that_print() -> None:
    content = word(
        p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "是"),
        p('<w:r><w:sym w:char="D83D"/><w:sym w:char="x"/></w:r>', "无"),
        p("\uf06c要点", "<w:r><w:noBreakHyphen/></w:r>", "甲\u200b乙\u00ad"),
    )

    assert said(content) == ["☑是", "无", "•要点-甲乙"]


# ---- Tables


def test_a_row_keeps_equal_and_empty_cells_in_their_columns() -> None:
    merged = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("合计") + "</w:tc>"
    below = "<w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p("") + "</w:tc>"
    content = word(
        p("一、得分"),
        table(
            ["项目", "权重", "分值", "得分"],
            ["产出", "20", "20", "20"],
            [below, "质量", "", "19"],
            [merged, "40", "39"],
            ["", "", "", ""],
        ),
    )

    assert said(content)[1:] == [
        "项目\t权重\t分值\t得分",
        "产出\t20\t20\t20",
        "\t质量\t\t19",
        "合计\t\t40\t39",
    ]


def test_a_frame_around_text_and_a_long_cell_are_text() -> None:
    long = p("（一）产出") + p("全年开展培训十场，参加人员满意。" * 20)
    content = word(table([p("一、概况") + p("负责某事。")]), table(["自评报告", long]))

    assert said(content) == [
        "一、概况",
        "负责某事。",
        "自评报告",
        "（一）产出",
        "全年开展培训十场，参加人员满意。" * 20,
    ]


def test_a_table_in_a_cell_is_not_lost() -> None:
    inner = table(["甲", "1"], ["乙", "2"])

    assert said(word(table(["项目", inner + p("")]))) == ["项目\t甲 1 乙 2"]


# ---- Headings without a number


def test_styles_make_headings_by_their_names_and_outlines_whatever_their_ids() -> None:
    styles = (
        style("2", "heading 1")
        + style("a5", "正文标题", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
        + style("x", "x", '<w:basedOn w:val="2"/>')
        + style("y", "y", '<w:basedOn w:val="2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
    )
    content = word(
        p("概况", style="2"),
        p("机构", style="a5"),
        p("人员", style="x"),
        p("正文", style="y"),
        p("附注", more='<w:outlineLvl w:val="0"/>'),
        styles=styles,
    )

    headed = [(one.heading, one.level) for one in read_narrative(content)]
    assert headed == [("概况", 1), ("机构", 2), ("人员", 1), ("附注", 1)]


def test_a_short_bold_line_heads_what_follows() -> None:
    bold = "<w:b/>"
    content = word(
        p("一、绩效"),
        p(r("产出", bold), r("情况", bold)),
        p("完成。"),
        p(r("效益情况", bold)),
        p(r("重点", bold), "是服务。"),
        p(r("结论一览表", bold)),
        table(["得分", "94.83"]),
        p(r("合计100万元", bold)),
        p("完。"),
        p("再完。"),
    )

    assert [(one.heading, one.level) for one in read_narrative(content)] == [
        ("一、绩效", 2),
        ("产出情况", 3),
        ("效益情况", 3),
    ]


def test_where_everything_is_bold_nothing_stands_out() -> None:
    content = word(*(p(r(text, "<w:b/>")) for text in ("甲事", "乙事", "丙事")))

    (section,) = read_narrative(content)

    assert section.paragraphs == ("甲事", "乙事", "丙事")


# ---- Contents


def test_the_contents_that_word_makes_are_left_out() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    made = p("目录") + p("一、概况", "<w:r><w:tab/></w:r>", "3", style="10") + p("手写的一句话。")
    content = word(
        f"<w:sdt>{gallery}<w:sdtContent>{made}</w:sdtContent></w:sdt>",
        p("二、无页码", style="10"),
        p("一、概况"),
        p("负责某事。"),
        styles=style("10", "toc 1"),
    )

    assert said(content) == ["手写的一句话。", "一、概况", "负责某事。"]


# ---- Files that are damaged or meant to harm


def test_entities_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;">]>'
    content = package({"word/document.xml": part("document", "<w:body/>", bomb)})

    with pytest.raises(Exception, match="已损坏"):
        read_narrative(content)


def test_an_outside_file_is_not_read() -> None:
    outside = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    text = "<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body>"

    with pytest.raises(Exception, match="已损坏"):
        read_narrative(package({"word/document.xml": part("document", text, outside)}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    content = package({"word/document.xml": b"<w>" + b" " * (40 * 1024 * 1024)})

    with pytest.raises(Exception, match="异常庞大"):
        read_narrative(content)


def test_a_part_nested_without_end_is_refused() -> None:
    deep = "<w:smartTag>" * 5000 + "</w:smartTag>" * 5000

    with pytest.raises(Exception, match="已损坏"):
        read_narrative(word(p(deep)))


def test_a_picture_may_be_large() -> None:
    content = package(
        {
            "word/document.xml": part("document", f"<w:body>{p('一句话。')}</w:body>"),
            "word/media/image1.bmp": b"\0" * (50 * 1024 * 1024),
        }
    )

    assert said(content) == ["一句话。"]
