"""The vocabulary: each entry well-formed, labels read as people read them, the rest unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.coordinates import Coordinates
from budgets.vocabulary import (
    COLUMN,
    ROW,
    TITLE,
    Word,
    normalise,
    shipped_vocabulary,
    split_label,
)

WORDS = shipped_vocabulary()


@pytest.mark.parametrize("text", sorted(WORDS.words))
def test_every_word_of_the_vocabulary_reads_as_itself(text: str) -> None:
    for word in WORDS.words[text]:
        slice_ = Coordinates.of({word.within: "any"}) if word.within else Coordinates()
        for place in word.at:
            assert WORDS.read(text, place, slice_).known


@pytest.mark.parametrize(
    ("text", "coordinates"),
    [
        ("2024 年一般公共预算支出表", {"side": "out", "use": "spent", "source": "general"}),
        ("一般公共预算财政拨款基本支出预算表", {"nature": "basic", "source": "general"}),
        ("部门收入总体情况表", {"side": "in"}),
        ("财政拨款“三公”经费支出表", {"source": "fiscal", "three_public": "any"}),
        ("政府性基金预算财政拨款支出表", {"source": "fund", "side": "out"}),
    ],
)
def test_titles_say_what_a_table_is_about(text: str, coordinates: dict[str, str]) -> None:
    reading = WORDS.read(text, TITLE)

    assert reading.known
    assert coordinates.items() <= dict(reading.coordinates).items()


def test_a_title_with_a_word_that_nobody_knows_keeps_that_word() -> None:
    assert WORDS.read("课后托管支出表", TITLE).unknown == "课后托管"


@pytest.mark.parametrize(
    ("text", "depth", "part", "words"),
    [
        ("一、一般公共预算拨款收入", 1, False, "一般公共预算拨款收入"),
        ("（二）教育支出", 2, False, "教育支出"),
        ("3、公务用车购置及运行维护费", 3, False, "公务用车购置及运行维护费"),
        ("2.公务接待费", 3, False, "公务接待费"),
        ("（1）购置费", 4, False, "购置费"),
        ("①购置费", 5, False, "购置费"),
        ("其中；公务用车购置费", 0, True, "公务用车购置费"),
        ("二十一、国有资本经营预算支出", 1, False, "国有资本经营预算支出"),
        ("合 计", 0, False, "合 计"),
    ],
)
def test_ordinals_nest_and_do_not_count(text: str, depth: int, part: bool, words: str) -> None:
    label = split_label(text)

    assert (label.depth, label.part, label.words) == (depth, part, words)


@given(st.sampled_from(sorted(text for text in WORDS.words if len(text) > 1)), st.data())
def test_spaces_and_full_width_forms_do_not_count(text: str, data: st.DataObject) -> None:
    place = WORDS.words[text][0].at[0]
    within = WORDS.words[text][0].within
    slice_ = Coordinates.of({within: "any"}) if within else Coordinates()
    at = data.draw(st.integers(1, len(text) - 1))
    space = data.draw(st.sampled_from([" ", "　", "\n", "\u00a0"]))

    assert WORDS.read(text[:at] + space + text[at:], place, slice_) == WORDS.read(
        text, place, slice_
    )


def test_a_learnt_word_goes_before_a_shipped_one() -> None:
    word = Word(Coordinates.of(source="special"), (COLUMN,))

    words = WORDS.with_words([("其他收入", word), ("彩票公益金", word)])

    assert words.read("其他收入", COLUMN).coordinates == Coordinates.of(source="special")
    assert words.read("其他收入", ROW) == WORDS.read("其他收入", ROW)
    assert words.read("彩票公益金", COLUMN).coordinates == Coordinates.of(source="special")


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    for place in (TITLE, COLUMN, ROW):
        reading = WORDS.read(text, place)
        assert isinstance(reading.unknown, str)
    assert normalise(normalise(text)) == normalise(text)
