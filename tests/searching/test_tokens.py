"""Texts and questions as tokens: what a phrase finds is exactly what contains it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.searching import pinyin
from budgets.searching.marking import marked
from budgets.searching.tokens import Phrase, phrase, pieces, tokens

TEXTS = st.text(alphabet="收入支出总表行政运行 0123ab-（）、𠮷Ａ", max_size=30)


def holds(text: str, wanted: Phrase) -> bool:
    """What both databases do with a phrase."""
    have = tokens(text)
    *firm, last = wanted.tokens
    for first in range(len(have) - len(firm)):
        run = have[first : first + len(wanted.tokens)]
        if run[:-1] == firm and (run[-1].startswith(last) if wanted.opens else run[-1] == last):
            return True
    return False


@given(TEXTS, st.integers(0, 30), st.integers(1, 12))
def test_every_stretch_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    """From the beginning of a word on: the middle of a code is no beginning of it."""
    found = list(pieces(text))[start : start + length]
    asked = "".join(piece.text if piece.is_han else f" {piece.text} " for piece in found).strip()
    wanted = phrase(asked)

    assert (wanted is None) == (not found)
    assert wanted is None or holds(text, wanted)


@given(TEXTS, TEXTS)
def test_what_a_phrase_finds_contains_it(text: str, asked: str) -> None:
    wanted = phrase(asked)
    if wanted is None or not holds(text, wanted):
        return
    have = "\0".join(piece.text for piece in pieces(text))

    assert "\0".join(piece.text for piece in pieces(asked)) in have


@given(TEXTS, TEXTS)
def test_marks_change_nothing_but_what_is_marked(text: str, asked: str) -> None:
    bits = marked(text, asked.split(), whole=True)

    assert "".join(bit.text for bit in bits) == text


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("２．公务接待费", "公务接待", ["公务接待"]),
        ("外事工作经费", "waishi", ["外事"]),
        ("外事工作经费", "ws", ["外事"]),
        ("外事工作经费", "waishigongz", ["外事工作"]),
        ("2010301-行政运行", "20103 行政", ["2010301", "行政"]),
        ("女职工卫生费", "nvzhigong", ["女职工"]),
        ("收入（总计）", "收入总计", ["收入（总计"]),
        ("教育支出", "外事", []),
    ],
)
def test_the_words_that_were_asked_for_are_marked(
    text: str, asked: str, expected: list[str]
) -> None:
    assert [bit.text for bit in marked(text, asked.split()) if bit.marked] == expected


def test_a_long_text_is_shown_around_its_mark() -> None:
    bits = marked("甲" * 500 + "公务接待" + "乙" * 500, ["公务接待"])

    assert any(bit.marked and bit.text == "公务接待" for bit in bits)
    assert len("".join(bit.text for bit in bits)) < 200
    assert bits[0].text == bits[-1].text == "……"


def test_letters_are_cut_into_syllables_in_every_way() -> None:
    ways = {one.tokens for one in pinyin.phrases("xian")}

    assert ("pxian",) in ways
    assert ("pxi9an",) in ways


@pytest.mark.parametrize("letters", ["a" * 60, "xianxianxian" * 5 + "vv", "zhuang" * 10, "b" * 60])
def test_no_letters_keep_the_reader_busy(letters: str) -> None:
    assert len(pinyin.phrases(letters)) <= 9
