"""The names of the official layouts: what ProjectData.form and its like hold, and FORMS knows."""

from __future__ import annotations

# 预算12表 of Beijing's units: many projects in one table, code and name in one cell.
BEIJING_PROJECTS = "beijing-projects"
# 表14 of Xicheng from 2024: the same with 项目类别 and 指标方向.
XICHENG_PROJECTS = "xicheng-projects"
# Hebei: one table a project, key/value blocks above the indicators, a spending plan.
HEBEI_PROJECT = "hebei-project"
# 项目支出绩效目标申报表 with a medium-term and an annual half (Xicheng 2022).
TWO_SIDED_PROJECT = "two-sided-project"
# The central 项目支出绩效目标表 with points (分值).
NATIONAL_PROJECT = "national-project"

# 预算13表 of Beijing's units and 表13 of Xicheng from 2024: activities with indicators.
BEIJING_OVERALL = "beijing-overall"
# 表13 of Xicheng 2022: money by nature and source, indicators by level.
XICHENG_OVERALL_2022 = "xicheng-overall-2022"

# 部门整体支出绩效评价 of Beijing: the summary and three scoring sheets.
BEIJING_EVALUATION = "beijing-evaluation"
# 项目支出绩效自评表, 财预〔2020〕10号.
NATIONAL_PROJECT_EVALUATION = "national-project-evaluation"

PROJECT_FORMS = (
    BEIJING_PROJECTS,
    XICHENG_PROJECTS,
    HEBEI_PROJECT,
    TWO_SIDED_PROJECT,
    NATIONAL_PROJECT,
)
OVERALL_FORMS = (BEIJING_OVERALL, XICHENG_OVERALL_2022)
EVALUATION_FORMS = (BEIJING_EVALUATION, NATIONAL_PROJECT_EVALUATION)
