"""A remark in the printed report: what a finding says, and what staff said of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, explained or not; it stands below table `table_n`, 0 being the explanation.

    `row` and `column` are its place from 0, in the explanation a paragraph and a character.
    """

    table_n: int
    cell: str
    message: str
    explanation: str
    severity: str
    row: int = -1
    column: int = 0
