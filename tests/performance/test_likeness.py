"""Which indicators speak of the same thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.data import IndicatorData, OverallData, PerformanceData, ProjectData
from performance.likeness import (
    Link,
    affinity,
    link_indicators,
    same_thing,
    subject_key,
    units_agree,
)
from performance.reading import read_performance
from performance.values import parse_value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("领保大讲堂", "组织开展领保大讲堂场次"),
        ("全年挂旗场次", "全年完成制挂旗任务次数"),
        ("扩大国际“朋友圈”，出访国家数", "出访国家数"),
        ("出访国家数", "出访国家数量"),
        ("培训班覆盖外事业务领域数量", "外事人才培训班覆盖外事业务领域数量"),
        (
            "公共场所外语标识监测评估查出的错误标识整改率",
            "效益指标社会效益指标公共场所外语标识监测评估查出的错误标识整改率",
        ),
        ("国际信息参阅", "报送《国际信息参阅》"),
        ("编制《国际信息参阅》", "报送国际信息参阅"),
        ("印制领事保护宣传册等材料", "印制领事保护宣传册等材料"),
        ("印制 APEC 商务旅行卡工作指南", "印制APEC商务旅行卡工作指南"),
        ("举办窗口行业外语培训", "窗口行业外语培训"),
        ("指标 1：涉外管理工作", "涉外管理工作"),
        ("领事保护大讲堂次数", "领保大讲堂"),
    ],
)
def test_two_names_of_one_thing_are_known(one: str, other: str) -> None:
    assert same_thing(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("领事保护情景剧大赛或其他展演推广活动场次", "领保大讲堂"),
        ("官网发布信息", "官微发布信息（含原创和转载）"),
        ("采购台式机数量", "采购便携式计算机数量"),
        ("采购服务器数量", "采购服务器操作系统数量"),
        ("及时提交培训总结数量", "举办培训班班次"),
        ("培训人员对培训的满意度", "接待来访人员满意度"),
        ("活动满意度", "使用人员满意度"),
        ("居民满意度", "企业满意度"),
        ("学员对教师的满意度", "学员对食宿的满意度"),
        ("制作领事保护宣传品", "印制领事保护宣传册"),
        ("翻译英文信息", "审校英文信息"),
        ("培训人数", "培训场次"),
        ("国内培训", "国内外培训"),
        ("培训完成率", "培训及时完成率"),
        ("培训覆盖率", "培训合格率"),
        ("国际交流工作", "国际交流和港澳工作"),
        ("对接系统", "对接接口"),
        ("新增就业人数", "就业人数"),
        ("1号线建设", "2号线建设"),
        ("举办外事专办员业务培训", "举办外事业务专题培训班"),
        ("", "领保大讲堂"),
    ],
)
def test_names_of_two_things_are_kept_apart(one: str, other: str) -> None:
    assert not same_thing(one, other)


def test_the_key_of_a_subject_has_lost_its_dress() -> None:
    assert subject_key("产出指标数量指标组织开展领保大讲堂场次") == "领保大讲堂"
    assert subject_key("《国际信息参阅》编制") == "国际信息参阅"
    assert subject_key("") == ""


def test_an_activity_is_akin_to_the_project_that_pays_for_it() -> None:
    assert affinity("外事工作", "11010223T000001997670-外事工作经费")
    assert affinity("微信公众号运维", "微信公众号运营服务费")
    assert affinity("对外决策服务保障", "对外工作决策服务保障经费")
    assert not affinity("律师服务", "外事工作经费")
    assert not affinity("", "外事工作经费")


def test_units_of_one_dimension_agree() -> None:
    assert units_agree(parse_value("10", "≥", "场次"), parse_value("10次"))
    assert units_agree(parse_value("10"), parse_value("10条"))
    assert not units_agree(parse_value("10%"), parse_value("10条"))
    assert not units_agree(parse_value("10元"), parse_value("10元/人"))


def indicator(
    name: str, value: str = "≥10次", activity: str = "", term: str = "annual"
) -> IndicatorData:
    return IndicatorData("", "", name, parse_value(value), activity=activity, term=term)


def performance(overall: list[IndicatorData], **projects: list[IndicatorData]) -> PerformanceData:
    return PerformanceData(
        tuple(ProjectData("", name, indicators=tuple(own)) for name, own in projects.items()),
        OverallData("某单位", indicators=tuple(overall)),
    )


def test_an_overall_indicator_is_linked_to_its_best_partner() -> None:
    data = performance(
        [indicator("组织开展领保大讲堂场次")],
        甲项目=[indicator("培训班次"), indicator("领事保护大讲堂")],
        乙项目=[indicator("领保大讲堂")],
    )

    assert link_indicators(data) == (Link(0, 1, 0, 100),)


def test_two_equally_good_partners_give_no_link() -> None:
    data = performance(
        [indicator("网络安全巡检次数")],
        甲项目=[indicator("网络安全巡检次数")],
        乙项目=[indicator("网络安全巡检次数")],
    )

    assert link_indicators(data) == ()


def test_a_name_that_any_project_may_have_needs_a_project_akin() -> None:
    data = performance(
        [indicator("期次", activity="信息刊物编印"), indicator("期次", activity="法律服务")],
        微信公众号运营服务费=[indicator("期次")],
        信息刊物编印经费=[indicator("期次")],
    )

    assert link_indicators(data) == (Link(0, 1, 0, 100),)


def test_a_share_is_not_linked_to_a_count_nor_a_year_to_three() -> None:
    data = performance(
        [indicator("领保大讲堂", "≥90%"), indicator("应急演练场次")],
        甲项目=[indicator("领保大讲堂"), indicator("应急演练场次", term="medium")],
    )

    assert link_indicators(data) == ()


def test_a_document_without_overall_goals_has_no_links() -> None:
    assert link_indicators(PerformanceData()) == ()


def test_links_of_a_real_document_are_all_right(shared_documents: Path) -> None:
    read = read_document(
        shared_documents / "beijing-fao-2026-budget" / "tables.xlsx",
        department="x",
        fiscal_year=2026,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    )
    data = read_performance(read.data).performance
    assert data.overall is not None

    linked = {
        data.overall.indicators[link.overall].name: data.projects[link.project]
        .indicators[link.indicator]
        .name
        for link in link_indicators(data)
    }

    assert linked == {
        "组织开展领保大讲堂场次": "领保大讲堂",
        "多语言电话翻译服务响应率": "多语言电话翻译服务响应率",
        "公共场所外语标识监测评估查出的错误标识整改率": "公共场所外语标识监测评估查出的错误标识整改率",
        "全年完成制挂旗任务次数": "全年挂旗场次",
        "推进领事保护宣传精准传递": "推进领事保护宣传精准传递",
        "外事人才培训班覆盖外事业务领域数量": "培训班覆盖外事业务领域数量",
        "做好国际交往中心功能建设宣传": "做好国际交往中心功能建设宣传",
        "出访国家数": "扩大国际“朋友圈”，出访国家数",
    }


_PIECES = (
    "组织 全年 培训 班 次数 满意度 对 的 人员 、 和 采购 数量 《 》 （ ） ， 外事 工作 指标 1 ： 率"
)
_NAMES = st.lists(
    st.sampled_from(_PIECES.split()),
    max_size=12,
).map("".join) | st.text(max_size=20)


@given(one=_NAMES, other=_NAMES)
def test_likeness_is_symmetric_and_reflexive(one: str, other: str) -> None:
    assert same_thing(one, one)
    assert same_thing(one, other) == same_thing(other, one)
