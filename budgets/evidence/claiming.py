"""What a file says of itself: which published content it was made of, whatever became of it since.

Nothing here believes the file: what it says only tells what to compare it with. The bytes are
anybody's, so `claims_of` runs in a child process (identifying.py).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from budgets.exports import document_digests, json_bytes
from budgets.workbook.writer import DIGEST_PROPERTY

# What report.typ and writer.py leave in the properties of their files.
_STATED = re.compile(rb"SHA-256:?\s*([0-9a-f]{64})")
_HEX = re.compile(r"[0-9a-f]{64}")
_STREAM = re.compile(rb"stream\r?\n")
_LARGEST_STREAMS = 64 * 2**20
_MOST_STREAMS = 20_000
_PIECE = 1 << 16
_PROPERTIES = "docProps/custom.xml"
_TITLE = "docProps/core.xml"
_LARGEST_PART = 1 << 20
_LARGEST_CSV = 16 * 2**20
_ZIP_ERRORS = (
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    ElementTree.ParseError,
    DefusedXmlException,
)


@dataclass(frozen=True, slots=True)
class Claims:
    """`kind`: pdf, json, workbook, csv or other.

    `restored` are digests of the file in the form that we publish it in: one of them is that of a
    published file when only the form differs. `content` is the recomputed digest of a data.json.
    `stated` is the digest of the content that the file says it shows; `title` what a workbook
    calls itself.
    """

    kind: str
    restored: tuple[str, ...] = ()
    content: str = ""
    stated: str = ""
    title: str = ""


def claims_of(content: bytes) -> Claims:
    """What the bytes say. Never raises for bytes of any sort."""
    if b"%PDF-" in content[:1024]:
        return Claims("pdf", stated=_stated_by_pdf(content))
    if content[:2] == b"PK":
        stated, title = _stated_by_workbook(content)
        return Claims("workbook", stated=stated, title=title)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Claims("workbook")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _of_json(content)
    restored = _restored_csv(content)
    return Claims("csv", restored=restored) if restored else Claims("other")


# --- JSON, CSV -----------------------------------------------------------------------------------


def _of_json(content: bytes) -> Claims:
    try:
        document = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_without_repeats)
        restored = (hashlib.sha256(json_bytes(document)).hexdigest(),)
        if not isinstance(document, dict) or "tables" not in document:
            return Claims("json", restored)
        stated = document.get("sha256")
        return Claims(
            "json",
            restored,
            content=document_digests(document)["sha256"],
            stated=stated if isinstance(stated, str) and _HEX.fullmatch(stated) else "",
        )
    except (ValueError, TypeError, RecursionError):
        # A float is none of ours either.
        return Claims("json")


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Other programs may show the first of two keys of a name where we take the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _restored_csv(content: bytes) -> tuple[str, ...]:
    """Saved anew by a spreadsheet: other encoding, other ends of lines, other quotes."""
    if len(content) > _LARGEST_CSV or b"\0" in content:
        return ()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            lines = list(csv.reader(io.StringIO(text, newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerows(lines)
        return (hashlib.sha256(buffer.getvalue().encode("utf-8-sig")).hexdigest(),)
    return ()


# --- PDF -----------------------------------------------------------------------------------------


def _stated_by_pdf(content: bytes) -> str:
    """The digest in a PDF's metadata, also after another program saved it anew."""
    if found := _STATED.search(content):
        return found[1].decode()
    for stream in _unpacked(content):
        # As text of two bytes a character too, which is how programs write a document's properties.
        for form in (stream, stream.replace(b"\0", b"")):
            if found := _STATED.search(form):
                return found[1].decode()
    found = _STATED.search(content.replace(b"\0", b""))
    return found[1].decode() if found else ""


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The streams that are deflated, as far as they are of a bearable size together."""
    whole = memoryview(content)
    left = _LARGEST_STREAMS
    for number, start in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS or left <= 0:
            return
        unpack = zlib.decompressobj()
        told = bytearray()
        at = start.end()
        try:
            # In pieces: what lies behind a stream would be copied for each of them.
            while not unpack.eof and at < len(whole) and len(told) < left:
                told += unpack.decompress(whole[at : at + _PIECE], left - len(told))
                at += _PIECE
        except zlib.error:
            pass
        left -= len(told)
        if told:
            yield bytes(told)


# --- Workbooks -----------------------------------------------------------------------------------


def _stated_by_workbook(content: bytes) -> tuple[str, str]:
    """The digest and the title in a workbook's properties, which Excel and WPS keep."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            stated = "".join(
                text.strip()
                for one in _part(archive, _PROPERTIES)
                if one.get("name") == DIGEST_PROPERTY and (text := "".join(one.itertext()))
            )
            titles = [
                (one.text or "").strip()
                for one in _part(archive, _TITLE)
                if one.tag.rpartition("}")[2] == "title"
            ]
    except _ZIP_ERRORS:
        return "", ""
    return stated if _HEX.fullmatch(stated) else "", titles[0][:300] if titles else ""


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    if name not in archive.namelist() or archive.getinfo(name).file_size > _LARGEST_PART:
        return ()
    with archive.open(name) as part:
        return ElementTree.fromstring(part.read(_LARGEST_PART))
