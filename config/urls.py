"""Addresses: Chinese at the root, English below /en/. The path alone decides the language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from accounts.views.door import SignIn, sign_out
from accounts.views.mine import ChangePassword
from api.pages import api_page

handler400 = "config.failing.bad_request"
handler404 = "config.failing.not_found"
handler500 = "config.failing.server_error"

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    # For programs: one address each, whatever the language.
    path("api/v1/", include("api.urls")),
    path("", include("budgets.crawler_urls")),
    *i18n_patterns(
        # Ahead of the admin, whose own pages for this know no second factor and no lock-out.
        path("admin/login/", SignIn.as_view()),
        path("admin/logout/", sign_out),
        path("admin/password_change/", ChangePassword.as_view()),
        path("admin/account/", include("accounts.urls")),
        path("admin/performance/", include("performance.admin.urls")),
        path("admin/bureau/", include("budgets.admin.bureau_urls")),
        path("admin/budgets/standards/", include("budgets.admin.standards_urls")),
        path("admin/", admin.site.urls),
        path("api/", api_page, name="api-docs"),
        path("", include("budgets.open_urls")),
        path("", include("budgets.urls")),
        path("", include("performance.urls")),
        prefix_default_language=False,
    ),
]
