"""Comments of a sheet: added to those that are there, with the boxes that programs show them in.

A comment is told twice: its text in one part, its box in another (boxes.py). Threads of comments
(Excel 365) get an answer.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from lxml import etree

from budgets.workbook.annotating.boxes import draw_boxes
from budgets.workbook.annotating.cells import SheetCells
from budgets.workbook.annotating.opened import (
    MAIN,
    Opened,
    added,
    beside,
    child,
    children,
    office_of,
    put_in_order,
)
from budgets.workbook.grid import address, position

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"


def comment(
    package: Opened, part: str, cells: SheetCells, texts: Mapping[tuple[int, int], str], author: str
) -> None:
    """Put a comment at each of these places of a sheet, under the author's name."""
    root = _comments(package, part)
    authors = put_in_order(root, "authors", ("authors", "commentList"))
    listed = put_in_order(root, "commentList", ("authors", "commentList"))
    added(authors, "author").text = author
    ours = str(len(children(authors, "author")) - 1)
    present = {
        place: one for one in children(listed, "comment") if (place := position(one.get("ref", "")))
    }
    fresh = {}
    for place, text in texts.items():
        if place in present:
            _append(present[place], f"\n— {author} —\n{text}")
        else:
            fresh[place] = text
            told = added(added(listed, "comment", ref=address(*place), authorId=ours), "text")
            _run(told, f"{author}：\n", bold=True)
            _run(told, text)
    draw_boxes(
        package, part, cells, fresh, {place: texts[place] for place in texts if place in present}
    )
    _answer_threads(package, part, texts, author)


def _comments(package: Opened, part: str) -> etree._Element:
    found = [name for name in package.targets(part, "comments") if name in package]
    if found:
        return package.tree(found[0])
    sheet = package.tree(part)
    name = package.free("xl/comments{n}.xml")
    space = etree.QName(sheet).namespace or MAIN
    package.write(name, etree.Element(f"{{{space}}}comments", nsmap={None: space}))
    package.declare(name, _COMMENTS)
    package.relate(part, f"{office_of(sheet)}/comments", f"/{name}")
    return package.tree(name)


def _run(text: etree._Element, said: str, *, bold: bool = False) -> None:
    run = added(text, "r")
    look = added(run, "rPr")
    if bold:
        added(look, "b")
    added(look, "sz", val="9")
    added(look, "color", indexed="81")
    added(look, "rFont", val="宋体")
    added(look, "family", val="3")
    added(look, "charset", val="134")
    told = added(run, "t")
    told.text = _plain(said)
    told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _append(note: etree._Element, said: str) -> None:
    """Behind what somebody wrote there; a text without runs becomes one first."""
    text = child(note, "text")
    if text is None:
        text = added(note, "text")
    for plain in children(text, "t"):
        run = etree.Element(beside(text, "r"))
        plain.addprevious(run)
        run.append(plain)
    _run(text, said)
    # What tells how to read Han characters stands last.
    for name in ("rPh", "phoneticPr"):
        for one in children(text, name):
            text.append(one)


def _plain(text: str) -> str:
    """Without what XML can't hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


# --- Threads ---


def _answer_threads(
    package: Opened, part: str, texts: Mapping[tuple[int, int], str], author: str
) -> None:
    """Excel 365 shows a thread and not the comment beside it: there ours is an answer."""
    for name in package.targets(part, "threadedComment"):
        if name not in package:
            continue
        root = package.tree(name)
        begun = {
            place: one
            for one in children(root, "threadedComment")
            if not one.get("parentId") and (place := position(one.get("ref", "")))
        }
        for place in sorted(begun.keys() & texts.keys()):
            answer = added(
                root,
                "threadedComment",
                ref=address(*place),
                dT=begun[place].get("dT", "2000-01-01T00:00:00.00"),
                personId=_person(package, author),
                id=_id(f"{name}{place}"),
                parentId=begun[place].get("id", ""),
            )
            added(answer, "text").text = _plain(texts[place])


def _person(package: Opened, author: str) -> str:
    """Us among those who write in threads."""
    ours = _id(author)
    for name in package.targets(package.workbook(), "person"):
        if name in package:
            people = package.tree(name)
            if all(one.get("id") != ours for one in children(people, "person")):
                added(
                    people, "person", displayName=author, id=ours, userId=author, providerId="None"
                )
    return ours


def _id(text: str) -> str:
    return f"{{{uuid.uuid5(uuid.NAMESPACE_URL, text)}}}".upper()
