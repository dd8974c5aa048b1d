"""The months that headings of a spending plan name: 3月底, 上半年, 四季度, 全年."""

from __future__ import annotations

import re

from budgets.vocabulary import fold

_MONTH = re.compile(
    r"^(?:20\d{2}年)?(?:截至|截止|到|至)?(?:20\d{2}年)?第?(?:(?P<month>1[0-2]|[1-9])月(?:份|\d{1,2}日)?"
    r"|(?P<quarter>[一二三四1-4])季度|(?P<part>上半年|前三季度|全年|年底|年末))"
    r"(?:底|末)?(?:前|止)?(?:累计)?(?:支出|执行|支付)?(?:计划|进度|比例|率)?(?:\(?%\)?)?$"
)
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_PARTS = {"上半年": 6, "前三季度": 9, "全年": 12, "年底": 12, "年末": 12}


def month_of(text: str) -> int:
    """The month that a heading like 3月底, 二季度末 or 全年 names, 0 for anything else."""
    match = _MONTH.match("".join(fold(text).split())) if 0 < len(text) <= 24 else None
    if match is None:
        return 0
    if match["month"]:
        return int(match["month"])
    return _QUARTERS[match["quarter"]] if match["quarter"] else _PARTS[match["part"]]
