"""Refusals: problem documents (RFC 9457), in Chinese and English at once."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from budgets.terms import Said

TYPE = "application/problem+json; charset=utf-8"

# What can go wrong, by the name in the problem's type.
PROBLEMS: dict[str, tuple[int, Said]] = {
    "invalid-parameter": (400, Said("参数无效", "Invalid parameter")),
    "unknown-parameter": (400, Said("没有这个参数", "Unknown parameter")),
    "bad-request": (400, Said("请求无效", "Bad request")),
    "invalid-cursor": (400, Said("翻页标记无效", "Invalid cursor")),
    "not-found": (404, Said("没有找到", "Not found")),
    "method-not-allowed": (405, Said("只能读取", "Read only")),
    "results-changed": (410, Said("找到的内容有了变化", "Results have changed")),
    "withdrawn": (410, Said("已经撤下", "Withdrawn")),
    "too-many-requests": (429, Said("请求太频繁", "Too many requests")),
    "internal-error": (500, Said("出了意外", "Internal error")),
    "unavailable": (503, Said("暂时不可用", "Unavailable")),
}


class Problem(Exception):
    """The request is refused; `more` are further members of the document."""

    def __init__(self, name: str, detail: Said, **more: Any) -> None:
        super().__init__(detail.en)
        self.name, self.detail, self.more = name, detail, more


def problem_response(problem: Problem) -> HttpResponse:
    status, title = PROBLEMS[problem.name]
    document = {
        "type": f"{reverse('api-docs')}#problem-{problem.name}",
        "title": str(title),
        "status": status,
        "detail": str(problem.detail),
        "messages": {"zh-Hans": problem.detail.zh, "en": problem.detail.en},
        **problem.more,
    }
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(content, status=status, content_type=TYPE)
    response["Cache-Control"] = "public, max-age=60" if status in (404, 410) else "no-store"
    return response
