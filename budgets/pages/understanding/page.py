"""The parts of a document's page that tell it in words and pictures, for its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.data import DisclosureData
from budgets.models import Disclosure
from budgets.narrative.data import NarrativeCheck
from budgets.pages.glossing import Glossing
from budgets.pages.understanding.changed import changed_since
from budgets.pages.understanding.executed import executed_of
from budgets.pages.understanding.plain import plain_words
from budgets.pages.understanding.story import Story
from budgets.pages.understanding.tiles import HEIGHT, SIZE, WIDTH, levels_of
from budgets.pages.units import unit_name

# Stands in a stored body for the address of the site, which may have another one tomorrow: the view
# puts today's in its place.
HERE = "https://this-site.invalid"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture that can be taken away: below the document's address, charts/<name>.svg and so on.

    `snippet` is what embeds it in another page.
    """

    name: str
    title: str
    snippet: str


def understood(
    disclosure: Disclosure, story: Story | None, claims: NarrativeCheck | None
) -> Mapping[str, Any]:
    """What the template needs, in the active language."""
    if story is None:
        return {
            "plain": None,
            "trees": (),
            "executed": None,
            "changed": None,
            "terms": Glossing,
        }
    trees = [
        {"name": tree.name, "title": title, "said": said, "levels": levels_of(story, tree),
         "whole": tree.whole, "family": tree.family, "chart": chart_of(story.data, tree.name, title)}
        for tree, title, said in (
            (story.functions, _("钱花在哪些事上"), _("按功能分类")),
            (story.economics, _("钱买了什么"), _("按经济分类")),
        )
        if tree is not None
    ]  # fmt: skip
    executed = executed_of(disclosure, story)
    return {
        "plain": plain_words(story, executed),
        "executed": executed,
        "trees": trees,
        "tile": {"width": WIDTH, "height": HEIGHT, "size": SIZE},
        "changed": changed_since(disclosure, story, claims),
        "measures": story.measures,
        "story_unit": unit_name(story.unit),
        "terms": Glossing,
    }


def chart_of(data: DisclosureData, name: str, title: str) -> Chart:
    base = HERE + reverse(
        "disclosure-version", args=[data.slug, data.fiscal_year, data.kind, data.version]
    )
    said = f"{data.department} {data.fiscal_year} {Disclosure.Kind(data.kind).label} {title}"
    snippet = (
        f'<a href="{base}#{name}"><img src="{base}charts/{name}.svg" alt="{_plain(said)}"></a>'
    )
    return Chart(name, title, snippet)


def _plain(text: str) -> str:
    """A text within quotes of another page."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
