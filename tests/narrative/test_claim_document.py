"""Claims and findings of an explanation as data for others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from budgets.data import DisclosureData, SectionData
from budgets.narrative.checking import check_narrative
from budgets.narrative.document import claim_document, finding_summary
from tests.documents import XICHENG_2022, sample

INCOME = "2022年收入预算5,864,768.37元，比2021年收入预算6,291,924.73元减少427,156.36元，降低{}。"


def told(*paragraphs: str) -> DisclosureData:
    section = SectionData("二、收入预算情况说明", 1, paragraphs)
    return replace(sample(XICHENG_2022), narrative=(section,))


def claims(*paragraphs: str) -> list[dict[str, Any]]:
    return [claim_document(one) for one in check_narrative(told(*paragraphs)).claims]


def summaries(*paragraphs: str) -> list[dict[str, Any]]:
    document = told(*paragraphs)
    check = check_narrative(document)
    return [finding_summary(one, check, document) for one in check.findings]


def test_a_claim_leaves_with_amounts_in_yuan_and_the_percentage_as_printed() -> None:
    (claim,) = claims("收入预算情况如下。", INCOME.format("6.79%"))

    assert claim | {"text": "", "cells": []} == {
        "text": "",
        "paragraph": 2,
        "subject": "收入预算",
        "year": 2022,
        "amount": "5864768.37",
        "unit": "元",
        "prior_year": 2021,
        "prior_amount": "6291924.73",
        "change": "427156.36",
        "direction": "decrease",
        "percent": "6.79",
        "status": "ok",
        "cells": [],
    }
    assert claim["cells"] == [{"year": 2022, "table": "表1", "cell": "B16"}]


def test_ten_thousand_yuan_leave_as_yuan_and_things_as_their_number() -> None:
    money, things = claims("2022年收入预算586.476837万元。", "本单位设3个内设机构。")

    assert (money["amount"], money["unit"]) == ("5864768.37", "元")
    assert (things["amount"], things["unit"], things["percent"]) == ("3", "个", None)


def test_a_wrong_figure_is_summed_up_with_its_sentence_the_right_one_and_why() -> None:
    (found,) = summaries(INCOME.format("7.28%"))

    assert (found["figure"], found["expected"]) == ("7.28%", "6.79%")
    assert found["sentence"] == INCOME.format("7.28%")
    assert found["reason"] == "427,156.36元÷6,291,924.73元应为6.79%（按2022年数计算）"
    assert (found["paragraph"], found["severity"]) == (1, "error")


def test_a_wrong_word_is_what_the_right_one_replaces() -> None:
    (found,) = summaries(INCOME.format("6.79%").replace("减少", "增加"))

    assert (found["figure"], found["expected"]) == ("增加", "减少")
