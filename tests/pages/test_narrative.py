"""The explanation on a document's page: whole, folded where it is long, marked where it errs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from budgets.data import CellRef, DisclosureData, FindingData, SectionData
from budgets.narrative.checking import check_narrative
from tests.builders import disclosure_data, overview, published, spending
from tests.documents import XICHENG_2022, sample
from tests.pages.test_language import unmarked

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db

BASE = "/departments/mou-shi-wai-ban/2026/budget/"
SHORT = (
    SectionData("", 1, ("本说明由某局编写。",)),
    SectionData("一、收支说明", 2, ()),
    SectionData("（一）收入", 3, ("收入预算120.50万元。", "项目\t金额", "财政拨款\t100.00")),
    SectionData("1.其他<b>收入</b>", 4, ("其他收入&利息。",)),
)
LONG = tuple(
    SectionData(f"第{n}部分", 1, (f"第{n}部分的内容。" * 30, f"再说第{n}部分。" * 30))
    for n in "一二三四五六"
)


def document(*narrative: SectionData) -> DisclosureData:
    return replace(disclosure_data(overview(), spending()), narrative=narrative)


def wrong(row: int, number: int = 1, *, against: tuple[CellRef, ...] = ()) -> FindingData:
    return FindingData(
        severity="error",
        kind="text-count",
        at=CellRef(0, "情况说明", f"第{row + 1}段", row, 0),
        stated=0,
        expected=0,
        against=against,
        message="说明里的数与表不一致。",
        key=f"text:{number}",
        stated_text="8场",
        expected_text="9场",
    )


def page_of(client: Client, data: DisclosureData, *findings: FindingData) -> str:
    published(data, findings=findings)
    return client.get(BASE).content.decode()


def test_the_explanation_stands_between_the_tables_and_the_findings(client: Client) -> None:
    page = page_of(client, document(*SHORT))

    places = [page.index(f'id="{name}-title"') for name in ("tables", "narrative", "findings")]
    assert places == sorted(places)


def test_sections_are_headed_without_a_gap_and_paragraphs_are_numbered(client: Client) -> None:
    page = page_of(client, document(*SHORT))

    section = page[page.index('class="narrative"') : page.index('id="findings-title"')]
    assert re.findall(r"<(h\d) id=.s\d.>(.*?)</h\d>", section) == [
        ("h3", "一、收支说明"),
        ("h4", "（一）收入"),
        ("h5", "1.其他&lt;b&gt;收入&lt;/b&gt;"),
    ]
    assert re.findall(r'id="(p\d)"', section) == ["p1", "p2", "p3", "p4", "p5"]
    # Terms lead to the glossary.
    bare = re.sub(r'<a class="term"[^>]*>([^<]*)</a>', r"\1", section)
    assert '<p id="p5">其他收入&amp;利息。</p>' in bare


def test_rows_are_a_table_with_its_figures_at_the_right(client: Client) -> None:
    page = page_of(client, document(*SHORT))

    assert '<th scope="col" class="figure">金额</th>' in page
    assert '<tr id="p4">\n<td>财政拨款</td>\n<td class="figure">100.00</td>' in page


def test_a_document_without_an_explanation_says_nothing_of_one(client: Client) -> None:
    assert "narrative" not in page_of(client, document()).split("<main", 1)[1]


def test_a_long_text_is_folded_behind_its_beginning_and_whole_in_the_page(client: Client) -> None:
    page = page_of(client, document(*LONG))

    shown, folded = page.split('<details class="rest">')
    assert "第一部分的内容" in shown
    assert "第三部分的内容" not in shown
    assert "其余 8 段" in folded
    assert re.findall(r'id="(p\d+)"', page) == [f"p{n}" for n in range(1, 13)]


def test_a_text_that_is_a_little_longer_is_not_folded(client: Client) -> None:
    assert "<details" not in page_of(client, document(*LONG[:3])).split('id="narrative-title"')[1]


def test_a_paragraph_is_marked_with_its_findings_which_lead_back(client: Client) -> None:
    cell = CellRef(1, "预算01表", "B6", 3, 1)
    row = wrong(3, 2)
    page = page_of(client, document(*SHORT), wrong(1, against=(cell,)), row)

    assert re.search(r'<p id="p2" class="marked">\s*<a class="mark" href="#f1">.*?1</a>收入', page)
    assert re.search(r'<tr id="p4" class="marked">\s*<td>\s*<a class="mark" href="#f2">', page)
    assert '<a href="#p2"><span>情况说明 第2段</span></a>' in page
    assert "8场" in page


def test_a_table_leads_to_the_paragraph_that_it_was_compared_with(client: Client) -> None:
    data = document(*SHORT)
    at = CellRef(1, "预算01表", "B6", 3, 1)
    published(data, findings=[replace(wrong(1), at=at, against=(wrong(1).at,))])

    page = client.get(f"{BASE}tables/1/").content.decode()

    assert '<a href="../../#p2">' in page


def test_the_text_is_marked_as_chinese_on_the_english_page(client: Client) -> None:
    published(document(*SHORT, *LONG), findings=[wrong(1)])

    assert not unmarked(client, BASE)


# ---- Figures: where they stand, and what is wrong with them

INCOME = "2022年收入预算5,864,768.37元，比2021年收入预算6,291,924.73元减少427,156.36元，降低{}。"
XICHENG = "/departments/xicheng-fao/{}/budget/"


def xicheng(*paragraphs: str, year: int = 2022) -> DisclosureData:
    section = SectionData("二、收入预算情况说明", 1, paragraphs)
    named = {"slug": "xicheng-fao", "region": "110102", "narrative": (section,)}
    return replace(sample(XICHENG_2022), fiscal_year=year, **named)


def publish(
    data: DisclosureData, earlier: DisclosureData | None = None, explanation: str = ""
) -> None:
    check = check_narrative(data, earlier)
    published(data, findings=check.findings, claims=check, explanation=explanation)


def links(page: str) -> list[tuple[str, ...]]:
    return re.findall(r'<a class="origin" href="(.*?)" title="(.*?)">(.*?)</a>', page)


def test_a_figure_leads_to_its_row_in_the_tables(client: Client) -> None:
    publish(xicheng(INCOME.format("6.79%")))

    page = client.get(XICHENG.format(2022)).content.decode()

    assert links(page) == [("tables/1/#r12", "表1 B16", "5,864,768.37元")]
    assert 'id="r1"' in client.get(XICHENG.format(2022) + "tables/1/").content.decode()
    assert "带点线的数字" in page


def test_a_figure_of_another_year_leads_to_the_published_version_of_that_year(
    client: Client,
) -> None:
    text = "2023年收入预算5,864,768.37元，与2022年收入预算5,864,768.37元持平。"
    earlier = xicheng(year=2022)
    published(earlier)
    publish(xicheng(text, year=2023), earlier)

    own, before = links(client.get("/en" + XICHENG.format(2023)).content.decode())

    assert own[0] == "tables/1/#r12"
    assert before[0] == "/en/departments/xicheng-fao/2022/budget/v1/tables/1/#r12"
    assert client.get(before[0]).status_code == 200


def test_a_figure_of_another_year_that_is_not_public_leads_nowhere(client: Client) -> None:
    text = "2023年收入预算5,864,768.37元，与2022年收入预算5,864,768.37元持平。"
    publish(xicheng(text, year=2023), xicheng(year=2022))

    assert len(links(client.get(XICHENG.format(2023)).content.decode())) == 1


def test_a_wrong_figure_is_marked_itself_and_not_its_whole_paragraph(client: Client) -> None:
    publish(xicheng(INCOME.format("7.28%")))

    page = client.get(XICHENG.format(2022)).content.decode()

    assert re.search(
        r'<p id="p1">2022年.*降低<span class="wrong">7.28%</span>'
        r'<a class="mark" href="#f1">.*?1</a>。</p>',
        page,
    )
    assert "beside" not in page


def test_what_staff_explained_stands_beside_the_sentence(client: Client) -> None:
    publish(xicheng(INCOME.format("7.28%")), explanation="底稿笔误。")

    page = client.get(XICHENG.format(2022)).content.decode()

    beside = page[page.index('<div class="beside"') : page.index('id="findings-title"')]
    assert page.index('id="p1"') < page.index('<div class="beside"')
    assert "<s>7.28%</s> 应为 <strong>6.79%</strong>" in beside
    assert "427,156.36元÷6,291,924.73元应为6.79%（按2022年数计算）" in beside
    assert "底稿笔误。" in beside


def test_the_right_figure_leads_to_its_cell(client: Client) -> None:
    publish(xicheng("2022年收入预算5,864,768.73元。"), explanation="底稿笔误。")

    page = client.get(XICHENG.format(2022)).content.decode()

    assert '<a class="origin" href="tables/1/#r12">5,864,768.37元</a></strong>' in page


def test_a_long_text_has_a_list_of_its_headings(client: Client) -> None:
    page = page_of(client, document(*LONG))

    listed = page[page.index('class="headings"') : page.index("</nav>", page.index("headings"))]
    anchors = re.findall(r'<a href="#(s\d)">(.*?)</a>', listed)
    assert anchors == [(f"s{n}", f"第{name}部分") for n, name in enumerate("一二三四五六", 1)]
    assert all(f'<h3 id="{anchor}">{name}</h3>' in page for anchor, name in anchors)


def test_the_words_beside_a_sentence_are_english_on_the_english_page(client: Client) -> None:
    publish(xicheng(INCOME.format("7.28%"), "项目\t金额"), explanation="底稿笔误。")

    assert not unmarked(client, XICHENG.format(2022))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_notes_stand_beside_on_wide_screens_and_below_on_phones(page: Page, width: int) -> None:
    publish(xicheng(INCOME.format("7.28%")), explanation="底稿笔误。")
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(XICHENG.format(2022))

    text, note = (page.locator(it).bounding_box() for it in ("#p1", ".beside"))
    assert text is not None
    assert note is not None
    if width == 390:
        assert note["y"] >= text["y"] + text["height"]
    else:
        assert note["x"] >= text["x"] + text["width"]
        assert note["y"] < text["y"] + text["height"]
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [one["id"] for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_explanation_is_accessible_and_fits(page: Page, width: int, scheme: str) -> None:
    published(document(*SHORT, *LONG), findings=[wrong(1), wrong(3, 2)])
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    page.goto(BASE)
    page.locator(".narrative summary").click()

    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [one["id"] for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    lines = page.locator(".narrative p").first.evaluate("it => it.offsetWidth / 16")
    assert lines <= 40


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_finding_opens_what_is_folded_where_it_stands(page: Page) -> None:
    published(document(*SHORT, *LONG), findings=[wrong(14)])
    page.goto(BASE)
    assert not page.locator("#p15").is_visible()

    page.locator('#f1 a[href="#p15"]').click()

    assert page.locator("#p15").is_visible()
    page.locator("#p15 .mark").click()
    assert page.evaluate("location.hash") == "#f1"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_paper_nothing_is_folded(page: Page) -> None:
    published(document(*LONG))
    page.goto(BASE)

    page.emulate_media(media="print")

    assert page.locator("#p12").evaluate("it => it.checkVisibility({contentVisibilityAuto: true})")
    assert not page.locator(".narrative summary").is_visible()
