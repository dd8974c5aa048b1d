"""The explanation as the program writes it: from the tables, the year before, and what staff tell.

data.py holds the shapes, patterns.toml the sections and sentences, amounts.py and listing.py what
the tables give, phrases.py the wording, explanation.py puts them together.
"""

from budgets.narrative.writing.amounts import FIGURE, figures_told, without_basis
from budgets.narrative.writing.data import (
    AMOUNT,
    CHOICE,
    EDITED,
    PRIOR,
    REASON,
    SENTENCE,
    TEXT,
    SlotData,
    WrittenData,
)
from budgets.narrative.writing.explanation import write_explanation
from budgets.narrative.writing.phrases import fen_of

__all__ = [
    "AMOUNT",
    "CHOICE",
    "EDITED",
    "FIGURE",
    "PRIOR",
    "REASON",
    "SENTENCE",
    "TEXT",
    "SlotData",
    "WrittenData",
    "fen_of",
    "figures_told",
    "without_basis",
    "write_explanation",
]
