"""A document that a body owes, and what became of it: state, days, points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets import models
from budgets.inspection.clock import DayKey, Deadline, deadline
from budgets.inspection.data import Looked
from budgets.inspection.rules import Duty, RuleSet
from budgets.inspection.scoring import (
    Circumstances,
    Line,
    Marks,
    marks_of,
    merged,
    printed_percent,
    score,
)

KINDS = tuple(models.Disclosure.Kind.values)
_Status = models.Disclosure.Status
_WORKING = (_Status.DRAFT, _Status.SUBMITTED, _Status.APPROVED)
_PUBLIC = (_Status.PUBLISHED, _Status.SUPERSEDED, _Status.WITHDRAWN)
# Of days that are left: when a document that is not there yet is marked.
SOON = 5

# What became of a document that a body owes; the tone stands beside the word, never instead of it.
STATES: dict[str, tuple[str | Promise, str]] = {
    "in-time": (gettext_lazy("按时公开"), "good"),
    "late": (gettext_lazy("迟于期限公开"), "warning"),
    "published": (gettext_lazy("已公开"), "good"),
    "within": (gettext_lazy("随其他文件公开"), "good"),
    "overdue": (gettext_lazy("逾期未公开"), "error"),
    "withdrawn": (gettext_lazy("已撤下"), "error"),
    "soon": (gettext_lazy("即将到期"), "warning"),
    "due": (gettext_lazy("待公开"), "plain"),
    "waiting": (gettext_lazy("未公开，未登记批复日"), "plain"),
    "optional": (gettext_lazy("未公开（非必须）"), "plain"),
    "excused": (gettext_lazy("不须公开"), "plain"),
}
PUBLISHED_STATES = ("in-time", "late", "published", "within")
NOT_OWED = ("optional", "excused", "within")


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of a document, as far as the board needs it."""

    pk: int
    status: str
    version: int
    published_at: dt.datetime | None
    as_published: bool
    touched_at: dt.datetime
    inspection: int | None
    is_current: bool
    marks: Mapping[str, Sequence[int]]
    counts: Mapping[str, int]
    covers: Sequence[str]
    explained: int


@dataclass(slots=True)
class Document:
    """A kind of document of a body: its state, and its points where it is public."""

    kind: str
    duty: Duty
    state: str = "optional"
    deadline: Deadline | None = None
    published: dt.date | None = None
    days: int = 0
    current: Version | None = None
    working: Version | None = None
    excuse: str = ""
    circumstances: Circumstances | None = None
    marks: Marks = field(default_factory=Marks)
    # Kind of the document of the same body that contains this one.
    within: str = ""

    @property
    def kind_label(self) -> str:
        return str(models.Disclosure.Kind(self.kind).label)

    @property
    def owed(self) -> bool:
        return self.state not in NOT_OWED

    @property
    def word(self) -> str:
        """The state in words, with the days that it is about."""
        match self.state:
            case "late":
                return ngettext("迟 %(n)s 天公开", "迟 %(n)s 天公开", self.days) % {"n": self.days}
            case "overdue":
                return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", self.days) % {"n": self.days}
            case "soon" | "due":
                return ngettext("还有 %(n)s 天", "还有 %(n)s 天", self.days) % {"n": self.days}
            case "within":
                return _("随%(kind)s公开") % {"kind": models.Disclosure.Kind(self.within).label}
        return str(STATES[self.state][0])

    @property
    def tone(self) -> str:
        return STATES[self.state][1]

    @property
    def stage(self) -> str:
        """Where a version that is not public stands, and since when: all that a bureau sees of it."""
        if self.working is None:
            return ""
        label = _Status(self.working.status).label
        return f"{label} {timezone.localtime(self.working.touched_at):%m-%d}"

    @property
    def counts(self) -> Mapping[str, int]:
        return self.current.counts if self.current else {}

    @property
    def open_findings(self) -> int:
        return self.counts.get("findings", 0) + self.counts.get("contradictions", 0)

    @property
    def explained(self) -> int:
        return self.current.explained if self.current else 0

    @property
    def total(self) -> Decimal | None:
        return self.marks.total

    @property
    def score(self) -> str:
        """The total as people write it."""
        return "" if self.current is None else printed_percent(self.total)

    @property
    def faults(self) -> list[tuple[str, int]]:
        """What is amiss in a published version, in words, with how much of it."""
        counts = self.counts
        detail = sum(
            counts.get(name, 0) for name in ("functions", "economics", "three_public", "natures")
        )
        told = [
            (_("缺表"), counts.get("tables", 0)),
            (_("空表未说明"), counts.get("remarks", 0)),
            (_("说明缺项"), counts.get("sections", 0)),
            (_("未写原因"), counts.get("reasons", 0)),
            (_("细化不够"), detail),
            (_("数字不符"), self.open_findings),
        ]
        return [(label, count) for label, count in told if count]


@dataclass(slots=True)
class Body:
    """A body with its documents, in the order of the kinds."""

    pk: int
    name: str
    slug: str
    region: int
    region_code: str
    region_name: str
    parent: int | None
    depth: int = 0
    above: tuple[int, ...] = ()
    documents: list[Document] = field(default_factory=list)

    @property
    def score(self) -> Decimal | None:
        """The mean of its documents that could be judged."""
        return mean(one.total for one in self.documents)

    @property
    def days_late(self) -> int:
        late = [one.days for one in self.documents if one.state in ("overdue", "late")]
        return max(late, default=0)

    def document(self, kind: str) -> Document:
        return next(one for one in self.documents if one.kind == kind)


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    judged = [value for value in values if value is not None]
    if not judged:
        return None
    return (sum(judged, Decimal(0)) / len(judged)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def lines(document: Document, looked: Looked, rules: RuleSet) -> tuple[Line, ...]:
    """Every rule applied to a document for its own page and for export."""
    assert document.circumstances is not None
    return score(rules, document.kind, looked, document.circumstances)


# ---- From what is stored


def document_of(
    body: Body,
    rules: RuleSet,
    duty: Duty,
    versions: Sequence[Version],
    own_days: Mapping[DayKey, dt.date],
    clock_days: Mapping[DayKey, dt.date],
    excuse: str,
    today: dt.date,
) -> Document:
    """The document of a duty, of its stored versions, the oldest first.

    `own_days` are the approval days of its kind, `clock_days` those of the kind that starts it.
    """
    public = [one for one in versions if one.status in _PUBLIC and one.published_at]
    current = next((one for one in public if one.is_current), None)
    document = Document(duty.kind, duty, current=current, excuse=excuse)
    document.working = next((one for one in versions if one.status in _WORKING), None)
    clock = rules.clock
    for days in (own_days, clock_days):
        document.deadline = document.deadline or deadline(
            days, body.pk, body.above, within=clock.days, unit_days=clock.unit_days
        )
    first = min(public, key=lambda one: (one.published_at, one.version), default=None)
    if first is not None and first.published_at is not None:
        document.published = timezone.localtime(first.published_at).date()
    document.circumstances = Circumstances(
        today,
        None if clock.off else document.deadline,
        document.published,
        elsewhere=bool(first and first.as_published),
        withdrawn=bool(public) and current is None,
    )
    document.state, document.days = _state(document, today)
    # A version that nobody has looked at yet has no points.
    if current is not None and current.inspection is not None:
        told = score(rules.live, duty.kind, Looked(), document.circumstances)
        document.marks = merged(current.marks, marks_of(told))
    return document


def _state(document: Document, today: dt.date) -> tuple[str, int]:
    due = document.deadline
    if document.current is not None:
        if due is None or document.published is None:
            return "published", 0
        late = due.late(document.published, today)
        if not late:
            return "in-time", 0
        elsewhere = document.circumstances and document.circumstances.elsewhere
        return ("published", 0) if elsewhere else ("late", late)
    if document.excuse:
        return "excused", 0
    if document.published is not None:
        return "withdrawn", 0
    if not document.duty.required:
        return "optional", 0
    if due is None:
        return "waiting", 0
    left = due.left(today)
    if left < 0:
        return "overdue", -left
    return ("soon" if left <= SOON else "due"), left


def tell_contained(body: Body) -> None:
    """A document that another one contains is published with it."""
    for document in body.documents:
        other = document.duty.within
        if document.current is None and document.published is None and other:
            holder = next((one for one in body.documents if one.kind == other), None)
            if holder and holder.current and document.kind in holder.current.covers:
                document.state, document.within, document.days = "within", other, 0
