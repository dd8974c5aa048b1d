"""A question is cut at what is known by itself; bodies get their short names by rule; figures are spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.money import WAN, YI, YUAN, Unit, format_fen
from budgets.searching import amounts
from budgets.searching.bodies import called, short_forms
from budgets.searching.reading import read
from budgets.searching.tokens import Phrase, fold, pieces

TYPED = st.text(
    alphabet="西城外办教育局2024年的公务接待费多少钱工资和预决算 .,万元Ax？", max_size=40
)


def parts(question: str) -> list[tuple[str, str]]:
    return [(part.what, part.text) for part in read(question).parts]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "西城区外办2024年公务接待花了多少钱",
            [("rest", "西城区外办"), ("year", "2024"), ("word", "公务接待"), ("asks", "花了多少钱")],
        ),
        # A word within a name is none: 教育 of 教育局, 和 of 发展和改革委员会.
        ("教育局工资", [("rest", "教育局"), ("word", "工资")]),
        (
            "江城市发展和改革委员会2,147.52元",
            [("rest", "江城市发展和改革委员会"), ("amount", "2,147.52元")],
        ),
        ("某局2023年度决算", [("rest", "某局"), ("year", "2023"), ("kind", "决算")]),
        ("official reception", [("word", "official reception")]),
        ("的", [("asks", "的")]),
    ],
)  # fmt: skip
def test_a_question_is_cut_at_what_is_known(question: str, expected: list[tuple[str, str]]) -> None:
    assert parts(question) == expected


@given(TYPED)
def test_parts_are_stretches_of_the_question_in_their_order(question: str) -> None:
    at, folded = 0, fold(question)
    for part in read(question).parts:
        found = folded.find(part.text, at)
        assert found >= at
        at = found + len(part.text)


@pytest.mark.parametrize(
    ("name", "regions", "expected"),
    [
        ("北京市西城区人民政府外事办公室", ["北京市西城区", "北京市"], {"外事办", "外办"}),
        ("江城市临江区人力资源和社会保障局", ["江城市临江区", "江城市"], {"人社局"}),
        ("江城市发展和改革委员会", ["江城市"], {"发改委"}),
        ("江城市住房和城乡建设局", ["江城市"], {"住建局"}),
        ("江城市市场监督管理局", ["江城市"], {"市监局"}),
        ("江城市城市管理委员会", ["江城市"], {"城管委"}),
        ("江城市教育委员会", ["江城市"], {"教委"}),
        ("江城市残疾人联合会", ["江城市"], {"残联"}),
        ("中国共产党江城市纪律检查委员会", ["江城市"], {"纪委"}),
        ("云岭县人民政府办公室", ["云岭县"], {"政府办"}),
        ("某局", [], set()),
    ],
)
def test_a_body_is_called_as_people_shorten_it(
    name: str, regions: list[str], expected: set[str]
) -> None:
    assert expected <= set(short_forms(name, regions))


def test_a_region_is_said_with_and_without_what_it_is() -> None:
    names = called("北京市西城区人民政府外事办公室", ["北京市西城区", "北京市"])

    assert {"北京市西城区外办", "北京西城区外办", "北京西城外办", "北京市西城外办"} <= set(names)


@given(st.integers(1, 10**12), st.sampled_from([YUAN, WAN, YI]), st.integers(0, 6))
def test_an_amount_is_found_however_it_is_rounded(fen: int, unit: Unit, places: int) -> None:
    """Written in any unit with any decimals, it is asked for by a token that it has."""
    places = min(places, unit.exponent)
    written = format_fen(fen, unit, places) + unit.name
    (token,) = amounts.tokens([fen])

    spans = amounts.spans(written)

    if any(letter in "123456789" for letter in written):
        assert any(span.holds(fen) for span in spans)
        wanted = [one for span in spans for one in amounts.phrases(span)]
        assert len(wanted) <= 11
        assert any(_meets(token, one) for one in wanted)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_another_amount_is_not_found(fen: int, other: int) -> None:
    (token,) = amounts.tokens([other])
    (span,) = amounts.spans(format_fen(fen, YUAN) + "元")

    met = any(_meets(token, one) for one in amounts.phrases(span))

    assert met == (fen == other)


def _meets(token: str, wanted: Phrase) -> bool:
    (asked,) = wanted.tokens
    return token.startswith(asked) if wanted.opens else token == asked


def test_traditional_characters_stand_where_the_simplified_do() -> None:
    assert [piece.text for piece in pieces("公務接待費")] == list("公务接待费")
    assert len(fold("公務接待費")) == len("公務接待費")
