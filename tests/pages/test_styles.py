"""What is made of our own style sheets, and where official names may break."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from budgets.templatetags.names import in_parts
from config.bundles import PARTS, PUBLIC, SOURCES, public_styles


def test_the_bundle_holds_every_rule_and_no_comment() -> None:
    def bare(text: str) -> str:
        return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))

    parts = "".join((SOURCES / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)

    assert bare(public_styles()) == bare(parts)
    assert "/*" not in public_styles()
    # What a first visit waits for, before compression.
    assert len(public_styles().encode()) < 80_000


def test_static_files_have_the_bundle_as_it_is_now() -> None:
    place = finders.find(PUBLIC)

    assert isinstance(place, str)
    assert Path(place).read_text(encoding="utf-8") == public_styles()


def test_public_styles_ask_nobody_else() -> None:
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", public_styles())


def test_sizes_of_type_are_those_of_the_scale() -> None:
    """No rule has a size of its own, but for parts of a line (em)."""
    # Tokens hold the scale; large letters move it.
    parts = [part for part in PARTS if part not in ("tokens", "large-print")]
    text = "\n".join((SOURCES / f"{part}.css").read_text(encoding="utf-8") for part in parts)

    own = re.findall(r"font-size: (?!var\(|[\d.]+em|100%|inherit)[^;]+;", text)

    assert own == []


@pytest.mark.parametrize(
    ("name", "region", "broken"),
    [
        ("北京市西城区人民政府外事办公室", "北京市西城区", "北京市|西城区|人民政府|外事办公室"),
        ("北京市人民政府外事办公室（本级）", "北京市", "北京市|人民政府|外事办公室|（本级）"),
        ("某局", "某市", "某局"),
        ("<b>局", "", "&lt;b&gt;局"),
    ],
)
def test_names_break_between_their_parts(name: str, region: str, broken: str) -> None:
    assert in_parts(name, region) == broken.replace("|", "<wbr>")
