"""How much one call may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` by the wall's clock and of one processor, `memory` bytes of address space, `answer`
    bytes that may come back."""

    seconds: int = 60
    memory: int = 2 * 2**30
    answer: int = 256 * 2**20
