"""The printable PDF of a whole disclosure, set with Typst."""

from budgets.printing.remarks import Remark
from budgets.printing.report import Imprint, PrintingUnavailable, render_report

__all__ = ["Imprint", "PrintingUnavailable", "Remark", "render_report"]
