"""Official names in a line that may be too short for them."""

from __future__ import annotations

import re
from itertools import pairwise

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# What the name of a body goes on after, when it is read aloud.
_ENDS = ("人民政府", "委员会", "管理局", "（")
# What a place above another one is called; the last of them begins no part of its own.
_PLACES = re.compile(
    r"[\u4e00-\u9fff]{2,}?(?:特别行政区|自治区|自治州|自治县|省|市|地区|盟|新区|区|县|旗)"
)


@register.filter
def in_parts(name: object, region: object = "") -> SafeString:
    """The name with places where a line may break: 北京市|西城区|人民政府|外事办公室."""
    text, cuts = str(name), {0}
    place = str(region) if region and text.startswith(str(region)) else ""
    if place:
        cuts |= {len(place), *(found.end() for found in _PLACES.finditer(place))}
    for end in _ENDS:
        at = text.find(end)
        if at > 0:
            cuts.add(at if end == "（" else at + len(end))
    places = [*sorted(cut for cut in cuts if cut < len(text)), len(text)]
    parts = (text[first:last] for first, last in pairwise(places))
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in parts))
