"""The addresses of the entry pages, below admin/performance/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path

from performance.admin import evaluations, targets, workbench
from performance.admin.door import live_door, page_door

app_name = "performance-admin"


def own(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    return path(address, page_door(view), name=name)


def live(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    return path(address, live_door(view), name=name)


urlpatterns = [
    # A choice of three fields is quickly made again: one signs in and chooses.
    path("start/", admin.site.admin_view(workbench.start), name="start"),
    own("forms/<slug:form>.xlsx", workbench.blank, "blank"),
    own("<int:pk>/", workbench.workbench, "workbench"),
    own("<int:pk>/drop/<slug:subject>/<int:place>/", workbench.drop, "drop"),
    own("<int:pk>/projects/new/", targets.project, "new-project"),
    live("<int:pk>/projects/new/check/", targets.check_project, "check-new-project"),
    own("<int:pk>/projects/<int:place>/", targets.project, "project"),
    live("<int:pk>/projects/<int:place>/check/", targets.check_project, "check-project"),
    own("<int:pk>/overall/", targets.overall, "overall"),
    live("<int:pk>/overall/check/", targets.check_overall, "check-overall"),
    own("<int:pk>/evaluations/new/", evaluations.evaluation, "new-evaluation"),
    live("<int:pk>/evaluations/new/score/", evaluations.score, "score-new-evaluation"),
    own("<int:pk>/evaluations/<int:place>/", evaluations.evaluation, "evaluation"),
    live("<int:pk>/evaluations/<int:place>/score/", evaluations.score, "score-evaluation"),
]
