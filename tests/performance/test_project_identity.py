"""Which project a document means: by its code, else by body and name, in any order of loading."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.data import DisclosureData
from budgets.vocabulary import normalise, shipped_vocabulary
from budgets.workbook.document import read_document
from performance.data import EvaluationData, ProjectData
from performance.identity import (
    LONGEST_NAME,
    address_of_code,
    code_of,
    indicator_key,
    invented_address,
    name_key,
)
from performance.models import Evaluation, Project, ProjectBudget
from performance.queries import find_project
from performance.reading import read_performance
from tests.builders import past_the_triggers
from tests.performance.publishing_building import BODY, document

CODE = "11010223T000001997670"
OTHER_CODE = "11010224T000002727246"


# --- Codes, names, addresses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("11010223T000001997670", "11010223T000001997670"),
        (" 13010024p00971210054h\n", "13010024P00971210054H"),
        ("１１０１０２２３Ｔ００１", "11010223T001"),
        ("50000021T 0001/2", "50000021T0001/2"),
        ("无", ""),
        ("/", ""),
        ("——", ""),
        ("000000", ""),
        ("", ""),
        ("9" * 101, ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(printed: str, code: str) -> None:
    assert code_of(printed) == code


@given(st.text(max_size=140))
def test_every_code_and_name_has_an_address_that_is_one_step_of_a_path(text: str) -> None:
    for address in (address_of_code(code_of(text)), invented_address("a-body", text)):
        assert not set(address) & set("/?#%&+ \\\"'<>")
        assert address.isascii()
        assert len(address) <= 120
        assert address not in (".", "..")


def test_the_name_counts_in_the_form_that_the_money_tables_have() -> None:
    assert name_key("因公出国（境）类 项目") == normalise("因公出国（境）类项目")
    assert len(name_key("很长的名称" * 100)) == LONGEST_NAME
    assert name_key("很长的名称" * 100) != name_key("很长的名称" * 101)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("指标 1：因公出入境管理", "因公出入境管理"),
        ("指标 2:居民满意度", "居民满意度"),
        ("指标一：场次", "场次"),
        ("（1）场次", "场次"),
        ("3．场次", "场次"),
        ("12345热线满意率", "12345热线满意率"),
        ("1.5倍增长", normalise("1.5倍增长")),
        ("一次性通过率", "一次性通过率"),
        ("指标1", "指标1"),
    ],
)
def test_the_number_of_an_indicator_is_not_its_name(printed: str, key: str) -> None:
    assert indicator_key(printed) == key


# --- Projects over the years ---------------------------------------------------------------------

database = [pytest.mark.django_db, pytest.mark.database]


def real_document(folder: Path, year: int) -> DisclosureData:
    """The budget of a district's office; that of 2022 prints no codes of projects."""
    name = f"xicheng-fao-{year}-budget"
    source = (folder / name / "tables.xlsx").read_bytes()
    return read_document(
        source,
        department="北京市西城区人民政府外事办公室",
        fiscal_year=year,
        kind="budget",
        vocabulary=shipped_vocabulary(),
        slug=BODY,
        region="110102",
        name="tables.xlsx",
    ).data


def years_of(project: Project | None) -> list[int]:
    assert project is not None
    return sorted(project.budgets.values_list("year", flat=True))


class TestOverTheYears:
    pytestmark = database

    def test_one_code_is_one_project_with_the_name_of_the_newest_year(self) -> None:
        document(2024, ProjectData(CODE, "外事工作经费"))
        document(2023, ProjectData(CODE, "外事经费"))

        project = Project.objects.get(code=CODE)

        assert (project.name, project.first_year, project.last_year) == (
            "外事工作经费",
            2023,
            2024,
        )
        assert list(project.budgets.values_list("year", "name")) == [
            (2024, "外事工作经费"),
            (2023, "外事经费"),
        ]

    def test_a_name_without_code_gains_the_code_of_a_later_year(self) -> None:
        document(2022, ProjectData("", "外事工作经费"))
        before = find_project("xicheng-fao-wai-shi-gong-zuo-jing-fei")
        document(2024, ProjectData(CODE, "外事工作经费"))

        project = find_project(CODE)

        assert before is not None
        assert before.code == ""
        assert years_of(project) == [2022, 2024]
        assert find_project("xicheng-fao-wai-shi-gong-zuo-jing-fei") == project

    def test_the_year_without_code_may_be_loaded_last(self) -> None:
        document(2024, ProjectData(CODE, "外事工作经费"))
        document(2022, ProjectData("", "外事 工作经费"))

        assert years_of(find_project(CODE)) == [2022, 2024]
        assert find_project("xicheng-fao-wai-shi-gong-zuo-jing-fei") == find_project(CODE)

    def test_a_project_that_never_has_a_code_lives_under_its_invented_address(self) -> None:
        document(2022, ProjectData("", "预留机动费"))
        document(2023, ProjectData("无", "预留机动费"))

        project = find_project("xicheng-fao-yu-liu-ji-dong-fei")

        assert years_of(project) == [2022, 2023]

    def test_the_same_name_of_another_body_is_another_project(self) -> None:
        document(2022, ProjectData("", "外事工作经费"))
        document(2024, ProjectData(CODE, "外事工作经费"), slug="beijing-fao")

        assert years_of(find_project(CODE)) == [2024]
        assert years_of(find_project("xicheng-fao-wai-shi-gong-zuo-jing-fei")) == [2022]

    def test_one_code_of_two_bodies_is_one_project(self) -> None:
        document(2024, ProjectData(CODE, "外事工作经费"))
        document(2024, ProjectData(CODE, "外事工作经费"), slug="beijing-fao")

        project = Project.objects.get(code=CODE)

        assert {budget.department.slug for budget in project.budgets.all()} == {
            BODY,
            "beijing-fao",
        }

    def test_a_name_that_two_codes_share_in_the_nearest_year_stays_for_itself(self) -> None:
        document(2022, ProjectData("", "运维费"))
        document(2024, ProjectData(CODE, "运维费"), ProjectData(OTHER_CODE, "运维费"))

        assert years_of(find_project("xicheng-fao-yun-wei-fei")) == [2022]
        assert years_of(find_project(CODE)) == years_of(find_project(OTHER_CODE)) == [2024]

    def test_a_code_may_stand_twice_in_one_document(self) -> None:
        document(2024, ProjectData(CODE, "外事工作经费"), ProjectData(CODE, "外事经费"))

        project = Project.objects.get(code=CODE)

        assert project.name == "外事工作经费"
        assert project.budgets.count() == 2

    def test_what_names_no_project_is_kept_without_one(self) -> None:
        document(2024, ProjectData("", "", purpose="没有名称"))

        budget = ProjectBudget.objects.get()

        assert (budget.project, budget.purpose) == (None, "没有名称")

    def test_names_that_sound_alike_have_addresses_of_their_own(self) -> None:
        document(2024, ProjectData("", "会议费"), ProjectData("", "会意费"))

        keys = set(Project.objects.values_list("key", flat=True))

        assert keys == {"xicheng-fao-hui-yi-fei", "xicheng-fao-hui-yi-fei-2"}

    def test_codes_that_differ_in_signs_only_have_addresses_of_their_own(self) -> None:
        document(2024, ProjectData("A1/2", "甲"), ProjectData("A1-2", "乙"))

        assert {project.code: project.key for project in Project.objects.all()} == {
            "A1-2": "A1-2",
            "A1/2": "A1-2-2",
        }
        found = find_project("A1/2")
        assert found is not None
        assert found.name == "甲"

    def test_a_corrected_code_takes_the_project_along_and_leaves_the_wrong_one(self) -> None:
        document(2022, ProjectData("", "外事工作经费"))
        document(2024, ProjectData(OTHER_CODE, "外事工作经费"))
        document(2024, ProjectData(CODE, "外事工作经费"))

        assert find_project(OTHER_CODE) is None
        assert years_of(find_project(CODE)) == [2022, 2024]

    def test_a_correction_without_the_code_gives_the_name_its_project_back(self) -> None:
        document(2022, ProjectData("", "外事工作经费"))
        document(2024, ProjectData(CODE, "外事工作经费"))
        document(2024, ProjectData(CODE, "法律服务费"))

        assert years_of(find_project("xicheng-fao-wai-shi-gong-zuo-jing-fei")) == [2022]
        assert years_of(find_project(CODE)) == [2024]

    def test_an_evaluation_finds_its_project_by_name(self) -> None:
        document(2024, ProjectData(CODE, "外事工作经费"))
        document(
            2024,
            kind="evaluation",
            evaluations=[EvaluationData("project", project_name="外事工作经费")],
        )

        assert Evaluation.objects.get().project == find_project(CODE)

    def test_a_draft_or_an_unknown_word_finds_no_project(self) -> None:
        assert find_project(CODE) is None
        assert find_project("") is None
        document(2024, ProjectData(CODE, "外事工作经费"), status="draft")

        assert find_project(CODE) is None

    @pytest.mark.parametrize("order", [(2022, 2024), (2024, 2022)], ids=str)
    def test_a_real_project_lives_on_from_a_form_without_codes(
        self, shared_documents: Path, order: tuple[int, int]
    ) -> None:
        for year in order:
            read = read_performance(real_document(shared_documents, year)).performance
            document(year, *read.projects, overall=read.overall)

        assert years_of(find_project(CODE)) == [2022, 2024]
        assert find_project("xicheng-fao-wai-shi-gong-zuo-jing-fei") == find_project(CODE)

    def test_the_order_of_loading_does_not_matter(self) -> None:
        loads: list[Callable[[], object]] = [
            lambda: document(2021, ProjectData("", "外事工作经费")),
            lambda: document(2022, ProjectData(CODE, "外事工作经费")),
            lambda: document(2024, ProjectData(OTHER_CODE, "外事工作经费")),
            lambda: document(
                2024,
                kind="evaluation",
                evaluations=[EvaluationData("project", project_name="外事工作经费")],
            ),
        ]
        outcomes = set()
        for order in permutations(loads):
            for load in order:
                load()
            outcomes.add(
                (
                    *ProjectBudget.objects.values_list("year", "project__code"),
                    *Evaluation.objects.values_list("year", "project__code"),
                    *Project.objects.values_list("key", "name", "moved_to__code", "last_year"),
                )
            )
            with past_the_triggers():
                for model in (Evaluation, ProjectBudget):
                    model.objects.all().delete()
                Project.objects.filter(code="").delete()
                Project.objects.all().delete()

        assert outcomes == {
            (
                (2024, OTHER_CODE),
                (2022, CODE),
                (2021, CODE),
                (2024, OTHER_CODE),
                ("xicheng-fao-wai-shi-gong-zuo-jing-fei", "外事工作经费", OTHER_CODE, None),
                (CODE, "外事工作经费", None, 2022),
                (OTHER_CODE, "外事工作经费", None, 2024),
            )
        }
