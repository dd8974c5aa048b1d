"""From a disclosure to the bytes of its PDF: the data for report.typ, and one run of Typst."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from budgets.data import DisclosureData, TableData
from budgets.narrative.data import NarrativeCheck
from budgets.printing import narrative
from budgets.printing.layout import Sheet, lay_out, lay_out_upright
from budgets.printing.measuring import balanced, pieces
from budgets.printing.placing import (
    Cell,
    PlacedTable,
    free_heads,
    has_data,
    place,
    repeated,
    without_header,
)
from budgets.printing.remarks import Remark

if TYPE_CHECKING:
    import typst

FONT_FAMILY = "Noto Sans CJK SC"
TEMPLATE = Path(__file__).with_name("report.typ")
NO_DATA = "本表无数据。"
DRAFT = "草稿，未公开"
APPENDIX = "附：评分说明"
NARRATIVE = "情况说明"
LEGEND = "下有点线的数字与表中所列一致，在电子文件中点按即到该表。"

_SEVERITIES = {"error": "错误", "warning": "提醒", "rounding": "尾差"}
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class PrintingUnavailable(Exception):
    """The PDF can't be made here; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What cover and footer say of a document. `published_on` (2026年11月21日), `address` (public
    path), `sha256`, `sm3` and `verify` (where a paper copy can be checked) may be empty; `proof`
    marks every page as a draft."""

    body: str
    region: str
    title: str
    fiscal_year: int
    kind_label: str
    version: int
    sha256: str
    published_on: str
    address: str
    language: str = "zh-hans"
    proof: bool = False
    sm3: str = ""
    verify: str = ""


def render_report(
    disclosure: DisclosureData,
    imprint: Imprint,
    remarks: Sequence[Remark] = (),
    appendix: Sequence[TableData] = (),
    claims: NarrativeCheck | None = None,
) -> bytes:
    """The document as PDF/UA-1; the same input gives the same bytes.

    Its explanation comes first, as in the documents that bodies publish, then the tables; `claims`
    is what checking it said.
    The tables of the `appendix` stand after its own, under a heading of their own (APPENDIX).
    Raises PrintingUnavailable where typesetter or font is missing or a character has no glyph.
    """
    report = {
        "imprint": asdict(imprint)
        | {"sha256": _groups(imprint.sha256), "sm3": _groups(imprint.sm3), "draft": DRAFT},
        "appendix": APPENDIX,
        "narrative": _narrative(disclosure, remarks, claims or NarrativeCheck()),
        "tables": [
            _table(table, [remark for remark in remarks if remark.table_n == table.n])
            for table in disclosure.tables
        ]
        + [_appended(table, place) for place, table in enumerate(appendix)],
    }
    # Data goes in as one JSON string: no text of a disclosure is ever read as Typst.
    inputs = {"report": json.dumps(report, ensure_ascii=False)}
    timestamp = _timestamp(imprint)
    try:
        return _compile(load_fonts(), inputs, timestamp)
    except _MissingGlyphs:
        # Characters beyond the font: the other fonts of this machine may have them.
        try:
            return _compile(load_fonts(everywhere=True), inputs, timestamp)
        except _MissingGlyphs as missing:
            raise PrintingUnavailable(_explain(missing.characters, report)) from None


class _MissingGlyphs(Exception):
    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


def typesetter() -> Any:
    # Loaded at the first PDF: eighty megabytes that no other process of the product needs.
    try:
        import typst
    except ImportError as error:
        raise PrintingUnavailable("无法生成 PDF：没有安装排版程序 typst。") from error
    return typst


@lru_cache(maxsize=2)
def load_fonts(*, everywhere: bool = False) -> typst.Fonts:
    """The packaged CJK font alone, so that every machine sets the same bytes, or with the fonts of
    this machine besides."""
    try:
        from noto_cjk_sans_otc import FONT_PATH  # type: ignore[import-untyped]
    except ImportError as error:
        raise PrintingUnavailable(
            "无法生成 PDF：没有安装中文字体包 noto-cjk-sans-otc，中文会变成方框。"
        ) from error
    fonts: typst.Fonts = typesetter().Fonts(
        include_system_fonts=everywhere,
        include_embedded_fonts=False,
        font_paths=[str(Path(str(FONT_PATH)).parent)],
    )
    if FONT_FAMILY not in fonts.families():
        raise PrintingUnavailable(f"无法生成 PDF：字体包里没有找到中文字体 {FONT_FAMILY}。")
    return fonts


def _compile(fonts: typst.Fonts, inputs: dict[str, str], timestamp: int | None) -> bytes:
    typst = typesetter()
    try:
        pdf: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            # The folder that it may read files from: nothing lies below a file.
            root=str(TEMPLATE),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
            timestamp=timestamp,
        )
        return pdf
    except typst.TypstError as error:
        # PDF/UA forbids .notdef, so that Typst refuses to draw a box for a missing glyph.
        found = _MISSING.findall(error.diagnostic)
        if found:
            raise _MissingGlyphs("".join(dict.fromkeys(map(_unescape, found)))) from error
        raise PrintingUnavailable(f"无法生成 PDF，排版程序报告：{error.message}") from error


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _explain(characters: str, report: dict[str, Any]) -> str:
    """Which characters no font has, and where they stand."""
    named = []
    for character in dict.fromkeys(characters):
        places = [
            table["name"]
            for table in (report["narrative"], *report["tables"])
            if character in json.dumps(table, ensure_ascii=False)
            or json.dumps(character)[1:-1] in json.dumps(table)
        ]
        shown = character if character.isprintable() else "不可见字符"
        named.append(f"“{shown}”（U+{ord(character):04X}，{'、'.join(places) or '封面'}）")
    return "无法生成 PDF：所有字体都没有下列字符，请改用常用字：" + "；".join(named) + "。"


def _timestamp(imprint: Imprint) -> int | None:
    match = _DATE.fullmatch(imprint.published_on)
    if not match:
        return None
    year, month, day = map(int, match.groups())
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


def _groups(digest: str) -> list[str]:
    """Sixteen digits at a time: what a person can compare by eye, and types to verify a copy."""
    return [digest[i : i + 16] for i in range(0, len(digest), 16)]


def _narrative(
    disclosure: DisclosureData, remarks: Sequence[Remark], claims: NarrativeCheck
) -> dict[str, Any]:
    told = [remark for remark in remarks if not remark.table_n]
    explanation = narrative.Explanation(disclosure, told, claims)
    sections = list(explanation.sections())
    pieces = (one for section in sections for part in section.parts for one in part.pieces)
    return {
        "name": NARRATIVE,
        "legend": LEGEND if any(piece.table >= 0 for piece in pieces) else "",
        "sections": [
            {
                "heading": section.heading,
                "level": section.level,
                "parts": [_part(part) for part in section.parts],
            }
            for section in sections
        ],
        "remarks": _remarks(explanation.listed()),
    }


def _part(part: narrative.Part) -> dict[str, Any]:
    notes = [asdict(note) for note in part.notes]
    if part.table is None:
        pieces = [asdict(piece) for piece in part.pieces]
        return {"pieces": pieces, "marks": part.marks, "notes": notes}
    placed = place(part.table)
    sheet = lay_out_upright(placed)
    content = _content(placed, sheet, [row.kind for row in part.table.rows])
    return {"size": sheet.size, "widths": sheet.widths, "notes": notes} | content


def _appended(table: TableData, place: int) -> dict[str, Any]:
    """A table of the appendix: the first one stands under its heading, none is named like it."""
    given = _table(table, ())
    name = "" if table.name == APPENDIX.removeprefix("附：") else table.name
    return given | {"name": name, "level": 2, "chapter": "" if place else APPENDIX}


def _table(table: TableData, remarks: Sequence[Remark]) -> dict[str, Any]:
    placed = place(table)
    sheet = lay_out(placed)
    kinds = [row.kind for row in table.rows]
    if set(kinds) == {"total"}:
        # Nothing to stand out from.
        kinds = ["item"] * len(kinds)
    if sum(map(sheet.height, placed.header)) > 0.5:
        # Repeated on every page it would leave no room for the body, or run over the edge.
        placed = without_header(placed)
        kinds = ["heading"] * len(table.header) + kinds
    notes = [note for note in table.notes if note.strip()]
    if not notes and not has_data(table):
        notes = [NO_DATA]
    tied = any(first < last for first, last in placed.blocks)
    return {
        "n": table.n,
        "name": table.name,
        "level": 1,
        "chapter": "",
        "subtitles": list(_subtitles(table)),
        "unit": table.unit_line or (f"单位：{table.unit}" if table.unit else ""),
        "flipped": sheet.flipped,
        "size": sheet.size,
        "widths": sheet.widths,
        **_content(placed, sheet, kinds),
        "blocks": placed.blocks if tied or placed.heads else (),
        "repeats": repeated(placed),
        "subheads": free_heads(placed),
        "notes": notes,
        "remarks": _remarks(list(enumerate(remarks, 1))),
    }


def _remarks(remarks: Sequence[tuple[int, Remark]]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "severity": _SEVERITIES.get(remark.severity, remark.severity),
            "cell": remark.cell,
            "message": remark.message,
            "explanation": remark.explanation,
        }
        for number, remark in remarks
    ]


def _content(placed: PlacedTable, sheet: Sheet, kinds: Sequence[str]) -> dict[str, Any]:
    return {
        "header": [_row(row, sheet) for row in placed.header],
        "rows": [_row(row, sheet) for row in placed.body],
        "kinds": kinds,
        "tall": [sheet.height(row) > 0.6 for row in placed.body],
    }


def _row(cells: Sequence[Cell], sheet: Sheet) -> list[list[Any]]:
    """Cells as lists, which keep the JSON small: column, columns, rows, text, align."""
    return [
        [
            cell.column,
            cell.columns,
            cell.rows,
            (balanced if cell.align in ("center", "head") else pieces)(cell.text, sheet.room(cell)),
            cell.align,
        ]
        for cell in cells
    ]


def _subtitles(table: TableData) -> Iterator[str]:
    """Printed lines above the header that say more than the table's name."""
    known = {"".join(text.split()) for text in (table.name, table.title, table.code, "")}
    for line in table.title_lines:
        if "".join(line.split()) not in known:
            yield line
