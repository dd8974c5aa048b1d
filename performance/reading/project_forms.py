"""Forms of one project: headings above, indicators below; one a sheet, or several below each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from budgets.data import CellRef, ProblemData
from budgets.vocabulary import fold
from performance.data import ANNUAL, MEDIUM, IndicatorData, ProjectData
from performance.forms.names import HEBEI_PROJECT, NATIONAL_PROJECT, TWO_SIDED_PROJECT
from performance.reading.amounts import Purse
from performance.reading.codes import split_project
from performance.reading.grids import Grid
from performance.reading.heads import IDENTITY, Column, Head
from performance.reading.indicators import Rows, halves_of, mark_head
from performance.reading.pairs import PairReader, Pairs
from performance.reading.words import fields_of

# So many rows above a grid its goals may begin.
_HIGHEST = 12
_TITLE = re.compile(
    r"^(?:20\d{2}\s*年度?|\d{1,3}(?!\d)|[一二三四五六七八九十]{1,3})?[\s.、．]*"
    r"(?P<name>.+?)(?:项目)?(?:支出)?绩效目标(?:申报)?表?$"
)
_LONGEST_TITLE = 60
_MEDIUM_WORDS = ("中期", "实施期", "长期")
# What titles say of any project.
_ANY_PROJECT = re.compile(
    r"(?:财政|部门|单位|预算|项目|支出|专项|转移支付|区域|政策|资金|经费|年度|本级|重点|省级|市级|县级|区级|中央|地方|一般性|"
    r"申报|公开|情况|二级|一级|共同|业务|和|及|[^\s]{2,12}(?:局|委|办|厅|院|中心))*"
)


def read_grid(
    grid: Grid, heads: Sequence[tuple[Head, range]], problems: list[ProblemData]
) -> tuple[list[IndicatorData], Rows | None]:
    """The indicators under the heads of one form."""
    indicators: list[IndicatorData] = []
    rows: Rows | None = None
    for head, body in heads:
        mark_head(grid, head)
        halves = halves_of(head, lambda column: _term(grid, column))
        if len(halves) == 1 and _is_medium(grid, head):
            halves = (replace(halves[0], term=MEDIUM),)
        if rows is None or [h.columns[0].first for h in rows.halves] != [
            h.columns[0].first for h in halves
        ]:
            rows = Rows(grid, halves, problems, template=True)
        rows.halves = halves
        for row in body:
            indicators += rows.read(row)
        _mark_sides(grid, head, body)
    return indicators, rows


def _term(grid: Grid, column: Column) -> str:
    """The term that headings over a column tell: 中期目标 over the left half, 年度指标 over the right."""
    words = "".join(block.text for block in column.path)
    row = column.path[0].row - 1
    last = max(row - _HIGHEST, -1)
    while row > last and "目标" not in words:
        text = grid.text(row, column.first)
        words += text if fields_of(text) & {"goal", "medium_goal"} else ""
        row -= 1
    if any(word in words for word in _MEDIUM_WORDS):
        return MEDIUM
    return ANNUAL if any(word in words for word in ("年度", "本年", "当年")) else ""


def _is_medium(grid: Grid, head: Head) -> bool:
    """Whether the label along the left edge tells the term: 长期绩效目标表 over one grid of two."""
    label = grid.text(head.top, 0)
    return "side" in fields_of(label) and any(word in label for word in _MEDIUM_WORDS)


def _mark_sides(grid: Grid, head: Head, body: range) -> None:
    """绩效指标 along the left edge of the grid, merged or in its first row."""
    first = min((c.first for c in head.columns if c.field not in ("side", "")), default=0)
    for row in (*range(head.top, head.bottom + 1), *body):
        for block in grid.starting(row):
            sides = {"side", "indicator", "goal", "medium_goal"}
            if block.column < first and fields_of(block.text) & sides:
                grid.mark(*block.at)


def read_form(
    grid: Grid,
    rows: Sequence[int],
    heads: Sequence[tuple[Head, range]],
    purse: Purse,
    problems: list[ProblemData],
) -> ProjectData | None:
    """One project's form: `rows` are those outside of its grids. None where it names no project."""
    pairs = PairReader(grid, rows, purse, problems).read()
    code, name, cells = _identity(pairs)
    if not code and not name:
        name = "" if _asks_for_name(grid, rows) else _titled(grid)
        if not name:
            return None
    period = pairs.text("period")
    if not period and "begin" in pairs.texts:
        period = "—".join(part for part in (pairs.text("begin"), pairs.text("end")) if part)
        cells["period"] = pairs.texts["begin"][1]
    indicators, read = read_grid(grid, heads, problems)
    amounts = purse.settle(pairs.amounts, name)
    if "unit" not in pairs.texts and "body" in pairs.texts:
        pairs.texts["unit"] = pairs.texts["body"]
    for field in ("category", "purpose", "authority", "unit", "attribute", "period", "remarks"):
        if field in pairs.texts:
            cells[field] = pairs.texts[field][1]
    for one in amounts:
        if "unit_heading" in one.cells:
            cells.setdefault("unit_heading", one.cells["unit_heading"])
    total_weight = execution_weight = None
    if read is not None and read.total_weight is not None:
        total_weight, cells["total_weight"] = read.total_weight
    if pairs.execution_weight is not None:
        execution_weight, cells["execution_weight"] = pairs.execution_weight
    return ProjectData(
        code=code,
        name=name,
        amounts=amounts,
        category=pairs.text("category"),
        purpose=pairs.text("purpose"),
        authority=pairs.text("authority"),
        unit=pairs.text("unit"),
        attribute=pairs.text("attribute"),
        period=period,
        plan=pairs.plan,
        goals=tuple(pairs.goals),
        indicators=tuple(indicators),
        form=_form(pairs, indicators, [head for head, _ in heads]),
        n=grid.table.n,
        total_weight=total_weight,
        execution_weight=execution_weight,
        remarks=pairs.text("remarks"),
        particulars=tuple(pairs.particulars),
        cells=cells,
    )


def _asks_for_name(grid: Grid, rows: Sequence[int]) -> bool:
    """Whether the form has a place for the name: left blank, the title does not stand for it."""
    return any(fields_of(b.text) & IDENTITY for row in rows for b in grid.starting(row))


def _titled(grid: Grid) -> str:
    """The project that the title names (1 办公设备购置绩效目标表), "" for a title of any project."""
    match = _TITLE.match(fold(grid.table.title).strip())
    name = match["name"].strip() if match else ""
    told = "整体" not in name and len(name) <= _LONGEST_TITLE and not _ANY_PROJECT.fullmatch(name)
    return name if told else ""


def _identity(pairs: Pairs) -> tuple[str, str, dict[str, CellRef]]:
    cells: dict[str, CellRef] = {}
    code = name = ""
    if "code" in pairs.texts:
        code, cells["code"] = pairs.texts["code"]
    for field in ("code_and_name", "name"):
        if field not in pairs.texts or name:
            continue
        text, ref = pairs.texts[field]
        split, rest = ("", text) if code else split_project(text)
        name, cells["name"] = rest, ref
        if split:
            code, cells["code"] = split, ref
    return code, name, cells


def _form(pairs: Pairs, indicators: list[IndicatorData], heads: list[Head]) -> str:
    terms = {*(goal.term for goal in pairs.goals), *(one.term for one in indicators)}
    if MEDIUM in terms or any(one.data.measure.startswith("medium") for one in pairs.amounts):
        return TWO_SIDED_PROJECT
    if pairs.plan or any(head.has("description", "basis") for head in heads):
        return HEBEI_PROJECT
    return NATIONAL_PROJECT
