"""What an explanation says, held against itself, the tables and the year before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, SectionData
from budgets.narrative.checking import check_narrative
from budgets.narrative.data import CONTRADICTED, OK, UNCHECKED, EarlierFigure, NarrativeCheck
from budgets.narrative.document import finding_summary
from budgets.narrative.reading import read_narrative
from tests.documents import BEIJING, XICHENG_2022, XICHENG_2024, sample


def told(check: NarrativeCheck, data: DisclosureData) -> list[tuple[str, str]]:
    """(figure, what it should be) of every finding."""
    summaries = [finding_summary(one, check, data) for one in check.findings]
    return [(one["figure"], one["expected"]) for one in summaries]


def said(text: str, *, year: int = 2025, kind: str = "budget", heading: str = "") -> DisclosureData:
    sections = (SectionData(heading, 1, tuple(text.split("\n"))),)
    return DisclosureData("某市档案局", year, kind, (), narrative=sections)


def wrong(text: str, **about: str) -> list[tuple[str, str]]:
    data = said(text, **about)  # type: ignore[arg-type]
    return told(check_narrative(data), data)


# --- Real documents -----------------------------------------------------------------------------


def real(folder: Path, name: str, tables: DisclosureData) -> DisclosureData:
    text = (folder / name / "narrative.docx").read_bytes()
    return replace(tables, narrative=read_narrative(text))


def test_every_wrong_figure_of_xicheng_2022_is_found(shared_documents: Path) -> None:
    data = real(shared_documents, "xicheng-fao-2022-budget", sample(XICHENG_2022))

    check = check_narrative(data)

    assert told(check, data) == [
        ("7.28%", "6.79%"),
        ("3.82%", "3.68%"),
        ("348,583.67元", "384,374.06元"),
        ("7.6%", "7.1%"),
        ("26.44%", "20.92%"),
        ("2,217.48元", "2,147.52元"),
        ("3.16%", "6.63%"),
        ("7.1%", "6.6%"),
    ]
    causes = [one for one in check.findings if "按2022年数计算" in one.message]
    assert len(causes) == 5


def test_xicheng_2022_contradicts_itself_without_any_table(shared_documents: Path) -> None:
    empty = replace(sample(XICHENG_2022), tables=())
    data = real(shared_documents, "xicheng-fao-2022-budget", empty)

    figures = [figure for figure, _ in told(check_narrative(data), data)]

    assert figures == ["7.28%", "3.82%", "7.6%", "26.44%", "2,217.48元", "3.16%", "7.1%"]


def test_the_explanation_of_xicheng_2024_has_no_mistake(shared_documents: Path) -> None:
    data = real(shared_documents, "xicheng-fao-2024-budget", sample(XICHENG_2024))

    check = check_narrative(data, sample(XICHENG_2022))

    assert check.findings == ()
    assert [one.status for one in check.claims].count(OK) >= 20


# --- A sentence in itself -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2025年收入预算100万元，比上年90万元增加10万元，增长11.11%。",
        "2025年收入预算100万元，比上年减少10万元，下降9.1%。",
        "收入总预算12.00万元，与上年持平。",
        "公务接待费0万元，比2024年增加0万元，增长0%。",
        "项目经费5万元，上年为0，增加5万元，增长100%。",
        "支出预算100万元，其中：基本支出60万元，项目支出30万元、上缴上级支出10万元。",
        "离退休人员9人，其中：离休0人，退休9人。",
        "设3个内设机构：因公科、机关党委、纪委和工会。",
        "基本支出约60万元，比上年50万元增加20万元。",
        "本单位人均支出0.5万元，2020—2023年累计支出80万元。",
        "主要原因是：压减会议费12.5万元，增加5%。",
    ],
)
def test_a_right_sentence_is_left_alone(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2025年收入预算100万元，比上年90万元增加10万元，增长10.00%。",
            [("10.00%", "11.11%")],
        ),
        ("收入预算100万元，比上年90万元减少10万元。", [("减少", "增加")]),
        ("收入预算100万元，比上年90万元增加12万元。", [("12万元", "10万元")]),
        ("公用经费3万元，比上年5万元减少2万元，增长40%。", [("增长", "下降")]),
        ("收入预算12.00万元，比上年11.00万元持平。", [("12.00万元", "11.00万元")]),
        (
            "年末结转641.84万元，其中：财政拨款结转500万元，非财政拨款结转151.84万元。",
            [("641.84万元", "651.84万元")],
        ),
        (
            "年末结转641.84万元，其中：财政拨款结转500万元，包括基本支出结转200万元，项目支出结转310万元；"
            "非财政拨款结转141.84万元。",
            [("500万元", "510万元")],
        ),
        ("离退休人员9人，其中：离休1人，退休9人。", [("9人", "10人")]),
        ("设3个内设机构：甲科、乙科、丙科、丁科。", [("3个", "4个")]),
        ("支出100万元，占总支出的60%，其中：基本支出60万元，占50%。", [("50%", "60%")]),
        ("年初预算为50万元，支出决算为45万元，完成年初预算的95%。", [("95%", "90%")]),
        ("经费由96.00万元调整为120.00万元，增长20%。", [("20%", "25%")]),
    ],
)
def test_a_wrong_sentence_is_put_right(text: str, expected: list[tuple[str, str]]) -> None:
    kind = "final-accounts" if "决算" in text else "budget"

    assert wrong(text, kind=kind) == expected


def test_the_unit_is_what_is_wrong_when_the_number_is_right() -> None:
    data = replace(
        sample(XICHENG_2024),
        narrative=(SectionData("", 1, ("2024年收入预算648.88元。",)),),
    )

    assert told(check_narrative(data), data) == [("648.88元", "648.88万元")]


# --- Against the tables -------------------------------------------------------------------------


def of(document: tuple[str, str, int], *text: str, heading: str = "") -> DisclosureData:
    return replace(sample(document), narrative=(SectionData(heading, 1, text),))


def test_a_figure_leads_to_its_cell() -> None:
    data = of(XICHENG_2024, "2024年基本支出预算5,290,657.84元。")

    (claim,) = check_narrative(data).claims

    assert claim.status == OK
    assert [(cell.table, cell.cell) for cell in claim.origins[0].cells] == [("表3", "E35")]


def test_what_words_narrow_is_not_flagged() -> None:
    data = of(XICHENG_2024, "下属甲中心2024年基本支出预算12.00万元。", "新增专项收入预算3.00万元。")

    check = check_narrative(data)

    assert check.findings == ()
    assert {one.status for one in check.claims} == {UNCHECKED}


def test_another_body_s_section_is_not_held_against_these_tables() -> None:
    data = of(XICHENG_2024, "2024年收入预算12.00万元。", heading="二、某区外事服务中心")

    assert check_narrative(data).findings == ()


def test_none_is_said_where_the_tables_have_money() -> None:
    data = of(BEIJING, "2026年，本单位无国有资本经营预算收支。", "2026年未安排因公出国（境）费。")

    (finding,) = check_narrative(data).findings

    assert (finding.kind, finding.at.row) == ("claim-none", 1)
    assert "1,380,996.00元" in finding.message


def test_services_are_counted_in_their_table() -> None:
    data = of(XICHENG_2024, "2024年，本单位涉及政府购买服务项目5个，预算金额为648,100.00元。")

    check = check_narrative(data)

    assert told(check, data) == [("5个", "6个")]
    assert [one.status for one in check.claims] == [CONTRADICTED, OK]


def test_the_year_before_is_asked_for_the_earlier_figure() -> None:
    earlier = replace(sample(XICHENG_2022), fiscal_year=2023)
    data = of(
        XICHENG_2024, "2024年收入预算6,488,757.84元，比2023年5,864,768.73元增加623,989.11元。"
    )

    check = check_narrative(data, earlier)

    assert told(check, data) == [("5,864,768.73元", "5,864,768.37元")]
    assert "两个数字颠倒" in check.findings[0].message


def test_a_figure_that_staff_told_once_is_asked_too() -> None:
    figures = (EarlierFigure(Coordinates.of(side="in"), 600_000_000),)
    data = of(XICHENG_2024, "2024年收入预算6,488,757.84元，比上年增加488,757.84元，增长8.15%。")
    off = of(XICHENG_2024, "2024年收入预算6,488,757.84元，比上年增加588,757.84元。")

    assert check_narrative(data, figures=figures).findings == ()
    assert told(check_narrative(off, figures=figures), off) == [("588,757.84元", "488,757.84元")]


# --- A text that belongs elsewhere ----------------------------------------------------------------


def test_a_text_of_another_year_is_told() -> None:
    data = said("2024年收入预算1万元。", heading="第一部分 2024年部门预算情况说明")

    (finding,) = check_narrative(data).findings

    assert finding.kind == "claim-year"
    assert (finding.stated_text, finding.expected_text) == ("2024年", "2025年")


def test_a_text_of_another_body_is_told() -> None:
    data = said("某市水务局（以下简称市水务局）是市政府工作部门。")

    assert [one.kind for one in check_narrative(data).findings] == ["claim-body"]


def test_a_short_name_of_the_body_is_its_own() -> None:
    data = said("某市档案局机关（以下简称市档案局）是市委工作机构。")

    assert check_narrative(data).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        # What was received for, not all that is spent.
        "国内公务接待40批次，共计支出4.00万元。\n2024年支出预算合计6,488,757.84元。",
        "其中：本级支出预算12.00万元。",
        "设4个处室：综合处、法规、政策研究处、人事处、财务处。",
        "收入按预算级次划分：县级6,000,000.00元，上级488,757.84元；按资金性质划分：一般公共预算6,488,757.84元。",
    ],
)
def test_what_is_narrower_than_it_sounds_is_left_alone(text: str) -> None:
    assert check_narrative(of(XICHENG_2024, *text.split("\n"))).findings == ()
