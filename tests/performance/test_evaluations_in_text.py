"""What explanations say of unseen evaluations: true sentences are left alone, wrong ones found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.performance.unseen_evaluations import CULTURE
from tests.performance.unseen_project_evaluations import COUNTY
from tests.performance.unseen_score_lists import LIST, LIST_WITH_FORMS
from tests.performance.unseen_targets import Unseen, read


def told(unseen: Unseen, *text: str) -> list[tuple[str, str, str]]:
    found = read(replace(unseen, text=text)).findings
    return [
        (f.kind, f.at.cell, f.expected_text or str(f.expected)) for f in found if not f.explained_by
    ]


@pytest.mark.parametrize(
    ("unseen", "text"),
    [
        (
            CULTURE,
            "当年预算执行情况（20分）得分19.19分，整体绩效目标实现情况得分58.81分，预算管理情况得分18.80分。",
        ),
        (
            CULTURE,
            "年末结转和结余641.84万元，其中：财政拨款结转500万元，非财政拨款结转141.84万元。",
        ),
        (CULTURE, "年末结转和结余641.84万元，其中：财政拨款结转500万元。"),
        (
            COUNTY,
            "基本公共卫生服务补助项目自评得分97.6分；乡村医生补助项目得分91.5分，等级为优。"
            "妇幼保健院设备购置项目全年预算数180万元，实际支出63万元，预算执行率35%，自评得分66.17分。",
        ),
        (COUNTY, "乡村医生补助项目全年预算数300万元，支出数285万元。该项目得分91.5分。"),
        (LIST, "校舍维修改造项目得分87.62分，评价等级为良。"),
        (LIST_WITH_FORMS, "共对2个项目开展自评，平均得分96.9分，最高得分98.8分。"),
    ],
)
def test_a_true_sentence_has_no_finding(unseen: Unseen, text: str) -> None:
    assert told(unseen, text) == []


@pytest.mark.parametrize(
    ("unseen", "text", "found"),
    [
        (
            CULTURE,
            "当年预算执行情况满分20分，得分19.91分；整体绩效目标实现情况得分58.18分。",
            [("text-part", "第1段", "19.19"), ("text-part", "第1段", "58.81")],
        ),
        (
            COUNTY,
            "基本公共卫生服务补助项目自评得分96.7分；乡村医生补助项目得分91.5分。",
            [("text-score", "第1段", "97.6")],
        ),
        (
            COUNTY,
            "妇幼保健院设备购置项目全年预算数180万元，实际支出93万元，预算执行率51.67%。",
            [("text-execution", "第1段", "63000000")],
        ),
        (LIST, "信息化设备项目得分77.30分，自评等级为中。", [("text-score", "第1段", "73.30")]),
        (LIST, "信息化设备项目得分73.30分，自评等级为良。", [("text-grade", "第1段", "中")]),
    ],
)
def test_a_wrong_figure_is_found_at_its_paragraph(
    unseen: Unseen, text: str, found: list[tuple[str, str, str]]
) -> None:
    assert told(unseen, text) == found
