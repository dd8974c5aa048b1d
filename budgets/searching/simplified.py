"""Traditional characters as the simplified ones that documents are written in (費 -> 费). Pure."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

# Where Unicode has Chinese characters of the basic planes: whole blocks, as OpenCC knows them.
_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))


def simplified(text: str) -> str:
    """The text with each traditional character as its simplified one; its length stays."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """Character by character: OpenCC's own way with whole words would change lengths and marks."""
    characters = [chr(number) for first, end in _BLOCKS for number in range(first, end)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(one): other
        for one, other in zip(characters, converted, strict=True)
        if one != other and len(other) == 1
    }
