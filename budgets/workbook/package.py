"""The parts of an .xlsx package: their names, how they refer to each other, which are sheets."""

from __future__ import annotations

import posixpath
import struct
import zlib
from typing import IO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.markup import DAMAGED, local, tree

# What Python's zipfile raises for archives that are cut, altered or packed in unusual ways:
# ValueError where a position is negative, RuntimeError where a member is marked as encrypted.
ZIP_ERRORS = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Package:
    """The parts of the zip by name, whatever the case and the slashes that the program wrote."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {part_name(name): name for name in archive.namelist()}

    def __contains__(self, name: str) -> bool:
        return part_name(name) in self._names

    def open(self, name: str) -> IO[bytes]:
        """The stream of a part. Raises UnusableWorkbook where the package lacks it."""
        if name not in self:
            raise UnusableWorkbook(DAMAGED)
        return self._archive.open(self._names[part_name(name)])

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id -> (last word of its type, full name of the target)."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", file + ".rels")
        if relations not in self:
            return {}
        with self.open(relations) as stream:
            return {
                element.get("Id", ""): (
                    element.get("Type", "").rpartition("/")[2],
                    posixpath.normpath(posixpath.join("/" + folder, element.get("Target", ""))),
                )
                for element in tree(stream)
            }

    def workbook(self) -> str:
        """The name of the part that lists the sheets."""
        for kind, target in self.targets("").values():
            if kind == "officeDocument":
                return target
        return "/xl/workbook.xml"


def part_name(name: str) -> str:
    """A part's name in one form."""
    return name.replace("\\", "/").lstrip("/").lower()


def sheet_list(root: Element) -> list[tuple[str, bool, str]]:
    """Name, hidden and relation of every sheet that the workbook lists."""
    listed = []
    for element in root.iter():
        if local(element.tag) == "sheet":
            # r:id, in whichever namespace (strict files have another).
            relation = next(
                (value for key, value in element.attrib.items() if key.endswith("}id")), ""
            )
            hidden = element.get("state", "visible") != "visible"
            listed.append((element.get("name", ""), hidden, relation))
    return listed
