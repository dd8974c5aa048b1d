"""The PDF: hostile texts stand in it as they are, and it reads no file and asks no network."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst

from budgets import confined
from budgets.data import SectionData
from budgets.isolation import Failed, run
from budgets.printing import PrintingUnavailable, Remark, report
from tests.builders import by_nature, disclosure_data, row
from tests.printing.conftest import pages as pages
from tests.printing.documents import imprint

SECRET = Path(__file__).with_name("malformed.py")
Pages = Callable[[bytes], list[str]]
MARKUP = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": canvas',
    '#include "report.typ"',
    "#panic[stop]",
    "$ sqrt(2) $ *bold* _slanted_ <label> @label",
    "```raw``` `raw`",
    "\\u{41} \\ // comment /* open",
    "#link(\"javascript:alert(1)\")[here]",
    "https://example.org/ <https://example.org/>",
    "]]] [[[ }}} {{{ \"\"\"",
]  # fmt: skip


def bare(text: str) -> str:
    return "".join(text.split())


def test_markup_in_a_document_is_printed_and_not_obeyed(pages: Pages) -> None:
    rows = [row(f"{text}", "1.00", None, None) for text in MARKUP]
    table = replace(
        by_nature(), rows=(*by_nature().rows, *rows), title=MARKUP[0], notes=(MARKUP[2],)
    )
    data = replace(disclosure_data(table), narrative=(SectionData(MARKUP[3], 1, tuple(MARKUP)),))
    remark = Remark(1, "A1", MARKUP[4], MARKUP[5], "error")

    shown = bare("".join(pages(confined.render_report(data, imprint(), [remark]))))

    for text in MARKUP:
        assert bare(text) in shown
    assert "root:" not in shown


def test_the_pdf_leads_nowhere_outside() -> None:
    table = replace(by_nature(), notes=tuple(MARKUP))

    pdf = confined.render_report(disclosure_data(table), imprint())

    with pikepdf.open(BytesIO(pdf)) as document:
        keys = {
            key
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)
            for key in thing
        }
    assert "/Contents" in keys
    assert not keys & {"/URI", "/JS", "/JavaScript", "/EF", "/OpenAction", "/AA"}


@pytest.mark.parametrize(
    "source",
    [
        f'#read("{SECRET.name}")',
        '#read("report.py")',
        '#read("/report.py")',
        '#read("../../manage.py")',
        '#read("/etc/passwd")',
        '#image("/etc/passwd")',
        '#include "/report.typ"',
    ],
)
def test_the_template_itself_could_read_no_file(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = tmp_path / "report.typ"
    template.write_text(source)
    (tmp_path / "report.py").write_text("beside it")
    monkeypatch.setattr(report, "TEMPLATE", template)

    with pytest.raises(PrintingUnavailable):
        report.render_report(disclosure_data(by_nature()), imprint())


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's means are those of Linux")
def test_a_child_that_prints_loads_no_package_from_the_network() -> None:
    with pytest.raises(Failed, match=r"package|network|download"):
        run(typst.compile, b'#import "@preview/example:0.1.0": add')
