"""The stored bodies: complete, escaped, and the same wherever they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from budgets.data import CellRef, TableData
from budgets.models import Finding
from budgets.money import UNITS
from budgets.pages.bodies import body_path, converted, render_bodies
from budgets.reconcile import CheckData
from tests.builders import (
    disclosure_data,
    empty_table,
    finding,
    label,
    money,
    overview,
    row,
    spending,
    stored,
    table,
    whole_document,
)

HOSTILE = "<script>alert(1)</script>\"'&"
LANGUAGES = ("zh-hans", "en")

pytestmark = pytest.mark.django_db


class Cells(HTMLParser):
    """The texts of a sheet's cells, as a browser would show them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside = self._skipped = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._inside = True
        # The number of a finding; a term that leads to the glossary is a text of the cell.
        if tag == "a" and self._inside:
            self._skipped = dict(attrs).get("class") != "term"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False
        if tag == "a":
            self._skipped = False

    def handle_data(self, data: str) -> None:
        if self._inside and not self._skipped:
            self.rows[-1][-1] += data


def bodies_of(data, *findings, checks=None) -> dict[str, str]:  # type: ignore[no-untyped-def]
    disclosure = stored(data, status="published", findings=findings)
    rendered = render_bodies(disclosure, data, list(disclosure.findings.all()), checks)
    return {path: body.decode() for path, body in rendered.items()}


def printed(given: TableData) -> Iterator[str]:
    for line in [*given.header, *(one.cells for one in given.rows)]:
        yield from (text for text in line if text)


def test_every_page_is_made_in_every_language() -> None:
    data = whole_document()

    bodies = bodies_of(data)

    assert set(bodies) == {
        body_path(language, n) for language in LANGUAGES for n in (None, 1, 2, 3, 4, 5, 6)
    }


def test_a_table_shows_every_printed_text_exactly() -> None:
    data = whole_document()

    bodies = bodies_of(data)

    for given in data.tables:
        for language in LANGUAGES:
            page = bodies[body_path(language, given.n)]
            # English pages say below what it means.
            alone = re.sub(r' <span class="gloss" lang="en">[^<]*</span>', "", page)
            assert (alone == page) == (language == "zh-hans")
            shown = [text for line in Cells(alone).rows for text in line if text]
            assert shown == list(printed(given))


def test_hostile_text_stays_text() -> None:
    hostile = table(
        [label(HOSTILE), money(HOSTILE)],
        [row(HOSTILE, "1.00", function="201")],
        code=HOSTILE,
        title=HOSTILE,
        notes=[HOSTILE],
    )
    data = disclosure_data(replace(overview(), title=HOSTILE, title_lines=(HOSTILE,)), hostile)
    wrong = finding(data, message=HOSTILE)
    check = CheckData(wrong.at, (replace(wrong.at, table=HOSTILE),), 100, HOSTILE)

    bodies = bodies_of(data, wrong, checks={1: [check]})

    for body in bodies.values():
        assert "<script" not in body
        assert "alert(1)" not in body or "&lt;script&gt;alert(1)" in body
        for _tag, attributes in Cells(body).tags:
            assert not any(name.startswith("on") for name in attributes)


def test_a_body_has_no_inline_style_or_script() -> None:
    for body in bodies_of(whole_document()).values():
        for tag, attributes in Cells(body).tags:
            assert tag not in ("script", "style")
            assert "style" not in attributes


def test_links_of_a_body_are_relative() -> None:
    for body in bodies_of(whole_document(), finding(whole_document())).values():
        targets = re.findall(r'(?:href|action)="([^"]*)"', body)

        assert targets
        # What is no document has one address in each language.
        own = [one for one in targets if not re.match(r"(?:/en)?/(?:glossary|compare)/", one)]
        assert not [target for target in own if target.startswith(("/", "http"))]


def test_ids_are_given_once() -> None:
    data = whole_document()
    for body in bodies_of(data, finding(data)).values():
        ids = [attributes["id"] for _tag, attributes in Cells(body).tags if "id" in attributes]

        assert len(ids) == len(set(ids))


def test_official_names_are_marked_as_chinese_in_english() -> None:
    bodies = bodies_of(whole_document())

    assert '<h1 id="table-name" lang="zh-Hans">' in bodies[body_path("en", 1)]
    assert 'lang="zh-Hans"' not in bodies[body_path("zh-hans", 1)]


def test_a_cell_with_a_finding_links_to_its_text() -> None:
    data = whole_document()

    body = bodies_of(data, finding(data))[body_path("zh-hans", 1)]

    marked = re.search(r'class="figure marked">\s*<a class="mark" href="#f1">.*?</a>120.50', body)
    assert marked
    assert 'id="f1"' in body
    assert "表上所列" in body


def test_findings_stand_under_the_one_that_leads_them() -> None:
    data = whole_document()
    leading = finding(data, 1, 5, 1, message="总计错了。")
    other = finding(data, 1, 0, 1, message="因此也不对。", explained_by=leading.key)

    body = bodies_of(data, other, leading)[body_path("zh-hans")]

    assert (
        body.index("总计错了。") < body.index("由此引起的其他差异：1") < body.index("因此也不对。")
    )
    assert "更正第 1 处后随之消除" in body


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        (("rounding",), "没有发现互相矛盾的数字，只有四舍五入的尾差。"),
        (("rounding", "warning"), "没有发现可以确定的错误，有几处请留意。"),
        (("rounding", "error"), "表与表之间、行与合计之间有对不上的地方。"),
    ],
)
def test_remainders_are_folded_away_and_called_no_errors(
    severities: tuple[str, ...], said: str
) -> None:
    data = whole_document()
    found = [finding(data, 1, 5 * n, 1, severity=one) for n, one in enumerate(severities)]

    bodies = bodies_of(data, *found)
    body = bodies[body_path("zh-hans")]

    assert said in body
    folded = body[body.index('<details class="remainders">') :]
    assert "<summary>1 处尾差</summary>" in folded
    assert folded.count("severity-rounding") == body.count("severity-rounding") == 1
    # At its cell it is marked, and not as an error.
    table = bodies[body_path("zh-hans", 1)]
    assert table.count('class="mark remainder"') == 1
    assert table.count('class="mark"') == len(severities) - 1


def test_findings_that_explain_each_other_are_all_shown() -> None:
    data = whole_document()
    one, two = finding(data, 1, 5, 1, message="甲。"), finding(data, 1, 0, 1, message="乙。")
    circle = (replace(one, explained_by=two.key), replace(two, explained_by=one.key))

    body = bodies_of(data, *circle)[body_path("zh-hans")]

    assert "甲。" in body
    assert "乙。" in body


def test_an_explanation_stands_beside_its_finding() -> None:
    data = whole_document()
    disclosure = stored(data, findings=[finding(data)])
    Finding.objects.update(explanation="合计行由系统生成，将在决算中更正。")

    bodies = render_bodies(disclosure, data, list(disclosure.findings.all()))

    for path in (body_path("zh-hans"), body_path("zh-hans", 1)):
        assert "合计行由系统生成，将在决算中更正。" in bodies[path].decode()


def test_a_reminder_alone_is_no_problem() -> None:
    data = whole_document()

    body = bodies_of(data, finding(data, severity="warning"))[body_path("zh-hans")]

    assert re.search(r'<li class="warned">.*?1 处提醒', body, re.DOTALL)
    assert "处问题" not in body


def test_the_list_of_tables_tells_their_state() -> None:
    data = whole_document()
    at = finding(data).at
    check = CheckData(replace(at, n=3), (at,), 100, "一致")

    body = bodies_of(data, finding(data), checks={3: [check]})[body_path("zh-hans")]

    states = re.findall(r'<li class="(wrong|empty|checked|kept)">', body)
    assert states == ["wrong", "kept", "checked", "kept", "empty", "kept"]
    assert "1 处问题" in body
    assert "无数据" in body
    assert "勾稽一致" in body


def test_an_empty_table_says_so_and_keeps_its_remark() -> None:
    body = bodies_of(disclosure_data(empty_table()))[body_path("zh-hans", 1)]

    assert "本表：无数据" in body
    assert "故本表无数据。" in body


def test_a_table_of_zeros_is_not_called_empty() -> None:
    zeros = table([label("项目"), money("数")], [row("合计", "0.00", side="out")])

    body = bodies_of(disclosure_data(zeros))[body_path("zh-hans", 1)]

    assert "各项均为零" in body
    assert "无数据" not in body


def test_passed_checks_are_listed() -> None:
    data = whole_document()
    against = CellRef(1, "预算01表", "D9", 5, 3)
    check = CheckData(finding(data).at, (against,), 120_500_000, "收入总计等于支出总计")

    bodies = bodies_of(data, checks={1: [check]})
    chinese, english = bodies[body_path("zh-hans", 1)], bodies[body_path("en", 1)]

    assert "收入总计等于支出总计" in chinese
    assert "Passed by this table: 1 check<" in english
    assert re.search(r'equals\s+<a href="[^"]*#r6">', english)
    assert "收入总计等于支出总计" not in english
    assert "120.50" in english


def test_key_figures_link_to_the_row_that_states_them() -> None:
    body = bodies_of(whole_document())[body_path("zh-hans")]

    assert '<a href="tables/1/#r6"><span class="value">120<small>.50</small></span>' in body


def test_the_picture_has_words_and_the_same_numbers_as_a_table() -> None:
    body = bodies_of(whole_document())[body_path("en")]

    # By use and by nature, each for a wide and for a narrow column.
    assert body.count('role="img"') == 4
    assert "<desc" in body
    assert body.count("一般公共预算拨款收入") >= 5


def test_a_document_without_money_shows_no_empty_figures() -> None:
    body = bodies_of(disclosure_data(empty_table(), kind="performance"))[body_path("zh-hans")]

    assert "关键数字" not in body
    assert "未列出" not in body


@pytest.mark.parametrize(
    ("unit", "figure"),
    [("元", "600,000.00"), ("亿元", "0.006"), ("万元", "60.00")],
)
def test_another_unit_keeps_every_digit(unit: str, figure: str) -> None:
    texts = converted(spending(), UNITS[unit])

    assert texts[0, 2] == figure
    assert set(texts) == {
        (r, c)
        for r, line in enumerate(spending().rows)
        for c, text in enumerate(line.cells)
        if c > 1 and text
    }


def test_a_conversion_touches_amounts_only() -> None:
    given = table(
        [label("项目"), money("数")],
        [row("2010301", "—", function="2010301"), row("甲", "0.000001")],
    )

    assert converted(given, UNITS["元"]) == {(1, 1): "0.01"}
