"""Official names in a line that may be too short for them."""

from __future__ import annotations

from itertools import pairwise

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# What the name of a body goes on after, when it is read aloud.
_ENDS = ("人民政府", "委员会", "管理局", "（")


@register.filter
def in_parts(name: object, region: object = "") -> SafeString:
    """The name with places where a line may break: 北京市西城区|人民政府|外事办公室."""
    text, cuts = str(name), {0}
    if region and text.startswith(str(region)):
        cuts.add(len(str(region)))
    for end in _ENDS:
        at = text.find(end)
        if at > 0:
            cuts.add(at if end == "（" else at + len(end))
    places = [*sorted(cut for cut in cuts if cut < len(text)), len(text)]
    parts = (text[first:last] for first, last in pairwise(places))
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in parts))
