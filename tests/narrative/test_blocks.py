"""How an explanation is laid out: numbers of paragraphs, rows as tables, levels without gaps."""

from __future__ import annotations

from budgets.data import SectionData
from budgets.narrative.blocks import Paragraph, Rows, Section, laid_out


def test_paragraphs_are_counted_through_and_rows_are_a_table() -> None:
    sections = (
        SectionData("", 1, ("前言",)),
        SectionData("一、得分", 2, ("项目\t得分", "\t产出\t20", "完。", "金额\t5")),
    )

    assert list(laid_out(sections)) == [
        Section("", 1, (Paragraph(1, "前言"),)),
        Section(
            "一、得分",
            1,
            (
                Rows(
                    (
                        (Paragraph(2, "项目\t得分"), ("项目", "得分", "")),
                        (Paragraph(3, "\t产出\t20"), ("", "产出", "20")),
                    ),
                    (False, False, True),
                ),
                Paragraph(4, "完。"),
                Paragraph(5, "金额\t5"),
            ),
        ),
    ]


def test_no_level_of_heading_is_skipped_and_those_of_one_kind_stay_alike() -> None:
    given = [
        ("一、", 2),
        ("（一）", 3),
        ("1.", 4),
        ("（二）", 3),
        ("二、", 2),
        ("2.", 4),
        ("第二部分", 1),
    ]
    sections = [SectionData(heading, level, ()) for heading, level in given]

    assert [(one.heading, one.level) for one in laid_out(sections)] == [
        *(("一、", 1), ("（一）", 2), ("1.", 3), ("（二）", 2)),
        *(("二、", 1), ("2.", 2), ("第二部分", 1)),
    ]
