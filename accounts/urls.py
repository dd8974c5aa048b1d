"""Addresses of signing in and of one's own account; all below /admin/, as the workplace is."""

from django.urls import path

from accounts.views import door, mine

app_name = "accounts"

urlpatterns = [
    path("code/", door.Code.as_view(), name="code"),
    path("single-sign-on/", door.single_sign_on, name="single-sign-on"),
    path("single-sign-on/back/", door.single_sign_on_back, name="single-sign-on-back"),
    path("", mine.mine, name="mine"),
    path("sessions/", mine.end_others, name="end-others"),
    path("second-factor/", mine.manage, name="second-factor"),
    path("second-factor/set-up/", mine.SetUp.as_view(), name="set-up"),
    path("second-factor/set-up/code.svg", mine.picture, name="picture"),
    path("password/<uidb64>/<token>/", mine.ChoosePassword.as_view(), name="choose-password"),
]
