"""What every test may use: isolated files, the shared documents, a live site in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared_documents() -> Path:
    """Real published documents, which are not part of the product."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("the shared documents are not at hand")
    return folder
