"""Counts and measures inside prose: 举办领事保护宣传活动不少于3场，印制宣传册等材料1000册.

Forms of many regions write a whole list of targets into one value cell, or into the text of a goal.
`statements_of` takes them apart: what is counted, how many, of what unit, how often, until when. It
would rather miss a statement than make one up: years, dates, document numbers, ordinals, durations
without an operator and what is counted for each (每场50人) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from performance.figures import (
    HAN_PATTERN,
    NO_DIGIT,
    UNIT_PATTERN,
    Measure,
    fold,
    measures_in,
    number_of,
    operator_before,
)
from performance.values import DATE, month_of


@dataclass(frozen=True, slots=True)
class StatementData:
    """举办领事保护宣传活动不少于3场: subject, ≥, 3, 场.

    `subject` is the phrase as printed without words of time and manner; `operator` as in ValueData,
    "" where the text only names the number. `upper` closes a range. `period` is "" (in all), week,
    month, quarter, half-year or year. `deadline` is a month, 0 where none is told. `start` and
    `end` enclose operator, number and unit in the text.
    """

    subject: str
    operator: str
    number: Decimal
    unit: str
    period: str = ""
    deadline: int = 0
    start: int = 0
    end: int = 0
    upper: Decimal | None = None


_PERIODS = {
    "每月": "month",
    "按月": "month",
    "月均": "month",
    "每个月": "month",
    "每半年": "half-year",
    "每季度": "quarter",
    "每季": "quarter",
    "每个季度": "quarter",
    "按季度": "quarter",
    "每周": "week",
    "每星期": "week",
    "每年": "year",
    "年均": "year",
    "每年度": "year",
}
_PERIOD = re.compile("|".join(sorted(_PERIODS, key=len, reverse=True)))
_PER_UNIT = {"/年": "year", "/月": "month", "/季度": "quarter", "/季": "quarter", "/周": "week"}
_PER_EACH = re.compile(
    r"(?:每(?!月|季|年|半年|周|星期|个月|个季度)[\u4e00-\u9fff]{1,3}|为期|平均)\s*$"
)
_EACH_OF = re.compile(
    r"[\s,、]*每(?!月|季|年|半年|周|星期|个月|个季度)[\u4e00-\u9fff]{1,6}(?:每年|每月|每季度|全年)"
)

# Verbs that take an object: with the number behind them, what is counted comes after it.
_VERB_WORDS = (
    "举办 开展 组织 完成 报送 推送 制作 印制 印发 印刷 发布 发放 编制 编写 编印 编辑 采购 购置 购买 召开 举行 新建 "
    "新增 建成 派出 选派 派遣 邀请 引进 聘请 聘用 签订 签署 出版 刊发 发表 撰写 形成 提交 提供 实施 拍摄 播出 设立 "
    "配备 投放 采集 征集 评选 慰问 打造 创建 组建 制定 出台 对接 走访 承办 主办 参加 参与 接待 培训 培养 更新 更换 "
    "维修 改造 建设 覆盖 服务 支持 资助 补助 扶持 安排 收集 整理 翻译 审校 办理 受理 处理 检查 抽查 巡查 调研 考察 "
    "落实 推进 推广 推出 策划 设计 开发 生产 研制 保障 救助 帮扶 表彰 奖励 招聘 招收 吸引 出访 访问 上报 转载 原创 "
    "改扩建 扩建 刊登 播放 寄送 发送 张贴 悬挂 种植 修复 治理 清理 达到 实现 吸纳 化解 调解"
)
_VERB = "(?:" + "|".join(sorted(_VERB_WORDS.split(), key=len, reverse=True)) + ")"
# A verb that cannot itself be the thing counted, so that even with words before it the object follows.
_OPEN_VERB = re.compile(
    r"(?:举办|开展|完成|报送|推送|制作|印制|印发|发布|发放|编制|编写|编印|采购|购置|购买|召开|举行|新建|新增|建成|"
    r"派出|选派|邀请|引进|聘请|签订|签署|刊发|撰写|形成|提交|提供|拍摄|设立|配备|投放|采集|征集|打造|创建|组建|"
    r"承办|主办|推出|刊登|上报)\s*$"
)
_ONLY_VERB = re.compile(rf"{_VERB}(?:[、和与及并]?{_VERB})*\s*$")

_SENTENCE = re.compile(r"[;。!?\n]")
_BOUNDARY = re.compile(r"[,;。:!?\n]")
_NAMED = re.compile(r"《[^《》]*》")
_LEAD = re.compile(
    r"(?:并且|并|和(?!谐|平|睦)|及(?!时|格)|以及|与(?!会)|或|同时|其中|且|还(?!建|迁|款|田|林|草)|也|另|此外|计划|预计|力争|争取|确保|保证|确定|全年|全年度|年内|[一二两三四五\x7f\d]{1,2}年(?:内|期间)|"
    r"本年度|本年|今年|当年|年度|共计|累计|总计|合计|总共|共(?!同|享|建|青|产|公)|拟(?!定|办)|将(?!军)|继续|按要求|按计划|按时|按期|及时|"
    r"认真|积极|至少|分别|平均|要(?!求|素|点|闻|案)|"
    r"应(?!急|用|对|届|聘|试|征|付|收)|须|让|使(?!用|馆|命|领)|完成|实现|做好|确需|在册|"
    r"(?:根据|按照|依照|结合)[^,;。]{0,16}?(?:情况|要求|安排|需要|计划|规定|进展|实际|部署)|"
    r"于(?=\s*[\x7f\d])|运用|通过|利用|依托|借助|围绕|"
    r"每半年|每个?季度?|每个?月|每周|每年度?|按月|按季度|月均|年均|"
    r"[\x7f\d]+[日号](?:之|以)?前|"
    r"[、,:\s·\x7f(]|[一二三四五六七八九十]+是|目标\s*\d*|指标\s*\d*|\d+[.、])"
)
_TAIL = re.compile(
    r"(?:的|共计|共|总计|合计|累计|各自|各|均|都|分别|总|达到|(?<![到抵传表送])达|约为|"
    r"(?<![签合预节制特契条履违])约|(?<![行作成认])为|不少|至少|最多|控制在|控制|保持在|保持|"
    r"维持在|(?<!存)在|稳定在|[、,:\s·\x7f(（\-]|\bto\b)$"
)
_EACH = re.compile(r"(?:各自?|均|都)\s*$")
_RESPECTIVELY = re.compile(rf"分别(?:为|是|{_VERB})?\s*$")
_RELATIVE = re.compile(r"(?:较|比|同比|环比|与)[^,;]*(?:增长|增加|提高|提升|下降|减少|降低|相比)?$")
_TIME_ONLY = re.compile(r"(?:全年|年内|年度|本年|当年|每年|上半年|下半年|[\x7f\d年月日季度\s])*")
_LOOSE_NOUN_UNITS = re.compile(r"个|项|类|种")
_ITEMS = re.compile(r"[、,]|以及|及|和|与")
_WORK_OF = re.compile(
    r"的?(?:编写|编制|编印|编辑|制作|印制|印刷|采购|发放|组织|开展|举办|撰写|报送)(?:工作|任务)?$"
)
_NO_OBJECT = re.compile(r"\s*(?:[的以并且()\[\]、和与及或/%x×*+]|等$|等[,;。])")
_MEASURED = re.compile(
    r"(?P<head>.+?)(?:工作)?(?:[\u4e00-\u9fff]{0,4}率|满意度|覆盖面|合规性|及时性|比例|占比)$"
)
_GENERIC = re.compile(
    r"(?:(?:总体|整体|综合|平均)?满意度|(?:按时|及时|任务)?完成率|合格率|及时率|达标率|合规率|覆盖率|通过率|好评率|优秀率)$"
)
_WEAK_UNITS = re.compile(r"个?(?:年|月|周|天|日|小时|分钟|秒|季度|年度|工作日|分|点|度|级|面|团)")
_DURATION = re.compile(r"(?:时间|时长|周期|天数|期限|时限|学时|课时|频次)$")
_PEOPLE = re.compile(r"(?:人|名|位)$")
_STAFF = re.compile(r"(?:编制|在编|在职|现有|实有|核定|退休|离休|在岗)(?:人员|人数|职工)?$")
_LOOSE_HAN_UNITS = re.compile(
    r"(?:期|场|次|册|份|篇|本|套|台|批|家|名|项|场次|人次|批次|班次|件|条|部|幅|个|类|种)$"
)
_HAN_MEASURE = re.compile(
    rf"(?<![第十百千万一二三四五六七八九\d])(?P<n>{HAN_PATTERN})(?P<unit>{UNIT_PATTERN})(?!性|定|体|来|度|样|起|[一二三四五])"
)


@lru_cache(maxsize=16384)
def statements_of(text: str) -> tuple[StatementData, ...]:
    """Every count or measure that `text` states, in order. Never raises."""
    # Runs of space and digits without end cost quadratic time and say nothing.
    short, places = _without_runs(text)
    folded = re.sub(r"\d{16,}", lambda match: NO_DIGIT * len(match[0]), fold(short))
    shown = _NAMED.sub(lambda match: re.sub(r"\d", NO_DIGIT, match[0]), folded)
    found: list[StatementData] = []
    place = 0
    for end in [*(match.start() for match in _SENTENCE.finditer(shown)), len(shown)]:
        found.extend(_of_sentence(short, shown, place, end))
        place = end + 1
    return tuple(
        replace(one, start=places[one.start], end=places[one.end - 1] + 1) for one in found
    )


def _without_runs(text: str) -> tuple[str, list[int]]:
    """The text with at most two spaces in a row, and where each of its characters stood."""
    places = [
        place
        for place, character in enumerate(text)
        if character == "\n" or place < 2 or not text[place - 2 : place + 1].isspace()
    ]
    return "".join(text[place] for place in places), places


def _of_sentence(text: str, shown: str, begin: int, end: int) -> Iterator[StatementData]:
    sentence = shown[begin:end]
    dates = [match for match in DATE.finditer(sentence) if _is_date(sentence, match)]
    for match in dates:
        blank = re.sub(r"\d", NO_DIGIT, match[0])
        sentence = sentence[: match.start()] + blank + sentence[match.end() :]
    measures = sorted((*measures_in(sentence), *_han_measures(sentence)), key=lambda one: one.start)
    measures = [one for one in measures if one.unit]
    previous: list[StatementData] = []
    waiting: list[str] = []
    for place, measure in enumerate(measures):
        last = measures[place - 1].end if place else 0
        following = measures[place + 1].start if place + 1 < len(measures) else len(sentence)
        before = _since_boundary(sentence, last, measure.start)
        lead = sentence[before : measure.start]
        subjects = _subjects(
            sentence, text[begin:end], before, measure, following, measures[place + 1 :]
        )
        if shared := _RESPECTIVELY.search(_strip_end(lead)):
            names = text[begin:end][before : before + shared.start()]
            waiting = _split_items(_clean(names))
            if len(waiting) > len(measures) - place:
                waiting = []
                continue
        if waiting:
            subjects = [waiting.pop(0)]
        between = sentence[last : measure.start].strip(" ,、(和及与共计合")
        operator = measure.operator
        if previous and place and not sentence[last : measure.start].strip():
            # 不少于 40 期 120 条文章: one thing counted in two units.
            subjects = [previous[-1].subject]
            operator = operator if measure.told else previous[-1].operator
        elif not subjects and previous and not between and not measure.told:
            subjects = [previous[-1].subject]
        if not subjects or _is_attribute(sentence, measure, lead, subjects[0]):
            continue
        for subject in subjects:
            one = StatementData(
                _headed(subject, previous),
                operator,
                measure.number,
                measure.unit,
                _period(lead, measure.unit),
                _deadline(dates, measure.start),
                begin + measure.start,
                begin + measure.end,
                measure.upper,
            )
            if one.period and "/" in one.unit:
                one = replace(one, unit=one.unit.rpartition("/")[0])
            previous.append(one)
            yield one


def _is_date(sentence: str, match: re.Match[str]) -> bool:
    """Whether it dates something; 12月 before 以上 or after ≥ counts months."""
    if match["month"] and operator_before(sentence[: match.start()]):
        return False
    return not sentence[: match.start()].endswith("/")


def _han_measures(sentence: str) -> Iterator[Measure]:
    for match in _HAN_MEASURE.finditer(sentence):
        number = number_of(match["n"])
        before = operator_before(sentence[: match.start()])
        lead = sentence[max(0, match.start() - 8) : match.start()]
        verb = re.search(rf"{_VERB}(?:了|共|不少于)?\s*$", lead)
        # One 个 is an article (一个), and 两个维护, 四个自信, 八项规定 are names.
        loose = verb and match["n"] != "一" and match["unit"] != "个"
        if number is None or not _LOOSE_HAN_UNITS.fullmatch(match["unit"]):
            continue
        if before and before[0] != "=" and before[0]:
            yield Measure(number, match["unit"], before[0], None, before[1], match.end(), True)
        elif loose or (_PERIOD.search(lead) and match["unit"] != "个"):
            yield Measure(number, match["unit"], "", None, match.start(), match.end())


def _since_boundary(sentence: str, last: int, start: int) -> int:
    """Where the stretch before a measure begins: behind the last comma or the last measure."""
    marks = [match.end() for match in _BOUNDARY.finditer(sentence, last, start)]
    return marks[-1] if marks else last


def _subjects(
    sentence: str,
    printed: str,
    before: int,
    measure: Measure,
    following: int,
    rest: list[Measure],
) -> list[str]:
    lead = sentence[before : measure.start]
    cleaned = _clean(lead)
    after = _object(sentence, printed, measure, following, rest)
    only = not cleaned or bool(_ONLY_VERB.fullmatch(cleaned))
    if after and (only or _OPEN_VERB.search(_without_tail(lead))):
        verb = _without_tail(_clean(printed[before : measure.start]))
        verb = "" if verb in {"完成", "实现", "达到"} else verb
        return [re.sub(r"不少(?=推送|报送|开展|举办|完成)", "", verb) + after]
    share = re.match(r"的([^,;。:、和与及]+)", sentence[measure.end : following])
    if only and measure.unit == "%" and share:
        return [_squeeze(share[1])]
    subject = _clean(printed[before : measure.start])
    if cleaned.rstrip().endswith("等") and after:
        return []  # 英、法等8个语种: the number sums up a list
    if (
        only
        and not after
        and (_OPEN_VERB.fullmatch(cleaned) or re.fullmatch(r"实现|达到|组织|实施", cleaned.strip()))
    ):
        return []
    if after and re.match(r"[对为向给]", cleaned):
        return []  # 对全区23个街道开展检查: the number describes whom it is done to
    if _TIME_ONLY.fullmatch(cleaned) or _RELATIVE.match(cleaned):
        return []
    if after and _LOOSE_NOUN_UNITS.fullmatch(measure.unit) and not re.match(_VERB, after):
        return [subject + after]
    if _EACH.search(_strip_end(lead)):
        return _split_items(subject)
    return [subject] if subject else []


def _object(
    sentence: str, printed: str, measure: Measure, following: int, rest: list[Measure]
) -> str:
    """What is counted where it stands behind the number: 报送20期《国际信息参阅》."""
    stop, place = following, measure.end
    for nearer in rest:
        # 40 期 120 条文章: the object of both stands behind the second.
        if sentence[place : nearer.start].strip():
            break
        place = nearer.end
        later = [one.start for one in rest if one.start > nearer.start]
        stop = later[0] if later else len(sentence)
    if _NO_OBJECT.match(sentence, place):
        return ""
    boundary = _BOUNDARY.search(sentence, place, stop)
    end = boundary.start() if boundary else stop
    if not boundary and end < len(sentence):
        # Another measure follows: what is before its own subject.
        cut = max(sentence.rfind(mark, place, end) for mark in "、和及与并")
        end = cut if cut > place else end
    found = printed[place:end].strip()
    work = _WORK_OF.sub("", found)
    return _squeeze(work or found)


def _strip_end(lead: str) -> str:
    found = operator_before(lead)
    return lead[: found[1]] if found else lead


def _without_tail(text: str) -> str:
    while match := _TAIL.search(text):
        text = text[: match.start()]
    return text


def _clean(lead: str) -> str:
    """A stretch before a number without words of time, manner and joining at both ends."""
    text = fold(lead)
    start = 0
    while True:
        date = DATE.match(text, start) or re.compile(r"[\x7f\d]+年度?").match(text, start)
        match = date or _LEAD.match(text, start)
        if not match or match.end() == start:
            break
        if match.end() >= len(text.rstrip()):
            break
        start = match.end()
    shown = _without_tail(lead[start:])
    return _squeeze(shown)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _split_items(subject: str) -> list[str]:
    """举办甲、乙和丙 as three; a mark inside 《》 or “” parts nothing."""
    kept = re.sub(r"《[^》]*》|“[^”]*”", lambda match: "\x00" * len(match[0]), subject)
    items, place = [], 0
    for match in [*_ITEMS.finditer(kept)]:
        items.append(subject[place : match.start()])
        place = match.end()
    items.append(subject[place:])
    return [one.strip() for one in items if one.strip()]


def _headed(subject: str, previous: list[StatementData]) -> str:
    """编写完成率100%、满意度95%: a bare 满意度 is that of what was measured before it."""
    if previous and _GENERIC.fullmatch(subject):
        head = _MEASURED.match(previous[-1].subject)
        if head:
            name = re.sub(r"(?:工作)?(?:编写|编制)?(?:工作)?$", "", head["head"])
            return (name or head["head"]) + subject
    return subject


def _is_attribute(sentence: str, measure: Measure, lead: str, subject: str) -> bool:
    """Whether the number only describes (15人的日常工作, 每场50人, 为期3天) and targets nothing."""
    if any(_PER_EACH.search(one) for one in (lead, _strip_end(lead))) or _EACH_OF.match(lead):
        return True
    if measure.told and measure.operator:
        return False
    if measure.unit != "%" and sentence[measure.end :].lstrip().startswith("的"):
        return True
    if _WEAK_UNITS.fullmatch(measure.unit) and not _DURATION.search(subject):
        return True
    staff = _STAFF.search(subject) or re.search(r"(?:在职|在编|编制|退休)人员", subject)
    return bool(_PEOPLE.search(measure.unit) and staff)


def _period(lead: str, unit: str) -> str:
    if found := _PERIOD.findall(lead):
        return _PERIODS[found[-1]]
    for ending, period in _PER_UNIT.items():
        if unit.endswith(ending) and "元" not in unit:
            return period
    return ""


def _deadline(dates: list[re.Match[str]], start: int) -> int:
    """The month of the last date before the measure in its sentence."""
    before = [match for match in dates if match.end() <= start]
    if not before:
        return 0
    month = month_of(before[-1])[0]
    return month if 1 <= month <= 12 else 0
