"""The tree of indicator levels and the names that forms give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.levels import LEVELS, level_of, parents_of, split_levels, suggestions


@pytest.mark.parametrize(
    ("printed", "level", "name"),
    [
        ("产出指标", 1, "产出指标"),
        ("产出", 1, "产出指标"),
        ("产出（30）", 1, "产出指标"),
        ("产出指标（50分）", 1, "产出指标"),
        ("一、产出指标", 1, "产出指标"),
        ("效果\n指标", 1, "效果指标"),
        ("成本指标", 1, "成本指标"),
        ("1.数量指标", 2, "数量指标"),
        ("（一）数量指标", 2, "数量指标"),
        ("时效", 2, "时效指标"),
        ("社会效益指标(20分)", 2, "社会效益指标"),
        ("可持续性影响", 2, "可持续影响指标"),
        ("服务对象满意度", 2, "服务对象满意度指标"),
        ("服务对象（受益人）满意度指标", 2, "服务对象满意度指标"),
        ("期次", None, ""),
        ("", None, ""),
    ],
)
def test_a_level_is_known_however_it_is_dressed(printed: str, level: int | None, name: str) -> None:
    assert level_of(printed) == (level, name)


@pytest.mark.parametrize(
    ("printed", "parent", "name"),
    [
        ("成本指标", "产出指标", "成本指标"),
        ("效益指标", "效果指标", "效益指标"),
        ("满意度指标", "满意度指标", "服务对象满意度指标"),
    ],
)
def test_a_name_of_both_levels_is_the_second_one_below_its_parent(
    printed: str, parent: str, name: str
) -> None:
    assert level_of(printed, parent) == (2, name)


@pytest.mark.parametrize(
    ("printed", "levels"),
    [
        (
            "产出指标数量指标组织开展领保大讲堂场次",
            ("产出指标", "数量指标", "组织开展领保大讲堂场次"),
        ),
        ("产出指标/数量指标/出访国家数", ("产出指标", "数量指标", "出访国家数")),
        ("产出-数量-出访国家数", ("产出指标", "数量指标", "出访国家数")),
        (
            "满意度指标服务对象满意度指标接待来访人员满意度",
            ("满意度指标", "服务对象满意度指标", "接待来访人员满意度"),
        ),
        ("产出指标（50分）数量指标（20分）场次", ("产出指标", "数量指标", "场次")),
        ("产出指标成本指标单位成本", ("产出指标", "成本指标", "单位成本")),
        ("成本指标经济成本指标人均费用", ("成本指标", "经济成本指标", "人均费用")),
        ("效果指标效益指标社会效益指标增收", ("效果指标", "社会效益指标", "增收")),
        ("质量指标", ("", "质量指标", "")),
        ("服务对象满意度指标", ("", "服务对象满意度指标", "")),
        ("产出指标", ("产出指标", "", "")),
        ("可持续影响", ("", "", "可持续影响")),
        ("产出数量大增", ("", "", "产出数量大增")),
        ("A-B类活动", ("", "", "A-B类活动")),
        ("期次", ("", "", "期次")),
    ],
)
def test_levels_run_together_with_a_name_come_apart(
    printed: str, levels: tuple[str, str, str]
) -> None:
    assert split_levels(printed) == levels


def test_every_level_2_stands_under_a_level_1_of_the_tree() -> None:
    first = {entry.name for entry in LEVELS if entry.level == 1}

    for entry in LEVELS:
        if entry.level == 2:
            assert entry.parents
            assert set(entry.parents) <= first


def test_old_forms_have_cost_below_output_and_new_ones_beside_it() -> None:
    assert "产出指标" in parents_of("成本指标")
    assert "成本指标" in parents_of("经济成本指标")
    assert parents_of("期次") == ()


def test_suggestions_offer_the_tree_of_today() -> None:
    offered = suggestions()

    assert list(offered) == ["成本指标", "产出指标", "效益指标", "满意度指标"]
    assert offered["成本指标"] == ("经济成本指标", "社会成本指标", "生态环境成本指标")
    assert offered["产出指标"][:3] == ("数量指标", "质量指标", "时效指标")


@given(
    text=st.text()
    | st.lists(
        st.sampled_from(
            [
                "产出指标",
                "数量",
                "/",
                "-",
                "效益指标",
                "（",
                "10分",
                "）",
                "满意度",
                "1.",
                " ",
                "场次",
            ]
        )
    ).map("".join)
)
def test_no_text_breaks_the_splitting_of_levels(text: str) -> None:
    first, second, own = split_levels(text)

    assert first == "" or level_of(first)[0] == 1
    assert second == "" or parents_of(second)
    assert "".join(own.split()) in "".join(text.split())
