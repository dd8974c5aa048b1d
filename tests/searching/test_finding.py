"""What is found is what is public, with its places; both databases find the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.db.models import Value
from django.db.models.functions import Replace

from budgets.importing import department_for, preview_workbook, store_draft
from budgets.models import Department, Disclosure, Region, SearchText
from budgets.publishing import publish_directly, withdraw
from budgets.searching import engine
from budgets.searching.apart import LOOKS, find_or_apart
from budgets.searching.asking import question
from budgets.searching.direct import direct_answer
from budgets.searching.finding import find, near, suggest
from budgets.searching.index import index_all, index_body
from budgets.searching.streams import stream
from budgets.searching.tokens import pieces
from tests.builders import disclosure_data, overview, stored, three_public, whole_document

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def texts(asked: str, **narrowed: str) -> list[str]:
    return [one.text for one in find(question(asked, narrowed)).found]


@pytest.fixture
def public() -> Disclosure:
    return publish_directly(stored(whole_document(), findings=[]), as_published=True)


@pytest.fixture
def made() -> Department:
    """A body with texts of every sort, as rows of the index alone."""
    region = Region.objects.create(code="110102", name="西城区")
    body = Department.objects.create(slug="ws", name="西城区外事办公室", region=region)
    for year, what, code, text in (
        (2022, "line", "30217", "公务接待费"),
        (2024, "line", "30217", "2.公务接待费"),
        (2024, "line", "2010301", "行政运行"),
        (2024, "project", "11010223T000001997670", "外事工作经费"),
        (2024, "indicator", "", "接待外宾团组数"),
        (2024, "passage", "", "公务接待费比上年减少，主要原因是厉行节约。"),
        (2024, "line", "", "CT 检查 ＡＢ类"),
        (2024, "line", "", "𠮷野家采购"),
    ):
        facets = [("r", "110102"), ("y", year), ("k", "budget"), ("b", body.pk), ("w", what)]
        SearchText.objects.create(
            department=body,
            year=year,
            kind="budget",
            what=what,
            text=text,
            code=code,
            tokens=stream(what, text, code, [body.name, region.name, str(year)], facets),
        )
    return body


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # The exact text first, of the newest year, then what begins so, then names before prose.
        ("公务接待费", ["2.公务接待费", "公务接待费", "公务接待费比上年减少，主要原因是厉行节约。"]),
        ("接待", ["接待外宾团组数", "2.公务接待费", "公务接待费",
                 "公务接待费比上年减少，主要原因是厉行节约。"]),
        ("团", ["接待外宾团组数"]),
        ("数", ["接待外宾团组数"]),
        ("20103", ["行政运行"]),
        ("2010301", ["行政运行"]),
        ("010301", []),
        ("11010223T000001997670", ["外事工作经费"]),
        ("11010223t", ["外事工作经费"]),
        ("waishi", ["外事工作经费"]),
        ("waishigongzuo", ["外事工作经费"]),
        ("ws", ["外事工作经费"]),
        ("西城 公务接待费 2022", ["公务接待费"]),
        ("西城 2022", []),
        ("ab类", ["CT 检查 ＡＢ类"]),
        ("ct", ["CT 检查 ＡＢ类"]),
        ("𠮷", ["𠮷野家采购"]),
        ("费公", []),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ('"接待" AND', []),
        ("", []),
        ("、。", []),
    ],
)  # fmt: skip
def test_a_question_finds(made: Department, asked: str, expected: list[str]) -> None:
    assert texts(asked) == expected


def test_facets_narrow_and_count(made: Department) -> None:
    answer = find(question("公务接待费"))

    assert answer.counts["year"] == {"2024": 2, "2022": 1}
    assert answer.counts["what"] == {"line": 2, "passage": 1}
    assert texts("公务接待费", year="2022") == ["公务接待费"]
    assert texts("公务接待费", what="passage", region="110102") == [
        "公务接待费比上年减少，主要原因是厉行节约。"
    ]
    assert texts("公务接待费", region="110101") == []


def test_where_nothing_is_found_near_words_are_offered(made: Department) -> None:
    assert near(question("外是工作"))[0] == "外事工作"
    assert near(question("接待外宾 不存在的词"))[0] == "接待外宾"
    assert "接待外宾团组数" in near(question("接待外宾人次"))
    assert all(texts(text) for text in near(question("接待外宾 人次")))


def test_suggestions_are_names(made: Department) -> None:
    assert [one.text for one in suggest("接待")][:2] == ["接待外宾团组数", "2.公务接待费"]
    assert all(one.what != "passage" for one in suggest("公务接待费"))


def test_any_stretch_of_any_text_is_found(made: Department) -> None:
    """The index against reading every text: the same on both databases."""
    chance = random.Random(7)
    letters = "预算收入支出总表行政运行公务接待"
    for _n in range(150):
        text = "".join(chance.choice(letters) for _m in range(chance.randint(1, 9)))
        SearchText.objects.create(
            department=made, what="line", text=text, tokens=stream("line", text, "", [], [])
        )
    everything = dict(SearchText.objects.values_list("pk", "text"))
    for length in (1, 2, 3, 4):
        for _n in range(15):
            asked = "".join(chance.choice(letters) for _m in range(length))
            found = {one.pk for one in find(question(asked)).found}
            assert found == {
                pk
                for pk, text in everything.items()
                if asked in "".join(piece.text for piece in pieces(text))
            }


def test_only_the_current_version_is_found(public: Disclosure) -> None:
    name = public.department.name
    assert texts(name)[0] == name
    before = SearchText.objects.filter(disclosure=public).count()
    assert before > 1

    newer = publish_directly(stored(whole_document(version=2), findings=[]), as_published=True)

    assert not SearchText.objects.filter(disclosure=public).exists()
    assert SearchText.objects.filter(disclosure=newer).count() == before
    stored(whole_document(version=3), findings=[])  # a draft
    assert {one.disclosure_id for one in SearchText.objects.exclude(disclosure=None)} == {newer.pk}

    withdraw(newer, by=None, notice="撤下")

    assert not SearchText.objects.exists()


def answered(asked: str, **narrowed: str) -> list[int]:
    typed = question(asked, narrowed)
    direct = direct_answer(typed, find_or_apart(typed).question)
    return [one.fen for one in direct.amounts] if direct else []


def test_nothing_is_found_or_answered_of_what_is_not_public() -> None:
    """In no state but the one: neither texts, nor suggestions, nor amounts, nor the body's name."""
    asked = "某市外办2026年公务接待费是多少"
    for year, status in enumerate(("draft", "submitted", "approved"), start=2020):
        stored(whole_document(fiscal_year=year), status=status)
    assert (texts("外办"), texts("公务接待费"), answered(asked)) == ([], [], [])

    first = publish_directly(stored(whole_document(), findings=[]), as_published=True)
    assert answered(asked) == [500_000]
    body = first.department
    assert answered(asked, region=body.region.code, body=str(body.pk)) == [500_000]
    for elsewhere in ({"region": "990000"}, {"year": "9" * 30}, {"body": "9" * 30}):
        assert answered(asked, **elsewhere) == [], elsewhere

    corrected = disclosure_data(overview(), three_public(reception="0.40"), version=2)
    newer = publish_directly(stored(corrected, findings=[]), as_published=True)
    first.refresh_from_db()
    assert first.status == "superseded"
    assert answered(asked) == [400_000]
    assert not [one for one in texts("0.50万元") if "接待" in one]

    withdraw(newer, by=None, notice="撤下")
    assert (texts("外办"), suggest("公务接待"), answered(asked)) == ([], [], [])


def test_an_index_of_an_earlier_release_is_made_again(public: Disclosure) -> None:
    SearchText.objects.update(tokens=Replace("tokens", Value(" fv9"), Value(" fv8")))

    assert index_all() == 1
    assert index_all() == 0


def test_a_body_is_found_by_its_new_name(public: Disclosure) -> None:
    body = public.department
    body.name = "机关事务管理局"
    body.save()

    assert texts("机关事务") == ["机关事务管理局"]


def test_what_was_public_before_there_was_an_index_is_indexed(public: Disclosure) -> None:
    count = SearchText.objects.count()
    SearchText.objects.all().delete()

    assert index_all() == 1
    assert SearchText.objects.count() == count
    assert index_all() == 0
    index_body(public.department)
    assert SearchText.objects.count() == count


def test_the_real_documents(shared_documents: Path) -> None:
    """The row, the amount and the address of official receptions, in two years' forms."""
    for year in (2022, 2024):
        source = (shared_documents / f"xicheng-fao-{year}-budget" / "tables.xlsx").read_bytes()
        body = department_for("fao", name="西城区人民政府外事办公室", region="110102")
        read = preview_workbook(
            source, name="tables.xlsx", department=body.name, fiscal_year=year, kind="budget"
        )
        publish_directly(store_draft(read, department=body), as_published=True)

    rows = SearchText.objects.in_bulk([one.pk for one in find(question("西城 接待费")).found])
    shown = {
        (row.year, place[3])
        for row in rows.values()
        for place in row.places
        if row.text.endswith("公务接待费") and "三公" in place[1]
    }
    assert shown == {(2022, "0.200515"), (2024, "0.214752")}


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("西城区外事办公务接待费", "西城区外事办 公务接待费"),
        ("外事办公室的公务接待费", "外事办公室 公务接待费"),
        ("西城外事办公室接待费", "西城 外事办公室 接待费"),
    ],
)
def test_words_that_run_together_are_found_apart(typed: str, words: str) -> None:
    answer = find_or_apart(question(typed))

    assert find(question(typed)).found == ()
    assert answer.question.text == words
    assert {one.text for one in answer.found} >= {"公务接待费", "2.公务接待费"}


@pytest.mark.usefixtures("made")
def test_however_long_a_question_is_the_index_is_asked_a_few_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []
    found = engine.found

    def counted(wanted: engine.Wanted, limit: int) -> list[tuple[object, ...]]:
        asked.append(wanted)
        return found(wanted, limit)

    monkeypatch.setattr(engine, "found", counted)

    find_or_apart(question("接待外宾团组外事工作经费行政运行公务接待主要原因厉行节约"))

    # Its own look, and those of taking it apart.
    assert LOOKS / 2 < len(asked) <= LOOKS + 1


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("typed", ["量子纠缠", "西城区量子纠缠办公室", "量子纠缠" * 20, "的的的的"])
def test_what_nobody_published_is_not_found_apart_either(typed: str) -> None:
    assert find_or_apart(question(typed)).found == ()
