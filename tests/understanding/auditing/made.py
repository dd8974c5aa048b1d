"""Documents such as nobody would write by hand: made of any amounts, in any of several shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, TableData
from budgets.money import UNITS, Unit, shift
from tests.builders import disclosure_data, label, money, row, table, total

# Enough of the catalogue for a long list; some share their 类 and their 款.
CODES = (
    "2010301", "2010302", "2010399", "2010401", "2010501", "2010601", "2010701", "2010801",
    "2011101", "2012301", "2012501", "2012601", "2012801", "2012901", "2013101", "2013201",
    "2013301", "2013401", "2013601", "2019999", "2020201", "2040201", "2050101", "2050205",
    "2050803", "2060101", "2060201", "2070101", "2080101", "2080501", "2080505", "2080506",
    "2100101", "2101101", "2120101", "2130101", "2140101", "2150101", "2210201", "2210203",
)  # fmt: skip
OUT = {"side": "out", "use": "spent"}


@dataclass(frozen=True)
class Shape:
    """What a document has. `amounts` are (code, basic, project) in fen; `rest` is income that was not
    spent, `fiscal` the part of a hundred of the income that is fiscal.
    """

    amounts: tuple[tuple[str, int, int], ...]
    units: tuple[str, str, str]
    places: int
    with_income: bool
    with_three: bool
    with_prior: bool
    fiscal: int
    rest: int
    off: int
    kind: str


def amounts(most: int) -> st.SearchStrategy[int]:
    return st.one_of(
        st.just(0), st.just(1), st.integers(1, 10**6), st.integers(10**7, most),
        st.integers(-(10**8), -1),
    )  # fmt: skip


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    codes = draw(
        st.one_of(
            st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True),
            st.just(list(CODES)),
        )
    )
    most = draw(st.sampled_from([10**8, 10**11, 10**14]))
    return Shape(
        tuple((code, draw(amounts(most)), draw(amounts(most))) for code in sorted(codes)),
        draw(st.tuples(*[st.sampled_from(["元", "万元", "亿元"])] * 3)),
        draw(st.sampled_from([2, 6, 10])),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from([0, 37, 100])),
        draw(st.sampled_from([0, 0, 1, 250_000_000])),
        draw(st.sampled_from([0, 0, 0, 1, 30_000_000])),
        draw(st.sampled_from(["budget", "budget", "final-accounts"])),
    )


def document(shape: Shape, **names: object) -> DisclosureData:
    """The document of a shape, as consistent as rounding lets it be, but for `off`."""
    basis = "final" if shape.kind == "final-accounts" else "budget"
    first, second, third = (_Printer(UNITS[name], shape.places) for name in shape.units)
    tables = [_spending(shape, basis, second)]
    if shape.with_income:
        tables.insert(0, _overview(shape, basis, first))
    if shape.with_three:
        tables.append(_three_public(shape, basis, third))
    return disclosure_data(*tables, kind=shape.kind, **names)


class _Printer:
    """Prints fen in a unit, rounded half up to no more than so many places."""

    def __init__(self, unit: Unit, places: int) -> None:
        self.unit, self.places = unit, min(places, unit.exponent)

    def __call__(self, fen: int) -> str:
        step = 10 ** (self.unit.exponent - self.places)
        rounded = (abs(fen) * 2 + step) // (step * 2)
        return shift(-rounded if fen < 0 else rounded, self.places)


def _spent(shape: Shape, prefix: str = "") -> int:
    return sum(basic + project for code, basic, project in shape.amounts if code.startswith(prefix))


def _tops(shape: Shape) -> Sequence[str]:
    return sorted({code[:3] for code, _basic, _project in shape.amounts})


def _overview(shape: Shape, basis: str, show: _Printer) -> TableData:
    spent = _spent(shape)
    fiscal = spent * shape.fiscal // 100
    income = {"side": "in", "vintage": "current"}
    left = [
        ("一般公共预算拨款收入", fiscal, {**income, "source": "general"}),
        ("其他收入", spent - fiscal, {**income, "source": "other"}),
        ("上年结转", shape.rest, {"side": "in", "vintage": "carried"}),
        ("收入总计", spent + shape.rest, {"side": "in"}),
    ]
    right = [(f"{top}类", _spent(shape, top), {**OUT, "function": top}) for top in _tops(shape)]
    right += [
        ("本年支出合计", spent, OUT),
        ("结转下年", shape.rest, {"side": "out", "use": "retained"}),
        ("支出总计", spent + shape.rest, {"side": "out"}),
    ]
    columns = [label("项目"), money("金额", basis=basis)]
    rows = [
        (total if "计" in name else row)(name, show(fen), **where)
        for name, fen, where in left + right
    ]
    return table(
        columns, rows, title="收支总表", unit=show.unit.name, slice=Coordinates.of(basis=basis)
    )


def _spending(shape: Shape, basis: str, show: _Printer) -> TableData:
    columns = [label("科目编码"), label("科目名称"), money("合计"),
               money("基本支出", nature="basic"), money("项目支出", nature="project")]  # fmt: skip
    if shape.with_prior:
        columns.append(money("上年", basis="prior" if basis == "budget" else "prior_final"))

    def line(name: str, code: str, basic: int, project: int, before: int) -> list[str]:
        cells = [code, name, show(basic + project), show(basic), show(project)]
        return [*cells, show(before)] if shape.with_prior else cells

    rows = [
        row(*line(f"{code}项", code, basic, project, (basic + project) * 9 // 10), function=code)
        for code, basic, project in shape.amounts
    ]
    basic = sum(one for _code, one, _project in shape.amounts)
    project = sum(one for _code, _basic, one in shape.amounts)
    rows.append(total(*line("合计", "", basic + shape.off, project, _spent(shape) * 9 // 10)))
    return table(
        columns,
        rows,
        title="支出总表",
        unit=show.unit.name,
        slice=Coordinates.of(basis=basis, **OUT),
    )


def _three_public(shape: Shape, basis: str, show: _Printer) -> TableData:
    parts = [abs(basic) % 10**9 for _code, basic, _project in shape.amounts[:3]]
    abroad, reception, running = ([*parts, 0, 0])[:3]
    columns = [
        money("合计", three_public="any"),
        money("因公出国（境）费", three_public="abroad"),
        money("公务接待费", three_public="reception"),
        money("公务用车购置及运行维护费", three_public="vehicles"),
    ]
    cells = [abroad + reception + running, abroad, reception, running]
    return table(
        columns,
        [row(*map(show, cells))],
        title="“三公”经费表",
        unit=show.unit.name,
        slice=Coordinates.of(basis=basis, source="fiscal", **OUT),
    )
