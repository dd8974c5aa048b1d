"""What the database keeps: places and catalogues, disclosures with their tables, what is public, who may do what."""

from budgets.models.bulk import BulkSet
from budgets.models.changes import Change
from budgets.models.comparing import CodeSuccession, KeyAmount, Population, Succession
from budgets.models.disclosures import (
    BudgetRow,
    BudgetTable,
    Disclosure,
    DisclosureEvent,
    Finding,
    Problem,
)
from budgets.models.editing import Presence
from budgets.models.explanations import ExplanationText, KeptExplanation, PriorFigure
from budgets.models.inspection import (
    ApprovalDay,
    Excused,
    Inspection,
    Reminder,
    RuleAdjustment,
)
from budgets.models.jobs import Job
from budgets.models.log import LogEntry
from budgets.models.places import ClassificationCode, Department, FiscalYear, Region, WordMeaning
from budgets.models.public import Fact, PublishedFile
from budgets.models.reviewing import CellComment
from budgets.models.roles import Role, RoleGrant
from budgets.models.search import SearchText
from budgets.models.standards import OwnStandard
from budgets.models.uploads import Upload

__all__ = [
    "ApprovalDay",
    "BudgetRow",
    "BudgetTable",
    "BulkSet",
    "CellComment",
    "Change",
    "ClassificationCode",
    "CodeSuccession",
    "Department",
    "Disclosure",
    "DisclosureEvent",
    "Excused",
    "ExplanationText",
    "Fact",
    "Finding",
    "FiscalYear",
    "Inspection",
    "Job",
    "KeptExplanation",
    "KeyAmount",
    "LogEntry",
    "OwnStandard",
    "Population",
    "Presence",
    "PriorFigure",
    "Problem",
    "PublishedFile",
    "Region",
    "Reminder",
    "Role",
    "RoleGrant",
    "RuleAdjustment",
    "SearchText",
    "Succession",
    "Upload",
    "WordMeaning",
]
