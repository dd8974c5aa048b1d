"""One's own account: roles, sessions, password, and the second factor with its set-up."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic.edit import FormView

from accounts import lockout, people, second_factor
from accounts.forms import ChangePasswordForm, ChoosePasswordForm, CodeForm, FirstCodeForm
from accounts.middleware import half_signed_in
from accounts.models import Session
from accounts.sessions import end_sessions
from accounts.views.door import Door, show
from budgets import log
from budgets.models import RoleGrant

# The secret of a second factor that is being set up, and leave to set up another one.
_KEY = "new_second_factor"
_MAY_REPLACE = "may_replace_second_factor"

signed_in = login_required(login_url=reverse_lazy("admin:login"))


@signed_in
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account."""
    grants = RoleGrant.objects.filter(user=request.user.pk).select_related("department", "region")
    sessions = Session.objects.filter(user_id=request.user.pk, expire_date__gt=timezone.now())
    context = {
        "title": _("我的账号"),
        "grants": grants,
        "sessions": sessions.order_by("-seen_at"),
        "this_session": request.session.session_key,
        "device": second_factor.device_of(request.user),
        "demanded": second_factor.demanded(request.user),
        "codes_left": second_factor.backup_codes_left(request.user),
        "low": 3,
    }
    return _page(request, "accounts/mine.html", context)


@signed_in
@require_POST
@csrf_protect
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    ended = end_sessions(request.user, but=request.session.session_key)
    log.append("sessions-ended", by=request.user, detail={"ended": ended})
    messages.success(request, _("已退出其他 %(count)s 处登录。") % {"count": ended})
    return redirect("accounts:mine")


@method_decorator(
    [sensitive_post_parameters(), csrf_protect, never_cache, signed_in], name="dispatch"
)
class ChangePassword(FormView):
    """Asks for the present password, and ends all other sessions."""

    template_name = "accounts/password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("accounts:mine")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_usable_password():
            messages.info(request, _("您通过单点登录进入，这里没有密码可改。"))
            return redirect("accounts:mine")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "user": self.request.user,
            "address": lockout.address_of(self.request),
            **super().get_form_kwargs(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**admin.site.each_context(self.request), "title": _("修改密码")}
        return {**context, **super().get_context_data(**kwargs)}

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        user = form.save()
        update_session_auth_hash(self.request, user)
        end_sessions(user, but=self.request.session.session_key)
        log.append("password", by=user)
        messages.success(self.request, _("密码已修改，其他地方的登录已退出。"))
        return super().form_valid(form)


@method_decorator([csrf_protect, never_cache], name="dispatch")
class ChoosePassword(PasswordResetConfirmView):
    """The page of a one-time link: a first password, or a new one in the place of a lost one."""

    template_name = "accounts/choose_password.html"
    form_class = ChoosePasswordForm
    token_generator = people.links
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64: str) -> Any:
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            **admin.site.each_context(self.request),
            **super().get_context_data(**kwargs),
            "title": _("设置密码"),
        }
        return {**context, "has_permission": False}

    def form_valid(self, form: ChoosePasswordForm) -> HttpResponse:
        answer = super().form_valid(form)
        end_sessions(form.user)
        log.append("password", by=form.user, detail={"with": "link"})
        messages.success(self.request, _("密码已设置，请登录。"))
        return answer


@method_decorator([csrf_protect, never_cache], name="dispatch")
class SetUp(Door):
    """A new second factor: its secret as a picture and a text, then a code, then ten for the paper.

    For who has just given a password and owes one, and for who is in and may have another.
    """

    template_name = "accounts/set_up.html"
    form_class = FirstCodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = _setting_up(request)
        if person is None:
            if half_signed_in(request) is not None:
                return redirect("accounts:second-factor")
            return redirect("admin:login")
        self.person = person
        if _KEY not in request.session:
            request.session[_KEY] = second_factor.new_key()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": _("设置第二因素"),
            "person": self.person,
            "demanded": second_factor.demanded(self.person),
            "secret": second_factor.as_text(self.request.session[_KEY]),
            **super().get_context_data(**kwargs),
        }

    def form_valid(self, form: FirstCodeForm) -> HttpResponse:
        key, code = self.request.session[_KEY], form.cleaned_data["code"]
        made = second_factor.set_up(self.person, key, code)
        if made is None:
            form.add_error(
                "code", _("验证码不正确。请检查手机的时间，并输入应用现在显示的验证码。")
            )
            return self.form_invalid(form)
        device, codes = made
        log.append("second-factor-set-up", by=self.person, subject=self.person)
        for name in (_KEY, _MAY_REPLACE):
            self.request.session.pop(name, None)
        show(self.request, self.person, device.persistent_id)
        end_sessions(self.person, but=self.request.session.session_key)
        return _codes(self.request, codes, self.get_success_url())


@require_GET
@never_cache
def picture(request: HttpRequest) -> HttpResponse:
    """The secret that is being set up, as a QR code."""
    person, key = _setting_up(request), request.session.get(_KEY)
    if person is None or key is None:
        return HttpResponse(status=404)
    return HttpResponse(second_factor.as_picture(person, key), content_type="image/svg+xml")


@signed_in
@require_http_methods(["GET", "POST"])
@csrf_protect
@never_cache
def manage(request: HttpRequest) -> HttpResponse:
    """New codes for the paper, another device, or none: each asks for a code of the present one."""
    if second_factor.device_of(request.user) is None:
        return redirect("accounts:set-up")
    form = CodeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        match request.POST.get("do"):
            case "codes":
                codes = second_factor.new_backup_codes(request.user)
                return _codes(request, codes, reverse("accounts:mine"))
            case "replace":
                request.session[_MAY_REPLACE] = True
                return redirect("accounts:set-up")
            case "remove" if not second_factor.demanded(request.user):
                second_factor.remove(request.user)
                log.append("second-factor-removed", by=request.user, subject=request.user)
                messages.success(request, _("第二因素已停用。"))
                return redirect("accounts:mine")
    context = {
        "title": _("第二因素"),
        "form": form,
        "demanded": second_factor.demanded(request.user),
        "codes_left": second_factor.backup_codes_left(request.user),
    }
    return _page(request, "accounts/second_factor.html", context)


def _setting_up(request: Any) -> Any:
    """Who may set up a second factor in this session: who owes one, has none, or has shown theirs."""
    person = half_signed_in(request)
    if person is None:
        return None
    if second_factor.device_of(person) is not None and not request.session.get(_MAY_REPLACE):
        return None
    return person


def _codes(request: HttpRequest, codes: list[str], then: str) -> HttpResponse:
    """The only time that these codes are shown."""
    return _page(
        request, "accounts/codes.html", {"title": _("备用验证码"), "codes": codes, "then": then}
    )


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**admin.site.each_context(request), **context})
