"""The charts of a document as files of their own: SVG, PNG and the numbers as CSV, in each language.

They are made when a version is published and never change. An SVG needs nothing but itself: colours
and letters stand in it, light, on a ground of its own.
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from budgets.confined import render_pictures
from budgets.data import DisclosureData
from budgets.exports import harmless
from budgets.models import Disclosure
from budgets.money import yuan
from budgets.pages.charts import WIDE, flow_pictures
from budgets.pages.flows import NATURE, Flow, flows_of
from budgets.pages.rendering import render
from budgets.pages.understanding.breakdown import ECONOMICS, FUNCTIONS, Breakdown
from budgets.pages.understanding.story import Story
from budgets.pages.understanding.tiles import HEIGHT, SIZE, WIDTH, levels_of
from budgets.pages.units import unit_name
from budgets.printing import PrintingUnavailable

FLOW, FLOW_BY_NATURE = "flow", "flow-nature"
CHARTS = (FLOW, FLOW_BY_NATURE, FUNCTIONS, ECONOMICS)
TYPES = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
}
_MARGIN = 16

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Titled:
    """What stands over and under a chart, `unit` beside its title."""

    title: str
    unit: str
    source: str


def chart_path(language: str, name: str, suffix: str) -> str:
    """Where a chart stands among the files of a version."""
    return f"charts/{language}/{name}.{suffix}"


def flow_name(flow: Flow) -> str:
    return FLOW_BY_NATURE if flow.by == NATURE else FLOW


def flow_title(flow: Flow) -> str:
    """What a flow shows, in the active language."""
    if flow.by == NATURE:
        return _("收入从哪里来，支出是什么性质")
    return _("收入从哪里来，支出到哪里去")


def chart_files(data: DisclosureData, story: Story | None) -> dict[str, tuple[bytes, str]]:
    """Every chart, path -> (content, type); PNGs are missing where nothing can draw them."""
    flows = flows_of(data)
    pictures: dict[str, bytes] = {}
    files: dict[str, tuple[bytes, str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name, svg, rows in _charts(data, flows, story):
                pictures[chart_path(language, name, "png")] = svg
                files[chart_path(language, name, "svg")] = (svg, TYPES["svg"])
                files[chart_path(language, name, "csv")] = (_csv(rows), TYPES["csv"])
    for path, png in zip(pictures, _drawn(list(pictures.values())), strict=False):
        files[path] = (png, TYPES["png"])
    return files


def _drawn(pictures: list[bytes]) -> tuple[bytes, ...]:
    """The pictures as PNG; none where they can't be drawn: a document never waits for them."""
    try:
        return render_pictures(pictures) if pictures else ()
    except PrintingUnavailable:
        logger.warning("A document goes out without its charts as PNG", exc_info=True)
        return ()


def _charts(
    data: DisclosureData, flows: Sequence[Flow], story: Story | None
) -> Iterator[tuple[str, bytes, list[list[str]]]]:
    source = f"{data.department} {data.fiscal_year} {Disclosure.Kind(data.kind).label}"
    for flow in flows:
        titled = Titled(flow_title(flow), unit_name(flow.unit), source)
        wide, _narrow = flow_pictures(flow)
        drawing = {"flow": wide, "width": WIDE.width, "height": wide.height, "size": WIDE.size}
        yield flow_name(flow), _svg(titled, drawing), list(_flow_rows(flow))
    if story is None:
        return
    for tree, title in (
        (story.functions, _("钱花在哪些事上")),
        (story.economics, _("钱买了什么")),
    ):
        if tree is None:
            continue
        top = levels_of(story, tree)[0]
        if top.tiles:
            titled = Titled(f"{title} {top.figure}", unit_name(story.unit), source)
            drawing = {"tiles": top.tiles, "width": WIDTH, "height": HEIGHT, "size": SIZE}
            yield tree.name, _svg(titled, drawing), list(_tree_rows(story, tree))


def _svg(titled: Titled, drawing: dict[str, object]) -> bytes:
    return render("alone.svg", {"titled": titled, "margin": _MARGIN, **drawing}).encode()


def _flow_rows(flow: Flow) -> Iterator[list[str]]:
    yield [_("收支"), _("收支项目"), _("金额（元）"), _("表"), _("行")]
    for side, streams in ((_("收入"), flow.sources), (_("支出"), flow.uses)):
        for one in streams:
            yield [side, one.name, yuan(one.fen), str(one.n), str(one.row)]


def _tree_rows(story: Story, tree: Breakdown) -> Iterator[list[str]]:
    yield [_("级次"), _("科目编码"), _("科目名称"), _("金额（元）"), _("表"), _("行")]
    for level, node in tree.walk():
        place = [str(node.cell.n), str(node.cell.row + 1)]
        yield [str(level + 1), node.code, story.name(node.code), yuan(node.fen), *place]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, as every CSV here."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_cell(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """A negative amount is a figure, no formula."""
    return text if text.lstrip("-").replace(".", "", 1).isdigit() else harmless(text)
