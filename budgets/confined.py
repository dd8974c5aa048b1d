"""Reading and printing in a child process: the same functions, for whoever serves the public.

What a file may do at worst, it does to a child: it takes too long or too much memory, or ends the
process. Here that becomes the exception that the caller knows, with a message for its author.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Sequence

from budgets.data import DisclosureData, SectionData, TableData
from budgets.isolation import Ended, Failed, Limits, configure, run
from budgets.narrative import reading
from budgets.narrative.data import NarrativeCheck
from budgets.narrative.reading import UnusableNarrative
from budgets.pasting import reading as pasting
from budgets.pasting.clip import Clip, UnusablePaste
from budgets.printing import Card, Imprint, PrintingUnavailable, Remark, card, pictures, report
from budgets.vocabulary import Vocabulary, shipped_vocabulary
from budgets.workbook import annotating, document
from budgets.workbook.annotating import Annotations
from budgets.workbook.document import ReadDocument
from budgets.workbook.grid import UnusableWorkbook

logger = logging.getLogger(__name__)

READING = Limits(seconds=120, memory=2 * 2**30)
PASTING = Limits(seconds=30, memory=2**30)
PRINTING = Limits(seconds=180, memory=4 * 2**30)

FAILED = "程序没能读懂这份文件，情况已经记录，请联系管理员。"
_ENDED = {
    "time": "文件太复杂，{seconds} 秒内没有读完，已停止。请删去无关的工作表、空白行列和图片，"
    "或拆成几个文件后再上传。",
    "memory": "文件太复杂，读入所需的内存超过限度，已停止。请删去无关的工作表、空白行列和图片，"
    "或拆成几个文件后再上传。",
    "killed": "文件使读入程序意外中止，没有读入。文件可能已损坏：请用 Excel 或 WPS 打开原文件，"
    "另存为新文件后再上传。",
}
_UNANNOTATED = {
    "time": "文件太复杂，{seconds} 秒内没有标完，已停止。",
    "memory": "文件太复杂，标出问题所需的内存超过限度，已停止。",
    "killed": "这份文件没能标出问题，情况已经记录，请联系管理员。",
}
_UNREAD_PASTE = "粘贴的内容太复杂，没有读入。请只选中表格再复制，或上传整个工作簿。"
_UNPRINTED = {
    "time": "无法生成 PDF：文件太长，{seconds} 秒内没有排完，已停止。请联系管理员。",
    "memory": "无法生成 PDF：文件太长，排版所需的内存超过限度。请联系管理员。",
    "killed": "无法生成 PDF：排版程序意外中止，情况已经记录。请联系管理员。",
}


def prepare() -> None:
    """What every child needs, loaded once in the process that they are forked from."""
    shipped_vocabulary()
    try:
        report.load_fonts()
    except PrintingUnavailable:
        # Said again at the first PDF; a workbook can be read without it.
        logger.warning("No font for printing")


configure(modules=(__name__,))


def read_document(
    source: bytes,
    *,
    department: str,
    fiscal_year: int,
    kind: str,
    vocabulary: Vocabulary,
    slug: str = "",
    region: str = "",
    name: str = "",
) -> ReadDocument:
    """workbook.document.read_document in a child. Raises UnusableWorkbook, and isolation.Busy."""
    told = (department, fiscal_year, kind, vocabulary, slug, region, name)
    try:
        return run(_document, source, *told, raises=(UnusableWorkbook,), limits=READING)
    except (Ended, Failed) as error:
        logger.warning("A workbook could not be read: %s", error)
        message = _said(_ENDED, error, READING) or FAILED
        raise UnusableWorkbook(f"{name}：{message}" if name else message) from error


def read_narrative(content: bytes, name: str = "") -> tuple[SectionData, ...]:
    """narrative.reading.read_narrative in a child. Raises UnusableNarrative, and isolation.Busy."""
    try:
        return run(
            reading.read_narrative, content, name, raises=(UnusableNarrative,), limits=READING
        )
    except (Ended, Failed) as error:
        logger.warning("An explanation could not be read: %s", error)
        raise UnusableNarrative(_said(_ENDED, error, READING) or FAILED) from error


def read_clip(text: str, html: str = "") -> Clip:
    """pasting.reading.read_clip in a child. Raises UnusablePaste, and isolation.Busy."""
    try:
        return run(pasting.read_clip, text, html, raises=(UnusablePaste,), limits=PASTING)
    except (Ended, Failed) as error:
        logger.warning("A paste could not be read: %s", error)
        raise UnusablePaste(FAILED if isinstance(error, Failed) else _UNREAD_PASTE) from error


def render_report(
    disclosure: DisclosureData,
    imprint: Imprint,
    remarks: Sequence[Remark] = (),
    appendix: Sequence[TableData] = (),
    claims: NarrativeCheck | None = None,
) -> bytes:
    """printing.render_report in a child. Raises PrintingUnavailable, and isolation.Busy."""
    told = (disclosure, imprint, remarks, appendix, claims)
    try:
        return run(report.render_report, *told, raises=(PrintingUnavailable,), limits=PRINTING)
    except (Ended, Failed) as error:
        logger.exception("A document could not be printed")
        message = _said(_UNPRINTED, error, PRINTING) or _UNPRINTED["killed"]
        raise PrintingUnavailable(message) from error


def render_card(told: Card) -> bytes:
    """printing.card.render_card in a child. Raises PrintingUnavailable, and isolation.Busy."""
    try:
        return run(card.render_card, told, raises=(PrintingUnavailable,), limits=PRINTING)
    except (Ended, Failed) as error:
        logger.exception("A card could not be drawn")
        raise PrintingUnavailable(_UNPRINTED["killed"]) from error


def render_pictures(drawn: Sequence[bytes]) -> tuple[bytes, ...]:
    """printing.render_pictures in a child. Raises PrintingUnavailable, and isolation.Busy."""
    try:
        told = run(_pictures, drawn, raises=(PrintingUnavailable,), limits=PRINTING)
        return tuple(base64.b64decode(one) for one in told)
    except (Ended, Failed) as error:
        logger.exception("Charts could not be drawn")
        raise PrintingUnavailable(_UNPRINTED["killed"]) from error


def annotate(content: bytes, annotations: Annotations, name: str = "") -> bytes:
    """workbook.annotating.annotated in a child. Raises UnusableWorkbook, and isolation.Busy."""
    try:
        return run(
            annotating.annotated, content, annotations, raises=(UnusableWorkbook,), limits=READING
        )
    except (Ended, Failed) as error:
        logger.warning("A workbook could not be annotated: %s", error)
        message = _said(_UNANNOTATED, error, READING) or _UNANNOTATED["killed"]
        raise UnusableWorkbook(f"{name}：{message}" if name else message) from error


def _pictures(drawn: Sequence[bytes]) -> tuple[str, ...]:
    """As texts: bytes leave a child by themselves alone."""
    return tuple(base64.b64encode(one).decode() for one in pictures.render_pictures(drawn))


def _document(
    source: bytes,
    department: str,
    fiscal_year: int,
    kind: str,
    vocabulary: Vocabulary,
    slug: str,
    region: str,
    name: str,
) -> ReadDocument:
    return document.read_document(
        source,
        department=department,
        fiscal_year=fiscal_year,
        kind=kind,
        vocabulary=vocabulary,
        slug=slug,
        region=region,
        name=name,
    )


def _said(messages: dict[str, str], error: Ended | Failed, limits: Limits) -> str:
    """What the author of the file is told; "" where the mistake is ours."""
    if isinstance(error, Failed):
        return ""
    return messages[error.why].format(seconds=limits.seconds)
