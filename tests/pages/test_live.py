"""Live views of a table: converted, searched, sorted; never kept, never indexed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.builders import (
    disclosure_data,
    label,
    money,
    overview,
    published,
    row,
    spending,
    table,
    total,
)

pytestmark = pytest.mark.django_db

BASE = "/departments/mou-shi-wai-ban/2026/budget/"


def long_list() -> object:
    rows = [
        row(
            f"20103{n:02}",
            f"第{n}项",
            f"{n * 7 % 15}.50" if n % 5 else None,
            function=f"20103{n:02}",
        )
        for n in range(1, 15)
    ]
    return table(
        [label("科目编码"), label("科目名称"), money("合计")],
        [*rows, total(None, "合计", "80.00")],
    )


def first_cells(html: str, column: int) -> list[str]:
    body = html[html.index("<tbody>") :]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.S)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", one, re.S) for one in rows]
    return [one[column].strip() for one in cells if len(one) > column]


def test_a_unit_shows_every_digit_and_says_what_was_published(client: Client) -> None:
    published(disclosure_data(spending()))

    answer = client.get(f"{BASE}tables/1/", {"unit": "元"})

    text = answer.content.decode()
    assert "600,000.00" in text
    assert "公布的数字以万元为单位；这里换算成元" in text
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "X-Public-Page" not in answer


def test_the_published_unit_is_the_published_page(client: Client) -> None:
    published(disclosure_data(spending()))

    for unit in ("万元", "美元", ""):
        answer = client.get(f"{BASE}tables/1/", {"unit": unit})

        assert answer.status_code == 302
        assert answer["Location"] == f"{BASE}tables/1/"


def test_a_search_keeps_the_rows_that_contain_the_words(client: Client) -> None:
    published(disclosure_data(long_list()))

    text = client.get(f"{BASE}tables/1/", {"q": "第1"}).content.decode()

    assert first_cells(text, 1) == ["第1项", "第10项", "第11项", "第12项", "第13项", "第14项"]
    assert "共 14 行，这里列出 6 行" in text


def test_a_search_without_a_match_says_so(client: Client) -> None:
    published(disclosure_data(long_list()))

    text = client.get(f"{BASE}tables/1/", {"q": "<b>没有"}).content.decode()

    assert "没有符合条件的行。" in text
    assert "<b>没有" not in text


def test_amounts_are_sorted_as_amounts_and_blanks_come_last(client: Client) -> None:
    published(disclosure_data(long_list()))

    down = first_cells(client.get(f"{BASE}tables/1/", {"sort": "-c2"}).content.decode(), 2)
    up = first_cells(client.get(f"{BASE}tables/1/", {"sort": "c2"}).content.decode(), 2)

    assert down[:3] == ["14.50", "13.50", "12.50"]
    assert down[-2:] == ["", ""]
    assert [text for text in up if text] == sorted(
        [text for text in up if text], key=lambda text: int(text.replace(".", ""))
    )


def test_a_word_that_is_too_long_is_refused_with_words(client: Client) -> None:
    published(disclosure_data(long_list()))

    text = client.get(f"{BASE}tables/1/", {"q": "长" * 81}).content.decode()

    assert 'aria-invalid="true"' in text
    assert 'class="error"' in text


def test_an_order_that_does_not_exist_changes_nothing(client: Client) -> None:
    published(disclosure_data(long_list()))

    for order in ("c99", "-nonsense", "c2,c1", "__class__"):
        assert client.get(f"{BASE}tables/1/", {"sort": order}).status_code == 200


def test_a_two_sided_table_is_not_taken_apart(client: Client) -> None:
    published(disclosure_data(overview()))

    assert client.get(f"{BASE}tables/1/", {"q": "收入"}).status_code == 302
    assert 'id="q"' not in client.get(f"{BASE}tables/1/").content.decode()


def test_the_form_of_a_long_list_is_on_its_page(client: Client) -> None:
    published(disclosure_data(long_list()))

    text = client.get(f"{BASE}tables/1/").content.decode()

    assert 'name="q"' in text


def test_a_merged_label_goes_with_each_of_its_rows(client: Client) -> None:
    rows = [
        row("甲类" if n == 0 else None, f"第{n}项", f"{n}.00", function="201") for n in range(12)
    ]
    given = table([label("类"), label("名称"), money("数")], rows, merges=[(1, 0, 12, 0)])
    published(disclosure_data(given))

    text = client.get(f"{BASE}tables/1/", {"sort": "-c2"}).content.decode()

    assert [re.sub("<[^>]*>", "", cell) for cell in first_cells(text, 0)] == ["甲类"] * 12
    assert '<a href="./#r12">甲类</a>' in text
