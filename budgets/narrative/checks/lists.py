"""Lists against the number that announces them: 设3个内设机构：甲科、乙科、丙科."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.narrative.checks.context import ERROR, Context, Fault, Held, Said
from budgets.narrative.claims.figures import folded
from budgets.narrative.data import COUNT, FigureData

_UNITS = frozenset("个家项处户所名位人")
_OPENS = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{0,16}?)[,，]?\s*(?:[:：]|(?:分别)?(?:是|为|包括|即|有)(?:[:：])?|包括|分别是|分别为|即)"
)
# 下设甲中心、乙站、丙所3个事业单位
_BEFORE = re.compile(
    r"(?:下设|内设|设有|下辖|包括|分别是|分别为)(?P<list>[^,，。;；:：\d]*、[^,，。;；:：\d]*)$"
)
_ENDS = re.compile(r"[。；;！!\n]|[,，](?![^（(]*[)）])")
_OPENING, _CLOSING = "（(“「『《〈【[", ")）”」』》〉】]"
_JOINING = re.compile(r"以及|和|及|与|暨")
_LONGEST = 30
# How names of offices end.
_ENDINGS = "处科室部股组办局队所站会院馆委心厅司校园社"


def lists_agree(context: Context) -> Iterator[Said]:
    """A number of things that are then named is the number of the names."""
    texts = list(context.data.paragraphs())
    for number, claim in context.numbered():
        figure = claim.amount
        if figure is None or figure.kind != COUNT or figure.vague or figure.number < 2:
            continue
        if figure.unit[0] not in _UNITS or len(figure.unit) > 1:
            continue
        plain = folded(texts[claim.paragraph])
        if before := _BEFORE.search(plain[: figure.start]):
            yield from _counted(number, figure, before["list"], "之前")
            continue
        rest = plain[figure.end :]
        opened = _OPENS.match(rest)
        if opened is None or re.search(r"\d|等", opened["what"]):
            continue
        end = _ENDS.search(rest, opened.end())
        listed = rest[opened.end() : end.start() if end else len(rest)]
        yield from _counted(number, figure, listed, "其后")


def _counted(number: int, figure: FigureData, listed: str, where: str) -> Iterator[Said]:
    names = _split(listed)
    if "等" in listed or len(names) < 2 or any(not name or len(name) > _LONGEST for name in names):
        return
    # 机关纪委和工会 are two, 人口和计划生育科 is one: both readings are allowed.
    joined = sum(len(_JOINING.findall(name)) for name in names)
    # 法规、政策研究处 is one: most names tell by their end that they are whole.
    whole = sum(name[-1] in _ENDINGS for name in names)
    least = whole if 2 * whole >= len(names) else len(names)
    most = len(names) + joined
    if least <= figure.number <= most:
        yield Held(number, figure)
        return
    right = f"{most}{figure.unit}" if joined <= 1 and whole in (0, len(names)) else ""
    yield Fault(
        number,
        "claim-list",
        ERROR,
        figure,
        right,
        f"{where}列出的是{right or f'{least}至{most}{figure.unit}'}",
        fix=(figure.start, figure.end) if right else None,
    )


def _split(text: str) -> list[str]:
    names, depth = [""], 0
    for character in text:
        depth += (character in _OPENING) - (character in _CLOSING)
        if character == "、" and not depth:
            names.append("")
        elif not depth or character not in _CLOSING:
            names[-1] += character
    return [name.strip() for name in names]
