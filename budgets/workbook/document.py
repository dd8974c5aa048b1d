"""A whole workbook -> DisclosureData and its problems: every sheet's tables, read in one context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from budgets.data import DisclosureData, ProblemData, TableData
from budgets.isolation.telling import TABLES, tell
from budgets.money import UNITS, Unit, looks_like_figure
from budgets.vocabulary import Vocabulary, fold, normalise
from budgets.workbook.continuing import join_continued
from budgets.workbook.grid import Sheet, Workbook, address
from budgets.workbook.matching import MONEY, Found, find_tables
from budgets.workbook.parsing import Context, Parsed, parse_table
from budgets.workbook.reader import read_workbook

# So many figures outside of any table are listed one by one, then the rest of a sheet as a number.
_LISTED = 100
# Lines above a table that name the body it belongs to.
_BODY_LINE = (
    "部门",
    "单位名称",
    "编制单位",
    "编制部门",
    "填报单位",
    "填报部门",
    "部门名称",
    "预算单位",
)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What was read, and what a person must look at."""

    data: DisclosureData
    problems: tuple[ProblemData, ...]

    @property
    def unusable(self) -> bool:
        """Whether a problem forbids storing: an error that is not about a single figure."""
        return not self.data.tables or any(
            problem.severity == "refusal" for problem in self.problems
        )


def read_document(
    source: bytes | Path,
    *,
    department: str,
    fiscal_year: int,
    kind: str,
    vocabulary: Vocabulary,
    slug: str = "",
    region: str = "",
    name: str = "",
) -> ReadDocument:
    """Read an uploaded workbook. Raises UnusableWorkbook for what is no readable workbook."""
    workbook = read_workbook(source, name)
    return interpret(
        workbook,
        department=department,
        fiscal_year=fiscal_year,
        kind=kind,
        vocabulary=vocabulary,
        slug=slug,
        region=region,
    )


def interpret(
    workbook: Workbook,
    *,
    department: str,
    fiscal_year: int,
    kind: str,
    vocabulary: Vocabulary,
    slug: str = "",
    region: str = "",
) -> ReadDocument:
    """Give a workbook's grids their meaning."""
    problems = list(workbook.problems)
    found: list[Found] = []
    for sheet in workbook.sheets:
        tables = [table for table in find_tables(sheet, vocabulary, kind) if _is_table(table)]
        if not tables:
            what = "是空的" if not sheet.cells else "里没有认出表格"
            problems.append(
                ProblemData(sheet.name, "A1", f"工作表“{sheet.name}”{what}，没有读入。", "notice")
            )
        elif sheet.hidden:
            problems += _unlisted(sheet, tables)
            problems.append(
                ProblemData(
                    sheet.name,
                    "A1",
                    f"工作表“{sheet.name}”是隐藏的，已照常读入，请核对。",
                    "notice",
                )
            )
        else:
            problems += _unlisted(sheet, tables)
        problems += _hidden_lines(tables)
        found += tables
    whole, doubles = join_continued(found)
    for first, second in doubles:
        problems.append(
            ProblemData(
                second.sheet.name,
                address(*second.title_at),
                f"“{second.title}”出现了两次：工作表“{first.sheet.name}”已有这张表。请删去一张再上传。",
                "refusal",
            )
        )
    context = Context(vocabulary, fiscal_year, kind)
    parsed = []
    for n, table in enumerate(whole, 1):
        tell(TABLES, n - 1, len(whole))
        parsed.append(parse_table(table, n, context))
    tell(TABLES, len(whole), len(whole))
    unit = common_unit(one.table for one in parsed)
    if unit is not None:
        context = replace(context, unit=unit)
        parsed = [
            one if one.table.unit or one.table.kind != MONEY else parse_table(table, n, context)
            for n, (one, table) in enumerate(zip(parsed, whole, strict=True), 1)
        ]
    for one, table in zip(parsed, whole, strict=True):
        problems += one.problems
        problems += _wrong_year(table, one, fiscal_year)
        problems += _wrong_body(table, department)
    data = DisclosureData(
        department=department,
        fiscal_year=fiscal_year,
        kind=kind,
        tables=tuple(one.table for one in parsed),
        slug=slug,
        region=region,
    )
    return ReadDocument(data, tuple(problems))


def _is_table(table: Found) -> bool:
    """A grid with a title, or with figures: a cover page or a list of contents has neither."""
    columns = range(table.columns[0], table.columns[1] + 1)
    figures = any(
        (cell := table.sheet.cells.get((row, column))) is not None and cell.is_number
        for row in table.body
        for column in columns
    )
    header = table.header[1] >= table.header[0]
    if "目录" in normalise(table.title) and table.kind == MONEY:
        return False
    if figures:
        return True
    # A cover has one text a row; a table has columns, even an empty one.
    rows = [*range(table.header[0], table.header[1] + 1), *table.body] if header else table.body
    columned = any(
        sum(1 for column in columns if table.sheet.text(row, column).strip()) > 1 for row in rows
    )
    return bool(table.title) and columned


def _unlisted(sheet: Sheet, tables: Sequence[Found]) -> list[ProblemData]:
    """Figures that stand outside every table: above a title, beside a header, under the notes."""
    inside = {
        (row, column)
        for table in tables
        for row in table.rows()
        for column in range(table.columns[0], table.columns[1] + 1)
    }
    lines = {
        line
        for table in tables
        for line in (*table.title_lines, *table.notes, table.unit_line, table.title)
    }
    outside = [
        (place, cell.text)
        for place, cell in sorted(sheet.cells.items())
        if place not in inside
        and (cell.is_number or looks_like_figure(cell.text))
        and cell.text.strip() not in lines
    ]
    problems = [
        ProblemData(
            sheet.name,
            address(*place),
            f"“{text.strip()}”不在任何表格里，没有读入：如果是金额，请移到表格里。",
            "notice",
        )
        for place, text in outside[:_LISTED]
    ]
    if len(outside) > _LISTED:
        place, _ = outside[_LISTED]
        rest = len(outside) - _LISTED
        problems.append(
            ProblemData(
                sheet.name,
                address(*place),
                f"从这里起还有 {rest} 个数字不在任何表格里，没有读入。",
                "notice",
            )
        )
    return problems


def _hidden_lines(tables: Sequence[Found]) -> list[ProblemData]:
    """Hidden rows or columns that hold figures: read all the same, and said."""
    problems = []
    for table in tables:
        hidden = [
            (row, column)
            for (row, column), cell in sorted(table.sheet.cells.items())
            if cell.is_number
            and row in table.body
            and (row in table.sheet.hidden_rows or column in table.sheet.hidden_columns)
        ]
        if hidden:
            problems.append(
                ProblemData(
                    table.sheet.name,
                    address(*hidden[0]),
                    f"有 {len(hidden)} 个金额在隐藏的行或列里，已照常读入，请核对。",
                    "notice",
                )
            )
    return problems


def common_unit(tables: Iterable[TableData]) -> Unit | None:
    """The one unit that all tables of money naming one agree on."""
    units = Counter(table.unit for table in tables if table.unit and table.kind == MONEY)
    return UNITS[next(iter(units))] if len(units) == 1 else None


def _wrong_year(table: Found, parsed: Parsed, fiscal_year: int) -> list[ProblemData]:
    if not parsed.years or fiscal_year in parsed.years:
        return []
    return [
        ProblemData(
            table.sheet.name,
            address(*table.title_at),
            f"表名写的是 {parsed.years[0]} 年，要载入的是 {fiscal_year} 年：请核对年度或换文件。",
            "refusal",
        )
    ]


def _wrong_body(table: Found, department: str) -> list[ProblemData]:
    for line in table.title_lines:
        label, colon, name = fold(line).partition(":")
        if not colon or normalise(label) not in _BODY_LINE or not normalise(name):
            continue
        written, wanted = normalise(_without_code(name)), normalise(department)
        if not wanted or not written or written in wanted or wanted in written:
            continue
        if _shared(written, wanted) * 10 < min(len(written), len(wanted)) * 6:
            return [
                ProblemData(
                    table.sheet.name,
                    address(*table.title_at),
                    f"表上写的是“{name.strip()}”，要载入的是“{department}”：请核对单位或换文件。",
                    "refusal",
                )
            ]
    return []


def _without_code(name: str) -> str:
    return name.strip().lstrip("[]()0123456789-— ")


def _shared(one: str, other: str) -> int:
    """Length of the longest common subsequence: names are shortened by leaving characters out."""
    row = [0] * (len(other) + 1)
    for a in one:
        previous = 0
        for index, b in enumerate(other, 1):
            previous, row[index] = (
                row[index],
                previous + 1 if a == b else max(row[index], row[index - 1]),
            )
    return row[-1]
