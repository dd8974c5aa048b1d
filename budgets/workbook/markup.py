"""XML parts of a workbook, read with defusedxml: no document types, entities or outside files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse, parse

from budgets.workbook.grid import UnusableWorkbook

DAMAGED = "文件已损坏，无法读取。请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后再上传。"
FORBIDDEN = "文件内容含有不允许的 XML 声明（DOCTYPE）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"


def local(tag: str) -> str:
    """A name without its namespace: transitional, strict and prefixed files look the same."""
    return tag[tag.rfind("}") + 1 :]


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what is wrong with the XML inside into UnusableWorkbook."""
    try:
        yield
    except DefusedXmlException as error:
        raise UnusableWorkbook(FORBIDDEN) from error
    except (ParseError, ValueError, LookupError) as error:
        # ValueError and LookupError: an encoding that is unknown or does not fit the bytes.
        raise UnusableWorkbook(DAMAGED) from error


def tree(stream: IO[bytes]) -> Element:
    """A small part as a tree. Raises UnusableWorkbook where it is not XML."""
    with refusing():
        root: Element = parse(stream, forbid_dtd=True).getroot()
    return root


def elements(stream: IO[bytes]) -> Iterator[tuple[bool, str, Element]]:
    """Each element of a large part twice: True where it starts, False where it is complete.

    Who is done with an element clears it, or the whole part ends up in memory.
    """
    with refusing():
        for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
            yield event == "start", local(element.tag), element
