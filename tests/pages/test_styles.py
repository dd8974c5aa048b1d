"""What is made of our own style sheets, and where official names may break."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from budgets.templatetags.names import in_parts
from config.bundles import BUNDLES, PARTS, PUBLIC, SOURCES, bundled, public_styles


def test_the_bundle_holds_every_rule_and_no_comment() -> None:
    def bare(text: str) -> str:
        return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))

    for name, parts in BUNDLES.items():
        assert bare(bundled(name)) == bare("".join(_source(part) for part in parts))
        assert "/*" not in bundled(name)
    # What a first visit waits for, before compression.
    assert len(public_styles().encode()) < 80_000


def test_static_files_have_the_bundle_as_it_is_now() -> None:
    place = finders.find(PUBLIC)

    assert isinstance(place, str)
    assert Path(place).read_text(encoding="utf-8") == public_styles()


def test_public_styles_ask_nobody_else() -> None:
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", public_styles())


def test_sizes_of_type_spaces_and_colours_are_those_of_the_tokens() -> None:
    """No rule has a size of type or a space of its own, but for parts of a line (em) and of the
    window, and none a colour."""
    # Tokens hold the scale; large letters move it.
    parts = [part for part in PARTS if part not in ("tokens", "large-print")]
    text = re.sub(r"/\*.*?\*/", "", "\n".join(_source(part) for part in parts), flags=re.DOTALL)

    sizes = re.findall(r"font-size: (?!var\(|[\d.]+em|100%|inherit)[^;]+;", text)
    colours = re.findall(r"[^\n]*(?:#[0-9a-fA-F]{3,8}\b(?=[;, )])|rgba?\(|hsla?\()[^\n]*", text)

    spaces = re.findall(
        r"(?<![\w-])(?:margin|padding|gap)[a-z-]*: (?![^;]*(?:clamp|calc)\()[^;]*\drem[^;]*;", text
    )

    assert sizes == []
    assert spaces == []
    assert colours == []


def test_older_browsers_lose_no_more_than_what_they_do_not_know() -> None:
    """A list of selectors dies with the member that a browser does not know, unless :is() holds it;
    a query of ranges (width < …) is nothing to many a phone that still works."""
    text = public_styles()
    lists = [_listed(found) for found in re.findall(r"[^{}]+(?=\{)", text)]

    assert any(":has(" in one for selectors in lists for one in selectors)
    assert [one for one in lists if len({":has(" in selector for selector in one}) > 1] == []
    assert re.findall(r"@media[^{]*width [<>][^{]*", text) == []
    assert "@container" not in text


def _listed(selectors: str) -> list[str]:
    """The members of a list of selectors, without what their :is() holds."""
    members, depths = [""], [False]
    for part in re.split(r"(:is\(|\(|\)|,)", selectors.strip()):
        if part.endswith("("):
            depths.append(depths[-1] or part == ":is(")
        if part == "," and len(depths) == 1:
            members.append("")
        elif not depths[-1]:
            members[-1] += part
        if part == ")":
            depths.pop()
    return members


def test_every_class_that_has_a_rule_is_used_somewhere() -> None:
    written = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("templates", "budgets", "performance", "accounts", "api", "static/js")
        for path in (Path(settings.BASE_DIR) / folder).rglob("*")
        if path.suffix in (".html", ".py", ".js", ".svg")
    )
    words = set(re.findall(r"[A-Za-z_][\w-]*", written))
    # What is put together where the page is made: severity-{{ … }}, "is-" + …
    begun = (
        *set(re.findall(r"([a-z][\w-]*-)(?:\{|\"|'|\$\{)", written)),
        # Django's admin brings the markup of these.
        *("select2", "action-checkbox", "object-tools", "messagelist"),
    )

    dead = {
        part: sorted(names)
        for bundle in BUNDLES.values()
        for part in bundle
        if (names := {one for one in _classes(part) if one not in words})
        and (names := {one for one in names if not one.startswith(begun)})
    }

    assert dead == {}


def _classes(part: str) -> set[str]:
    bare = re.sub(r"/\*.*?\*/", "", _source(part), flags=re.DOTALL)
    selectors = [one for one in re.findall(r"([^{}]+)\{", bare) if "@" not in one]
    return {name for one in selectors for name in re.findall(r"\.([A-Za-z_][\w-]*)", one)}


def _source(part: str) -> str:
    return (SOURCES / f"{part}.css").read_text(encoding="utf-8")


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
