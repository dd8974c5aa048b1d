"""A document's page in plain words and pictures: every number is one of its facts."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from budgets.data import DisclosureData, SectionData
from budgets.models import CodeSuccession, Disclosure, Population, Succession
from budgets.money import WAN, format_fen, parse_amount
from budgets.narrative.checking import check_narrative
from tests.builders import (
    department,
    disclosure_data,
    label,
    money,
    past_the_triggers,
    published,
    region,
    row,
    table,
    total,
)
from tests.documents import XICHENG_2022, XICHENG_2024, sample
from tests.understanding.texts import CHANGE, DUTIES

pytestmark = pytest.mark.django_db

BASE = "/departments/xicheng-fao/{}/budget/"


def xicheng(document: tuple[str, str, int], *sections: SectionData) -> DisclosureData:
    return replace(sample(document), slug="xicheng-fao", region="110102", narrative=sections)


def publish(data: DisclosureData) -> Disclosure:
    check = check_narrative(data)
    return published(data, findings=check.findings, claims=check)


def page_of(client: Client, year: int, prefix: str = "") -> str:
    return client.get(prefix + BASE.format(year)).content.decode()


def section(page: str, name: str) -> str:
    found = re.search(rf'<section class="{name}".*?</section>', page, re.DOTALL)
    assert found, name
    return found[0]


def text_of(html: str) -> str:
    apart = re.sub(r"</t[hd]>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", apart)).split())


def test_the_sentences_say_what_the_tables_say(client: Client) -> None:
    publish(xicheng(XICHENG_2022, DUTIES))

    said = section(page_of(client, 2022), "plain-words")

    text = text_of(said)
    # 5,864,768.37; 4,967,466.56; 897,301.81; 2,005.15 yuan in the workbook.
    assert "2022 年它预计有 586.48 万元 可用，打算花 586.48 万元。" in text
    assert "用 496.75 万元，占 84.7%" in text
    assert "用 89.73 万元，占 15.3%" in text
    assert "“三公”经费 2,005.15 元：公务接待 2,005.15 元。" in text
    assert "“本单位" not in text
    assert "本单位负责本区外事工作、港澳事务工作。另有其他任务。" in text
    assert 'href="#p1"' in said
    data = sample(XICHENG_2022)
    for n, line, shown in re.findall(
        r'class="figure-link" href="tables/(\d+)/#r(\d+)">([\d,.]+) ', said
    ):
        printed = [parse_amount(cell, WAN).fen for cell in figures(data, int(n), int(line) - 1)]
        assert any(
            shown in (format_fen(fen, WAN, 2), format_fen(fen, WAN), f"{fen / 100:,.2f}")
            for fen in printed
            if fen is not None
        ), (n, line, shown)


def figures(data: DisclosureData, n: int, row: int) -> list[str]:
    """The amounts of a row as printed, and what the rows of its code come to."""
    table = data.table(n)
    printed = [fact.amount.printed for fact in table.facts if fact.row == row]
    return printed


def test_levels_state_the_parts_and_lead_to_their_rows(client: Client) -> None:
    publish(xicheng(XICHENG_2022))

    tree = section(page_of(client, 2022), "breakdown")

    rows = re.findall(
        r'<span class="code">(\d+)</span>.*?<td class="figure"><a href="(.*?)">(.*?)</a></td>'
        r'<td class="figure">(.*?)</td>',
        tree,
    )
    top = rows[:5]
    assert [(code, figure, part) for code, _address, figure, part in top] == [
        ("201", "453.348903", "77.3%"),
        ("208", "64.46592", "11.0%"),
        ("221", "33.00606", "5.6%"),
        ("210", "32.076915", "5.5%"),
        ("205", "3.579039", "0.6%"),
    ]
    assert top[0][1] == "tables/1/#r1"
    # 201 opens: its 项 come to it.
    inside = [figure for code, _a, figure, _p in rows if code.startswith("20103")]
    assert inside == ["449.893292", "3.455611"]
    assert 'href="#f-201"' in tree
    assert 'id="f-201"' in tree
    areas = {
        code: float(width) * float(height)
        for code, width, height in re.findall(
            r'<title>(\d{3}) [^<]*</title><rect [^>]*width="([\d.]+)" height="([\d.]+)"', tree
        )
    }
    assert areas["208"] / areas["201"] == pytest.approx(64.46592 / 453.348903, rel=0.06)


def test_a_disputed_amount_is_said_to_be_so(client: Client) -> None:
    # Table 7 of 2024 contradicts table 3 on basic spending.
    publish(xicheng(XICHENG_2024))

    said = section(page_of(client, 2024), "plain-words")

    assert "各表说法不一" in text_of(said)
    assert 'href="#findings-title"' in said


def test_what_changed_most_is_told_with_its_reason(client: Client) -> None:
    publish(xicheng(XICHENG_2022))
    publish(xicheng(XICHENG_2024, CHANGE))

    changed = section(page_of(client, 2024), "changed")

    text = text_of(changed)
    # By the explanation, for 2023; by the document of 2022, for what nothing tells of 2023.
    assert "项目支出 112.493287 2023 119.81 +7.316713 +6.5%" in text
    assert "说明给出的原因 <项目>有所增加" in text
    assert "<项目>" not in changed
    assert "支出总计 586.476837 2022 648.875784 +62.398947 +10.64%" in text
    assert "2010301 449.893292 2022 351.740528 −98.152764" in text
    assert 'href="/departments/xicheng-fao/2022/budget/v1/tables/6/#r1"' in changed
    # Codes that tell all of 2022 and not this one: there was nothing of it.
    assert "39.0324 +39.0324 以前没有" in text
    # Both years' basic spending is disputed or not told: it is not compared.
    assert "基本支出" not in text


def test_nothing_of_a_withdrawn_or_draft_year_is_compared(client: Client) -> None:
    before = publish(xicheng(XICHENG_2022))
    with past_the_triggers():
        Disclosure.objects.filter(pk=before.pk).update(status="draft")
    publish(xicheng(XICHENG_2024))

    page = page_of(client, 2024)

    # The column of 2023 in its own table of “三公” is all that is known.
    assert text_of(section(page, "changed")).count("2023") == 1
    assert "586.476837" not in page
    assert "/2022/" not in page


def test_three_public_over_the_years_follows_what_is_published(client: Client) -> None:
    publish(xicheng(XICHENG_2024))
    alone = page_of(client, 2024)

    publish(xicheng(XICHENG_2022))

    assert 'class="three-public"' not in alone
    told = section(page_of(client, 2024), "three-public")
    assert "2022 预算 2,005.15 0.00 2,005.15 0.00" in text_of(told)
    assert "2024 预算 2,147.52 0.00 2,147.52 0.00" in text_of(told)
    assert re.findall(r"href=.([^\"]*2022[^\"]*)", told)[0].startswith(
        BASE.format(2022) + "tables/10/#r6"
    )
    assert told.count("<svg") == 2
    svg = re.search(r'href="(/compare\.svg\?[^"]*)"', told)
    assert svg
    assert client.get(unescape(svg[1])).status_code == 200


def test_per_head_and_part_of_the_region_are_told_where_they_are_known(client: Client) -> None:
    publish(xicheng(XICHENG_2022))
    alone = page_of(client, 2022)
    place = region("110102")
    Population.objects.create(region=place, year=2021, people=1_104_000)
    department("other-body", "别的部门", "110102")
    publish(replace(xicheng(XICHENG_2022), slug="other-body", department="别的部门"))

    told = text_of(section(page_of(client, 2022), "in-proportion"))

    assert 'class="in-proportion"' not in alone
    # 5,864,768.37 yuan over 1,104,000 people; one of two bodies of the same amount.
    assert "2021 年末人口 1,104,000 人平均，每人 5.31 元" in told
    assert "2 个部门" in told
    assert "占 50.0%" in told


def test_a_document_about_no_money_has_none_of_it(client: Client) -> None:
    published(replace(xicheng(XICHENG_2022), kind="performance"))

    page = client.get("/departments/xicheng-fao/2022/performance/").content.decode()

    for name in ("plain-words", "breakdown", "changed", "three-public"):
        assert f'class="{name}"' not in page


def test_terms_lead_to_the_glossary_once_a_section(client: Client) -> None:
    publish(xicheng(XICHENG_2022, replace(CHANGE, paragraphs=("项目支出和项目支出。",))))

    chinese, english = page_of(client, 2022), page_of(client, 2022, "/en")

    told = section(chinese, "narrative")
    assert len(re.findall(r'class="term" href="/glossary/#项目支出"', told)) == 1
    assert 'title="在基本支出之外，' in told
    assert 'href="/en/glossary/#项目支出" title="project expenditure: Spending' in english
    table = client.get(BASE.format(2022) + "tables/3/").content.decode()
    assert re.search(r'<th[^>]*><a class="term"[^>]*>基本支出</a>', table)


def test_what_was_called_otherwise_before_is_compared_under_its_new_name(client: Client) -> None:
    publish(replace(xicheng(XICHENG_2022), slug="former", department="从前的办公室"))
    former, body = department("former"), department("xicheng-fao", XICHENG_2024[1], "110102")
    Succession.objects.create(former=former, successor=body, from_year=2023, note="机构改革方案")
    CodeSuccession.objects.create(
        catalogue="function", former="2050803", successor="2210203", from_year=2024, note="科目"
    )
    publish(xicheng(XICHENG_2024))

    changed = section(page_of(client, 2024), "changed")

    assert "支出总计 586.476837 2022 648.875784" in text_of(changed)
    assert 'href="/departments/former/2022/budget/v1/tables/1/#r12"' in changed
    assert "2210203 3.579039 2022 39.0324 +35.453361" in text_of(changed)


def test_final_accounts_tell_what_was_spent_and_not_what_was_planned(client: Client) -> None:
    accounts = table(
        [label("项目"), money("年初预算数"), money("决算数", basis="final")],
        [
            total("收入总计", "11.00", "12.00", side="in"),
            total("支出总计", "11.00", "12.00", side="out"),
            total("本年支出合计", "10.00", "11.00", side="out", use="spent"),
            row("年终结转结余", "1.00", "1.00", side="out", use="retained"),
            row("一般公共服务支出", "6.00", "7.00", side="out", use="spent", function="201"),
            row("教育支出", "4.00", "4.00", side="out", use="spent", function="205"),
        ],
    )
    published(disclosure_data(accounts, kind="final-accounts"))

    page = client.get("/departments/mou-shi-wai-ban/2026/final-accounts/").content.decode()

    text = text_of(section(page, "plain-words"))
    assert "2026 年它有 12.00 万元 可用，花掉 11.00 万元，其余留给以后。" in text
    assert "一般公共服务支出（7.00 万元，63.6%）、教育支出（4.00 万元，36.4%）" in text
    assert text_of(section(page, "breakdown")).startswith("钱花在哪些事上 按功能分类 11.00 万元")
