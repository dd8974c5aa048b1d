"""What names a project and an indicator over the years: codes, names and addresses; no database."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from pypinyin import lazy_pinyin

from budgets.vocabulary import fold, normalise

# The database keeps and indexes names of this length; longer ones end in a digest of the whole.
LONGEST_NAME = 200
LONGEST_CODE = 100
LONGEST_ADDRESS = 120

_ORDINAL = re.compile(
    r"^(?:(?:指标|目标)\s*)?[(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[)]|[、.:](?![0-9]))+\s*"
)
_NOT_IN_ADDRESSES = re.compile(r"[^A-Za-z0-9._]+")


def code_of(text: str) -> str:
    """A project's code as it identifies: half-width capitals without spaces, "" for no code.

    A dash, 无 or any text without a digit is no code; neither is one of zeros only.
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    digits = [one for one in folded if one.isdecimal()]
    if not digits or not any(int(one) for one in digits) or len(folded) > LONGEST_CODE:
        return ""
    return folded


def name_key(text: str) -> str:
    """What counts of a name, in the form that the money tables' coordinates have it."""
    return _bounded(normalise(text), LONGEST_NAME)


@lru_cache(maxsize=16384)
def indicator_key(text: str) -> str:
    """What counts of an indicator's own name: 指标 2：组织活动次数 and 组织活动次数 are one."""
    named = _ORDINAL.sub("", fold(text).strip())
    return _bounded(normalise(named) or normalise(text), LONGEST_NAME)


def address_of_code(code: str) -> str:
    """The code as a part of an address: itself, but for what an address can't hold."""
    return _address(code)


def invented_address(slug: str, name: str) -> str:
    """An address for a project that no document prints a code for: body and name in pinyin."""
    return f"{slug}-{_address(normalise(name)).lower() or 'project'}"[:LONGEST_ADDRESS].strip("-")


def _address(text: str) -> str:
    words = "-".join(lazy_pinyin(text, errors="default"))
    return _NOT_IN_ADDRESSES.sub("-", words).strip("-.")[:LONGEST_ADDRESS]


def _bounded(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[: length - 17]}…{digest}"
