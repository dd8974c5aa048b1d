"""Last year beside this year, and the reasons of large changes: told once, the same everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from budgets import models
from budgets.admin.years import last_year_of
from budgets.before import Years
from budgets.data import DisclosureData, SectionData
from budgets.last_year import last_disclosure
from budgets.narrating import begin_writing, put_text
from budgets.publishing import publish_directly
from budgets.reasoning import reasons_of, reasons_owed
from budgets.storage import load_disclosure
from tests.builders import stored
from tests.documents import XICHENG_2022, XICHENG_2024, sample

ASSIGNED = "reason:function:2010302"


def of(document: tuple[str, str, int], year: int) -> DisclosureData:
    return replace(sample(document), slug="xi-cheng", fiscal_year=year)


def test_figures_of_two_standards_meet_at_their_coordinates() -> None:
    years = Years(of(XICHENG_2024, 2024), of(XICHENG_2022, 2023))
    table = years.data.table(6)
    found = years.of_table(6)

    at = {
        (table.text(row, 0), table.columns[column].path[-1]): (one.change.fen, one.change.before)
        for (row, column), one in found.items()
    }
    assert at["2010301", "总计"] == (351_740_528, 449_893_292)
    assert at["2010302", "项目支出"] == (70_000_000, 3_455_611)
    # Nothing at all a year before: it is new.
    assert at["2210203", "总计"] == (39_032_400, 0)
    assert [(one.label, one.fen) for one in years.gone(6)] == [("2050803 培训支出", 3_579_039)]


def test_the_documents_own_column_of_last_year_is_believed_and_an_older_document_is_told() -> None:
    years = Years(of(XICHENG_2024, 2024), of(XICHENG_2022, 2022))

    limits, spending = years.of_table(10), years.of_table(6)

    # 2. 公务接待费: this document itself tells 2023, which no document in the system does.
    assert (limits[1, 1].change.before, limits[1, 1].year) == (214_224, 2023)
    assert {one.year for one in spending.values()} == {2022}


@pytest.fixture
def draft() -> models.Disclosure:
    stored(of(XICHENG_2022, 2023))
    return stored(of(XICHENG_2024, 2024))


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("officer", password="long enough"))
    return client


def page(draft: models.Disclosure, what: str) -> str:
    return f"/admin/budgets/disclosure/{draft.pk}/{what}"


@pytest.mark.django_db
def test_a_reason_is_told_once_and_stands_in_the_explanation_and_on_the_public_page(
    draft: models.Disclosure, officer: Client
) -> None:
    begin_writing(draft)
    answer = officer.get(page(draft, "tables/6/last-year/"))
    assert "449.893292" in answer.content.decode()
    [field] = [one for one in answer.context["fields"] if one.reason.key == ASSIGNED]
    owed = len(reasons_owed(draft))

    sent = {field.name: "项目科目调整。", field.was_name: field.was}
    told = officer.post(page(draft, "reasons/?as=json"), sent).json()

    assert (told["told"], told["all"]) == (1, owed)
    assert ASSIGNED not in told["owed"]
    # Whoever still has the page of before does not write over it unseen.
    other = officer.post(page(draft, "reasons/?as=json"), {**sent, field.name: "别的原因"})
    assert other.status_code == 409
    assert ASSIGNED in other.json()["errors"]
    draft.refresh_from_db()
    said = "增长1925.69%，主要原因是：项目科目调整。"
    assert said in "\n".join(load_disclosure(draft).paragraphs())
    public = publish_directly(draft, by=None, as_published=True)
    assert said in officer.get(public.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_before_any_explanation_a_reason_waits_for_it(
    draft: models.Disclosure, officer: Client
) -> None:
    fields = officer.get(page(draft, "reasons/")).context["fields"]
    project = next(one for one in fields if one.reason.key == "reason:project:外事工作经费")

    officer.post(page(draft, "reasons/"), {project.name: "出访减少", project.was_name: project.was})
    begin_writing(draft)

    assert "“外事工作经费”项目2024年预算数700,000.00元，比2023年预算数862,745.70元" in text(draft)
    assert "下降18.86%，主要原因是：出访减少。" in text(draft)
    assert not draft.findings.filter(kind__startswith="claim").exists()


def text(draft: models.Disclosure) -> str:
    draft.refresh_from_db()
    return "\n".join(load_disclosure(draft).paragraphs())


@pytest.mark.django_db
def test_a_text_that_was_brought_takes_the_reason_into_its_sentence(
    draft: models.Disclosure, officer: Client
) -> None:
    said = "2024年收入预算6,488,757.84元，比2023年5,864,768.37元增加623,989.47元，增长10.64%。"
    put_text(draft, sections=(SectionData("（一）收入预算说明", 3, (said + "其余略。",)),))
    [owed] = reasons_owed(draft)
    [field] = officer.get(page(draft, "reasons/")).context["fields"]

    officer.post(page(draft, "reasons/"), {field.name: "人员增加。", field.was_name: field.was})

    assert text(draft) == said[:-1] + "，主要原因是：人员增加。其余略。"
    [given] = reasons_of(draft)
    assert (owed.demanded, given.owed) == ("变动10.64%，超过10%", False)


@pytest.mark.django_db
def test_the_grid_is_told_by_the_keys_of_its_rows(
    draft: models.Disclosure, officer: Client, django_assert_max_num_queries: Any
) -> None:
    table = draft.tables.get(n=6)
    row = table.rows.get(position=0)
    row.key = 77
    row.save()

    with django_assert_max_num_queries(40):
        told = officer.get(page(draft, "tables/6/last-year/?as=json")).json()

    assert told["year"] == 2023
    assert [77, 2, "449.893292", "减少 98.152764", "21.82%", True] in told["cells"]
    assert last_year_of(draft, 6)[77, 2].change == "减少 98.152764"
    assert last_disclosure(draft).fiscal_year.year == 2023
    # Against an older document no reason is owed, and the grid asks for none.
    models.FiscalYear.objects.filter(year=2023).update(year=2022)
    told = officer.get(page(draft, "tables/6/last-year/?as=json")).json()
    assert [77, 2, "449.893292", "减少 98.152764", "21.82%", False] in told["cells"]
