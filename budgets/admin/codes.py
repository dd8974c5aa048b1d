"""The official code lists: searching them, and bringing them as CSV."""

from __future__ import annotations

import csv
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets import models
from budgets.access import Action, require_everywhere
from budgets.admin.answers import page
from budgets.admin.scope import Scoped
from budgets.catalogues import CatalogueError, load_catalogue, load_shipped


class ImportForm(forms.Form):
    """A catalogue and its CSV."""

    catalogue = forms.ChoiceField(
        label=gettext_lazy("目录"), choices=models.ClassificationCode.Catalogue.choices
    )
    file = forms.FileField(
        label=gettext_lazy("CSV 文件"),
        max_length=200,
        help_text=gettext_lazy("Excel、WPS 里“另存为 CSV”即可，UTF-8 或 GB18030 编码都行。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt"}),
    )
    keep_existing = forms.BooleanField(
        label=gettext_lazy("只添新代码"),
        required=False,
        help_text=gettext_lazy("目录里已有的代码不改名称和核实情况。"),
    )


def _import(request: HttpRequest) -> HttpResponse:
    require_everywhere(request.user, Action.MANAGE)
    status = 200
    if request.method == "POST" and "shipped" in request.POST:
        added = load_shipped().added
        messages.success(request, _("随程序附带的目录：新增 %(n)s 个代码。") % {"n": added})
        return redirect("admin:budgets_classificationcode_changelist")
    form = ImportForm()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                loaded = load_catalogue(
                    given["catalogue"], given["file"].read(), keep_existing=given["keep_existing"]
                )
            except CatalogueError as error:
                form.add_error("file", str(error))
            except csv.Error:
                form.add_error("file", _("文件不是 CSV：里面有表格软件不会写出的字符。"))
            else:
                said = _("已导入：新增 %(added)s 个代码，更新 %(changed)s 个。") % {
                    "added": loaded.added,
                    "changed": loaded.changed,
                }
                messages.success(request, said)
                return redirect("admin:budgets_classificationcode_changelist")
    opts = models.ClassificationCode._meta
    return page(
        request, "import_codes.html", _("导入分类目录"), status=status, form=form, opts=opts
    )


@admin.register(models.ClassificationCode)
class ClassificationCodeAdmin(Scoped):
    list_display = ["code", "name", "catalogue", "level", "status", "edition"]
    list_display_links = ["code", "name"]
    list_filter = ["catalogue", "level", "status"]
    search_fields = ["code__startswith", "name"]
    search_help_text = gettext_lazy("按代码开头或名称查找。")
    list_per_page = 100
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = path("import/", wrap(_import), name="budgets_classificationcode_import")
        urls: list[Any] = super().get_urls()
        return [own, *urls]
