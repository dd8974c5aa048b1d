"""The text of a PDF, as another program takes it out again."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Word = tuple[str, float, float]


@pytest.fixture
def boxes(tmp_path: Path) -> Callable[[bytes], list[tuple[float, float, list[Word]]]]:
    """Of every page its width and height, and every word with its right and lower edge, in points."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")

    def measure(pdf: bytes) -> list[tuple[float, float, list[Word]]]:
        path = tmp_path / "report.pdf"
        path.write_bytes(pdf)
        out = subprocess.run([program, "-bbox", path, "-"], capture_output=True, check=True)
        found: list[tuple[float, float, list[Word]]] = []
        for line in out.stdout.decode().splitlines():
            if page := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
                found.append((float(page[1]), float(page[2]), []))
            elif word := re.search(r'xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>', line):
                found[-1][2].append((word[3], float(word[1]), float(word[2])))
        return found

    return measure


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
