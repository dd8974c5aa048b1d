"""/verify/: is this file, or this digest on a sheet of paper, the published one? For everybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from budgets import models
from budgets.evidence.chain import head
from budgets.evidence.digests import LONGEST, SHORTEST, NotADigest, read_digest
from budgets.evidence.identifying import Match, Outcome, Verdict, by_bytes, by_digest
from budgets.isolation import Busy
from budgets.pages.answers import live_page, public_page

# What is said of a version's page bodies would say nothing to anybody: they have no address.
_BODIES = "bodies/"

WHY_NOT = {
    "empty": gettext_lazy("请输入摘要，或选择文件。"),
    "digits": gettext_lazy("摘要由数字 0–9 和字母 a–f 组成；输入的文字里有别的字符。"),
    "short": gettext_lazy("太短：至少输入摘要开头的 16 位（页脚里的第一组）。"),
    "long": gettext_lazy("太长：摘要最多 64 位。一次只能查一个摘要。"),
}


class FileForm(forms.Form):
    """The file to be looked at."""

    file = forms.FileField(
        error_messages={
            "required": WHY_NOT["empty"],
            "missing": WHY_NOT["empty"],
            "empty": gettext_lazy("这个文件是空的。"),
        },
        max_length=255,
    )


# Without a token of its own: a token needs a cookie, and this page is the same for everybody and
# kept as such. There is nothing to forge: the answer changes nothing, reads nothing of the reader,
# and goes to the one who sent the file.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponseBase:
    """A form; with ?hash= or a posted file, the answer. `format=json` gives it to programs."""
    wants_json = "json" in (request.GET.get("format"), request.POST.get("format"))
    if request.method == "POST":
        return _file_answer(request, wants_json)
    typed = request.GET.get("hash")
    if typed is None:
        context = {"verdict": None, "typed": "", **_shared()}
        if wants_json:
            return _json({"log": _head()})
        return public_page(request, "pages/verify.html", context)
    try:
        verdict = by_digest(read_digest(typed))
    except NotADigest as error:
        return _refusal(request, wants_json, str(WHY_NOT[str(error)]), typed=typed[:200])
    return _answer(request, wants_json, verdict, typed=typed[:200])


def _file_answer(request: HttpRequest, wants_json: bool) -> HttpResponseBase:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refusal(request, wants_json, " ".join(form.errors["file"]))
    upload = form.cleaned_data["file"]
    try:
        verdict = by_bytes(upload.read(), upload.name)
    except Busy:
        answer = _refusal(
            request, wants_json, _("正在处理的文件太多，请过一会儿再试。"), status=503
        )
        answer["Retry-After"] = "10"
        return answer
    return _answer(request, wants_json, verdict, name=upload.name)


def _answer(
    request: HttpRequest, wants_json: bool, verdict: Verdict, typed: str = "", name: str = ""
) -> HttpResponseBase:
    if wants_json:
        return _json(_document(request, verdict))
    context = {
        "verdict": verdict,
        "shown": [_shown(match, verdict) for match in verdict.matches],
        "typed": typed,
        "name": name,
        **_shared(),
    }
    return live_page(request, "pages/verify.html", context)


def _refusal(
    request: HttpRequest, wants_json: bool, message: str, typed: str = "", status: int = 400
) -> HttpResponse:
    if wants_json:
        return _json({"error": message}, status)
    context = {"verdict": None, "error": message, "typed": typed, **_shared()}
    response = live_page(request, "pages/verify.html", context)
    response.status_code = status
    return response


def _shared() -> dict[str, Any]:
    return {
        "head": head(),
        "shortest": SHORTEST,
        "longest": LONGEST,
        "largest": settings.MAX_REQUEST_BYTES // 2**20,
    }


# --- What is shown of a version ------------------------------------------------------------------


def _shown(match: Match, verdict: Verdict) -> dict[str, Any]:
    disclosure = match.disclosure
    withdrawn = disclosure.status == models.Disclosure.Status.WITHDRAWN
    return {
        "match": match,
        "disclosure": disclosure,
        "address": _address(disclosure),
        "file_name": _file_name(disclosure, match.path),
        "withdrawn": withdrawn,
        "current": match.current,
        "files": [] if withdrawn else list(_files(disclosure)),
    }


def _address(disclosure: models.Disclosure) -> str:
    """The address that names the version, which stays when another one takes its place."""
    body, year = disclosure.department.slug, disclosure.fiscal_year.year
    return reverse("disclosure-version", args=[body, year, disclosure.kind, disclosure.version])


def _file_name(disclosure: models.Disclosure, path: str) -> str:
    """Which file of a version it is, in words."""
    if path.startswith("tables/"):
        number, _dot, suffix = path.removeprefix("tables/").partition(".")
        table = disclosure.tables.filter(n=int(number)).first() if number.isdecimal() else None
        return f"{table or number} {suffix.upper()}"
    names = {
        "report.pdf": _("全文 PDF"),
        "workbook.xlsx": _("全部表格 XLSX"),
        "data.json": _("开放数据 JSON"),
        "card.png": _("分享用的图片"),
    }
    return str(names.get(path, path))


def _files(disclosure: models.Disclosure) -> Any:
    return disclosure.files.exclude(path__startswith=_BODIES).order_by("path")


# --- For programs --------------------------------------------------------------------------------


def _json(document: dict[str, Any], status: int = 200) -> HttpResponse:
    response = JsonResponse(document, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _head() -> dict[str, Any] | None:
    entry = head()
    if entry is None:
        return None
    at = timezone.localtime(entry.at).isoformat()
    return {"position": entry.position, "sha256": entry.sha256, "at": at}


def _document(request: HttpRequest, verdict: Verdict) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome,
        "published": verdict.outcome in (Outcome.FILE, Outcome.CONTENT),
        "sha256": verdict.sha256,
        "matches": [_match_document(request, match) for match in verdict.matches],
        "more": verdict.more,
        "differences": list(verdict.differences),
        "log": _head(),
    }


def _match_document(request: HttpRequest, match: Match) -> dict[str, Any]:
    disclosure, current = match.disclosure, match.current
    address = request.build_absolute_uri(_address(disclosure))
    withdrawn = disclosure.status == models.Disclosure.Status.WITHDRAWN

    def moment(at: Any) -> str:
        return timezone.localtime(at).isoformat() if at else ""

    return {
        "department": {
            "slug": disclosure.department.slug,
            "name": disclosure.department.name,
            "region": disclosure.department.region.code,
        },
        "fiscal_year": disclosure.fiscal_year.year,
        "kind": disclosure.kind,
        "version": disclosure.version,
        "status": disclosure.status,
        "published_at": moment(disclosure.published_at),
        "address": address,
        "path": match.path,
        "sha256": disclosure.sha256,
        "sm3": disclosure.sm3,
        "superseded_by": {
            "version": current.version,
            "published_at": moment(current.published_at),
            "address": request.build_absolute_uri(_address(current)),
        }
        if current
        else None,
        "withdrawn_at": moment(disclosure.withdrawn_at),
        "withdrawal_notice": disclosure.withdrawal_notice,
        "files": []
        if withdrawn
        else [
            {"path": file.path, "sha256": file.sha256, "size": file.size}
            for file in _files(disclosure)
        ],
    }
