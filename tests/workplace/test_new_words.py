"""A workbook of a region that nobody here has seen: its words get a meaning from plain questions."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from budgets import models
from budgets.admin.questions import meanings
from budgets.admin.teaching import likely_meanings
from budgets.admin.unknowns import unknowns
from budgets.changing import CellChange, change_cells
from budgets.data import DisclosureData, TableData
from budgets.guessing import names_alike
from budgets.storage import keys_of, load_disclosure
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.rereading import reread_document
from tests.builders import stored
from tests.documents import XICHENG_2024, sample

# What the region prints for words that everybody knows, and what the words mean.
PRINTED = {
    "基本支出": "常态性开支",
    "人员经费": "养人开支",
    "一、一般公共预算拨款收入": "一、本级财力安排",
    "2024年预算数": "2024年核定盘子",
    "购买内容": "采买事由",
}
MEANT = {
    "本级财力安排": "source:general",
    "常态性开支": "nature:basic",
    "养人开支": "cost:personnel",
    "核定盘子": "basis:budget",
}


def of_an_unseen_region(data: DisclosureData) -> DisclosureData:
    return reread_document(
        replace(data, tables=tuple(_with_words(table) for table in data.tables)),
        shipped_vocabulary(),
    )


def _with_words(table: TableData) -> TableData:
    def new(text: str | None) -> str | None:
        return PRINTED.get("".join((text or "").split()), text)

    return replace(
        table,
        header=tuple(tuple(map(new, line)) for line in table.header),
        rows=tuple(replace(row, cells=tuple(map(new, row.cells))) for row in table.rows),
    )


def test_the_document_itself_tells_what_its_words_mean() -> None:
    vocabulary = shipped_vocabulary()
    data = of_an_unseen_region(sample(XICHENG_2024))

    first = {
        one.word: likely_meanings(data, one, vocabulary, seconds=60)[0]
        for one in unknowns(data, vocabulary)
        if one.word in MEANT
    }

    assert {word: one.option.value for word, one in first.items()} == MEANT
    assert all(one.guess.is_proven for one in first.values())


def test_official_names_that_look_like_a_row_are_offered() -> None:
    found = names_alike("医疗卫生类支出", "row", shipped_vocabulary())

    assert ("210", "医疗卫生支出") in found
    assert names_alike("某某", "row", shipped_vocabulary()) == []


def test_every_answer_can_be_tried_and_bears_its_implied_meaning() -> None:
    assert dict(meanings("column")["cost:public"].coordinates) == {
        "nature": "basic",
        "cost": "public",
    }
    assert meanings("column")["kind:total"].total
    assert "kind:rate" not in meanings("row")


@pytest.fixture
def draft() -> models.Disclosure:
    data = of_an_unseen_region(sample(XICHENG_2024))
    return stored(replace(data, slug="mou-ju", region="530100"))


@pytest.mark.django_db
def test_an_edited_draft_is_understood_word_by_word_and_the_region_knows_them_then(
    draft: models.Disclosure, client: Client
) -> None:
    client.force_login(get_user_model().objects.create_superuser("officer", password="long enough"))
    row = draft.tables.get(n=3).rows.get(position=0)
    row.key = 500
    row.save()
    change_cells(draft, 3, [CellChange(500, 3, "65.715600", "65.715601")])
    page = f"/admin/budgets/disclosure/{draft.pk}/meaning/"
    words = [
        (one.place, one.word) for one in unknowns(load_disclosure(draft), shipped_vocabulary())
    ]
    assert {word for _, word in words} >= set(MEANT)

    said = {}
    for place, word in words:
        address = f"{page}?{urlencode({'place': place, 'word': word})}"
        asked = client.get(address)
        chosen = MEANT.get(word, "kind:text")
        tried = client.post(address, {"what": chosen, "everywhere": "no", "try": "yes"})
        said[word] = asked.context["likely"], tried.context["tried"]
        client.post(address, {"what": chosen, "everywhere": "no", "save": "yes"})

    likely, tried = said["常态性开支"]
    assert likely[0].option.value == "nature:basic"
    assert (tried.understood, tried.examples[0].text) == (38, "65.715600")
    assert "基本支出" in tried.examples[0].means
    data = load_disclosure(draft)
    assert not [item for table in data.tables for item in table.uninterpreted]
    # What was typed stays, and the rows are still called what they were.
    assert data.table(3).text(0, 3) == "65.715601"
    assert keys_of(draft, 3)[0] == 500
    # From now on the region knows them, and who keeps the words sees where they are used.
    entry = models.WordMeaning.objects.get(word="养人开支")
    assert (entry.region, entry.coordinates) == (
        draft.department.region,
        {"nature": "basic", "cost": "personnel"},
    )
    shown = client.get(f"/admin/budgets/wordmeaning/{entry.pk}/change/").content.decode()
    assert f"/admin/budgets/disclosure/{draft.pk}/change/#t7" in shown
