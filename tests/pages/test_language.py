"""The English interface is complete: every text of a page has its translation."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation.template import templatize

from budgets.pages.rendering import ENVIRONMENT
from tests.builders import finding, published, whole_document
from tests.performance import pages_building as performance

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django"
APPS = ("budgets", "performance", "config")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext"}
HAN = re.compile(r"[\u3400-\u9fff]")


def in_python() -> Iterator[str]:
    for source in [file for app in APPS for file in (ROOT / app).rglob("*.py")]:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def in_jinja() -> Iterator[str]:
    for source in [file for app in APPS for file in (ROOT / app).rglob("jinja/*.html")]:
        for _line, _function, text in ENVIRONMENT.extract_translations(
            source.read_text(encoding="utf-8")
        ):
            if isinstance(text, str):
                yield text


def in_templates() -> Iterator[str]:
    for source in (ROOT / "templates").rglob("*.html"):
        for text in re.findall(
            r"gettext\(u?('[^']*'|\"[^\"]*\")\)", templatize(source.read_text(encoding="utf-8"))
        ):
            yield ast.literal_eval(text)


def catalogue() -> dict[str, str]:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    texts = {key[0] if isinstance(key, tuple) else key: text for key, text in found.items()}
    return {key.rpartition("\x04")[2]: text for key, text in texts.items() if key}


@pytest.mark.parametrize("texts", [in_python, in_jinja, in_templates])
def test_every_text_is_translated(texts) -> None:  # type: ignore[no-untyped-def]
    known = catalogue()

    used = {text for text in texts() if HAN.search(text)}

    assert used
    assert sorted(used - set(known)) == []


def test_no_entry_is_empty_doubtful_or_still_chinese() -> None:
    text = CATALOGUE.with_suffix(".po").read_text(encoding="utf-8")

    assert "fuzzy" not in text
    assert not re.findall(r'^msgstr(?:\[\d\])? ""\n(?!")', text, re.MULTILINE)[1:]
    assert not [english for english in catalogue().values() if HAN.search(english)]


def test_the_compiled_catalogue_is_that_of_the_sources() -> None:
    text = CATALOGUE.with_suffix(".po").read_text(encoding="utf-8")

    # A long entry goes on over several lines, each a string of its own.
    entries = re.findall(r'^msgid ((?:".*"\n)+)', text, re.MULTILINE)
    written = {"".join(ast.literal_eval(line) for line in entry.splitlines()) for entry in entries}

    assert written - {""} == set(catalogue())


def test_placeholders_survive_translation() -> None:
    for chinese, english in catalogue().items():
        assert set(re.findall(r"%(?:\(\w+\))?s", chinese)) == set(
            re.findall(r"%(?:\(\w+\))?s", english)
        )


OFFICE = "/departments/mou-shi-wai-ban/"
PATHS = [
    "/",
    "/about/",
    "/nowhere/",
    "/search/",
    "/search/?q=支出",
    "/search/?q=支出总是",
    "/glossary/",
    "/regions/110000/",
    "/regions/110000/2026/budget/",
    "/years/2026/budget/",
    OFFICE,
    f"{OFFICE}2026/budget/",
    f"{OFFICE}2026/budget/versions/",
    f"{OFFICE}2026/budget/tables/1/",
    f"{OFFICE}2026/budget/tables/6/",
    f"{OFFICE}2026/budget/tables/3/?unit=元",
    "/compare/",
    "/compare/?b=mou-shi-wai-ban&m=spending&m=function-201",
    "/verify/",
    "/data/",
    "/api/",
]
PERFORMANCE_PATHS = [
    f"{performance.BASE}/2025/budget/",
    f"{performance.BASE}/2025/performance/",
    f"{performance.BASE}/2025/evaluation/",
    f"{performance.BASE}/2024/evaluation/",
    f"{performance.BASE}/performance/",
    f"{performance.BASE}/performance/2024/",
    f"/projects/{performance.CODE}/",
]


@pytest.mark.django_db
def test_chinese_on_an_english_page_is_marked_as_chinese(client: Client) -> None:
    data = whole_document()
    published(data, findings=[finding(data)])

    assert {path: found for path in PATHS if (found := unmarked(client, path))} == {}


@pytest.mark.django_db
def test_so_is_chinese_on_an_english_page_of_performance(client: Client) -> None:
    for data in (
        performance.targets(2024, count="8"),
        performance.targets(),
        performance.forms(),
        performance.evaluation(),
        performance.grades(2024),
    ):
        performance.published(data)

    paths = PERFORMANCE_PATHS
    assert {path: found for path in paths if (found := unmarked(client, path))} == {}


class Unmarked(HTMLParser):
    """Texts in Chinese, and those that are read aloud, in no element that is marked as Chinese."""

    SPOKEN = ("aria-label", "alt", "placeholder", "title")
    EMPTY = ("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr")

    def __init__(self) -> None:
        super().__init__()
        self.languages: list[tuple[str, bool]] = [("", False)]
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        language = (told.get("lang") or "").casefold()
        chinese = language.startswith("zh") if language else self.languages[-1][1]
        if not chinese:
            self._keep(*(told.get(name) or "" for name in self.SPOKEN))
        if tag not in self.EMPTY:
            self.languages.append((tag, chinese))

    def handle_endtag(self, tag: str) -> None:
        while len(self.languages) > 1 and self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.languages[-1][1] and self.languages[-1][0] not in (
            "script",
            "style",
            "desc",
            "code",
        ):
            self._keep(data)

    def _keep(self, *texts: str) -> None:
        self.found.update(text.strip() for text in texts if HAN.search(text))


def unmarked(client: Client, path: str) -> set[str]:
    """What stands on the English page in Chinese without being marked as Chinese."""
    page = client.get(f"/en{path}").content.decode()
    reading = Unmarked()
    reading.feed(page[page.index("<body") :])
    return reading.found
