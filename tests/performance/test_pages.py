"""Pages of performance: who sees what, from which cell it is, and how often the database is asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from performance.models import Project
from performance.pages.views import pages_of
from tests.builders import department, put_into
from tests.performance import pages_building as given
from tests.performance.pages_building import BASE, CODE, OTHER_CODE, published

pytestmark = pytest.mark.django_db

PROJECT = f"/projects/{CODE}/"
BODY = f"{BASE}/performance/"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", [PROJECT, BODY, f"{BODY}2025/"])
def test_what_is_published_is_there_in_both_languages(
    client: Client, prefix: str, path: str
) -> None:
    published(given.targets())

    assert "外事工作经费" in text(client, prefix + path)


@pytest.mark.parametrize("status", ["draft", "submitted"])
@pytest.mark.parametrize(
    "path",
    [PROJECT, BODY, f"{BODY}2025/", f"{BASE}/2025/budget/projects/{CODE}/"],
)
def test_nothing_of_a_draft_is_there(client: Client, status: str, path: str) -> None:
    disclosure = published(given.targets())
    put_into(disclosure, status)

    assert client.get(path).status_code == 404
    assert client.get(f"/en{path}").status_code == 404
    assert pages_of(disclosure.department) == ()


def test_an_unknown_project_or_body_or_year_is_not_there(client: Client) -> None:
    published(given.targets())

    for path in ("/projects/nobody/", "/departments/nobody/performance/", f"{BODY}1999/"):
        assert client.get(path).status_code == 404


def test_a_body_without_targets_has_no_page_of_them(client: Client) -> None:
    body = department("ling-yi-ge", "另一个单位")

    assert client.get("/departments/ling-yi-ge/performance/").status_code == 404
    assert pages_of(body) == ()


def test_a_body_s_own_page_leads_to_its_performance(client: Client) -> None:
    published(given.targets(2024))
    published(given.targets(2025))

    page = text(client, f"{BASE}/")

    assert f'href="{BODY}"' in page
    assert "2024–2025" in page


# --- A project -----------------------------------------------------------------------------------


def test_every_figure_of_a_project_leads_to_its_row(client: Client) -> None:
    published(given.targets())

    page = text(client, PROJECT)

    row = f"{BASE}/2025/budget/tables/1/"
    assert f'<a class="money" href="{row}#r1">70<small>.00</small></a>' in page
    assert f'<a href="{row}#r2">≥9场次</a>' in page


def test_a_project_shows_its_money_and_its_targets_over_the_years(client: Client) -> None:
    published(given.targets(2024, amount="86.27457", count="8"))
    published(given.targets(2025))

    page = text(client, PROJECT)

    assert "2025年预算公开" in page
    assert "86<small>.27457</small>" in page
    years = page[page.index("years-title") :]
    assert f'<a href="{BASE}/2024/budget/tables/1/#r2">≥8场次</a>' in years
    assert f'<a href="{BASE}/2025/budget/tables/1/#r2">≥9场次</a>' in years
    assert years.count("改变") == 1


def test_a_target_stands_beside_what_was_reached_in_words_and_as_a_drawing(client: Client) -> None:
    published(given.targets())
    published(given.evaluation())

    page = text(client, PROJECT)

    assert page.count('<svg class="bullet"') == 2
    contented = page[page.index("居民满意度") :]
    said = " ".join(contented[: contented.index("</li>")].split())
    assert "≥85%" in said
    assert f'<strong><a href="{BASE}/2025/evaluation/tables/1/#r12">80%</a></strong>' in said
    assert "未达到" in said
    assert "个别居民不满意" in said


def test_a_score_leads_to_where_it_is_explained(client: Client) -> None:
    published(given.targets())
    published(given.evaluation())

    page = text(client, PROJECT)

    assert f'href="{BASE}/2025/evaluation/#score-1"' in page
    assert 'id="score-1"' in text(client, f"{BASE}/2025/evaluation/")


def test_what_no_money_table_lists_is_said_in_words(client: Client) -> None:
    published(given.targets())

    assert "公开的资金表没有单列这个项目。" in text(client, PROJECT)


def test_the_address_that_a_project_had_before_its_code_leads_on_for_good(client: Client) -> None:
    published(given.evaluation())
    before = Project.objects.get(first_year=2025)
    assert client.get(f"/projects/{before.key}/").status_code == 200
    published(given.targets())

    answer = client.get(f"/projects/{before.key}/")

    assert answer.status_code == 301
    assert answer["Location"] == PROJECT
    assert client.get(f"/en/projects/{before.key}/")["Location"] == f"/en{PROJECT}"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("version", ["", "v1/", "v2/"])
@pytest.mark.parametrize("named", [CODE, "外事工作经费"])
def test_a_document_s_links_to_projects_lead_on_from_every_address(
    client: Client, prefix: str, version: str, named: str
) -> None:
    published(given.targets())
    published(given.targets(version=2))

    answer = client.get(f"{prefix}{BASE}/2025/budget/{version}projects/{named}/")

    assert answer.status_code == 302
    assert answer["Location"] == f"{prefix}{PROJECT}"


def test_a_name_with_a_stroke_in_it_leads_on_too(client: Client) -> None:
    published(given.evaluation("接待/保障"))

    answer = client.get(f"{BASE}/2025/evaluation/projects/%E6%8E%A5%E5%BE%85%2F%E4%BF%9D%E9%9A%9C/")

    assert answer.status_code == 302
    assert "接待/保障" in text(client, answer["Location"])


def test_a_project_of_no_document_is_nowhere_below_one(client: Client) -> None:
    published(given.targets())

    assert client.get(f"{BASE}/2025/budget/projects/没有这个项目/").status_code == 404


# --- A body --------------------------------------------------------------------------------------


def test_a_body_s_page_shows_the_newest_year_and_leads_to_the_others(client: Client) -> None:
    published(given.targets(2024, count="8"))
    published(given.targets(2025))

    page = text(client, BODY)

    assert "2025年绩效" in page
    assert f'href="{BODY}2024/"' in page
    assert "组织开展领保大讲堂场次" in page
    assert f'href="{PROJECT}"' in page


def test_what_changed_between_two_years_is_listed(client: Client) -> None:
    published(given.targets(2024, count="8", other="11010222T000009"))
    published(given.targets(2025))

    page = text(client, BODY)

    changes = page[page.index("changes-title") :]
    assert "与2024年相比" in changes
    assert "领保大讲堂" in changes
    assert "≥8场次" in changes
    assert "另有 1 项整体指标没有变化。" in changes
    assert f'href="/projects/{OTHER_CODE}/"' in changes
    assert 'href="/projects/11010222T000009/"' in changes


def test_grades_over_the_years_stand_in_order_with_their_words(client: Client) -> None:
    published(given.grades(2023))
    published(given.grades(2024))

    page = text(client, BODY)

    assert page.index("/2024/evaluation/#score-1") < page.index("/2023/evaluation/#score-1")
    assert page.count("94.83") == 2
    assert '<span class="stamp">优</span>' in page
    assert "2024年没有公开整体绩效目标。" in page
    assert "2024年没有公开项目的绩效目标。" in page


# --- Questions to the database -------------------------------------------------------------------


def test_a_page_asks_the_same_number_of_questions_however_much_there_is(client: Client) -> None:
    def queries() -> list[int]:
        return [
            asked(client, path)
            for path in (
                PROJECT,
                f"{PROJECT}?format=csv",
                BODY,
                f"{BODY}?format=csv",
                f"{BASE}/2022/budget/projects/{CODE}/",
            )
        ]

    for year in (2021, 2022):
        published(given.targets(year))
        published(given.evaluation("外事工作经费", "法律服务费", year=year))
    few = queries()
    for year in (2023, 2024, 2025):
        published(given.targets(year))
        published(given.evaluation("外事工作经费", "法律服务费", year=year))
    published(given.same_twice(2026))

    assert queries() == few
    assert max(few) <= 8


def asked(client: Client, path: str) -> int:
    # Once in the life of a process Django asks SQLite whether it knows JSON.
    assert connection.features.supports_json_field
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_pages_may_be_kept_ahead_of_the_application(client: Client) -> None:
    published(given.targets())

    for path in (PROJECT, BODY):
        answer = client.get(path)
        assert answer["X-Public-Page"] == "1"
        assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_an_overall_indicator_leads_to_the_project_that_has_it_too(client: Client) -> None:
    published(given.same_twice())

    page = text(client, BODY)

    activity = page[page.index("组织开展领保大讲堂场次") :]
    assert f'<a href="{PROJECT}">外事工作经费</a>' in activity[: activity.index("</li>")]
