"""The entry pages of staff: what they show, take and refuse, who may use them, what they cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from budgets import models
from budgets.importing import preview_workbook, store_draft
from budgets.storage import load_disclosure
from performance.entering import performance_of
from performance.forms import names
from performance.forms.official import FORMS
from tests.access.people import person, signed_in
from tests.builders import department, stored
from tests.performance.entry_building import (
    PAGES,
    document,
    draft,
    grid,
    hebei_project,
    open_page,
    overall,
    project,
    sent,
)

pytestmark = pytest.mark.django_db

BEIJING = names.BEIJING_PROJECTS


@pytest.fixture
def officer(client: Client) -> Client:
    """A signed-in member of staff who may do everything."""
    client.force_login(get_user_model().objects.create_superuser("officer", password="x" * 20))
    return client


@pytest.fixture
def staff() -> Callable[..., Client]:
    """Signs in a person with these roles over a body."""

    def sign_in(body: models.Department, *roles: str) -> Client:
        number = get_user_model().objects.count()
        return signed_in(person(f"staff{number}", *((role, body) for role in roles)))

    return sign_in


def said(answer: Any) -> list[tuple[str, int | None, str]]:
    """Severity, row and field of everything that a live check says."""
    assert answer.status_code == 200
    return [(one["severity"], one["row"], one["field"]) for one in answer.json()["said"]]


# --- A project ----------------------------------------------------------------------------------


def test_a_page_shows_what_the_draft_says(officer: Client) -> None:
    held = draft(hebei_project())

    page = open_page(officer, held, "projects/0/")

    form = page.context["form"]
    assert form["amount_total"].value() == "20.00"
    assert form["plan_10"].value() == "90%"
    assert "产出指标\t数量指标\t举办培训班次\t\t≥9次\t\n" in form["grid"].value()
    assert page.context["picture"].line.startswith("0,80 60,80 60,56 120,56")
    # The text of the grid is there without a script, and labelled.
    assert 'name="grid"' in page.content.decode()
    assert "style=" not in page.content.decode()


def test_what_is_sent_back_unchanged_changes_nothing(officer: Client) -> None:
    listed = [
        project(name, f"11000022T00000039174{n}", form=BEIJING) for n, name in enumerate("甲乙")
    ]
    held = draft(listed, hebei_project(), overall())
    before = load_disclosure(held)

    for page in ("projects/0/", "projects/1/", "projects/2/", "overall/"):
        answer = officer.post(f"{PAGES}{held.pk}/{page}", sent(open_page(officer, held, page)))
        assert answer.status_code == 302, answer.context["form"].errors

    assert load_disclosure(held) == before


def test_a_project_of_twenty_indicators_is_stored(officer: Client) -> None:
    held = draft()
    rows = [f"产出指标 | 数量指标 | 第{n}类活动场次 | ≥ | {n} | 场" for n in range(1, 21)]
    page = open_page(officer, held, f"projects/new/?form={BEIJING}")

    answer = officer.post(
        f"{PAGES}{held.pk}/projects/new/?form={BEIJING}",
        sent(
            page,
            code="11000022T000000391739",
            name="外事活动",
            amount_total="1,234.5",
            amount_fiscal="1,234.5",
            goal="办好外事活动。\r\n分两步走。",
            grid=grid(*rows),
        ),
        follow=True,
    )

    assert "已存入草稿：外事活动。" in answer.content.decode()
    (found,) = performance_of(held).projects
    assert len(found.indicators) == 20
    assert found.amount("total").fen == 1_234_500_000
    assert found.goal() == "办好外事活动。\n分两步走。"
    assert answer.redirect_chain[-1][0] == f"{PAGES}{held.pk}/"


def test_storing_and_going_on_stays_on_the_page(officer: Client) -> None:
    held = draft()
    page = open_page(officer, held, "projects/new/")

    answer = officer.post(
        f"{PAGES}{held.pk}/projects/new/",
        sent(page, name="外事活动", grid=grid("产出指标|数量指标|场次|≥|3|场"), stay="1"),
    )

    assert answer.url == f"{PAGES}{held.pk}/projects/0/"


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"amount_total": "十几万"}, "amount_total", "不是金额"),
        ({"amount_total": "0.0000001"}, "amount_total", "小于一分"),
        ({"plan_3": "三成多"}, "plan_3", "不是百分比"),
        ({"name": ""}, "name", "必填"),
        ({"goal": "长" * 4001}, "goal", "4000"),
        ({"grid": "产出指标\t数量指标\t场次\t\t≥9\t依据\t多出来的"}, "grid", "只有 6 列"),
        ({"grid": "\t\t\t没有名称\t≥9"}, "grid", "没有指标名称"),
        ({"grid": "产出指标\t数量指标\t" + "长" * 2001}, "grid", "2000 字"),
        ({"grid": "产出指标\t数量指标\t场次\n" * 501}, "grid", "最多 500 行"),
    ],
)
def test_what_can_not_stand_comes_back_filled_in(
    officer: Client, changed: dict[str, str], field: str, message: str
) -> None:
    held = draft(hebei_project())
    before = load_disclosure(held)
    given = sent(open_page(officer, held, "projects/0/"), purpose="刚刚写的用途。", **changed)

    answer = officer.post(f"{PAGES}{held.pk}/projects/0/", given)

    assert answer.status_code == 422
    errors = answer.context["form"].errors[field]
    assert any(message in error for error in errors) or message == "必填"
    assert answer.context["form"]["purpose"].value() == "刚刚写的用途。"
    assert answer.context["form"][field].value() == changed[field]
    assert load_disclosure(held) == before


def test_an_operator_or_weight_that_is_none_is_told_at_its_cell(officer: Client) -> None:
    held = draft()
    page = open_page(officer, held, "projects/new/")
    given = sent(page, name="外事", grid=grid("产出|数量|场次|约等于|9|场", "产出|质量|率|≥|95|%"))

    answer = officer.post(f"{PAGES}{held.pk}/projects/new/check/", given)

    assert said(answer) == [("error", 0, "operator")]
    refused = officer.post(f"{PAGES}{held.pk}/projects/new/", given)
    mistakes = refused.context["grid"]["mistakes"]
    assert [(one["row"], one["field"]) for one in mistakes] == [(0, "operator")]


def test_a_code_of_another_project_is_refused_at_its_field(officer: Client) -> None:
    code = "11000022T000000391739"
    held = draft([project("甲", code, form=BEIJING)])
    given = sent(
        open_page(officer, held, "projects/new/"),
        code=code,
        name="乙",
        grid="产出指标\t数量指标\t场次\t≥\t3\t场",
    )

    answer = officer.post(f"{PAGES}{held.pk}/projects/new/", given)

    assert answer.status_code == 422
    assert "已用于“甲”" in answer.context["form"].errors["code"][0]
    assert held.tables.count() == 2


# --- What the checks say while one types --------------------------------------------------------


def test_a_live_check_marks_the_cell_and_stores_nothing(officer: Client) -> None:
    held = draft(hebei_project())
    before = load_disclosure(held)
    page = open_page(officer, held, "projects/0/")
    rows = page.context["form"]["grid"].value().replace("≥95%", "≥120%")

    answer = officer.post(f"{PAGES}{held.pk}/projects/0/check/", sent(page, grid=rows))

    assert ("error", 1, "value") in said(answer)
    assert "120%" in answer.json()["said"][0]["message"]
    assert load_disclosure(held) == before


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"amount_fiscal": "30.00"}, ("error", None, "amount_total")),
        ({"plan_10": "50%"}, ("error", None, "plan_10")),
        ({"amount_total": "很多"}, ("error", None, "amount_total")),
    ],
)
def test_a_live_check_names_the_field(
    officer: Client, changed: dict[str, str], place: tuple[str, None, str]
) -> None:
    held = draft(hebei_project())

    page = open_page(officer, held, "projects/0/")
    answer = officer.post(f"{PAGES}{held.pk}/projects/0/check/", sent(page, **changed))

    assert place in said(answer)


def test_an_indicator_without_value_is_told_at_its_cell_and_after_storing(officer: Client) -> None:
    held = draft(hebei_project())
    page = open_page(officer, held, "projects/0/")
    rows = ["产出指标 | 数量指标 | 举办培训班次", "产出指标 | 质量指标 | 培训合格率 | | ≥95%"]
    fields = sent(page, grid=grid(*rows))

    checked = officer.post(f"{PAGES}{held.pk}/projects/0/check/", fields)
    shown = officer.post(f"{PAGES}{held.pk}/projects/0/", fields, follow=True)

    assert ("error", 0, "value") in said(checked)
    assert "“举办培训班次”没有指标值" in shown.content.decode()


def test_headings_that_were_pasted_along_are_no_indicator(officer: Client) -> None:
    held = draft(hebei_project())
    page = open_page(officer, held, "projects/0/")
    heads = "一级指标 | 二级指标 | 三级指标 | 指标描述 | 指标值 | 依据"
    row = "产出指标 | 数量指标 | 举办培训班次 | | ≥9次 | 计划"

    officer.post(f"{PAGES}{held.pk}/projects/0/", sent(page, grid=grid(heads, row)))

    (found,) = performance_of(held).projects[0].indicators
    assert found.name == "举办培训班次"


def test_a_live_check_of_a_list_is_silent_about_other_projects(officer: Client) -> None:
    wrong = project("乙", "11000022T000000391741", form=BEIJING)
    held = draft([project("甲", "11000022T000000391740", form=BEIJING), wrong])
    page = open_page(officer, held, "projects/1/")
    rows = page.context["form"]["grid"].value().replace("≥95%", "≥120%")
    officer.post(f"{PAGES}{held.pk}/projects/1/", sent(page, grid=rows))
    assert held.findings.filter(severity="error").count() == 1

    first = open_page(officer, held, "projects/0/")
    answer = officer.post(f"{PAGES}{held.pk}/projects/0/check/", sent(first))

    assert not [one for one in said(answer) if one[0] == "error"]


# --- Copies, forms, the overall goal ------------------------------------------------------------


def test_a_project_is_copied_from_last_year_without_its_money(officer: Client) -> None:
    stored(document(hebei_project(), year=2025, kind="performance"), status="published")
    held = draft(year=2026, kind="performance")
    bench = officer.get(f"{PAGES}{held.pk}/")
    (choice,) = bench.context["copies"]

    page = open_page(officer, held, f"projects/new/?copy={choice.key}")

    form = page.context["form"]
    assert form.layout_name == names.HEBEI_PROJECT
    assert form["name"].value() == "外事工作经费"
    assert form["amount_total"].value() is None
    assert form["plan_3"].value() is None
    assert form["grid"].value().count("\n") == 3


def test_a_copy_of_nowhere_is_an_empty_page(officer: Client) -> None:
    held = draft()

    page = open_page(officer, held, "projects/new/?copy=99:0&form=none")

    assert page.context["form"]["name"].value() == ""


@pytest.mark.parametrize(
    "form", [*names.PROJECT_FORMS, *names.OVERALL_FORMS, *names.EVALUATION_FORMS]
)
def test_a_blank_form_can_be_downloaded(officer: Client, form: str) -> None:
    answer = officer.get(f"{PAGES}forms/{form}.xlsx")

    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames
    assert FORMS[form].label.split("（")[0]
    assert officer.get(f"{PAGES}forms/no-form.xlsx").status_code == 404


def test_the_overall_goal_is_entered(officer: Client) -> None:
    held = draft()
    page = open_page(officer, held, "overall/")
    rows = grid("外事培训 | 产出 | 数量 | 举办培训班次 | ≥ | 9 | 次")

    answer = officer.post(
        f"{PAGES}{held.pk}/overall/",
        sent(page, goal="服务大局。", amount_total="120.50", grid=rows),
    )

    assert answer.status_code == 302
    found = performance_of(held).overall
    assert found is not None
    assert found.body == "某市人民政府外事办公室"
    assert [(one.activity, one.level1, one.name) for one in found.indicators] == [
        ("外事培训", "产出指标", "举办培训班次")
    ]


# --- Others at work -----------------------------------------------------------------------------


def test_what_others_changed_meanwhile_is_not_overwritten_unasked(officer: Client) -> None:
    held = draft(hebei_project())
    mine, other = (open_page(officer, held, "projects/0/") for _ in range(2))
    officer.post(f"{PAGES}{held.pk}/projects/0/", sent(other, purpose="别人写的。"))

    answer = officer.post(f"{PAGES}{held.pk}/projects/0/", sent(mine, purpose="我写的。"))

    assert answer.status_code == 409
    assert answer.context["form"]["purpose"].value() == "我写的。"
    assert performance_of(held).projects[0].purpose == "别人写的。"
    again = officer.post(f"{PAGES}{held.pk}/projects/0/", sent(answer, purpose="我写的。"))
    assert again.status_code == 302
    assert performance_of(held).projects[0].purpose == "我写的。"


def test_a_project_is_found_where_it_stands_now(officer: Client) -> None:
    held = draft(hebei_project("甲"), hebei_project("乙", "13010024P00097X210031B"))
    page = open_page(officer, held, "projects/1/")
    bench = officer.get(f"{PAGES}{held.pk}/")
    _first, seen = bench.context["projects"][0]
    officer.post(f"{PAGES}{held.pk}/drop/project/0/", {"opened": seen})

    answer = officer.post(f"{PAGES}{held.pk}/projects/1/", sent(page, purpose="乙的新用途。"))

    assert answer.status_code == 302
    assert [(one.name, one.purpose) for one in performance_of(held).projects] == [
        ("乙", "乙的新用途。")
    ]


def test_a_project_that_is_gone_can_be_stored_as_a_new_one(officer: Client) -> None:
    held = draft(hebei_project())
    page = open_page(officer, held, "projects/0/")
    seen = page.context["opened"]
    officer.post(f"{PAGES}{held.pk}/drop/project/0/", {"opened": seen})

    answer = officer.post(f"{PAGES}{held.pk}/projects/0/", sent(page, purpose="写了很久。"))

    assert answer.status_code == 409
    assert answer.context["form"]["purpose"].value() == "写了很久。"
    assert answer.context["action"].startswith(f"{PAGES}{held.pk}/projects/new/")
    assert not performance_of(held).projects


@pytest.mark.parametrize("gone", ["published", "deleted"])
def test_a_draft_that_is_gone_loses_nothing_typed(officer: Client, gone: str) -> None:
    held = draft(hebei_project())
    page = open_page(officer, held, "projects/0/")
    if gone == "deleted":
        models.Disclosure.objects.all().delete()
    else:
        models.Disclosure.objects.update(
            status="published", published_at="2026-02-01T00:00Z", sha256="a" * 64
        )

    answer = officer.post(f"{PAGES}{held.pk}/projects/0/", sent(page, purpose="写了很久。"))

    assert answer.status_code == (404 if gone == "deleted" else 409)
    assert "写了很久。" in answer.content.decode()
    check = officer.post(f"{PAGES}{held.pk}/projects/0/check/", sent(page))
    assert [one["severity"] for one in check.json()["said"]] == ["error"]
    assert check.status_code == (404 if gone == "deleted" else 200)
    for address in ("", "projects/0/", "projects/new/", "overall/", "evaluations/new/"):
        shown = officer.get(f"{PAGES}{held.pk}/{address}", follow=True)
        if gone == "deleted":
            assert shown.status_code == 404
        else:
            assert shown.status_code == 200
            assert shown.redirect_chain


@pytest.fixture
def strict() -> Client:
    """A browser whose token is checked, signed in as a member of staff who may do everything."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.create_superuser("officer", password="x" * 20))
    return client


def test_an_ended_session_loses_nothing_typed(strict: Client) -> None:
    held = draft(hebei_project())
    page = open_page(strict, held, "projects/0/")
    fields = sent(page, purpose="写了很久。", csrfmiddlewaretoken=str(page.context["csrf_token"]))
    user = get_user_model().objects.get()
    strict.session.flush()
    address = f"{PAGES}{held.pk}/projects/0/"

    shown = strict.post(address, fields)
    checked = strict.post(f"{address}check/", fields)
    strict.force_login(user)
    again = strict.post(
        address,
        {
            **dict(shown.context["own"]),
            **{name: text for name, _label, text in shown.context["typed"]},
            "csrfmiddlewaretoken": str(shown.context["csrf_token"]),
        },
    )

    assert (shown.status_code, checked.status_code, again.status_code) == (403, 403, 302)
    assert "登录已过期" in shown.content.decode()
    labels = {name: label for name, label, _text in shown.context["typed"]}
    assert (labels["amount_total"], labels["plan_3"]) == ("项目总额", "3月底")
    assert "写了很久。" in shown.content.decode()
    assert checked.json()["signed_out"] is True
    assert performance_of(held).projects[0].purpose == "写了很久。"


def test_a_page_opened_before_the_last_sign_in_can_be_sent_again(strict: Client) -> None:
    held = draft(hebei_project())
    page = open_page(strict, held, "projects/0/")
    fields = sent(page, purpose="写了很久。", csrfmiddlewaretoken="a" * 64)
    address = f"{PAGES}{held.pk}/projects/0/"

    shown = strict.post(address, fields)
    answer = strict.post(f"{address}check/", fields).json()
    renewed = strict.post(f"{address}check/", {**fields, "csrfmiddlewaretoken": answer["token"]})

    assert shown.status_code == 403
    assert "重新登录过" in shown.content.decode()
    assert "写了很久。" in shown.content.decode()
    assert answer["signed_out"] is False
    assert said(renewed) == []
    assert performance_of(held).projects[0].purpose == "用于外事培训。"


def test_what_another_site_sends_is_not_offered_again(strict: Client) -> None:
    held = draft(hebei_project())
    page = open_page(strict, held, "projects/0/")

    answer = strict.post(
        f"{PAGES}{held.pk}/projects/0/",
        sent(page, purpose="别处写的。"),
        headers={"origin": "https://elsewhere.example"},
    )

    assert answer.status_code == 403
    assert "别处写的。" not in answer.content.decode()


# --- Evaluations --------------------------------------------------------------------------------


@pytest.fixture
def evaluated(officer: Client) -> tuple[models.Disclosure, str]:
    """A draft of an evaluation, and the address at which its project's is made ready."""
    stored(document(hebei_project(), overall(), kind="performance"), status="published")
    held = draft(kind="evaluation")
    bench = officer.get(f"{PAGES}{held.pk}/")
    keys = {choice.label.split()[0]: choice.key for choice in bench.context["sources"]}
    assert list(keys) == ["部门整体", "外事工作经费"]
    return held, keys["外事工作经费"]


ITEMS = (
    "年度资金总额 |  | 10 | {execution}",
    "举办培训班次 | 9次 | 25.00 | {first}",
    "培训合格率 | 76% | 25.00 | {second} | 部分学员缺考",
    "参训人员满意度 | 95% | 40.00 | {third}",
)
MONEY = (
    "年度资金总额|20|20|18.83",
    "其中：当年财政拨款|20|20|18.83",
    "上年结转资金||",
    "其他资金||",
)


def filled(**scores: str) -> dict[str, str]:
    given = {"execution": "", "first": "", "second": "", "third": "", **scores}
    return {
        "items": grid(*(row.format(**given) for row in ITEMS)),
        "money": grid(*MONEY),
        "goal_reached": "全部完成。",
    }


def test_an_evaluation_is_made_ready_from_its_targets(
    officer: Client, evaluated: tuple[models.Disclosure, str]
) -> None:
    held, key = evaluated

    page = open_page(officer, held, f"evaluations/new/?from={key}")

    lines = [line for _n, _name, _heads, lines in page.context["parts"] for line in lines]
    assert [(line.name, line.target) for line in lines[1:]] == [
        ("举办培训班次", "≥9次"),
        ("培训合格率", "≥95%"),
        ("参训人员满意度", "≥90%"),
    ]
    assert page.context["form"]["money"].value().startswith("年度资金总额\t20.00\t\t\n")


def test_scores_follow_what_is_typed(
    officer: Client, evaluated: tuple[models.Disclosure, str]
) -> None:
    held, key = evaluated
    address = f"{PAGES}{held.pk}/evaluations/new/score/?from={key}"

    free = officer.post(address, filled()).json()
    typed = officer.post(
        address, filled(execution="9.42", first="25", second="25", third="40")
    ).json()

    assert [one["suggested"] for one in free["items"]] == ["9.42", "25.00", "20.00", "40.00"]
    assert free["rates"][0] == "94.15%"
    assert (free["total"]["score"], free["total"]["left"]) == ("", 4)
    assert free["suggested"] == {"score": "94.42", "grade": "优"}
    assert [one["verdict"] for one in typed["items"]] == [
        "agrees",
        "agrees",
        "contradicts",
        "agrees",
    ]
    assert typed["total"] == {"weight": "100.00", "score": "99.42", "grade": "优", "left": 0}
    assert ("warning", 2, "score") in [(s["severity"], s["row"], s["field"]) for s in typed["said"]]
    assert "20" in "".join(typed["items"][2]["steps"])
    assert not performance_of(held).evaluations


def test_an_evaluation_is_stored_and_opened_again(
    officer: Client, evaluated: tuple[models.Disclosure, str]
) -> None:
    held, key = evaluated
    address = f"{PAGES}{held.pk}/evaluations/new/?from={key}"

    answer = officer.post(address, filled(execution="9.42", first="25", second="20", third="40"))

    assert answer.status_code == 302, answer.context["form"].errors
    (found,) = performance_of(held).evaluations
    assert (found.project_name, str(found.score), found.grade) == ("外事工作经费", "94.42", "优")
    assert found.items[2].reason == "部分学员缺考"
    assert found.goal_reached == "全部完成。"
    page = open_page(officer, held, "evaluations/0/")
    before = load_disclosure(held)
    again = officer.post(f"{PAGES}{held.pk}/evaluations/0/", sent(page))
    assert again.status_code == 302
    assert load_disclosure(held) == before
    second = officer.post(address, filled())
    assert second.status_code == 422
    assert "已在这份草稿里" in str(second.context["form"].errors)


@pytest.mark.parametrize(
    ("changed", "field", "row"),
    [
        ({"items": "另一个指标 | 9次"}, "items", None),
        ({"items": grid(*ITEMS).replace("{first}", "很高")}, "score", 1),
        ({"items": grid(*ITEMS).replace("{first}", "-3")}, "score", 1),
        ({"money": grid(*MONEY).replace("18.83", "十八")}, "money_0_executed", None),
    ],
)
def test_an_evaluation_that_can_not_stand_says_so_at_its_cell(
    officer: Client,
    evaluated: tuple[models.Disclosure, str],
    changed: dict[str, str],
    field: str,
    row: int | None,
) -> None:
    held, key = evaluated
    given = {**filled(execution="9.42"), **changed}
    given["items"] = given["items"].replace("{execution}", "").replace("{first}", "")
    given["items"] = given["items"].replace("{second}", "").replace("{third}", "")

    check = officer.post(f"{PAGES}{held.pk}/evaluations/new/score/?from={key}", given)
    answer = officer.post(f"{PAGES}{held.pk}/evaluations/new/?from={key}", given)

    assert ("error", row, field) in said(check)
    assert answer.status_code == 422
    assert answer.context["form"]["goal_reached"].value() == "全部完成。"
    assert not performance_of(held).evaluations


def test_an_evaluation_without_targets_leads_back_to_the_list(officer: Client) -> None:
    held = draft(kind="evaluation")

    answer = officer.get(f"{PAGES}{held.pk}/evaluations/new/?from=1:0", follow=True)

    assert answer.redirect_chain[-1][0] == f"{PAGES}{held.pk}/"
    assert "请从这里重新选择" in answer.content.decode()


# --- Real documents -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "year", "kind"),
    [
        ("beijing-fao-2026-budget", 2026, "budget"),
        ("xicheng-fao-2022-budget", 2022, "budget"),
        ("xicheng-fao-2024-budget", 2024, "budget"),
        ("shijiazhuang-fao-2024-performance", 2024, "performance"),
        ("beijing-fao-2023-evaluation", 2023, "evaluation"),
    ],
)
def test_real_documents_come_out_of_their_pages_as_they_went_in(
    officer: Client, shared_documents: Path, folder: str, year: int, kind: str
) -> None:
    body = department()
    preview = preview_workbook(
        (shared_documents / folder / "tables.xlsx").read_bytes(),
        name="tables.xlsx",
        department=body.name,
        fiscal_year=year,
        kind=kind,
    )
    held = store_draft(preview, department=body)
    before = performance_of(held)
    tables = load_disclosure(held).tables
    pages = [f"projects/{n}/" for n in range(len(before.projects))]
    pages += ["overall/"] if before.overall else []
    pages += [f"evaluations/{n}/" for n in range(len(before.evaluations))]

    for page in pages:
        answer = officer.post(f"{PAGES}{held.pk}/{page}", sent(open_page(officer, held, page)))
        assert answer.status_code == 302, (page, answer.context["form"].errors)

    after = performance_of(held)
    assert (after.projects, after.overall) == (before.projects, before.overall)
    assert [one.score for one in after.evaluations] == [one.score for one in before.evaluations]
    assert [one.items for one in after.evaluations] == [one.items for one in before.evaluations]
    if kind != "evaluation":
        assert load_disclosure(held).tables == tables


# --- How it begins, who may, what it costs ------------------------------------------------------


def test_entering_begins_without_a_workbook(officer: Client) -> None:
    body = department()

    answer = officer.post(
        f"{PAGES}start/", {"department": body.pk, "year": 2026, "kind": "performance"}
    )

    held = models.Disclosure.objects.get()
    assert answer.url == f"{PAGES}{held.pk}/"
    assert officer.post(f"{PAGES}start/", {"year": "often"}).status_code == 422


def test_a_department_is_found_by_its_name_without_a_script(officer: Client) -> None:
    one, other = department("one", name="甲市外事办公室"), department("two", name="乙市财政局")

    page = officer.get(f"{PAGES}start/", {"q": "外事"}).content.decode()

    assert f'<option value="{one.pk}">{one}</option>' in page
    assert f'<option value="{other.pk}">' not in page


def test_the_pages_are_linked_where_staff_look_for_them(officer: Client) -> None:
    held = draft(hebei_project())

    index = officer.get("/admin/").content.decode()
    listed = officer.get("/admin/budgets/disclosure/").content.decode()
    shown = officer.get(f"/admin/budgets/disclosure/{held.pk}/change/").content.decode()

    assert f'href="{PAGES}start/"' in index
    assert f'href="{PAGES}start/"' in listed
    assert f'href="{PAGES}{held.pk}/"' in shown


READING = ("", "projects/0/", "projects/new/", "overall/")
WRITING = ("projects/0/", "projects/0/check/", "overall/", "overall/check/", "drop/project/0/")


@pytest.mark.parametrize(("role", "status"), [("reviewer", 403), ("publisher", 403), ("", 404)])
def test_the_pages_are_closed_to_those_who_may_not_edit(
    staff: Callable[..., Client], role: str, status: int
) -> None:
    held = draft(hebei_project())
    other = department("another", "另一个局")
    client = staff(held.department, role) if role else staff(other, "staff")
    before = load_disclosure(held)

    for page in READING:
        assert client.get(f"{PAGES}{held.pk}/{page}").status_code == status
        assert Client().get(f"{PAGES}{held.pk}/{page}").url.startswith("/admin/login/")
    for page in WRITING:
        assert client.post(f"{PAGES}{held.pk}/{page}", {"name": "甲"}).status_code == status
        assert Client().post(f"{PAGES}{held.pk}/{page}").url.startswith("/admin/login/")

    assert load_disclosure(held) == before


def test_beginning_asks_for_its_permission(staff: Callable[..., Client]) -> None:
    client = staff(department(), "reviewer")

    assert client.get(f"{PAGES}start/").status_code == 403
    assert client.post(f"{PAGES}start/").status_code == 403
    assert client.get(f"{PAGES}forms/{BEIJING}.xlsx").status_code == 200
    assert staff(department()).get(f"{PAGES}forms/{BEIJING}.xlsx").status_code == 403


def test_only_posting_changes_a_draft(officer: Client) -> None:
    held = draft(hebei_project())

    for page in ("drop/project/0/", "projects/0/check/", "overall/check/"):
        assert officer.get(f"{PAGES}{held.pk}/{page}").status_code == 405


def test_a_page_costs_the_same_however_many_projects_there_are(
    officer: Client, django_assert_max_num_queries: Any
) -> None:
    some = [project(f"项目{n}", f"1100002200000000{n:05}", form=BEIJING) for n in range(30)]
    held = draft(some)

    for page in ("", "projects/29/", "projects/new/"):
        with django_assert_max_num_queries(16):
            open_page(officer, held, page)
    page = open_page(officer, held, "projects/29/")
    with django_assert_max_num_queries(10):
        officer.post(f"{PAGES}{held.pk}/projects/29/check/", sent(page))


def test_text_of_people_is_never_code(officer: Client) -> None:
    held = draft()
    name = "</script><img src=x onerror=alert(1)>"
    page = open_page(officer, held, "projects/new/")
    given = sent(page, name=name, grid=grid(f"产出指标|数量指标|{name}|≥|3|场"), stay="1")

    answer = officer.post(f"{PAGES}{held.pk}/projects/new/", given, follow=True)

    assert answer.status_code == 200
    assert "<img src=x" not in answer.content.decode()
    check = officer.post(f"{PAGES}{held.pk}/projects/new/check/", given)
    assert json.loads(check.content)["said"]
