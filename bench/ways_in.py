"""Ways in other than typing, over HTTP: a block of 500 rows pasted, and a workbook's preview.

Called by bench.editing, on its site and its document.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

# Milliseconds within which half of the answers must be there.
PASTE, PREVIEW = 1000, 2000
ROWS = 500

_FIELD = re.compile(r'<(?:input|select)[^>]*?name="([^"]+)"[^>]*?>')
_VALUE = re.compile(r'value="([^"]*)"')
_CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def measure_pastes(site: Any, rounds: int) -> tuple[list[float], list[float]]:
    """A table of services 500 rows long, each time with other figures: looked at, then stored."""
    n = site.tables["预算11表"]
    path = f"/admin/budgets/disclosure/{site.draft}/paste/"
    looked: list[float] = []
    stored: list[float] = []
    for turn in range(rounds + 2):
        told = {"text": _block(turn), "html": "", "table": str(n)}
        began = time.perf_counter()
        status, content = _form(site, path, told)
        looking = time.perf_counter() - began
        page = content.decode()
        if status != 200 or f"{ROWS} 行" not in page:
            raise SystemExit(f"{path} answers {status}")
        told.update(_fields(page), accept="yes")
        began = time.perf_counter()
        status, content = _form(site, path, told)
        if status != 302:
            raise SystemExit(f"{path} answers {status} to what was looked at")
        # The first ones find the processes cold, and the table short.
        if turn >= 2:
            looked.append(looking)
            stored.append(time.perf_counter() - began)
    return looked, stored


def measure_previews(site: Any, source: Path, rounds: int) -> list[float]:
    """The workbook uploaded once more, until its preview beside the draft is there."""
    times: list[float] = []
    told = {"department": str(site.department), "year": "2026", "kind": "budget"}
    for turn in range(rounds + 1):
        began = time.perf_counter()
        file = (source.name, source.read_bytes())
        status, content = _form(site, "/admin/budgets/disclosure/upload/", told, file)
        if status != 302:
            raise SystemExit(f"The upload answers {status}: {content[:300]!r}")
        status, content = site.ask("GET", site.location)
        if status != 200 or "与现在的草稿有哪些不同" not in content.decode():
            raise SystemExit(f"{site.location} answers {status}")
        if turn:
            times.append(time.perf_counter() - began)
    return times


def _block(turn: int) -> str:
    """预算11表 as a spreadsheet gives it: header, total, services of one kind below each other."""
    fen = [(row * 37 + turn * 101) % 9_000 + 100 for row in range(ROWS - 1)]
    lines = [["一级", "二级", "三级", "预算金额"], ["合 计", "", "", f"{sum(fen) / 100:.2f}"]]
    lines += [
        ["01-公共服务", "0118-其他公共服务", f"第 {row} 次交流活动服务", f"{one / 100:.2f}"]
        for row, one in enumerate(fen, 1)
    ]
    return "".join("\t".join(line) + "\r\n" for line in lines)


def _fields(page: str) -> dict[str, str]:
    """The fields of the preview's form as a browser sends them, but for what was pasted."""
    form = page[page.index('class="paste"') :]
    told: dict[str, str] = {}
    for found in _FIELD.finditer(form):
        tag, name = found[0], found[1]
        value = _VALUE.search(tag)
        if tag.startswith("<select"):
            end = form.index("</select>", found.end())
            chosen = _CHOSEN.search(form, found.end(), end)
            told[name] = unescape(chosen[1]) if chosen else ""
        elif 'type="radio"' not in tag or " checked" in tag:
            told[name] = unescape(value[1]) if value else ""
    return told


def _form(
    site: Any, path: str, told: Mapping[str, str], file: tuple[str, bytes] | None = None
) -> tuple[int, bytes]:
    """Post a form as a browser does. `site.location` is then where the answer leads."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {**told, "csrfmiddlewaretoken": site.cookies["csrftoken"]}.items()
    ]
    if file is not None:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n'
        head += "Content-Type: application/octet-stream\r\n\r\n"
        parts.append(head.encode() + file[1] + b"\r\n")
    body = b"".join([*parts, f"--{mark}--\r\n".encode()])
    status, content = site.ask(
        "POST", path, body, **{"Content-Type": f"multipart/form-data; boundary={mark}"}
    )
    return status, content
