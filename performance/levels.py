"""The tree of indicator levels (指标体系), old forms and new, and how forms write its names.

财预〔2015〕88号 and 财预〔2020〕10号: 产出 (with 成本), 效益, 满意度; 财预〔2021〕101号 sets 成本指标 beside them
with kinds of its own. Forms write 产出指标, 产出, 一、产出指标（50分）, or run levels and name
together: 产出指标数量指标全年挂旗场次.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from performance.values import fold


@dataclass(frozen=True, slots=True)
class Level:
    """A name of the tree: `level` 1 or 2, `parents` the level-1 names that it may stand under."""

    name: str
    level: int
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


COST, OUTPUT, BENEFIT, EFFECT, SATISFACTION = (
    "成本指标",
    "产出指标",
    "效益指标",
    "效果指标",
    "满意度指标",
)
PROCESS, DECISION = "过程指标", "决策指标"

# Cost, benefit and satisfaction stand on both levels (效果指标 / 效益指标): level_of takes a name that
# is not further placed for level 1, split_levels goes by what stands before it.
LEVELS: tuple[Level, ...] = (
    Level(COST, 1, aliases=("成本",)),
    Level(OUTPUT, 1, aliases=("产出", "项目产出", "履职产出", "部门产出", "整体产出")),
    Level(BENEFIT, 1, aliases=("效益", "项目效益", "履职效益", "部门效益")),
    Level(
        EFFECT, 1, aliases=("效果", "项目效果", "履职效果", "部门效果", "影响力指标", "结果指标")
    ),
    Level(SATISFACTION, 1, aliases=("满意度",)),
    Level(DECISION, 1, aliases=("决策", "项目决策", "投入", "投入指标", "投入和目标管理")),
    Level(PROCESS, 1, aliases=("过程", "项目过程", "管理指标", "运行成本", "管理效率", "履职效能")),
    Level("数量指标", 2, (OUTPUT,), ("产出数量", "数量", "产出数量指标")),
    Level("质量指标", 2, (OUTPUT,), ("产出质量", "质量", "产出质量指标")),
    Level("时效指标", 2, (OUTPUT,), ("产出时效", "时效", "产出时效指标", "时效性指标")),
    Level("进度指标", 2, (OUTPUT,), ("产出进度", "进度", "产出进度指标")),
    Level("成本指标", 2, (OUTPUT, COST), ("产出成本", "成本", "产出成本指标")),
    Level(
        "经济成本指标", 2, (COST, OUTPUT), ("经济成本", "直接成本指标", "直接成本", "项目成本指标")
    ),
    Level("社会成本指标", 2, (COST, OUTPUT), ("社会成本",)),
    Level(
        "生态环境成本指标",
        2,
        (COST, OUTPUT),
        ("生态环境成本", "环境成本指标", "生态成本指标", "环境成本", "生态成本"),
    ),
    Level("经济效益指标", 2, (BENEFIT, EFFECT), ("经济效益", "经济效果指标")),
    Level("社会效益指标", 2, (BENEFIT, EFFECT), ("社会效益", "社会效果指标")),
    Level(
        "生态效益指标",
        2,
        (BENEFIT, EFFECT),
        ("生态效益", "生态环境效益指标", "生态环境效益", "生态效果指标"),
    ),
    Level("环境效益指标", 2, (BENEFIT, EFFECT), ("环境效益",)),
    Level(
        "可持续影响指标",
        2,
        (BENEFIT, EFFECT),
        (
            "可持续影响",
            "可持续性影响",
            "可持续性影响指标",
            "可持续发展指标",
            "可持续性指标",
            "可持续影响力指标",
            "可持续影响效益指标",
            "可持续效益指标",
            "可持续性",
        ),
    ),
    Level("效益指标", 2, (EFFECT,), ("效益", "项目效益指标")),
    Level(
        "服务对象满意度指标",
        2,
        (SATISFACTION, EFFECT, BENEFIT),
        (
            "服务对象满意度",
            "满意度",
            "服务对象满意",
            "受益对象满意度指标",
            "受益对象满意度",
            "服务对象或项目受益人满意度指标",
            "服务对象或项目受益人满意度",
            "服务对象或受益人满意度指标",
            "服务对象（受益人）满意度指标",
            "社会公众或服务对象满意度指标",
            "社会公众或服务对象满意度",
            "具体满意度指标",
            "满意度指标",
        ),
    ),
    Level("社会公众满意度指标", 2, (SATISFACTION, EFFECT, BENEFIT), ("社会公众满意度",)),
    Level(
        "公众满意度指标",
        2,
        (SATISFACTION, EFFECT, BENEFIT),
        ("公众满意度", "群众满意度指标", "群众满意度"),
    ),
    Level("相关方满意度指标", 2, (SATISFACTION, EFFECT), ("利益相关方满意度指标", "相关方满意度")),
)

# What is longer is prose, not a name.
_LONGEST_NAME = 300
_SUGGESTED = (COST, OUTPUT, BENEFIT, SATISFACTION)


def _key(text: str) -> str:
    """A name without what forms put around it: ordinals, weights in brackets, space, colons."""
    plain = "".join(fold(text).split())
    plain = re.sub(r"^(?:[(]?(?:[一二三四五六七八九十]+|\d{1,2})[)、.:]|[①-⑳])", "", plain)
    plain = re.sub(r"[(\[【][^()\[\]【】]*?(?:\d|分|权重|%)[^()\[\]【】]*[)\]】]", "", plain)
    plain = re.sub(r"\d+(?:\.\d+)?(?:分|%)$", "", plain)
    return plain.strip(":;,。、-·")


def _names() -> dict[int, dict[str, str]]:
    table: dict[int, dict[str, str]] = {1: {}, 2: {}}
    for entry in LEVELS:
        for name in (entry.name, *entry.aliases):
            table[entry.level].setdefault(_key(name), entry.name)
    return table


_NAMES = _names()
_PARENTS = {entry.name: entry.parents for entry in LEVELS if entry.level == 2}
# In a run-together name only forms with 指标 are safe: 产出 or 数量 may begin a name of its own.
_PREFIXES = {
    level: sorted((n for n in names if n.endswith("指标")), key=len, reverse=True)
    for level, names in _NAMES.items()
}
_MARKS = re.compile(r"[/\\|>→\-—－_:：]+")


@lru_cache(maxsize=16384)
def level_of(text: str, parent: str = "") -> tuple[int | None, str]:
    """The level (1, 2) and the standard name that a cell says; (None, "") for anything else.

    A name of both levels (成本指标, 效益指标, 满意度) is of level 1, unless `parent` is a level-1 name
    that it may stand under.
    """
    if len(text) > _LONGEST_NAME:
        return None, ""
    key = _key(text)
    above = _NAMES[1].get(_key(parent), "") if parent else ""
    second = _NAMES[2].get(key, "")
    if second and above in _PARENTS.get(second, ()):
        return 2, second
    if first := _NAMES[1].get(key, ""):
        return 1, first
    return (2, second) if second else (None, "")


def split_levels(text: str) -> tuple[str, str, str]:
    """Level 1, level 2 and the own name out of a name that runs them together.

    产出指标数量指标出访国家数, 产出指标/数量指标/出访国家数 and 产出-数量-出访国家数 give the same. A lone 质量指标 is
    a level 2; what names no level is all own name. Levels come back in their standard names, the own
    name as printed.
    """
    shown = text.strip()
    if len(shown) > _LONGEST_NAME:
        return "", "", shown
    parts = [part.strip() for part in _MARKS.split(shown)]
    if len(parts) > 1 and (found := _split_marked(shown, parts)):
        return found
    rest, first, second = "".join(shown.split()), "", ""
    if taken := _prefix(rest, 1):
        name, length = taken
        # A lone 成本指标 is level 1, 满意度指标 too; before an own name both stand for level 1.
        first, rest = name, rest[length:].lstrip(":：、,，")
    if taken := _prefix(rest, 2):
        name, length = taken
        if not first or first in _PARENTS[name]:
            second, rest = name, rest[length:].lstrip(":：、,，")
    if second == BENEFIT and (taken := _prefix(rest, 2)) and BENEFIT in _PARENTS[taken[0]]:
        # 效果指标 / 效益指标 / 社会效益指标: forms of three levels whose last is the one that tells.
        second, rest = taken[0], rest[taken[1] :].lstrip(":：、,，")
    if not first and not second:
        level, name = level_of(shown)
        if level is not None and _key(shown).endswith("指标"):
            return (name, "", "") if level == 1 else ("", name, "")
        return "", "", shown
    return first, second, rest


def _prefix(text: str, level: int) -> tuple[str, int] | None:
    folded = fold(text)
    for name in _PREFIXES[level]:
        if folded.startswith(name):
            end = len(name)
            if weight := re.match(r"\([^()]*?(?:\d|分)[^()]*\)", folded[end:]):
                end += weight.end()
            return _NAMES[level][name], end
    return None


def _split_marked(shown: str, parts: list[str]) -> tuple[str, str, str] | None:
    level, first = level_of(parts[0])
    if level == 2:
        return "", first, _after(shown, parts, 1)
    if level is None:
        return None
    _, second = level_of(parts[1], first)
    if second and first in _PARENTS.get(second, ()):
        return first, second, _after(shown, parts, 2)
    return first, "", _after(shown, parts, 1)


def _after(shown: str, parts: list[str], count: int) -> str:
    """What is printed after the first `count` parts, its own marks kept."""
    place = 0
    for part in parts[:count]:
        place = shown.index(part, place) + len(part)
    rest = shown[place:]
    mark = _MARKS.match(rest.lstrip())
    return rest.lstrip()[mark.end() :].strip() if mark else rest.strip()


def parents_of(level2: str) -> tuple[str, ...]:
    """The level-1 names that a level 2 may stand under, () for an unknown one."""
    level, name = level_of(level2, OUTPUT)
    second = name if level == 2 else _NAMES[2].get(_key(level2), "")
    return _PARENTS.get(second, ())


def suggestions() -> dict[str, tuple[str, ...]]:
    """Level-1 names with the level-2 names usual under each, for the entry pages."""
    return {
        first: tuple(
            entry.name for entry in LEVELS if entry.level == 2 and entry.parents[0] == first
        )
        for first in _SUGGESTED
    }
