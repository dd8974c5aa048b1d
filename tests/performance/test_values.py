"""Values of indicators: what one cell or three cells say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.money import WAN, YUAN
from performance.data import DEADLINE, NONE, NUMBER, SCALE, TEXT
from performance.figures import fold
from performance.values import (
    format_value,
    is_share,
    is_unit_cost,
    meets,
    money_unit,
    operator_of,
    parse_value,
)


@pytest.mark.parametrize(
    ("printed", "operator", "number", "unit"),
    [
        ("85", "", "85", ""),
        ("5000000", "", "5000000", ""),
        ("24,000个", "", "24000", "个"),
        ("100％", "", "100", "%"),
        ("≥９５％", "≥", "95", "%"),
        ("＞＝90%", "≥", "90", "%"),
        (">=95%", "≥", "95", "%"),
        ("＞5", "＞", "5", ""),
        ("<1%", "＜", "1", "%"),
        ("≥ 90 %", "≥", "90", "%"),
        ("≥95（%）", "≥", "95", "%"),
        ("≥90%（含）", "≥", "90", "%"),
        ("90%以上（含）", "≥", "90", "%"),
        ("95%及以上", "≥", "95", "%"),
        ("10人以下", "≤", "10", "人"),
        ("≥9批(次)", "≥", "9", "批(次)"),
        ("≥80人次", "≥", "80", "人次"),
        ("450人次左右", "", "450", "人次"),
        ("约30万元", "", "30", "万元"),
        ("≤10.7万元", "≤", "10.7", "万元"),
        ("人均费用不超过100元", "≤", "100", "元"),
        ("控制在20万元以内", "≤", "20", "万元"),
        ("≤5元/册", "≤", "5", "元/册"),
        ("≥550元/人·天", "≥", "550", "元/人·天"),
        ("100%受理", "=", "100", "%"),
        ("让参加培训人员100%有所收获", "=", "100", "%"),
        ("满意度达到80%以上", "≥", "80", "%"),
        ("满意度≥90％", "≥", "90", "%"),
        ("手册对工作的指导帮助贡献不低于80%", "≥", "80", "%"),
        ("百分之九十五以上", "≥", "95", "%"),
        ("不少于三次", "≥", "3", "次"),
        ("至少十二场", "≥", "12", "场"),
        ("两期", "", "2", "期"),
        ("5个工作日内", "≤", "5", "个工作日"),
        ("30分钟内到达", "≤", "30", "分钟"),
        ("≥12月", "≥", "12", "月"),
        ("12个月", "", "12", "个月"),
        ("≥5乡镇", "≥", "5", "乡镇"),
        ("不少于20万人次", "≥", "20", "万人次"),
        ("2024年完成12期", "=", "12", "期"),
        ("目标1：完成率95%", "=", "95", "%"),
        ("发表论文3篇", "=", "3", "篇"),
        ("12345热线接通率95%", "=", "95", "%"),
        ("A4纸20包", "=", "20", "包"),
        ("-5%", "", "-5", "%"),
        ("+5%", "", "5", "%"),
        ("达到或超过90%", "≥", "90", "%"),
        ("90分（优秀）", "", "90", "分"),
        ("20余次", "", "20", "次"),
        ("近100人", "", "100", "人"),
        ("不少于8台（套）", "≥", "8", "台(套)"),
        ("≥2000.05元", "≥", "2000.05", "元"),
    ],
)
def test_a_number_is_read_with_its_operator_and_unit(
    printed: str, operator: str, number: str, unit: str
) -> None:
    value = parse_value(printed)

    assert (value.kind, value.operator, value.number, value.unit) == (
        NUMBER,
        operator,
        Decimal(number),
        unit,
    )


@pytest.mark.parametrize(
    ("printed", "low", "high", "unit"),
    [
        ("3-5个", 3, 5, "个"),
        ("10%~15%", 10, 15, "%"),
        ("20%—30%", 20, 30, "%"),
        ("3至5次", 3, 5, "次"),
        ("1900-2000人次", 1900, 2000, "人次"),
    ],
)
def test_a_range_keeps_both_ends(printed: str, low: int, high: int, unit: str) -> None:
    value = parse_value(printed)

    assert (value.kind, value.number, value.upper, value.unit) == (NUMBER, low, high, unit)


@pytest.mark.parametrize(
    ("printed", "scale"),
    [
        ("优良中低差", ("优", "良", "中", "低", "差")),
        ("高中低", ("高", "中", "低")),
        ("好坏", ("好", "坏")),
        ("优/良/中/差", ("优", "良", "中", "差")),
        ("优、良、中、差", ("优", "良", "中", "差")),
        ("优", ("优",)),
        ("良好", ("良好",)),
        ("合格", ("合格",)),
    ],
)
def test_grades_alone_are_a_scale(printed: str, scale: tuple[str, ...]) -> None:
    value = parse_value(printed)

    assert (value.kind, value.scale) == (SCALE, scale)


@pytest.mark.parametrize(
    ("printed", "month", "day"),
    [
        ("12月底前", 12, 0),
        ("2022年11月前", 11, 0),
        ("12月31日前", 12, 31),
        ("年底前", 12, 0),
        ("第四季度末", 12, 0),
        ("6月30日前完成", 6, 30),
        ("2022年12月前完成培训工作", 12, 0),
        ("2024-12-31", 12, 31),
        ("2026/6/30前", 6, 30),
        ("2026.06", 6, 0),
        ("9月至11月", 11, 0),
        ("2024年1-12月", 12, 0),
        ("2024年1月1日-2024年12月31日", 12, 31),
        ("上半年", 6, 0),
    ],
)
def test_a_date_is_a_deadline(printed: str, month: int, day: int) -> None:
    value = parse_value(printed)

    assert (value.kind, value.month, value.day) == (DEADLINE, month, day)


@pytest.mark.parametrize(
    "printed",
    [
        "按时完成",
        "2022年",
        "财预〔2019〕14号",
        "第七次",
        "十四五",
        "1+N",
        "2024-2026年",
        "每月25日前",
        "保质保量完成印刷",
        "按照规定执行,不超国家标准",
        "确保编制15人的日常行政运行",
        "不少于3场；印制1000册",
        "10月底前完成采购8台",
        "90%≤x<95%",
        "98%≥",
        "±2%",
        "100元/人/天，共50人",
        "2022 年上半年完成国际交流任务的50%以上，下半年完成全年工作任务。",
    ],
)
def test_words_without_one_plain_number_stay_text(printed: str) -> None:
    assert parse_value(printed).kind == TEXT


@pytest.mark.parametrize("printed", ["", "—", "——", "无", " / ", "-"])
def test_a_dash_or_nothing_is_no_value(printed: str) -> None:
    assert parse_value(printed, "≥", "%").kind == NONE


def test_cells_of_their_own_for_operator_and_unit_govern() -> None:
    value = parse_value("85", "≥", "%")

    assert (value.operator, value.number, value.unit) == ("≥", Decimal(85), "%")
    assert value.printed == "85"


@pytest.mark.parametrize(
    ("cell", "operator"),
    [
        ("≥", "≥"),
        ("＞＝", "≥"),
        ("≧", "≥"),
        ("大于等于", "≥"),
        ("<", "＜"),
        ("＜", "＜"),
        (">", "＞"),
        ("＝", "="),
        ("等于", "="),
        ("定性", "定性"),
        ("定 性", "定性"),
        ("正向指标", ""),
        ("", ""),
    ],
)
def test_an_operator_cell_has_one_normal_form(cell: str, operator: str) -> None:
    assert operator_of(cell) == operator


@pytest.mark.parametrize(
    ("printed", "operator", "unit", "shown"),
    [
        ("85", "≥", "%", "≥85%"),
        ("10", "≥", "场次", "≥10场次"),
        ("≥95%", "", "", "≥95%"),
        ("1", "<", "%", "＜1%"),
        ("人均费用不超过100元", "", "", "人均费用不超过100元"),
        ("优良中低差", "定性", "", "优良中低差"),
        ("100%受理", "", "", "100%受理"),
    ],
)
def test_one_cell_prints_operator_number_and_unit_together(
    printed: str, operator: str, unit: str, shown: str
) -> None:
    assert format_value(parse_value(printed, operator, unit)) == shown


def test_a_unit_of_money_is_not_a_unit_cost() -> None:
    assert money_unit("万元") == WAN
    assert money_unit("（元）") == YUAN
    assert money_unit("元/人") is None
    assert is_unit_cost("元/人")
    assert not is_unit_cost("人/次")


def test_shares_are_known_by_their_unit() -> None:
    assert is_share("％")
    assert is_share("‰")
    assert not is_share("个")


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("≥90%", "95%", True),
        ("≥90%", "89.9%", False),
        ("≤30元/个", "35元/个", False),
        ("≤10.7万元", "106000元", True),
        ("=100%", "98%", False),
        ("=0条", "2条", False),
        ("=4个", "5个", None),
        ("＜1%", "1%", False),
        ("3-5个", "4个", True),
        ("3-5个", "6个", False),
        ("≥9次", "12人", None),
        ("优", "优", True),
        ("优", "良", False),
        ("优良中低差", "良", None),
        ("12月底前", "11月", True),
        ("6月30日前", "7月1日", False),
        ("12月底前", "2025年1月", None),
        ("按时完成", "按时完成", True),
        ("按时完成", "已完成", None),
        ("≥90%", "优", None),
    ],
)
def test_what_was_reached_meets_its_target_or_not_or_cannot_be_told(
    target: str, actual: str, met: bool | None
) -> None:
    assert meets(parse_value(target), parse_value(actual)) is met


_TEXTS = st.text(
    alphabet="0123456789.,%％≥≤><=＞－-~约不少于以上年月日底前季度第优良中差个次场元万/（）()〔〕一二十两的 "
)


@given(printed=_TEXTS | st.text(), operator=st.text(max_size=4), unit=st.text(max_size=4))
def test_no_text_breaks_the_reading_of_values(printed: str, operator: str, unit: str) -> None:
    value = parse_value(printed, operator, unit)

    assert value.printed == printed.strip()
    assert (value.number is None) == (value.kind != NUMBER)
    assert value.operator in {"", "≥", "≤", "=", "＞", "＜", "定性"}
    assert 0 <= value.month <= 12
    assert meets(value, value) in {True, False, None}


@given(text=st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(
    number=st.decimals(0, 10**9, places=2),
    operator=st.sampled_from(["≥", "≤", "=", "＞", "＜"]),
    unit=st.sampled_from(["%", "个", "场次", "万元", "元/人", "人次"]),
)
def test_what_one_cell_prints_reads_back_as_three_cells_say(
    number: Decimal, operator: str, unit: str
) -> None:
    value = parse_value(str(number), operator, unit)

    again = parse_value(format_value(value))

    assert (again.operator, again.number, again.unit) == (operator, number, unit)
