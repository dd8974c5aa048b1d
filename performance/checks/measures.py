"""What an indicator's name asks to be measured in, and what a unit measures."""

from __future__ import annotations

import re

from performance.data import IndicatorData
from performance.values import fold, is_share, is_unit_cost, money_unit

SHARE, RATIO, MONEY, PEOPLE, EVENTS, THINGS, TIME = (
    "share",
    "ratio",
    "money",
    "people",
    "events",
    "things",
    "time",
)

_UNITS = {
    PEOPLE: "人 人次 名 位 万人 万人次 人(次)",
    EVENTS: "次 场 场次 批 批次 批(次) 场(次) 班次 届 趟 回 团次 架次 车次",
    THINGS: "个 台 套 份 册 本 件 条 项 篇 家 户 辆 块 张 幅 部 处 所 种 类 万个 万份 万册 万件",
    TIME: "天 日 月 个月 周 年 小时 个小时 工作日 个工作日 分钟 季度",
}
_CLASS_OF_UNIT = {unit: name for name, units in _UNITS.items() for unit in units.split()}

# The last word of a name, where it leaves no doubt; longest first.
_WORDS = {
    SHARE: "比率 比例 比重 占比 百分比 满意度 知晓度 率",
    MONEY: "金额 资金额 支出额",
    PEOPLE: "人次 人数 人次数 人员数量 人员数",
    EVENTS: "批次 场次 场数 批数 次数 批次数 场次数",
    TIME: "天数 月数 小时数 时长",
    THINGS: "套数 台数 份数 册数 件数 户数 家数 个数 数量",
}
_ENDINGS = sorted(
    ((word, name) for name, words in _WORDS.items() for word in words.split()),
    key=lambda pair: -len(pair[0]),
)
# 率 that is no share of a whole: so many times a month, yuan per unit, lumens.
_NO_SHARE = re.compile(
    r"(?:频|速|费|税|利|汇|功|效|容积|分辨|周转|产出|生产|心|点击|曝光|阅读|浏览|转发|回访|人口密度|汇兑|倍|概|曲|斜|"
    r"增长|增速|增产|转化|杠杆|流量|流动比|速动比|市盈|死亡|发病|发生|事故|投诉|舆情|差错|出错|故障)率$"
)
# Of those, what is yet never told in money.
_NO_MONEY = re.compile(r"(?:增长|增产|转化|死亡|发病|发生|事故|投诉|差错|出错|故障|周转)率$")
# Rates that may well pass 100 %: growth, return, beds in use, more than was planned.
_OPEN_ENDED = re.compile(
    r"增长|增幅|增加|增速|提高|提升|上升|增收|增产|增值|超额|超收|同比|环比|上年|去年|较|收益|回报|利润|投资|"
    r"带动|放大|杠杆|负债|利用率|使用率|周转|产销|产能|达产|入住|上座|保值|覆盖倍数|拨备|充足|流动比|速动|"
    r"供给率|自给|指数|倍|价格|替代|下降|降低|减少|节约|偿债|保障倍数|担保|入学|入园|毛入|资产|盈利|成本|收入|税"
)
_RATE = re.compile(r"率|满意|比例|比重|占比|百分比|及时性|合规性|覆盖|达标|合格|完成|知晓度|认可度")
_JOINED = re.compile(r"[和及与或、/;,，；／]")
_WHOLE = 100
_CLASH = {
    RATIO: (MONEY,),
    SHARE: (MONEY, PEOPLE, EVENTS, THINGS),
    MONEY: (SHARE, PEOPLE, EVENTS, THINGS, TIME),
    PEOPLE: (SHARE, MONEY, TIME),
    EVENTS: (SHARE, MONEY, PEOPLE, TIME),
    TIME: (SHARE, MONEY, PEOPLE),
    # 数量 ≥95% is what some write for how much of it is done.
    THINGS: (MONEY,),
}
# How much money, though 数量 ends the name.
_OF_MONEY = re.compile(
    r"资金|经费|费用|补贴|补助|奖励|贷款|保费|款|投资|收入|支出|产值|交易|成交|额"
)
_OF_PEOPLE_NO_EVENT = frozenset({"场", "场次", "批", "批次", "批(次)", "届"})


def measure_class(unit: str) -> str:
    """What a unit measures, "" where it is not sure (期, 组, 元/人, 次/月)."""
    plain = fold(unit).strip()
    if is_share(plain) and "‰" not in plain:
        return SHARE
    if money_unit(plain) is not None:
        return MONEY
    if is_unit_cost(plain) or "/" in plain or "每" in plain:
        return ""
    return _CLASS_OF_UNIT.get(plain, "")


def measure_of(name: str) -> tuple[str, str]:
    """What the last word of a name asks for, and that word; ("", "") where it is not sure."""
    plain = _plain(name)
    if _NO_SHARE.search(plain):
        return (RATIO, "率") if _NO_MONEY.search(plain) else ("", "")
    for word, found in _ENDINGS:
        if plain.endswith(word):
            return found, word
    return "", ""


def _plain(name: str) -> str:
    text = "".join(fold(name).split())
    text = re.sub(r"\([^()]*\)", "", text)
    return re.sub(r"(?:指标|情况)?[。;,:.]*$", "", text)


def names_a_rate(one: IndicatorData) -> bool:
    """Whether a share of this indicator is one of a whole, so that 100 % is its most."""
    words = "".join((one.level3, one.description))
    return is_rate(words or one.level2, words + one.value.printed)


def is_rate(name: str, around: str) -> bool:
    """Whether a name is that of a rate, and nothing around it lets it pass 100 %."""
    return bool(_RATE.search(name)) and not _OPEN_ENDED.search(around)


def clashes(asked: str, told: str, one: IndicatorData, words: str) -> bool:
    """Whether a value's measure contradicts what these words of an indicator ask for."""
    parts = [measure_of(part)[0] for part in _JOINED.split(_plain(words))]
    if told in parts:
        return False
    if asked == PEOPLE and told == EVENTS:
        return fold(one.value.unit) in _OF_PEOPLE_NO_EVENT
    if asked == TIME and told == SHARE:
        # 优良天数 ≥80% is what some write for their share of the year; 330 % is none.
        return one.value.number is not None and one.value.number > _WHOLE
    if told not in _CLASH[asked] or (asked == THINGS and _OF_MONEY.search(words)):
        return False
    # 参训人数 ≥95% of those who should be there: a description that speaks of a share explains it.
    explains = re.search(r"占|比例|比率|百分比|率", one.description + one.value.printed)
    return not (told == SHARE and explains)
