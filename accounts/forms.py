"""What people fill in to sign in, and to change their password or second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm, UsernameField
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import lockout, second_factor
from accounts.passwords import LONGEST
from budgets import log

# One answer, whether the account is unknown or disabled, the password wrong, or both locked.
WRONG = _(
    "账号或密码不正确，请检查大小写后再试。连续多次失败后，登录会暂停 15 分钟；"
    "忘记密码请联系管理员。"
)


class SignInForm(forms.Form):
    """Account and password. `user` is who they belong to, once the form is valid."""

    username = UsernameField(
        label=_("账号"), max_length=150, widget=forms.TextInput(attrs={"autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.request = request
        self.user: Any = None
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "username" in given and "password" in given:
            self.user = self._signed_in(given["username"], given["password"])
        return given

    def _signed_in(self, username: str, password: str) -> Any:
        password = password[: LONGEST + 1]
        address = lockout.address_of(self.request)
        noted = lockout.attempt(username, address)
        if noted is None:
            # As long as it takes to look at a password, so that the time does not tell of the lock.
            get_user_model()().set_password(password)
            raise ValidationError(WRONG, code="invalid")
        user = authenticate(self.request, username=username, password=password)
        if user is None or len(password) > LONGEST:
            _log_failure(username, address, noted)
            raise ValidationError(WRONG, code="invalid")
        lockout.passed(noted)
        return user


class CodeForm(forms.Form):
    """A code of the second factor. `kind` is what it was, once the form is valid."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.kind = ""

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            kind = second_factor.check(self.user, code)
        except second_factor.TooManyCodes as held:
            raise ValidationError(
                _("验证码错误次数过多，请等 %(seconds)s 秒后再试。"),
                params={"seconds": held.seconds},
            ) from held
        if kind is None:
            log.append("second-factor-failed", by=self.user, subject=self.user)
            raise ValidationError(_("验证码不正确，或已经用过。请等应用显示下一个验证码再试。"))
        self.kind = kind
        return code


class FirstCodeForm(forms.Form):
    """The first code of a new second factor: it shows that the app has taken the secret."""

    code = forms.CharField(
        label=_("应用显示的 6 位验证码"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class ChoosePasswordForm(SetPasswordForm):
    """A first or new password, after a link of an administrator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        _name_new_passwords(self)


class ChangePasswordForm(PasswordChangeForm):
    """A new password, for who knows the present one. Guesses count as those at the door do."""

    def __init__(self, user: Any, address: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, label_suffix="", **kwargs)
        self.address = address
        self.fields["old_password"].label = _("现在的密码")
        _name_new_passwords(self)

    def clean_old_password(self) -> str:
        noted = lockout.attempt(self.user.get_username(), self.address)
        if noted is None:
            raise ValidationError(_("错误次数过多，请过 15 分钟再试。"))
        old: str = super().clean_old_password()
        lockout.passed(noted)
        return old


def _name_new_passwords(form: forms.Form) -> None:
    form.fields["new_password1"].label = _("新密码")
    form.fields["new_password1"].help_text = _(
        "至少 12 个字符，最多 128 个；可以是一句话，可以粘贴。不能是常见的密码，也不能与账号或姓名相近。"
    )
    form.fields["new_password2"].label = _("再输入一次新密码")
    form.fields["new_password2"].help_text = ""
    for name in ("new_password1", "new_password2"):
        # No maxlength: a browser would cut what is pasted without a word.
        form.fields[name].widget.attrs["minlength"] = 12


def _log_failure(username: str, address: str, noted: Any) -> None:
    """An account that there is, is named; anything else that was typed may be a password."""
    user = get_user_model().objects.filter(username=username).first()
    detail = {"from": address} if user else {"from": address, "name": noted.name[:16]}
    log.append("login-failed", subject=user, detail=detail)
    if lockout.locks(noted):
        log.append("lock-out", subject=user, detail=detail)
