"""A project, several, or an overall goal -> the one table that an official layout makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgets.data import TableData
from performance.data import ANNUAL, MEDIUM, IndicatorData, OverallData, ProjectData
from performance.forms.drawing import Drawing, Words, fill
from performance.forms.shapes import Layout
from performance.forms.wording import indicator_words, overall_words, paired, project_words

Row = tuple[IndicatorData | None, IndicatorData | None]


def lay_projects(
    layout: Layout,
    projects: Sequence[ProjectData],
    *,
    n: int,
    code: str = "",
    title: str = "",
    fiscal_year: int = 0,
) -> TableData:
    """All projects in one table, or the one of a form of its own."""
    drawing = Drawing(layout.width)
    for line in layout.header:
        drawing.add(line, {})
    words: Words = {}
    for project in projects:
        own = project.form in ("", layout.name)
        words = project_words(project, layout)
        for line in layout.rows:
            drawing.add(line, words)
        _indicators(drawing, layout, words, project.indicators, own=own)
        if layout.sum and project.total_weight is not None:
            drawing.add(layout.sum, words, goes_on=True)
    return _table(drawing, layout, words, n, code, title, fiscal_year)


def lay_overall(
    layout: Layout,
    overall: OverallData,
    *,
    n: int,
    code: str = "",
    title: str = "",
    body: str = "",
    fiscal_year: int = 0,
) -> TableData:
    drawing = Drawing(layout.width)
    words = overall_words(overall, layout)
    words["body"] = words["body"] or body
    for line in (*layout.header, *layout.rows):
        drawing.add(line, words)
    own = overall.form in ("", layout.name)
    _indicators(drawing, layout, words, overall.indicators, own=own)
    return _table(drawing, layout, words, n, code, title, fiscal_year)


def _indicators(
    drawing: Drawing,
    layout: Layout,
    words: Words,
    indicators: Sequence[IndicatorData],
    *,
    own: bool,
) -> None:
    """A row for every indicator, or for a pair of a medium-term and an annual one."""
    if not layout.is_two_sided:
        for place, indicator in enumerate(indicators or (None,)):
            said = indicator_words(indicator, layout, own=own)
            drawing.add(layout.each, {**words, **said}, goes_on=place > 0)
        return
    for place, (medium, annual, number) in enumerate(pairs(indicators)):
        left = indicator_words(medium, layout, own=own, number=number)
        right = indicator_words(annual, layout, own=own, number=number)
        level1 = left.get("level1") or right.get("level1", "")
        said = {**words, **paired(left, MEDIUM), **paired(right, ANNUAL), "level1": level1}
        drawing.add(layout.each, said, goes_on=place > 0)


def pairs(
    indicators: Sequence[IndicatorData],
) -> Iterator[tuple[IndicatorData | None, IndicatorData | None, int]]:
    """Medium-term and annual indicators side by side under their levels, numbered within these."""
    if not indicators:
        yield None, None, 0
    levels = dict.fromkeys((one.level1, one.level2) for one in indicators)
    # All of a level 1 together, in the order in which each is first named.
    first = list(dict.fromkeys(level1 for level1, _ in levels))
    for level in sorted(levels, key=lambda one: first.index(one[0])):
        own = [one for one in indicators if (one.level1, one.level2) == level]
        medium = [one for one in own if one.term == MEDIUM]
        annual = [one for one in own if one.term != MEDIUM]
        for place in range(max(len(medium), len(annual))):
            yield (
                medium[place] if place < len(medium) else None,
                annual[place] if place < len(annual) else None,
                place + 1,
            )


def _table(
    drawing: Drawing,
    layout: Layout,
    words: Words,
    n: int,
    code: str,
    title: str,
    fiscal_year: int,
) -> TableData:
    dated = {**words, "year": str(fiscal_year) if fiscal_year else ""}
    lines = (fill(layout.title_line, dated),) if layout.title_line and fiscal_year else ()
    template = layout.title if fiscal_year else layout.title.replace("{year}年", "")
    return drawing.table(
        n=n,
        code=code,
        title=title or fill(template, dated),
        depth=len(layout.header),
        unit_line=layout.unit_line,
        title_lines=lines,
    )
