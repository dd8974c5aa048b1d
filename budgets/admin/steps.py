"""The pages of a disclosure's steps: submit, call back, review, publish, schedule, withdraw, correct.

Each asks, then lets publishing.py do it; what that refuses is told on a page of its own (409).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from budgets import models, publishing, scheduling
from budgets.access import Access, Action
from budgets.admin.answers import page
from budgets.admin.differences import summaries
from budgets.admin.progress import progress_of
from budgets.admin.remarks import remarks_on
from budgets.admin.review import review_disclosure
from budgets.admin.scope import found
from budgets.commenting import open_comments
from budgets.importing import check_again
from budgets.printing import PrintingUnavailable
from budgets.states import (
    UNPUBLISHED,
    IllegalStep,
    Step,
    StepRefused,
    UnexplainedFindings,
    versions_of,
)

View = Callable[..., HttpResponse]
CHANGE = "admin:budgets_disclosure_change"
_Status = models.Disclosure.Status
MANY_CHARACTERS = 2000


def told_when_refused(view: View) -> View:
    """What publishing.py refuses is told with what happened meanwhile, and leads on."""

    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except StepRefused as error:
            return refusal(request, pk, error)
        except PrintingUnavailable as error:
            said = StepRefused(_("没有公开：%(why)s") % {"why": error})
            return refusal(request, pk, said, status=503)

    return answer


def refusal(request: HttpRequest, pk: int, error: Exception, *, status: int = 409) -> HttpResponse:
    """The page that says why nothing was done."""
    disclosure = models.Disclosure.objects.filter(pk=pk).select_related("department").first()
    context: dict[str, Any] = {"disclosure": disclosure, "said": str(error)}
    if disclosure is not None:
        actions = Access.of(request.user).actions(disclosure.department)
        context["progress"] = progress_of(disclosure, request.user, actions)
    return page(request, "refused.html", _("没有办理"), status=status, **context)


def _expect(disclosure: models.Disclosure, step: Step, *states: str) -> None:
    """An old page is refused before it asks anything. Raises IllegalStep."""
    if disclosure.status not in states:
        raise IllegalStep.of(disclosure, step)


def _words(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 3) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=MANY_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


def _note() -> Any:
    return _words(gettext_lazy("备注"), required=False, rows=2)


class SubmitForm(forms.Form):
    """What submission asks."""

    reason = _words(
        gettext_lazy("更正原因"), gettext_lazy("随新的一版公开，写明更正了什么、为什么。")
    )
    as_published = forms.BooleanField(
        label=gettext_lazy("按原样公开"),
        required=False,
        help_text=gettext_lazy(
            "这份文件在别处已经公开，照原样载入：其中的矛盾列在公开页面上，不作更正，也不必逐条说明。"
        ),
    )
    note = _note()

    def __init__(self, *args: Any, correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not correction:
            del self.fields["reason"]


class NoteForm(forms.Form):
    note = _note()


class ReasonForm(forms.Form):
    """Why something goes back to the draft."""

    reason = _words(gettext_lazy("退回的原因"), gettext_lazy("录入人员会看到；写明要改什么。"))


class CorrectForm(forms.Form):
    reason = _words(
        gettext_lazy("更正原因"),
        gettext_lazy("随新的一版公开，写明更正了什么、为什么；送审之前还可以改。"),
    )


class NoticeForm(forms.Form):
    notice = _words(
        gettext_lazy("撤下公告"),
        gettext_lazy("原来的地址上从此显示这份公告：写明为什么撤下、何时重新公开、向谁询问。"),
        rows=5,
    )


class TimeForm(forms.Form):
    """When to publish."""

    at = forms.DateTimeField(
        label=gettext_lazy("公开时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=gettext_lazy("北京时间。到时自动公开，不需要有人在场。"),
    )

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise forms.ValidationError(gettext_lazy("请选择将来的时间。"))
        return at


@told_when_refused
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """送审."""
    draft = found(request, pk, Action.SUBMIT)
    _expect(draft, Step.SUBMIT, _Status.DRAFT)
    form = SubmitForm(
        request.POST if request.method == "POST" else None,
        initial={"reason": draft.reason, "as_published": draft.as_published},
        correction=publishing.corrects(draft),
    )
    status = 200
    if form.is_valid():
        try:
            publishing.submit(draft, by=request.user, **form.cleaned_data)
        except UnexplainedFindings as error:
            # The submission took its check back with everything else.
            check_again(draft)
            messages.error(request, str(error))
            status = 409
        else:
            messages.success(request, _("已送审：%(name)s。") % {"name": draft})
            return redirect(CHANGE, pk)
    elif form.is_bound:
        status = 422
    review = review_disclosure(draft)
    open_keys = {finding.key for finding in publishing.unexplained(draft)}
    return page(
        request,
        "submit.html",
        _("送审"),
        status=status,
        disclosure=draft,
        form=form,
        review=review,
        blocking=[g.leading for g in review.groups if g.leading.finding.key in open_keys],
        open_comments=open_comments(draft),
    )


@told_when_refused
@require_http_methods(["GET", "POST"])
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回送审."""
    disclosure = found(request, pk, Action.SUBMIT)
    _expect(disclosure, Step.CALL_BACK, _Status.SUBMITTED)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        publishing.call_back(disclosure, by=request.user, note=form.cleaned_data["note"])
        messages.success(request, _("已撤回，现在可以修改：%(name)s。") % {"name": disclosure})
        return redirect(CHANGE, pk)
    return _asked(request, disclosure, "call_back.html", _("撤回送审"), form)


@told_when_refused
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """审核: everything that a reviewer looks at; approve what was seen, or send it back."""
    disclosure = found(request, pk, Action.REVIEW)
    _expect(disclosure, Step.APPROVE, _Status.SUBMITTED)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        publishing.approve(
            disclosure,
            by=request.user,
            sha256=request.POST.get("sha256", ""),
            note=form.cleaned_data["note"],
        )
        messages.success(request, _("已审定：%(name)s。") % {"name": disclosure})
        return redirect(CHANGE, pk)
    return page(
        request,
        "review.html",
        _("审核"),
        status=422 if form.is_bound else 200,
        disclosure=disclosure,
        form=form,
        back=ReasonForm(),
        own=disclosure.submitted_by_id == request.user.pk,
        correction=publishing.corrects(disclosure),
        review=review_disclosure(disclosure),
        # The tables are on the document's own page.
        home=reverse(CHANGE, args=[pk]),
        remarks=remarks_on(disclosure),
        beside=summaries(disclosure, request.user),
        submission=disclosure.events.filter(what=Step.SUBMIT).order_by("-at", "-pk").first(),
    )


@told_when_refused
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """退回: a reviewer what was submitted or approved, a publisher what was approved."""
    disclosure = found(request, pk)
    action = Action.REVIEW
    if disclosure.status == _Status.APPROVED and not _may(request, disclosure, Action.REVIEW):
        action = Action.PUBLISH
    disclosure = found(request, pk, action)
    _expect(disclosure, Step.SEND_BACK, _Status.SUBMITTED, _Status.APPROVED)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        publishing.send_back(disclosure, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("已退回：%(name)s。") % {"name": disclosure})
        return redirect(CHANGE, pk)
    return _asked(request, disclosure, "send_back.html", _("退回"), form)


def _may(request: HttpRequest, disclosure: models.Disclosure, action: Action) -> bool:
    return Access.of(request.user).may(action, disclosure.department)


@told_when_refused
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """公开, now or at a time."""
    disclosure = found(request, pk, Action.PUBLISH)
    _expect(disclosure, Step.PUBLISH, _Status.APPROVED)
    if request.method == "POST":
        publishing.publish(disclosure, by=request.user)
        messages.success(request, _("已公开：%(name)s。") % {"name": disclosure})
        return redirect(CHANGE, pk)
    return _publishing(request, disclosure, TimeForm(initial={"at": disclosure.publish_at}))


@told_when_refused
@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """定时公开."""
    disclosure = found(request, pk, Action.PUBLISH)
    _expect(disclosure, Step.SCHEDULE, _Status.APPROVED)
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _publishing(request, disclosure, form, status=422)
    at = form.cleaned_data["at"]
    scheduling.schedule(disclosure, by=request.user, at=at)
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    messages.success(request, _("已定时：%(when)s 自动公开。") % {"when": when})
    return redirect(CHANGE, pk)


@told_when_refused
@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """取消定时."""
    disclosure = found(request, pk, Action.PUBLISH)
    scheduling.unschedule(disclosure, by=request.user)
    messages.success(request, _("已取消定时；这份文件仍是已审定。"))
    return redirect("admin:budgets_disclosure_publish", pk)


def _publishing(
    request: HttpRequest, disclosure: models.Disclosure, form: TimeForm, *, status: int = 200
) -> HttpResponse:
    return page(
        request,
        "publish.html",
        _("公开"),
        status=status,
        disclosure=disclosure,
        form=form,
        replaced=versions_of(disclosure).published().first(),
        review=review_disclosure(disclosure),
        open_comments=open_comments(disclosure),
    )


@told_when_refused
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤下: the notice is looked at as the public will see it, then it takes the document's place."""
    disclosure = found(request, pk, Action.PUBLISH)
    _expect(disclosure, Step.WITHDRAW, _Status.PUBLISHED)
    form = NoticeForm(request.POST if request.method == "POST" else None)
    valid = form.is_valid()
    if valid and "confirmed" in request.POST:
        publishing.withdraw(disclosure, by=request.user, notice=form.cleaned_data["notice"])
        messages.success(
            request, _("已撤下，原来的地址上是公告：%(name)s。") % {"name": disclosure}
        )
        return redirect(CHANGE, pk)
    preview = None
    if valid:
        preview = models.Disclosure(
            department=disclosure.department,
            fiscal_year=disclosure.fiscal_year,
            kind=disclosure.kind,
            withdrawn_at=timezone.now(),
            withdrawal_notice=form.cleaned_data["notice"],
        )
    versions = versions_of(disclosure)
    return page(
        request,
        "withdraw.html",
        _("撤下"),
        status=422 if form.is_bound and not valid else 200,
        disclosure=disclosure,
        form=form,
        preview=preview,
        versions=versions.public().order_by("version"),
        working=versions.filter(status__in=UNPUBLISHED).first(),
    )


@told_when_refused
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正: a new draft with what is public, for a reason."""
    disclosure = found(request, pk, Action.EDIT)
    _expect(disclosure, Step.CORRECT, _Status.PUBLISHED, _Status.WITHDRAWN)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        draft = publishing.correct(disclosure, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(
            request,
            _("已开始更正：第 %(n)s 版草稿，内容与第 %(old)s 版相同。")
            % {"n": draft.version, "old": disclosure.version},
        )
        return redirect(CHANGE, draft.pk)
    working = versions_of(disclosure).filter(status__in=UNPUBLISHED).first()
    return _asked(request, disclosure, "correct.html", _("更正"), form, working=working)


def _asked(
    request: HttpRequest,
    disclosure: models.Disclosure,
    template: str,
    title: str,
    form: forms.Form,
    **context: Any,
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return page(
        request, template, title, status=status, disclosure=disclosure, form=form, **context
    )
