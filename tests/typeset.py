"""Typst, which sets nothing twice in one process: most tests publish the same few documents.

Setting type is a third of the work of a publication, and depends on nothing but what is given to it:
tests/printing, which has the real one, shows that the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from typing import Any

import typst

real = typst.compile
_MANY = 400
_kept: dict[Hashable, bytes | list[bytes]] = {}


def once(template: bytes, *, sys_inputs: dict[str, str], **settings: Any) -> bytes | list[bytes]:
    """typst.compile, as printing calls it. What it refuses is refused anew."""
    told = json.dumps(sys_inputs, sort_keys=True).encode()
    others = tuple((name, _hashable(settings[name])) for name in sorted(settings))
    key = (hashlib.sha256(template).digest(), hashlib.sha256(told).digest(), others)
    if key not in _kept:
        if len(_kept) >= _MANY:
            _kept.clear()
        _kept[key] = real(template, sys_inputs=sys_inputs, **settings)
    return _kept[key]


def _hashable(value: Any) -> Hashable:
    """Fonts count as the object that they are, which lives as long as the key that holds it."""
    return tuple(value) if isinstance(value, list) else value
