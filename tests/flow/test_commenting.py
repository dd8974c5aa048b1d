"""Comments at cells: made, answered, settled; they find their cell again after an upload."""

from __future__ import annotations

import pytest

from budgets import commenting, models
from budgets.commenting import NoSuchCell, cell_at, cell_named, comment, places_of
from budgets.publishing import publish
from budgets.states import IllegalStep, WordsMissing
from budgets.storage import load_disclosure, write_content
from tests.builders import by_nature, disclosure_data, label, money, overview, row, table, total
from tests.flow.conftest import In, People, a_draft

pytestmark = pytest.mark.django_db


def test_a_comment_stands_at_its_cell_with_person_and_time(people: People) -> None:
    draft = a_draft()
    data = load_disclosure(draft)

    made = comment(draft, by=people.reviewer, text=" 与表二不符 ", at=cell_named(data, 1, "b6"))

    assert (made.table_code, made.cell, made.row, made.column) == ("预算01表", "B6", 1, 1)
    assert (made.text, made.by) == ("与表二不符", people.reviewer)
    assert made.at is not None
    assert commenting.open_comments(draft) == 1


def test_answers_stand_under_the_comment_and_settling_keeps_who_did_it(people: People) -> None:
    made = comment(a_draft(), by=people.reviewer, text="请核")

    answer = commenting.reply(made, by=people.staff, text="已改")
    further = commenting.reply(answer, by=people.reviewer, text="看到了")
    commenting.settle(made, by=people.staff)
    commenting.settle(made, by=people.reviewer)

    assert [one.text for one in made.replies.all()] == ["已改", "看到了"]
    assert further.answers == made
    assert made.settled_by == people.staff
    assert commenting.open_comments(made.disclosure) == 0
    assert not commenting.reopen(made).settled_at


def test_comments_follow_their_table_and_cell_through_a_new_upload(people: People) -> None:
    draft = a_draft()
    made = comment(
        draft, by=people.reviewer, text="请核", at=cell_named(load_disclosure(draft), 1, "B6")
    )
    other = table(
        [label("项目"), money("预算数")],
        [row("收入", "1.00"), total("合计", "1.00")],
        title="新的第一张表",
        code="新01表",
    )
    changed = disclosure_data(other, overview())

    write_content(draft, changed)

    found = places_of([made], load_disclosure(draft))[made.pk]
    assert (found.n, found.table, found.cell) == (2, "预算01表", "B6")


def test_a_comment_whose_cell_is_gone_is_not_lost(people: People) -> None:
    draft = a_draft()
    made = comment(
        draft, by=people.reviewer, text="请核", at=cell_named(load_disclosure(draft), 1, "D10")
    )

    write_content(draft, disclosure_data(by_nature()))

    assert places_of([made], load_disclosure(draft)) == {}
    assert commenting.name_of(made) == "预算01表 D10"
    assert [one.text for one in commenting.comments_of(draft)] == ["请核"]


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_comments_are_made_until_a_version_is_public(
    state: str, in_state: In, people: People
) -> None:
    assert comment(in_state(state), by=people.reviewer, text="请核").pk


def test_a_public_version_takes_no_comment_and_keeps_those_it_has(
    in_state: In, people: People
) -> None:
    draft = in_state("approved")
    made = comment(draft, by=people.reviewer, text="请核")
    publish(draft, by=people.publisher)

    for act in (
        lambda: comment(draft, by=people.reviewer, text="再核"),
        lambda: commenting.reply(made, by=people.staff, text="好"),
        lambda: commenting.settle(made, by=people.staff),
        lambda: commenting.reopen(made),
    ):
        with pytest.raises(IllegalStep):
            act()
    assert models.CellComment.objects.count() == 1


@pytest.mark.parametrize("name", ["Z99", "A1", "x", "", "第1段"])
def test_what_is_no_cell_of_the_table_is_refused(name: str) -> None:
    with pytest.raises(NoSuchCell):
        cell_named(disclosure_data(overview()), 1, name)


@pytest.mark.parametrize("place", [(9, 0, 0), (1, 99, 0), (1, 0, 99), (1, -2, 0), (0, 0, 0)])
def test_a_forged_place_is_no_cell(place: tuple[int, int, int]) -> None:
    with pytest.raises(NoSuchCell):
        cell_at(disclosure_data(overview()), *place)


def test_an_empty_comment_is_none(people: People) -> None:
    with pytest.raises(WordsMissing):
        comment(a_draft(), by=people.reviewer, text="  ")
