"""What the database keeps: places and catalogues, disclosures with their tables, what is public."""

from budgets.models.disclosures import (
    BudgetRow,
    BudgetTable,
    Disclosure,
    DisclosureEvent,
    Finding,
    Problem,
)
from budgets.models.explanations import ExplanationText, KeptExplanation, PriorFigure
from budgets.models.places import ClassificationCode, Department, FiscalYear, Region, WordMeaning
from budgets.models.public import Fact, PublishedFile
from budgets.models.uploads import Upload

__all__ = [
    "BudgetRow",
    "BudgetTable",
    "ClassificationCode",
    "Department",
    "Disclosure",
    "DisclosureEvent",
    "ExplanationText",
    "Fact",
    "Finding",
    "FiscalYear",
    "KeptExplanation",
    "PriorFigure",
    "Problem",
    "PublishedFile",
    "Region",
    "Upload",
    "WordMeaning",
]
