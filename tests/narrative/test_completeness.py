"""Which standard sections an explanation lacks."""

from __future__ import annotations

from budgets.data import SectionData
from budgets.narrative.completeness import completeness


def labels(*sections: SectionData) -> tuple[list[str], list[str]]:
    found = completeness(sections)
    return [one.key for one in found.missing], [one.key for one in found.empty]


def test_a_section_is_there_by_the_words_of_its_heading() -> None:
    missing, empty = labels(
        SectionData("（一）收入预算说明", 3, ("2022年收入预算10.00元。",)),
        SectionData("（二）政府采购预算说明", 3, ()),
    )

    assert "income" not in missing
    assert "procurement" not in missing
    assert "spending" in missing
    assert empty == ["procurement"]


def test_a_section_says_what_the_sections_within_it_say() -> None:
    missing, empty = labels(
        SectionData("四、“三公”经费情况", 2, ()),
        SectionData("1.因公出国（境）费", 4, ("无。",)),
        SectionData("五、政府采购情况", 2, ()),
        SectionData("六、政府性基金情况", 2, ("无。",)),
    )

    assert "three_public" not in missing
    assert empty == ["procurement"]


def test_a_term_that_is_explained_is_no_section() -> None:
    missing, empty = labels(
        SectionData("六、名词解释", 2, ()),
        SectionData("（一）机关运行经费", 3, ("机关运行经费是指……",)),
    )

    assert "operating" in missing
    assert "glossary" not in missing
    assert empty == []


def test_an_overview_is_not_asked_for() -> None:
    missing, _empty = labels()

    assert "overview" not in missing
    assert "duties" in missing
