"""Sections of an explanation, in our own words, as tests put them beside a sample's tables."""

from __future__ import annotations

from budgets.data import SectionData

DUTIES = SectionData("（一）部门职责", 2, ("本单位负责本区外事工作、港澳事务工作。另有其他任务。",))
CHANGE = SectionData(
    "二、支出预算情况说明",
    1,
    (
        "2024年项目支出预算1,198,100.00元，比2023年1,124,932.87元增加73,167.13元，"
        "增长6.50%，主要原因是：<项目>有所增加。",
    ),
)
