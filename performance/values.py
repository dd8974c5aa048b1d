"""What an indicator asks for or reached, read from its cell: ≥85%, 人均费用不超过100元, 12月底前, 优.

A form prints an indicator's value in one cell (≥95%) or in three (≥ | 95 | %): `parse_value` takes
both. 以上, 以下 and 以内 include the number itself, as in every Chinese regulation.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from budgets.money import UNITS, Unit
from performance.data import DEADLINE, NONE, NUMBER, QUALITATIVE, SCALE, TEXT, ValueData
from performance.figures import (
    AT_LEAST,
    AT_MOST,
    EQUAL,
    HAN_PATTERN,
    LESS,
    MORE,
    NUMBER_PATTERN,
    OPERATORS_AFTER,
    UNIT_PATTERN,
    Measure,
    fold,
    measures_in,
    number_of,
    operator_before,
    scale_of,
)

__all__ = [
    "COUNTED",
    "DATE",
    "comparable",
    "fold",
    "format_value",
    "is_share",
    "is_unit_cost",
    "meets",
    "money_unit",
    "month_of",
    "operator_of",
    "parse_value",
    "unit_of",
]

_SIGNS = {
    AT_LEAST: AT_LEAST,
    AT_MOST: AT_MOST,
    EQUAL: EQUAL,
    ">": MORE,
    "<": LESS,
    ">=": AT_LEAST,
    "=>": AT_LEAST,
    "<=": AT_MOST,
    "=<": AT_MOST,
    "==": EQUAL,
    QUALITATIVE: QUALITATIVE,
    "定性指标": QUALITATIVE,
    "定性描述": QUALITATIVE,
}
_SIGN_WORDS = {
    "大于等于": AT_LEAST,
    "大于或等于": AT_LEAST,
    "不低于": AT_LEAST,
    "不少于": AT_LEAST,
    "不小于": AT_LEAST,
    "至少": AT_LEAST,
    "以上": AT_LEAST,
    "小于等于": AT_MOST,
    "小于或等于": AT_MOST,
    "不超过": AT_MOST,
    "不高于": AT_MOST,
    "不大于": AT_MOST,
    "不多于": AT_MOST,
    "以内": AT_MOST,
    "以下": AT_MOST,
    "至多": AT_MOST,
    "等于": EQUAL,
    "大于": MORE,
    "高于": MORE,
    "超过": MORE,
    "小于": LESS,
    "低于": LESS,
    "少于": LESS,
}

# Words of units that count the same things.
COUNTED = {
    "场次": "场",
    "场(次)": "场",
    "次(场)": "场",
    "批次": "批",
    "批(次)": "批",
    "名": "人",
    "位": "人",
    "期次": "期",
    "个月": "月",
    "工作日": "个工作日",
}

_BARE = re.compile(rf"-?(?:{NUMBER_PATTERN})")
_REMARK = re.compile(r"\([^()]*\)$")
_LONGEST_NUMBER_TEXT = 60
_NOTHING = {"", "-", "--", "/", "\\", "无", "空", "*", "."}

_GRADE_WORDS = (
    "优秀 优 良好 良 中等 中 低 差 高 好 坏 较好 较差 较高 较低 一般 合格 不合格 基本合格 达标 未达标 "
    "不达标 基本达标 满意 较满意 比较满意 基本满意 不满意 非常满意 很满意 是 否 强 弱 较强 较弱 显著 较显著 "
    "不显著 明显 较明显 不明显 有效 基本有效 无效 健全 基本健全 不健全"
)
# A text of grades alone, with or without marks between them, is a scale.
_GRADES = tuple(
    sorted(
        _GRADE_WORDS.split(),
        key=len,
        reverse=True,
    )
)
_GRADE = re.compile("|".join(_GRADES))
_SCALE = re.compile(rf"(?:(?:{_GRADE.pattern})[/、,;|或\-\\]?)+")
_ORDERS = ("优良中低差", "优良中差", "高中低", "好坏", "优秀良好合格不合格", "合格不合格", "是否")

_HALF = {"上半年": 6, "下半年": 12, "年底": 12, "年末": 12, "年内": 12, "年终": 12, "年度内": 12}
_YEAR = r"(?:(?:20\d{2}|\d{2})\s*年度?|当年|本年度?|每年|次年|年度)?"
_DATE = (
    rf"{_YEAR}\s*(?<![\d.])(?P<month>1[0-2]|0?[1-9])\s*月(?:份)?(?:\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号])?"
    r"(?:底|末|初|上旬|中旬|下旬)?"
)
_QUARTER = rf"{_YEAR}\s*第?(?P<quarter>[一二三四1-4])季度(?:底|末)?"
_PART_OF_YEAR = rf"{_YEAR}?(?P<part>{'|'.join(_HALF)})(?:底|末)?"
_NUMERIC_DATE = (
    r"(?<!\d)20\d{2}\s*[-./]\s*(?P<month2>1[0-2]|0?[1-9])(?!\d)"
    r"(?:\s*[-./]\s*(?P<day2>3[01]|[12]\d|0?[1-9])(?!\d))?"
)
# A date until which something is done, in a folded text; its groups are for month_of.
DATE = re.compile(
    rf"(?:{_NUMERIC_DATE}|{_DATE}|{_QUARTER}|(?:20\d{{2}})?{_PART_OF_YEAR})"
    r"(?P<mark>\s*(?:之前|以前|前|止|内|为止))?"
)
# 9月至11月, 2024年1月1日-2024年12月31日: the end is what counts.
_FROM = re.compile(r"^(?:20\d{2}年)?\d{1,2}月?(?:\d{1,2}日)?[-~至到]+(?=(?:20\d{2}年)?\d{1,2}月)")
_YEAR_MONTH = re.compile(r"20\d{2}\.(?:0[1-9]|1[0-2])")
_DONE = re.compile(
    r"(?:应|须|需)?(?:全部|基本|按时|按期|按要求|及时)?(?:完成|结束|完工|竣工|验收|到位|提交|交付|报送|支付|启用|上线)"
)


def operator_of(text: str) -> str:
    """The normal form of an operator cell: one of ≥ ≤ = ＞ ＜ 定性, "" for anything else."""
    folded = "".join(fold(text).split()).strip("()")
    return _SIGNS.get(folded, _SIGN_WORDS.get(folded, ""))


@lru_cache(maxsize=4096)
def unit_of(text: str) -> str:
    """A unit cell without surrounding space, with nothing for a dash: 场次, %, 元/人."""
    folded = "".join(fold(text).split())
    return "" if folded in _NOTHING else folded


def is_share(unit: str) -> bool:
    """Whether a unit is that of a share: %, ‰, 百分比."""
    return unit_of(unit) in {"%", "‰", "百分比", "百分数", "百分率", "百分号", "千分比"}


@lru_cache(maxsize=4096)
def money_unit(unit: str) -> Unit | None:
    """The unit of money of a total (元, 万元), None for anything else: 元/人 is a unit cost."""
    plain = unit_of(unit).replace("人民币", "").strip("()").replace("圆", "元")
    return UNITS.get(plain)


def is_unit_cost(unit: str) -> bool:
    """Whether a unit is money for one of something: 元/人, 万元/场."""
    money, slash, _ = unit_of(unit).partition("/")
    return bool(slash) and money_unit(money) is not None


def parse_value(printed: str, operator: str = "", unit: str = "") -> ValueData:
    """What a value cell says; `operator` and `unit` are their own cells where the form has them.

    Those cells govern: an operator or a unit inside the value counts only where they say nothing.
    Money stays a number in its printed unit. A cell of prose with several numbers, or with a date
    and a number, is TEXT: performance.statements takes it apart. Never raises.
    """
    shown = printed.strip()
    sign, own_unit = operator_of(operator), unit_of(unit)
    folded = fold(shown)
    plain = "".join(folded.split())
    if re.search(r"\d{16}", plain):
        # A workbook keeps fifteen digits: so long a figure is a code, and none of our numbers.
        return ValueData(shown, TEXT, sign, unit=own_unit)
    if plain in _NOTHING or not plain.strip("-"):
        return ValueData(shown, NONE, sign, unit=own_unit)
    if scale := _scale(plain):
        return ValueData(shown, SCALE, sign, unit=own_unit, scale=scale)
    plain = plain.replace("(%)", "%")
    bare = _BARE.fullmatch(plain)
    if bare and not sign and not own_unit and _YEAR_MONTH.fullmatch(plain):
        bare = None
    if bare is None and (deadline := _deadline(plain, sign)):
        return ValueData(
            shown, DEADLINE, sign or deadline[2], unit=own_unit, month=deadline[0], day=deadline[1]
        )
    if measure := _only_measure(plain, bare):
        return ValueData(
            shown,
            NUMBER,
            sign or measure.operator,
            measure.number,
            measure.upper,
            own_unit or measure.unit,
        )
    return ValueData(shown, TEXT, sign, unit=own_unit)


def _scale(plain: str) -> tuple[str, ...]:
    text = re.sub(r"^定性[:,]?", "", plain)
    if text in {"中低", "中高"} or not _SCALE.fullmatch(text.strip("()。.")):
        return ()
    return tuple(_GRADE.findall(text))


def _deadline(plain: str, sign: str) -> tuple[int, int, str] | None:
    """Month, day and operator of a text that gives one date until which something is done."""
    operator = ""
    text = _FROM.sub("", plain.rstrip("。.;,"))
    if before := re.match(r"(?:≤|<=?|≥|>=?|=|不晚于|不迟于|截至|截止到?|于|在)+", text):
        operator = _SIGNS.get(before[0], "")
        text = text[before.end() :]
    found = list(DATE.finditer(text))
    if len(found) != 1:
        return None
    match = found[0]
    whole = match[0] == text
    month_alone = whole and re.fullmatch(r"\d{1,2}月", text)
    if month_alone and AT_LEAST in {sign, operator}:
        return None  # ≥12月 asks for twelve months of something
    rest = text[match.end() :]
    marked = match["mark"] or re.search(r"[底末]$", match[0].removesuffix(match["mark"] or ""))
    if not whole and not ((marked or _DONE.match(rest)) and len(text) <= _LONGEST_NUMBER_TEXT):
        return None
    if not whole and not marked and match.start():
        return None
    if any(measures_in(text[: match.start()] + "," + rest)):
        return None
    month, day = month_of(match)
    return (month, day, operator) if 1 <= month <= 12 else None


def month_of(match: re.Match[str]) -> tuple[int, int]:
    """Month and day (0 = not told) of a match of DATE: 第四季度末 is December, 上半年 June."""
    if month := match["month"] or match["month2"]:
        return int(month), int(match["day"] or match["day2"] or 0)
    if quarter := match["quarter"]:
        return 3 * ("一二三四".find(quarter) + 1 or int(quarter)), 0
    return _HALF[match["part"]], 0


def _only_measure(plain: str, bare: re.Match[str] | None) -> Measure | None:
    """The one number that a text states, None where there are none or several."""
    if bare:
        number = number_of(plain)
        return number if number is None else Measure(number, "", "", None, 0, len(plain), True)
    if len(plain) > _LONGEST_NUMBER_TEXT:
        return None
    if small := _small_numeral(plain):
        return small
    found = list(measures_in(plain))
    if len(found) != 1:
        return None
    measure = found[0]
    if any(m.start() < measure.start or m.end() > measure.end for m in DATE.finditer(plain)):
        return None
    rest, before = _REMARK.sub("", plain[measure.end :]).strip("()。.;,"), plain[: measure.start]
    if re.match(r"[≤≥<>=]", rest) or before.endswith("±"):
        return None
    before = before.removesuffix("+")
    if not measure.unit and not before and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]{1,6}", rest):
        return Measure(
            measure.number, rest, measure.operator, measure.upper, 0, len(plain), measure.told
        )
    if not measure.unit and (rest or (before and not measure.told)):
        return None
    if not measure.told and measure.unit != "%" and rest.startswith("的"):
        return None  # 15人的日常行政运行: the number only describes
    if (rest or before) and not measure.told and measure.upper is None:
        # 100%受理 names its figure exactly; a figure alone leaves open what it is.
        return Measure(measure.number, measure.unit, EQUAL, None, measure.start, measure.end, True)
    return measure


_SMALL = re.compile(rf"(?P<before>.*?)(?P<n>{HAN_PATTERN})(?P<unit>{UNIT_PATTERN})(?P<after>.*)")


def _small_numeral(plain: str) -> Measure | None:
    """不少于三次, 两场: a Chinese numeral as the whole text or beside an operator."""
    match = _SMALL.fullmatch(plain)
    if not match or re.search(r"\d", plain):
        return None
    before = operator_before(match["before"])
    after = next((s for p, s in OPERATORS_AFTER if p.fullmatch(match["after"])), None)
    number = number_of(match["n"])
    alone = not match["before"] and not match["after"]
    if number is None or not (alone or (before and not match["after"]) or after is not None):
        return None
    operator = after or (before[0] if before else "")
    return Measure(number, match["unit"], operator, None, 0, len(plain), not alone)


def format_value(value: ValueData) -> str:
    """How a form with one cell prints a value: ≥85%. Words stay as they are printed."""
    if value.kind != NUMBER:
        return value.printed
    alone = parse_value(value.printed)
    sign = value.operator if value.operator not in {"", QUALITATIVE} else ""
    before = sign if not alone.operator else ""
    after = value.unit if not alone.unit and value.unit else ""
    return f"{before}{value.printed}{after}"


def meets(target: ValueData, actual: ValueData) -> bool | None:
    """Whether what was reached meets what was asked for; None where that cannot be told."""
    if target.kind == NUMBER and actual.kind == NUMBER:
        return _meets_number(target, actual)
    if target.kind == SCALE and actual.kind == SCALE and len(actual.scale) == 1:
        return _meets_grade(target.scale, actual.scale[0])
    if target.kind == DEADLINE and actual.kind == DEADLINE:
        return _meets_date(target, actual)
    if target.kind == TEXT and actual.kind == TEXT and target.printed == actual.printed:
        return True
    return None


def comparable(target: ValueData, actual: ValueData) -> tuple[Decimal, Decimal] | None:
    """Both numbers in the same unit (money in fen), None where the units do not agree."""
    if target.number is None or actual.number is None:
        return None
    one, other = money_unit(target.unit), money_unit(actual.unit)
    if one and other:
        return target.number * one.fen, actual.number * other.fen
    if not target.unit or not actual.unit or target.unit == actual.unit:
        return target.number, actual.number
    if is_share(target.unit) and is_share(actual.unit):
        return None if "‰" in target.unit + actual.unit else (target.number, actual.number)
    # 1200人次 and 0.13万人次, 40场 and 44场次.
    (large, unit), (other_large, other_unit) = scale_of(target.unit), scale_of(actual.unit)
    if COUNTED.get(unit, unit) != COUNTED.get(other_unit, other_unit):
        return None
    return target.number * large, actual.number * other_large


def _meets_number(target: ValueData, actual: ValueData) -> bool | None:
    pair = comparable(target, actual)
    if pair is None or actual.upper is not None or actual.operator in {MORE, LESS}:
        return None
    asked, reached = pair
    if target.upper is not None and target.number is not None:
        return target.number <= reached <= target.upper if asked == target.number else None
    match target.operator:
        case "≥":
            return reached >= asked
        case "≤":
            return reached <= asked
        case "＞":
            return reached > asked
        case "＜":
            return reached < asked
        case "=" if reached < asked or not asked:
            return reached == asked
    return True if reached == asked else None


def _meets_grade(scale: tuple[str, ...], grade: str) -> bool | None:
    if grade == scale[0]:
        return True
    if len(scale) > 1:
        return None
    for order in _ORDERS:
        grades = _GRADE.findall(order)
        if scale[0] in grades and grade in grades:
            return bool(grades.index(grade) <= grades.index(scale[0]))
    return None


def _meets_date(target: ValueData, actual: ValueData) -> bool | None:
    years = [re.findall(r"20\d{2}", fold(one.printed)) for one in (target, actual)]
    if [len(found) for found in years] not in ([0, 0], [1, 1]) or target.operator == AT_LEAST:
        return None
    asked = (*years[0], f"{target.month:02}", f"{target.day or 31:02}")
    reached = (*years[1], f"{actual.month:02}", f"{actual.day or target.day or 31:02}")
    return reached <= asked
