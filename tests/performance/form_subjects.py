"""Hypothesis strategies for projects, overall goals and evaluations as the official forms hold them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from budgets.money import WAN, parse_amount
from performance.data import (
    ANNUAL,
    MEDIUM,
    EvaluationData,
    ExecutionData,
    GoalData,
    IndicatorData,
    ItemData,
    OverallData,
    PartData,
    PlanStepData,
    ProjectData,
    StatedAmountData,
)
from performance.forms import names
from performance.levels import split_levels
from performance.reading.evaluation_words import roles_of, split_points
from performance.reading.words import fields_of
from performance.values import parse_value

LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("成本指标", "经济成本指标"),
    ("效益指标", "社会效益指标"),
    ("效益指标", "可持续影响指标"),
    ("满意度指标", "服务对象满意度指标"),
)
OPERATORS = ("≥", "≤", "=", "＞", "＜", "定性", "")
UNITS = ("", "%", "个", "场次", "人次", "万元", "元/人")
PRINTED = ("85", "5000000", "1.5", "优良中低差", "高中低", "12月底前", "按要求完成任务", "0", "")
JOINED = (
    "≥95%", "≤10.70万元", "100%", "不少于3场", "人均费用不超过100元", "优良中低差", "12月底前",
    "按要求完成任务；全年不少于6场，合格率100%。", "＞1,000人次", "3—5个", "",
)  # fmt: skip

_HAN = "外事宣传培训活动服务保障翻译文件资料组织开展友城往来领保大讲堂旗帜平台运维"


def words(least: int = 2, most: int = 14) -> st.SearchStrategy[str]:
    """Words that are no heading of a form, sometimes with the punctuation of real names."""

    def fine(text: str) -> bool:
        return not (fields_of(text) or roles_of(text) or split_points(text)[1])

    han = st.text(st.sampled_from(_HAN), min_size=least, max_size=most)
    odd = st.sampled_from(
        ("“朋友圈”建设", "外语标识（含公示）", "中央、市级和区内单位", "APEC 卡印制")
    )
    return st.one_of(han, han, han, odd).filter(fine)


def prose() -> st.SearchStrategy[str]:
    """A goal: sentences, perhaps of several lines."""
    sentence = words(6, 20).map(lambda text: text + "。")
    lines = st.lists(sentence, min_size=1, max_size=4)
    return st.one_of(lines.map("".join), lines.map("\n".join))


def amounts(*measures: str) -> st.SearchStrategy[tuple[StatedAmountData, ...]]:
    """An amount in 万元 for every measure, as printed; some are blank."""
    figure = st.builds(
        lambda fen, places: f"{Decimal(fen) / 10**places:,.{places}f}",
        st.integers(1, 10**9),
        st.sampled_from((2, 6)),
    )
    amount = st.one_of(figure, figure, st.just("")).map(lambda text: parse_amount(text, WAN))
    return st.lists(amount, min_size=len(measures), max_size=len(measures)).map(
        lambda found: tuple(
            StatedAmountData(measure, "", one) for measure, one in zip(measures, found, strict=True)
        )
    )


@st.composite
def indicators(
    draw: st.DrawFn, *more: str, split: bool = True, level: tuple[str, str] | None = None
) -> IndicatorData:
    """An indicator with its value in three cells or in one; `more` are the texts it has besides."""
    one, two = level or draw(st.sampled_from(LEVELS))
    value = (
        parse_value(
            draw(st.sampled_from(PRINTED)),
            draw(st.sampled_from(OPERATORS)),
            draw(st.sampled_from(UNITS)),
        )
        if split
        else parse_value(draw(st.sampled_from(JOINED)))
    )
    texts = {name: draw(st.one_of(words(), st.just(""))) for name in more if name != "weight"}
    weight = (
        draw(st.sampled_from((Decimal(10), Decimal("2.5"), None))) if "weight" in more else None
    )
    return IndicatorData(one, two, draw(words()), value, weight=weight, **texts)


def goals(term: str = ANNUAL) -> st.SearchStrategy[GoalData]:
    return prose().map(lambda text: GoalData(text, term))


def codes(kind: str) -> st.SearchStrategy[str]:
    number = st.integers(10**6, 10**7 - 1)
    if kind == "beijing":
        return number.map(lambda n: f"11000022T00000{n}")
    return number.map(lambda n: f"13010024P{n}0{n % 10}H")


@st.composite
def listed_projects(draw: st.DrawFn, form: str) -> list[ProjectData]:
    """Projects of one table, each with another code and name."""
    more = ("direction",) if form == names.XICHENG_PROJECTS else ()
    number = draw(st.integers(1, 4))
    some = draw(st.lists(codes("beijing"), min_size=number, max_size=number, unique=True))
    called = draw(st.lists(words(), min_size=number, max_size=number, unique=True))
    return [
        ProjectData(
            code=code,
            name=name,
            amounts=draw(amounts("total", "fiscal", "other")),
            category=draw(words()) if form == names.XICHENG_PROJECTS else "",
            goals=(draw(goals()),),
            indicators=tuple(draw(st.lists(indicators(*more), min_size=1, max_size=6))),
            form=form,
            n=1,
        )
        for code, name in zip(some, called, strict=True)
    ]


@st.composite
def hebei_project(draw: st.DrawFn) -> ProjectData:
    percents = draw(st.lists(st.integers(0, 100), min_size=4, max_size=4))
    plan = tuple(
        PlanStepData(month, Decimal(percent), f"{percent}%")
        for month, percent in zip((3, 6, 10, 12), percents, strict=True)
    )
    return ProjectData(
        code=draw(codes("hebei")),
        name=draw(words()),
        amounts=draw(amounts("total", "fiscal", "other")),
        purpose=draw(prose()),
        plan=plan,
        goals=(draw(goals()),),
        indicators=tuple(
            draw(st.lists(indicators("description", "basis", split=False), min_size=1, max_size=8))
        ),
        form=names.HEBEI_PROJECT,
        n=1,
    )


@st.composite
def two_sided_project(draw: st.DrawFn) -> ProjectData:
    found: list[IndicatorData] = []
    levels = sorted(draw(st.sets(st.sampled_from(LEVELS), min_size=1, max_size=4)))
    for level in levels:
        halves = [
            draw(st.lists(indicators(split=False, level=level), max_size=3)) for _ in range(2)
        ]
        assume(any(halves))
        for place in range(max(map(len, halves))):
            for half, term in zip(halves, (MEDIUM, ANNUAL), strict=True):
                if place < len(half):
                    one = half[place]
                    found.append(
                        IndicatorData(one.level1, one.level2, one.level3, one.value, term=term)
                    )
    return ProjectData(
        code="",
        name=draw(words()),
        amounts=draw(
            amounts("medium_total", "total", "medium_fiscal", "fiscal", "medium_other", "other")
        ),
        authority=draw(words()),
        unit=draw(words()),
        attribute=draw(st.sampled_from(("延续性项目", "新增项目", "一次性项目"))),
        period=draw(st.sampled_from(("长期", "三年"))),
        goals=(
            GoalData(draw(prose()), MEDIUM, "中期目标（2022年—2024年）"),
            GoalData(draw(prose()), ANNUAL, "年度目标"),
        ),
        indicators=tuple(found),
        form=names.TWO_SIDED_PROJECT,
        n=1,
    )


@st.composite
def national_project(draw: st.DrawFn) -> ProjectData:
    return ProjectData(
        code=draw(st.one_of(codes("hebei"), st.just(""))),
        name=draw(words()),
        amounts=draw(amounts("total", "fiscal", "other")),
        authority=draw(words()),
        unit=draw(words()),
        attribute=draw(st.sampled_from(("延续性项目", "新增项目"))),
        period=draw(st.sampled_from(("长期", "三年"))),
        goals=(draw(goals()),),
        indicators=tuple(draw(st.lists(indicators("weight", split=False), min_size=1, max_size=8))),
        form=names.NATIONAL_PROJECT,
        n=1,
        total_weight=draw(st.sampled_from((Decimal(90), None))),
        execution_weight=Decimal(10),
    )


@st.composite
def beijing_overall(draw: st.DrawFn) -> OverallData:
    found = []
    for one in draw(st.lists(indicators(), min_size=1, max_size=8)):
        together = one.level1 + one.level2 + one.level3
        assume(split_levels(together) == (one.level1, one.level2, one.level3))
        found.append(
            IndicatorData(
                one.level1,
                one.level2,
                one.level3,
                one.value,
                activity=draw(words()),
                name_printed=together,
            )
        )
    return OverallData(
        body=draw(words()),
        amounts=draw(
            amounts(
                "total",
                *("fiscal", "fiscal_basic", "fiscal_project"),
                *("other", "other_basic", "other_project"),
            )
        ),
        goals=(draw(goals()),),
        remarks=draw(st.one_of(words(), st.just(""))),
        indicators=tuple(found),
        form=names.BEIJING_OVERALL,
        n=1,
    )


@st.composite
def xicheng_overall(draw: st.DrawFn) -> OverallData:
    return OverallData(
        body="",
        amounts=draw(
            amounts(
                "total",
                *("basic", "fiscal_basic", "special_basic", "unit_basic"),
                *("project", "fiscal_project", "special_project", "unit_project"),
            )
        ),
        goals=(draw(goals()),),
        indicators=tuple(draw(st.lists(indicators(split=False), min_size=1, max_size=8))),
        form=names.XICHENG_OVERALL_2022,
        n=1,
    )


_POINTS = st.sampled_from((Decimal("1.00"), Decimal("2.50"), Decimal("10.00"), Decimal("7.50")))


def _money(names_of_lines: tuple[str, ...]) -> st.SearchStrategy[tuple[ExecutionData, ...]]:
    figure = st.integers(1, 10**8).map(lambda n: parse_amount(f"{Decimal(n) / 100:,.2f}", WAN))

    def line(name: str) -> st.SearchStrategy[ExecutionData]:
        return st.builds(
            lambda budget, executed, rate: ExecutionData(
                name, budget, executed, None, Decimal(rate), f"{rate}%"
            ),
            figure,
            figure,
            st.sampled_from(("94.15", "100.00", "0.00")),
        )

    return st.tuples(*map(line, names_of_lines))


@st.composite
def beijing_evaluation(draw: st.DrawFn) -> EvaluationData:
    none = parse_value("")
    rate = draw(_POINTS)
    parts = (
        PartData("当年预算执行情况", Decimal("20.00"), rate),
        PartData("整体绩效目标实现情况", Decimal("60.00"), draw(_POINTS)),
        PartData("预算管理情况", Decimal("20.00"), draw(_POINTS)),
    )
    items = [
        ItemData(
            part=parts[0].name,
            level1=parts[0].name,
            level2="",
            level3="",
            target=none,
            actual=none,
            weight=Decimal("20.00"),
            score=rate,
            explanation=draw(prose()),
            standard=draw(prose()),
            execution=draw(_money(("资金总体", "基本支出", "项目支出"))),
        )
    ]
    for group in ("产出", "效果"):
        explanation, standard = draw(prose()), draw(prose())
        items += [
            ItemData(
                part=parts[1].name,
                level1=group,
                level2="",
                level3=name,
                target=parse_value("优"),
                actual=parse_value(draw(st.sampled_from(("优", "良", "中")))),
                score=draw(_POINTS),
                group=group,
                group_weight=Decimal("30.00"),
                explanation=explanation,
                standard=standard,
            )
            for name in draw(st.lists(words(), min_size=2, max_size=4, unique=True))
        ]
    for group in ("财务管理", "资产管理"):
        items += [
            ItemData(
                part=parts[2].name,
                level1=parts[2].name,
                level2=group,
                level3=name,
                target=parse_value("优"),
                actual=parse_value("优"),
                weight=Decimal("2.00"),
                score=Decimal("2.00"),
                group=group,
                group_weight=Decimal(4),
                explanation=f"{name}：{draw(prose())}",
                standard=draw(prose()),
            )
            for name in draw(st.lists(words(), min_size=1, max_size=3, unique=True))
        ]
    items += [
        ItemData(
            part=parts[2].name,
            level1=parts[2].name,
            level2="",
            level3=name,
            target=none,
            actual=parse_value(actual),
            weight=Decimal("4.00"),
            score=Decimal("4.00"),
            group=name,
            group_weight=Decimal(4),
            previous=parse_value(previous),
            explanation=draw(prose()),
            standard=draw(prose()),
        )
        for name, previous, actual in (
            ("结转结余率", "6.81%", "5.85%"),
            ("部门预决算差异率", "13.01%", "18.62%"),
        )
    ]
    return EvaluationData(
        subject="overall",
        parts=parts,
        items=tuple(items),
        score=Decimal("94.83"),
        total_weight=Decimal("100.00"),
        grade="优",
        form=names.BEIJING_EVALUATION,
        tables=(1, 2, 3, 4),
    )


@st.composite
def national_evaluation(draw: st.DrawFn) -> EvaluationData:
    none = parse_value("")
    score = draw(_POINTS)
    money = draw(_money(("年度资金总额", "其中：当年财政拨款", "其他资金")))
    rate = "预算执行率"
    items = [
        ItemData(rate, rate, "", "", none, none, Decimal("10"), score, execution=money),
    ]
    for level1, level2 in sorted(draw(st.sets(st.sampled_from(LEVELS), min_size=1))):
        items += [
            ItemData(
                part=level1,
                level1=level1,
                level2=level2,
                level3=name,
                target=parse_value(draw(st.sampled_from(JOINED[:-1]))),
                actual=parse_value(draw(st.sampled_from(("96%", "已完成", "10场")))),
                weight=Decimal("10"),
                score=draw(_POINTS),
                reason=draw(st.one_of(prose(), st.just(""))),
            )
            for name in draw(st.lists(words(), min_size=1, max_size=3, unique=True))
        ]
    return EvaluationData(
        subject="project",
        items=tuple(items),
        score=Decimal("92.42"),
        total_weight=Decimal("100"),
        grade=draw(st.sampled_from(("优", ""))),
        project_code=draw(st.one_of(codes("hebei"), st.just(""))),
        project_name=draw(words()),
        authority=draw(words()),
        unit=draw(words()),
        goal=draw(prose()),
        goal_reached=draw(prose()),
        form=names.NATIONAL_PROJECT_EVALUATION,
        tables=(1,),
    )
