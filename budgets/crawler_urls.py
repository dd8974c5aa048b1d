"""What search engines ask for, under the names that they know."""

from __future__ import annotations

from django.urls import path

from budgets.pages import sitemaps

urlpatterns = [
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/places.xml", sitemaps.places, name="sitemap-places"),
    path("sitemaps/bodies-<int:part>.xml", sitemaps.bodies, name="sitemap-bodies"),
    path("sitemaps/documents-<int:part>.xml", sitemaps.documents, name="sitemap-documents"),
]
