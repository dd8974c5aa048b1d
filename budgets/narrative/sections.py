"""Lines of an explanation -> its headed sections: what is a heading, what a table of contents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from budgets.data import SectionData

LEVELS = 4
# A heading is a line, not a sentence: so many characters at most, fewer where a comma parts it,
# and where it stands out only by being bold.
_LONGEST_HEADING = 60
_LONGEST_WITH_COMMA = 40
_LONGEST_BOLD = 30

_HAN = "[一二三四五六七八九十百]"
# How headings are numbered, from the widest to the narrowest.
_ORDINALS = (
    (1, re.compile(rf"第{_HAN}+(?:部分|章|篇|编)")),
    (2, re.compile(rf"第{_HAN}+节|{_HAN}+\s*[、.．]")),
    (3, re.compile(rf"[（(]\s*{_HAN}+\s*[）)]|[㈠-㈩]")),
    # A number before a digit is a figure: 2.5万元.
    (4, re.compile(r"\d{1,2}[.．、]\s*(?!\d)|[⒈-⒛]")),
)
# A sentence, or what states an amount, is text, short and numbered as it may be.
_SAYING = re.compile(r"[。；;！？]|\d\s*(?:亿|万|千)?元|\d\s*[%％]")
_LETTER = re.compile(r"[^\W\d_]")

_TITLES = frozenset({"目录", "目次", "contents"})
# The stem of a line of contents and what leads to its page number.
_ENTRY = re.compile(r"(?P<stem>.*?\S)(?P<leader>[\s.．…·⋯\-—_]*)(?P<page>\d{1,3})")
_DOTS = re.compile(r"…|⋯|[.．·]{3}")
_LONGEST_ENTRY = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a row of a table with tabs between its cells.

    `level` is that of its heading style, 0 for none; `contents` says that the program which wrote
    the file counts it to a table of contents.
    """

    text: str
    level: int = 0
    bold: bool = False
    row: bool = False
    contents: bool = False


def sections_of(lines: Sequence[Line]) -> tuple[SectionData, ...]:
    """The sections in order; text before the first heading stands in one without a heading.

    Empty lines and the entries of a table of contents are left out, and nothing else.
    """
    filled = [line for line in lines if line.text]
    contents = _contents(filled)
    kept = [line for place, line in enumerate(filled) if place not in contents]
    texts = [line for line in kept if not line.row]
    # Where everything is bold, nothing stands out.
    bold_counts = sum(line.bold for line in texts) * 2 < len(texts)
    sections: list[tuple[str, int, list[str]]] = []
    above = 0
    for place, line in enumerate(kept):
        level = _level(line)
        if level:
            above = level
        elif bold_counts and _stands_out(line, kept[place + 1 : place + 2]):
            level = min(above + 1, LEVELS)
        if level:
            sections.append((line.text, level, []))
        elif sections:
            sections[-1][2].append(line.text)
        else:
            sections.append(("", 1, [line.text]))
    return tuple(
        SectionData(heading, level, tuple(paragraphs)) for heading, level, paragraphs in sections
    )


def _level(line: Line) -> int:
    """1 to 4 for a heading, 0 for a paragraph: by its number, else by its style."""
    text = line.text
    longest = _LONGEST_WITH_COMMA if re.search("[，,]", text) else _LONGEST_HEADING
    if line.row or len(text) > longest or _SAYING.search(text):
        return 0
    for level, ordinal in _ORDINALS:
        if ordinal.match(text):
            # 1.其中： opens a list; 一、主要职责： heads a section.
            return 0 if level == LEVELS and text.endswith((":", "：")) else level
    return min(line.level, LEVELS)


def _stands_out(line: Line, following: Sequence[Line]) -> bool:
    """Whether a bold line heads what follows; the name of a table does not."""
    return (
        line.bold
        and not line.row
        and len(line.text) <= _LONGEST_BOLD
        and bool(_LETTER.search(line.text))
        and not _SAYING.search(line.text)
        and not re.search(r"[：:，,、）)]$|单位", line.text)
        and any(not other.row for other in following)
    )


# ---- Table of contents


def _contents(lines: Sequence[Line]) -> set[int]:
    """The places of lines that are a table of contents, with its title where it has one.

    It is a run of headings and of lines that end in page numbers which never fall; its title, its
    dots, a line that comes again below, or the program that wrote the file tells it from figures.
    It ends where a heading that it named comes again.
    """
    found: set[int] = set()
    last = {_bare(line.text): place for place, line in enumerate(lines)}
    place = 0
    while place < len(lines):
        titled = _bare(lines[place].text).lower() in _TITLES
        run = _Run(titled)
        end = start = place + titled
        while end < len(lines) and run.takes(end, lines[end], last):
            end += 1
        if run.sure and run.entries:
            first, final = run.entries[0], run.entries[-1]
            above = (n for n in range(start, first) if last[_bare(lines[n].text)] > n)
            found.update(above, range(first, final + 1), range(place, start))
        place = max(end, place + 1)
    return found


class _Run:
    """Lines that may be a table of contents, as far as they have been looked at."""

    def __init__(self, titled: bool) -> None:
        self.titled = titled
        self.sure = titled
        self.entries: list[int] = []
        self._page = 0
        self._named: set[str] = set()

    def takes(self, place: int, line: Line, last: Mapping[str, int]) -> bool:
        """Whether the next line goes on with the run."""
        bare = _bare(line.text)
        if line.contents:
            self.sure = True
            self.entries.append(place)
            return True
        if line.row or len(line.text) > _LONGEST_ENTRY or bare in self._named:
            return False
        match = _ENTRY.fullmatch(line.text)
        if match and (self.titled or "\t" in match["leader"] or _DOTS.search(match["leader"])):
            stem, page = _bare(match["stem"]), int(match["page"])
            if page < self._page:
                return False
            self._page = page
            self._named.add(stem)
            self.sure |= bool(_DOTS.search(match["leader"])) or last.get(stem, -1) > place
            self.entries.append(place)
            return True
        self._named.add(bare)
        if self.titled and last[bare] > place:
            self.entries.append(place)
            return True
        return _level(line) > 0


def _bare(text: str) -> str:
    return "".join(text.split())
