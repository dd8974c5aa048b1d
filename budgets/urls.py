"""Public addresses. A document's newest version and each named version have the same ones below."""

from __future__ import annotations

import re

from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from budgets.evidence.pages import verify_page
from budgets.models import Disclosure
from budgets.pages import (
    compare,
    compare_pictures,
    due,
    glossary,
    published,
    ranking,
    search,
    versions,
    views,
)
from budgets.pages.changes import CHANGES
from budgets.pages.citing import FORMS
from budgets.pages.datasets import CARD
from budgets.pages.moment import at_one_moment
from budgets.pages.understanding.chart_files import CHARTS, TYPES
from budgets.pages.understanding.taken import chart_file


class KindConverter(StringConverter):
    regex = "|".join(Disclosure.Kind.values)


class YearConverter(IntConverter):
    regex = "[0-9]{4}"


class FileConverter(StringConverter):
    regex = "|".join(re.escape(name) for name in [*published.DOWNLOADS, *CHANGES, CARD])


class TableFileConverter(StringConverter):
    regex = "csv|xlsx|json"


class ChartConverter(StringConverter):
    regex = "|".join(CHARTS)


class ChartFileConverter(StringConverter):
    regex = "|".join(TYPES)


class CitationConverter(StringConverter):
    regex = "|".join(FORMS)


register_converter(CitationConverter, "citation")
register_converter(ChartConverter, "chart")
register_converter(ChartFileConverter, "chartfile")
register_converter(KindConverter, "kind")
register_converter(YearConverter, "year")
register_converter(FileConverter, "file")
register_converter(TableFileConverter, "tablefile")


def document(version: str = "", suffix: str = "") -> list[URLPattern]:
    """The addresses of a document, below its own or below a version's."""
    base = f"departments/<slug:slug>/<year:year>/<kind:kind>/{version}"
    return [
        path(base, at_one_moment(published.disclosure_page), name=f"disclosure{suffix}"),
        path(f"{base}tables/<int:n>/", published.table_page, name=f"table{suffix}"),
        path(
            f"{base}tables/<int:n>.<tablefile:suffix>",
            published.published_file,
            name=f"table-file{suffix}",
        ),
        path(f"{base}charts/<chart:chart>.<chartfile:suffix>", chart_file, name=f"chart{suffix}"),
        path(f"{base}cite.<citation:citation>", published.citation_file, name=f"citation{suffix}"),
        path(
            f"{base}tables/<int:n>/cite.<citation:citation>",
            published.citation_file,
            name=f"table-citation{suffix}",
        ),
        path(f"{base}<file:name>", published.published_file, name=f"published-file{suffix}"),
    ]


urlpatterns = [
    path("", at_one_moment(views.home), name="home"),
    path("about/", views.about, name="about"),
    path("search/", at_one_moment(search.search_page), name="search"),
    path("search/suggest/", at_one_moment(search.suggestions), name="search-suggestions"),
    path("compare/", at_one_moment(compare.compare_page), name="compare"),
    path("compare.csv", at_one_moment(compare.compare_csv), name="compare-csv"),
    *(
        path(
            f"compare.{suffix}",
            compare_pictures.compare_picture,
            {"suffix": suffix},
            name=f"compare-{suffix}",
        )
        for suffix in ("svg", "png")
    ),
    path("glossary/", glossary.glossary_page, name="glossary"),
    path("verify/", verify_page, name="verify"),
    path("regions/<slug:code>/", at_one_moment(views.region_page), name="region"),
    path("regions/<slug:code>/due/", at_one_moment(due.due_page), name="region-due"),
    path(
        "regions/<slug:code>/<year:year>/<kind:kind>/",
        at_one_moment(ranking.region_year_page),
        name="region-year",
    ),
    path("years/<year:year>/<kind:kind>/", at_one_moment(ranking.year_page), name="year"),
    path("departments/<slug:slug>/", at_one_moment(views.department_page), name="department"),
    *document(),
    path(
        "departments/<slug:slug>/<year:year>/<kind:kind>/versions/",
        at_one_moment(versions.versions_page),
        name="versions",
    ),
    *document("v<int:version>/", "-version"),
]
