"""The glossary: one truth for pages and explanations, found by characters, sound and English."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from budgets.narrative.writing.glossary import terms, used_terms
from budgets.pages.glossary import by_letter
from budgets.pages.glossing import Glossing, meaning


def test_every_term_is_whole() -> None:
    names = [term.name for term in terms()]

    assert len(names) == len(set(names)) > 80
    for term in terms():
        assert term.text.endswith("。"), term.name
        assert term.english.isascii() or "“" in term.english or "’" in term.english, term.name
        assert term.english_text.endswith("."), term.name
        assert not re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", term.english_text), (
            term.name
        )
        assert not set(term.see) - set(names) - {term.name}, term.name
        assert term.name not in term.see
    # A word belongs to one term.
    words = [word for term in terms() for word in {term.name, *term.words}]
    assert len(words) == len(set(words))


def test_an_explanation_explains_what_it_always_did() -> None:
    used = used_terms(["基本支出、公务接待费和绩效自评"])

    assert [term.name for term in used] == ["基本支出"]


def test_terms_stand_by_their_sound() -> None:
    letters = by_letter(terms())

    assert [one.letter for one in letters] == sorted({one.letter for one in letters})
    assert sum(len(one.terms) for one in letters) == len(terms())
    assert "财政拨款" in [term.name for one in letters if one.letter == "C" for term in one.terms]


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["接待", "jiedai", "gwjd", "official reception"])
def test_a_term_is_found_in_any_way(client: Client, question: str) -> None:
    page = client.get("/glossary/", {"q": question}).content.decode()

    assert '<div id="公务接待费">' in page
    assert '<div id="住房公积金">' not in page


@pytest.mark.django_db
def test_the_page_has_every_term_under_its_name_and_says_where_nothing_is_found(
    client: Client,
) -> None:
    whole, none = client.get("/en/glossary/"), client.get("/glossary/", {"q": "<没有>"})

    found = re.findall(r'<div id="([^"]+)">', whole.content.decode())
    assert sorted(found) == sorted(term.name for term in terms())
    assert 'lang="en">general public budget<' in whole.content.decode()
    assert "<p>International fares, lodging, meals" in whole.content.decode()
    assert "公务接待费是" not in whole.content.decode()
    assert '>住房公积金</a> <span class="gloss" lang="en">housing provident fund<' in (
        whole.content.decode()
    )
    assert "没有这个词" in none.content.decode()
    assert "&lt;没有&gt;" in none.content.decode()


def test_a_term_is_marked_at_its_first_use_the_longest_first() -> None:
    with translation.override("zh-hans"):
        said = Glossing().text("<政府性基金预算>与政府性基金预算")
        other = Glossing()
        twice = [other("基本支出", "Basic"), other("基本支出", "Basic"), other("没有这个词")]

    assert said.startswith('&lt;<a class="term" href="/glossary/#政府性基金预算"')
    assert said.count("<a ") == 1
    assert said.endswith("&gt;与政府性基金预算")
    assert [str(one).startswith("<a ") for one in twice] == [True, False, False]


def test_a_meaning_leaves_out_the_term_itself() -> None:
    term = next(one for one in terms() if one.name == "国有资产")

    with translation.override("zh-hans"):
        assert meaning(term).startswith("机关和事业单位占有")
    with translation.override("en"):
        assert meaning(term).startswith("Here: buildings")
        said = Glossing().text("<国有资产>")
    assert 'lang="en"><span lang="zh-Hans">国有资产</span></a>&gt;' in said
