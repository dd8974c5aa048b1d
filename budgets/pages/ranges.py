"""Which part of a file a request asks for (RFC 9110, 14): one range; several are answered whole."""

from __future__ import annotations

import re

from django.http import HttpRequest

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def part_of(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """The first and last byte that are asked for; None where the file has no such part."""
    whole = (0, size - 1)
    wanted = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not wanted or wanted.group() == "bytes=-":
        return whole
    if request.headers.get("If-Range", tag) != tag:
        # The file has changed since the first part was taken.
        return whole
    first, last = wanted.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1
