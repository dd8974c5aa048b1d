"""Bodies and years beside each other: amounts with their cells, also of what was called otherwise."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from budgets.comparison import totals
from budgets.comparison.answers import compare
from budgets.comparison.lineage import Lineage
from budgets.comparison.state import KINDS, State, measures_of, state_of
from budgets.freshness import mark_change
from budgets.measures import FIXED, measured
from budgets.models import (
    CodeSuccession,
    Department,
    Disclosure,
    KeyAmount,
    Population,
    Region,
    Succession,
)
from budgets.pages.ranking import places
from tests.builders import past_the_triggers, published
from tests.documents import BEIJING, XICHENG_2022, XICHENG_2024, document, sample, sheet

KEYS = st.sampled_from([*FIXED, "function-2010301", "economic-30217", "general-function-201"])
STATES = st.builds(
    State,
    bodies=st.lists(st.sampled_from(["a", "b-1", "c"]), unique=True).map(tuple),
    years=st.lists(st.integers(1990, 2100), unique=True, max_size=15).map(tuple),
    measures=st.lists(KEYS, unique=True, min_size=1, max_size=8).map(tuple),
    kind=st.sampled_from(KINDS),
    per_head=st.booleans(),
)


@given(STATES)
def test_the_address_holds_the_whole_state(state: State) -> None:
    assert state_of(parse_qs(state.query)) == state


def test_what_is_unknown_in_an_address_is_passed_over() -> None:
    asked = {"m": ["x", "function-2", "spending", "function-２０１"], "y": ["x", "-1", "２０２４"],
             "kind": ["performance"], "per": ["x"], "code": ["999"]}  # fmt: skip

    assert state_of(asked) == State()
    assert measures_of("2010301") == ["function-2010301", "general-function-2010301"]


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (
            XICHENG_2022,
            {
                "income": 586476837, "spending": 586476837, "basic": 496746656,
                "personnel": 458309250, "public": 38437406, "project": 89730181,
                "three-public": 200515, "reception": 200515, "abroad": 0,
                "function-2010301": 449893292, "general-function-20103": 453348903,
            },
        ),
        (
            BEIJING,
            {
                "income": 10018162211, "basic": 5950314991, "project": 4067847220,
                "income-unit": 743442909, "three-public": 178773017, "running": 20780000,
                "function-206": 743442909, "function-20606": 743442909,
            },
        ),
    ],
)  # fmt: skip
def test_measures_of_the_samples(which: tuple[str, str, int], expected: dict[str, int]) -> None:
    told = {one.key: one for one in measured(sample(which))}

    assert {key: told[key].fen for key in expected} == expected
    assert not any(told[key].disputed for key in expected)
    # 206 is paid from other money than the general budget: its tables say nothing of it.
    assert "general-function-206" not in told


def test_a_contradiction_is_told() -> None:
    """表3 lacks a row that 表7 has."""
    told = {one.key: one for one in measured(sample(XICHENG_2024))}

    assert told["basic"].disputed
    assert not told["spending"].disputed


def test_what_was_not_planned_to_be_kept_may_be_kept() -> None:
    """年末结转 is blank in 年初预算 and not in 决算: neither column speaks for the other."""
    overview = sheet(
        """收入支出决算总表|||||
        单位：万元|||||
        项目|年初预算数|决算数|项目|年初预算数|决算数
        一、一般公共预算财政拨款收入|100.00|100.00|一、一般公共服务支出|100.00|90.00
        本年收入合计|100.00|100.00|本年支出合计|100.00|90.00
        |||年末结转和结余||10.00
        总计|100.00|100.00|总计|100.00|100.00""",
        "收支",
    )
    spent = sheet(
        """支出决算表||||
        单位：万元||||
        科目编码|科目名称|本年支出合计|基本支出|项目支出
        2010301|行政运行|90.00|60.00|30.00
        合计||90.00|60.00|30.00""",
        "支出",
    )
    data = document(overview, spent, year=2025, kind="final-accounts")

    told = {one.key: one for one in measured(data)}

    assert (told["spending"].fen, told["spending"].disputed) == (100_000_000, False)
    assert (told["basic"].fen, told["basic"].disputed) == (60_000_000, False)


@pytest.fixture
def region(db: None) -> Region:
    return Region.objects.create(code="110102", name="西城区")


def body(region: Region, slug: str, **told: int) -> Department:
    """A body with spending of years, in fen: y2022=5."""
    made = Department.objects.create(slug=slug, name=f"{slug}局", region=region)
    for year, fen in told.items():
        amount(made, int(year[1:]), "spending", fen)
    return made


def amount(of: Department, year: int, key: str, fen: int) -> None:
    from budgets.models import FiscalYear

    when, _made = FiscalYear.objects.get_or_create(year=year)
    document, _made = Disclosure.objects.get_or_create(
        department=of, fiscal_year=when, kind="budget"
    )
    KeyAmount.objects.create(
        disclosure=document, region=of.region, department=of, year=year, kind="budget",
        key=key, fen=fen, table_n=1, row=3, column=2,
    )  # fmt: skip


def test_formers_stand_for_their_successor_before_it_was_there(region: Region) -> None:
    one, two = body(region, "one", y2020=100, y2021=200), body(region, "two", y2020=11)
    new = body(region, "new", y2022=500)
    for former in (one, two):
        Succession.objects.create(former=former, successor=new, from_year=2022, note="机构改革")

    found = compare(State(("new",)))

    assert found.all_years == (2020, 2021, 2022)
    assert [line.cells[0].fen for line in found.lines] == [111, None, 500]
    assert found.lines[0].cells[0].formers == ("one局", "two局")
    # What only a part went over from is no sum of the whole.
    Succession.objects.update(is_whole=False)
    assert compare(State(("new",))).all_years == (2022,)


def test_a_code_goes_on_under_its_new_number(region: Region) -> None:
    office = body(region, "one", y2021=9, y2022=9)
    amount(office, 2021, "function-2010301", 5)
    amount(office, 2022, "function-2010399", 7)
    CodeSuccession.objects.create(
        catalogue="function", former="2010301", successor="2010399", from_year=2022, note="调整"
    )

    found = compare(State(("one",), measures=("function-2010399",)))

    assert [line.cells[0].fen for line in found.lines] == [5, 7]
    assert found.lines[0].cells[0].codes == ("2010301",)
    assert found.lines[1].cells[0].codes == ()


def test_per_head_is_of_the_year_or_the_last_known(region: Region) -> None:
    body(region, "one", y2021=1000, y2022=1000, y2023=1000)
    Population.objects.create(region=region, year=2022, people=300, source="公报")

    cells = [line.cells[0] for line in compare(State(("one",), per_head=True)).lines]

    assert [cell.per_head for cell in cells] == [None, 3, 3]
    assert [cell.people_of for cell in cells] == [None, 2022, 2022]


def test_queries_do_not_grow_with_what_is_compared(
    region: Region, django_assert_num_queries: object
) -> None:
    """Nor with how many times what is compared was called otherwise."""
    bodies = [body(region, f"b{number}", y2021=1, y2022=2) for number in range(6)]

    with django_assert_num_queries(7):  # type: ignore[operator]
        compare(State(("b0",), measures=("spending", "function-201"), per_head=True))
    for former, successor in pairwise(bodies):
        Succession.objects.create(former=former, successor=successor, from_year=2023, note="改名")
    for former in range(20101, 20106):
        CodeSuccession.objects.create(
            catalogue="function", former=former, successor=former + 1, from_year=2023, note="调整"
        )
    amount(bodies[0], 2021, "function-20101", 9)
    keys = ("spending", "function-20106", "general-function-20106")
    with django_assert_num_queries(7):  # type: ignore[operator]
        found = compare(State(tuple(f"b{n}" for n in range(6)), measures=keys, per_head=True))
    lineage = Lineage.of([bodies[5].pk], keys)
    assert lineage.all_bodies == {one.pk for one in bodies[:5]}
    assert lineage.all_measures == {
        f"{kind}{code}"
        for kind in ("function-", "general-function-")
        for code in range(20101, 20106)
    }
    assert found.all_years == (2021, 2022)


@pytest.mark.django_db
def test_page_table_and_csv_say_the_same(client: Client) -> None:
    for which in (XICHENG_2022, XICHENG_2024):
        published(replace(sample(which), slug="fao", region="110102"))
    query = "b=fao&m=reception"

    page = client.get(f"/compare/?{query}").content.decode()
    rows = list(csv.reader(io.StringIO(client.get(f"/compare.csv?{query}").content.decode()[1:])))

    assert [row[:4] for row in rows[1:]] == [
        ["北京市西城区人民政府外事办公室", "2022", "公务接待费", "2005.15"],
        ["北京市西城区人民政府外事办公室", "2024", "公务接待费", "2147.52"],
    ]
    # A file that is cited leads to the version that it was taken from, whatever is corrected since.
    assert rows[1][5].endswith("/departments/fao/2022/budget/v1/tables/10/#r2c2")
    assert ">2,005.15</a>" in page
    assert "+7.1%" in page
    assert 'href="/departments/fao/2022/budget/tables/10/#r2c2"' in page
    assert page.count("<svg xmlns") == 2
    svg = client.get(f"/compare.svg?{query}")
    assert svg["Content-Type"].startswith("image/svg+xml")
    assert "2,147.52" in svg.content.decode()
    # A file of its own holds its ground, its title and where it is from.
    assert ElementTree.fromstring(svg.content)[1].get("fill") == "#ffffff"
    assert "公务接待费" in svg.content.decode()
    assert "testserver" in svg.content.decode()
    for suffix in ("svg", "png", "csv"):
        assert f'href="/compare.{suffix}?b=fao&amp;m=reception"' in page
    png = client.get(f"/compare.png?{query}")
    assert png.content.startswith(b"\x89PNG")
    same = client.get(f"/compare.png?{query}", headers={"if-none-match": png["ETag"]})
    assert same.status_code == 304
    assert client.get("/compare.png?b=nobody").status_code == 404


@pytest.mark.django_db
def test_what_is_no_comparison_is_answered(client: Client) -> None:
    for query in ("", "b=nobody", "b=%01", "m=x", "add=外事", "y=9999", "b=a&b=a", "code=2010301"):
        assert client.get(f"/compare/?{query}").status_code == 200
        assert client.get(f"/compare.csv?{query}").status_code == 200
        assert client.get(f"/compare.svg?{query}").status_code == 200


@pytest.mark.django_db
def test_a_region_ranks_and_totals_its_bodies_once(client: Client, region: Region) -> None:
    city = Region.objects.create(code="110000", name="北京市")
    region.parent = city
    region.save()
    large, small = body(region, "large", y2024=1000_00), body(city, "small", y2024=300_00)
    unit = Department.objects.create(slug="unit", name="unit站", region=region, parent=large)
    amount(unit, 2024, "spending", 400_00)

    page = client.get("/regions/110000/2024/budget/").content.decode()
    rows = list(csv.reader(io.StringIO(
        client.get("/regions/110000/2024/budget/?format=csv").content.decode()[1:]
    )))  # fmt: skip

    assert [row[1:5] for row in rows[1:]] == [
        ["large局", "西城区", "", "1000.00"],
        ["unit站", "西城区", "large局", "400.00"],
        ["small局", "北京市", "", "300.00"],
    ]
    # The unit's money is in its department's already.
    assert 'data-label="支出总计">1,300.00</td>' in page
    assert "2 个部门和单位合计" in page
    assert client.get("/years/2024/budget/?m=project").status_code == 200
    assert client.get("/years/2023/budget/").status_code == 404
    assert small.get_absolute_url() in page
    assert "《北京市2024年预算：各部门和单位，按支出总计排名》" in page
    # What is compared is cited with the years that it has now, in Chinese in every language.
    compared = client.get("/en/compare/?b=small&b=large").content.decode()
    assert "《small局、large局 2024 年预算比较：支出总计》，http://testserver/compare/?" in compared
    assert "b=small&amp;b=large&amp;y=2024&amp;m=spending，" in compared


def test_equal_amounts_share_a_place() -> None:
    assert places([900, 700, 700, 300]) == [1, 2, 2, 4]
    # The second page of two: its first two are as large as the last of the first page.
    assert places([700, 700, 300], first=2, above=1) == [2, 2, 5]
    assert places([300], first=4, above=4) == [5]


@pytest.mark.django_db
def test_a_year_of_five_times_the_bodies_reads_no_more_rows(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the sums are known; and what is published or withdrawn makes them anew."""
    monkeypatch.setattr(totals, "MANY", 0)

    def more(first: int, last: int) -> None:
        for number in range(first, last):
            place = Region.objects.create(code=f"r{number}", name=f"地区{number}")
            above = body(place, f"b{number}", y2024=1000 + number, y2023=1)
            unit = Department.objects.create(
                slug=f"u{number}", name=f"站{number}", region=place, parent=above
            )
            amount(unit, 2024, "spending", 400)

    def asked(path: str) -> tuple[str, int, int]:
        """The page with the sums known, how many questions it asked, and steps of the database."""
        client.get(path)
        steps = []
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(lambda: steps.append(1) and None, 10)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path).content.decode()
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)
        return page, len(queries), len(steps)

    more(0, 60)
    _page, few, little = asked("/years/2024/budget/")
    more(60, 300)
    page, many, much = asked("/years/2024/budget/")

    assert many == few <= 8
    assert much <= 2 * little
    # Three hundred departments, whose units are in them; fifty of their regions are listed.
    fen = sum(1000 + number for number in range(300))
    assert f">{fen / 100:,.2f}</td>" in page
    assert "300 个部门和单位合计" in page
    assert page.count('/2024/budget/">地区') == 50
    assert "?m=spending&amp;regions=2#regions-title" in page
    listed = client.get("/years/2024/budget/?regions=1&format=csv").content.decode()
    assert listed.splitlines()[1] == "r299,地区299,1,12.99"
    assert len(listed.splitlines()) == 301
    last = client.get("/years/2024/budget/?regions=6").content.decode()
    assert ">地区0</a>" in last

    disclosed = Disclosure.objects.filter(department__slug="b299", fiscal_year__year=2024)
    with past_the_triggers():
        disclosed.delete()
    mark_change()
    page = client.get("/years/2024/budget/").content.decode()
    # Its unit is held by nobody now.
    assert f">{(fen - 1299 + 400) / 100:,.2f}</td>" in page
