"""Documents with performance tables for tests of pages: read as drawn, stored, and published.

published(targets())       a budget with an overall target and two projects
published(forms())         a document of targets: one project a form, with its spending plan
published(evaluation())    the self-evaluation of one of those projects
published(grades())        the self-evaluation of the body
"""

from __future__ import annotations

from budgets.data import DisclosureData, TableData
from budgets.models import Disclosure
from performance.part import PerformancePart
from performance.reading import read_performance
from performance.storage import publish_performance
from tests import builders
from tests.performance.reading_building import performance_table

CODE, OTHER_CODE = "11010223T000001997670", "11010224T000002727246"
FORM_CODE = "13010024P00971210054H"
SLUG, REGION = "mou-qu-wai-ban", "110102"
BASE = f"/departments/{SLUG}"
LONG_GOAL = "着眼于国际交往中心功能建设，服务区域经济社会发展，" * 12

LIST = """
项目名称 | 项目总额 | 其中： | < | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 本年绩效指标值 | 绩效度量单位
^ | ^ | 财政资金 | 其他资金 | ^ | ^ | ^ | ^ | ^ | ^ | ^
{code}-外事工作经费 | {amount} | {amount} | | {goal} | 满意度指标 | 服务对象满意度指标 | 居民满意度 | ≥ | 85 | %
^ | ^ | ^ | ^ | ^ | 产出指标 | 数量指标 | 组织活动次数 | ≥ | {count} | 场次
^ | ^ | ^ | ^ | ^ | 产出指标 | 质量指标 | 活动完成质量 | 定性 | 优良中低差 |
{other}-法律服务费 | 6 | 6 | | 聘用法律顾问。 | 产出指标 | 时效指标 | 完成进度 | 定性 | 高中低 |
"""
OVERALL = """
总体资金情况（万元） | 预算支出总额 | 财政拨款 | < | < | 其他资金
^ | ^ | 合计 | 基本支出 | 项目支出 | 合计
^ | 648.875784 | 648.875784 | 529.065784 | 119.81 | 0
整体绩效目标 | 整体绩效目标 | {goal} | < | < | <
^ | 其他说明 | | < | < | <
^ | 活动 | 绩效指标 | 指标性质 | 指标值 | 度量单位
^ | 领事保护 | 产出指标数量指标组织开展领保大讲堂场次 | ≥ | {count} | 场次
^ | 来访接待 | 满意度指标服务对象满意度指标接待来访人员满意度 | ≥ | 95 | %
"""
FORM = """
项目编码 | 13010024P00971210054H | < | 项目名称 | 办公设备购置 | < | <
预算规模及资金用途 | 预算数 | 10.7 | 其中:财政资金 | 10.7 | 其他资金 |
^ | 用于办公设备购置,提高工作效率 | < | < | < | < | <
资金支出计划(%) | 3月底 | < | 6月底 | < | 10月底 | 12月底
^ | 30% | < | 60% | < | 90% | 100%
绩效目标 | 确保日常办公正常开展 | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | < | 指标值 | 指标值确定依据
产出指标 | 数量指标 | 办公设备购置数量 | 实际采购的办公设备数量 | < | ≥8台 | 工作计划
^ | 成本指标 | 预算控制数 | 预算控制数 | < | ≤10.7万元 | 预算文本
满意度指标 | 服务对象满意度指标 | 使用人员满意度 | 满意人数的比率 | < | ≥95% | 满意度调查
"""
EVALUATION = """
项目名称 | < | < | {name} | < | < | < | < | < | <
主管部门 | < | < | 某区外办 | < | < | 实施单位 | < | 某区外办 | <
项目资金\\n（万元） | < | < | 年初预算数 | 全年预算数 | < | 全年执行数 | 分值 | 执行率 | 得分
^ | 年度资金总额 | < | 70 | 68 | < | 63.24 | 10 | 93.0% | 9.3
^ | 其中：当年财政拨款 | < | 70 | 68 | < | 63.24 | — | 93.0% | —
年度总体目标 | 预期目标 | < | < | < | < | 实际完成情况 | < | < | <
^ | 举办活动。 | < | < | < | < | 举办了活动。 | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | < | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
^ | 产出指标 | 数量指标 | 组织活动次数 | < | ≥9场次 | 11场次 | 20 | 20 |
^ | ^ | 质量指标 | 活动完成质量 | < | 优 | 优 | 30 | 30 |
^ | 效益指标 | 社会效益指标 | 扩大影响 | < | 优 | 良 | 30 | 24 | 宣传不足，加强宣传
^ | 满意度指标 | 服务对象满意度指标 | 居民满意度 | < | ≥85% | 80% | 10 | 9.4 | 个别居民不满意
总分 | < | < | < | < | < | < | 100 | 92.7 |
"""
SUMMARY = """
评价内容 | 分值 | 评价得分
当年预算执行情况 | 20.00 | 18.83
整体绩效目标实现情况 | 60.00 | 56.00
预算管理情况 | 20.00 | 20.00
综合得分 | 100.00 | 94.83
绩效评定级别 | 优 | <
"""
AIMS = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分 | 指标解释 | 评分标准
产出（30） | | 全面提升业务能力 | 优 | 优 | 30.00 | 15.00 | 实际完成工作数。 | 可量化的指标按照比率*单项指标分值即为该指标得分。
^ | | 积极开展合作交流 | 优 | 优 | ^ | 15.00 | ^ | ^
效果（30） | | 不断提升国际化水平 | 优 | 优 | 30.00 | 13.00 | 社会效益。 | 部门根据实际情况选择指标进行填写。
^ | | 积极开展城市外交 | 优 | 优 | ^ | 13.00 | ^ | ^
"""


def targets(
    year: int = 2025,
    *,
    version: int = 1,
    amount: str = "70",
    count: str = "9",
    goal: str = LONG_GOAL,
    code: str = CODE,
    other: str = OTHER_CODE,
) -> DisclosureData:
    listing = LIST.format(code=code, other=other, amount=amount, count=count, goal=goal)
    return document(
        performance_table(listing, header=2, title="项目支出绩效目标表", unit="万元"),
        performance_table(
            OVERALL.format(count=count, goal=goal), title="整体支出绩效目标表", unit="万元"
        ),
        year=year,
        version=version,
    )


def same_twice(year: int = 2025) -> DisclosureData:
    """Targets whose overall form has an indicator of a project once more."""
    listing = LIST.format(code=CODE, other=OTHER_CODE, amount="70", count="9", goal="办好事。")
    listing = listing.replace("组织活动次数", "领保大讲堂")
    whole = OVERALL.format(goal="办好事。", count="9")
    return document(
        performance_table(listing, header=2, title="项目支出绩效目标表", unit="万元"),
        performance_table(whole, title="整体支出绩效目标表", unit="万元"),
        year=year,
    )


def forms(year: int = 2025) -> DisclosureData:
    return document(
        performance_table(FORM, title="办公设备购置绩效目标表", unit="万元"),
        year=year,
        kind="performance",
    )


def evaluation(*names: str, year: int = 2025) -> DisclosureData:
    return document(
        *(
            performance_table(
                EVALUATION.format(name=name), title="项目支出绩效自评表", unit="万元", sheet=name
            )
            for name in names or ("外事工作经费",)
        ),
        year=year,
        kind="evaluation",
    )


def grades(year: int = 2025) -> DisclosureData:
    return document(
        performance_table(
            SUMMARY, header=1, title="部门整体支出绩效评价结论一览表", sheet="一览表"
        ),
        performance_table(AIMS, header=1, title="整体绩效目标实现情况（60分）", sheet="二"),
        year=year,
        kind="evaluation",
    )


def document(
    *tables: TableData, year: int, kind: str = "budget", version: int = 1
) -> DisclosureData:
    """The document as importing leaves it: its tables read."""
    data = builders.disclosure_data(
        *tables,
        department="某区人民政府外事办公室",
        slug=SLUG,
        region=REGION,
        fiscal_year=year,
        kind=kind,
        version=version,
    )
    return PerformancePart().read(data)[0]


def published(data: DisclosureData) -> Disclosure:
    """The document as publishing leaves it: page bodies and the read model."""
    Disclosure.objects.published().filter(
        department__slug=data.slug, fiscal_year__year=data.fiscal_year, kind=data.kind
    ).update(status="superseded")
    performance = read_performance(data).performance
    return builders.published(data, write=lambda one: publish_performance(one, performance))


def draft(data: DisclosureData) -> Disclosure:
    return builders.stored(data)
