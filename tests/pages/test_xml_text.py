"""A name that somebody pasted breaks no picture."""

from __future__ import annotations

from defusedxml import ElementTree

from budgets.pages.bars import Amount, Group, bars_picture
from budgets.pages.rendering import render


def test_what_xml_cannot_write_is_a_space_in_a_picture() -> None:
    groups = [Group("某局\x0b<甲>\x00\ufffe", (Amount("2026", 100, "1.00"),))]

    svg = render("bars.svg", {"picture": bars_picture(groups), "title": "支\x1f出", "zh": ""})

    assert "某局 <甲>" in " ".join(ElementTree.fromstring(svg).itertext())
