"""Performance tables in the PDF: official shape, heads and names said again, nothing lost."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from budgets.data import DisclosureData, TableData
from budgets.money import WAN, parse_amount
from budgets.printing import render_report
from budgets.printing.layout import lay_out as fit
from budgets.printing.placing import head_rows, place, repeated
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.data import (
    ANNUAL,
    MEDIUM,
    GoalData,
    IndicatorData,
    OverallData,
    ProjectData,
    StatedAmountData,
)
from performance.forms import names
from performance.forms.official import lay_out
from performance.values import parse_value
from tests.builders import disclosure_data, row, table, text_column
from tests.printing.documents import imprint
from tests.printing.structure import tagged_tables, wrong_cells

Pages = Callable[[bytes], list[str]]
WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


def poppler(tmp_path: Path, pdf: bytes, option: str) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        [program, option, path, "-"], capture_output=True, check=True, text=True
    ).stdout


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """The text of every page of tables, without white space."""

    def extract(pdf: bytes) -> list[str]:
        shown = poppler(tmp_path, pdf, "-raw").removesuffix("\f").split("\f")
        return ["".join(page.split()) for page in shown[2:]]

    return extract


def texts(given: TableData) -> list[str]:
    lines = [*given.header, *(line.cells for line in given.rows)]
    return ["".join(cell.split()) for line in lines for cell in line if cell]


def indicator(number: int, level: int = 0, term: str = ANNUAL) -> IndicatorData:
    level1, level2 = (("产出指标", "数量指标"), ("效益指标", "社会效益指标"))[level]
    value = parse_value(f"全年组织开展不少于{number}场，每场覆盖不少于100人次，合格率100%。")
    return IndicatorData(level1, level2, f"第{number}项工作开展情况", value, term=term)


def two_sided(rows: int) -> TableData:
    indicators = [
        indicator(number, number % 2, term)
        for number in range(1, rows + 1)
        for term in (MEDIUM, ANNUAL)
    ]
    project = ProjectData(
        code="",
        name="外事工作经费",
        amounts=(
            StatedAmountData("medium_total", "", parse_amount("258.82", WAN)),
            StatedAmountData("total", "", parse_amount("86.27", WAN)),
        ),
        authority="某区外办",
        unit="某区外办",
        goals=(GoalData("持续提升服务水平。" * 12, MEDIUM), GoalData("按计划完成各项工作。" * 9)),
        indicators=tuple(indicators),
    )
    return lay_out(names.TWO_SIDED_PROJECT, project, n=1, code="表14", fiscal_year=2022)


def overall(activities: int) -> TableData:
    indicators = tuple(
        IndicatorData(
            "", "", f"完成第{number}项活动", parse_value("95", "≥", "%"), activity=f"活动{number}"
        )
        for number in range(1, activities + 1)
    )
    body = OverallData("某局", goals=(GoalData("完成全年任务。" * 30),), indicators=indicators)
    return lay_out(names.BEIJING_OVERALL, body, n=1, code="预算13表")


@pytest.mark.parametrize("form", [two_sided(30), overall(90)], ids=["two-sided", "overall"])
def test_the_heads_of_a_form_stand_once_on_every_page(form: TableData, pages: Pages) -> None:
    first, last = head_rows(form)[0]
    named = "".join(cell or "" for cell in form.rows[first].cells[1:])

    shown = pages(render_report(disclosure_data(form), imprint()))

    assert first == last
    assert len(shown) >= 3
    assert [page.count(named) for page in shown] == [1] * len(shown)
    for page in shown[1:]:
        title, _, body = page.partition("（续）")
        assert title == "".join(form.name.split())
        assert named in body[: len(named) + 40]


def long_hebei() -> TableData:
    indicators = tuple(
        IndicatorData(
            level, kind, f"第{number}项{kind}", parse_value("≥95%"), description="说明" * 9
        )
        for level, kind in (
            ("产出指标", "数量指标"),
            ("效益指标", "社会效益指标"),
            ("满意度指标", "满意度"),
        )
        for number in range(24)
    )
    project = ProjectData("13010024P009712100", "对外交流", indicators=indicators)
    return lay_out(names.HEBEI_PROJECT, project, n=1)


def test_heads_that_nothing_is_merged_with_stand_on_top_of_every_page_that_they_hold_for(
    pages: Pages,
) -> None:
    form = long_hebei()

    pdf = render_report(disclosure_data(form), imprint())

    shown = pages(pdf)
    named = "一级指标二级指标三级指标绩效指标描述指标值指标值确定依据"
    assert len(shown) >= 3
    assert [page.count(named) for page in shown] == [1] * len(shown)
    assert all(f"表（续）单位:万元{named}" in page for page in shown[1:])
    (tagged,) = tagged_tables(pdf)
    assert wrong_cells(tagged, form) == []
    value = next(cell for cell in tagged.cells if cell.text == "≥95%")
    assert tagged.announced(value) == ["指标值"]


def test_what_a_page_cuts_is_named_again_beside_the_heads(pages: Pages) -> None:
    shown = pages(render_report(disclosure_data(two_sided(30)), imprint()))

    for page in shown[1:]:
        assert page.count("绩效指标（续）") == 1
        assert "产出指标" in page or "效益指标" in page
    text = "".join(shown)
    assert all(text.count(f"指标{n}：第{2 * n}项工作开展情况") == 2 for n in range(1, 16))


def test_heads_of_several_rows_are_one_group_and_hold_until_the_next() -> None:
    form = table(
        [text_column("甲"), text_column("乙"), text_column("丙")],
        [
            row("项目名称", "外事工作经费", None),
            row("一级指标", "三级指标", "指标值"),
            row("产出指标", "举办培训", "5场"),
            row("指标", "分值", "得分"),
            row("结转结余率", "4.00", "4.00"),
        ],
        header=[],
        kind="performance",
    )

    placed = place(form)

    assert placed.heads == ((1, 1), (3, 3))
    assert repeated(placed) == [None, None, (1, 1), None, (3, 3)]
    assert [cell.align for cell in placed.body[1]] == ["head"] * 3


def hebei(name: str, values: Sequence[str]) -> TableData:
    indicators = tuple(
        IndicatorData(
            "产出指标", "数量指标", f"{name}{value}", parse_value(value), description="说明"
        )
        for value in values
    )
    amounts = (StatedAmountData("total", "", parse_amount("1,000.00", WAN)),)
    project = ProjectData("13010024P009712100", name, amounts, indicators=indicators)
    return lay_out(names.HEBEI_PROJECT, project, n=1)


def test_a_form_that_fits_on_one_page_stands_upright() -> None:
    short = hebei("办公设备购置", ["≥8台", "≥95%"])
    wordy = hebei("对外交流活动经费", ["弘扬中美传统友谊，深化各领域交流合作"] * 9)

    assert not fit(place(short)).flipped
    assert not fit(place(wordy)).flipped


def test_two_columns_of_prose_share_the_width() -> None:
    long, short = "部门全年执行数与全年预算数的比率。" * 14, "不扣分；每高出一个百分点扣分。" * 7
    merged = [(1, column, 4, column) for column in (2, 3)]
    form = table(
        [text_column(name) for name in ("三级指标", "得分", "指标解释", "评分标准")],
        [row("推进功能建设成效显著提升", "7.50", long, short)]
        + [row("积极开展合作交流", "7.50", None, None)] * 3,
        kind="performance",
        merges=merged,
    )

    sheet = fit(place(form))

    assert sheet.widths[2] < 3 * sheet.widths[3]


def appended(title: str, steps: str) -> TableData:
    given = table(
        [text_column("指标"), text_column("计算过程")], [row("预算执行率", steps)], kind="appendix"
    )
    return replace(given, code="", title=title)


def test_an_appendix_stands_last_under_its_heading_in_contents_and_bookmarks(
    tmp_path: Path,
) -> None:
    explained = appended("评分说明", "18,214.74÷19,347.12×20＝18.83")
    other = appended("评分说明（印刷费）", "7.54÷7.54×10＝10")

    pdf = render_report(disclosure_data(overall(3)), imprint(), (), (explained, other))

    shown = poppler(tmp_path, pdf, "-raw").split("\f")
    assert "附：评分说明" in "".join(shown[1].split())
    assert "附：评分说明" in shown[3]
    assert "18.83" in shown[3]
    assert "评分说明（印刷费）" in shown[4]
    with pikepdf.open(tmp_path / "report.pdf") as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "预算13表 部门整体支出绩效目标表",
            "附：评分说明",
        ]
        assert [item.title for item in outline.root[1].children] == ["评分说明（印刷费）"]


def test_a_document_without_appendix_is_printed_as_before() -> None:
    data = disclosure_data(overall(3))

    assert render_report(data, imprint()) == render_report(data, imprint(), (), ())


DOCUMENTS = (
    ("beijing-fao-2026-budget", "budget", 2026),
    ("xicheng-fao-2022-budget", "budget", 2022),
    ("xicheng-fao-2024-budget", "budget", 2024),
    ("shijiazhuang-fao-2024-performance", "performance", 2024),
    ("beijing-fao-2023-evaluation", "evaluation", 2023),
)


@pytest.mark.parametrize(("folder", "kind", "year"), DOCUMENTS, ids=[d[0] for d in DOCUMENTS])
def test_the_performance_tables_of_published_documents_are_printed_whole(
    shared_documents: Path, pages: Pages, tmp_path: Path, folder: str, kind: str, year: int
) -> None:
    document = read_document(
        shared_documents / folder / "tables.xlsx",
        department="某市人民政府外事办公室",
        fiscal_year=year,
        kind=kind,
        vocabulary=shipped_vocabulary(),
    ).data
    forms = tuple(one for one in document.tables if one.kind == "performance")

    pdf = render_report(DisclosureData("某局", year, kind, forms), imprint())

    text = "".join(pages(pdf))
    for given, tagged in zip(forms, tagged_tables(pdf), strict=True):
        assert [cell for cell in texts(given) if cell not in text] == []
        assert wrong_cells(tagged, given) == []
    assert off_page(poppler(tmp_path, pdf, "-bbox")) == []


def off_page(bbox: str) -> list[tuple[Decimal, ...]]:
    """Words beyond the margins of their page; the footer reaches down to what printers can print."""
    wrong = []
    for width, height, body in PAGE.findall(bbox):
        for found in WORD.findall(body):
            left, top, right, bottom = map(Decimal, found)
            fits = left >= 50 and top >= 20
            if not (fits and right <= Decimal(width) - 50 and bottom <= Decimal(height) - 15):
                wrong.append((left, top, right, bottom))
    return wrong
