"""A word gets its meaning once, and serves this document and every later one."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from budgets import models
from budgets.admin.plain import DIMENSIONS, KINDS, MEMBERS
from budgets.admin.unknowns import teachable
from budgets.coordinates import CLOSED
from budgets.coordinates import DIMENSIONS as ALL_DIMENSIONS
from budgets.importing import vocabulary_for
from tests.admin import books
from tests.admin.conftest import address, drafted, previewed
from tests.builders import department, region

pytestmark = pytest.mark.django_db

WORD = "日常运转经费"


def asked(preview: str, place: str = "column", word: str = WORD) -> str:
    return f"{preview}meaning/?{urlencode({'place': place, 'word': word})}"


def test_an_unknown_column_is_listed_with_its_figures(officer: Client) -> None:
    text = officer.get(previewed(officer, books.with_column(WORD))).content.decode()

    assert f"栏目\n<strong>{WORD}</strong>" in text
    assert 'href="#t2-r1c3">C4</a>' in text
    assert 'id="t2-c3"' in text
    assert "这是什么？" in text


def test_trying_a_meaning_shows_what_would_follow_and_stores_nothing(officer: Client) -> None:
    preview = previewed(officer, books.with_column(WORD))

    page = officer.post(asked(preview), {"what": "nature:basic", "everywhere": "no", "try": "yes"})

    assert "会多读懂 3 个数字，还剩 0 个没有读懂" in page.content.decode()
    assert "基本支出 · 本年预算数 · 本年支出 · 功能分类 2010301" in page.content.decode()
    assert not models.WordMeaning.objects.exists()


def test_a_word_that_was_explained_is_understood_here_and_in_later_documents(
    officer: Client,
) -> None:
    preview = previewed(officer, books.with_column(WORD))

    answer = officer.post(asked(preview), {"what": "nature:basic", "everywhere": "no"}, follow=True)

    entry = models.WordMeaning.objects.get()
    assert entry.coordinates == {"nature": "basic"}
    assert entry.region == region()
    assert "又读懂 3 个数字" in answer.content.decode()
    assert "没有读懂的" not in answer.content.decode()
    later = officer.get(previewed(officer, books.with_column(f"2026年{WORD}（万元）"), year=2026))
    assert "没有读懂的" not in later.content.decode()


def test_a_regions_word_is_not_anothers_and_a_general_one_is(officer: Client) -> None:
    from tests.builders import department

    elsewhere = department("lin-shi", "邻市外事办公室", "120000")
    preview = previewed(officer, books.with_column(WORD))
    officer.post(asked(preview), {"what": "nature:basic", "everywhere": "no"})

    other = previewed(officer, books.with_column(WORD), department=elsewhere.pk)
    assert "没有读懂的" in officer.get(other).content.decode()
    officer.post(asked(other), {"what": "nature:project", "everywhere": "yes"})

    assert "没有读懂的" not in officer.get(other).content.decode()
    assert models.WordMeaning.objects.filter(region=None).get().coordinates == {"nature": "project"}


def test_a_draft_is_read_anew_once_its_word_is_known(officer: Client) -> None:
    draft = drafted(officer, books.with_column(WORD))
    assert WORD in officer.get(address(draft)).content.decode()

    officer.post(
        f"{address(draft, 'meaning')}?place=column&word={WORD}",
        {"what": "nature:basic", "everywhere": "yes"},
    )

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert draft.source_name == "budget.xlsx"
    assert "没有读懂的" not in officer.get(address(draft)).content.decode()


def test_a_draft_tells_when_its_words_have_been_learnt_elsewhere(officer: Client) -> None:
    draft = drafted(officer, books.with_column(WORD))
    models.WordMeaning.objects.create(place="column", word=WORD, coordinates={"nature": "basic"})

    page = officer.get(address(draft)).content.decode()
    officer.post(address(draft, "read-again"))

    assert "词汇里现在已经有了" in page
    assert "没有读懂的" not in officer.get(address(draft)).content.decode()


def test_an_unknown_row_is_explained_by_its_words_without_the_ordinal(officer: Client) -> None:
    preview = previewed(officer, books.with_row("三、上级给的钱", "10.50"))

    officer.post(
        asked(preview, "row", "上级给的钱"), {"what": "source:superior", "everywhere": "no"}
    )

    assert models.WordMeaning.objects.get().word == "上级给的钱"
    assert "没有读懂的" not in officer.get(preview).content.decode()


def test_a_row_can_stand_for_itself_but_not_for_nothing(officer: Client) -> None:
    preview = previewed(officer, books.with_row("三、上级给的钱", "10.50"))
    form = asked(preview, "row", "上级给的钱")

    nothing = officer.post(form, {"what": "nothing", "everywhere": "no"})
    officer.post(form, {"what": "own", "everywhere": "no"})

    assert nothing.status_code == 422
    assert models.WordMeaning.objects.get().coordinates == {"subject": "上级给的钱"}
    assert "没有读懂的" not in officer.get(preview).content.decode()


def test_a_title_with_an_unknown_word_is_told_and_explained(officer: Client) -> None:
    preview = previewed(officer, books.titled("外事支出总表"))
    text = officer.get(preview).content.decode()
    assert "其中“外事”没有读懂" in text

    officer.post(asked(preview, "title", "外事"), {"what": "nothing", "everywhere": "no"})

    assert "没有读懂的" not in officer.get(preview).content.decode()


def test_a_column_can_be_a_remark(officer: Client) -> None:
    preview = previewed(officer, books.with_column(WORD))

    officer.post(asked(preview), {"what": "kind:text", "everywhere": "no"})

    assert models.WordMeaning.objects.get().kind == "text"
    assert "没有读懂的" not in officer.get(preview).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"what": "nature:poetry"},
        {"what": "nature:basic", "dimension_nature": "project"},
        {"what": "nature:basic", "code": "9999"},
    ],
    ids=["nothing chosen", "no such member", "two that clash", "no such code"],
)
def test_a_meaning_that_says_nothing_sound_is_not_kept(
    officer: Client, given: dict[str, str]
) -> None:
    preview = previewed(officer, books.with_column(WORD))

    answer = officer.post(asked(preview), {"everywhere": "no", **given})

    assert answer.status_code == 422
    assert not models.WordMeaning.objects.exists()


def test_a_word_that_the_document_does_not_ask_for_is_not_taught(officer: Client) -> None:
    preview = previewed(officer, books.with_column(WORD))

    officer.post(asked(preview, word="别的词"), {"what": "nature:basic", "everywhere": "yes"})

    assert not models.WordMeaning.objects.exists()


def test_words_are_kept_as_the_vocabulary_looks_them_up() -> None:
    assert teachable("（二）其 中：上级 给的钱（万元）", "row") == "上级给的钱"
    assert teachable("2026年 预算数\n（调整）", "column") == "预算数调整"


def test_every_member_has_a_name_in_plain_words() -> None:
    assert set(DIMENSIONS) == set(ALL_DIMENSIONS)
    assert {name: set(members) for name, members in MEMBERS.items()} == {
        name: set(members) for name, members in CLOSED.items()
    }
    assert set(KINDS) >= {value for value, _ in models.WordMeaning._meta.get_field("kind").choices}


LIST = "/admin/budgets/wordmeaning/"


def entry(**given: str) -> dict[str, str]:
    return {"place": "column", "word": "２０２６年 日常（运转）经费", "kind": "amount", **given}


def test_the_list_of_words_is_filled_and_read_without_knowing_coordinates(officer: Client) -> None:
    answer = officer.post(
        f"{LIST}add/", entry(dimension_nature="basic", dimension_source="general"), follow=True
    )

    held = models.WordMeaning.objects.get()
    assert (held.word, held.coordinates) == (WORD, {"nature": "basic", "source": "general"})
    assert "一般公共预算 · 基本支出" in answer.content.decode()
    form = officer.get(f"{LIST}{held.pk}/change/").content.decode()
    assert '<option value="basic" selected>' in form
    officer.post(f"{LIST}{held.pk}/change/", entry(dimension_nature="project"))
    held.refresh_from_db()
    assert held.coordinates == {"nature": "project"}


def test_the_list_refuses_what_can_not_be_used(officer: Client) -> None:
    officer.post(f"{LIST}add/", entry(dimension_nature="basic"))

    twice = officer.post(f"{LIST}add/", entry(dimension_nature="project"))
    empty = officer.post(f"{LIST}add/", entry(word="2026年"))
    row = officer.post(f"{LIST}add/", entry(place="row", word="别的"))

    assert "这个词已有通用的含义" in twice.content.decode()
    assert empty.context["adminform"].form.errors["word"]
    assert row.status_code == 200
    assert models.WordMeaning.objects.count() == 1


def test_a_code_gives_its_catalogue(officer: Client) -> None:
    models.ClassificationCode.objects.create(catalogue="function", code="2010301", name="行政运行")

    officer.post(f"{LIST}add/", entry(place="row", word="机关运转", code="2010301"))

    assert models.WordMeaning.objects.get().coordinates == {"function": "2010301"}


def test_another_word_for_the_total_can_be_taught(officer: Client) -> None:
    here = department().region
    models.WordMeaning.objects.create(place="row", word="总盘子", kind="total", region=here)

    reading = vocabulary_for(here).read("总盘子", "row")

    assert (reading.known, reading.total) == (True, True)
    page = officer.get("/admin/budgets/wordmeaning/").content.decode()
    assert "合计" in page
