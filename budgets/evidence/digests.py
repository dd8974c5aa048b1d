"""A digest as people type or paste it: grouped, in capitals, with its name before it, shortened."""

from __future__ import annotations

import re
import unicodedata

# The first group of the footer of a PDF: as many as nobody hits by chance.
SHORTEST, LONGEST = 16, 64
_NAME = re.compile(r"^(?:sha-?256|sm3)[:=]?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s:.\-_…]+")
_HEX = re.compile(r"[0-9a-f]+")


class NotADigest(ValueError):
    """What was typed can be no digest; the message says why, in Chinese, for translation."""


def read_digest(text: str) -> str:
    """The digits of a typed digest, or of its beginning. Raises NotADigest."""
    plain = unicodedata.normalize("NFKC", text[:400]).strip()
    plain = _NAME.sub("", "".join(plain.split()))
    digits = _BETWEEN.sub("", plain).lower()
    if not digits:
        raise NotADigest("empty")
    if not _HEX.fullmatch(digits):
        raise NotADigest("digits")
    if len(digits) < SHORTEST:
        raise NotADigest("short")
    if len(digits) > LONGEST:
        raise NotADigest("long")
    return digits
