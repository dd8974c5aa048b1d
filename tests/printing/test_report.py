"""The PDF of a disclosure: what stands in it, who can read it, and what may not happen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from budgets.data import DisclosureData
from budgets.printing import PrintingUnavailable, Remark, render_report, report
from tests.builders import (
    disclosure_data,
    empty_table,
    goals,
    label,
    money,
    overview,
    row,
    spending,
    table,
    text_column,
    total,
    whole_document,
)
from tests.printing.documents import SAMPLES, imprint, read
from tests.printing.structure import tagged_tables, tagged_text, wrong_cells

Pages = Callable[[bytes], list[str]]
Boxes = Callable[[bytes], list[tuple[float, float, list[tuple[str, float, float]]]]]


def bare(text: str) -> str:
    """The text without white space, where lines are broken."""
    return "".join(text.split())


def long_table(rows: int = 90) -> DisclosureData:
    return disclosure_data(
        table(
            [label("科目编码"), label("科目名称"), money("合计"), money("基本支出")],
            [row(f"20{i:05}", f"第{i}项支出", f"{i}.250000", None) for i in range(1, rows + 1)],
            header=[["功能分类科目", None, "预算数", None], ["编码", "名称", "合计", "基本支出"]],
            merges=[(0, 0, 0, 1), (0, 2, 0, 3)],
        )
    )


def long_project(indicators: int = 60) -> DisclosureData:
    """A project whose indicators fill more than a page."""
    goal = "持续提升服务水平，按计划完成全年各项工作。" * 12
    return disclosure_data(
        table(
            [
                label("项目名称"),
                money("项目总额"),
                text_column("绩效目标"),
                text_column("三级指标"),
                text_column("指标值"),
            ],
            [row("外事工作经费", "20.50", goal, "第1项指标", "≥1")]
            + [row(None, None, None, f"第{i}项指标", f"≥{i}") for i in range(2, indicators + 1)],
            title="项目支出绩效目标表",
            kind="performance",
            merges=[(1, column, indicators, column) for column in range(3)],
            facts=(),
        )
    )


# ---- What stands in it


def test_every_filled_cell_comes_out_as_text(pages: Pages) -> None:
    data = whole_document()

    text = bare("".join(pages(render_report(data, imprint()))))

    cells = [
        cell
        for given in data.tables
        for line in [*given.header, *(row.cells for row in given.rows)]
        for cell in line
        if cell
    ]
    assert [cell for cell in cells if bare(cell) not in text] == []


def test_cover_and_footer_name_body_year_version_date_and_content(pages: Pages) -> None:
    shown = pages(render_report(long_table(), imprint()))

    for words in ("某市人民政府外事办公室", "2026年预算公开", "第2版", "2026年2月10日"):
        assert words in shown[0]
    assert " ".join(["0123456789abcdef"] * 4) in shown[0].replace("\n", " ")
    for number, page in enumerate(shown[1:], start=2):
        assert f"第 {number} 页 / 共 {len(shown)} 页" in page
        assert " ".join(["0123456789abcdef"] * 4) in page
        assert " ".join(["fedcba9876543210"] * 4) in page
        assert "第2版" in page


def test_the_footer_of_a_long_name_stays_on_the_paper(boxes: Boxes) -> None:
    body = (
        "某某省某某市某某区人民政府外事办公室（某某区人民政府港澳事务办公室、某某区对外友好协会）"
    )
    data = read(SAMPLES / "beijing-fao-2026-budget.xlsx")
    shown = boxes(render_report(data, imprint(body=body)))

    assert {width > height for width, height, _words in shown} == {True, False}
    for width, height, words in shown[1:]:
        assert any(text == "fedcba9876543210" for text, *_box in words)
        # Printers leave out up to three millimetres, 8.5 points, at the edges.
        assert all(right < width - 8.4 and bottom < height - 8.4 for _text, right, bottom in words)


def test_the_contents_name_every_table_and_lead_to_its_page(pages: Pages) -> None:
    pdf = render_report(whole_document(), imprint())
    shown = pages(pdf)

    with pikepdf.open(BytesIO(pdf)) as document:
        links = [a for a in document.pages[1].get("/Annots", []) if a.Subtype == "/Link"]
        assert len(links) == 6
    for number, name in enumerate(tagged_text(pdf, "H1")[1:], start=3):
        assert bare(name) in bare(shown[1])
        assert bare(name) in bare(shown[number - 1])
        assert any(
            line.rstrip().endswith(str(number)) for line in shown[1].splitlines() if name in line
        )


def test_there_is_a_bookmark_for_every_table_and_for_nothing_else() -> None:
    data = whole_document()

    pdf = render_report(data, imprint())

    with pikepdf.open(BytesIO(pdf)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [given.name for given in data.tables]


def test_header_and_unit_are_repeated_on_every_page_of_a_table(pages: Pages) -> None:
    shown = pages(render_report(long_table(), imprint()))[2:]

    assert len(shown) >= 3
    for page in shown:
        for words in ("功能分类科目", "预算数", "编码", "名称", "基本支出", "金额单位：万元"):
            assert words in page
    assert "（续）" not in shown[0]
    assert all("预算01表 支出总表（续）" in page for page in shown[1:])


def test_an_empty_table_says_so(pages: Pages) -> None:
    silent = table(
        [label("科目编码"), label("科目名称"), money("合计")],
        [total(None, "合 计", None)],
        title="国有资本经营预算支出表",
    )

    shown = pages(render_report(disclosure_data(empty_table(), silent, overview()), imprint()))

    assert "故本表无数据" in shown[2]
    assert "本表无数据。" in shown[3]
    assert "无数据" not in shown[4]


def test_explained_findings_stand_below_their_table(pages: Pages) -> None:
    remark = Remark(1, "B10", "收入总计与各项之和相差0.01万元。", "四舍五入所致。", "rounding")

    shown = pages(render_report(whole_document(), imprint(), [remark]))

    assert "核对情况" in shown[2]
    assert "尾差（B10）：收入总计与各项之和相差0.01万元。" in bare(shown[2])
    assert "说明：四舍五入所致。" in shown[2]
    assert all("核对情况" not in page for page in shown[3:])


def test_a_project_that_is_cut_by_a_page_is_named_again_and_its_amount_is_not(
    pages: Pages,
) -> None:
    shown = pages(render_report(long_project(), imprint()))[2:]

    assert len(shown) >= 2
    assert "外事工作经费（续）" not in shown[0]
    for page in shown[1:]:
        assert "外事工作经费（续）" in bare(page)
    assert "".join(shown).count("20.50") == 1
    assert all(f"第{i}项指标" in "".join(shown) for i in range(1, 61))


def test_a_project_that_fits_on_a_page_is_not_cut(pages: Pages) -> None:
    projects = [
        row(*(cells if line == 0 else (None, None)), f"指标{project}-{line}", "≥1")
        for project in range(6)
        for line, cells in enumerate([(f"第{project}个项目", "1.00")] * 9)
    ]
    merges = [
        (1 + project * 9, column, 9 + project * 9, column)
        for project in range(6)
        for column in range(2)
    ]
    data = disclosure_data(
        table(
            [label("项目"), money("金额"), text_column("指标"), text_column("值")],
            projects,
            kind="performance",
            merges=merges,
        )
    )

    shown = pages(render_report(data, imprint()))[2:]

    for project in range(6):
        page = next(page for page in shown if f"第{project}个项目" in page)
        assert f"指标{project}-0" in page
        continued = any(f"第{project}个项目（续）" in page for page in shown)
        assert continued or f"指标{project}-8" in page


def test_a_cell_taller_than_a_page_is_printed_whole(pages: Pages) -> None:
    sentence = "第{}句话说明了项目的背景、依据、内容、进度和预期效果。"
    words = "".join(sentence.format(i) for i in range(400))
    tall = table([label("项目名称"), text_column("目标")], [row("外事工作经费", words)])
    tied = table(
        [label("项目名称"), text_column("目标"), text_column("指标")],
        [row("外事工作经费", words, "一"), row(None, None, "二")],
        merges=[(1, 0, 2, 0), (1, 1, 2, 1)],
    )

    text = bare("".join(pages(render_report(disclosure_data(tall, tied), imprint()))))

    # A sentence may be cut by the end of a page, with footer and header between its halves.
    for start in range(0, 400, 50):
        some = [text.count(sentence.format(i)) for i in range(start, start + 50)]
        assert sum(count == 2 for count in some) >= 45


def test_a_header_too_tall_to_be_repeated_stands_once(pages: Pages) -> None:
    name = "按照部门预算管理要求填列的各项支出的名称和说明" * 40
    data = disclosure_data(
        table(
            [label(f"第{i}栏{name}") for i in range(4)],
            [row(*[f"第{line}行"] * 4) for line in range(60)],
        )
    )

    text = bare("".join(pages(render_report(data, imprint()))))

    assert text.count("第0栏") == 1
    assert text.count("第59行") == 4


def test_a_proof_is_marked_on_every_page_and_carries_no_date(pages: Pages) -> None:
    shown = pages(render_report(whole_document(), imprint(proof=True, published_on="")))

    assert all("草稿，未公开" in bare(page) for page in shown)
    assert "公开日期" not in shown[0]


# ---- Who can read it


def test_every_data_cell_is_announced_with_the_headers_above_it() -> None:
    data = whole_document()

    tables = tagged_tables(render_report(data, imprint()))

    assert len(tables) == len(data.tables)
    for tagged, given in zip(tables, data.tables, strict=True):
        assert sum(cell.kind == "TD" for cell in tagged.cells) > 0
        assert wrong_cells(tagged, given) == []


def test_the_checker_sees_a_wrong_header() -> None:
    data = disclosure_data(spending())
    (tagged,) = tagged_tables(render_report(data, imprint()))
    cell = next(cell for cell in tagged.cells if cell.text == "50.00")

    cell.headers = cell.headers[:-1] if cell.headers else None

    assert [found for found, _ in wrong_cells(tagged, data.tables[0])] == [cell]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_sample_documents_are_tagged_and_printed_whole(sample: Path) -> None:
    check_whole(read(sample))


def test_published_documents_are_tagged_and_printed_whole(shared_documents: Path) -> None:
    for path in sorted(shared_documents.glob("*-budget/tables.xlsx")):
        check_whole(read(path))


def check_whole(data: DisclosureData) -> None:
    pdf = render_report(data, imprint())
    tables = tagged_tables(pdf)
    assert len(tables) == len(data.tables) > 0
    for tagged, given in zip(tables, data.tables, strict=True):
        assert wrong_cells(tagged, given) == []
        said = {bare(cell.text) for cell in tagged.cells}
        printed = {
            bare(text)
            for line in [*given.header, *(row.cells for row in given.rows)]
            for text in line
            if text
        }
        assert printed <= said


def test_the_file_says_that_it_is_accessible_chinese() -> None:
    pdf = render_report(whole_document(), imprint())

    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "zh-CN"
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "某市人民政府外事办公室2026年预算公开"


def test_every_font_is_embedded_in_its_mainland_form_and_every_glyph_is_there() -> None:
    pdf = render_report(whole_document(), imprint())

    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [
            font
            for page in document.pages
            for font in page.obj.get("/Resources", {}).get("/Font", {}).values()
        ]
        assert fonts
        for font in fonts:
            (inner,) = font.DescendantFonts
            assert "/FontFile3" in inner.FontDescriptor
            assert "NotoSansCJKsc" in str(inner.BaseFont)
    texts = [cell.text for table in tagged_tables(pdf) for cell in table.cells]
    assert not any("\ufffd" in text or "\0" in text for text in texts)


# ---- What may not happen


def test_text_of_a_disclosure_is_never_markup(pages: Pages) -> None:
    hostile = [
        "#panic[x] $x^2$ *粗* _斜_ `码` = 标题",
        '<script>alert("1")</script> </w:p> &amp; &#x41;',
        '\\ \\u{41} \\" \'单\' "双" ${PATH} {{ x }} {% y %}',
        '#read("/etc/passwd") #import "@preview/x:1.0.0"',
        "// 注释 /* 注 */ @引用 <标签> ~ -- --- ...",
        "𠮷㊣龘〇",
        "A" * 300,
    ]
    data = disclosure_data(
        table(
            [label("#let x"), money("$合计$")],
            [row(text, "1.00") for text in hostile],
            title="#表*题*",
            notes=["#note $1$ `x`"],
        ),
        department="#body",
    )

    pdf = render_report(
        data,
        imprint(body="#body[*]", title="$t$ <x>", address="/#/\\"),
        [Remark(1, "#1", "*m*", "_e_", "error")],
    )

    said = [bare(cell.text) for table in tagged_tables(pdf) for cell in table.cells]
    assert [text for text in hostile if bare(text) not in said] == []
    text = bare("".join(pages(pdf)))
    for words in ("#表*题*", "#note$1$`x`", "#body[*]", "$t$<x>", "*m*", "_e_"):
        assert words in text


def test_a_long_word_stays_inside_its_cell() -> None:
    word = "A1" * 200
    data = disclosure_data(
        table([label("代码"), label("名称"), money("金额")], [row(word, "名称", "1.00")])
    )

    pdf = render_report(data, imprint())

    (tagged,) = tagged_tables(pdf)
    assert word in [cell.text for cell in tagged.cells]
    with pikepdf.open(BytesIO(pdf)) as document:
        tables = [page for page in document.pages if page.mediabox[2] > 0]
        assert tables


def test_merges_that_lie_are_cut_to_the_table(pages: Pages) -> None:
    odd = table(
        [label("名称"), money("金额"), money("其中")],
        [row("甲", "1.00", None), row("乙", "2.00", None)],
        merges=[(0, 1, 2, 1), (1, 0, 9, 0), (1, 0, 1, 2), (5, 5, 6, 6)],
    )

    shown = pages(render_report(disclosure_data(odd), imprint()))

    assert "甲" in shown[2]
    assert "2.00" in shown[2]


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import sys, hashlib\n"
        "from budgets.printing import render_report\n"
        "from tests.builders import whole_document\n"
        "from tests.printing.documents import imprint\n"
        "print(hashlib.sha256(render_report(whole_document(), imprint())).hexdigest())\n"
    )

    sums = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            text=True,
            cwd=SAMPLES.parents[1],
            env={"PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York"))
    }

    assert len(sums) == 1
    assert render_report(goals_only(), imprint()) == render_report(goals_only(), imprint())


def goals_only() -> DisclosureData:
    return disclosure_data(goals())


def test_a_character_that_no_font_has_is_named_with_its_table() -> None:
    data = disclosure_data(
        overview(), table([label("名称"), money("金额")], [row("好\uf0ff\ue123", "1.00")])
    )

    with pytest.raises(PrintingUnavailable) as caught:
        render_report(data, imprint())

    assert "U+F0FF" in str(caught.value)
    assert "U+E123" in str(caught.value)
    assert "预算01表 支出总表" in str(caught.value)
    assert "收支总表" not in str(caught.value)


@pytest.fixture
def fresh_fonts() -> object:
    report.load_fonts.cache_clear()
    yield
    report.load_fonts.cache_clear()


@pytest.mark.usefixtures("fresh_fonts")
def test_without_the_font_package_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)

    with pytest.raises(PrintingUnavailable, match="没有安装中文字体包"):
        render_report(whole_document(), imprint())


@pytest.mark.usefixtures("fresh_fonts")
def test_without_the_typesetter_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(PrintingUnavailable, match="没有安装排版程序"):
        render_report(whole_document(), imprint())


@pytest.mark.usefixtures("fresh_fonts")
def test_a_font_package_without_the_font_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = sys.modules.setdefault("noto_cjk_sans_otc", __import__("noto_cjk_sans_otc"))
    monkeypatch.setattr(package, "FONT_PATH", tmp_path / "none.ttc")

    with pytest.raises(PrintingUnavailable, match="没有找到中文字体"):
        render_report(whole_document(), imprint())
