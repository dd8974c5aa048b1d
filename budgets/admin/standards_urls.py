"""The addresses of the sets of forms and their blank workbooks, below admin/budgets/standards/."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from budgets.admin import blanks

app_name = "standards"

urlpatterns = [
    path("", admin.site.admin_view(blanks.standards_page), name="list"),
    path("<slug:key>/blank.xlsx", admin.site.admin_view(blanks.blank_workbook), name="blank"),
]
