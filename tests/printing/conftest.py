"""The text of a PDF, as another program takes it out again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def pages(tmp_path: Path) -> Callable[[bytes], list[str]]:
    """The text of every page, as poppler takes it out."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")

    def extract(pdf: bytes) -> list[str]:
        path = tmp_path / "report.pdf"
        path.write_bytes(pdf)
        out = subprocess.run([program, "-raw", path, "-"], capture_output=True, check=True)
        return out.stdout.decode().removesuffix("\f").split("\f")

    return extract
