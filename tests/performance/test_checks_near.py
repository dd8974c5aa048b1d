"""What a goal tells in other words than its indicators: contradicted only where both can't hold."""

from __future__ import annotations

import pytest

from tests.performance.building import findings, indicator, overall, project, told


def of_goal(goal: str, *rows: tuple[str, str]) -> list[tuple[str, str]]:
    """Kind and severity of what a goal and the indicators of a project give."""
    indicators = [indicator(name, value) for name, value in rows]
    indicators.append(indicator("办事群众满意度", "≥90%", of="满意度"))
    return told(findings([project(goal=goal, indicators=indicators)]))


@pytest.mark.parametrize(
    ("goal", "rows"),
    [
        # A part is less than its whole.
        ("举办大型活动2场。", [("活动场次", "≥10场")]),
        ("检查企业500家次。", [("检查重点企业", "≥100家次")]),
        ("培训干部150人，其中处级干部30人。", [("培训干部人数", "≥150人")]),
        # Several of one unit leave open which is meant.
        ("举办大型活动2场、小型活动8场。", [("活动场次", "≥10场")]),
        ("采购电脑20台、打印机5台。", [("采购设备数量", "≥25台")]),
        ("新建公园3个。", [("新建公园数量", "3个"), ("管护公园数量", "20个")]),
        # Other things.
        ("采购电脑20台。", [("采购办公设备", "≥25台")]),
        ("建设充电桩100个。", [("建设充电站", "20个")]),
        ("维护设备20台，采购设备5台。", [("设备维护数量", "20台"), ("设备采购数量", "5台")]),
        # One number in two units, or for two lengths of time.
        ("服务群众500万人次。", [("服务群众人次", "5000000人次")]),
        ("补植花卉26万株。", [("补植花卉数量", "260000株")]),
        ("每月开展巡查2次。", [("巡查次数", "≥24次")]),
        # More than what is asked for as a least.
        ("为5.4万名学生提供服务。", [("服务学生人数", "≥5万人")]),
        # 应急, 及时, 和谐, 签约, 违约 are words of their own.
        ("应急演练参演率达到95%。", [("应急演练参演率", "≥95%")]),
        ("家庭医生签约12万人。", [("家庭医生签约人数", "≥12万人")]),
        ("和谐社区创建5个。", [("和谐社区创建数量", "5个")]),
        ("故障响应不超过2小时。", [("故障响应时间", "≤2小时")]),
    ],
)
def test_words_that_may_both_hold_stay_silent(goal: str, rows: list[tuple[str, str]]) -> None:
    assert of_goal(goal, *rows) == []


@pytest.mark.parametrize(
    ("goal", "rows", "severity"),
    [
        ("全年收运湿垃圾21万吨。", [("湿垃圾收运量", "12万吨")], "warning"),
        ("完成2个口袋公园建设。", [("建成口袋公园", "3个")], "error"),
        ("新建高标准农田40万亩，改造提升8万亩。", [("新建高标准农田面积", "40万亩"), ("改造提升高标准农田面积", "≥10万亩")], "warning"),
        ("故障响应不超过2小时。", [("故障响应时间", "≤4小时")], "error"),
        ("服务群众500万人次。", [("服务群众人次", "500000人次")], "error"),
        ("改造公厕15座。", [("公厕改造数量", "51座")], "warning"),
    ],
)  # fmt: skip
def test_words_that_cannot_both_hold_are_told(
    goal: str, rows: list[tuple[str, str]], severity: str
) -> None:
    assert of_goal(goal, *rows) == [("goal-count", severity)]


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("行政编制14人，实际14人。", False),
        ("行政编制12人，工勤编制3人。", True),
        ("核定编制15名，其中行政编制12名、事业编制3名。", True),
        ("行政编制14人；下属中心事业编制20人。", False),
        ("2022年末行政编制14人。", True),
        ("比上年增加行政编制14人。", True),
        ("实有在职人员14人，离退休人员9人。", True),
        ("负责14人次方案的编制工作。", True),
    ],
)
def test_an_establishment_agrees_with_any_sum_of_its_kinds(text: str, silent: bool) -> None:
    found = told(findings([], overall(goal="保障编制15人的日常工作。"), text=[text]))

    assert found == ([] if silent else [("text-staff", "warning")])


def test_a_kind_of_establishment_is_held_to_its_own_kind() -> None:
    text = ["行政编制30人，事业编制15人。"]

    assert not findings([], overall(goal="保障事业编制15人的日常工作。"), text=text)
    assert told(findings([], overall(goal="保障行政编制15人的日常工作。"), text=text)) == [
        ("text-staff", "warning")
    ]


def test_a_project_may_be_for_some_of_the_staff() -> None:
    text = ["行政编制30人，事业编制15人。"]

    assert not findings([project(goal="保障编制20人的培训。")], text=text)
    assert told(findings([project(goal="保障编制50人的培训。")], text=text)) == [
        ("text-staff", "warning")
    ]
