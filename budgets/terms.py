"""Dimensions and their members in the words of others: Chinese terms of public finance, English glosses.

For machines that read what we publish (open data, the API), which want both at once. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"

    def within(self, language: str) -> str:
        """In the language asked for: Chinese unless it is English."""
        return self.en if language == "en" else self.zh


DIMENSIONS: dict[str, Said] = {
    "side": Said("收入还是支出", "income or expenditure"),
    "vintage": Said("资金年份：本年还是以前年度", "which year's money: this year's or earlier"),
    "use": Said("支出还是留下", "spent, or kept for later years"),
    "source": Said("资金来源", "source of funds"),
    "nature": Said("支出性质", "nature of expenditure"),
    "cost": Said("人员经费还是公用经费", "personnel or operating costs, within basic expenditure"),
    "construction": Said("是否基本建设", "capital construction or not"),
    "three_public": Said("“三公”经费", "the “three public” expenses"),
    "procurement": Said("政府采购", "government procurement"),
    "basis": Said("口径：预算、决算、上年", "basis: budget, final accounts, previous year"),
    "function": Said("支出功能分类科目编码（类、款、项）", "code of functional classification"),
    "gov_economic": Said(
        "政府预算支出经济分类科目编码", "code of economic classification, government budget"
    ),
    "dept_economic": Said(
        "部门预算支出经济分类科目编码", "code of economic classification, department budget"
    ),
    "body": Said("部门内的单位", "unit within the department"),
    "project": Said("项目", "project"),
    "service": Said("政府购买服务目录", "catalogue of purchased services"),
    "subject": Said("其他事项", "other subject of a table"),
}

MEMBERS: dict[str, dict[str, Said]] = {
    "side": {"in": Said("收入", "income"), "out": Said("支出", "expenditure")},
    "vintage": {
        "current": Said("本年资金", "this year's money"),
        "carried": Said("上年结转结余", "carried over from the previous year"),
        "drawn": Said("动用以前年度结余", "drawn from earlier balances"),
    },
    "use": {
        "spent": Said("本年支出", "spent this year"),
        "retained": Said("年终结转结余", "kept for the next year"),
        "distributed": Said("结余分配", "distributed balance"),
    },
    "source": {
        "fiscal": Said("财政拨款", "fiscal appropriation"),
        "general": Said("一般公共预算", "general public budget"),
        "fund": Said("政府性基金预算", "government-managed fund budget"),
        "capital": Said("国有资本经营预算", "state capital operations budget"),
        "special": Said("财政专户管理资金", "funds in special fiscal accounts"),
        "unit": Said("单位资金", "the unit's own funds"),
        "business": Said("事业收入", "income from professional activities"),
        "operating": Said("事业单位经营收入", "income from business operations"),
        "superior": Said("上级补助收入", "subsidies from superiors"),
        "affiliated": Said("附属单位上缴收入", "paid in by affiliated units"),
        "other": Said("其他收入", "other income"),
        "reserve": Said("用事业基金弥补收支差额", "shortfall met from reserves"),
    },
    "nature": {
        "basic": Said("基本支出", "basic expenditure"),
        "project": Said("项目支出", "project expenditure"),
        "operating": Said("事业单位经营支出", "business operations"),
        "remitted": Said("上缴上级支出", "paid to superiors"),
        "subsidy": Said("对附属单位补助支出", "subsidies to affiliated units"),
    },
    "cost": {
        "personnel": Said("人员经费", "personnel costs"),
        "public": Said("公用经费", "operating costs"),
    },
    "construction": {
        "yes": Said("基本建设", "capital construction"),
        "no": Said("不含基本建设", "without capital construction"),
    },
    "three_public": {
        "any": Said("“三公”经费合计", "all three"),
        "abroad": Said("因公出国（境）费用", "official travel abroad"),
        "reception": Said("公务接待费", "official receptions"),
        "vehicles": Said("公务用车购置及运行维护费", "official vehicles"),
        "purchase": Said("公务用车购置费", "purchase of vehicles"),
        "running": Said("公务用车运行维护费", "running of vehicles"),
    },
    "procurement": {
        "any": Said("政府采购合计", "all procurement"),
        "goods": Said("货物", "goods"),
        "works": Said("工程", "works"),
        "services": Said("服务", "services"),
    },
    "basis": {
        "budget": Said("本年预算数", "this year's budget"),
        "prior": Said("上年预算数", "the previous year's budget"),
        "prior_final": Said("上年决算数", "the previous year's final accounts"),
        "adjusted": Said("调整预算数", "adjusted budget"),
        "final": Said("决算数", "final accounts"),
        "change": Said("比上年增减", "change from the previous year"),
    },
}

KINDS: dict[str, Said] = {
    "budget": Said("预算", "budget"),
    "final-accounts": Said("决算", "final accounts"),
    "performance": Said("绩效目标", "performance targets"),
    "evaluation": Said("绩效自评", "self-evaluation"),
}
