"""Takes the contents of named cells out of a workbook file, and leaves every other byte's meaning.

An uploaded workbook is kept as the source of its draft. What must not be kept (names and telephone
numbers of private persons) is taken out of the kept file too, not only out of what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.package import ZIP_ERRORS, Package, part_name, sheet_list

_SHARED = "sharedstrings.xml"
# Parts that may repeat what cells say; their notes are not needed to read the file again.
_NOTES = re.compile(r"^xl/(?:comments|threadedcomments|persons)", re.I)


def without_cells(content: bytes, cells: Iterable[tuple[str, str]]) -> bytes | None:
    """The file with these (sheet name, A1 reference) cells empty; None where that can't be done.

    Only .xlsx is rewritten: of other formats nothing may be kept. A shared string goes with the
    last cell that prints it; comments go altogether, since they may name the same person.
    """
    wanted: dict[str, set[str]] = {}
    for sheet, cell in cells:
        wanted.setdefault(sheet, set()).add(cell)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _rewritten(archive, wanted)
    except (*ZIP_ERRORS, UnusableWorkbook, etree.XMLSyntaxError, KeyError):
        return None


def _rewritten(archive: ZipFile, wanted: dict[str, set[str]]) -> bytes:
    package = Package(archive)
    listing = package.workbook()
    with package.open(listing) as stream:
        listed = sheet_list(_plain(stream.read()))
    targets = package.targets(listing)
    parts = {
        part_name(targets[relation][1]): wanted.get(name, set())
        for name, _hidden, relation in listed
        if relation in targets
    }
    trees = {name: _tree(archive, name) for name in archive.namelist() if part_name(name) in parts}
    dropped: set[int] = set()
    kept: set[int] = set()
    for name, root in trees.items():
        for cell in _all(root, "c"):
            index = _shared_index(cell)
            if cell.get("r") in parts[part_name(name)]:
                dropped.update(index)
                for child in list(cell):
                    cell.remove(child)
                cell.attrib.pop("t", None)
            else:
                kept.update(index)
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as made:
        for member in archive.infolist():
            body = archive.read(member)
            if member.filename in trees:
                body = _bytes(trees[member.filename])
            elif part_name(member.filename).endswith(_SHARED):
                body = _without_strings(body, dropped - kept)
            elif _NOTES.match(part_name(member.filename)) and member.filename.endswith(".xml"):
                body = _without_notes(body)
            made.writestr(ZipInfo(member.filename, member.date_time), body, ZIP_DEFLATED)
    return output.getvalue()


def _without_strings(content: bytes, indexes: set[int]) -> bytes:
    root = etree.fromstring(content, _parser())
    for index, string in enumerate(_all(root, "si")):
        if index in indexes:
            for child in list(string):
                string.remove(child)
    return _bytes(root)


def _without_notes(content: bytes) -> bytes:
    root = etree.fromstring(content, _parser())
    for name in ("comment", "threadedComment", "person", "author"):
        for note in _all(root, name):
            for child in list(note):
                note.remove(child)
            note.text = None
            note.attrib.pop("displayName", None)
    return _bytes(root)


def _shared_index(cell: etree._Element) -> list[int]:
    """The shared string that a cell prints, as a list of one or none."""
    if cell.get("t") != "s":
        return []
    return [
        int(text) for value in _all(cell, "v") if (text := (value.text or "").strip()).isdigit()
    ]


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    """Elements of this local name, whichever of the two namespaces the file is written in."""
    return [one for one in root.iter() if isinstance(one.tag, str) and _local(one.tag) == name]


def _local(tag: str) -> str:
    return tag[tag.rfind("}") + 1 :]


def _tree(archive: ZipFile, name: str) -> etree._Element:
    return etree.fromstring(archive.read(name), _parser())


def _plain(content: bytes) -> etree._Element:
    return etree.fromstring(content, _parser())


def _parser() -> etree.XMLParser:
    # The gate has refused document types before; nothing here may reach out or expand.
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _bytes(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
