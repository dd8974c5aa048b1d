"""What must hold of reading whatever stands in the grid: nothing raises, nothing gets lost, and the
way in which a form is written does not change what it says.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.reconcile import reconcile
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import ReadDocument, interpret
from budgets.workbook.grid import Area, GridCell, Sheet, Workbook
from tests.regions.accounting import unaccounted

WORDS = (
    "合计", "总计", "小计", "其中：", "项目", "科目编码", "科目名称", "预算数", "收入", "支出", "基本支出",
    "项目支出", "一般公共预算", "政府性基金预算", "上年结转", "一、本年收入", "（一）一般公共预算拨款", "结转下年",
    "单位：万元", "单位：元", "表1 收支总表", "一般公共预算支出表", "收入总表", "财政拨款“三公”经费支出表",
    "政府采购预算明细表", "201", "20103", "2010301", "30101", "行政运行", "教育支出", "工资福利支出", "类", "款", "项",
    "单位代码", "单位名称", "101001", "栏次", "行次", "1", "2", "3", "注：无", "本表无数据。", "增减%", "其他资金",
    "2024年执行数", "2025年预算数", "数量", "备注", "采购品目", "货物", "某某局", "12.30", "１２．５０", "-", "—",
    "(3.20)", "1,234.56", "abc", "１,０00", "5%", "#REF!", "=A1", "一、", "续表", "（续）", "合 计", "项 目",
)  # fmt: skip

texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
numbers = st.decimals(
    min_value=-99999, max_value=99999, places=2, allow_nan=False, allow_infinity=False
).map(str)
cells = st.one_of(
    texts.map(lambda text: GridCell(text)), numbers.map(lambda text: GridCell(text, True))
)


@st.composite
def grids(draw: st.DrawFn) -> Workbook:
    """Sheets of any texts and numbers, with any merges that do not overlap."""
    sheets = []
    for index in range(draw(st.integers(1, 2))):
        places = st.tuples(st.integers(0, 11), st.integers(0, 7))
        filled: Mapping[tuple[int, int], GridCell] = draw(
            st.dictionaries(places, cells, max_size=60)
        )
        merges: list[Area] = []
        taken: set[tuple[int, int]] = set()
        for top, left in draw(st.lists(places, max_size=5)):
            bottom, right = top + draw(st.integers(0, 2)), left + draw(st.integers(0, 3))
            area = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            if len(area) > 1 and not area & taken:
                taken |= area
                merges.append((top, left, bottom, right))
        covered = {
            (r, c)
            for t, le, b, ri in merges
            for r in range(t, b + 1)
            for c in range(le, ri + 1)
            if (r, c) != (t, le)
        }
        kept = {place: cell for place, cell in filled.items() if place not in covered and cell.text}
        sheets.append(Sheet(f"表{index}", draw(st.booleans()), kept, tuple(merges)))
    return Workbook(tuple(sheets))


def read(*sheets: Sheet) -> ReadDocument:
    return interpret(
        Workbook(sheets),
        department="某局",
        fiscal_year=2025,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    )


@settings(max_examples=300, deadline=None)
@given(grids())
def test_no_grid_makes_reading_fail_and_no_figure_gets_lost(workbook: Workbook) -> None:
    document = read(*workbook.sheets)

    reconcile(document.data)
    assert unaccounted(workbook, document) == []


# --- One small document, written in many ways ----------------------------------------------------

LEFT = [
    ("一般公共预算拨款收入", "610.00"),
    ("政府性基金预算拨款收入", "20.50"),
    ("其他收入", "3.25"),
]
RIGHT = [("一般公共服务支出", "500.00"), ("教育支出", "3.75"), ("住房保障支出", "130.00")]
TREE = [
    ("201", "一般公共服务支出", "480.00", "300.00", "180.00"),
    ("20103", "政府办公厅（室）及相关机构事务", "480.00", "300.00", "180.00"),
    ("2010301", "行政运行", "300.00", "300.00", ""),
    ("2010302", "一般行政管理事务", "180.00", "", "180.00"),
    ("221", "住房保障支出", "130.00", "130.00", ""),
    ("22102", "住房改革支出", "130.00", "130.00", ""),
    ("2210201", "住房公积金", "130.00", "130.00", ""),
]
NUMERALS = "一二三四五六七八九"


class Style:
    """One way to write the same table: ordinals, spaces, widths, text figures, blank rows."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.spaced = chance.random() < 0.5
        self.ordinals = chance.random() < 0.7
        self.wide = chance.random() < 0.4
        self.text = chance.random() < 0.4
        self.merged = chance.random() < 0.7
        self.brackets = chance.choice(("（）", "()"))

    def word(self, text: str) -> str:
        if self.spaced:
            at = self.chance.randrange(1, len(text))
            text = text[:at] + self.chance.choice((" ", "  ", "　", "\n")) + text[at:]
        return text.replace("（", self.brackets[0]).replace("）", self.brackets[1])

    def item(self, number: int, text: str) -> str:
        mark = self.chance.choice(("、", ".", "．"))
        return f"{NUMERALS[number]}{mark}{self.word(text)}" if self.ordinals else self.word(text)

    def figure(self, text: str) -> GridCell | None:
        if not text:
            return None
        if not self.text:
            return GridCell(text, True)
        shown = text
        if self.wide:
            shown = shown.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
        return GridCell(shown)


def _sheet(name: str, rows: Sequence[Sequence[GridCell | None]], merges: Sequence[Area]) -> Sheet:
    filled = {
        (r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell is not None
    }
    return Sheet(name, False, filled, tuple(merges))


def overview(style: Style) -> Sheet:
    def text(words: str) -> GridCell:
        return GridCell(words)

    rows: list[list[GridCell | None]] = [
        [text(style.word("收支总表")), None, None, None],
        [None, None, None, text("单位：万元")],
        [text(style.word("收入")), None, text(style.word("支出")), None],
        [text(style.word("项目")), text("预算数"), text(style.word("项目")), text("预算数")],
    ]
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        if style.chance.random() < 0.2:
            rows.append([None] * 4)
        rows.append(
            [
                text(style.item(number, left[0])),
                style.figure(left[1]),
                text(style.item(number, right[0])),
                style.figure(right[1]),
            ]
        )
    rows.append(
        [
            text(style.word("收入总计")),
            style.figure("633.75"),
            text(style.word("支出总计")),
            style.figure("633.75"),
        ]
    )
    merges = [(0, 0, 0, 3), (2, 0, 2, 1), (2, 2, 2, 3)] if style.merged else []
    return _sheet("收支", rows, merges)


def spending(style: Style, order: Sequence[int] = (0, 1, 2), strange: int | None = None) -> Sheet:
    """The same columns in any order, with a column that nobody knows put in at `strange`."""
    heads = ["合计", "基本支出", "项目支出"]
    total = ["610.00", "430.00", "180.00"]
    lines = [[style.figure(row[2 + i]) for i in order] for row in TREE]
    lines.append([style.figure(total[i]) for i in order])
    names = [GridCell(style.word(heads[i])) for i in order]
    if strange is not None:
        names.insert(strange, GridCell("某项口径"))
        for number, line in enumerate(lines):
            line.insert(strange, GridCell(f"{number + 1}.11", True))
    rows: list[list[GridCell | None]] = [
        [GridCell(style.word("一般公共预算支出表"))],
        [None, GridCell("单位：万元")],
        [GridCell(style.word("科目编码")), GridCell(style.word("科目名称")), *names],
    ]
    for row, line in zip(TREE, lines, strict=False):
        rows.append([GridCell(row[0]), GridCell(style.word(row[1])), *line])
    rows.append([None, GridCell(style.word("合计")), *lines[-1]])
    width = 2 + len(names)
    return _sheet("支出", rows, [(0, 0, 0, width - 1)] if style.merged else [])


def said(document: ReadDocument) -> list[tuple[str, int]]:
    """Every figure with what it says, wherever it stands."""
    return sorted(
        (str(fact.coordinates), fact.amount.value)
        for _, fact in document.data.facts()
        if fact.amount.fen
    )


class Plain(Style):
    def __init__(self) -> None:
        super().__init__(random.Random(0))
        self.spaced = self.wide = self.text = False
        self.ordinals = self.merged = True


PLAIN = said(read(overview(Plain()), spending(Plain())))


def test_the_plain_form_is_read_whole() -> None:
    document = read(overview(Plain()), spending(Plain()))

    assert len(PLAIN) == 8 + 16 + 3
    assert not [item for table in document.data.tables for item in table.uninterpreted]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_the_way_of_writing_does_not_change_what_is_said(seed: int) -> None:
    style = Style(random.Random(seed))

    document = read(overview(style), spending(style))

    assert said(document) == PLAIN
    assert reconcile(document.data).errors == ()


@settings(max_examples=60, deadline=None)
@given(st.permutations((0, 1, 2)), st.integers(0, 3))
def test_the_order_of_columns_and_an_unknown_one_change_nothing(
    order: list[int], strange: int
) -> None:
    style = Plain()

    document = read(overview(style), spending(style, order, strange))

    assert said(document) == PLAIN
    assert reconcile(document.data).errors == ()
    listed = {
        item.text for table in document.data.tables for item in table.uninterpreted if item.row >= 0
    }
    assert listed == {f"{number}.11" for number in range(1, 9)}
