"""How every kind of public page is looked at in a browser: axe, all widths, both schemes, reflow,
large letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE, TABLET, DESK, NARROWEST = 390, 768, 1280, 320
# WCAG 2.2's rule about the size of targets is not among those that axe runs unasked.
_ALL = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
# WCAG 2.2, 1.4.12, as somebody's own style sheet asks for it.
_SPACED = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
"""
# What is laid out only once somebody comes near has no place yet that could be judged.
_LAID_OUT = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { content-visibility: visible !important }");
document.adoptedStyleSheets = [sheet];
document.querySelectorAll('details').forEach(it => { it.open = true });
"""


def faults(page: Page, paths: Iterable[str]) -> list[str]:
    """What is wrong with these pages: each is loaded once and looked at in every way."""
    return [f"{path}: {fault}" for path in paths for fault in _of_one(page, path)]


def _of_one(page: Page, path: str) -> Iterator[str]:
    page.set_viewport_size({"width": PHONE, "height": 900})
    # Colours are the same in every language: the official one is looked at in both schemes.
    english = path.startswith("/en/")
    page.emulate_media(color_scheme="light" if english else "dark")
    response = page.goto(path)
    if response is None or response.status != (404 if "nowhere" in path else 200):
        yield f"answers {response and response.status}"
    # Closed parts are read as well.
    page.evaluate(_LAID_OUT)
    yield from _axe(page, _ALL, "phone")
    yield from _wider(page, PHONE, "phone")
    page.emulate_media(color_scheme="dark" if english else "light")
    if not english:
        yield from _axe(page, _COLOURS, "phone, light")
    page.set_viewport_size({"width": DESK, "height": 900})
    yield from _axe(page, _ALL, "desk")
    if not english:
        page.emulate_media(color_scheme="dark")
        yield from _axe(page, _COLOURS, "desk, dark")
    yield from _wider(page, DESK, "desk")
    if english:
        # Its words are the longer ones.
        page.evaluate("document.documentElement.toggleAttribute('data-large-print', true)")
        for width in (DESK, TABLET, NARROWEST):
            page.set_viewport_size({"width": width, "height": 900})
            yield from _wider(page, width, f"{width} px, large letters")
        page.evaluate("document.documentElement.toggleAttribute('data-large-print', false)")
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    page.evaluate(_SPACED)
    yield from _wider(page, NARROWEST, "narrow, with spaced text")


def _axe(page: Page, options: dict[str, Any], how: str) -> Iterator[str]:
    for report in Axe().run(page, options=options).response["violations"]:
        yield f"{how}: {report['id']} {report['nodes'][0]['html']}"


def _wider(page: Page, width: int, how: str) -> Iterator[str]:
    needed = page.evaluate("document.documentElement.scrollWidth")
    if needed > width:
        culprit = page.evaluate(
            """width => [...document.querySelectorAll('main *, header *, footer *')].find(it =>
            !it.closest('.frame, pre, svg') && it.getBoundingClientRect().right > width + 1)
            ?.outerHTML.slice(0, 160)""",
            width,
        )
        yield f"{how}: {needed} wide: {culprit}"
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *, footer *')].filter(it =>
        !it.closest('svg, pre, .visually-hidden, caption, .hash, input, select')
        && getComputedStyle(it).overflowX === 'hidden' && it.clientWidth > 1
        && it.scrollWidth > it.clientWidth + 1).map(it => it.outerHTML.slice(0, 160))"""
    )
    if clipped:
        yield f"{how}: clipped {clipped[0]}"
    vanished = page.evaluate(
        """() => [...document.querySelectorAll('input, select, textarea, button')].filter(it =>
        it.checkVisibility() && it.type !== 'hidden' && !it.closest('.visually-hidden')
        && Math.min(it.offsetWidth, it.offsetHeight) < 12).map(it => it.outerHTML.slice(0, 160))"""
    )
    if vanished:
        yield f"{how}: too small to be met {vanished[0]}"
