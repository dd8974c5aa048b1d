"""What an explanation lacks: sections that the rules ask for, and reasons of large changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from budgets.data import DisclosureData
from budgets.inspection.data import BAD, GOOD, NONE, UNCLEAR, Item, Spot
from budgets.narrative.completeness import completeness
from budgets.narrative.data import ClaimData
from budgets.narrative.reasons import reasons_owed
from budgets.narrative.standard import StandardSection, standard_sections
from budgets.vocabulary import normalise

_OVERVIEW = "overview"
# 机关运行经费 is that of administrative units; who has this 项 is one.
_ADMINISTRATION, _INSTITUTION = "行政运行", "事业运行"
# What reasons_owed quotes of a figure.
_QUOTED = 24
NO_TEXT = "文件没有附情况说明。"
NO_TEXT_LOADED = "按原样载入的文件没有附情况说明，原文件是否有，须人工核对。"


def look_at_sections(data: DisclosureData, *, complete: bool) -> Iterator[Item]:
    """Of every standard section whether it is there and says anything.

    `complete`: whether what is here is known to be all that was published.
    """
    asked = [one for one in standard_sections() if one.key != _OVERVIEW]
    if not data.narrative:
        state = BAD if complete else UNCLEAR
        said = NO_TEXT if complete else NO_TEXT_LOADED
        yield from (Item(one.key, state, said) for one in asked)
        return
    lacking = completeness(data.narrative)
    missing, empty = set(lacking.missing), set(lacking.empty)
    prose = normalise("".join(data.paragraphs()))
    for one in asked:
        if one in empty:
            yield Item(one.key, BAD, f"“{one.label}”只有标题，没有内容。")
        elif one not in missing:
            yield Item(one.key, GOOD)
        elif _mentioned(one, prose):
            yield Item(one.key, GOOD, f"没有“{one.label}”的标题，正文中说到了。")
        elif one.key == "operating" and (why := _owes_no_operating(data)):
            yield Item(one.key, NONE, why)
        else:
            yield Item(one.key, BAD, f"情况说明缺“{one.label}”。")


def _mentioned(one: StandardSection, prose: str) -> bool:
    return any(word in prose for word in one.words)


def _owes_no_operating(data: DisclosureData) -> str:
    """Why a body need not explain 机关运行经费: none of its tables has an administrative unit."""
    printed = "".join(
        text
        for table in data.tables
        if table.kind == "money"
        for row in table.rows
        for text in row.cells
        if text
    )
    if _INSTITUTION in printed and _ADMINISTRATION not in printed:
        return "各表只有事业运行，没有行政运行：不属于机关运行经费的统计范围。"
    return ""


def look_at_reasons(
    data: DisclosureData, claims: Sequence[ClaimData], threshold: Decimal
) -> Iterator[Item]:
    """The changes of an explanation that are large enough to owe a reason, and have none."""
    texts = tuple(data.paragraphs())
    if not texts:
        yield nothing_to_read()
    for owed in reasons_owed(claims, texts, threshold):
        quoted = texts[owed.paragraph][owed.start :][:_QUOTED]
        yield Item(
            f"{owed.paragraph}:{owed.start}",
            BAD,
            f"第{owed.paragraph + 1}段“{owed.subject or quoted}”{owed.demanded}，没有写明原因。",
            (Spot(0, owed.paragraph, owed.start, f"第{owed.paragraph + 1}段"),),
        )


def nothing_to_read() -> Item:
    """Where there is no explanation, nothing can be told of what it would say."""
    return Item("text", UNCLEAR, NO_TEXT)
