"""The steps of a disclosure, each one function: the only writer of its state.

draft -> submitted -> approved -> published -> superseded or withdrawn; back to draft with a reason.
A step compares and swaps the state in one transaction, beside its event and its entry in the log.
One that the state does not allow raises a StepRefused, and then nothing has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets import models
from budgets.bulk.making import forget
from budgets.checking import Checked
from budgets.coordinates import DIMENSIONS
from budgets.data import DisclosureData
from budgets.freshness import mark_change
from budgets.importing import begin_again, check_again
from budgets.inspecting import inspect_version
from budgets.kept_files import keep, unswept
from budgets.key_amounts import write_key_amounts
from budgets.parts import parts
from budgets.rewriting import checked
from budgets.searching.index import forget_document, index_version
from budgets.states import (
    EDITABLE,
    PUBLIC,
    ContentChanged,
    IllegalStep,
    NotADraft,
    OwnSubmission,
    Step,
    StepRefused,
    UnexplainedFindings,
    WordsMissing,
    lock_draft,
    move,
    swap,
    tell,
    versions_of,
)
from budgets.storage import load_disclosure
from budgets.version_files import digests, document_of, files_of, list_digest, record

__all__ = [
    "ContentChanged",
    "IllegalStep",
    "NotADraft",
    "OwnSubmission",
    "StepRefused",
    "UnexplainedFindings",
    "WordsMissing",
    "approve",
    "call_back",
    "correct",
    "corrects",
    "publish",
    "publish_directly",
    "send_back",
    "submit",
    "unexplained",
    "withdraw",
]

# Path -> content and its type.
Files = dict[str, tuple[bytes, str]]

_Status = models.Disclosure.Status
DIRECTLY = "直接载入，未经送审、审定"
RELOADED = "由维护人员直接载入，没有另写原因。"
# What a version says of how it came to be reviewed; all of it goes when it is a draft again.
_NOT_REVIEWED: dict[str, Any] = {
    "submitted_at": None,
    "submitted_by": None,
    "approved_at": None,
    "approved_by": None,
    "publish_at": None,
    "scheduled_by": None,
    "sha256": "",
    "sm3": "",
    "as_published": False,
}


@dataclass(frozen=True, slots=True)
class _Content:
    """A version as it stands: its content, what its checks say now, its canonical document."""

    data: DisclosureData
    result: Checked
    document: dict[str, Any]


def unexplained(disclosure: models.Disclosure) -> list[models.Finding]:
    """The leading errors that nobody has explained yet."""
    return list(
        disclosure.findings.filter(
            severity=models.Finding.Severity.ERROR, explained_by="", explanation=""
        )
    )


def corrects(disclosure: models.Disclosure) -> bool:
    """Whether an earlier version of the document is or was public."""
    return versions_of(disclosure).filter(status__in=PUBLIC).exclude(pk=disclosure.pk).exists()


# ---- Review


@transaction.atomic
def submit(
    disclosure: models.Disclosure,
    *,
    by: Any,
    as_published: bool = False,
    reason: str = "",
    note: str = "",
    now: dt.datetime | None = None,
) -> models.Disclosure:
    """送审: a draft, checked afresh, goes to review with the digest of its content.

    `as_published`: it was published elsewhere and goes out as it stands, contradictions and all.
    `reason` says why a version takes the place of an earlier one, and can't be missing then.
    """
    now = now or timezone.now()
    draft = lock_draft(disclosure, Step.SUBMIT)
    result = check_again(draft)
    if not as_published and (open_errors := unexplained(draft)):
        raise UnexplainedFindings(open_errors)
    reason = reason.strip() or draft.reason
    if corrects(draft) and not reason:
        raise WordsMissing(_("没有送审：更正要写明原因。"))
    move(
        disclosure,
        Step.SUBMIT,
        EDITABLE,
        by=by,
        now=now,
        note=note,
        status=_Status.SUBMITTED,
        submitted_at=now,
        submitted_by=by,
        as_published=as_published,
        reason=reason,
        **digests(_content(draft, result).document),
    )
    return disclosure


def call_back(
    disclosure: models.Disclosure, *, by: Any, note: str = "", now: dt.datetime | None = None
) -> models.Disclosure:
    """撤回送审: staff take back what nobody has approved yet."""
    expected = (_Status.SUBMITTED,)
    move(
        disclosure,
        Step.CALL_BACK,
        expected,
        by=by,
        now=now,
        note=note,
        status=_Status.DRAFT,
        **_NOT_REVIEWED,
    )
    return disclosure


def send_back(
    disclosure: models.Disclosure, *, by: Any, reason: str, now: dt.datetime | None = None
) -> models.Disclosure:
    """退回: what was submitted or approved is a draft again, for a reason."""
    if not reason.strip():
        raise WordsMissing(_("没有退回：请写明退回的原因。"))
    expected = (_Status.SUBMITTED, _Status.APPROVED)
    move(
        disclosure,
        Step.SEND_BACK,
        expected,
        by=by,
        now=now,
        note=reason.strip(),
        status=_Status.DRAFT,
        **_NOT_REVIEWED,
    )
    return disclosure


def approve(
    disclosure: models.Disclosure,
    *,
    by: Any,
    sha256: str,
    note: str = "",
    now: dt.datetime | None = None,
) -> models.Disclosure:
    """审定: the content with this digest, which is what the reviewer saw, may be published."""
    now = now or timezone.now()
    submitted = models.Disclosure.objects.filter(pk=disclosure.pk, status=_Status.SUBMITTED)
    found = submitted.values("submitted_by", "sha256").first()
    if found is None:
        raise IllegalStep.of(disclosure, Step.APPROVE)
    if found["submitted_by"] == by.pk:
        raise OwnSubmission(_("没有审定：这份文件是您自己送审的，要由另一个人审定。"))
    if found["sha256"] != sha256:
        raise ContentChanged(
            _("没有审定：您看过之后，这份文件撤回修改又重新送审，内容已经不同。请重新看过再审定。")
        )
    disclosure.refresh_from_db()
    _refuse_other_content(disclosure, _content(disclosure), Step.APPROVE)
    move(
        disclosure,
        Step.APPROVE,
        (_Status.SUBMITTED,),
        by=by,
        now=now,
        note=note,
        where={"sha256": sha256, "submitted_by": found["submitted_by"]},
        status=_Status.APPROVED,
        approved_at=now,
        approved_by=by,
    )
    return disclosure


# ---- Publication


def publish(
    disclosure: models.Disclosure,
    *,
    by: Any,
    set_for: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> models.Disclosure:
    """公开: what was approved takes the place of the version that is public now.

    `set_for` is the time that it was scheduled for, which must stand still where one is given.
    Raises PrintingUnavailable too.
    """
    now = now or timezone.now()
    if not models.Disclosure.objects.filter(pk=disclosure.pk, status=_Status.APPROVED).exists():
        raise IllegalStep.of(disclosure, Step.PUBLISH)
    disclosure.refresh_from_db()
    content = _content(disclosure)
    _refuse_other_content(disclosure, content, Step.PUBLISH)
    files = files_of(disclosure, content.data, content.document, content.result, now)
    with _kept(files), transaction.atomic():
        # Whoever comes second waits here, finds it published, and changes nothing.
        approved = models.Disclosure.objects.filter(
            pk=disclosure.pk, status=_Status.APPROVED, sha256=disclosure.sha256
        )
        if set_for is not None:
            approved = approved.filter(publish_at=set_for, scheduled_by=by)
        if not approved.update(publish_at=None, scheduled_by=None):
            raise IllegalStep.of(disclosure, Step.PUBLISH)
        replaced = _read_model(disclosure, content, files)
        # The state comes last: nothing is added to a version that is public.
        fields = {"status": _Status.PUBLISHED, "published_at": now}
        before = swap(disclosure, Step.PUBLISH, (_Status.APPROVED,), **fields)
        note = "按原样公开" if disclosure.as_published else ""
        more = _sealed(disclosure)
        tell(disclosure, Step.PUBLISH, by=by, now=now, note=note, before=before, more=more)
        _tell_replaced(replaced, disclosure, by, now)
        transaction.on_commit(mark_change)
    return disclosure


def publish_directly(
    disclosure: models.Disclosure,
    *,
    by: Any = None,
    as_published: bool = False,
    reason: str = "",
    now: dt.datetime | None = None,
) -> models.Disclosure:
    """A draft goes out at once, without review: for the operator of the machine, who loads
    documents that were published elsewhere. Its event and the log say so."""
    now = now or timezone.now()
    with transaction.atomic():
        draft = lock_draft(disclosure, Step.LOAD)
        result = check_again(draft)
        if not as_published and (open_errors := unexplained(draft)):
            raise UnexplainedFindings(open_errors)
        content = _content(draft, result)
    for name, value in digests(content.document).items():
        setattr(draft, name, value)
    draft.as_published = as_published
    files = files_of(draft, content.data, content.document, content.result, now)
    with _kept(files), transaction.atomic():
        now_there = _content(lock_draft(disclosure, Step.LOAD), content.result)
        if now_there.document != content.document:
            raise ContentChanged(_("没有公开：这份草稿刚刚有了变动，请再看一遍。"))
        replaced = _read_model(draft, content, files)
        before = swap(
            disclosure,
            Step.LOAD,
            EDITABLE,
            status=_Status.PUBLISHED,
            published_at=now,
            as_published=as_published,
            reason=reason.strip() or draft.reason or (RELOADED if corrects(draft) else ""),
            **digests(content.document),
        )
        note = f"{DIRECTLY}（按原样公开）" if as_published else DIRECTLY
        more = _sealed(disclosure)
        tell(disclosure, Step.LOAD, by=by, now=now, note=note, before=before, more=more)
        _tell_replaced(replaced, disclosure, by, now)
        transaction.on_commit(mark_change)
    return disclosure


# ---- After publication


@transaction.atomic
def withdraw(
    disclosure: models.Disclosure, *, by: Any, notice: str, now: dt.datetime | None = None
) -> models.Disclosure:
    """撤下: a public notice stands in the place of the document from now on.

    It takes every public version along: what should not be seen in one mostly stands in those
    before it too.
    """
    now = now or timezone.now()
    notice = notice.strip()
    if not notice:
        raise WordsMissing(_("没有撤下：请写明向公众说明的公告。"))
    gone = {"status": _Status.WITHDRAWN, "withdrawn_at": now, "withdrawal_notice": notice}
    swap(disclosure, Step.WITHDRAW, (_Status.PUBLISHED,), **gone)
    superseded = versions_of(disclosure).filter(status=_Status.SUPERSEDED)
    earlier = list(superseded.select_related("department", "fiscal_year"))
    superseded.update(**gone)
    _forget_amounts(disclosure)
    for part in parts():
        part.withdraw(disclosure)
    forget_document(disclosure)
    forget(disclosure)
    tell(disclosure, Step.WITHDRAW, by=by, now=now, note=notice, before=_Status.PUBLISHED)
    for version in earlier:
        version.refresh_from_db()
        tell(version, Step.WITHDRAW, by=by, now=now, note=notice, before=_Status.SUPERSEDED)
    transaction.on_commit(mark_change)
    return disclosure


@transaction.atomic
def correct(
    disclosure: models.Disclosure, *, by: Any, reason: str, now: dt.datetime | None = None
) -> models.Disclosure:
    """开始更正: a draft with the content of the version that is public, or that was withdrawn last.

    `reason` goes out with the new version, and can be put better until it is submitted.
    """
    reason = reason.strip()
    if not reason:
        raise WordsMissing(_("没有开始更正：请写明更正的原因。"))
    # Whoever begins at the same time waits, and finds the draft there.
    last = (
        models.Disclosure.objects.select_for_update(of=("self",), no_key=True)
        .select_related("department__region", "fiscal_year")
        .filter(pk=disclosure.pk, status__in=[_Status.PUBLISHED, _Status.WITHDRAWN])
        .first()
    )
    if last is None:
        raise IllegalStep.of(disclosure, Step.CORRECT)
    for other in versions_of(last).filter(version__gt=last.version).order_by("-version"):
        # A draft that is there already, or a newer version that is public.
        raise IllegalStep.of(other, Step.CORRECT)
    draft = begin_again(last, reason=reason)
    note = f"由第 {last.version} 版复制。{reason}"
    tell(draft, Step.CORRECT, by=by, now=now or timezone.now(), note=note)
    return draft


# ---- Inside


def _content(disclosure: models.Disclosure, result: Checked | None = None) -> _Content:
    """`result` spares checking what was checked just now."""
    data = load_disclosure(disclosure)
    result = result or checked(disclosure, data)
    return _Content(data, result, document_of(disclosure, data, result.claims))


def _refuse_other_content(disclosure: models.Disclosure, content: _Content, step: Step) -> None:
    """Raises ContentChanged unless it is what was submitted, and its checks say what they said."""
    stored = list(disclosure.findings.values_list("key", flat=True))
    told = {name: getattr(disclosure, name) for name in digests(content.document)}
    if told != digests(content.document) or stored != [one.key for one in content.result.findings]:
        raise ContentChanged(
            _(
                "没有%(what)s：送审以后，核对的结果有了变化（例如上一年度的文件更正了）。"
                "请退回，重新核对、送审。"
            )
            % {"what": step}
        )


@contextmanager
def _kept(files: Files) -> Iterator[None]:
    """The files lie in the storage before anything names them, and stay there meanwhile."""
    with unswept():
        for content, _type in files.values():
            keep(content)
        yield


def _read_model(
    disclosure: models.Disclosure, content: _Content, files: Files
) -> list[models.Disclosure]:
    """What is asked of the current version, of this one now; the version that was current."""
    current = versions_of(disclosure).filter(status=_Status.PUBLISHED)
    replaced = list(current.select_related("department", "fiscal_year"))
    if ("changes.json" in files) != bool(replaced):
        # Withdrawn meanwhile: nothing may tell what stood in it.
        raise ContentChanged(_("没有公开：原来公开的版本刚刚撤下了，请再试一次。"))
    current.update(status=_Status.SUPERSEDED)
    _forget_amounts(disclosure)
    models.Fact.objects.bulk_create(_facts(disclosure, content.data))
    write_key_amounts(disclosure, content.data)
    for part in parts():
        part.publish(disclosure, content.data)
    index_version(disclosure, content.data)
    # What an inspector sees can be looked at later too: it never keeps a version from going out.
    claims = [one.claim for one in content.result.claims.claims]
    seen = partial(inspect_version, disclosure, data=content.data, claims=claims, paths=list(files))
    transaction.on_commit(seen, robust=True)
    models.PublishedFile.objects.bulk_create(
        record(disclosure, path, one, content_type) for path, (one, content_type) in files.items()
    )
    return replaced


def _sealed(disclosure: models.Disclosure) -> dict[str, Any]:
    """What the log keeps of a version besides the digest of its content: what else is public of it."""
    return {
        "files": list_digest(disclosure),
        "derived": [told for part in parts() if (told := part.fingerprint(disclosure))],
        "reason": disclosure.reason,
        "as_published": disclosure.as_published,
    }


def _tell_replaced(
    replaced: list[models.Disclosure], disclosure: models.Disclosure, by: Any, now: dt.datetime
) -> None:
    for older in replaced:
        older.refresh_from_db()
        note = f"第 {disclosure.version} 版"
        tell(older, Step.SUPERSEDE, by=by, now=now, note=note, before=_Status.PUBLISHED)


def _forget_amounts(disclosure: models.Disclosure) -> None:
    """Delete the amounts of whichever version of the document has them."""
    versions = versions_of(disclosure).order_by()
    for model in (models.Fact, models.KeyAmount):
        model.objects.filter(disclosure__in=versions).delete()


def _facts(disclosure: models.Disclosure, data: DisclosureData) -> list[models.Fact]:
    return [
        models.Fact(
            disclosure=disclosure,
            department=disclosure.department,
            year=data.fiscal_year,
            table_n=table.n,
            row=fact.row,
            column=fact.column,
            fen=fact.amount.fen,
            **{name: fact.coordinates.get(name, "") for name in DIMENSIONS},
        )
        for table, fact in data.facts()
        if fact.amount.fen is not None
    ]
