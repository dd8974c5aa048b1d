"""The picture of a document for those who share its address: a PNG of 1200 × 630, set with Typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from budgets.printing.report import PrintingUnavailable, load_fonts, typesetter

TEMPLATE = Path(__file__).with_name("card.typ")


@dataclass(frozen=True, slots=True)
class CardFigure:
    """An amount in the unit that is named, as it is to be printed."""

    name: str
    amount: str
    unit: str


@dataclass(frozen=True, slots=True)
class Card:
    """`body_en` is the body's official English name, "" where it has none."""

    region: str
    body: str
    title: str
    figures: Sequence[CardFigure]
    foot: str
    body_en: str = ""


def render_card(card: Card) -> bytes:
    """The picture; the same input gives the same bytes. A character without a glyph is a box.

    Raises PrintingUnavailable where typesetter or font is missing.
    """
    typst = typesetter()
    try:
        png: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            # The folder that it may read files from: nothing lies below a file.
            root=str(TEMPLATE),
            font_paths=load_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"card": json.dumps(asdict(card), ensure_ascii=False)},
            format="png",
            # A point is a pixel.
            ppi=72.0,
        )
    except typst.TypstError as error:
        raise PrintingUnavailable(f"无法生成分享图片，排版程序报告：{error.message}") from error
    return png
