"""Numbers inside words: 不少于 3场, ≤5元/册, 百分之八十以上, 3-5个, and what only looks like one.

Works on a folded text, whose places equal those of the printed one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import MAX_DIGITS

AT_LEAST, AT_MOST, EQUAL, MORE, LESS = "≥", "≤", "=", "＞", "＜"

# One character for one, so that positions stay. Not NFKC: it takes a footnote mark for a digit.
_FOLDED = str.maketrans(
    {0xFF01 + place: 0x21 + place for place in range(94)}
    | {0x3000: " ", 0xA0: " "}
    | dict.fromkeys("≧⩾≽", "≥")
    | dict.fromkeys("≦⩽≼", "≤")
    | dict.fromkeys("−﹣–—―", "-")
    | {"﹥": ">", "﹤": "<", "﹦": "=", "﹪": "%", "∼": "~", "〜": "~"}
)

# Not 响应不超过, 适应不少于: what stands before belongs to another word.
_NEGATED = r"(?:不|未|不得|不应|不能|不可|不会|不再|(?<![响适反供对])应不|须不)"
# Longest first: 不少于 holds 少于.
_BEFORE = {
    rf"{_NEGATED}(?:少于|低于|小于|少)|不足于|>=|=>|≥|>\s*=|大于等于|大于或等于|高于等于|达到或(?:超过|高于)|至少|最少|不下于": (
        AT_LEAST
    ),
    rf"{_NEGATED}(?:超过|高于|大于|多于|超出|超|长于)|<=|=<|≤|小于等于|小于或等于|低于等于|至多|最多": (
        AT_MOST
    ),
    r"达到|(?<![到抵传表送])达": AT_LEAST,
    r"超过|超出|突破|大于|高于|多于|>": MORE,
    r"少于|小于|低于|不足|<": LESS,
    r"等于|=|(?<![行作成认])为": EQUAL,
    r"约为|大约|(?<![签合预节制特契条履违])约|左右|接近|(?<![附邻就临靠])近": "",
}
_AFTER = {
    r"\(?(?:及|或|\(含\)|含)?以上\)?|及更多|起步": AT_LEAST,
    r"\(?(?:及|或|\(含\)|含)?(?:以下|以内|之内|之下)\)?|(?<=[年月日天时钟周])内": AT_MOST,
    r"左右|上下": "",
}
_MEASURE_WORDS = (
    "% ‰ 个百分点 百分点 元 千元 万元 百万元 亿元 美元 欧元 "
    "人次 人(次) 场次 批次 批(次) 班次 件次 车次 架次 航次 户次 家次 期次 条次 例次 频次 场(次) "
    "次(场) 人份 人月 人天 人日 课时 学时 学分 场 次 期 条 份 册 本 套 台 件 家 名 人 位 篇 部 辆 批 "
    "类 种 户 所 处 座 间 栋 幢 张 块 枚 幅 面 支 只 门 节 堂 组 队 班 项 个 例 起 宗 卷 页 版 集 对 "
    "双 把 瓶 盒 箱 袋 包 株 棵 头 匹 羽 尾 片 轮 届 回 趟 剂 床 艘 列 倍 级 款 副 封 盏 团 国 根 "
    "笔次 张次 床位 项次 所次 平方 立方 立方分米 兆瓦 千伏安 吨公里 课次 套件 件套 片次 "
    "则 字 万 亿 路 株 眼 口 井 叶 拍 帧 桶 罐 盘 粒 枝 笔 单 案 孔 级 席 桌 "
    "个工作日 工作日 个月 月 周 天 日 年 小时 个小时 分钟 秒 分 季度 个季度 个年度 个批次 "
    "平方米 ㎡ m² 平米 万立方米 立方米 m³ 平方公里 公里 千米 米 厘米 毫米 公顷 亩 吨 公斤 千克 克 "
    "升 毫升 千瓦时 千瓦 度 标段 GB TB MB KM km kg KG Mbps 点 户/次"
)
# What a number in words counts; longer ones win (人次 over 人).
MEASURES = tuple(
    sorted(
        set(_MEASURE_WORDS.split()),
        key=len,
        reverse=True,
    )
)
# 26万株 counts in tens of thousands; of money and of metric units these are units of their own.
_LARGE = "十万|百万|千万|万|亿"
_MEASURE = "(?:" + _LARGE + ")?(?:" + "|".join(map(re.escape, MEASURES)) + ")"
UNIT_PATTERN = rf"(?:{_MEASURE})(?:\s*[/·]\s*(?:{_MEASURE}|[\u4e00-\u9fff]{{1,3}}))*(?:(?<!%)\((?![含及多余优良])[\u4e00-\u9fff]\))?"
NUMBER_PATTERN = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
# Stands where a digit that is no value stood.
NO_DIGIT = "\x7f"
_HAN_DIGITS = {han: n for n, han in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
HAN_PATTERN = r"[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"

# 20余次, 100多人 say about how many.
_UNIT = re.compile(rf"\s*(?P<about>[余多])?\s*(?P<unit>{UNIT_PATTERN})")
_FIGURE = re.compile(NUMBER_PATTERN)
_RANGE = re.compile(
    rf"(?P<low>{NUMBER_PATTERN})\s*(?P<unit1>{UNIT_PATTERN})?\s*(?:-+|~+|至|到)\s*"
    rf"(?P<high>{NUMBER_PATTERN})"
)
_PER_CENT_WORDS = re.compile(rf"百分之\s*(?P<n>{NUMBER_PATTERN}|{HAN_PATTERN})")
_OPERATORS_BEFORE = [
    (re.compile(rf"(?:{words})\s*$"), operator) for words, operator in _BEFORE.items()
]
OPERATORS_AFTER = [(re.compile(rf"\s*(?:{words})"), sign) for words, sign in _AFTER.items()]
_LONGEST_OPERATOR = 12

# What holds digits and is no value: years, document numbers, ordinals, hotlines, list numbers.
_NO_VALUE = re.compile(
    r"[〔\[(]\s*(?:19|20)\d{2}\s*[〕\])]\s*\d*\s*号?"
    r"|(?<!\d)(?:19|20)\d{2}\s*(?:-+|~+|至|到)\s*(?:19|20)\d{2}(?!\d)"
    rf"(?:\s*学?年度?|(?!\s*(?:{_MEASURE})))"
    r"|(?<!\d)(?:19|20)\d{2}\s*(?:学?年度?|[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}(?!\d))"
    r"|第\s*\d+\s*[个次届期号季条款项类批轮]?|\d+\s*号(?!\s*线)|\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|(?<!\d)\d{1,2}\s*[日号]\s*(?:之|以)?前"
    rf"|(?<![A-Za-z])[A-Za-z]+-?\d+(?:\.\d+)*(?!\d|\s*(?:{_MEASURE}))"
    r"|\d+[A-Za-z](?![A-Za-z])(?<![mt])"
    r"|\d{3,5}(?:\s*[、,]\s*\d{3,5})*\s*(?:热线|平台|电话|专线|便民)"
    r"|(?:目标|指标|任务|项目|标准|附件|表)\s*\d+(?=\s*(?:[:、)]|$))"
    r"|(?:^|(?<=[;。:\n]))\s*\(?\d{1,2}\s*[.、)](?!\d)"
)


_SCALED = re.compile(rf"(?P<large>{_LARGE})(?P<unit>.+)")
_SCALES = {"万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}


def scale_of(unit: str) -> tuple[int, str]:
    """万株 as 10,000 of 株; other units, and all of money, are 1 of themselves."""
    match = _SCALED.fullmatch(unit)
    if match is None or match["unit"] not in MEASURES or "元" in match["unit"]:
        return 1, unit
    return _SCALES[match["large"]], match["unit"]


def fold(text: str) -> str:
    """Full-width forms, signs and dashes as plain ones, character for character."""
    return text.translate(_FOLDED)


def number_of(text: str) -> Decimal | None:
    """The number that digits with separators or a Chinese numeral up to 九十九 say."""
    plain = text.replace(",", "").strip()
    if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", plain):
        return Decimal(plain) if len(plain.strip("-0.")) <= MAX_DIGITS + 1 else None
    if not re.fullmatch(HAN_PATTERN, plain):
        return None
    tens, ten, ones = plain.rpartition("十") if "十" in plain else ("", "", plain)
    value = (_HAN_DIGITS[tens] if tens else 1) * 10 if ten else 0
    return Decimal(value + (_HAN_DIGITS[ones] if ones else 0))


def blank_non_values(text: str) -> str:
    """A folded text with NO_DIGIT instead of all digits that are no value (years, ordinals, …)."""
    return _NO_VALUE.sub(lambda match: re.sub(r"\d", NO_DIGIT, match[0]), text)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit inside words, with its place in the folded text."""

    number: Decimal
    unit: str
    operator: str
    upper: Decimal | None
    start: int
    end: int
    # Whether an operator was said at all: 左右 says one, and it is "".
    told: bool = False


def operator_before(text: str) -> tuple[str, int] | None:
    """The operator that the end of `text` says, and where its words begin."""
    begin = max(0, len(text) - _LONGEST_OPERATOR)
    for pattern, operator in _OPERATORS_BEFORE:
        if match := pattern.search(text, begin):
            return operator, match.start()
    return None


def measures_in(text: str) -> Iterator[Measure]:
    """The numbers of a folded text that count or measure something, in order."""
    place = 0
    blanked = blank_non_values(text)
    while match := _next_figure(blanked, place):
        measure = _measure(blanked, match)
        place = measure.end if measure else match.end()
        if measure:
            yield measure


def _next_figure(text: str, place: int) -> re.Match[str] | None:
    found = [m for p in (_FIGURE, _PER_CENT_WORDS) if (m := p.search(text, place))]
    return min(found, key=lambda one: one.start()) if found else None


def _measure(text: str, match: re.Match[str]) -> Measure | None:
    start, end, upper, unit, about = match.start(), match.end(), None, "", False
    if match.re is _PER_CENT_WORDS:
        number, unit = number_of(match["n"]), "%"
    else:
        number = number_of(match[0])
        if pair := _RANGE.match(text, start):
            low, high = number_of(pair["low"]), number_of(pair["high"])
            if low is not None and high is not None and low < high:
                number, upper, end = low, high, pair.end()
        if spaced := _UNIT.match(text, end):
            unit, end = "".join(spaced["unit"].split()), spaced.end()
            about = bool(spaced["about"])
    if number is None:
        return None
    operator, told = "", about
    if before := operator_before(text[:start]):
        operator, start, told = before[0], before[1], True
    for pattern, sign in OPERATORS_AFTER:
        if after := pattern.match(text, end):
            # 达到80%以上: the words behind the number say it more closely than those before it.
            operator, end, told = sign or operator, after.end(), True
            break
    if start and text[start - 1] == "-" and not told and not text[: start - 1].strip():
        start, number = start - 1, -number
    return Measure(number, unit, operator, upper, start, end, told)
