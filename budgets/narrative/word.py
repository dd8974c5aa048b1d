"""A Word file (.docx) -> the lines that Word would print, with what makes a heading of them.

Read without a document model: tracked changes, text boxes, notes and automatic numbers must all
come out as they are printed, and no part of the file is opened that holds no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from budgets.narrative.numbering import Numbering, children, is_on, value, whole
from budgets.narrative.sections import Line
from budgets.workbook.markup import local, tree
from budgets.workbook.package import ZIP_ERRORS, Package, part_name

# One part unpacked: the text of 200 pages has some 10 MB.
_MAX_PART = 32 * 1024 * 1024
_SMALL = 1 << 20
_MAX_RATIO = 200
_PARTS = ("styles", "numbering", "footnotes", "endnotes")

# What is not printed: deleted and moved away, instructions of fields, phonetic guides; and what
# holds no text. Comments lie in a part that is not read.
_UNPRINTED = frozenset(
    (
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "Fallback"),
        *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr"),
    )
)
# A row with a cell this long and in several paragraphs is laid out, and not a row of figures.
_LONG_CELL = 200
_NOTES = {"footnoteReference": ("footnotes", "注"), "endnoteReference": ("endnotes", "尾注")}


class NotWord(Exception):
    """The bytes are no Word file that can be read; `kind` says what they are."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def lines_of(content: bytes) -> list[Line]:
    """The lines of a .docx in reading order.

    Raises NotWord ("damaged", "huge", "locked", "workbook", "odt", "other"), and what the readers
    of XML raise for parts that are not well-formed or declare entities: UnusableWorkbook.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _read(archive)
    except (*ZIP_ERRORS, RecursionError) as error:
        raise NotWord("damaged") from error


def _read(archive: ZipFile) -> list[Line]:
    for member in archive.infolist():
        # Pictures are never unpacked.
        if not part_name(member.filename).endswith((".xml", ".rels")):
            continue
        if member.flag_bits & 1:
            raise NotWord("locked")
        allowed = min(_MAX_PART, max(_SMALL, member.compress_size * _MAX_RATIO))
        if member.file_size > allowed:
            raise NotWord("huge")
    package = Package(archive)
    main = next((to for kind, to in package.targets("").values() if kind == "officeDocument"), "")
    root = _part(package, main) if main in package else Element("")
    if local(root.tag) != "document":
        raise NotWord(_other_kind(archive))
    parts = {
        kind: _part(package, to)
        for kind, to in package.targets(main).values()
        if kind in _PARTS and to in package
    }
    return list(_Printed(parts).blocks(root))


def _part(package: Package, name: str) -> Element:
    with package.open(name) as stream:
        return tree(stream)


def _other_kind(archive: ZipFile) -> str:
    names = {part_name(name) for name in archive.namelist()}
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    return "odt" if "mimetype" in names and "content.xml" in names else "other"


# ---- Styles


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: int | None
    bold: bool | None
    number: str
    level: int | None


class _Styles:
    """What paragraphs and runs take from their styles, and those from the ones they build on."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.default = ""
        for element in children(root, "style"):
            name = value(element, "styleId")
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true"):
                self.default = name
            properties = _child(element, "pPr")
            number, level = _number_of(properties)
            self._styles[name] = _Style(
                name=_value_of(element, "name").lower(),
                based_on=_value_of(element, "basedOn"),
                outline=_outline(properties),
                bold=_bold(_child(element, "rPr")),
                number=number,
                level=level,
            )

    def chain(self, name: str) -> Iterator[tuple[str, _Style]]:
        """A style and what it builds on; a circle of styles ends."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield name, self._styles[name]
            name = self._styles[name].based_on

    def heading(self, name: str) -> int:
        """The level of a heading style, 0 for none."""
        for _, style in self.chain(name):
            if match := re.fullmatch(r"(?:heading|标题)\s*([1-9])", style.name):
                return int(match[1])
            if style.name in ("title", "标题"):
                return 1
            if style.outline is not None:
                return style.outline
        return 0

    def bold(self, name: str) -> bool | None:
        return next((one.bold for _, one in self.chain(name) if one.bold is not None), None)

    def is_contents(self, name: str) -> bool:
        return any(re.match(r"(?:toc|目录)\s*\d", style.name) for _, style in self.chain(name))


def _child(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None)


def _value_of(element: Element | None, name: str) -> str:
    child = _child(element, name)
    return "" if child is None else value(child)


def _switch(properties: Element | None, name: str) -> bool | None:
    child = _child(properties, name)
    return None if child is None else is_on(child)


def _bold(properties: Element | None) -> bool | None:
    return _switch(properties, "b")


def _outline(properties: Element | None) -> int | None:
    """1 for the widest heading; 0 for body text, which Word writes as 9; None where not told."""
    if _child(properties, "outlineLvl") is None:
        return None
    level = whole(_value_of(properties, "outlineLvl"), 9)
    return level + 1 if level < 9 else 0


def _number_of(properties: Element | None) -> tuple[str, int | None]:
    """The list and level of a paragraph or style, as far as told there."""
    numbered = _child(properties, "numPr")
    told = _child(numbered, "ilvl")
    return _value_of(numbered, "numId"), None if told is None else whole(value(told))


# ---- The text


@dataclass(slots=True)
class _Words:
    """What is gathered from inside a paragraph; text boxes and notes are printed after it."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, Element | None]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def bold(self) -> bool:
        filled = [bold for text, bold in self.pieces if text.strip()]
        return bool(filled) and all(filled)


class _Printed:
    """Walks one document from its beginning to its end: numbers and fields go on from paragraph
    to paragraph."""

    def __init__(self, parts: Mapping[str, Element]) -> None:
        self._styles = _Styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"))
        self._notes = {
            part: {value(note, "id"): note for note in parts.get(part, ())}
            for part, _ in _NOTES.values()
        }
        self._numbered = dict.fromkeys(self._notes, 0)
        # Of every field that is open, whether what is printed of it has begun.
        self._fields: list[bool] = []
        # Text before a deleted end of paragraph, which runs on into the next one.
        self._carried: list[tuple[str, bool]] = []

    def blocks(self, parent: Element, *, contents: bool = False) -> Iterator[Line]:
        """The lines of paragraphs and tables, in whatever they are wrapped."""
        for child in parent:
            match local(child.tag):
                case "p":
                    yield from self._paragraph(child, contents)
                case "tbl":
                    yield from self._table(child)
                case "sdt":
                    yield from self.blocks(child, contents=contents or _is_contents(child))
                case name if name not in _UNPRINTED:
                    yield from self.blocks(child, contents=contents)

    def _paragraph(self, paragraph: Element, contents: bool) -> Iterator[Line]:
        properties = _child(paragraph, "pPr")
        style = _value_of(properties, "pStyle") or self._styles.default
        words = _Words(self._carried)
        self._carried = []
        self._gather(paragraph, words, bool(self._styles.bold(style)))
        # A field whose instruction never ends is damaged; its text is not to be lost with it.
        self._fields = [True] * len(self._fields)
        mark = _child(properties, "rPr")
        if any(_child(mark, gone) is not None for gone in ("del", "moveFrom")):
            self._carried = words.pieces
        elif words.text.strip() or not _switch(mark, "vanish"):
            yield from self._lines(words, properties, style, contents)
        for box in words.boxes:
            yield from self.blocks(box)
        for name, note in words.notes:
            if note is not None:
                said = " ".join(line.text.strip() for line in self.blocks(note))
                yield Line(f"{name}：{said.strip()}")

    def _lines(
        self, words: _Words, properties: Element | None, style: str, contents: bool
    ) -> Iterator[Line]:
        ordinal = self._ordinal(properties, style)
        text = words.text.strip()
        if not text:
            return
        told = _outline(properties)
        level = self._styles.heading(style) if told is None else told
        # A heading over two lines is one; other lines that were broken by hand stand alone.
        lines = [" ".join(text.split("\n"))] if level else text.split("\n")
        for place, line in enumerate(lines):
            yield Line(
                _joined(ordinal, line.strip()) if not place else line,
                level=level,
                bold=words.bold,
                contents=self._styles.is_contents(style) or (contents and _may_be_entry(line)),
            )

    def _ordinal(self, properties: Element | None, style: str) -> str:
        """The automatic number of the paragraph, which counts on."""
        number, level = _number_of(properties)
        if number != "0":
            for name, one in self._styles.chain(style):
                if not number and one.number:
                    number = one.number
                    if level is None and one.level is None:
                        level = self._numbering.level_of_style(number, name)
                level = one.level if level is None else level
        return self._numbering.next(number, level or 0) if number not in ("", "0") else ""

    def _gather(self, parent: Element, words: _Words, bold: bool) -> None:
        for child in parent:
            name = local(child.tag)
            if name in _UNPRINTED:
                continue
            if name == "fldChar":
                self._field(value(child, "fldCharType"))
            elif name == "AlternateContent":
                self._gather(_chosen(child), words, bold)
            elif name == "txbxContent":
                words.boxes.append(child)
            elif name == "r":
                self._run(child, words, bold)
            elif name in _NOTES:
                words.pieces.append((self._note(name, value(child, "id"), words), bold))
            elif (text := _text_of(child, name)) is None:
                self._gather(child, words, bold)
            elif all(self._fields):
                words.pieces.append((text, bold))

    def _run(self, run: Element, words: _Words, bold: bool) -> None:
        properties = _child(run, "rPr")
        if _switch(properties, "vanish"):
            return
        own = _bold(properties)
        if own is None:
            own = self._styles.bold(_value_of(properties, "rStyle"))
        self._gather(run, words, bold if own is None else own)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _note(self, kind: str, name: str, words: _Words) -> str:
        part, label = _NOTES[kind]
        self._numbered[part] += 1
        called = f"{label}{self._numbered[part]}"
        words.notes.append((called, self._notes[part].get(name)))
        return f"（{called}）"

    # ---- Tables

    def _table(self, table: Element) -> Iterator[Line]:
        rows = [list(_inside(row, "tc")) for row in _inside(table, "tr") if not _is_deleted(row)]
        # A frame around text, not a table.
        framed = all(len(cells) == 1 for cells in rows)
        for cells in rows:
            read = [[] if _goes_on(cell) else list(self.blocks(cell)) for cell in cells]
            if framed or any(_is_long(lines) for lines in read):
                for lines in read:
                    yield from lines
                continue
            texts: list[str] = []
            for cell, lines in zip(cells, read, strict=True):
                texts.append(" ".join(" ".join(line.text.split()) for line in lines))
                span = _value_of(_child(cell, "tcPr"), "gridSpan")
                texts += [""] * min(whole(span, 1) - 1, 100)
            if any(texts):
                yield Line("\t".join(texts), row=True)


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, in whatever they are wrapped."""
    for child in parent:
        if local(child.tag) == name:
            yield child
        elif local(child.tag) not in _UNPRINTED:
            yield from _inside(child, name)


def _is_deleted(row: Element) -> bool:
    return _child(_child(row, "trPr"), "del") is not None


def _goes_on(cell: Element) -> bool:
    """Whether a cell is merged into the one above, or deleted."""
    properties = _child(cell, "tcPr")
    merged = _child(properties, "vMerge")
    goes_on = merged is not None and value(merged) in ("", "continue")
    return goes_on or _child(properties, "cellDel") is not None


def _is_long(lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and sum(len(line.text) for line in lines) > _LONG_CELL


def _chosen(alternatives: Element) -> Element:
    """Word draws the first choice; the fallback for older programs says the same once more."""
    first = next(iter(alternatives), alternatives)
    written = any(local(one.tag) == "t" for one in first.iter())
    return first if written else next(reversed(alternatives), first)


def _text_of(element: Element, name: str) -> str | None:
    """What an element inside a run prints itself; None for those that hold others."""
    match name:
        case "t":
            return element.text or ""
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            code = value(element, "char")
            # Half of a pair of code units is no character.
            known = re.fullmatch("[0-9A-Fa-f]{4}", code) and not 0xD800 <= int(code, 16) < 0xE000
            return chr(int(code, 16)) if known else ""
    return None


def _joined(ordinal: str, text: str) -> str:
    """一、概况, （一）机构, 第一部分 概况; a figure keeps its distance: 1. 2026年."""
    if not ordinal:
        return text
    apart = text[0].isdigit() or not re.search(r"[、．.）)]$", ordinal)
    return f"{ordinal} {text}" if apart else f"{ordinal}{text}"


def _is_contents(wrapper: Element) -> bool:
    """Whether this is what Word inserts as a table of contents."""
    gallery = (one for one in wrapper.iter() if local(one.tag) == "docPartGallery")
    return any(value(one) == "Table of Contents" for one in gallery)


def _may_be_entry(text: str) -> bool:
    return bool(re.search(r"\d$|^\s*目\s*[录次]\s*$", text))
