"""An explanation brought as a whole: uploaded, pasted, or typed with its headings as printed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets.admin.answers import page
from budgets.admin.explanation_changes import PAGE, changed
from budgets.admin.scope import working_draft
from budgets.admin.slots import digest
from budgets.confined import read_narrative
from budgets.data import SectionData
from budgets.narrating import put_text
from budgets.narrative.reading import MAX_CHARACTERS, UnusableNarrative
from budgets.storage import sections


class TextForm(forms.Form):
    """A file, or the text itself; the file counts where there is one."""

    file = forms.FileField(
        label=gettext_lazy("上传文件"),
        required=False,
        help_text=gettext_lazy("Word 文档（.docx）或文本文件（.txt）。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("或者粘贴、输入全文"),
        required=False,
        strip=False,
        max_length=2 * MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 24, "class": "whole"}),
        help_text=gettext_lazy(
            "标题照印出来的样子各占一行，如“一、部门情况”“（一）收入预算说明”；每一段占一行。"
        ),
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text") or ""
        if not file and not text.strip():
            raise ValidationError(_("请上传文件，或者粘贴、输入说明的文字。"))
        try:
            content = file.read() if file else text.encode()
            given["sections"] = read_narrative(content, file.name if file else "")
        except UnusableNarrative as error:
            self.add_error("file" if file else "text", error.message)
        return given


def as_text(parts: tuple[SectionData, ...]) -> str:
    """An explanation as it is typed: every heading and every paragraph a line."""
    return "\n".join(
        line
        for section in parts
        for line in (*([section.heading] if section.heading else []), *section.paragraphs)
    )


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Another text in the place of the explanation; what stood there is kept."""
    draft = working_draft(request, pk)
    if draft is None:
        return redirect(PAGE, pk)
    now = as_text(sections(draft.narrative))
    status = 200
    if request.method == "POST":
        form = TextForm(request.POST, request.FILES)
        if form.is_valid():
            if as_text(form.cleaned_data["sections"]) == now:
                messages.info(request, _("没有变动。"))
                return redirect(PAGE, pk)
            if form.cleaned_data["was"] == digest(now):
                return _put(request, draft, form.cleaned_data["sections"])
            messages.error(
                request, _("说明刚刚被改动，没有保存。要用下面的文字代替它，请再保存一次。")
            )
            form, status = _again(form, now), 409
        else:
            status = 422
    else:
        form = TextForm(initial={"text": now, "was": digest(now)})
    return page(
        request,
        "narrative/text.html",
        _("上传或输入说明"),
        status=status,
        disclosure=draft,
        form=form,
    )


def _put(request: HttpRequest, draft: Any, parts: tuple[SectionData, ...]) -> HttpResponse:
    paragraphs = sum(len(part.paragraphs) for part in parts)
    return changed(
        request,
        draft,
        lambda: put_text(draft, sections=parts, by=request.user),
        _("已换成这份说明：%(sections)s 节、%(paragraphs)s 段；原来的留在办理记录里，可以取回。")
        % {"sections": len(parts), "paragraphs": paragraphs},
    )


def _again(form: TextForm, now: str) -> TextForm:
    """The form with what was typed, to be sent once more over what others wrote meanwhile."""
    text = as_text(form.cleaned_data["sections"])
    return TextForm(initial={"text": text, "was": digest(now)})
