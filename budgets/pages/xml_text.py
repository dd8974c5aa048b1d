"""Texts in XML: without the characters that it has no way to write, escaped or not."""

from __future__ import annotations

# https://www.w3.org/TR/xml/#charsets; word processors end lines with U+000B, and people paste them.
_UNWRITABLE = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], " "
)


def writable(text: str) -> str:
    """The text with a space for each such character, so that one name can't break a whole file."""
    return text.translate(_UNWRITABLE)
