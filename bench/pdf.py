"""Time to make the PDF of a whole document, against headless Chromium printing the same as HTML.

Both start as a cold process and set the Beijing sample (13 tables) with the same font file, the
same widths of columns and the same pages lying or upright. Chromium gets ready HTML; ours starts
from stored data and has the better part of the work. Rounds are interleaved, so that whatever else
the machine does falls on both alike; figures are medians, and the ratio is the median of the
rounds' ratios. Start it through bin/bench, which brings Chromium.
"""

from __future__ import annotations

import argparse
import html
import os
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pikepdf
from noto_cjk_sans_otc import FONT_PATH

from budgets.data import DisclosureData, TableData
from budgets.printing import Imprint
from budgets.printing.layout import Cell, lay_out, place
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "budgets" / "samples" / "beijing-fao-2026-budget.xlsx"
IMPRINT = Imprint(
    body="北京市人民政府外事办公室（本级）",
    region="北京市",
    title="2026年预算公开",
    fiscal_year=2026,
    kind_label="单位预算",
    version=1,
    sha256="0123456789abcdef" * 4,
    published_on="2026年2月10日",
    address="/departments/beijing-fao/2026/budget/",
)

# What our process does; the second part is timed in the same process, for a worker that stays.
OURS = """
import pickle, sys, time
from dataclasses import replace
from pathlib import Path
from budgets.printing import render_report
data, imprint = pickle.loads(Path(sys.argv[1]).read_bytes())
Path(sys.argv[2]).write_bytes(render_report(data, imprint))
for version in range(2, 2 + int(sys.argv[3])):
    tables = tuple(replace(table, title=f"{table.title}{version}") for table in data.tables)
    start = time.perf_counter()
    render_report(replace(data, tables=tables), replace(imprint, version=version))
    print(time.perf_counter() - start)
"""

STYLE = """
@page { size: A4; margin: 54pt 51pt;
  @bottom-left { content: "北京市人民政府外事办公室（本级）　2026年预算公开　第1版"; font-size: 7.5pt }
  @bottom-right { content: "第 " counter(page) " 页 / 共 " counter(pages) " 页"; font-size: 7.5pt } }
@page lying { size: A4 landscape }
html { font: 9.5pt/1.4 "Noto Sans CJK SC"; color: #141414 }
section { break-before: page } section.lying { page: lying }
h1 { font-size: 14pt; font-weight: normal; margin: 0 } .unit { text-align: right }
table { border-collapse: collapse; table-layout: fixed; width: 100% }
th, td { border: 0.4pt solid #afafaf; padding: .42em .5em; overflow-wrap: anywhere }
th { background: #f3f3f3; font-weight: normal } tr { break-inside: avoid }
.end { text-align: right } .center { text-align: center } .total { background: #f3f3f3 }
"""


def sample() -> DisclosureData:
    return read_document(
        SAMPLE,
        department=IMPRINT.body,
        fiscal_year=IMPRINT.fiscal_year,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    ).data


def page(data: DisclosureData) -> str:
    """The document as HTML, with the same cover, contents, widths and repeated headers."""
    contents = "".join(
        f'<li><a href="#table-{table.n}">{html.escape(table.name)}</a></li>'
        for table in data.tables
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{IMPRINT.title}</title>'
        f"<style>{STYLE}</style><p>{IMPRINT.region}</p><h1>{IMPRINT.body}</h1>"
        f"<p>{IMPRINT.title}</p><p>{IMPRINT.sha256}</p>"
        f"<section><h1>目录</h1><ol>{contents}</ol></section>"
        + "".join(section(table) for table in data.tables)
    )


def section(table: TableData) -> str:
    placed = place(table)
    sheet = lay_out(placed)
    columns = "".join(f'<col style="width:{width}pt">' for width in sheet.widths)
    head = "".join(f"<tr>{''.join(map(th, row))}</tr>" for row in placed.header)
    body = "".join(
        f'<tr class="{data.kind}">{"".join(map(td, row))}</tr>'
        for row, data in zip(placed.body, table.rows, strict=True)
    )
    return (
        f'<section class="{"lying" if sheet.flipped else ""}">'
        f'<h1 id="table-{table.n}">{html.escape(table.name)}</h1>'
        f'<p class="unit">{html.escape(table.unit_line)}</p>'
        f'<table style="font-size:{sheet.size}pt"><colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></section>"
    )


def th(cell: Cell) -> str:
    return f'<th rowspan="{cell.rows}" colspan="{cell.columns}">{html.escape(cell.text)}</th>'


def td(cell: Cell) -> str:
    return (
        f'<td class="{cell.align}" rowspan="{cell.rows}" colspan="{cell.columns}">'
        f"{html.escape(cell.text)}</td>"
    )


def timed(command: Sequence[str | Path], environ: Mapping[str, str]) -> tuple[float, str]:
    """The seconds that a whole process takes, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environ,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=120,
        text=True,
    )
    return time.perf_counter() - start, done.stdout


def same_font(folder: Path) -> dict[str, str]:
    """An environment in which Chromium finds the packaged font, and finds it first."""
    config = folder / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{Path(str(FONT_PATH)).parent}</dir><cachedir>{folder / 'cache'}</cachedir>"
        "</fontconfig>",
        encoding="utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(folder)}


def pages_of(path: Path) -> int:
    with pikepdf.open(path) as document:
        return len(document.pages)


def chromium(folder: Path) -> Callable[[], float] | None:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        return None
    command = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={folder / 'chromium.pdf'}",
        (folder / "page.html").as_uri(),
    ]
    environ = same_font(folder)
    return lambda: timed(command, environ)[0]


def lines(rounds: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data = sample()
        (folder / "data.pickle").write_bytes(pickle.dumps((data, IMPRINT)))
        (folder / "page.html").write_text(page(data), encoding="utf-8")
        ours = [sys.executable, "-c", OURS, folder / "data.pickle", folder / "ours.pdf"]
        theirs = chromium(folder)

        # One round for the caches of files and fonts, which is not counted.
        timed([*ours, "0"], os.environ)
        if theirs:
            theirs()
        cold, against = [], []
        for _ in range(rounds):
            cold.append(timed([*ours, "0"], os.environ)[0])
            if theirs:
                against.append(theirs())
        again = [float(line) for line in timed([*ours, str(rounds)], os.environ)[1].split()]

        size = (folder / "ours.pdf").stat().st_size
        yield f"ours, whole process, {pages_of(folder / 'ours.pdf')} pages  {statistics.median(cold):.2f} s"
        yield f"ours, again in the same process  {statistics.median(again):.2f} s"
        if not theirs:
            yield "Chromium is not installed: no ratio"
            return
        ratio = statistics.median(a / b for a, b in zip(cold, against, strict=True))
        there = folder / "chromium.pdf"
        yield f"Chromium, whole process, {pages_of(there)} pages  {statistics.median(against):.2f} s"
        yield f"ours against Chromium, time  {ratio:.2f}x"
        yield (
            f"ours against Chromium, size of file  {size / 1000:.0f} kB, "
            f"{size / there.stat().st_size:.2f}x"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    for line in lines(parser.parse_args().rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
