"""What a body is called besides its name: 西城区人民政府外事办公室 -> 西城外办, 区外办. Pure.

Made by rule from its name and its regions; no list of bodies. A rule may make what nobody says
(应管局): it does no harm, for nobody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# What bodies end in, and what of it is said.
_ENDINGS = (
    ("委员会", "委"), ("办公室", "办"), ("联合会", "联"), ("协会", "协"), ("研究室", "研究室"),
    ("局", "局"), ("厅", "厅"), ("委", "委"), ("办", "办"), ("部", "部"), ("中心", "中心"),
)  # fmt: skip
# Words of a name that say no more than that somebody deals with it.
_FILLERS = ("监督管理", "管理", "事务", "服务", "工作", "行政执法")
_AND = re.compile("[和与及、]")
_APART = re.compile(r"[（(【\[].*?[)）】\]]")
_PARTY = re.compile("^(?:中国共产党|中共|中国人民(?=政治协商))")
_GOVERNED = re.compile("^.{1,12}?(?:省|自治区|市|州|区|县|旗|镇|乡)(?=人民政府)")
_OFFICE = re.compile("^(?:人民政府|人民|政府)")
# Where the name of a region goes on with one that lies in it: 北京市|西城区.
_WITHIN = re.compile(r"(?<=[省市州])(?=..)")
_LEVEL = re.compile("(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|省|市|区|县|旗|盟|镇|乡)$")
# Names of whole systems, which no rule shortens.
_SAID = {
    "人民代表大会常务委员会": ("人大常委会", "人大"),
    "政治协商会议": ("政协",),
    "纪律检查委员会": ("纪委", "纪检委"),
    "人民政府办公室": ("政府办",),
    "人民政府办公厅": ("政府办公厅", "政府办"),
}
_MANY_FORMS = 8


def short_forms(name: str, regions: Sequence[str] = ()) -> tuple[str, ...]:
    """What the body is called without its region: 外事办, 外办. `regions`: its own first."""
    plain = _without_regions(_PARTY.sub("", _APART.sub("", name)), regions)
    for whole, said in _SAID.items():
        if plain.endswith(whole):
            return said
    forms = dict.fromkeys(_shortened(_OFFICE.sub("", plain)))
    return tuple(form for form in forms if len(form) > 1 and form != name)[:_MANY_FORMS]


def called(name: str, regions: Sequence[str]) -> tuple[str, ...]:
    """Whole ways to call it, region first: 北京西城外办, 北京市西城区外办. Each holds shorter ones."""
    forms = short_forms(name, regions)
    befores = list(_befores(_places(name, regions)))
    return tuple(dict.fromkeys(before + form for form in forms for before in befores)) or (name,)


def nearby(name: str, regions: Sequence[str]) -> tuple[str, ...]:
    """What the rows of a body are found by besides its name; few, for there are many rows."""
    places = _places(name, regions)
    own = short_name(places[0]) if places else ""
    plain = _APART.sub("", name)
    return tuple(own + form for form in short_forms(name, regions)[:4] if form not in plain)


def short_name(region: str) -> str:
    """北京市西城区 is 西城, 云岭县 is 云岭; a name of one character stays (某市)."""
    own = _own(region)
    short = _LEVEL.sub("", own)
    return short if len(short) > 1 else own


def _places(name: str, regions: Sequence[str]) -> Sequence[str]:
    """The regions of a body, the one that its name begins with first."""
    cleaned = _PARTY.sub("", _APART.sub("", name))
    own = cleaned.removesuffix(_without_regions(cleaned, regions))
    is_known = any(region.endswith(own) for region in regions)
    return regions if is_known or not own else [own, *regions]


def _befores(regions: Sequence[str]) -> Iterator[str]:
    """How a region is said before a body: each with and without 市 and 区, with what it lies in."""
    if not regions:
        yield ""
        return
    own, above = regions[0], regions[1] if len(regions) > 1 else ""
    if above and own.startswith(above):
        own = own[len(above) :] or own
    elif len(parts := _WITHIN.split(own, maxsplit=1)) == 2:
        above, own = parts
    yield above + own
    yield short_name(above) + own if above else short_name(own)
    if above:
        yield short_name(above) + short_name(own)
        yield above + short_name(own)


def _without_regions(name: str, regions: Sequence[str]) -> str:
    whole = name
    for region in sorted({*regions, *map(_own, regions)}, key=len, reverse=True):
        name = name.removeprefix(region)
    # What has a government of its own is a region, be it the body's own one or not.
    name = _GOVERNED.sub("", name)
    if name != whole:
        return name
    # A body's region may be told by its code alone.
    rest = re.sub(r"^.{1,6}?(?:省|自治区|市|自治州)(?=.{4})", "", name)
    rest = re.sub(r"^.{1,5}?(?:区|县|旗)(?=.{4})", "", rest)
    return rest if _ends(rest) else name


def _own(region: str) -> str:
    """A region's name without those of the regions around it."""
    return _WITHIN.split(region)[-1]


def _ends(name: str) -> bool:
    return any(name.endswith(ending) and len(name) > len(ending) for ending, _said in _ENDINGS)


def _shortened(core: str) -> Iterator[str]:
    for ending, said in _ENDINGS:
        stem = core.removesuffix(ending)
        if stem == core or not stem:
            continue
        yield core
        if said != ending:
            yield stem + said
        yield from (one + said for one in _stems(stem, said))
        return


def _stems(stem: str, said: str) -> Iterator[str]:
    """外事 -> 外, 发展和改革 -> 发改, 卫生健康 -> 卫健, 市场监督管理 -> 市监, 市场."""
    bare = stem
    for filler in _FILLERS:
        bare = bare.removesuffix(filler) or bare
    parts = [part for part in _AND.split(stem) if part]
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        yield "".join(parts)
        yield first[0] + last[0]
        if len(last) > 3:
            yield first[0] + last[-2]
        return
    if bare != stem:
        yield bare
    if len(stem) == 2 and said in ("办", "委", "联", "协"):
        yield stem[0]
    if len(stem) > 2 and said == "联":
        yield stem[:2]
        yield stem[0]
    elif len(stem) > 3:
        yield stem[0] + stem[2]
        yield stem[:2]
