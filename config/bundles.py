"""The styles of public pages as one file: a slow network pays for each request, not for each rule.

They are written in a file a concern; what browsers get is put together from those whenever static
files are collected or asked for, without comments and indentation.
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
PUBLIC = "css/public.css"
# In the order of the cascade.
PARTS = (
    "tokens", "base", "layout", "search", "compare", "verify", "table", "charts", "narrative",
    "performance", "scores", "taking", "understanding", "large-print",
)  # fmt: skip
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")


def public_styles() -> str:
    """All parts, one after the other; no string in them goes over a line."""
    parts = [(SOURCES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS]
    return _INDENT.sub("\n", _COMMENT.sub("", "\n".join(parts))).strip() + "\n"


class Bundles(BaseFinder):
    """Finds `PUBLIC`, made anew where a part has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "bundled")

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if path != PUBLIC:
            return [] if find_all else None
        made = str(self._made())
        return [made] if find_all else made

    def list(self, _ignored: Sequence[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self._made()
        yield PUBLIC, self.storage

    def _made(self) -> Path:
        place, text = Path(self.storage.path(PUBLIC)), public_styles()
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            # Several processes may make it at once, and each must find a whole one.
            fresh = place.with_name(f"{place.name}.{os.getpid()}")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(place)
        return place
