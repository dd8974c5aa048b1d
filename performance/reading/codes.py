"""What a project is called: its code and name out of one cell or two."""

from __future__ import annotations

import re

from budgets.vocabulary import fold

# 11000022T000000391739, 13010024P00971210054H, 2130122, [2130122]: what projects are numbered with.
_CODE = re.compile(r"[\[(]?(?P<code>(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z]|\d{10})[A-Z0-9]{6,40})[\])]?")
_FIRST = re.compile(rf"^\s*{_CODE.pattern}\s*[-—–_:：、.\s]*(?P<name>.*)$", re.DOTALL)
_LAST = re.compile(
    rf"^\s*(?P<name>.*?)\s*(?:[-—–_:：、\s]+|(?=[\[(])){_CODE.pattern}\s*$", re.DOTALL
)


# 105001-某局本级, [105001]某局: a body, which lists print above its projects.
_BODY = re.compile(
    r"^\s*[\[(]?\d{3}(?:\d{3}){0,2}[\])]?\s*[-—–_\s]?\s*[^\d\s].*(?:局|委|办|部|院|厅|处|中心|室|会|本级|机关|学校|站|所|队|署|府|馆|校|科|支队|总队|\))\s*$"
)


_BODY_LINE = re.compile(r"^\s*(?:预算|填报|部门)?(?:单位|部门)(?:名称|编码及名称)?:(?P<name>.+)$")


def body_of_line(text: str) -> str:
    """The body that 预算单位：某局 names in one cell, "" for any other text."""
    match = _BODY_LINE.match(fold(text))
    return match["name"].strip() if match else ""


def names_body(text: str) -> bool:
    """Whether a text is a body's code and name."""
    return bool(_BODY.match(fold(text)))


def split_project(text: str) -> tuple[str, str]:
    """The code and the name of “11000022T000000391739-培训类项目”; either may be "".

    A code is at least six capital letters and digits, or ten digits: 105001 is a body's. The name is
    given as printed.
    """
    plain = text.strip()
    for pattern in (_FIRST, _LAST):
        match = pattern.match(fold(plain))
        if match is None:
            continue
        if len(fold(plain)) == len(plain):
            return match["code"], plain[match.start("name") : match.end("name")].strip()
        return match["code"], match["name"].strip()
    return "", plain
