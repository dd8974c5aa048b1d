"""XML parts of a workbook, read without document types: no entities, no bombs, no outside files.

Parsing pushes events into a target (the standard library's interface) so that a sheet of 300,000
cells never stands in memory as a tree, and runs in C: defusedxml takes the parser in Python, eight
times slower, and its one protection that matters here, refusing DOCTYPE, is the method `doctype`.
"""

from __future__ import annotations

from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from budgets.workbook.grid import UnusableWorkbook

_CHUNK = 1 << 16

DAMAGED = "文件已损坏，无法读取。请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后再上传。"
FORBIDDEN = "文件内容含有不允许的 XML 声明（DOCTYPE）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"


class Target:
    """Receives the elements of a part. Subclasses define what they need of start, end, data."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element is over."""

    def data(self, text: str) -> None:
        """Some text; an element's text may come in several pieces."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuses a document type before anything that it declares is used."""
        raise UnusableWorkbook(FORBIDDEN)

    def close(self) -> None:
        """The part is over."""


class _Tree(TreeBuilder):
    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise UnusableWorkbook(FORBIDDEN)


def local(tag: str) -> str:
    """A name without its namespace: transitional, strict and prefixed files look the same."""
    return tag[tag.rfind("}") + 1 :]


def feed(stream: IO[bytes], target: Any) -> Any:
    """Pushes a whole part into the target. Raises UnusableWorkbook where it is not XML."""
    parser = XMLParser(target=target)  # noqa: S314 -- the target refuses DOCTYPE
    try:
        while chunk := stream.read(_CHUNK):
            parser.feed(chunk)
        return parser.close()
    except (ParseError, ValueError, LookupError) as error:
        # ValueError and LookupError: an encoding that is unknown or does not fit the bytes.
        raise UnusableWorkbook(DAMAGED) from error


def tree(stream: IO[bytes]) -> Element:
    """A small part as a tree."""
    root: Element = feed(stream, _Tree())
    return root
