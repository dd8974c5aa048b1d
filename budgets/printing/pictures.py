"""SVG pictures as PNG, drawn by Typst with the fonts of the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from budgets.printing.report import PrintingUnavailable, load_fonts, typesetter

TEMPLATE = Path(__file__).with_name("pictures.typ")
# A unit of a picture is 3/4 of a point: two pixels for each, sharp on a phone and in a slide.
_PPI = 192.0


def render_pictures(pictures: Sequence[bytes]) -> tuple[bytes, ...]:
    """The PNG of each SVG, in order; the same input gives the same bytes.

    Raises PrintingUnavailable where typesetter or font is missing.
    """
    if not pictures:
        return ()
    typst = typesetter()
    try:
        pages: bytes | list[bytes] = typst.compile(
            TEMPLATE.read_bytes(),
            # The folder that it may read files from: nothing lies below a file.
            root=str(TEMPLATE),
            font_paths=load_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"pictures": json.dumps([one.decode() for one in pictures])},
            format="png",
            ppi=_PPI,
        )
    except typst.TypstError as error:
        raise PrintingUnavailable(f"无法生成图片，排版程序报告：{error.message}") from error
    # A single page comes by itself.
    return (pages,) if isinstance(pages, bytes) else tuple(pages)
