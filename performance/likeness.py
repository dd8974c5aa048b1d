"""Which indicators, and which counts inside prose, speak of the same thing.

Two bodies of a document name one thing in two ways (领保大讲堂, 组织开展领保大讲堂场次). The method, with
precision before recall:

1. Normalise: levels, ordinals, quotation marks, bracketed remarks and space go; so do words of time
   and light verbs in front (全年, 组织开展, 举办, 完成) and measure words behind (数量, 场次). A verb that makes
   a difference (采购, 翻译, 审校) and the kind of the measure word (people, events) are kept beside.
2. Longest common subsequence over what is left: the shorter name must lie in the longer one whole,
   in order, so that only insertions part them: 官网发布信息 and 官微发布信息 differ in one character and are
   two things. Both end in the same word, for in Chinese the last word says what it is.
3. What is inserted must not widen or turn the sense (、和及或, 不未非无, 及时, 新增), the verbs, the measure
   kinds and the digits must agree, and of a satisfaction the people asked must be the same.
4. `link_indicators` asks besides that the dimension of the units agrees, and of a name that several
   indicators share (完成进度, 期次) that the activity and the project are alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from performance.data import (
    NONE,
    NUMBER,
    IndicatorData,
    PerformanceData,
    ProjectData,
    ValueData,
)
from performance.figures import scale_of
from performance.levels import level_of, split_levels
from performance.values import fold, is_share, is_unit_cost, money_unit, unit_of

ALIKE = 60
_WHOLE_SENTENCE = 16
# What is longer is prose, and prose is no name.
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Link:
    """An overall indicator and its partner: places in overall.indicators, projects, indicators.

    `closeness` is 100 where both names come to the same, else the per cent that they share.
    """

    overall: int
    project: int
    indicator: int
    closeness: int = 100


@dataclass(frozen=True, slots=True)
class _Subject:
    core: str
    verbs: frozenset[str]
    measure: str
    digits: tuple[str, ...]
    clause: str = ""


_TIME = r"全年度?|年内|本年度?|当年|今年|年度|每年度?|(?:19|20)\d{2}年度?|预计|计划|共计|共(?!同|享|建|青|产)|力争|确保"
_LIGHT = (
    r"组织|开展|举办|举行|完成|进行|实施|承办|主办|召开|参与|落实|做好|推动(?!力)|加强|保证|实际"
)
_FRONT = re.compile(rf"(?:{_TIME}|{_LIGHT}|相关(?=宣传|活动)|的|各类|[、,:·\-])")
# Verbs of one group name the same deed.
_VERB_GROUPS = {
    "write": "编制 编写 编印 编辑 报送 印发 刊发 撰写 编发 上报",
    "print": "印制 印刷 制作 编印 制",
    "buy": "采购 购置 购买 购",
    "publish": "发布 推送 刊发 刊登",
    "build": "建设 新建 建成 兴建",
    "renew": "改造 修缮 维修 修复",
    "keep": "维护 运维 更新",
    "translate": "翻译",
    "proof": "审校 审核",
    "give": "发放 投放 寄送",
    "visit": "走访 慰问",
    "receive": "接待",
    "collect": "采集 收集 征集",
    "check": "检查 核查 抽查 巡查",
    "hire": "聘请 聘用 招聘",
}
_VERBS: dict[str, set[str]] = {}
for _group, _words in _VERB_GROUPS.items():
    for _word in _words.split():
        _VERBS.setdefault(_word, set()).add(_group)
_DEED = re.compile("|".join(sorted((w for w in _VERBS if len(w) > 1), key=len, reverse=True)))
_DEED_BEHIND = re.compile(
    rf"(?:{'|'.join(sorted((w for w in _VERBS if len(w) > 1), key=len, reverse=True))})$"
)
_SHORTEST_OBJECT = 3
_MEASURE_KINDS = {
    "people": "参加人数 参训人数 人员数量 人员数 人数 人次数 人次 总人数",
    "events": "活动场次 举办场次 场次 次数 班次 班数 期次 期数 批次 频次 场数 批数 举办次数",
    "time": "天数 时长 月数 时间",
    "size": "面积 总面积 里程 总里程 长度 容量",
    "homes": "户数 企业家数 家次 户次",
    "": "总数量 数量 个数 总数 总量 件数 份数 册数 页数 卷数 条数 台数 套数 篇数 项数 处数 数",
}
_KIND_OF = {word: kind for kind, words in _MEASURE_KINDS.items() for word in words.split()}
_MEASURE_WORD = re.compile(rf"(?:{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})$")
_TAIL = re.compile(r"(?:工作任务|任务|工作|情况|的|达到|目标|指标|合计|总计|[、,:·\-])$")
_QUOTES = re.compile(r"[《》〈〉“”\"'‘’「」『』]")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_ORDINAL = re.compile(
    r"^(?:指标|目标|任务)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[:、.)]\s*(?!\d)"
)
_TURNING = re.compile(
    r"[、和及与或不未非无]|及时|按时|按期|准时|平均|人均|单位|累计|新增|其他|其它|以外|之外|满意"
)
_SINGLE_TURNING = frozenset("外内中小大上下男女前后新老旧省市县乡村")
# 收运量 is how much is 收运; 质量 is a word of its own.
_AMOUNT_OF = re.compile(r"(?<!质)量$")
_SATISFACTION = re.compile(r"(?:满意度|满意率|满意程度|投诉率|好评率)$")
_OBJECT_OF = re.compile(r"对.*?的?(?=(?:满意度|满意率|满意程度|投诉率|好评率)$)")
# Cores that any project may have, and that say nothing of whose they are.
_GENERIC_WORDS = (
    "进度 质量 效果 成本 期 场 活动 培训 会议 项目 工作 任务 材料 满意度 完成率 合格率 及时率 达标率 及时性 "
    "覆盖率 完成进度 完成质量 完成时间 完成及时率 及时完成率 项目按时完成率 按时完成率 资金成本 预算控制数 "
    "项目成本 总成本 验收合格率 质量达标率 社会效益 预期社会效益 可持续影响 经济效益 活动完成质量 使用人员满意度 "
    "服务对象满意度 群众满意度 居民满意度 工作人员满意度 社会公众满意度 受益群众满意度 资金支付率 预算执行率"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())
_EVENT_UNITS = "次 场 场次 期 班次 期次 批次 批 届 轮 回 批(次) 场(次) 次(场) 频次"
_EVENTS = frozenset(_EVENT_UNITS.split())
_PEOPLE = frozenset(("人", "人次", "名", "位", "人(次)"))
_PROJECT_TAIL = re.compile(
    r"(?:经费|资金|费用|费|补助|(?:采购|专项)?项目|专项|类|工作|服务|活动|运行|运营|运维|维护|业务|保障)$"
)
_PROJECT_CODE = re.compile(r"^[0-9A-Za-z]{8,}\s*[-－—_]\s*")


def subject_key(text: str) -> str:
    """What a name or a phrase speaks of, without all that only dresses it; "" for nothing."""
    return _subject(text).core


def same_thing(a: str, b: str) -> bool:
    """Whether two names speak of the same thing. Symmetric and reflexive; never raises."""
    return closeness(a, b) >= ALIKE


def closeness(a: str, b: str) -> int:
    """How much of the longer name the shorter one is (per cent), 0 for different things."""
    if a == b:
        return 100
    if max(len(a), len(b)) > _LONGEST_NAME:
        return 0
    one, other = _subject(a), _subject(b)
    if not one.core or not other.core:
        return 0
    if one.digits != other.digits or not _agree(one, other):
        return 0
    if _AMOUNT_OF.sub("", one.core) == _AMOUNT_OF.sub("", other.core):
        return 100
    if _SATISFACTION.search(one.core) or _SATISFACTION.search(other.core):
        return 100 if _same_people(one.core, other.core) else 0
    for clause, core in ((one.clause, other.core), (other.clause, one.core)):
        # 扩大国际“朋友圈”，出访国家数: the last clause alone is the indicator.
        if clause and clause == core and len(core) > 2:
            return 90
    return _contained(one.core, other.core)


@lru_cache(maxsize=32768)
def _subject(text: str) -> _Subject:
    if len(text) > _LONGEST_NAME:
        return _Subject(text, frozenset(), "", ())
    named = split_levels(text)
    shown = named[2] or text
    plain = "".join(_QUOTES.sub("", fold(shown)).split())
    plain = _ORDINAL.sub("", plain)
    plain = _BRACKETS.sub("", plain) or plain
    digits = tuple(sorted(re.findall(r"\d+(?:\.\d+)?", plain)))
    clause = ""
    if "," in plain:
        clause = _core(plain.rstrip("。,").rpartition(",")[2])[0]
    core, verbs, measure = _core(plain.strip("。;,"))
    return _Subject(core, verbs, measure, digits, clause)


def _core(plain: str) -> tuple[str, frozenset[str], str]:
    core, verbs, measure = plain, set[str](), ""
    while (match := _FRONT.match(core)) and match.end() < len(core):
        core = core[match.end() :]
    if (match := _DEED.match(core)) and match.end() < len(core):
        rest = core[match.end() :]
        if not _MEASURE_WORD.fullmatch(rest):
            verbs |= _VERBS[match[0]]
            core = rest
    while True:
        match = _MEASURE_WORD.search(core)
        if match and match.start():
            measure = measure or _KIND_OF[match[0]]
        else:
            match = _TAIL.search(core)
        if not match or not match.start():
            break
        core = core[: match.start()]
    if not verbs and (match := _DEED_BEHIND.search(core)) and match.start() >= _SHORTEST_OBJECT:
        # 口袋公园建设 is what 建成口袋公园 builds.
        return core[: match.start()], frozenset(_VERBS[match[0]]), measure
    return core, frozenset(verbs), measure


def _agree(one: _Subject, other: _Subject) -> bool:
    if one.verbs and other.verbs and not one.verbs & other.verbs:
        return False
    return not (one.measure and other.measure and one.measure != other.measure)


def _same_people(one: str, other: str) -> bool:
    """Whether two satisfactions are of the same people: what they judge may be left unsaid."""
    people = [_OBJECT_OF.sub("", core) for core in (one, other)]
    judged = [_OBJECT_OF.search(core) for core in (one, other)]
    if people[0] != people[1] or _SATISFACTION.fullmatch(people[0]):
        return False
    return not (judged[0] and judged[1]) or judged[0][0] == judged[1][0]


def _contained(one: str, other: str) -> int:
    short, long = sorted((one, other), key=len)
    share = 100 * len(short) // len(long)
    if len(short) < 2 or len(short) == len(long) or share < ALIKE:
        return 0
    if short[-2:] != long[-2:]:
        return 0
    inserted = _insertions(short, long)
    if inserted is None or (len(short) < 4 and short in _GENERIC):
        return 0
    for chunk in inserted:
        if _TURNING.search(chunk) or chunk in _SINGLE_TURNING:
            return 0
    return min(share, 99)


ALIKE_ENOUGH, WIDER, NARROWER = "alike", "wider", "narrower"
_CLOSE = 80


def nearness(a: str, b: str) -> str:
    """How `a` stands to `b` where they are near: alike, wider (活动 to 教育活动), narrower, or "".

    The same words in another order are alike: 收运湿垃圾 and 湿垃圾收运.
    """
    one, other = _subject(a), _subject(b)
    if min(len(one.core), len(other.core)) < 2 or one.digits != other.digits:
        return ""
    if not _agree(one, other) or _SATISFACTION.search(one.core + other.core):
        return ""
    characters = [sorted(_AMOUNT_OF.sub("", subject.core)) for subject in (one, other)]
    if characters[0] == characters[1] or closeness(a, b) >= _CLOSE:
        return ALIKE_ENOUGH
    for short, long, found in ((one.core, other.core, WIDER), (other.core, one.core, NARROWER)):
        if len(short) < len(long) and _holds(long, short):
            rest = "".join(character for character in long if character not in short)
            return "" if _TURNING.search(rest) or rest in _SINGLE_TURNING else found
    return ""


def _holds(long: str, short: str) -> bool:
    """Whether all of `short` stands in `long`, in its order or two characters at a time."""
    if short[-2:] == long[-2:] and _insertions(short, long) is not None:
        return True
    return all(short[place : place + 2] in long for place in range(len(short) - 1))


def is_told(text: str) -> bool:
    """Whether a name says enough to be known again: 公厕 alone does not, 改造公厕 does."""
    subject = _subject(text)
    if len(subject.core) > 2:
        return True
    return len(subject.core) == 2 and bool(subject.verbs) and subject.core not in _GENERIC


def _insertions(short: str, long: str) -> list[str] | None:
    """The stretches that `long` has more than `short`, None where it lacks something of it.

    Found from the end, where both agree on what they are.
    """
    chunks, chunk, place = [], "", len(short)
    for character in reversed(long):
        if place and short[place - 1] == character:
            place -= 1
            if chunk:
                chunks.append(chunk)
            chunk = ""
        else:
            chunk = character + chunk
    if chunk:
        chunks.append(chunk)
    return None if place else chunks


def dimension(value: ValueData) -> str:
    """What a value measures: share, money, unit cost, people, events, a unit, or a kind of value."""
    if value.kind != NUMBER:
        return "" if value.kind == NONE else "words"
    return _dimension_of(value.unit)


@lru_cache(maxsize=4096)
def _dimension_of(printed: str) -> str:
    unit = scale_of(unit_of(printed))[1]
    if not unit:
        return ""
    if is_share(unit):
        return "share"
    if is_unit_cost(unit):
        return "unit cost"
    if money_unit(unit):
        return "money"
    if unit in _PEOPLE:
        return "people"
    return "events" if unit in _EVENTS else unit


def units_agree(a: ValueData, b: ValueData) -> bool:
    """Whether two values measure in one dimension; what is not told agrees with any."""
    one, other = dimension(a), dimension(b)
    return one == other or not one or not other


def affinity(activity: str, project: str) -> bool:
    """Whether an activity of the overall form is what a project is for, by their names."""
    one = _project_core(activity)
    other = _project_core(project)
    if len(one) < 2 or len(other) < 2:
        return False
    short, long = sorted((one, other), key=len)
    if short == long or (len(short) > 3 and short in long):
        return True
    return len(short) > 3 and 2 * len(short) >= len(long) and _insertions(short, long) is not None


def _project_core(name: str) -> str:
    plain = _PROJECT_CODE.sub("", "".join(_QUOTES.sub("", fold(name)).split()))
    plain = _BRACKETS.sub("", plain) or plain
    while (match := _PROJECT_TAIL.search(plain)) and match.start() > 1:
        plain = plain[: match.start()]
    return plain


def link_indicators(performance: PerformanceData) -> tuple[Link, ...]:
    """Each overall indicator with its one best partner among the projects' indicators, or none.

    Annual indicators meet annual ones. Where two partners of different projects are equally good,
    there is no link: nothing tells which of them is meant.
    """
    overall = performance.overall
    if overall is None:
        return ()
    candidates = _Candidates(performance.projects)
    links = []
    for place, indicator in enumerate(overall.indicators):
        found = sorted(
            _partners(indicator, performance.projects, candidates),
            key=lambda one: one[0],
            reverse=True,
        )
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            continue
        score, project, partner = found[0]
        links.append(Link(place, project, partner, score[0]))
    return tuple(links)


_Score = tuple[int, bool, bool, bool, bool]


class _Candidates:
    """The projects' indicators, found by what a partner must share with them.

    That is the last word of the name, a last clause that is the other's whole name, or the whole
    sentence of the value.
    """

    def __init__(self, projects: tuple[ProjectData, ...]) -> None:
        self.shared = _shared_names(projects)
        self.names = [
            Counter(subject_key(one.name) for one in project.indicators) for project in projects
        ]
        self._found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for number, project in enumerate(projects):
            for place, one in enumerate(project.indicators):
                subject = _subject(one.name)
                for sign in (
                    ("end", subject.core[-2:]),
                    ("core", subject.core),
                    ("clause", subject.clause),
                    ("words", _whole_words(one.value)),
                ):
                    if sign[1] or sign[0] == "end":
                        self._found[sign].append((number, place))

    def of(self, indicator: IndicatorData) -> list[tuple[int, int]]:
        """Places of project and indicator, in the order printed."""
        subject = _subject(indicator.name)
        signs = (
            ("end", subject.core[-2:]),
            ("core", subject.clause),
            ("clause", subject.core),
            ("words", _whole_words(indicator.value)),
        )
        return sorted({place for sign in signs for place in self._found.get(sign, ())})


def _partners(
    indicator: IndicatorData, projects: tuple[ProjectData, ...], candidates: _Candidates
) -> Iterator[tuple[_Score, int, int]]:
    key = subject_key(indicator.name)
    alone = len(projects) == 1
    for number, place in candidates.of(indicator):
        project = projects[number]
        other = project.indicators[place]
        if other.term != indicator.term or not units_agree(indicator.value, other.value):
            continue
        level = _level2(indicator) == _level2(other)
        close = closeness(indicator.name, other.name)
        if close < ALIKE and not (level and _same_words(indicator.value, other.value)):
            continue
        if candidates.names[number][subject_key(other.name)] > 1 and not level:
            continue
        related = affinity(indicator.activity, project.name) if indicator.activity else False
        if not (related or alone) and (_is_generic(indicator, key) or candidates.shared[key] > 1):
            continue
        same_unit = unit_of(indicator.value.unit) == unit_of(other.value.unit)
        same_number = indicator.value.number == other.value.number
        yield (max(close, ALIKE), related, level, same_unit, same_number), number, place


def _same_words(a: ValueData, b: ValueData) -> bool:
    """Whether two values say the same whole sentence: then their names need not be alike."""
    one, other = _whole_words(a), _whole_words(b)
    return bool(one) and one == other


def _whole_words(value: ValueData) -> str:
    """The words of a value that says a whole sentence, "" for less."""
    words = "".join(fold(value.printed).split())
    return words if len(words) >= _WHOLE_SENTENCE else ""


def _shared_names(projects: tuple[ProjectData, ...]) -> Counter[str]:
    """In how many projects each subject occurs."""
    counts: Counter[str] = Counter()
    for project in projects:
        counts.update({subject_key(one.name) for one in project.indicators})
    return counts


def _level2(indicator: IndicatorData) -> str:
    return level_of(indicator.level2, indicator.level1)[1] or indicator.level2


def _is_generic(indicator: IndicatorData, key: str) -> bool:
    return len(key) < 3 or key in _GENERIC or level_of(indicator.name)[0] is not None
