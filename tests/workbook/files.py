"""Makes workbooks byte by byte, good and bad ones, as programs and vandals write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
ODS_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without(content: bytes, name: str) -> bytes:
    return zipped({key: value for key, value in members(content).items() if key != name})


def xlsx(
    *sheets: str | bytes,
    names: Sequence[str] = (),
    states: Sequence[str] = (),
    formats: Sequence[str] = (),
    strings: Sequence[str] = (),
    since_1904: bool = False,
    strict: bool = False,
) -> bytes:
    """A package whose sheets have the given XML inside <worksheet>.

    `formats` are the number formats of styles 1, 2, …; style 0 is General. `strings` are the raw
    contents of shared strings.
    """
    main, office = (STRICT, STRICT_OFFICE) if strict else (MAIN, OFFICE)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")], office),
        "xl/styles.xml": _styles(main, formats),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">'
        + "".join(f"<si>{string}</si>" for string in strings)
        + "</sst>",
    }
    listed = ""
    relations = []
    for index, sheet in enumerate(sheets):
        name = names[index] if index < len(names) else f"表{index + 1}"
        state = f' state="{states[index]}"' if index < len(states) and states[index] else ""
        listed += (
            f'<sheet name={quoteattr(name)} sheetId="{index + 1}"{state} r:id="rId{index + 1}"/>'
        )
        relations.append(("worksheet", f"worksheets/sheet{index + 1}.xml"))
        body = sheet if isinstance(sheet, bytes) else sheet.encode()
        parts[f"xl/worksheets/sheet{index + 1}.xml"] = (
            f'<worksheet xmlns="{main}">'.encode() + body + b"</worksheet>"
        )
    relations += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    parts["xl/_rels/workbook.xml.rels"] = _relations(relations, office)
    properties = '<workbookPr date1904="1"/>' if since_1904 else ""
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{main}" xmlns:r="{office}">{properties}<sheets>{listed}</sheets></workbook>'
    )
    return zipped(parts)


def data(*rows: str) -> str:
    """<sheetData> of rows, each the XML of its cells."""
    lines = (f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, 1))
    return f"<sheetData>{''.join(lines)}</sheetData>"


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def number(reference: str, value: str, style: int = 0) -> str:
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def _relations(entries: Sequence[tuple[str, str]], office: str) -> str:
    lines = "".join(
        f'<Relationship Id="rId{index}" Type="{office}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(entries, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def _styles(main: str, formats: Sequence[str]) -> str:
    codes = "".join(
        f'<numFmt numFmtId="{200 + index}" formatCode={quoteattr(code)}/>'
        for index, code in enumerate(formats)
    )
    styles = '<xf numFmtId="0"/>' + "".join(
        f'<xf numFmtId="{200 + index}"/>' for index in range(len(formats))
    )
    return f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>'


def ods(*tables: str, styles: str = "", manifest: str = "<manifest/>") -> bytes:
    """An OpenDocument spreadsheet of <table:table> elements."""
    content = (
        "<office:document-content"
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {"mimetype": ODS_MIMETYPE, "META-INF/manifest.xml": manifest, "content.xml": content}
    )


def ole(*streams: str) -> bytes:
    """The beginning of an OLE2 container with the given names in its directory."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + names + bytes(1024)
