"""Parts of the program that build on the tables (绩效): what each adds to the life of a document.

budgets knows no part by name. An application registers its part when it starts (AppConfig.ready);
every step that a document goes through asks all parts in turn. Methods of a part are functions of
the frozen shape, but for `publish`, which writes its read model in the publishing transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from budgets.data import DisclosureData, FindingData, ProblemData, TableData
from budgets.searching.data import TextData


@dataclass(frozen=True, slots=True)
class Link:
    """Where a part has something to show or to do; `note` says how much of it there is."""

    label: str
    address: str
    note: str = ""


class Part:
    """A part that adds nothing; each method is one step of a document's life."""

    def read(self, data: DisclosureData) -> tuple[DisclosureData, tuple[ProblemData, ...]]:
        """The document with its tables' facts and uninterpreted cells told, and what was wrong."""
        return data, ()

    def check(self, data: DisclosureData) -> tuple[FindingData, ...]:
        """The contradictions that this part knows of."""
        return ()

    def document(self, data: DisclosureData) -> Mapping[str, Any]:
        """Keys of data.json that this part fills."""
        return {}

    def section(self, data: DisclosureData) -> str:
        """HTML for the document's page, above its list of tables, in the active language."""
        return ""

    def appendix(self, data: DisclosureData) -> tuple[TableData, ...]:
        """Tables that are printed after the document's own: how a score came about."""
        return ()

    def texts(self, data: DisclosureData) -> tuple[TextData, ...]:
        """What of this part's tables can be found (searching)."""
        return ()

    def gloss(self, text: str) -> str:
        """What a heading or a name of this part's tables means in English; "" for any other."""
        return ""

    def gloss_of_title(self, title: str) -> str:
        """What a table of this part is called in English; "" for any other title."""
        return ""

    def what_should_hold(self, kind: str) -> str:
        """The rule that this part's findings of a kind speak of, in English; "" for others."""
        return ""

    def publish(self, disclosure: Any, data: DisclosureData) -> None:
        """Write the read model of a version that is being published (models.Disclosure)."""

    def withdraw(self, disclosure: Any) -> None:
        """Delete the read model of a document that was withdrawn, of whichever version it is."""

    def fingerprint(self, disclosure: Any) -> str:
        """SCHEMA:DIGEST of the read model of a version, for the log; "" where it has none."""
        return ""

    def tools(self, disclosure: Any) -> tuple[Link, ...]:
        """What staff can do with a draft in this part's own pages of the admin."""
        return ()

    def editor(self, disclosure: Any, table: TableData) -> Link | None:
        """Where a table of a draft is edited in this part's own pages, if it has some for it."""
        return None

    def entrances(self, user: Any) -> tuple[Link, ...]:
        """Where staff can begin a document in this part's own pages, without a workbook."""
        return ()

    def pages(self, department: Any) -> tuple[Link, ...]:
        """This part's public pages about a body (models.Department)."""
        return ()


_parts: list[Part] = []


def register(part: Part) -> None:
    """Add a part; the second one of a class takes the place of the first."""
    _parts[:] = [other for other in _parts if type(other) is not type(part)]
    _parts.append(part)


def parts() -> tuple[Part, ...]:
    return tuple(_parts)
