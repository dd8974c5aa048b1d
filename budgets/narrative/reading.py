"""An explanation as it is brought (.docx or .txt) -> its headed sections, every paragraph kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from budgets.data import SectionData
from budgets.narrative.sections import Line, sections_of
from budgets.narrative.word import NotWord, lines_of
from budgets.workbook.grid import UnusableWorkbook

MAX_FILE = 20 * 1024 * 1024
# Two hundred printed pages have some 200,000 characters and 3,000 paragraphs.
MAX_CHARACTERS = 1_000_000
MAX_PARAGRAPHS = 20_000
# Of one paragraph: looking for sentences and figures in it takes the square of its length.
MAX_PARAGRAPH = 50_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_AGAIN = "请用 Word 或 WPS 另存为 .docx 后再上传。"
_NO_TEXT = "文件不是文字：请上传 .docx，或 UTF-8 的 .txt。"
_OTHER_ZIPS = {
    "damaged": f"这不是 .docx 文件，或文件已损坏。{_AGAIN}",
    "huge": "文件解压后异常庞大，不像正常的说明。",
    "locked": "文件设有打开密码。请取消密码，保存后再上传。",
    "workbook": "这是 Excel 表格，不是情况说明：表格请放在“工作簿”一栏。",
    "odt": f"这是 OpenDocument 文件。{_AGAIN}",
    "other": "这是压缩包，里面没有 Word 文档。请上传其中的 .docx 文件。",
}
# First bytes of what is no text -> what it is.
_OTHERS = {
    b"%PDF": "这是 PDF 文件，请上传写说明用的 .docx 文件。",
    b"{\\rtf": f"这是 RTF 文件。{_AGAIN}",
    b"Rar!": "这是 RAR 压缩包。请解压后上传其中的 .docx 文件。",
    b"7z\xbc\xaf": "这是 7z 压缩包。请解压后上传其中的 .docx 文件。",
    b"\x89PNG": "这是图片。请上传文字的 .docx 文件。",
    b"\xff\xd8\xff": "这是图片。请上传文字的 .docx 文件。",
}
_WEB_PAGE = re.compile(rb"\s*(?:<\?xml|<!doctype|<html|<head|mime-version:)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")

# Without width and without meaning; and what XML and JSON of others would stumble over.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]")
# The symbol fonts of Word lie in a private area of Unicode; these are met in forms.
_SYMBOL = re.compile("[\uf000-\uf0ff]")
_SYMBOLS = {0xFE: "☑", 0x52: "☑", 0xFC: "✓", 0xA8: "□", 0x6F: "□", 0xA3: "□", 0x6E: "■"}


class UnusableNarrative(Exception):
    """The file holds no explanation that can be read; `message` says why, in Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_narrative(content: bytes, name: str = "") -> tuple[SectionData, ...]:
    """The sections of an explanation, told by what the file is and not by its `name`.

    Text before the first heading stands in a section without one. A table of contents repeats
    headings and is left out; a table inside the text becomes one paragraph a row, with tabs
    between the cells. Raises UnusableNarrative.
    """
    if not content.strip():
        raise UnusableNarrative("情况说明的文件是空的。")
    if len(content) > MAX_FILE:
        raise UnusableNarrative("情况说明的文件超过 20 MB，请删去其中的图片后再上传。")
    lines = _docx(content) if content.startswith(b"PK") else list(_text(content))
    sections = sections_of([replace(line, text=_clean(line)) for line in lines])
    if not sections:
        raise UnusableNarrative("情况说明里没有文字。")
    paragraphs = sum(len(section.paragraphs) + 1 for section in sections)
    characters = sum(len(text) for section in sections for text in section.paragraphs)
    if paragraphs > MAX_PARAGRAPHS or characters > MAX_CHARACTERS:
        raise UnusableNarrative(
            f"情况说明超过 {MAX_CHARACTERS // 10000} 万字或 {MAX_PARAGRAPHS // 10000} 万段，"
            "不像正常的说明，请核对上传的文件。"
        )
    if any(
        len(text) > MAX_PARAGRAPH for one in sections for text in (one.heading, *one.paragraphs)
    ):
        raise UnusableNarrative(
            f"情况说明里有一段超过 {MAX_PARAGRAPH // 10000} 万字，不像正常的说明，请核对上传的文件。"
        )
    return sections


def _docx(content: bytes) -> list[Line]:
    try:
        return lines_of(content)
    except NotWord as error:
        raise UnusableNarrative(_OTHER_ZIPS[error.kind]) from error
    except UnusableWorkbook as error:
        raise UnusableNarrative(_OTHER_ZIPS["damaged"]) from error


def _text(content: bytes) -> Iterator[Line]:
    for start, message in _OTHERS.items():
        if content.startswith(start):
            raise UnusableNarrative(message)
    if content.startswith(_OLE):
        raise UnusableNarrative(_ole(content))
    if _WEB_PAGE.match(content):
        raise UnusableNarrative(f"这是网页，只是文件名像文档。{_AGAIN}")
    for line in _decoded(content).splitlines():
        yield Line(line)


def _ole(content: bytes) -> str:
    """What a file of the old kind is, by the names of its streams."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") + b"\0\0" in content

    if has("EncryptedPackage"):
        return _OTHER_ZIPS["locked"]
    if has("Workbook") or has("Book"):
        return _OTHER_ZIPS["workbook"]
    return f"这是旧版 .doc 或 .wps 文件。{_AGAIN}"


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise UnusableNarrative(_NO_TEXT)


def _clean(line: Line) -> str:
    text = _INVISIBLE.sub("", line.text)
    text = _SYMBOL.sub(lambda match: _SYMBOLS.get(ord(match[0]) & 0xFF, "•"), text)
    # The first cells of a row may be empty.
    return text.rstrip() if line.row else text.strip()
