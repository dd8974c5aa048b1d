"""Looks at an uploaded file's bytes before anything is parsed: what is it, is it safe to open?"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Literal
from zipfile import ZipFile, ZipInfo

from budgets.workbook.grid import UnusableWorkbook, position
from budgets.workbook.limits import (
    LOCKED,
    MAX_AREAS,
    MAX_BLANK_CELLS,
    MAX_BLANK_ROWS,
    MAX_CELLS,
    MAX_FILE,
    MAX_MEMBERS,
    MAX_PART,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
    SAVE_AGAIN,
    check_area,
    too_many_areas,
    too_many_cells,
    too_many_rows,
    too_much_blank,
)
from budgets.workbook.markup import DAMAGED, tree
from budgets.workbook.package import ZIP_ERRORS, Package, part_name, sheet_list

Kind = Literal["xlsx", "xls", "ods"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CHUNK = 1 << 20
# A ratio says nothing about parts smaller than this.
_SMALL = 1 << 20

_BOMB = f"文件解压后异常庞大，不像正常的表格。{SAVE_AGAIN}"
_TRUNCATED = "文件不完整，可能没有下载完或没有传完。请重新取得原文件后再上传。"

# First bytes -> what the file is, for those that are no workbook.
_OTHERS = {
    b"%PDF": "这是 PDF 文件，不是表格。请上传制作该 PDF 时用的 .xlsx 表格文件。",
    b"{\\rtf": "这是 RTF 文档，不是表格。请把表格另存为 .xlsx 后再上传。",
    b"Rar!": "这是 RAR 压缩包。请解压后上传其中的 .xlsx 文件。",
    b"7z\xbc\xaf": "这是 7z 压缩包。请解压后上传其中的 .xlsx 文件。",
    b"\x1f\x8b": "这是 gz 压缩包。请解压后上传其中的 .xlsx 文件。",
    b"\x89PNG": "这是图片，不是表格。请上传 .xlsx 表格文件。",
    b"\xff\xd8\xff": "这是图片，不是表格。请上传 .xlsx 表格文件。",
    b"PK\x05\x06": "压缩包是空的，不是表格文件。请重新取得原文件后再上传。",
}

# A row's number in its first tag, a merged area.
_ROW_NUMBER = re.compile(rb'^[^>]*?\sr="(\d{1,7})"')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="([^"]*)"')
_PREFIX = re.compile(rb"<(\w+:)?worksheet[\s>]")


def check(content: bytes) -> Kind:
    """What the file really is, whatever it is called.

    Raises UnusableWorkbook, with a message that says what to do, for everything else and for
    files made (or grown) so that opening them would exhaust the machine.
    """
    if not content:
        raise UnusableWorkbook("文件是空的（0 字节）。请重新导出表格后再上传。")
    if len(content) > MAX_FILE:
        raise UnusableWorkbook(
            f"文件超过 {MAX_FILE // 1024 // 1024} MB。请删除其中的图片和无关工作表后再上传。"
        )
    for start, message in _OTHERS.items():
        if content.startswith(start):
            raise UnusableWorkbook(message)
    if content.startswith(_OLE):
        return _check_ole(content)
    if content.startswith(b"PK\x03\x04"):
        return _check_zip(content)
    raise UnusableWorkbook(_what_text(content))


def _what_text(content: bytes) -> str:
    """The message for a file that is neither zip nor OLE2: web page, CSV, or unknown."""
    if content.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        return f"这是 Excel 95 或更早的文件格式。{SAVE_AGAIN}"
    head = content[:4096].replace(b"\0", b"").lower()
    if b"schemas-microsoft-com:office:spreadsheet" in head:
        return f"这是“XML 表格 2003”格式。{SAVE_AGAIN}"
    if any(mark in head for mark in (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return f"这是网页（HTML）文件，只是文件名像表格。{SAVE_AGAIN}"
    if _is_text(content[:4096]):
        return f"这是文本或 CSV 文件，没有表头合并等信息。{SAVE_AGAIN}"
    return "无法识别这个文件的格式。请上传 .xlsx、.xls 或 .ods 表格文件。"


def _is_text(head: bytes) -> bool:
    """Whether the bytes read as text in one of the encodings of Chinese files."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    for encoding in ("utf-8", "gb18030"):
        try:
            # Incremental: the end of the sample may cut a character in two.
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        return not re.search("[\x00-\x08\x0e-\x1f]", text)
    return False


def _check_ole(content: bytes) -> Kind:
    """OLE2 holds many things; the names of its streams (UTF-16) tell which."""
    if len(content) < 1024:
        raise UnusableWorkbook(_TRUNCATED)

    def has(name: str) -> bool:
        return name.encode("utf-16-le") + b"\0\0" in content

    if has("EncryptedPackage"):
        raise UnusableWorkbook(LOCKED)
    if has("Workbook") or has("Book"):
        return "xls"
    if has("WordDocument"):
        raise UnusableWorkbook("这是 Word 文档，不是表格。请上传 .xlsx 表格文件。")
    if has("PowerPoint Document"):
        raise UnusableWorkbook("这是演示文稿，不是表格。请上传 .xlsx 表格文件。")
    raise UnusableWorkbook("这个文件里没有表格。请上传 .xlsx、.xls 或 .ods 表格文件。")


def _check_zip(content: bytes) -> Kind:
    """A zip: counted before Python lists it, since listing 60,000 members takes a second."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(content):
        raise UnusableWorkbook(_TRUNCATED)
    members, directory = struct.unpack("<HI", content[end + 10 : end + 16])
    # An entry of the directory has 46 bytes and its name; 65,535 stands for "more".
    if members > MAX_MEMBERS or directory > MAX_MEMBERS * 200:
        raise UnusableWorkbook(f"文件里的部件超过 {MAX_MEMBERS:,} 个，不像正常的表格。{SAVE_AGAIN}")
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _check_members(archive)
    except ZIP_ERRORS as error:
        raise UnusableWorkbook(DAMAGED) from error


def _check_members(archive: ZipFile) -> Kind:
    members = {part_name(member.filename): member for member in archive.infolist()}
    if len(archive.infolist()) > MAX_MEMBERS:
        raise UnusableWorkbook(f"文件里的部件超过 {MAX_MEMBERS:,} 个，不像正常的表格。{SAVE_AGAIN}")
    if any(member.flag_bits & 1 for member in members.values()):
        raise UnusableWorkbook(LOCKED)
    kind = _kind(archive, members)
    sheets = _xlsx_sheets(archive, members) if kind == "xlsx" else {}
    # Sheets first: too many rows have a message of their own, and counting stops early.
    for part, name in sheets.items():
        if part in members:
            with archive.open(members[part]) as stream:
                _count(stream, name)
    for name, member in members.items():
        # Only the sheets were counted, so only they may be large without being suspicious.
        if member.file_size > MAX_PART and name not in sheets:
            raise UnusableWorkbook(_BOMB)
        if member.file_size > max(_SMALL, member.compress_size * MAX_RATIO):
            raise UnusableWorkbook(_BOMB)
    if sum(member.file_size for member in members.values()) > MAX_UNPACKED:
        raise UnusableWorkbook(_BOMB)
    return kind


def _kind(archive: ZipFile, members: dict[str, ZipInfo]) -> Kind:
    """Which of the formats in a zip this is."""
    if "mimetype" in members and members["mimetype"].file_size < 200:
        if not archive.read(members["mimetype"]).strip().startswith(_ODS):
            raise UnusableWorkbook(
                "这是文字文档、演示文稿或其他文件，不是表格。请上传 .xlsx 表格文件。"
            )
        manifest = members.get("meta-inf/manifest.xml")
        if (
            manifest
            and manifest.file_size < _SMALL
            and b"encryption-data" in archive.read(manifest)
        ):
            raise UnusableWorkbook(LOCKED)
        if "content.xml" not in members:
            raise UnusableWorkbook(DAMAGED)
        return "ods"
    if "xl/workbook.bin" in members:
        raise UnusableWorkbook(f"这是 .xlsb（二进制工作簿）文件。{SAVE_AGAIN}")
    if any(name.startswith("word/") for name in members):
        raise UnusableWorkbook("这是 Word 文档，不是表格。请上传 .xlsx 表格文件。")
    if any(name.startswith("ppt/") for name in members):
        raise UnusableWorkbook("这是演示文稿，不是表格。请上传 .xlsx 表格文件。")
    if any(name.endswith(".iwa") for name in members):
        raise UnusableWorkbook("这是 Numbers 文件。请导出为 .xlsx 后再上传。")
    if "[content_types].xml" in members and "_rels/.rels" in members:
        return "xlsx"
    if any(name.endswith((".xlsx", ".xls", ".ods")) for name in members):
        raise UnusableWorkbook("这是压缩包。请解压后逐个上传其中的表格文件。")
    raise UnusableWorkbook("这是压缩包，里面没有表格。请上传 .xlsx、.xls 或 .ods 表格文件。")


def _xlsx_sheets(archive: ZipFile, members: dict[str, ZipInfo]) -> dict[str, str]:
    """Part -> printed name of every sheet."""
    package = Package(archive)
    main = package.workbook()
    if main not in package:
        raise UnusableWorkbook("文件里没有工作簿。请上传 .xlsx、.xls 或 .ods 表格文件。")
    relations = package.targets(main)
    if members[part_name(main)].file_size > _SMALL * 8:
        raise UnusableWorkbook(_BOMB)
    with package.open(main) as stream:
        listed = sheet_list(tree(stream))
    return {part_name(relations.get(relation, ("", ""))[1]): name for name, _, relation in listed}


def _rows(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The raw bytes from one <row to the next, with the prefix of the elements (mostly none).

    The first piece stands before all rows.
    """
    carried = prefix = b""
    read = 0
    while chunk := stream.read(_CHUNK):
        if not read and (found := _PREFIX.search(chunk)):
            prefix = found[1] or b""
        read += len(chunk)
        *whole, carried = (carried + chunk).split(b"<" + prefix + b"row")
        yield from ((prefix, piece) for piece in whole)
        # No row is this long, nor is all that stands before and after them.
        if len(carried) > MAX_PART // 4 or read > MAX_UNPACKED:
            raise UnusableWorkbook(_BOMB)
    yield prefix, carried


def _count(stream: IO[bytes], sheet: str) -> None:
    """Refuses a sheet with too many rows or cells, blank or not, and absurd merged areas."""
    rows = blank_rows = cells = values = areas = 0
    number = last = 0
    for index, (prefix, piece) in enumerate(_rows(stream)):
        if b"mergeCell" in piece:
            for match in _MERGE.finditer(piece):
                _check_merge(sheet, match[1].decode("ascii", "replace"))
                areas += 1
                if areas > MAX_AREAS:
                    raise too_many_areas(sheet, match[1].decode("ascii", "replace")[:20])
        if not index:
            continue
        found = _ROW_NUMBER.match(piece)
        number = int(found[1]) if found else number + 1
        here = piece.count(b"</" + prefix + b"v>") + piece.count(b"</" + prefix + b"is>")
        cells += piece.count(b"<" + prefix + b"c ")
        values += here
        if here:
            rows += 1
            last = number
        else:
            blank_rows += 1
        if rows > MAX_ROWS:
            raise too_many_rows(sheet, number - 1)
        if values > MAX_CELLS:
            raise too_many_cells(sheet, f"A{number}")
        if blank_rows > MAX_BLANK_ROWS or cells - values > MAX_BLANK_CELLS:
            raise too_much_blank(sheet, last)


def _check_merge(sheet: str, reference: str) -> None:
    first, _, last = reference.partition(":")
    start, end = position(first), position(last or first)
    if start is None or end is None:
        raise UnusableWorkbook(
            f"工作表“{sheet}”的合并区域 {reference[:40]} 不成立。{SAVE_AGAIN}", sheet, first[:20]
        )
    check_area(sheet, (*start, *end))
