"""Comments on the screen: where they lead to, and the cells that are marked with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from budgets import models
from budgets.access import Action
from budgets.admin.origins import CELL
from budgets.admin.sheets import SYMBOLS, Mark, cell_id
from budgets.commenting import comments_of, name_of, places_of
from budgets.data import CellRef, DisclosureData
from budgets.states import UNPUBLISHED, person_told
from budgets.storage import load_disclosure

# Who may say something at a cell; an auditor reads.
COMMENTING = frozenset({Action.EDIT, Action.REVIEW, Action.PUBLISH, Action.INSPECT})


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, and its cell in the document as it is now (None: it is gone, or of no cell)."""

    comment: models.CellComment
    at: CellRef | None

    @property
    def id(self) -> str:
        return f"c{self.comment.pk}"

    @property
    def is_open(self) -> bool:
        return self.comment.settled_at is None

    @property
    def name(self) -> str:
        return name_of(self.comment) if self.at is None else f"{self.at.table} {self.at.cell}"

    @property
    def is_lost(self) -> bool:
        """It was made at a cell that is not there any more."""
        return self.at is None and self.comment.table_n is not None

    @property
    def address(self) -> str:
        """The cell on the document's page; "" where there is none."""
        if self.at is None:
            return ""
        page = reverse("admin:budgets_disclosure_change", args=[self.comment.disclosure_id])
        place = f"{self.at.n}-{self.at.row}-{self.at.column}"
        return f"{page}?{CELL}={place}#{cell_id(self.at.n, self.at.row, self.at.column)}"

    @property
    def mark(self) -> Mark:
        said = f"{person_told(self.comment.by)}：{self.comment.text}"
        return Mark("comment", SYMBOLS["comment"], self.id, said)


def remarks_on(
    disclosure: models.Disclosure, data: DisclosureData | None = None
) -> tuple[Remark, ...]:
    """The comments on a version, open ones first; `data` spares loading it."""
    comments = comments_of(disclosure)
    if not comments:
        return ()
    places = places_of(comments, data or load_disclosure(disclosure))
    return tuple(Remark(one, places.get(one.pk)) for one in comments)


def may_comment(disclosure: models.Disclosure, actions: frozenset[Action]) -> bool:
    """`actions` are those of a user for the body."""
    return disclosure.status in UNPUBLISHED and bool(actions & COMMENTING)


def open_at_cells(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    return tuple(one for one in remarks if one.is_open and one.at is not None)
