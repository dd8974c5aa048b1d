"""A draft with an explanation that says some of its figures wrongly, for the tests of its page."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from budgets import models
from budgets.importing import Preview, preview_workbook, store_draft
from budgets.narrative.reading import read_narrative
from tests.builders import department
from tests.documents import SAMPLES

# The tables have 586.476837 of income, 384374.06 of 公用经费; 427,156.36 of 6,291,924.73 are 6.79 %.
TEXT = """一、部门情况
（一）部门机构设置、职责
本单位负责本区外事工作，行政编制15人。
二、部门预算收支及增减变化情况说明
（一）收入预算说明
2022年收入预算5,864,768.37元，比2021年收入预算6,291,924.73元减少427,156.36元，降低7.28%。
（二）支出预算说明
项目\t金额
2022年公用经费支出348,583.67元。
（三）政府采购预算说明
三、政府性基金预算财政拨款情况说明
2022年，本单位无政府性基金预算财政拨款收支。
"""
# Paragraph and character, from 0, of the two wrong figures.
WRONG_PERCENT, WRONG_AMOUNT = "1-62", "3-11"
SLUG = "wai-shi-ban"


@cache
def _preview() -> Preview:
    return preview_workbook(
        (SAMPLES / "xicheng-fao-2022-budget.xlsx").read_bytes(),
        name="预算.xlsx",
        department="某区外事办公室",
        fiscal_year=2022,
        kind="budget",
        slug=SLUG,
    )


def draft(text: str = TEXT) -> models.Disclosure:
    """The sample's tables as a draft, with this explanation; "" for none."""
    preview = _preview()
    if text:
        data = replace(preview.data, narrative=read_narrative(text.encode()))
        preview = replace(preview, data=data)
    return store_draft(preview, department=department(SLUG, "某区外事办公室"))


def draft_of_the_year_before() -> models.Disclosure:
    """The same tables as the body's document of 2021."""
    preview = _preview()
    data = replace(preview.data, fiscal_year=2021)
    return store_draft(
        replace(preview, data=data, problems=()), department=department(SLUG, "某区外事办公室")
    )


def paragraphs(disclosure: models.Disclosure) -> list[str]:
    """The explanation as it is stored now, without its headings."""
    disclosure.refresh_from_db()
    return [text for section in disclosure.narrative for text in section["paragraphs"]]


def page(disclosure: models.Disclosure, more: str = "") -> str:
    return f"/admin/budgets/disclosure/{disclosure.pk}/narrative/{more}"


def said(answer: Any) -> str:
    """The messages of the page that an answer led to."""
    return " ".join(str(one) for one in answer.context["messages"])
