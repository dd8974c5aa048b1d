"""A paragraph -> its sentences, and a sentence -> the words that say how its figures hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgets.narrative.claims.figures import figures_in, folded
from budgets.narrative.data import DOWN, SAME, UP, FigureData

# Kinds of tokens: the names of the groups of _TOKENS, and figures. A walk has a method for each.
FIGURE, EQUAL = "figure", "equal"
BREAK, STOP, OPEN, CLOSE = "break", "stop", "open", "close"

_WHEN = r"(?:上年度?|去年|上一年度?|前一年度?|往年|(?:19|20)\d{2}\s*年度?|同期|(?:年初|调整|全年)?预算(?!单位)|年初)"
_TOKENS = re.compile(
    "|".join(
        (
            rf"(?P<compare>(?:比|较|与|同(?!样|时|步|类|意|期比)|跟)\s*(?={_WHEN})|同比|(?:与|同)?{_WHEN}(?:同期)?相比)",
            r"(?P<reason>主要(?:的)?原因|(?:其|变动|增减|减少|增加)?原因(?:是|为|:|主要)|主要是|主要系|主要由于|由于|主要用于(?!以下|下列)|主要为了)",
            r"(?P<parts>其\s*中|(?:主要)?用于(?:以下|下列)(?:几个)?方面|包括|分项|含(?=[\u4e00-\u9fff])|构成(?=[:：])|分别(?:是|为)(?=[:：])|(?:按[\u4e00-\u9fff]{2,8})?划分(?=[:：]))",
            r"(?P<each>分别(?:为|是|比|较)?)",
            r"(?P<share>占)",
            r"(?P<done>完成(?:了)?(?:\d{4}年)?(?:年初|全年|当年|调整|年度|收入|支出)*预算(?:数)?的?)",
            r"(?P<equal>(?<!基本)(?<!大致)(?<!大体)(?:持平|一致|相同|无变化|没有变化|无增减(?:变化)?|未发生变化|不变|未变))",
            r"(?P<up>增加额?|增长率?|增幅|上升|提高|上涨|上浮|升幅|增多|新增(?=\d)|增(?=\s*\d|至|到)|升(?=至|到))",
            r"(?P<down>减少额?|下降率?|降低|降幅|减幅|压减|压缩|下浮|削减|节约(?=\d)|缩减|减(?=\s*\d|至|到)|降(?=至|到))",
            r"(?P<year>(?<!\d)(?:19|20)\d{2}\s*(?:年度?|(?=部门|单位)))",
            r"(?P<above>(?:大于|高于|超过|多于)(?=(?:年初|全年|当年|调整)?预算))",
            r"(?P<below>(?:小于|低于|少于)(?=(?:年初|全年|当年|调整)?预算))",
            r"(?P<level>(?:等于|持平于)(?=(?:年初|全年|当年|调整)?预算))",
            r"(?P<adjusted>调整为|调整至)",
            r"(?P<open>\()",
            r"(?P<close>\))",
            r"(?P<stop>[;；])",
            r"(?P<break>[,，:：]|、(?!支))",
        )
    )
)
_SENTENCE_END = "。！？!?\n"
_OPENING, _CLOSING = "(（“「『《〈【[", ")）”」』》〉】]"
# 增加（减少）, 增减: the word of a form, which says neither.
_EITHER = re.compile(r"(?:增加|增长)\s*[/(（]?\s*(?:减少|下降|降低)\s*[)）]?|增减(?!变化|情况)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of a paragraph."""

    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word with a part to play; `start`, `end` count in the paragraph."""

    kind: str
    start: int
    end: int
    text: str
    figure: FigureData | None = None

    @property
    def direction(self) -> str:
        return {"up": UP, "down": DOWN, "equal": SAME}.get(self.kind, "")


def sentences_of(text: str, paragraph: int) -> Iterator[Sentence]:
    """The sentences of a paragraph; a full stop inside brackets or quotes ends none."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif character in _SENTENCE_END and not depth:
            yield from _sentence(text, paragraph, start, place + 1)
            start = place + 1
    # What was opened and never closed must not swallow the rest of the paragraph.
    if depth and any(mark in text[start:] for mark in _SENTENCE_END):
        for match in re.finditer(rf"[^{_SENTENCE_END}]*[{_SENTENCE_END}]?", text[start:]):
            yield from _sentence(text, paragraph, start + match.start(), start + match.end())
        return
    yield from _sentence(text, paragraph, start, len(text))


def _sentence(text: str, paragraph: int, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    if piece.strip():
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        yield Sentence(paragraph, start, end, text[start:end])


def tokens_of(sentence: Sentence, figures: list[FigureData]) -> list[Token]:
    """The tokens of a sentence in their order; `figures` are those of its paragraph."""
    own = [one for one in figures if sentence.start <= one.start < sentence.end]
    tokens = [Token(FIGURE, one.start, one.end, one.printed, one) for one in own]
    plain = _EITHER.sub(lambda match: "＃" * len(match[0]), folded(sentence.text))
    for match in _TOKENS.finditer(plain):
        start, end = match.start() + sentence.start, match.end() + sentence.start
        if not any(one.start < end and start < one.end for one in own):
            tokens.append(Token(str(match.lastgroup), start, end, match[0]))
    return sorted(tokens, key=lambda token: (token.start, token.end))


def paragraph_figures(text: str, paragraph: int) -> list[FigureData]:
    return list(figures_in(text, paragraph))
