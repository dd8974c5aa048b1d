"""Which grid is which table: titles, unit lines, headers, bodies and notes found by their words.

Nothing here depends on a sheet's position, and a sheet's name counts only where no title stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from budgets.coordinates import Coordinates
from budgets.money import looks_like_figure, unit_named
from budgets.vocabulary import COLUMN, TITLE, Vocabulary, fold, normalise, split_label
from budgets.workbook.grid import Sheet
from budgets.workbook.numbering import is_numbering

MONEY, PERFORMANCE = "money", "performance"

# 预算05表, 表10, 附表1-1, 公开01表, 部门公开表1, 表一： in front of a title or in a cell of its own.
_CODE = re.compile(
    r"\s*(?P<code>(?:附件|附表|部门公开|单位公开|公开|预算|财预|财决|批复)?\s*"
    r"(?:表\s*[\d一二三四五六七八九十]+(?:\s*[-—－.]\s*\d+)*|[\d一二三四五六七八九十]+(?:\s*[-—－.]\s*\d+)*\s*表)"
    r"|附件\s*[\d一二三四五六七八九十]+(?:\s*[-—－.]\s*\d+)*)\s*[:：、.]?\s*"
)
_TITLE_END = re.compile(r"(表|目录|清单)(\([^()]*\))*$")
_TITLE_WORDS = (
    "收支",
    "收入",
    "支出",
    "经费",
    "采购",
    "服务",
    "绩效",
    "资金",
    "预算",
    "决算",
    "自评",
)
_UNIT_LINE = re.compile(r"单位\s*[:：]|^\(?(元|万元|亿元|千元|百万元)\)?$")
# （单位：万元） inside a title.
_UNIT_REMARK = re.compile(r"\([^()]*?(?:单位\s*[:：]?\s*)?(?:百万元|千元|万元|亿元|元)\)")
_NOTE = re.compile(r"^[(（\[【]?\s*(注|说明|备注|备 注|附注|填表说明|填报说明)\s*\d*\s*[:：]")
# Some of these stand over the indicators of every form.
_INDICATOR_HEADS = frozenset({"一级指标", "二级指标", "三级指标", "绩效指标", "指标名称", "指标值"})
# The head of a list of projects has at most so many rows; a form of blocks may merge all its rows.
_DEEPEST_HEAD = 4
_YEAR_LINE = re.compile(r"\(?(?:19|20)\d{2}年度?\)?")
_CONTINUED = re.compile(r"[(（]?续\s*(表)?\s*[\d一二三四五六七八九十]*[)）]?\s*$")
_KEY_CODE = re.compile(r"^\[?\d{3,9}\]?(?!\s*年)(?:\D|$)")


@dataclass(frozen=True, slots=True)
class Found:
    """A table's place in a sheet. Rows and columns are zero-based, ends included."""

    sheet: Sheet
    title: str
    code: str
    kind: str
    title_at: tuple[int, int]
    title_lines: tuple[str, ...]
    unit_line: str
    header: tuple[int, int]
    body: tuple[int, ...]
    columns: tuple[int, int]
    notes: tuple[str, ...] = ()
    continued: bool = False
    # Header rows printed once more inside the body.
    repeated: tuple[int, ...] = ()
    # Body rows of further sheets that this table goes on over.
    tail: tuple[tuple[Sheet, tuple[int, ...]], ...] = field(default=())

    def rows(self) -> tuple[int, ...]:
        """The rows of its own sheet that it holds, a header printed again among them."""
        return (*range(self.header[0], self.header[1] + 1), *self.body, *self.repeated)

    def header_texts(self) -> tuple[str, ...]:
        first, last = self.columns
        return tuple(
            normalise(self.sheet.text(row, column))
            for row in range(self.header[0], self.header[1] + 1)
            for column in range(first, last + 1)
        )


def split_code(text: str) -> tuple[str, str]:
    """The table code in front of a title, and the title: “预算05表 一般公共预算支出表”."""
    match = _CODE.match(text)
    if not match:
        return "", text.strip()
    return "".join(fold(match["code"]).split()), text[match.end() :].strip()


def _texts(sheet: Sheet, row: int, by_row: dict[int, list[int]]) -> list[tuple[int, str]]:
    return [(column, sheet.cells[row, column].text) for column in by_row.get(row, [])]


def _is_figure(sheet: Sheet, row: int, column: int) -> bool:
    cell = sheet.cells[row, column]
    return cell.is_number or looks_like_figure(cell.text)


def is_title(text: str) -> bool:
    """Whether a lone cell reads as the title of a standard table."""
    _, title = split_code(text)
    folded = "".join(_UNIT_REMARK.sub("", fold(_CONTINUED.sub("", title))).split())
    return (
        2 < len(folded) <= 60
        and not _UNIT_LINE.search(folded)
        and (
            (bool(split_code(text)[0]) and len(folded) <= 40)
            or (bool(_TITLE_END.search(folded)) and any(word in folded for word in _TITLE_WORDS))
        )
    )


class SheetScan:
    """One pass over one sheet, from the top down."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary, kind: str = "") -> None:
        self.sheet = sheet
        # The kind of all tables, where it is known; else their titles tell.
        self.kind = kind
        self.vocabulary = vocabulary
        self.by_row: dict[int, list[int]] = {}
        for row, column in sorted(sheet.cells):
            if sheet.cells[row, column].text.strip():
                self.by_row.setdefault(row, []).append(column)
        self.merge_at = {(area[0], area[1]): area for area in sheet.merges}
        # Rows that a label merged downwards reaches into: they go on with what it began.
        self.within = {
            row
            for top, left, bottom, _ in sheet.merges
            if sheet.text(top, left).strip()
            for row in range(top + 1, bottom + 1)
        }

    def tables(self) -> Iterator[Found]:
        rows = sorted(self.by_row)
        titles = [row for row in rows if self._title_in(row) is not None]
        if not titles and rows and self._spans_the_sheet(rows[0]) is not None:
            titles = [rows[0]]
        if not titles:
            if rows:
                yield from self._table(None, rows[0], rows[-1])
            return
        for index, row in enumerate(titles):
            end = titles[index + 1] - 1 if index + 1 < len(titles) else rows[-1]
            if index + 1 < len(titles):
                # A code in a cell of its own stands above the next title.
                above = [r for r in rows if row < r <= end]
                if above and self._code_alone(above[-1]):
                    end = above[-1] - 1
            yield from self._table(row, row, end)

    def _title_in(self, row: int) -> int | None:
        """The column of a title in this row, if there is one."""
        if row in self.within:
            return None
        texts = _texts(self.sheet, row, self.by_row)
        long = [column for column, text in texts if is_title(text) and not looks_like_figure(text)]
        others = [text for column, text in texts if column not in long]
        if len(long) == 1 and all(_UNIT_LINE.search(t) or not split_code(t)[1] for t in others):
            following = self.merge_at.get((row, long[0]))
            # A header cell can read like a title (收入预算表…), but never alone in its row.
            if len(texts) == 1 or following or len(others) <= 1:
                return long[0]
        return None

    def _spans_the_sheet(self, row: int) -> int | None:
        """The column of a lone text merged over the sheet: a title, whatever its words."""
        columns = self.by_row[row]
        area = self.merge_at.get((row, columns[0]))
        wide = area is not None and area[3] - area[1] + 1 >= max(2, self.sheet.columns - 1)
        return columns[0] if len(columns) == 1 and wide else None

    def _code_alone(self, row: int) -> str:
        texts = _texts(self.sheet, row, self.by_row)
        if len(texts) == 1:
            code, rest = split_code(texts[0][1])
            if code and not rest:
                return code
        return ""

    def _table(self, title_row: int | None, first: int, last: int) -> Iterator[Found]:
        code, title, title_at = "", "", (first, 0)
        if title_row is not None:
            column = self._title_in(title_row)
            column = self._spans_the_sheet(title_row) if column is None else column
            assert column is not None
            title_at = (title_row, column)
            code, title = split_code(self.sheet.text(title_row, column))
            for other, text in _texts(self.sheet, title_row, self.by_row):
                if other != column and not code:
                    code = split_code(text)[0]
            above = [row for row in self.by_row if row < title_row]
            if not code and above:
                code = self._code_alone(max(above))
            rows = [row for row in sorted(self.by_row) if title_row < row <= last]
        else:
            named, rest = split_code(self.sheet.name)
            if is_title(self.sheet.name):
                code, title = named, rest
            rows = [row for row in sorted(self.by_row) if first <= row <= last]
        continued = bool(_CONTINUED.search(title)) and "续" in title
        title = _CONTINUED.sub("", title).strip() if continued else title
        speaks = "绩效" in title or "自评" in title
        kind = self.kind or (PERFORMANCE if speaks else MONEY)
        lines: list[str] = []
        unit_line = ""
        if title_row is not None:
            for other, text in _texts(self.sheet, title_row, self.by_row):
                if (
                    other != title_at[1]
                    and unit_named(text)
                    and _UNIT_LINE.search(fold(text).strip())
                ):
                    unit_line = text.strip()
        while rows and (self._is_line(rows[0]) or (kind == PERFORMANCE and self._is_year(rows[0]))):
            for _, text in _texts(self.sheet, rows[0], self.by_row):
                folded = fold(text).strip()
                if not unit_line and unit_named(folded) and _UNIT_LINE.search(folded):
                    unit_line = text.strip()
                elif not code and not split_code(text)[1]:
                    code = split_code(text)[0]
                else:
                    lines.append(text.strip())
            rows.pop(0)
        if not rows:
            return
        slice_ = self.vocabulary.read(title, TITLE).coordinates
        header_last = self._header_end(rows, kind, slice_)
        header_rows = [row for row in rows if row <= header_last]
        header = (header_rows[0], header_last) if header_rows else (rows[0], rows[0] - 1)
        rest_rows = [row for row in rows if row > header_last]
        # An empty row inside a merged header still belongs to it.
        body, notes = self._split_notes(rest_rows)
        header_texts = [(row, column) for row in header_rows for column in self.by_row.get(row, [])]
        repeated = [row for row in body if header_rows and self._repeats(row, header)]
        body = [row for row in body if row not in repeated]
        if kind == PERFORMANCE:
            body = self._with_free_rows(header_rows, body)
        cells = [column for row in (*header_rows, *body) for column in self.by_row.get(row, [])] + [
            area[3]
            for area in self.sheet.merges
            if any(area[0] <= row <= area[2] for row in (*header_rows, *body))
        ]
        if not header_texts and not body:
            return
        columns = (min(cells), max(cells))
        yield Found(
            self.sheet,
            title,
            code,
            kind,
            title_at,
            tuple(lines),
            unit_line,
            header,
            tuple(body),
            columns,
            tuple(notes),
            continued,
            tuple(repeated),
        )

    def _with_free_rows(self, header: list[int], body: list[int]) -> list[int]:
        """A form's rows that nobody filled in: empty, but within a label merged downwards."""
        own = {*header, *body}
        free = {
            row
            for top, left, bottom, _ in self.sheet.merges
            if top in own and self.sheet.text(top, left).strip()
            for row in range(top + 1, bottom + 1)
            if row not in self.by_row
        }
        return sorted({*body, *free} - set(header))

    def _is_line(self, row: int) -> bool:
        """A line between title and header: 部门：…, 单位：万元, a code alone, a date."""
        texts = _texts(self.sheet, row, self.by_row)
        if any(self._numeric(row, column) for column, _ in texts):
            return False
        return all(
            bool(_UNIT_LINE.search(fold(text).strip()))
            or bool(re.match(r"^\s*(部门|编制|填报|预算|公开|单位)[^|]{0,12}[:：]", fold(text)))
            or not split_code(text)[1]
            or bool(re.match(r"^\s*\d{4}年\d{1,2}月", fold(text)))
            for _, text in texts
        )

    def _is_year(self, row: int) -> bool:
        """The line of the year below the title of a form: （2024年度）."""
        texts = _texts(self.sheet, row, self.by_row)
        return len(texts) == 1 and bool(_YEAR_LINE.fullmatch("".join(fold(texts[0][1]).split())))

    def _numeric(self, row: int, column: int) -> bool:
        return self.sheet.cells[row, column].is_number

    def _header_end(self, rows: list[int], kind: str, slice_: Coordinates) -> int:
        """The last row of the header that begins in rows[0]; one less when there is none."""
        if self._is_body(rows[0], first=True):
            return rows[0] - 1
        if kind == PERFORMANCE and len(self.by_row[rows[0]]) < 4:
            return rows[0] - 1
        last = self._header_below(rows, kind, slice_)
        if kind == PERFORMANCE and not self._heads_columns(rows, last):
            return rows[0] - 1
        return last

    def _heads_columns(self, rows: list[int], last: int) -> bool:
        """Whether header rows name the columns below them, and are not the top of a form of blocks.

        In a form of blocks (总体资金情况 beside its amounts, 项目编码 beside a code) a label reaches
        down into the rows, or the columns of the indicators are named only further down.
        """
        first = rows[0]
        if last - first >= _DEEPEST_HEAD:
            return False
        for top, left, bottom, _ in self.sheet.merges:
            if first <= top <= last < bottom and self.sheet.text(top, left).strip():
                return False
        named = [self._indicator_heads(row) for row in rows]
        heads = sum(count for row, count in zip(rows, named, strict=True) if row <= last)
        return heads > 0 or max(named) < 2

    def _indicator_heads(self, row: int) -> int:
        return sum(
            normalise(text) in _INDICATOR_HEADS for _, text in _texts(self.sheet, row, self.by_row)
        )

    def _header_below(self, rows: list[int], kind: str, slice_: Coordinates) -> int:
        last = rows[0]
        for _ in range(6):
            deepest = max(
                (
                    area[2]
                    for (row, _), area in self.merge_at.items()
                    if rows[0] <= row <= last and self.sheet.text(row, area[1])
                ),
                default=last,
            )
            if deepest > last and not any(
                self._is_body(row) for row in rows if last < row <= deepest
            ):
                last = deepest
                continue
            below = next((row for row in rows if row > last), None)
            if below is None or below > last + 1 or self._is_body(below):
                break
            spread = any(
                area[3] > area[1]
                for (row, _), area in self.merge_at.items()
                if row == last and self.sheet.text(row, area[1])
            )
            if spread or self._is_numbering(below) or self._reads_as_header(below, kind, slice_):
                last = below
                continue
            break
        return last

    def _is_numbering(self, row: int) -> bool:
        return is_numbering([text for _, text in _texts(self.sheet, row, self.by_row)])

    def _reads_as_header(self, row: int, kind: str, slice_: Coordinates) -> bool:
        """A second header row without merges: two or more cells, each a word of some header."""
        texts = _texts(self.sheet, row, self.by_row)
        if kind != MONEY or len(texts) < 2:
            return False
        for _, text in texts:
            reading = self.vocabulary.read(text, COLUMN, slice_)
            if reading.unknown or not (reading.coordinates or reading.kind or reading.total):
                return False
        return True

    def _is_body(self, row: int, *, first: bool = False) -> bool:
        """Whether the row holds figures, codes or row labels rather than header words."""
        if self._is_numbering(row) and not first:
            return False
        texts = _texts(self.sheet, row, self.by_row)
        if any(_is_figure(self.sheet, row, column) for column, _ in texts):
            return True
        if any(_KEY_CODE.match(fold(text).strip()) for _, text in texts):
            return True
        if any(split_label(text).depth for _, text in texts):
            return True
        if len(texts) == 1 and not first:
            reading = self.vocabulary.read(texts[0][1], COLUMN)
            return reading.total and (row, texts[0][0]) not in self.merge_at
        return False

    def _repeats(self, row: int, header: tuple[int, int]) -> bool:
        """A header row printed again inside the body, as on a new page."""
        own = [(column, normalise(text)) for column, text in _texts(self.sheet, row, self.by_row)]
        if len(own) < 2:
            return False
        return any(
            own == [(c, normalise(t)) for c, t in _texts(self.sheet, head, self.by_row)]
            for head in range(header[0], header[1] + 1)
        )

    def _split_notes(self, rows: list[int]) -> tuple[list[int], list[str]]:
        """The body rows, and the notes that begin below them."""
        for index, row in enumerate(rows):
            texts = _texts(self.sheet, row, self.by_row)
            if (
                len(texts) == 1
                and row not in self.within
                and (
                    _NOTE.match(fold(texts[0][1]).strip()) or self._is_remark(rows, index, texts[0])
                )
            ):
                notes = [
                    text.strip()
                    for later in rows[index:]
                    for _, text in _texts(self.sheet, later, self.by_row)
                ]
                if all(
                    not self._numeric(later, column)
                    for later in rows[index:]
                    for column in self.by_row[later]
                ):
                    return rows[:index], notes
        return rows, []

    def _is_remark(self, rows: list[int], index: int, cell: tuple[int, str]) -> bool:
        """A sentence alone in the last rows: “本表无数据”, “本部门没有…故本表无数据”."""
        column, text = cell
        folded = fold(text).strip()
        sentence = len(folded) > 12 or "无数据" in folded or folded.endswith("。")
        alone = all(len(self.by_row[row]) == 1 for row in rows[index:])
        says = (
            "本表" in folded
            or folded.endswith(("。", "故本表无数据", "无此项"))
            or "无数据" in folded
        )
        return sentence and alone and says and column <= min(self.by_row[rows[index]])


def find_tables(sheet: Sheet, vocabulary: Vocabulary, kind: str = "budget") -> list[Found]:
    """Every table of a sheet, in the order printed.

    In a document about performance every table is one of performance, whatever its title says.
    """
    known = PERFORMANCE if kind in ("performance", "evaluation") else ""
    return list(SheetScan(sheet, vocabulary, known).tables())


__all__ = ["MONEY", "PERFORMANCE", "TITLE", "Found", "find_tables", "split_code"]
