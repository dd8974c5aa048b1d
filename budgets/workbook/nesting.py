"""What the rows of a listing say of each other: headings over parts, subtotals over projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from budgets.coordinates import NOWHERE, Coordinates, within
from budgets.money import normalise_figure


@dataclass(frozen=True, slots=True)
class BlockLabel:
    """What a row's labels in one block say. `why` tells, in Chinese, what is unknown about it."""

    coordinates: Coordinates = NOWHERE
    total: bool = False
    subtotal: bool = False
    partial: bool = False
    depth: int = 0
    indent: int = 0
    why: str = ""
    text: str = ""
    named: bool = False
    # The name beside a code, where it is not that code's own.
    detail: str = ""
    # A row of numbers of persons, cars or journeys among the rows of money.
    count: bool = False

    @property
    def known(self) -> bool:
        return not self.why


def nested(labels: Sequence[BlockLabel | None]) -> list[BlockLabel | None]:
    """Rows with the coordinates of the headings that they stand under."""
    often = Counter(_plain(label) for label in labels if label is not None and label.named)
    stack: list[tuple[tuple[float, float], BlockLabel]] = []
    done: list[BlockLabel | None] = []
    for label in labels:
        if label is None or not label.named or (label.total and label.depth == 0):
            if label is not None and label.total and not label.subtotal:
                stack.clear()
            done.append(label)
            continue
        place = (float(label.depth), float(label.indent))
        if label.partial and label.depth == 0 and stack:
            # “其中：…” stands under the row before it, or beside its first part.
            while len(stack) > 1 and stack[-1][1].partial and stack[-1][1].depth == 0:
                stack.pop()
            place = (stack[-1][0][0], stack[-1][0][1] + 0.5)
        elif label.depth == 0:
            head = _heading(label, stack, often[_plain(label)] > 1)
            if head is not None:
                del stack[head + 1 :]
                place = (stack[-1][0][0], stack[-1][0][1] + 0.25)
        while stack and stack[-1][0] >= place:
            stack.pop()
        if stack:
            label = _under(stack[-1][1], label)
        stack.append((place, label))
        done.append(label)
    return done


def contrasted(axis: Sequence[Coordinates], whole: Sequence[bool], side: str) -> list[Coordinates]:
    """Entries that name no year or use, told apart from neighbours that do.

    Beside 上年结转 or under 本年收入合计, the other incomes are this year's; beside 结转下年 or
    under 本年支出合计, the other expenditures are spent. Grand totals (`whole`) stay whole.
    """
    dimension, other, default = (
        ("vintage", {"carried", "drawn"}, "current")
        if side == "in"
        else ("use", {"retained", "distributed"}, "spent")
    )
    members = {entry.get(dimension) for entry in axis}
    if not side or not (members & other or default in members):
        return list(axis)
    return [
        entry if dimension in entry or is_whole else entry.with_({dimension: default})
        for entry, is_whole in zip(axis, whole, strict=True)
    ]


def _plain(label: BlockLabel) -> tuple[tuple[str, str], ...]:
    """What a label says by itself, without the side and year that headings give."""
    return tuple(
        item for item in label.coordinates.items() if item[0] not in ("side", "vintage", "use")
    )


def _heading(
    label: BlockLabel, stack: Sequence[tuple[tuple[float, float], BlockLabel]], again: bool
) -> int | None:
    """Where in the stack the heading of a row without an ordinal stands; None when it has none.

    一般公共预算拨款 right under 一、本年收入 is a part of it. Under a heading without an ordinal
    too, or under one that nobody understands, only where the same words stand elsewhere `again`.
    """
    if "vintage" in label.coordinates or "use" in label.coordinates or not _plain(label):
        return None
    for index in range(len(stack) - 1, -1, -1):
        head = stack[index][1]
        told = set(head.coordinates)
        heads = (
            not (told - {"side", "vintage", "use", "source", "nature"})
            and bool(told & {"vintage", "use", "nature"})
            and head.coordinates.get("source") in (None, "fiscal", "unit")
            and not ("nature" in told and "nature" in label.coordinates)
        )
        if heads and _compatible(head.coordinates, label.coordinates):
            return index if head.depth or label.indent > head.indent or again else None
        if head.why and head.depth and again:
            return index
        if head.depth:
            return None
    return None


def _under(parent: BlockLabel, label: BlockLabel) -> BlockLabel:
    """A label with what its heading says; unknown where the heading is."""
    if parent.why:
        why = f"上级行标题“{parent.text}”不认识，不知道这一行属于哪一类"
        return label if label.why else replace(label, why=why)
    if not _compatible(parent.coordinates, label.coordinates):
        return label
    inherited = {
        dimension: member
        for dimension, member in parent.coordinates.items()
        if dimension in ("side", "vintage", "use", "source", "nature")
    }
    return replace(label, coordinates=label.coordinates.inheriting(inherited))


def _compatible(parent: Coordinates, child: Coordinates) -> bool:
    return all(
        within(dimension, member, parent[dimension])
        for dimension, member in child.items()
        if dimension in parent
    )


def figure(text: str | None) -> Decimal:
    """A printed figure as a number, nothing and anything else as zero."""
    try:
        return Decimal(normalise_figure(text or "").replace(",", ""))
    except InvalidOperation:
        return Decimal(0)


def grouped(
    labels: Sequence[BlockLabel | None], figures: Sequence[Decimal]
) -> list[BlockLabel | None]:
    """Projects under the subtotals that head them, in a list of names without codes.

    某局 120 over 甲项目 100 and 乙项目 20 is their sum: indentation says so, or the figures do,
    where only so read they come to the total that the list prints.
    """
    items = [
        index
        for index, label in enumerate(labels)
        if label is not None and label.named and not label.total and label.known
    ]
    wholes = [
        figures[index]
        for index, label in enumerate(labels)
        if label is not None and label.total and not label.subtotal
    ]
    alone = all(set(_plain(label)) == {("project", _name(label))} for label in _at(labels, items))
    if len(items) < 2 or not alone or len(set(wholes)) != 1:
        return list(labels)
    if sum(figures[index] for index in items) == wholes[0]:
        return list(labels)
    heads = _by_indent(labels, items) or _by_sum(figures, items)
    if not heads or sum(figures[index] for index in set(heads.values())) != wholes[0]:
        return list(labels)
    done = list(labels)
    for index, head in heads.items():
        label, parent = labels[index], labels[head]
        if index != head and label is not None and parent is not None:
            # A code begins with its parent's code; so does a name that stands for one.
            member = f"{_name(parent)}/{_name(label)}"
            done[index] = replace(label, coordinates=label.coordinates.with_({"project": member}))
    return done


def _at(labels: Sequence[BlockLabel | None], items: Sequence[int]) -> list[BlockLabel]:
    return [label for index in items if (label := labels[index]) is not None]


def _name(label: BlockLabel) -> str:
    return label.coordinates.get("project", "")


def _by_indent(labels: Sequence[BlockLabel | None], items: Sequence[int]) -> dict[int, int]:
    """Each row's heading: the last one before it that is not indented (itself for headings)."""
    indents = {index: label.indent for index in items if (label := labels[index]) is not None}
    least = min(indents.values())
    heads: dict[int, int] = {}
    head = -1
    for index in items:
        if indents[index] == least:
            head = index
        if head < 0:
            return {}
        heads[index] = head
    return heads if len(set(heads.values())) < len(items) else {}


def _by_sum(figures: Sequence[Decimal], items: Sequence[int]) -> dict[int, int]:
    """Each row's heading, where every heading is the sum of the rows down to the next one."""
    heads: dict[int, int] = {}
    place = 0
    while place < len(items):
        head, total = items[place], Decimal(0)
        heads[head] = head
        place += 1
        while place < len(items) and total != figures[head]:
            heads[items[place]] = head
            total += figures[items[place]]
            place += 1
        if total != figures[head]:
            return {}
    return heads
