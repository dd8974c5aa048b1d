"""What should hold, in English, where a finding says that it does not.

A finding's own sentence is Chinese and stays as it was published; this tells a reader of English
which rule it speaks of. Its figures and cells stand beside it in any language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("findings.toml")


@cache
def kinds() -> Mapping[str, str]:
    """findings.toml, read once."""
    told: Mapping[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["kinds"]
    return told
