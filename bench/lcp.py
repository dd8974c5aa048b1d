"""Largest Contentful Paint of each kind of public page, as an old phone on a slow network sees it.

    bin/bench lcp [-- --rounds 5] [--only home,table]

Headless Chromium, a window of 390 × 844, its processor slowed four times, 1.6 Mbit/s with 150 ms
to and fro (what Lighthouse calls "slow 4G"), nothing kept from an earlier visit. Pages come from
the program as bin/serve starts it, with the samples. Told are medians: paint in milliseconds,
layout shift, requests, and bytes as they went over the wire.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright

from bench.serving import ours

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

BODY = "/departments/xicheng-fao/"
DOCUMENT = f"{BODY}2024/budget/"
PAGES = {
    "home": "/",
    "about": "/about/",
    "search": "/search/?q=接待",
    "glossary": "/glossary/",
    "region": "/regions/110102/",
    "year": "/years/2024/budget/",
    "body": BODY,
    "document": DOCUMENT,
    "table": f"{DOCUMENT}tables/3/",
    "table in another unit": f"{DOCUMENT}tables/3/?unit=元",
    "versions": f"{DOCUMENT}versions/",
    "performance": "/departments/shijiazhuang-fao/2024/performance/",
    "compare": "/compare/?b=xicheng-fao&m=reception",
    "verify": "/verify/",
    "data": "/data/",
    "api": "/api/",
}
RTT_MS, BYTES_A_SECOND, SLOWED = 150, 1.6e6 / 8, 4
LIMIT_MS = 1000
_WATCH = """
window.lcp = 0; window.cls = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.lcp = one.startTime })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries())
  if (!one.hadRecentInput) window.cls += one.value }).observe({type: 'layout-shift', buffered: true});
"""


class Visit(NamedTuple):
    paint: float
    shift: float
    requests: int
    wire: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    given = parser.parse_args()
    names = given.only.split(",") if given.only else list(PAGES)
    if (chromium := shutil.which("chromium")) is None:
        raise SystemExit("chromium is not installed")
    with (
        tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder,
        ours(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        root = "/".join(site.address.split("/")[:3])
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        visits: dict[str, list[Visit]] = {name: [] for name in names}
        # One visit that is not counted, then in turns: what else the machine does falls on all.
        for round_ in range(given.rounds + 1):
            for name in names:
                told = visit(browser, root + PAGES[name])
                if round_:
                    visits[name].append(told)
        browser.close()
    report(visits)


def visit(browser: Browser, address: str) -> Visit:
    """One visit with nothing kept, in a window of its own."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    page.add_init_script(_WATCH)
    phone = context.new_cdp_session(page)
    wire = _slowed(phone)
    page.goto(address, wait_until="load")
    # A paint is told a moment later, and one may still come from a script that was deferred.
    page.wait_for_timeout(500)
    paint, shift = page.evaluate("[window.lcp, window.cls]")
    context.close()
    return Visit(paint, shift, len(wire), int(sum(wire)))


def _slowed(phone: CDPSession) -> list[float]:
    """The phone's network and processor from now on; the list fills with the bytes of answers."""
    wire: list[float] = []
    phone.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
    phone.send("Network.enable")
    phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    phone.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": RTT_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND / 2,
        },
    )
    return wire


def report(visits: dict[str, list[Visit]]) -> None:
    print(f"{'page':24}{'LCP ms':>8}{'shift':>8}{'requests':>10}{'kB on the wire':>16}")
    for name, told in visits.items():
        paint, shift, requests, wire = (
            statistics.median(values) for values in zip(*told, strict=True)
        )
        over = "" if paint < LIMIT_MS else f"   over {LIMIT_MS} ms"
        print(f"{name:24}{paint:8.0f}{shift:8.3f}{requests:10.0f}{wire / 1000:16.1f}{over}")


if __name__ == "__main__":
    main()
