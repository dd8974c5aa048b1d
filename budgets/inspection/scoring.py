"""Rules + what was seen + how it was published -> a score, with a reason for every point taken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from budgets.inspection.clock import Deadline
from budgets.inspection.data import BAD, GOOD, NOT_PUBLIC, UNCLEAR, Item, Looked
from budgets.inspection.rules import HEADINGS, Rule, RuleSet, printed

# What became of a rule: kept, points taken off, not to be told, nothing there that it is about, told
# without points, not applied.
HELD, DEDUCTED, UNKNOWN, NOTHING, NOTED, OFF = (
    "held",
    "deducted",
    "unknown",
    "nothing",
    "noted",
    "off",
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a document was published, which its content does not tell.

    `published` is the day on which its first version became public here. `elsewhere`: it had been
    published in another place before it was loaded here.
    """

    today: dt.date
    deadline: Deadline | None = None
    published: dt.date | None = None
    elsewhere: bool = False
    withdrawn: bool = False
    # A draft, which staff look at before it is public.
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One rule applied to one document; points in tenths. `faults` cost points, `notes` do not."""

    rule: Rule
    outcome: str
    earned: int = 0
    faults: tuple[Item, ...] = ()
    notes: tuple[Item, ...] = ()

    @property
    def possible(self) -> int:
        return self.rule.points if self.outcome in (HELD, DEDUCTED) else 0

    @property
    def lost(self) -> int:
        return self.possible - self.earned


class Marks(dict[str, tuple[int, int]]):
    """Heading -> (earned, possible), in tenths of points."""

    def percent(self, heading: str) -> Decimal | None:
        """A heading in percent of what could be judged; None where nothing could."""
        return _percent(*self.get(heading, (0, 0)))

    @property
    def total(self) -> Decimal | None:
        """All headings together, of 100, with one decimal."""
        return _percent(*(sum(pair[place] for pair in self.values()) for place in (0, 1)))

    @property
    def possible(self) -> int:
        return sum(pair[1] for pair in self.values())

    @property
    def possible_printed(self) -> str:
        return printed(self.possible)


def score(
    rules: RuleSet, kind: str, looked: Looked, circumstances: Circumstances
) -> tuple[Line, ...]:
    """Every rule for a kind of document, applied; in the order of the rules."""
    return tuple(_line(rule, looked, circumstances) for rule in rules.of(kind))


def marks_of(lines: Sequence[Line]) -> Marks:
    """The points of each heading."""
    return Marks(
        {
            heading: (
                sum(line.earned for line in lines if line.rule.heading == heading),
                sum(line.possible for line in lines if line.rule.heading == heading),
            )
            for heading in HEADINGS
        }
    )


def counts_of(lines: Sequence[Line]) -> dict[str, int]:
    """How many faults of each look there are, points or not."""
    found: dict[str, int] = {}
    for line in lines:
        if line.outcome != OFF:
            faults = [item for item in (*line.faults, *line.notes) if item.state == BAD]
            look = line.rule.looks_at
            found[look] = found.get(look, 0) + len(faults)
    return {look: count for look, count in found.items() if count}


def _line(rule: Rule, looked: Looked, circumstances: Circumstances) -> Line:
    if rule.off:
        return Line(rule, OFF)
    if rule.looks_at == "clock":
        return timely(rule, circumstances)
    items = _CIRCUMSTANTIAL.get(rule.looks_at, _looked_at)(rule, looked, circumstances)
    return judge(rule, items)


def judge(rule: Rule, items: Sequence[Item]) -> Line:
    """The points that items leave of a rule's: each fault costs its share, or what `each` says."""
    if rule.items:
        items = [item for item in items if item.key in rule.items]
    faults = tuple(item for item in items if item.state == BAD)
    notes = tuple(item for item in items if item.state != BAD and item.said)
    judged = sum(item.state in (GOOD, BAD) for item in items)
    # A list of faults that is empty is a document without them; of other looks nothing was seen.
    if not judged and not (rule.each and all(item.state != UNCLEAR for item in items)):
        unclear = any(item.state == UNCLEAR for item in items)
        return Line(rule, UNKNOWN if unclear else NOTHING, notes=notes)
    if not rule.points:
        return Line(rule, NOTED, notes=(*faults, *notes))
    if rule.each:
        lost = min(rule.points, rule.each * len(faults))
    else:
        lost = int(
            (Decimal(rule.points * len(faults)) / max(judged, 1)).to_integral_value(ROUND_HALF_UP)
        )
    return Line(rule, DEDUCTED if faults else HELD, rule.points - lost, faults, notes)


def timely(rule: Rule, found: Circumstances) -> Line:
    """及时: every day of delay costs; what nobody can tell costs nothing."""
    due = found.deadline
    if due is None:
        return _told(rule, UNKNOWN, UNCLEAR, "没有登记批复日，看不出是否按时。")
    presumed = f"（所属单位的批复日没有登记，按主管部门应当批复的最后一天 {due.approved} 计）"
    basis = presumed if due.presumed else f"（{due.approved} 批复）"
    if found.published is None:
        if found.preview or found.today <= due.due:
            return _told(rule, UNKNOWN, GOOD, f"应在 {due.due} 以前公开{basis}。")
        late = due.late(None, found.today)
        return _late(rule, late, f"{due.due} 到期，逾期 {late} 天还没有公开{basis}。")
    if found.published <= due.due:
        early = found.published < due.approved and not due.presumed
        note = "，早于批复，请核对批复日" if early else ""
        said = f"{found.published} 公开，应在 {due.due} 以前{basis}{note}。"
        return _told(rule, HELD if rule.points else NOTED, GOOD, said)
    if found.elsewhere:
        said = (
            f"{found.published} 载入本平台；在此以前已在别处公开，何时公开须人工核对，"
            f"应在 {due.due} 以前{basis}。"
        )
        return _told(rule, UNKNOWN, UNCLEAR, said)
    late = due.late(found.published, found.today)
    return _late(rule, late, f"{found.published} 公开，迟 {late} 天，应在 {due.due} 以前{basis}。")


def _late(rule: Rule, days: int, said: str) -> Line:
    fault = Item("late", BAD, said)
    if not rule.points:
        return Line(rule, NOTED, notes=(fault,))
    return Line(rule, DEDUCTED, max(rule.points - rule.a_day * days, 0), (fault,))


def _told(rule: Rule, outcome: str, state: str, said: str) -> Line:
    return Line(
        rule, outcome, rule.points if outcome == HELD else 0, notes=(Item("", state, said),)
    )


def _looked_at(rule: Rule, looked: Looked, _: Circumstances) -> Sequence[Item]:
    return looked.items(rule.looks_at)


def _kept(rule: Rule, looked: Looked, found: Circumstances) -> Sequence[Item]:
    if found.withdrawn:
        return (Item("kept", BAD, "公开以后撤下了，没有新的版本。"),)
    if found.published is None:
        return (Item("kept", UNCLEAR, NOT_PUBLIC),)
    said = "由本平台保证：公开的版本不能改动或删除，地址一直有效；更正另成一版，旧版仍可查看。"
    return (Item("kept", GOOD, said),)


def _portal(rule: Rule, looked: Looked, found: Circumstances) -> Sequence[Item]:
    said = "在本平台以外的网站是否公开，这里看不到，须人工核对。"
    return (Item("portal", UNCLEAR, said),)


_CIRCUMSTANTIAL = {"kept": _kept, "portal": _portal}


def _percent(earned: int, possible: int) -> Decimal | None:
    if not possible:
        return None
    return (Decimal(100 * earned) / possible).quantize(Decimal("0.1"), ROUND_HALF_UP)


def reasons(lines: Sequence[Line]) -> list[tuple[Line, Item]]:
    """Every fault with its rule, for lists of reasons."""
    return [(line, item) for line in lines for item in line.faults]


def printed_percent(value: Decimal | None) -> str:
    """A score as people write it: 92.5, 100; a dash where nothing could be judged."""
    return "—" if value is None else printed(int(value * 10))


def merged(one: Mapping[str, Sequence[int]], other: Mapping[str, Sequence[int]]) -> Marks:
    """Points of two sets of rules together."""
    return Marks(
        {
            heading: (
                one.get(heading, (0, 0))[0] + other.get(heading, (0, 0))[0],
                one.get(heading, (0, 0))[1] + other.get(heading, (0, 0))[1],
            )
            for heading in HEADINGS
        }
    )
