"""A written explanation in the database: live figures, staff's words, figures told once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from budgets import models
from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, SectionData
from budgets.importing import Preview, check_again, store_draft
from budgets.narrating import begin_writing, put_text, tell, tell_earlier, written
from budgets.narrative.data import EarlierFigure
from budgets.reconcile import reconcile
from budgets.rewriting import earlier_document, earlier_figures
from budgets.storage import load_disclosure
from tests.builders import department, stored
from tests.documents import XICHENG_2022, XICHENG_2024, changed, sample

pytestmark = pytest.mark.django_db

INCOME = Coordinates.of(side="in")
TYPED = (SectionData("一、说明", 2, ("本年收入6,488,757.84元。",)),)


def of(document: tuple[str, str, int], year: int) -> DisclosureData:
    return replace(sample(document), slug="xi-cheng", fiscal_year=year)


def draft(data: DisclosureData | None = None) -> models.Disclosure:
    return stored(data or of(XICHENG_2024, 2024))


def uploaded(data: DisclosureData) -> models.Disclosure:
    """What storing an upload of this document as the body's draft gives."""
    return store_draft(Preview(data, (), reconcile(data)), department=department("xi-cheng"))


def text(disclosure: models.Disclosure) -> str:
    disclosure.refresh_from_db()
    return "\n".join(load_disclosure(disclosure).paragraphs())


def test_the_program_writes_a_draft_and_the_sentences_follow_its_tables() -> None:
    disclosure = draft()
    begin_writing(disclosure)
    assert "项目支出预算1,198,100.00元。" in text(disclosure)

    uploaded(changed(of(XICHENG_2024, 2024), "表10", "B5", "0.314752"))

    assert "公务接待费财政拨款预算安排3,147.52元" in text(disclosure)


def test_what_staff_tell_stands_in_the_text_and_survives_another_upload() -> None:
    disclosure = draft()
    begin_writing(disclosure)

    tell(disclosure, slot="duties", text="负责外事工作。")
    tell(disclosure, slot="edited:project", text="项目支出1,198,100.00元，与计划相符。")
    uploaded(of(XICHENG_2024, 2024))

    assert "负责外事工作。" in text(disclosure)
    assert "项目支出1,198,100.00元，与计划相符。" in text(disclosure)
    tell(disclosure, slot="edited:project", text="")
    assert "项目支出预算1,198,100.00元。" in text(disclosure)


def test_an_edited_sentence_is_under_claim_checking() -> None:
    disclosure = draft()
    begin_writing(disclosure)

    tell(disclosure, slot="edited:project", text="项目支出预算1,298,100.00元。")

    assert disclosure.findings.filter(kind="claim-table").exists()


def test_a_text_that_comes_with_the_workbook_takes_the_place_of_a_written_one() -> None:
    disclosure = draft()
    begin_writing(disclosure)

    uploaded(replace(of(XICHENG_2024, 2024), narrative=TYPED))

    disclosure.refresh_from_db()
    assert not disclosure.narrative_is_written
    assert load_disclosure(disclosure).narrative == TYPED


def test_a_typed_text_is_left_alone_and_a_written_one_comes_back() -> None:
    disclosure = draft()
    begin_writing(disclosure)
    tell(disclosure, slot="duties", text="负责外事工作。")

    put_text(disclosure, sections=TYPED)
    assert text(disclosure) == TYPED[0].paragraphs[0]

    begin_writing(disclosure)
    assert "负责外事工作。" in text(disclosure)


def test_the_document_of_the_year_before_is_compared_with() -> None:
    stored(of(XICHENG_2022, 2023))
    disclosure = draft()

    begin_writing(disclosure)

    assert "比2023年预算数5,864,768.37元增加623,989.47元，增长10.64%" in text(disclosure)
    before = earlier_document(disclosure)
    assert before is not None
    assert before.fiscal_year == 2023


def test_loading_the_year_before_writes_the_draft_anew() -> None:
    disclosure = draft()
    begin_writing(disclosure)
    assert "2023年预算数5,864,768.37元" not in text(disclosure)

    uploaded(of(XICHENG_2022, 2023))

    assert "比2023年预算数5,864,768.37元" in text(disclosure)


def test_a_figure_told_once_is_compared_with_and_serves_the_body() -> None:
    disclosure = draft()
    begin_writing(disclosure)

    tell_earlier(disclosure.department, 2023, [EarlierFigure(INCOME, 650_267_967)])

    assert "比2023年预算数6,502,679.67元减少13,921.83元，下降0.21%" in text(disclosure)
    assert earlier_figures(disclosure) == (EarlierFigure(INCOME, 650_267_967),)
    tell_earlier(disclosure.department, 2023, [], withdrawn=[INCOME])
    assert "6,502,679.67元" not in text(disclosure)


def test_a_figure_told_once_must_agree_with_the_document_of_its_year() -> None:
    disclosure = draft()
    tell_earlier(
        disclosure.department,
        2023,
        [
            EarlierFigure(INCOME, 650_267_967),
            EarlierFigure(Coordinates.of(side="out", use="spent", nature="project"), 89_730_181),
        ],
    )

    before = uploaded(of(XICHENG_2022, 2023))

    (finding,) = before.findings.filter(kind="earlier-figure")
    assert (finding.severity, finding.stated, finding.expected) == (
        "error",
        586_476_837,
        650_267_967,
    )
    assert finding.table_n > 0
    assert "5,864,768.37 元" in finding.message
    assert "6,502,679.67 元" in finding.message
    check_again(before)
    assert before.findings.filter(kind="earlier-figure").count() == 1


def test_an_amount_told_for_one_year_is_known_in_the_next() -> None:
    first = draft(of(XICHENG_2022, 2023))
    begin_writing(first)
    tell(first, slot="figure:operating", text="339,057.06")

    second = draft()
    begin_writing(second)
    tell(second, slot="figure:operating", text="344,701.51")

    assert "比2023年预算数339,057.06元增加5,644.45元，增长1.66%" in text(second)


def test_a_correction_goes_on_with_what_was_told() -> None:
    first = draft()
    begin_writing(first)
    tell(first, slot="duties", text="负责外事工作。")
    models.Disclosure.objects.filter(pk=first.pk).update(
        status="published", sha256="0" * 64, published_at=first.created_at
    )

    second = uploaded(of(XICHENG_2024, 2024))

    assert second.version == 2
    assert second.narrative_is_written
    assert "负责外事工作。" in text(second)


def test_a_region_sets_above_which_change_a_reason_is_owed() -> None:
    stored(of(XICHENG_2022, 2023))
    disclosure = draft()
    begin_writing(disclosure)

    def owed() -> set[str]:
        disclosure.department.region.refresh_from_db()
        return {slot.key for slot in written(disclosure).owed if slot.kind == "reason"}

    assert "reason:income" in owed()
    region = disclosure.department.region
    region.reason_threshold = Decimal("10.65")
    region.save()
    assert "reason:income" not in owed()
