"""The program writes the explanation of real bodies: its figures, and what is still owed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from budgets.asking import Asking
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, SectionData
from budgets.narrative.checking import check_narrative
from budgets.narrative.data import UNCHECKED, EarlierFigure
from budgets.narrative.reading import read_narrative
from budgets.narrative.standard import section_key
from budgets.narrative.writing import WrittenData, write_explanation
from budgets.narrative.writing.glossary import terms
from budgets.narrative.writing.patterns import patterns, slot_patterns
from tests.documents import ALL, BEIJING, XICHENG_2022, XICHENG_2024, changed, sample
from tests.regions.test_regions import BUILDERS, read

SPENT = {"side": "out", "use": "spent"}
# What the explanation of Xicheng's 2024 budget says of 2023, in fen.
OF_2023 = (
    ({"side": "in"}, 650_267_967),
    (SPENT, 650_267_967),
    ({**SPENT, "nature": "basic"}, 537_774_680),
    ({**SPENT, "nature": "basic", "cost": "public"}, 41_143_138),
    ({**SPENT, "nature": "project"}, 112_493_287),
    ({**SPENT, "subject": "机关运行经费"}, 33_905_706),
    ({**SPENT, "source": "fiscal", "service": "any"}, 0),
)
TOLD = {
    "duties": "设3个内设机构。",
    "staffing": "行政编制15人，实有14人。",
    "figure:operating": "344,701.51",
    "figure:procurement": "0",
    "figure:fees": "0",
    "goal": "做好外事服务。",
    "assets": "固定资产总额1,434,285.65元。",
}


def figures() -> tuple[EarlierFigure, ...]:
    return tuple(EarlierFigure(Coordinates.of(at), fen) for at, fen in OF_2023)


def xicheng(told: Mapping[str, str] = TOLD, threshold: str = "10") -> WrittenData:
    return write_explanation(
        sample(XICHENG_2024), figures=figures(), told=told, threshold=Decimal(threshold)
    )


def text_of(written: WrittenData, key: str) -> str:
    slot = written.slot(key)
    assert slot is not None, key
    return slot.text


def whole_text(written: WrittenData) -> str:
    return "\n".join(text for section in written.sections for text in section.paragraphs)


def contradictions(
    data: DisclosureData, written: WrittenData, earlier: DisclosureData | None = None
) -> list[str]:
    check = check_narrative(replace(data, narrative=written.sections), earlier)
    return [finding.message for finding in check.findings]


# ---- Sentences


def test_a_figure_is_compared_with_the_year_before() -> None:
    written = xicheng()

    assert text_of(written, "basic") == (
        "基本支出预算5,290,657.84元，比2023年预算数5,377,746.80元减少87,088.96元，下降1.62%。"
    )
    assert text_of(written, "project") == (
        "项目支出预算1,198,100.00元，比2023年预算数1,124,932.87元增加73,167.13元，增长6.50%。"
    )


def test_the_own_column_of_the_year_before_counts_first() -> None:
    wrong = EarlierFigure(
        Coordinates.of({**SPENT, "source": "general", "three_public": "any"}), 999
    )

    written = write_explanation(sample(XICHENG_2024), figures=[wrong])

    assert text_of(written, "three_public") == (
        "2024年“三公”经费财政拨款预算安排2,147.52元，比2023年预算数2,142.24元增加5.28元，增长0.25%。"
    )


def test_nothing_in_both_years_is_the_same_and_has_no_percentage() -> None:
    assert (
        text_of(xicheng(), "abroad")
        == "2024年因公出国（境）费财政拨款预算安排0元，与2023年预算数持平。"
    )


def test_a_base_of_nothing_has_no_percentage() -> None:
    assert text_of(xicheng(), "services") == (
        "2024年，本单位涉及政府购买服务项目6个，政府购买服务预算金额为648,100.00元，"
        "比2023年预算数0元增加648,100.00元。"
    )


def test_what_there_is_none_of_is_said_to_be_none() -> None:
    written = xicheng()

    assert text_of(written, "fund") == "2024年，本单位无政府性基金预算财政拨款收支。"
    assert text_of(written, "capital") == "2024年，本单位无国有资本经营预算财政拨款收支。"
    assert text_of(written, "procurement") == "2024年，本单位无政府采购预算。"


def test_income_that_is_all_fiscal_is_said_to_be() -> None:
    assert text_of(xicheng(), "income_all_fiscal") == "本单位收入预算全部为财政拨款。"
    assert write_explanation(sample(BEIJING)).slot("income_all_fiscal") is None


def test_other_money_and_what_is_left_of_last_year_are_parts_of_the_income() -> None:
    assert text_of(write_explanation(sample(BEIJING)), "income") == (
        "2026年收入预算100,181,622.11元，其中：一般公共预算拨款收入90,322,133.38元，"
        "其他收入2,450,000.00元，上年结转结余7,409,488.73元。"
    )


def test_projects_are_listed_with_their_amounts_the_largest_first() -> None:
    listed = text_of(xicheng(), "main_project")

    assert listed.startswith(
        "2024年项目支出1,198,100.00元，共5个项目：外事工作经费（700,000.00元）、"
    )
    assert listed.endswith("、法律服务费（60,000.00元）。")


def test_of_projects_that_are_not_listed_nothing_is_said() -> None:
    written = write_explanation(sample(BEIJING))

    assert text_of(written, "main_project").startswith("2026年项目支出主要包括：")
    large = text_of(written, "large_projects")
    assert large.startswith("2026年，本单位列入公开表的项目9个，超过100万元的项目6个：")
    assert "因公出国（境）类项目（1,380,996.00元）" in large


def test_a_function_is_named_by_its_official_path() -> None:
    assert text_of(write_explanation(sample(XICHENG_2024)), "function:2010301") == (
        "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）"
        "2024年预算数3,517,405.28元。"
    )


def test_purchases_are_told_apart_by_goods_works_and_services() -> None:
    assert text_of(write_explanation(sample(BEIJING)), "procurement") == (
        "2026年政府采购预算总额18,634,290.60元，其中：政府采购货物预算2,354,048.00元，"
        "政府采购工程预算0元，政府采购服务预算16,280,242.60元。"
    )


def test_the_unit_is_one_choice_for_the_document() -> None:
    written = xicheng({**TOLD, "unit": "万元"})

    assert text_of(written, "project").startswith(
        "项目支出预算119.81万元，比2023年预算数112.493287万元"
    )
    assert not re.search(r"\d元", re.sub("固定资产.*", "", whole_text(written)))


def test_tables_in_round_figures_are_told_in_the_unit_that_they_print() -> None:
    written = write_explanation(read(BUILDERS["suzhou"]()).data)

    assert text_of(written, "basic") == "基本支出预算576.94万元。"


def test_what_projects_buy_is_no_list_of_projects() -> None:
    written = write_explanation(read(BUILDERS["suzhou"]()).data)

    assert "外事活动保障（3.00万元）" not in whole_text(written)


def test_accounts_are_written_in_their_words() -> None:
    written = write_explanation(read(BUILDERS["accounts"]()).data)

    assert written.sections[0].heading == "第一部分 2024年部门决算情况说明"
    assert text_of(written, "abroad") == "2024年因公出国（境）费财政拨款支出决算13.81万元。"
    assert "预算安排" not in whole_text(written).split("财政拨款是指")[0]


# ---- Reasons, and what else is owed


def test_a_change_above_the_threshold_demands_a_reason() -> None:
    def owed(threshold: str) -> set[str]:
        return {slot.key for slot in xicheng(threshold=threshold).owed if slot.kind == "reason"}

    assert "reason:project" not in owed("6.51")
    assert "reason:project" in owed("6.5")
    assert "reason:income" in owed("0.2")
    assert "reason:abroad" not in owed("0")
    # From nothing, any change passes.
    assert "reason:services" in owed("500")


def test_the_reason_that_staff_give_ends_the_sentence() -> None:
    written = xicheng({**TOLD, "reason:project": "主要原因是：项目有所增加。"}, threshold="5")

    assert text_of(written, "project").endswith("，增长6.50%，主要原因是：项目有所增加。")
    slot = written.slot("reason:project")
    assert slot is not None
    assert not slot.owed
    assert slot.demanded == "变动6.50%，超过5%"
    assert slot.text == "项目有所增加"


def test_a_reason_of_several_lines_stays_in_its_sentence() -> None:
    written = xicheng({**TOLD, "reason:project": "项目增加，\n人员增加。"})

    assert text_of(written, "project").endswith("主要原因是：项目增加，人员增加。")


def test_a_figure_of_the_year_before_that_nobody_knows_is_owed_and_left_out() -> None:
    written = write_explanation(sample(XICHENG_2024))

    assert text_of(written, "basic") == "基本支出预算5,290,657.84元。"
    owed = {slot.key: slot for slot in written.owed}
    assert owed["prior:basic"].coordinates == Coordinates.of({**SPENT, "nature": "basic"})
    assert owed["prior:basic"].label == "2023年基本支出"
    assert owed["prior:basic"].paragraph == written.slot("basic").paragraph  # type: ignore[union-attr]
    assert "prior:three_public" not in owed


def test_only_staff_know_duties_staff_goals_and_assets() -> None:
    owed = {slot.key for slot in write_explanation(sample(XICHENG_2024)).owed}

    assert {"duties", "staffing", "goal", "assets"} <= owed
    assert not owed & {"evaluation", "unit"}
    assert not {slot.key for slot in xicheng(threshold="500").owed if slot.kind == "text"}


def test_an_amount_that_no_table_tells_is_asked_for_with_a_suggestion() -> None:
    slot = write_explanation(sample(XICHENG_2024)).slot("figure:operating")

    assert slot is not None
    assert (slot.owed, slot.paragraph, slot.generated) == (True, -1, "415947.71")
    assert text_of(xicheng(), "operating") == (
        "2024年机关运行经费预算344,701.51元，比2023年预算数339,057.06元增加5,644.45元，增长1.66%。"
    )


def test_what_the_year_before_said_of_the_duties_is_suggested() -> None:
    earlier = replace(
        sample(XICHENG_2022),
        fiscal_year=2023,
        narrative=(SectionData("（一）机构设置、职责", 3, ("负责外事工作。", "设三个科。")),),
    )

    slot = write_explanation(sample(XICHENG_2024), earlier=earlier).slot("duties")

    assert slot is not None
    assert (slot.text, slot.generated, slot.owed) == ("", "负责外事工作。\n设三个科。", True)


def test_a_sentence_that_staff_edited_stays_theirs_when_tables_change() -> None:
    told = {**TOLD, "edited:project": "项目支出比上年略有增加，原因是项目增加。"}
    data = changed(sample(XICHENG_2024), "表4", "E10", "999.00")

    for document in (sample(XICHENG_2024), data):
        slot = write_explanation(document, figures=figures(), told=told).slot("project")
        assert slot is not None
        assert slot.by_staff
        assert slot.text == "项目支出比上年略有增加，原因是项目增加。"
        assert slot.generated.startswith("项目支出预算")


def test_an_edited_sentence_still_owes_the_reason_that_it_does_not_give() -> None:
    silent = xicheng({**TOLD, "edited:project": "项目支出有所增加。"}, threshold="5")
    giving = xicheng({**TOLD, "edited:project": "项目支出增加，原因是项目增加。"}, threshold="5")

    assert "reason:project" in {slot.key for slot in silent.owed}
    assert "reason:project" not in {slot.key for slot in giving.owed}


def test_every_slot_names_the_paragraphs_that_it_fills() -> None:
    written = xicheng({**TOLD, "duties": "职责一。\n\n职责二。"})
    paragraphs = [text for section in written.sections for text in section.paragraphs]

    filled = [slot for slot in written.slots if slot.kind in ("text", "sentence") and slot.text]
    numbers = [n for slot in filled for n in range(slot.paragraph, slot.paragraph + slot.length)]
    assert numbers == list(range(len(paragraphs)))
    for slot in filled:
        here = paragraphs[slot.paragraph : slot.paragraph + slot.length]
        assert here == [line for line in slot.text.splitlines() if line]
        assert here[0] in written.sections[slot.section].paragraphs


# ---- The whole text


def test_the_sections_stand_in_the_official_order() -> None:
    keys = [section.key for section in patterns() if section.level > 1 and section.key]

    assert [key for key in keys if key not in ("abroad", "reception", "vehicles")] == [
        "duties",
        "staffing",
        "income",
        "spending",
        "main_spending",
        "three_public",
        "operating",
        "procurement",
        "services",
        "performance",
        "capital",
        "assets",
        "fees",
        "fund",
        "glossary",
    ]


def test_the_headings_are_recognised_as_the_standard_sections() -> None:
    written = xicheng()

    heads = iter(written.sections)
    for pattern in patterns():
        heading = next(
            one.heading for one in heads if one.heading.endswith(pattern.heading.split("}")[-1])
        )
        if pattern.key:
            expected = pattern.key
            if expected in ("abroad", "reception", "vehicles"):
                expected = "three_public"
            assert section_key(heading) == expected, heading


@pytest.mark.parametrize("document", ALL)
def test_what_is_written_is_read_back_as_the_same_sections(document: tuple[str, str, int]) -> None:
    written = write_explanation(sample(document), told=TOLD)
    lines = [line for one in written.sections for line in (one.heading, *one.paragraphs)]

    assert read_narrative("\n".join(lines).encode()) == written.sections


@pytest.mark.parametrize("document", ALL)
def test_what_is_written_of_a_sample_contradicts_nothing(document: tuple[str, str, int]) -> None:
    data = sample(document)

    assert contradictions(data, write_explanation(data, told=TOLD)) == []


def test_the_year_before_agrees_with_its_document() -> None:
    earlier = replace(sample(XICHENG_2022), fiscal_year=2023)
    data = sample(XICHENG_2024)

    written = write_explanation(data, earlier=earlier)

    assert "比2023年预算数5,864,768.37元增加623,989.47元，增长10.64%" in text_of(written, "income")
    assert contradictions(data, written, earlier=earlier) == []
    assert not [slot.key for slot in written.owed if slot.kind == "prior"]


@pytest.mark.parametrize("name", BUILDERS)
def test_the_explanation_of_any_region_contradicts_nothing(name: str) -> None:
    data = read(BUILDERS[name]()).data

    written = write_explanation(data)

    assert contradictions(data, written) == []
    assert {"income", "spending", "basic", "project"} <= {
        slot.key for slot in written.slots if slot.paragraph >= 0
    }


def test_a_body_without_any_table_gets_its_headings_and_what_is_owed() -> None:
    empty = DisclosureData("某局", 2026, "budget", ())

    written = write_explanation(empty)

    assert [one.heading for one in written.sections[:3]] == [
        "第一部分 2026年部门预算情况说明",
        "一、部门情况",
        "（一）部门机构设置、职责",
    ]
    assert all(slot.paragraph == -1 for slot in written.owed)
    assert {"figure:income", "figure:fund", "duties"} <= {slot.key for slot in written.owed}


def test_documents_without_a_standard_explanation_get_none() -> None:
    assert write_explanation(DisclosureData("某局", 2026, "evaluation", ())) == WrittenData()


def test_exactly_the_terms_that_the_text_uses_are_explained() -> None:
    written = xicheng()
    start = next(n for n, one in enumerate(written.sections) if one.heading == "六、名词解释")
    text = "\n".join(
        line for one in written.sections[:start] for line in (one.heading, *one.paragraphs)
    )

    explained = [one.heading.partition("）")[2] for one in written.sections[start + 1 :]]

    assert explained == [
        term.name for term in terms() if term.explained and any(word in text for word in term.words)
    ]
    assert "机关运行经费" in explained
    assert not {"事业收入", "财政专户管理资金", "上年结转结余"} & set(explained)


def test_every_sentence_of_the_patterns_can_be_filled() -> None:
    names = dict.fromkeys(("year", "before", "word", "arranged", "body", "amount", "count"), "1")

    for key, slot in slot_patterns().items():
        for text in (slot.text, slot.none, slot.label, slot.text_without_count):
            assert "{" not in text.format(**names), key
        assert slot.meanings or slot.kind != "figure", key


def test_the_figures_of_a_written_text_are_confirmed_with_their_cells() -> None:
    data = sample(XICHENG_2024)
    written = xicheng()

    check = check_narrative(replace(data, narrative=written.sections), None, figures())

    # What no table tells: the amount that staff gave, the assets, and the limit of 100万元.
    open_ = {
        one.claim.amount.printed
        for one in check.claims
        if one.status == UNCHECKED and one.claim.amount and one.claim.amount.amount
    }
    assert open_ <= {"344,701.51元", "1,434,285.65元", "100万元"}
    assert sum(bool(one.origins) for one in check.claims) >= 30


# ---- Against what was published


_MONEY = re.compile(r"(\d[\d,]*(?:\.\d+)?)元")
_PERCENT = re.compile(r"(\d+\.\d+)%")


def test_the_figures_are_those_that_the_body_published_itself(shared_documents: Path) -> None:
    published = (shared_documents / "xicheng-fao-2024-budget" / "narrative.txt").read_text("utf-8")
    published = re.sub(r"截止2023年底.*", "", published)

    written = whole_text(xicheng())

    def amounts(text: str) -> set[Decimal]:
        return {Decimal(one.replace(",", "")) for one in _MONEY.findall(text)}

    assert amounts(published) - amounts(written) == set()
    percents = {Decimal(one) for one in _PERCENT.findall(written)}
    for printed in _PERCENT.findall(published):
        places = Decimal(1).scaleb(-len(printed.partition(".")[2]))
        # The published text cuts 0.246 to 0.2; ours is rounded to two places.
        assert Decimal(printed) in {one.quantize(places, ROUND_HALF_UP) for one in percents} | {
            one.quantize(places, "ROUND_DOWN") for one in percents
        }


@pytest.mark.parametrize("document", ALL)
def test_every_amount_of_a_sentence_stands_at_its_coordinates(
    document: tuple[str, str, int],
) -> None:
    data = sample(document)
    asking = Asking(data)

    written = write_explanation(data, told={})

    told = 0
    for key, pattern in slot_patterns().items():
        slot = written.slot(key)
        if slot is None or slot.paragraph < 0 or pattern.kind != "figure":
            continue
        answers = {one.fen for at in pattern.meanings for one in asking.answers(at)}
        stated = _MONEY.search(slot.text)
        if stated:
            assert int(Decimal(stated[1].replace(",", "")) * 100) in answers, slot.text
            told += 1
    assert told >= 9
