"""What a document's findings and problems say at which cell of a workbook: for its annotated copy.

Of a workbook that was brought the cells are where they were read. Of a document that was changed
since, or typed, the workbook is made anew (workbook/writer.py), and the cells are where it puts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgets import models
from budgets.confined import annotate
from budgets.data import CellRef, DisclosureData, FindingData, ProblemData
from budgets.importing import Preview
from budgets.money import UNITS, YUAN, format_fen
from budgets.storage import load_disclosure, load_findings
from budgets.uploaded import content_of, source_of
from budgets.workbook.annotating import Annotations, CellNote, Line, Listing
from budgets.workbook.annotating.places import NOWHERE, AsMade, AsRead, Cell, Places
from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.redaction import without_cells
from budgets.workbook.writer import write_workbook

# Lines of the list: more than anybody works off with one file.
MANY_LINES = 2000


@dataclass(frozen=True, slots=True)
class Annotated:
    """A made file; `is_copy` where it is no rewriting of the file that was brought."""

    content: bytes
    name: str
    is_copy: bool


def annotated_disclosure(disclosure: models.Disclosure) -> Annotated:
    """A disclosure's findings in the workbook that it was read from, if it still says the same.

    Raises UnusableWorkbook, isolation.Busy, and ValueError where a text is too long for a cell.
    """
    data = load_disclosure(disclosure)
    findings = load_findings(disclosure)
    problems = [
        ProblemData(one.sheet, one.cell, one.message, one.severity)
        for one in disclosure.problems.all()
    ]
    said = dict(disclosure.findings.exclude(explanation="").values_list("key", "explanation"))
    source = source_of(disclosure) if disclosure.source_sha256 else None
    name = disclosure.source_name if source else str(disclosure)
    told = _Told(data, findings, problems, said, title=str(disclosure))
    if source is not None:
        try:
            content = annotate(
                source, told.annotations(AsRead(data), _of_source(source)), disclosure.source_name
            )
        except UnusableWorkbook:
            # It could be read once, and can't be written into: the tables say the same.
            source = None
        else:
            return Annotated(content, _file_name(name), not _is_xlsx(source))
    made = annotate(write_workbook(data), told.annotations(AsMade(data), _made_anew()))
    return Annotated(made, _file_name(name), is_copy=True)


def annotated_upload(upload: models.Upload, preview: Preview) -> Annotated:
    """The same of an upload that is not stored yet. What is withheld is not in the copy either.

    Raises UploadGone, UnusableWorkbook, isolation.Busy.
    """
    source = content_of(upload)
    if preview.withheld:
        kept = without_cells(source, preview.withheld)
        if kept is None:
            source = write_workbook(preview.data)
            told = _Told.of_preview(preview, upload).annotations(AsMade(preview.data), _made_anew())
            return Annotated(annotate(source, told), _file_name(upload.name), is_copy=True)
        source = kept
    told = _Told.of_preview(preview, upload).annotations(AsRead(preview.data), _of_source(source))
    content = annotate(source, told, upload.name)
    return Annotated(content, _file_name(upload.name), not _is_xlsx(source))


def _is_xlsx(content: bytes) -> bool:
    """.ods is a zip too, which begins with its own name."""
    return content.startswith(b"PK") and b"mimetypeapplication/vnd.oasis" not in content[:200]


def _of_source(source: bytes) -> str:
    """What the list says of a copy that is not the file which was brought."""
    if _is_xlsx(source):
        return ""
    return _("原来的文件不是 .xlsx：这一份按它的内容做成，字体、颜色等没有带过来。")


def _made_anew() -> str:
    return _("表内的数在程序里改动过，或不是由工作簿读入的：这一份由程序按现在的数重新做成。")


def _file_name(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in ("xlsx", "xlsm", "xls", "ods", "et"):
        name = stem
    return _("%(name)s（标出问题）.xlsx") % {"name": name[:150]}


@dataclass(slots=True)
class _Told:
    """The findings and problems of a document, put into words once it is known where cells are."""

    data: DisclosureData
    findings: Sequence[FindingData]
    problems: Sequence[ProblemData]
    said: Mapping[str, str]
    title: str
    notes: list[CellNote] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def of_preview(cls, preview: Preview, upload: models.Upload) -> _Told:
        title = f"{upload.department} {upload.year} {upload.get_kind_display()}"
        findings = preview.reconciliation.findings
        return cls(preview.data, findings, preview.problems, {}, title=title)

    def annotations(self, where: Places, remark: str) -> Annotations:
        self.notes, self.lines = [], []
        self._findings(where)
        told = self._problems(where)
        self._unknowns(where, told)
        return Annotations(
            author=_("明账"),
            notes=tuple(self.notes),
            listing=self._listing(remark),
            more=_("……还有 {n} 条，见“问题清单”。"),
        )

    def _findings(self, where: Places) -> None:
        by_key = {one.key: one for one in self.findings}
        for finding in self.findings:
            leading = by_key.get(finding.explained_by)
            at = where.cell(finding.at.n, finding.at.row, finding.at.column)
            others = [where.cell(one.n, one.row, one.column) for one in finding.against]
            look, word, before = self._look(finding, leading)
            if at != NOWHERE:
                self._note(at, look, word, f"{before}{finding.message}{self._figures(finding)}")
            self._point_back(finding, at, others)
            self.lines.append(
                Line(
                    look,
                    word,
                    at,
                    f"{before}{finding.message}",
                    *self._printed(finding),
                    tuple(one for one in others if one != NOWHERE),
                )
            )

    def _look(self, finding: FindingData, leading: FindingData | None) -> tuple[str, str, str]:
        """The look, its word, and what stands before the message."""
        if explanation := self.said.get(finding.key):
            return "other", _("已说明"), _("已有说明“%(text)s”：") % {"text": explanation[:80]}
        if leading is not None:
            told = _("改正 %(cell)s 后会随之消失：") % {"cell": _called(leading.at)}
            return "other", _("随之"), told
        words = {"error": _("错误"), "warning": _("提醒"), "rounding": _("尾差")}
        return finding.severity, words[finding.severity], ""

    def _note(self, at: Cell, look: str, word: str, text: str) -> None:
        self.notes.append(CellNote(*at, look, f"【{word}】{text}"))

    def _point_back(self, finding: FindingData, at: Cell, others: Iterable[Cell]) -> None:
        here = _called(finding.at) if finding.at.n else _("情况说明")
        for other in dict.fromkeys(others):
            if other not in (NOWHERE, at):
                text = _("%(here)s 与这里对不上，见那一格。") % {"here": here}
                self._note(other, "other", _("对照"), text)

    def _printed(self, finding: FindingData) -> tuple[str, str, str]:
        """Stated, expected and difference as printed, money in the table's unit."""
        if not finding.is_money:
            return finding.stated_text, finding.expected_text, ""
        table = next((one for one in self.data.tables if one.n == finding.at.n), None)
        unit = UNITS.get(table.unit, YUAN) if table else YUAN
        told = (finding.stated, finding.expected, finding.difference)
        stated, expected, difference = (f"{format_fen(fen, unit)} {unit.name}" for fen in told)
        return stated, expected, difference

    def _figures(self, finding: FindingData) -> str:
        stated, expected, difference = self._printed(finding)
        if not (stated or expected):
            return ""
        told = {"stated": stated or "—", "expected": expected or "—"}
        text = "\n" + _("所填 %(stated)s，应为 %(expected)s") % told
        return text + (_("，相差 %s") % difference if difference else "")

    def _problems(self, where: Places) -> set[Cell]:
        """What reading told, and the cells that it told of."""
        told = set()
        for problem in self.problems:
            at = where.problem(problem)
            told.add(at)
            look, word = (
                ("other", _("提示")) if problem.severity == "notice" else ("problem", _("读入"))
            )
            if at != NOWHERE and at[1]:
                self._note(at, look, word, problem.message)
            message = problem.message
            if at == NOWHERE and (problem.sheet or problem.cell):
                message = f"{problem.sheet} {problem.cell}：{message}".strip()
            self.lines.append(Line(look, word, at, message))
        return told

    def _unknowns(self, where: Places, told: set[Cell]) -> None:
        """Figures and words that were kept and not understood, where no problem tells of them."""
        for table in self.data.tables:
            for one in table.uninterpreted:
                at = where.cell(table.n, one.row, one.column)
                if at in told or at == NOWHERE:
                    continue
                text = _("“%(text)s”没有读懂：%(why)s") % {"text": one.text[:60], "why": one.why}
                self._note(at, "unknown", _("不识"), text)
                self.lines.append(Line("unknown", _("不识"), at, text))

    def _listing(self, remark: str) -> Listing:
        now = date_format(timezone.localtime(), "Y-m-d H:i")
        remarks = [_("由明账核对于 %(now)s。点单元格可以跳到那里。") % {"now": now}]
        if remark:
            remarks.append(remark)
        if not self.lines:
            remarks.append(_("没有问题。"))
        if len(self.lines) > MANY_LINES:
            told = {"n": MANY_LINES, "all": len(self.lines)}
            remarks.append(_("这里列出 %(all)s 条中的前 %(n)s 条。") % told)
        return Listing(
            name=_("问题清单"),
            title=_("问题清单：%(document)s") % {"document": self.title},
            remarks=tuple(remarks),
            legend=(
                ("error", _("错误：数对不上，要改正或说明")),
                ("problem", _("读入：这一格没有读成数，要改正")),
                ("warning", _("提醒：请核对")),
                ("unknown", _("不识：词或数没有读懂，照原样保留")),
                ("rounding", _("尾差：四舍五入造成，一般不用改")),
                ("other", _("对照：与别处的问题有关，或会随之消失、已有说明")),
            ),
            heads=(
                _("序号"), _("程度"), _("工作表"), _("单元格"), _("问题"), _("所填"), _("应为"),
                _("相差"), _("对照的单元格"),
            ),
            lines=tuple(self.lines[:MANY_LINES]),
        )  # fmt: skip


def _called(cell: CellRef) -> str:
    return f"{cell.table} {cell.cell}".strip()
