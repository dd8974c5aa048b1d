"""Sentences that list the projects of a document with their amounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from budgets.coordinates import Coordinates
from budgets.narrative.writing.amounts import Amounts
from budgets.narrative.writing.listing import Item, projects
from budgets.narrative.writing.phrases import Phrases

# The amount above which a project is named for its targets: 1,000,000 yuan, in fen.
_LARGE = 100_000_000
_PROJECT = Coordinates.of(side="out", use="spent", nature="project")


def project_list(amounts: Amounts, phrases: Phrases) -> str:
    """What the money for projects is for; how many there are only where all are listed."""
    found = projects(amounts)
    if not found:
        return ""
    if whole := _whole_of(amounts, found):
        said = f"{phrases.year}年项目支出{phrases.money(whole)}，共{len(found)}个项目"
    else:
        said = f"{phrases.year}年项目支出主要包括"
    return f"{said}：{_named(found, phrases)}。"


def large_projects(amounts: Amounts, phrases: Phrases) -> str:
    """Which projects pass a million, and the others; no word of projects that are not listed."""
    found = projects(amounts)
    if not found:
        return ""
    large = [item for item in found if item.fen > _LARGE]
    rest = [item for item in found if item.fen <= _LARGE]
    said = f"{phrases.year}年，本单位"
    if not _whole_of(amounts, found):
        said += f"列入公开表的项目{len(found)}个，"
    if large:
        said += f"超过100万元的项目{len(large)}个：{_named(large, phrases)}。"
    else:
        said += "无超过100万元的项目。"
    if rest:
        said += f"{'其他' if large else '主要'}项目为{_named(rest, phrases)}。"
    return said


# By the names that patterns.toml uses.
LISTED: Mapping[str, Callable[[Amounts, Phrases], str]] = {
    "projects": project_list,
    "large_projects": large_projects,
}


def _whole_of(amounts: Amounts, items: Sequence[Item]) -> int:
    """All money for projects in fen, where the listed ones are all there are; else 0."""
    whole = amounts.at(_PROJECT)
    return whole if whole and whole == sum(item.fen for item in items) else 0


def _named(items: Sequence[Item], phrases: Phrases) -> str:
    return "、".join(f"{item.name}（{phrases.money(item.fen)}）" for item in items)
