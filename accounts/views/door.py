"""In and out: the sign-in page, the code of the second factor, single sign-on, signing out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import login, logout
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from django.views.generic.edit import FormView

from accounts import lockout, oidc, second_factor
from accounts.forms import CodeForm, SignInForm
from accounts.middleware import half_signed_in
from budgets import log

# Where the single sign-on leads to afterwards.
_THEN = "single_sign_on_then"
# After so many wrong codes the password is asked for again.
_WRONG_CODES = "wrong_codes"
_MOST_WRONG_CODES = 5


class Door(RedirectURLMixin, FormView):
    """A step of signing in, which leads on to `next` (a path of this site) or the workplace."""

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            **admin.site.each_context(self.request),
            "next": self.get_redirect_url(),
            **super().get_context_data(**kwargs),
        }
        # The header of the workplace is for who is in it.
        return {**context, "has_permission": False}

    def lead_on(self) -> HttpResponseRedirect:
        """To the next step for who has given a password, to where they wanted when there is none."""
        person = half_signed_in(self.request)
        match second_factor.due(self.request.session, person):
            case second_factor.Step.CODE:
                return _to("accounts:code", self.get_redirect_url())
            case second_factor.Step.SET_UP:
                return _to("accounts:set-up", self.get_redirect_url())
        if not admin.site.has_permission(self.request):
            return redirect("accounts:mine")
        return HttpResponseRedirect(self.get_success_url())


@method_decorator(
    [sensitive_post_parameters("password"), csrf_protect, never_cache], name="dispatch"
)
class SignIn(Door):
    """Account and password, or the way to the single sign-on."""

    template_name = "admin/login.html"
    form_class = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if half_signed_in(request) is not None:
            return self.lead_on()
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"request": self.request, **super().get_form_kwargs()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": _("登录"),
            "single_sign_on": settings.OIDC_NAME if oidc.configured() else "",
            **super().get_context_data(**kwargs),
        }

    def form_valid(self, form: SignInForm) -> HttpResponse:
        _begin(self.request, form.user, "password")
        return self.lead_on()


@method_decorator([csrf_protect, never_cache], name="dispatch")
class Code(Door):
    """The code of the second factor, after the password."""

    template_name = "accounts/code.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = half_signed_in(request)
        if person is None:
            return _to("admin:login", self.get_redirect_url())
        if second_factor.due(request.session, person) is not second_factor.Step.CODE:
            return self.lead_on()
        self.person = person
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.person, **super().get_form_kwargs()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "title": _("输入验证码"),
            "person": self.person,
            **super().get_context_data(**kwargs),
        }

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        session = self.request.session
        session[_WRONG_CODES] = session.get(_WRONG_CODES, 0) + 1
        if session[_WRONG_CODES] >= _MOST_WRONG_CODES:
            logout(self.request)
            return _to("admin:login", self.get_redirect_url())
        return super().form_invalid(form)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        log.append("second-factor", by=self.person, detail={"with": form.kind})
        device = second_factor.device_of(self.person)
        assert device is not None
        show(self.request, self.person, device.persistent_id)
        return self.lead_on()


def show(request: Any, person: Any, mark: str) -> None:
    """From here on the session counts as that of someone who has shown a second factor."""
    request.session.pop(_WRONG_CODES, None)
    request.session[second_factor.MARK] = mark
    # Whoever knew the key of the session before must not share what it may do now.
    request.session.cycle_key()
    request.user = person


@require_GET
@never_cache
def single_sign_on(request: HttpRequest) -> HttpResponseBase:
    """Send the browser to the provider."""
    if not oidc.configured():
        return redirect("admin:login")
    door = Door()
    door.setup(request)
    request.session[_THEN] = door.get_redirect_url()
    try:
        return oidc.begin(request, request.build_absolute_uri(_back()))
    except oidc.Refused as refused:
        return _refused(request, refused, status=502)


@require_GET
@never_cache
def single_sign_on_back(request: HttpRequest) -> HttpResponseBase:
    """The provider has sent the browser back."""
    if not oidc.configured():
        return redirect("admin:login")
    try:
        user, vouched = oidc.finish(request)
    except oidc.Refused as refused:
        log.append(
            "login-failed",
            detail={
                "from": lockout.address_of(request),
                "with": "single sign-on",
                "why": refused.why,
            },
        )
        return _refused(request, refused, status=403)
    then = request.session.pop(_THEN, "")
    _begin(request, user, "single sign-on")
    if vouched:
        request.session[second_factor.MARK] = second_factor.BY_PROVIDER
    return _to("admin:login", then)


@require_POST
@csrf_protect
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; also that of who has only given a password."""
    person = half_signed_in(request)
    if person is not None:
        log.append("logout", by=person)
    logout(request)
    return render(
        request,
        "accounts/signed_out.html",
        {**admin.site.each_context(request), "title": _("已退出"), "has_permission": False},
    )


def _begin(request: Any, user: Any, by: str) -> None:
    # Whatever another person left behind in this browser's session goes.
    if half_signed_in(request) is not None:
        request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    log.append("login", by=user, detail={"with": by, "from": lockout.address_of(request)})


def _refused(request: HttpRequest, refused: oidc.Refused, *, status: int) -> HttpResponse:
    view = SignIn()
    view.setup(request)
    context = view.get_context_data(form=SignInForm(request), refused=refused.said)
    return render(request, SignIn.template_name, context, status=status)


def _back() -> str:
    """One address in every language: it is registered with the provider."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("accounts:single-sign-on-back")


def _to(name: str, then: str) -> HttpResponseRedirect:
    address = reverse(name)
    return HttpResponseRedirect(f"{address}?{urlencode({'next': then})}" if then else address)
