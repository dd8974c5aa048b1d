"""An .xlsx package whose parts are changed one by one; every other byte stays as it was."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.markup import DAMAGED, FORBIDDEN, local
from budgets.workbook.package import Package, part_name

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPES_PART = "[content_types].xml"
# A file is made from its contents alone: the time of writing would change its bytes.
_WRITTEN = (2000, 1, 1, 0, 0, 0)


def parsed(content: bytes) -> etree._Element:
    """A part as a tree. Raises UnusableWorkbook where it is no XML, or asks for other files."""
    if b"<!DOCTYPE" in content:
        raise UnusableWorkbook(FORBIDDEN)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnusableWorkbook(DAMAGED) from error


def children(parent: etree._Element, name: str) -> list[etree._Element]:
    """The children of this local name; comments and instructions among them are passed over."""
    return [one for one in parent if isinstance(one.tag, str) and local(one.tag) == name]


def child(parent: etree._Element, name: str) -> etree._Element | None:
    return next(iter(children(parent, name)), None)


def beside(element: etree._Element, name: str) -> str:
    """A name in the namespace that this element is written in: transitional or strict."""
    return f"{{{etree.QName(element).namespace or MAIN}}}{name}"


def added(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, beside(parent, name), attributes)


def put_in_order(
    parent: etree._Element, name: str, order: tuple[str, ...], **attributes: str
) -> etree._Element:
    """The child of this name, made where the schema wants it if it is not there."""
    found = child(parent, name)
    if found is not None:
        return found
    made = etree.Element(beside(parent, name), attributes)
    later = set(order[order.index(name) + 1 :]) | {"extLst", "AlternateContent"}
    for index, one in enumerate(parent):
        if isinstance(one.tag, str) and local(one.tag) in later:
            parent.insert(index, made)
            return made
    parent.append(made)
    return made


class Opened:
    """The parts of a package by their names in one form; trees are kept until `closed`."""

    def __init__(self, content: bytes) -> None:
        self._archive = ZipFile(BytesIO(content))
        # As it came: what it leads to is told by the file that was opened.
        self.package = Package(self._archive)
        self._names = {part_name(name): name for name in self._archive.namelist()}
        self._trees: dict[str, etree._Element] = {}
        self._bodies: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        key = part_name(name)
        return key in self._bodies or key in self._trees or name in self.package

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises UnusableWorkbook where the package lacks it."""
        key = part_name(name)
        if key in self._bodies:
            return self._bodies[key]
        with self.package.open(name) as stream:
            return stream.read()

    def tree(self, name: str) -> etree._Element:
        """A part to be changed in place."""
        key = part_name(name)
        if key not in self._trees:
            self._trees[key] = parsed(self.read(name))
        return self._trees[key]

    def tree_if_open(self, name: str) -> etree._Element | None:
        """A part that is being changed already."""
        return self._trees.get(part_name(name))

    def write(self, name: str, body: bytes | etree._Element) -> None:
        """Put a part there, or in place of what it was."""
        key = part_name(name)
        self._names.setdefault(key, name.lstrip("/"))
        if isinstance(body, bytes):
            self._bodies[key] = body
        else:
            self._trees[key] = body

    def drop(self, name: str) -> None:
        self._dropped.add(part_name(name))

    def parts(self) -> Iterator[str]:
        yield from self._names

    def workbook(self) -> str:
        return self.package.workbook()

    def relations(self, name: str) -> etree._Element:
        """The relations of a part, made where it has none."""
        place = _relations_of(name)
        if place not in self:
            self.write(
                place, etree.Element(f"{{{RELATIONS}}}Relationships", nsmap={None: RELATIONS})
            )
        return self.tree(place)

    def targets(self, name: str, kind: str) -> list[str]:
        """The parts that a part leads to by a relation of this kind (the last word of its type)."""
        if _relations_of(name) not in self:
            return []
        return [
            posixpath.normpath(posixpath.join("/" + posixpath.dirname(name), one.get("Target", "")))
            for one in children(self.relations(name), "Relationship")
            if one.get("Type", "").rpartition("/")[2] == kind
            and one.get("TargetMode") != "External"
        ]

    def relate(self, name: str, kind: str, target: str) -> str:
        """Lead from a part to another one; returns the relation's id. `kind` is a whole type."""
        relations = self.relations(name)
        taken = {one.get("Id") for one in children(relations, "Relationship")}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdM{n}" not in taken)
        added(relations, "Relationship", Id=f"rIdM{number}", Type=kind, Target=target)
        return f"rIdM{number}"

    def free(self, pattern: str) -> str:
        """The first part name of this pattern, with {n}, that nothing has yet."""
        return next(name for n in range(1, 100_000) if (name := pattern.format(n=n)) not in self)

    def declare(self, name: str, content_type: str) -> None:
        """Say of what type a part is, whatever was said of it."""
        types = self.tree(_TYPES_PART)
        for one in children(types, "Override"):
            if part_name(one.get("PartName", "")) == part_name(name):
                types.remove(one)
        added(types, "Override", PartName=f"/{name.lstrip('/')}", ContentType=content_type)

    def declare_ending(self, ending: str, content_type: str) -> None:
        types = self.tree(_TYPES_PART)
        if all(one.get("Extension", "").lower() != ending for one in children(types, "Default")):
            made = etree.Element(
                beside(types, "Default"), {"Extension": ending, "ContentType": content_type}
            )
            types.insert(0, made)

    def undeclare(self, name: str) -> None:
        types = self.tree(_TYPES_PART)
        for one in children(types, "Override"):
            if part_name(one.get("PartName", "")) == part_name(name):
                types.remove(one)

    def closed(self) -> bytes:
        """The package with everything that was changed; members keep their order."""
        output = BytesIO()
        with ZipFile(output, "w", ZIP_DEFLATED) as made:
            written = set()
            for member in self._archive.infolist():
                key = part_name(member.filename)
                if key in written or key in self._dropped:
                    continue
                written.add(key)
                info = ZipInfo(member.filename, member.date_time)
                made.writestr(info, self._body(key, member), ZIP_DEFLATED)
            for key, name in self._names.items():
                if key not in written and key not in self._dropped:
                    made.writestr(ZipInfo(name, _WRITTEN), self._body(key, None), ZIP_DEFLATED)
        return output.getvalue()

    def _body(self, key: str, member: ZipInfo | None) -> bytes:
        if key in self._trees:
            made: bytes = etree.tostring(
                self._trees[key], xml_declaration=True, encoding="UTF-8", standalone=True
            )
            return made
        if key in self._bodies:
            return self._bodies[key]
        assert member is not None
        return self._archive.read(member)


def _relations_of(name: str) -> str:
    folder, file = posixpath.split(name.lstrip("/"))
    return posixpath.join(folder, "_rels", file + ".rels")


def office_of(element: etree._Element) -> str:
    """The namespace of relations that goes with the namespace of a sheet or workbook."""
    return STRICT_OFFICE if etree.QName(element).namespace == STRICT else OFFICE


def without_macros(package: Opened) -> None:
    """A copy to be handed on runs nothing: macros go, and the file is a plain workbook."""
    main = package.workbook()
    for relation in children(package.relations(main), "Relationship"):
        if re.search(r"vbaProject", relation.get("Type", ""), re.I):
            relation.getparent().remove(relation)
    for name in list(package.parts()):
        if "vbaproject" in name:
            package.drop(name)
            package.undeclare(name)
    package.declare(
        main, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    )
