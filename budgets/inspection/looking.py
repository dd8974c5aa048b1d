"""A document -> what the rules look at in it. The same document is always seen the same way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from budgets.data import DisclosureData, FindingData
from budgets.inspection import detail, tables, texts
from budgets.inspection.data import BAD, GOOD, NONE, NOT_PUBLIC, UNCLEAR, Item, Looked, Spot
from budgets.narrative.data import ClaimData

# More contradictions of one document than anybody reads in a list of reasons.
MANY_FINDINGS = 100
# Which kind of targets or results comes with which document.
COVERED = {"budget": "performance", "final-accounts": "evaluation"}
# Files that a published version has, and what people call them.
FILES = {"report.pdf": "PDF", "workbook.xlsx": "XLSX", "data.json": "JSON", "tables": "CSV"}
_MONEY_KINDS = ("budget", "final-accounts")


def look_at(
    data: DisclosureData,
    *,
    findings: Sequence[FindingData] = (),
    explanations: Mapping[str, str] | None = None,
    claims: Sequence[ClaimData] = (),
    threshold: Decimal = Decimal(10),
    as_published: bool = False,
    files: Collection[str] | None = None,
) -> Looked:
    """Everything that rules look at in a document.

    `explanations` go by the key of the finding. `as_published`: the document was published
    elsewhere and loaded as it stood, so that what is not here may still have been published.
    `files` are the paths of a published version's files; None for a draft.
    """
    looks: dict[str, tuple[Item, ...]] = {}
    complete = bool(data.narrative) or not as_published
    has_targets = any(table.kind == "performance" for table in data.tables)
    if data.kind in _MONEY_KINDS:
        found = tables.recognise(data)
        looks["tables"] = tuple(tables.look_at_tables(data, found))
        looks["remarks"] = tuple(tables.look_at_remarks(data, found, complete=complete))
        looks["sections"] = tuple(texts.look_at_sections(data, complete=complete))
        looks["reasons"] = tuple(texts.look_at_reasons(data, claims, threshold))
        looks["functions"] = tuple(detail.look_at_functions(found))
        looks["economics"] = tuple(detail.look_at_economics(found))
        looks["three_public"] = tuple(detail.look_at_three_public(data, found))
        looks["natures"] = tuple(detail.look_at_natures(data, found))
    else:
        said = "" if has_targets else "文件里没有认出绩效表。"
        state = GOOD if has_targets else UNCLEAR if data.tables else BAD
        looks["performance"] = (Item("performance", state, said),)
    said_to = explanations or {}
    leading = [one for one in findings if one.severity == "error" and not one.explained_by]
    looks["findings"] = tuple(_findings((one for one in leading if one.at.n), said_to))
    looks["contradictions"] = (
        tuple(_findings((one for one in leading if not one.at.n), said_to))
        if data.narrative
        else (texts.nothing_to_read(),)
    )
    looks["files"] = tuple(_files(files))
    looks["readable"] = tuple(_readable(data))
    covers = (COVERED[data.kind],) if has_targets and data.kind in COVERED else ()
    return Looked(looks, covers)


def _findings(found: Iterator[FindingData], said_to: Mapping[str, str]) -> Iterator[Item]:
    """Contradictions: open ones are against the rules, explained ones are told beside them."""
    for number, one in enumerate(found):
        said = said_to.get(one.key, "")
        state = NONE if said else BAD
        if number < MANY_FINDINGS:
            spot = Spot(one.at.n, one.at.row, one.at.column, one.at.cell)
            told = f"{one.message}（已说明：{said}）" if said else one.message
            yield Item(one.key, state, told, (spot,))
        else:
            yield Item(one.key, state)


def _files(paths: Collection[str] | None) -> Iterator[Item]:
    """In which forms a version can be downloaded."""
    if paths is None:
        yield Item("files", UNCLEAR, NOT_PUBLIC)
        return
    there = {path.split("/")[0] for path in paths}
    have = "、".join(label for path, label in FILES.items() if path in there)
    for path, label in FILES.items():
        if path in there:
            yield Item(path, GOOD, f"由本平台保证：可以下载 {have}。")
        else:
            yield Item(path, BAD, f"没有 {label} 文件。")


def _readable(data: DisclosureData) -> Iterator[Item]:
    """Whether the document is there as figures and text that programs read."""
    facts = sum(len(table.facts) for table in data.tables)
    cells = any(text for table in data.tables for row in table.rows for text in row.cells)
    if facts or cells:
        yield Item("tables", GOOD)
    else:
        yield Item("tables", BAD, "文件里没有可以读出的表格。")
    if data.narrative:
        yield Item("text", GOOD)
