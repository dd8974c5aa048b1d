"""What an editor of a draft waits for, on a 13-table document, over HTTP from the server of bin/serve.

    python -m bench.editing [--rounds 40]

A cell edit is stored, its totals follow, the whole document is checked, and the answer holds the
findings. The document is the real one of ../shared/documents where it is at hand, else the sample.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import ways_in
from bench.serving import ROOT, SAMPLE, free_port, running

REAL = ROOT.parent / "shared" / "documents" / "beijing-fao-2026-budget" / "tables.xlsx"
BODY, YEAR = "北京市人民政府外事办公室（本级）", 2026
# Milliseconds within which half of the answers must be there.
CELL_EDIT = 150


@dataclass
class Site:
    """A running site with a draft of the document, and a session of somebody who may edit it."""

    port: int
    draft: int
    cookies: dict[str, str]
    tables: dict[str, int]
    department: int
    # Where the last answer leads.
    location: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        """The status and content of an answer."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookies, **headers})
        answer = self.connection.getresponse()
        self.location = answer.getheader("Location") or ""
        return answer.status, answer.read()

    def post(self, path: str, told: Any) -> Any:
        """The JSON that a page's script gets for this."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies["csrftoken"]}
        status, content = self.ask("POST", path, json.dumps(told).encode(), **headers)
        if status != 200:
            raise SystemExit(f"{path} answers {status}: {content[:300]!r}")
        return json.loads(content)

    def address(self, n: int, name: str = "") -> str:
        return f"/admin/budgets/disclosure/{self.draft}/tables/{n}/{name}"


@contextmanager
def editing(folder: Path) -> Iterator[Site]:
    """The site as bin/serve starts it, on a database of its own with the draft in it."""
    source = REAL if REAL.is_file() else SAMPLE
    os.environ.update(
        VAR_DIR=str(folder / "var"),
        MEDIA_ROOT=str(folder / "media"),
        DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        DJANGO_SETTINGS_MODULE="config.settings",
        RATE_LIMITS="0",
        SECOND_FACTOR="0",
        LOG_LEVEL="WARNING",
    )
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    from budgets import models
    from budgets.importing import preview_workbook, store_draft

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    region = models.Region.objects.create(code="110000", name="北京市")
    body = models.Department.objects.create(slug="bench", name=BODY, region=region)
    preview = preview_workbook(
        source.read_bytes(),
        name=source.name,
        department=BODY,
        fiscal_year=YEAR,
        kind="budget",
        region=region,
        slug=body.slug,
    )
    draft = store_draft(preview, department=body)
    tables = {table.code: table.n for table in preview.data.tables}
    print(f"{source}: {len(tables)} tables", flush=True)
    editor = get_user_model().objects.create_superuser("bench")
    client = Client()
    client.force_login(editor)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    # Whoever sends the same token in a header and a cookie is believed.
    cookies["csrftoken"] = "a" * 32
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "8", "--no-ws"]
    command += ["--log-level", "warning", "config.wsgi:application"]
    with running(
        "Mingzhang", command, f"http://127.0.0.1:{port}/about/", cwd=ROOT, env=dict(os.environ)
    ):
        yield Site(port, draft.pk, cookies, tables, body.pk)


def told(name: str, times: list[float], most: float) -> None:
    """Print what was measured, in milliseconds."""
    times = sorted(time * 1000 for time in times)
    median, late = statistics.median(times), times[min(len(times) - 1, len(times) * 95 // 100)]
    print(
        f"editing: {name}: median {median:.0f} ms, 95% within {late:.0f} ms, "
        f"of {len(times)} (target: median at most {most:.0f} ms)",
        flush=True,
    )


def measure_cell_edits(site: Site, rounds: int) -> list[float]:
    """Figures of three tables typed wrongly one after the other, and each put right by the next
    edit there, as an editor's page sends them."""
    pages = [Page(site, site.tables[code]) for code in ("预算03表", "预算05表", "预算06表")]
    times: list[float] = []
    for turn in range(rounds + 2 * len(pages)):
        page = pages[turn % len(pages)]
        began = time.perf_counter()
        page.edit(turn)
        # The first of each table finds the processes cold.
        if turn >= 2 * len(pages):
            times.append(time.perf_counter() - began)
    return times


class Page:
    """A page of the grid: the figures of its table, and the one that stands wrong."""

    def __init__(self, site: Site, n: int) -> None:
        self.site, self.address = site, site.address(n, "cells/")
        answer = json.loads(site.ask("GET", site.address(n, "state/"))[1])
        self.since = answer["revision"]
        self.texts = {
            (key, column): text
            for key, column, text in answer["cells"]
            if text.replace(",", "").replace(".", "").isdigit() and "." in text
        }
        self.right = dict(self.texts)
        self.wrong: tuple[int, int] | None = None

    def edit(self, turn: int) -> None:
        if self.wrong is None:
            self.wrong = list(self.right)[turn * 7 % len(self.right)]
            self._set(self.wrong, f"{turn + 1}.25")
        else:
            self._set(self.wrong, self.right[self.wrong])
            self.wrong = None

    def _set(self, spot: tuple[int, int], text: str) -> None:
        key, column = spot
        cell = {"key": key, "column": column, "seen": self.texts[spot], "text": text}
        sent = {"page": "bench-page", "since": self.since, "cells": [cell], "what": "typed"}
        answer = self.site.post(self.address, sent)
        self.since = answer["revision"]
        self.texts.update({(row, at): now for row, at, now in answer["cells"]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as name,
        editing(Path(name)) as site,
    ):
        told("a cell typed", measure_cell_edits(site, given.rounds), CELL_EDIT)
        turns = max(given.rounds // 4, 3)
        source = REAL if REAL.is_file() else SAMPLE
        previews = ways_in.measure_previews(site, source, turns)
        told("a workbook uploaded and previewed", previews, ways_in.PREVIEW)
        looked, stored = ways_in.measure_pastes(site, turns)
        told(f"{ways_in.ROWS} rows pasted and previewed", looked, ways_in.PASTE)
        told(f"{ways_in.ROWS} rows pasted and stored", stored, ways_in.PASTE)


if __name__ == "__main__":
    main()
