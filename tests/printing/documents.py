"""Documents to print in tests: an imprint, and the real workbooks read as the product reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from budgets.data import DisclosureData
from budgets.printing import Imprint
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document

SAMPLES = Path(__file__).resolve().parents[2] / "budgets" / "samples"

_IMPRINT = Imprint(
    body="某市人民政府外事办公室",
    region="某市",
    title="2026年预算公开",
    fiscal_year=2026,
    kind_label="部门预算",
    version=2,
    sha256="0123456789abcdef" * 4,
    sm3="fedcba9876543210" * 4,
    verify="/verify/",
    published_on="2026年2月10日",
    address="/mou-shi-wai-ban/2026/budget/",
)


def imprint(**changes: object) -> Imprint:
    return replace(_IMPRINT, **changes)


def read(path: Path) -> DisclosureData:
    return read_document(
        path,
        department="某市人民政府外事办公室",
        fiscal_year=2026,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    ).data
