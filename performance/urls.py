"""Public addresses of performance: projects, a body's performance, projects of a document."""

from __future__ import annotations

from django.urls import path

# The converters of years and kinds come with the addresses of documents.
from budgets import urls as documents
from budgets.pages.moment import at_one_moment
from performance.pages import views

_DOCUMENT = "departments/<slug:slug>/<year:year>/<kind:kind>/"

assert documents.urlpatterns

urlpatterns = [
    path("projects/<str:code>/", at_one_moment(views.project_page), name="project"),
    path(
        "departments/<slug:slug>/performance/",
        at_one_moment(views.department_performance),
        name="department-performance",
    ),
    path(
        "departments/<slug:slug>/performance/<year:year>/",
        at_one_moment(views.department_performance),
        name="department-performance-year",
    ),
    path(
        f"{_DOCUMENT}projects/<path:named>/",
        at_one_moment(views.project_of_document),
        name="project-of-document",
    ),
    path(
        f"{_DOCUMENT}v<int:version>/projects/<path:named>/",
        at_one_moment(views.project_of_document),
        name="project-of-document-version",
    ),
]
