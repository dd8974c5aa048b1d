"""The read model of published versions: projects over the years, their targets and evaluations.

Written only by storage.py, inside the transaction that publishes a version; the rows of the
version before it go. Public pages start from `published()`. Money is integer fen beside what is
printed; percentages, scores and numbers are texts of decimals (SQLite keeps decimals as binary
doubles), with an integer in hundredths beside them where pages sort or draw.
"""

from performance.models.common import Term
from performance.models.evaluations import Evaluation, EvaluationItem, EvaluationPart
from performance.models.projects import Project
from performance.models.targets import (
    Activity,
    Goal,
    Indicator,
    OverallTarget,
    ProjectBudget,
    SpendingPlan,
    StatedAmount,
)

__all__ = [
    "Activity",
    "Evaluation",
    "EvaluationItem",
    "EvaluationPart",
    "Goal",
    "Indicator",
    "OverallTarget",
    "Project",
    "ProjectBudget",
    "SpendingPlan",
    "StatedAmount",
    "Term",
]
