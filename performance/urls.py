"""Public addresses of performance: projects, a body's performance, projects of a document."""

from __future__ import annotations

from django.urls import path

# The converters of years and kinds come with the addresses of documents.
from budgets import urls as documents
from performance.pages import views

_DOCUMENT = "departments/<slug:slug>/<year:year>/<kind:kind>/"

assert documents.urlpatterns

urlpatterns = [
    path("projects/<str:code>/", views.project_page, name="project"),
    path(
        "departments/<slug:slug>/performance/",
        views.department_performance,
        name="department-performance",
    ),
    path(
        "departments/<slug:slug>/performance/<year:year>/",
        views.department_performance,
        name="department-performance-year",
    ),
    path(
        f"{_DOCUMENT}projects/<path:named>/",
        views.project_of_document,
        name="project-of-document",
    ),
    path(
        f"{_DOCUMENT}v<int:version>/projects/<path:named>/",
        views.project_of_document,
        name="project-of-document-version",
    ),
]
