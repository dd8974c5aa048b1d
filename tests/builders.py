"""Small builders of table data, disclosures and database rows, shared by all tests.

data = disclosure_data(overview(), spending())         frozen shapes, no database
shown = published(data)                                 rows, facts and stored page bodies
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from budgets.coordinates import NOWHERE, Coordinates
from budgets.data import (
    CellRef,
    ColumnData,
    DisclosureData,
    FactData,
    FindingData,
    Origin,
    RowData,
    TableData,
    Text,
)
from budgets.money import UNITS, WAN, Amount, AmountError, Unit, parse_amount

if TYPE_CHECKING:
    from budgets import models
    from budgets.narrative.data import NarrativeCheck
    from budgets.pages.bodies import Checks

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHEN = datetime(2026, 2, 10, 1, 30, tzinfo=UTC)
PUBLIC = ("published", "superseded")
BUDGET = Coordinates.of(basis="budget")


def amount(text: str, unit: Unit = WAN) -> Amount:
    """The amount that a cell printed `text` states."""
    return parse_amount(text, unit)


def label(*path: str, block: int = 0, **coordinates: str) -> ColumnData:
    return ColumnData(path, "label", Coordinates.of(coordinates), block=block)


def money(*path: str, block: int = 0, **coordinates: str) -> ColumnData:
    return ColumnData(path, "amount", Coordinates.of(coordinates), block=block)


def text_column(*path: str) -> ColumnData:
    return ColumnData(path, "text")


def row(*cells: Text, kind: str = "item", level: int = 0, **coordinates: str) -> RowData:
    """A body row whose cells all share the row's coordinates."""
    return RowData(cells, kind, level, coordinates=Coordinates.of(coordinates))


def total(*cells: Text, **coordinates: str) -> RowData:
    return row(*cells, kind="total", **coordinates)


def table(
    columns: Sequence[ColumnData],
    rows: Iterable[RowData],
    *,
    n: int = 1,
    code: str = "",
    title: str = "支出总表",
    unit: str = "万元",
    kind: str = "money",
    header: Sequence[Sequence[Text]] | None = None,
    merges: Sequence[tuple[int, int, int, int]] = (),
    slice: Coordinates = BUDGET,
    halves: Sequence[Sequence[Coordinates]] = (),
    notes: Sequence[str] = (),
    facts: Sequence[FactData] | None = None,
) -> TableData:
    """A table with a fact for every amount cell that states something.

    Without `header` the last texts of the columns' paths make one header row. `halves` gives, for
    a two-sided table, the coordinates of each row by block, where the row's own will not do.
    """
    sheet = f"{code} {title}".strip()
    if header is None:
        header = [[column.path[-1] for column in columns]]
    top = 2 + len(header)
    placed = tuple(
        replace(given, origin=Origin(sheet, top + position, 0))
        for position, given in enumerate(rows)
    )
    if facts is None:
        facts = tuple(_facts(columns, placed, UNITS.get(unit, WAN), slice, halves))
    return TableData(
        n=n,
        kind=kind,
        code=code or f"预算{n:02}表",
        title=title,
        unit=unit,
        header=tuple(tuple(line) for line in header),
        rows=placed,
        columns=tuple(columns),
        merges=tuple(merges),
        slice=slice,
        unit_line=f"金额单位：{unit}" if unit else "",
        notes=tuple(notes),
        facts=tuple(facts),
        sheet=sheet,
        header_origins=tuple(Origin(sheet, 2 + line, 0) for line in range(len(header))),
    )


def _facts(
    columns: Sequence[ColumnData],
    rows: Sequence[RowData],
    unit: Unit,
    slice: Coordinates,
    halves: Sequence[Sequence[Coordinates]],
) -> Iterable[FactData]:
    for r, line in enumerate(rows):
        for c, column in enumerate(columns):
            printed = line.cells[c]
            if column.kind != "amount" or not printed:
                continue
            try:
                stated = parse_amount(printed, unit)
            except AmountError:
                continue
            own = halves[r][column.block] if halves else line.coordinates
            yield FactData(r, c, slice.with_(column.coordinates).with_(own), stated)


def disclosure_data(
    *tables: TableData,
    department: str = "某市人民政府外事办公室",
    slug: str = "mou-shi-wai-ban",
    region: str = "110000",
    fiscal_year: int = 2026,
    kind: str = "budget",
    version: int = 1,
) -> DisclosureData:
    """A document of the tables given, numbered in their order."""
    numbered = tuple(replace(given, n=n) for n, given in enumerate(tables, start=1))
    return DisclosureData(
        department, fiscal_year, kind, numbered, slug=slug, region=region, version=version
    )


# --- Tables as documents have them ---------------------------------------------------------------


def overview(total_in: str = "120.50", general: str = "100.00") -> TableData:
    """收支总表: two sides, the income above the carried-over money, both with their totals."""
    income = {"side": "in", "vintage": "current"}
    spent = {"side": "out", "use": "spent"}
    lines = [
        ("一、一般公共预算拨款收入", general, income | {"source": "general"}),
        ("二、政府性基金预算拨款收入", None, income | {"source": "fund"}),
        ("三、其他收入", "10.50", income | {"source": "other"}),
        ("本年收入合计", "110.50", income),
        ("上年结转结余", "10.00", {"side": "in", "vintage": "carried"}),
        ("收入总计", total_in, {"side": "in"}),
    ]
    spending = [
        ("一、一般公共服务支出", "90.50", spent | {"function": "201"}),
        ("二、教育支出", None, spent | {"function": "205"}),
        ("三、住房保障支出", "30.00", spent | {"function": "221"}),
        ("本年支出合计", "120.50", spent),
        ("年终结转结余", None, {"side": "out", "use": "retained"}),
        ("支出总计", "120.50", {"side": "out"}),
    ]
    rows = [
        row(a[0], a[1], b[0], b[1], kind="total" if at in (3, 5) else "item")
        for at, (a, b) in enumerate(zip(lines, spending, strict=True))
    ]
    return table(
        [
            label("收入", "项目"),
            money("收入", "预算数"),
            label("支出", "项目", block=1),
            money("支出", "预算数", block=1),
        ],
        rows,
        title="收支总表",
        header=[["收 入", None, "支 出", None], ["项 目", "预算数", "项 目", "预算数"]],
        merges=[(0, 0, 0, 1), (0, 2, 0, 3)],
        halves=[
            (Coordinates.of(a[2]), Coordinates.of(b[2]))
            for a, b in zip(lines, spending, strict=True)
        ],
    )


def spending() -> TableData:
    """一般公共预算支出表: merged heads over three rows, a code and a name before the figures."""
    general = Coordinates.of(side="out", use="spent", source="general", basis="budget")
    return table(
        [
            label("功能分类科目", "科目编码"),
            label("功能分类科目", "科目名称"),
            money("预算数", "合计"),
            money("预算数", "基本支出", "小计", nature="basic"),
            money("预算数", "基本支出", "人员经费", nature="basic", cost="personnel"),
            money("预算数", "基本支出", "公用经费", nature="basic", cost="public"),
            money("预算数", "项目支出", nature="project"),
        ],
        [
            row(
                "2010301", "行政运行", "60.00", "60.00", "50.00", "10.00", None, function="2010301"
            ),
            row(
                "2010302",
                "一般行政管理事务",
                "20.00",
                None,
                None,
                None,
                "20.00",
                function="2010302",
            ),
            row("2210201", "住房公积金", "20.00", "20.00", "20.00", None, None, function="2210201"),
            total(None, "合 计", "100.00", "80.00", "70.00", "10.00", "20.00"),
        ],
        title="一般公共预算支出表",
        header=[
            ["功能分类科目", None, "预算数", None, None, None, None],
            ["科目编码", "科目名称", "合计", "基本支出", None, None, "项目支出"],
            [None, None, None, "小计", "人员经费", "公用经费", None],
        ],
        merges=[
            (0, 0, 0, 1),
            (0, 2, 0, 6),
            (1, 0, 2, 0),
            (1, 1, 2, 1),
            (1, 2, 2, 2),
            (1, 3, 1, 5),
            (1, 6, 2, 6),
        ],
        slice=general,
    )


def by_nature() -> TableData:
    """支出总表: all money by 基本支出 and 项目支出."""
    return table(
        [
            label("支出功能分类科目"),
            money("合计"),
            money("基本支出", nature="basic"),
            money("项目支出", nature="project"),
        ],
        [
            row("2010301-行政运行", "70.50", "70.50", None, function="2010301"),
            row("2010302-一般行政管理事务", "20.00", None, "20.00", function="2010302"),
            row("2210201-住房公积金", "30.00", "30.00", None, function="2210201"),
            total("合 计", "120.50", "100.50", "20.00"),
        ],
        title="支出总表",
        slice=Coordinates.of(side="out", use="spent", basis="budget"),
    )


def three_public(reception: str = "0.50") -> TableData:
    """“三公”经费支出表: one row, the whole of the three and its parts."""
    columns = [
        money("总额", three_public="any"),
        money("因公出国（境）费用", three_public="abroad"),
        money("公务接待费", three_public="reception"),
        money("公务用车购置及运行维护费", "小计", three_public="vehicles"),
        money("公务用车购置及运行维护费", "公务用车购置费", three_public="purchase"),
        money("公务用车购置及运行维护费", "公务用车运行维护费", three_public="running"),
    ]
    return table(
        columns,
        [row("3.50", "2.00", reception, "1.00", None, "1.00")],
        title="财政拨款“三公”经费支出表",
        header=[
            ["总额", "因公出国（境）费用", "公务接待费", "公务用车购置及运行维护费", None, None],
            [None, None, None, "小计", "公务用车购置费", "公务用车运行维护费"],
        ],
        merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 5)],
        slice=Coordinates.of(side="out", source="fiscal", basis="budget"),
    )


def empty_table() -> TableData:
    """政府性基金预算支出表 without data, as the rules want it: printed, and with a remark."""
    return table(
        [label("科目编码"), label("科目名称"), money("合计")],
        [total(None, "合 计", None)],
        title="政府性基金预算支出表",
        slice=Coordinates.of(side="out", use="spent", source="fund", basis="budget"),
        notes=["注：本单位没有政府性基金预算安排的支出，故本表无数据。"],
    )


def goals() -> TableData:
    """绩效目标表: a project's cells merged over the rows of its indicators."""
    return table(
        [
            label("项目名称"),
            money("项目总额"),
            text_column("一级指标"),
            text_column("三级指标"),
            text_column("指标值"),
        ],
        [
            row("外事工作经费", "20.00", "产出指标", "参训人数", "≥700"),
            row(None, None, "产出指标", "举办培训班班次", "≥9"),
            row(None, None, "满意度指标", "参训人员满意度", "≥85%"),
        ],
        title="项目支出绩效目标表",
        kind="performance",
        merges=[(1, 0, 3, 0), (1, 1, 3, 1)],
        slice=NOWHERE,
        facts=(),
    )


def whole_document(**names: object) -> DisclosureData:
    """A document with one table of every shape: 1 收支总表 … 6 绩效目标表."""
    return disclosure_data(
        overview(), by_nature(), spending(), three_public(), empty_table(), goals(), **names
    )


def finding(
    data: DisclosureData,
    n: int = 1,
    row: int = 5,
    column: int = 1,
    *,
    against: Sequence[tuple[int, int, int]] = ((1, 3, 1),),
    stated: int = 120_500_000,
    expected: int = 110_500_000,
    severity: str = "error",
    message: str = "收入总计与各项之和不符。",
    explained_by: str = "",
) -> FindingData:
    """A finding at a cell; `against` names other cells by table, row and column."""

    def at(n: int, row: int, column: int) -> CellRef:
        where = data.table(n)
        return CellRef(n, where.code, where.cell(row, column), row, column)

    return FindingData(
        severity=severity,
        kind="roll-up",
        at=at(n, row, column),
        stated=stated,
        expected=expected,
        against=tuple(at(*place) for place in against),
        message=message,
        key=f"roll-up:{n}:{row}:{column}",
        explained_by=explained_by,
    )


# --- The database --------------------------------------------------------------------------------


def region(code: str = "110000", name: str = "北京市") -> models.Region:
    from budgets import models

    return models.Region.objects.get_or_create(code=code, defaults={"name": name})[0]


def department(
    slug: str = "mou-shi-wai-ban",
    name: str = "某市人民政府外事办公室",
    region_code: str = "110000",
    parent: models.Department | None = None,
) -> models.Department:
    from budgets import models

    return models.Department.objects.get_or_create(
        slug=slug,
        defaults={"name": name, "region": region(region_code), "parent": parent},
    )[0]


def stored(
    data: DisclosureData,
    *,
    status: str = "draft",
    findings: Iterable[FindingData] = (),
) -> models.Disclosure:
    """The document in the database with its tables, rows and findings, in any state."""
    from budgets import models
    from budgets.storage import write_content

    year, _ = models.FiscalYear.objects.get_or_create(year=data.fiscal_year)
    disclosure = models.Disclosure(
        department=department(data.slug, data.department, data.region or "110000"),
        fiscal_year=year,
        kind=data.kind,
        version=data.version,
        status="draft" if status in PUBLIC else status,
    )
    disclosure.save()
    write_content(disclosure, data, findings=list(findings))
    if status in PUBLIC:
        make_public(disclosure, status, repr(data))
    return disclosure


def make_public(
    disclosure: models.Disclosure, status: str = "published", content: str = ""
) -> None:
    """The last step of publishing: from here on the database keeps the version as it is."""
    disclosure.status = status
    disclosure.published_at = WHEN
    disclosure.sha256 = hashlib.sha256(content.encode()).hexdigest()
    disclosure.save()


@contextmanager
def past_the_triggers() -> Iterator[None]:
    """As who has the keys of the database: no trigger looks."""
    from django.db import DatabaseError, connection

    from budgets import immutability

    if connection.vendor == "sqlite":
        with immutability.suspended():
            yield
        return
    # Triggers are taken out and put in by way of locks on every table: a role is quicker.
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            # What was refused in a transaction takes the role back with it.
            with suppress(DatabaseError):
                cursor.execute("SET session_replication_role = origin")


def put_into(disclosure: models.Disclosure, status: str) -> None:
    """Any state at all, past the triggers: what no step of the program does."""
    with past_the_triggers():
        type(disclosure).objects.filter(pk=disclosure.pk).update(status=status)


def published(
    data: DisclosureData,
    *,
    findings: Iterable[FindingData] = (),
    checks: Checks | None = None,
    explanation: str = "",
    claims: NarrativeCheck | None = None,
    write: Callable[[models.Disclosure], object] | None = None,
) -> models.Disclosure:
    """The document as publishing leaves it: facts, page bodies, and small stand-ins for the files.

    Much quicker than publishing.publish, which sets a PDF and writes workbooks. `write` adds
    further rows, which it can't once the version is public.
    """
    from budgets import models
    from budgets.key_amounts import write_key_amounts
    from budgets.pages.bodies import render_bodies
    from budgets.searching.index import index_version

    disclosure = stored(data, findings=findings)
    disclosure.findings.update(explanation=explanation)
    models.Fact.objects.bulk_create(
        models.Fact(
            disclosure=disclosure,
            department=disclosure.department,
            year=data.fiscal_year,
            table_n=where.n,
            row=fact.row,
            column=fact.column,
            fen=fact.amount.fen,
            **fact.coordinates,
        )
        for where, fact in data.facts()
        if fact.amount.fen is not None
    )
    index_version(disclosure, data)
    write_key_amounts(disclosure, data)
    keep(disclosure, "report.pdf", b"%PDF-1.7 stand-in", "application/pdf")
    keep(disclosure, "workbook.xlsx", b"PK stand-in", XLSX)
    keep(disclosure, "data.json", b"{}", "application/json")
    for where in data.tables:
        keep(disclosure, f"tables/{where.n}.csv", b"\xef\xbb\xbf1,2\r\n", "text/csv; charset=utf-8")
        keep(disclosure, f"tables/{where.n}.xlsx", b"PK table", XLSX)
        keep(disclosure, f"tables/{where.n}.json", b"[]", "application/json")
    bodies = render_bodies(disclosure, data, list(disclosure.findings.all()), checks, claims)
    for path, body in bodies.items():
        keep(disclosure, path, body, "text/html; charset=utf-8")
    if write is not None:
        write(disclosure)
    make_public(disclosure, content=repr(data))
    return disclosure


def keep(disclosure: models.Disclosure, path: str, content: bytes, content_type: str) -> None:
    """Put a file of a published version into the storage and the list of its files."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from budgets import models

    file = models.PublishedFile.objects.create(
        disclosure=disclosure,
        path=path,
        content_type=content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    if not default_storage.exists(file.stored_name):
        default_storage.save(file.stored_name, ContentFile(content))
