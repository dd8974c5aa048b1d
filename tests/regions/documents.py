"""What a built document is: its file, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.regions.books import Book


@dataclass(frozen=True)
class Published:
    """A whole document as a region publishes it.

    `unread` are the cells (sheet, A1) whose figures no reader could understand, `redundant` the
    least share of changed amounts (in percent) that reconciliation must see: it depends on how much
    the region's forms say twice.
    """

    name: str
    department: str
    book: Book
    fiscal_year: int = 2025
    kind: str = "budget"
    unread: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    redundant: int = 90
