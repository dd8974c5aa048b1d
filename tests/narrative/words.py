"""Word files for tests, written part by part: only what a test is about stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def p(*runs: str, style: str = "", number: tuple[int, int] | None = None, more: str = "") -> str:
    """A paragraph; `number` is its list and level, `runs` without markup become runs."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += (
            f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
        )
    text = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}{more}</w:pPr>{text}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows: list[str]) -> str:
    """A table; cells are text, paragraphs, or whole w:tc."""
    lines = []
    for row in rows:
        cells = (
            one
            if one.startswith("<w:tc>")
            else f"<w:tc>{one if one.startswith('<') else p(one)}</w:tc>"
            for one in row
        )
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def levels(*forms: tuple[str, str], number: int = 1, extra: str = "") -> str:
    """An abstract list of w:lvl from (format, text), and the w:num `number` that uses it."""
    inside = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(forms)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{inside}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/>{extra}</w:num>'
    )


def style(name: str, printed: str, inside: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{printed}"/>{inside}'
        "</w:style>"
    )


def word(*body: str, **parts: str) -> bytes:
    """A .docx with a body, and with styles=, numbering=, footnotes=, endnotes= where given."""
    return package(
        {
            "word/document.xml": part("document", f"<w:body>{''.join(body)}</w:body>"),
            **{f"word/{name}.xml": part(name, inside) for name, inside in parts.items()},
        }
    )


def part(name: str, inside: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<w:{name} {_NAMESPACES}>{inside}</w:{name}>'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """The zip, with the relations that Word finds the parts by."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_TYPES}/{name[5:-4]}" Target="{name[5:]}"/>'
        for n, name in enumerate(parts)
    )
    start = f'<Relationship Id="r1" Type="{_TYPES}/officeDocument" Target="word/document.xml"/>'
    xmlns = "http://schemas.openxmlformats.org/package/2006/relationships"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in (
            ("_rels/.rels", start),
            ("word/_rels/document.xml.rels", relations),
        ):
            archive.writestr(name, f'<Relationships xmlns="{xmlns}">{inside}</Relationships>')
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
