"""The styles of public pages, and those of the workplace, as one file each.

A slow network pays for each request, not for each rule. Styles are written in a file a concern; what
browsers get is put together from those whenever static files are collected or asked for, without
comments and indentation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(settings.BASE_DIR) / "static" / "css"
PUBLIC, WORKPLACE = "css/public.css", "css/workplace.css"
# In the order of the cascade.
PARTS = (
    "tokens", "base", "shell", "home", "messages", "document", "key-figures", "table-list",
    "findings", "table-page", "lists", "search", "compare", "verify", "table", "table-on-phones",
    "charts", "narrative", "performance", "projects", "indicators", "performance-years", "scores", "taking",
    "understanding", "gloss", "large-print", "far",
)  # fmt: skip
_OF_THE_WORKPLACE = (
    "admin-colours", "admin-page", "admin-notices", "admin-marks", "admin-sheets", "admin-forms",
    "steps", "jobs",
)  # fmt: skip
BUNDLES = {PUBLIC: PARTS, WORKPLACE: _OF_THE_WORKPLACE}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")


def public_styles() -> str:
    """What every public page asks for."""
    return bundled(PUBLIC)


def bundled(name: str) -> str:
    """All parts, one after the other; no string in them goes over a line."""
    parts = [(SOURCES / f"{part}.css").read_text(encoding="utf-8") for part in BUNDLES[name]]
    return _INDENT.sub("\n", _COMMENT.sub("", "\n".join(parts))).strip() + "\n"


class Bundles(BaseFinder):
    """Finds the bundles, each made anew where a part has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "bundled")

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if path not in BUNDLES:
            return [] if find_all else None
        made = str(self._made(path))
        return [made] if find_all else made

    def list(self, _ignored: Sequence[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in BUNDLES:
            self._made(name)
            yield name, self.storage

    def _made(self, name: str) -> Path:
        place, text = Path(self.storage.path(name)), bundled(name)
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            # Several processes may make it at once, and each must find a whole one.
            fresh = place.with_name(f"{place.name}.{os.getpid()}")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(place)
        return place
