"""What the rules look at: each with a document that keeps the rule, and one that breaks it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.coordinates import NOWHERE
from budgets.data import DisclosureData, SectionData, UninterpretedData
from budgets.inspection.data import BAD, GOOD, NONE, UNCLEAR, from_json, to_json
from budgets.money import Amount
from budgets.narrative.reading import read_narrative
from budgets.vocabulary import shipped_vocabulary
from budgets.workbook.document import read_document
from performance.reading import read_performance
from tests.builders import disclosure_data, finding, goals, overview, whole_document
from tests.inspection.documents import (
    changed,
    coarse,
    explained,
    faults,
    item,
    looked,
    noted,
    of_region,
    states,
    titled,
    without,
    without_member,
)
from tests.regions.test_regions import BUILDERS

# Of documents that have every table of their region's forms: what 143号 asks for and they lack.
LACKING = {
    "chongqing": {"capital"},
    "shaanxi": {"spending", "fund", "capital"},
    "hunan": {"fiscal", "general", "basic", "fund", "capital"},
    "county": {"income", "fiscal"},
}


# ---- Tables


@pytest.mark.parametrize("name", BUILDERS)
def test_tables_are_known_by_what_they_mean_in_every_region(name: str) -> None:
    assert set(faults(of_region(name), "tables")) == LACKING.get(name, set())


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("overview", "部门收支总表"),
        ("income", "收入总表"),
        ("spending", "支出总表"),
        ("fiscal", "财政拨款收支总表"),
        ("general", "一般公共预算支出表"),
        ("basic", "基本支出表"),
        ("three_public", "三公"),
        ("fund", "政府性基金"),
        ("capital", "国有资本"),
    ],
)
def test_a_missing_table_is_named(key: str, words: str) -> None:
    missing = faults(without(of_region("central"), words), "tables")

    assert key in missing
    assert missing[key].startswith("缺")


def test_a_table_whose_content_another_one_has_is_not_missing() -> None:
    found = item(of_region("shaanxi"), "tables", "basic")

    assert found.state == GOOD
    assert "表6" in found.said


def test_a_table_that_nobody_understood_is_not_called_missing() -> None:
    unread = replace(
        titled(of_region("central"), "政府性基金"),
        title="政府性基金什么表",
        slice=NOWHERE,
        kind="other",
        facts=(),
    )
    data = changed(of_region("central"), "政府性基金", lambda _: unread)

    found = item(data, "tables", "fund")

    assert found.state == UNCLEAR
    assert "请人工核对" in found.said


# ---- Empty tables


def test_an_empty_table_with_a_remark_keeps_the_rule() -> None:
    found = states(of_region("central without fund or carry-over"), "remarks")

    assert found["fund"] == found["capital"] == GOOD
    assert found["general"] == NONE


def test_an_empty_table_without_a_remark_is_named() -> None:
    data = explained(of_region("central without fund or carry-over"), "fund", "capital")
    data = changed(data, "政府性基金", noted)

    assert list(faults(data, "remarks")) == ["fund"]
    assert "空表" in faults(data, "remarks")["fund"]


@pytest.mark.parametrize(
    "sentence",
    [
        "2025年本单位无政府性基金预算财政拨款安排的支出。",
        "本部门没有使用政府性基金安排的支出，故政府性基金预算支出表无数据。",
        "政府性基金预算支出0万元。",
        "政府性基金预算支出不涉及。",
    ],
)
def test_the_explanation_may_say_that_there_is_none(sentence: str) -> None:
    data = explained(of_region("central without fund or carry-over"), more=sentence)
    data = changed(data, "政府性基金", noted)

    assert item(data, "remarks", "fund").state == GOOD


def test_a_name_with_the_word_in_it_is_no_remark() -> None:
    data = explained(of_region("central without fund or carry-over"), "fund", "capital")
    data = changed(data, "政府性基金", lambda one: noted(one, "单位：无锡市财政局"))

    assert "fund" in faults(data, "remarks")


def test_a_remark_at_a_table_with_figures_is_named_with_its_cell() -> None:
    data = changed(of_region("central"), "政府性基金", lambda one: noted(one, "注：本表无数据。"))

    found = item(data, "remarks", "fund")

    assert found.state == BAD
    assert found.spots[0].cell


def test_a_note_about_blank_cells_does_not_call_a_table_empty() -> None:
    data = changed(
        of_region("central"), "政府性基金", lambda one: noted(one, "注：空白处表示无数据。")
    )

    assert faults(data, "remarks") == {}


def test_a_document_loaded_without_its_explanation_is_not_accused() -> None:
    data = changed(of_region("central without fund or carry-over"), "政府性基金", noted)

    assert states(data, "remarks", as_published=True)["fund"] == UNCLEAR
    assert set(states(data, "sections", as_published=True).values()) == {UNCLEAR}


def test_a_figure_that_was_not_understood_makes_a_table_not_empty() -> None:
    lost = UninterpretedData(0, 1, "5.00", "不认得的栏目", Amount(5_000_000, "5.00"))
    data = changed(
        explained(of_region("central without fund or carry-over"), "fund"),
        "政府性基金",
        lambda one: replace(one, notes=(), uninterpreted=(lost,)),
    )

    assert states(data, "remarks")["fund"] == NONE


# ---- Detail


@pytest.mark.parametrize("name", BUILDERS)
def test_no_region_is_accused_of_coarse_figures(name: str) -> None:
    data = of_region(name)

    for look in ("functions", "economics", "three_public", "natures"):
        assert faults(data, look) == {}, look


@pytest.mark.parametrize(
    ("key", "words"), [("general", "一般公共预算支出表"), ("spending", "部门支出总表")]
)
def test_functions_above_the_item_are_named_with_their_cells(key: str, words: str) -> None:
    data = changed(of_region("central"), words, lambda one: coarse(one, "function", 5))

    found = item(data, "functions", key)

    assert found.state == BAD
    assert "没有列到项" in found.said
    assert all(spot.cell for spot in found.spots)


def test_a_code_that_the_catalogue_does_not_divide_is_fine() -> None:
    # 预备费 has no 项.
    data = changed(
        of_region("central"),
        "一般公共预算支出表",
        lambda one: replace(
            one,
            facts=tuple(
                replace(fact, coordinates=fact.coordinates.with_({"function": "227"}))
                for fact in one.facts
                if fact.coordinates.get("function") == "201"
            ),
        ),
    )

    assert "general" not in faults(data, "functions")


def test_economic_classes_above_the_kind_are_named() -> None:
    data = changed(of_region("central"), "基本支出表", lambda one: coarse(one, "dept_economic", 3))

    assert "没有列到款" in faults(data, "economics")["basic"]


@pytest.mark.parametrize("member", ["abroad", "reception", "purchase", "running"])
def test_a_part_of_the_three_that_is_not_printed_is_named(member: str) -> None:
    data = changed(
        of_region("central"), "三公", lambda one: without_member(one, "three_public", member)
    )

    assert list(faults(data, "three_public")) == [member]


def test_accounts_print_budget_and_accounts_of_the_three() -> None:
    accounts = of_region("accounts")
    lacking = changed(accounts, "三公", lambda one: without_member(one, "basis", "budget"))

    assert faults(accounts, "three_public") == {}
    assert list(faults(lacking, "three_public")) == ["budget"]


def test_basic_and_project_expenditure_are_told_apart_somewhere() -> None:
    whole = of_region("central")
    undivided = replace(
        whole, tables=tuple(without_member(one, "nature", "project") for one in whole.tables)
    )

    assert faults(whole, "natures") == {}
    assert list(faults(undivided, "natures")) == ["project"]


# ---- Explanation


@pytest.mark.parametrize("key", ["duties", "three_public", "procurement", "glossary"])
def test_a_missing_section_is_named(key: str) -> None:
    complete = explained(of_region("central"))

    assert faults(complete, "sections") == {}
    assert list(faults(explained(of_region("central"), key), "sections")) == [key]


def test_a_section_of_a_heading_alone_is_named() -> None:
    data = explained(of_region("central"), "glossary")
    data = replace(data, narrative=(*data.narrative, SectionData("名词解释", 1, ())))

    assert "没有内容" in faults(data, "sections")["glossary"]


def test_what_is_said_under_another_heading_is_there() -> None:
    data = explained(of_region("central"), "procurement", more="政府采购预算12万元。")

    assert faults(data, "sections") == {}


def test_an_institution_owes_no_operating_expenditure() -> None:
    data = explained(of_region("central"), "operating")
    institution = replace(
        data,
        tables=tuple(
            replace(
                table,
                rows=tuple(
                    replace(
                        row,
                        cells=tuple(
                            text.replace("行政运行", "事业运行") if text else text
                            for text in row.cells
                        ),
                    )
                    for row in table.rows
                ),
            )
            for table in data.tables
        ),
    )

    assert "operating" in faults(data, "sections")
    assert states(institution, "sections")["operating"] == NONE


def test_a_large_change_without_a_reason_is_named_with_its_paragraph() -> None:
    said = "2025年“三公”经费预算20.00万元，比2024年增加10.00万元，增长100.00%"
    silent = replace(of_region("central"), narrative=(SectionData("三公", 1, (f"{said}。",)),))
    speaking = replace(
        silent, narrative=(SectionData("三公", 1, (f"{said}，主要原因是出国任务增加。",)),)
    )

    assert next(iter(faults(silent, "reasons").values())).startswith("第1段")
    assert faults(speaking, "reasons") == {}
    assert faults(silent, "reasons", threshold=Decimal(200)) == {}


# ---- Contradictions, files, figures


def test_open_and_explained_contradictions_are_told_apart() -> None:
    data = whole_document()
    first, second = finding(data), replace(finding(data, 2, 0, 1), key="another")

    found = looked(data, findings=[first, second], explanations={second.key: "将更正。"})

    assert [one.state for one in found.items("findings")] == [BAD, NONE]
    assert found.items("findings")[0].spots[0].cell == "B10"
    assert "将更正" in found.items("findings")[1].said


def test_what_follows_from_another_contradiction_and_rounding_do_not_count() -> None:
    data = whole_document()
    first = finding(data)
    follower = replace(finding(data, 2, 0, 1), key="another", explained_by=first.key)
    rounding = replace(finding(data, 3, 0, 2), key="third", severity="rounding")

    assert list(faults(data, "findings", findings=[first, follower, rounding])) == [first.key]


def test_a_text_that_is_not_there_contradicts_nothing_and_owes_nothing() -> None:
    data = of_region("central")

    assert states(data, "contradictions") == states(data, "reasons") == {"text": UNCLEAR}


def test_files_of_a_version_and_what_it_lacks() -> None:
    data = whole_document()

    assert faults(data, "files") == {}
    assert list(faults(data, "files", files=["report.pdf", "tables/1.csv"])) == [
        "workbook.xlsx",
        "data.json",
    ]
    assert states(data, "files", files=None) == {"files": UNCLEAR}


def test_a_document_without_anything_to_read_is_named() -> None:
    assert faults(whole_document(), "readable") == {}
    assert "tables" in faults(disclosure_data(), "readable")


def test_targets_within_a_budget_are_published_with_it() -> None:
    assert looked(whole_document()).covers == ("performance",)
    assert looked(of_region("central")).covers == ()


def test_a_document_of_targets_has_a_table_of_them() -> None:
    targets = disclosure_data(goals(), kind="performance")

    assert states(targets, "performance") == {"performance": GOOD}
    assert states(disclosure_data(kind="performance"), "performance") == {"performance": BAD}
    assert states(disclosure_data(overview(), kind="performance"), "performance") == {
        "performance": UNCLEAR
    }


def test_what_was_seen_comes_back_out_of_its_stored_form() -> None:
    found = looked(explained(of_region("central"), "glossary"))

    assert from_json(to_json(found)) == found


# ---- Real documents


@pytest.mark.parametrize(
    ("folder", "year"), [("xicheng-fao-2022-budget", 2022), ("xicheng-fao-2024-budget", 2024)]
)
def test_real_documents_are_complete_and_fine(
    shared_documents: Path, folder: str, year: int
) -> None:
    data = _real(shared_documents / folder, "北京市西城区人民政府外事办公室", year)

    found = looked(data)

    for look in ("tables", "remarks", "sections", "reasons", "functions", "economics", "natures"):
        assert [one.said for one in found.items(look) if one.state == BAD] == [], look
    assert [one.said for one in found.items("three_public") if one.state == BAD] == []
    assert found.covers == ("performance",)


def test_a_real_document_without_an_explanation_is_judged_by_what_is_known(
    shared_documents: Path,
) -> None:
    data = _real(shared_documents / "beijing-fao-2026-budget", "北京市人民政府外事办公室", 2026)

    assert faults(data, "tables") == {}
    assert set(faults(data, "remarks")) == {"fund", "capital"}
    assert faults(data, "remarks", as_published=True) == {}


def _real(folder: Path, department: str, year: int) -> DisclosureData:
    data = read_document(
        folder / "tables.xlsx",
        department=department,
        fiscal_year=year,
        kind="budget",
        vocabulary=shipped_vocabulary(),
    ).data
    text = folder / "narrative.docx"
    if text.exists():
        data = replace(data, narrative=read_narrative(text.read_bytes(), text.name))
    return replace(data, tables=read_performance(data).tables)
