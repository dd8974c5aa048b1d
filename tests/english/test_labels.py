"""What tables print is glossed where its meaning is known, and nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.english import gloss, gloss_of_title
from budgets.english.words import words
from budgets.standards import standards
from performance.english import words as words_of_performance
from performance.levels import LEVELS
from performance.reading.evaluation_words import _known as roles
from performance.reading.words import fields
from tests.documents import ALL, BEIJING, XICHENG_2022, XICHENG_2024, sample

HAN = re.compile(r"[\u3400-\u9fff]")
# Names of projects and what a unit wrote of its own, which nobody but the unit may translate.
OF_ITS_OWN = {
    BEIJING: {"0202-课题研究和调查服务"},
    XICHENG_2022: {"外事工作经费", "预留机动费"},
    XICHENG_2024: {
        "外事工作经费",
        "微信公众号运营服务费",
        "法律服务费",
        "对外工作决策服务保障经费",
        "西城区外办出入境业务管理系统运维服务费",
        "公共信息服务-微信公众号运营服务费",
        "法律顾问服务-法律服务费",
        "课题研究服务-对外工作决策服务保障",
        "机关信息系统开发与维护服务-出入境系统运维费用",
        "翻译服务-外事工作经费（翻译费）",
        "外事服务-外事工作经费（活动服务费）",
    },
}


@pytest.mark.parametrize("document", ALL)
def test_titles_heads_and_labels_of_real_tables_are_glossed(document: tuple[str, str, int]) -> None:
    data = sample(document)

    unknown = set()
    for table in data.tables:
        title = gloss_of_title(table.title)
        assert title
        assert not HAN.search(title)
        texts = {text for line in table.header for text in line if text}
        if table.kind == "money":
            texts |= {
                text
                for line in table.rows
                for text, column in zip(line.cells, table.columns, strict=False)
                if text and column.kind == "label"
            }
        told = {text: gloss(text) for text in texts if not text.isascii()}
        assert not [english for english in told.values() if HAN.search(english)]
        unknown |= {text for text, english in told.items() if not english}

    assert unknown == OF_ITS_OWN[document]


def test_every_form_that_we_ship_is_glossed() -> None:
    for form in (form for standard in standards() for form in standard.forms):
        assert gloss_of_title(form.title.replace("{year}", "2024")), form.title
        parts = {part for column in form.columns for part in column}
        labels = {label for row in form.rows for label in row if label}
        for text in parts | labels:
            assert gloss(text.replace("{year}", "2024").replace("{last}", "2023")), text


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("收支总表", "部门收支总体情况表"),
        ("支出总表", "一、部门支出总表"),
        ("一般公共预算支出表", "一般公共预算财政拨款支出预算表"),
        ("财政拨款收支总表", "部门财政拨款收支预算总表"),
        ("政府性基金预算支出表", "政府性基金预算支出情况表"),
        ("预算01表 收支总表", "表1 收支总表"),
    ],
)
def test_another_regions_title_of_the_same_table_has_the_same_gloss(here: str, there: str) -> None:
    assert gloss_of_title(here) == gloss_of_title(there) != ""


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("2024年部门收支总表", "Income and expenditure, summary, 2024"),
        (
            "一般公共预算基本支出表（按部门预算经济分类）",
            "Basic expenditure, general public budget, by economic classification",
        ),
        (
            "一般公共预算“三公”经费、会议费和培训费支出表",
            "“Three public” expenses, meetings and training, general public budget",
        ),
        (
            "收入支出决算总表",
            "Final accounts: income and expenditure, summary",
        ),
        ("三 预算管理情况（20分）", "Budget management (20 points)"),
        ("部门整体支出绩效目标申报表", "Performance targets of the body’s overall expenditure"),
        ("某某事项清单", ""),
    ],
)
def test_a_title_is_told_by_what_it_says(title: str, english: str) -> None:
    assert gloss_of_title(title) == english


@pytest.mark.parametrize(
    ("label", "english"),
    [
        ("一、一般公共预算拨款收入", "Income from the general public budget"),
        ("2010301-行政运行", "Administrative operations"),
        ("其中；公务用车购置费", "Of which: purchase of vehicles"),
        ("2023 年预算数", "Budget, 2023"),
        ("预算数（万元）", "Budgeted amount (10,000 yuan)"),
        ("预算数 / 其中：基本支出", "Budgeted amount / Of which: basic expenditure"),
        ("其中 / 上缴上级支出", "Of which / Paid to superiors"),
        ("单位：万元", "Unit: 10,000 yuan"),
        ("A-货物", "Goods"),
        ("本年收入合计", "This year’s income, total"),
        ("年终结转结余", "Kept for the next year"),
        ("比上年增减%", "Change from the previous year, %"),
        # Levels and headings of performance, the points behind them.
        ("产出指标", "Output"),
        ("产出（30）", "Output (30)"),
        ("产出指标 · 数量指标", "Output · Quantity"),
        ("其中:财政资金", "Of which: fiscal appropriation"),
        # What people write has no gloss, however short.
        ("外事工作经费", ""),
        ("西城区外办", ""),
        ("定期走访50户", ""),
        ("全年执行数与全年预算数之比；总体为基本、项目、其他之和", ""),
    ],
)
def test_a_label_is_told_by_its_words(label: str, english: str) -> None:
    assert gloss(label) == english


def test_words_of_performance_are_those_that_its_forms_have() -> None:
    told = words_of_performance()

    assert set(told.levels) == {level.name for level in LEVELS}
    assert set(told.fields) <= {name for names in fields().values() for name in names}
    assert set(told.roles) <= {name for names in roles().values() for name in names}


@given(
    st.lists(
        st.sampled_from([*words().words, "（", "）", "其中：", "一、", "2024年", "·", "/", "字"])
    )
)
def test_a_gloss_is_english_whatever_is_printed(parts: list[str]) -> None:
    text = "".join(parts)

    assert not HAN.search(gloss(text))
    assert not HAN.search(gloss_of_title(text))
