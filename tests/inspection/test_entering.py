"""What a bureau enters: approval days, exceptions, who is excused, its own rules. All of it is in the log."""

from __future__ import annotations

import json
from typing import Any

import pytest

from budgets import inspecting, models
from tests.access.people import person, signed_in
from tests.inspection.conftest import Bureau

pytestmark = pytest.mark.django_db
RULES = "/admin/bureau/110000/rules/"
RULE = {"points": "20", "days": "20", "unit_days": "15", "a_day": "2"}


def logged(action: str) -> list[dict[str, Any]]:
    entries = models.LogEntry.objects.filter(action=action).order_by("position")
    return [{"by": one.actor, "of": one.subject, **json.loads(one.detail)} for one in entries]


# ---- Days


def test_days_are_entered_once_for_all(bureau: Bureau) -> None:
    answer = bureau.post("days/", budget="2026-01-25", **{"final-accounts-units": "2027-08-20"})

    assert answer.status_code == 302
    assert bureau.document(bureau.head).deadline.due.isoformat() == "2026-02-14"
    assert bureau.document(bureau.unit, "final-accounts").deadline.due.isoformat() == "2027-09-09"
    # Targets go by the day of the budget.
    assert bureau.document(bureau.head, "performance").deadline.due.isoformat() == "2026-02-14"
    assert [one["after"] for one in logged("approval-day")] == ["2026-01-25", "2027-08-20"]
    assert models.ApprovalDay.objects.first().by == bureau.user


def test_what_did_not_change_is_not_in_the_log_again(bureau: Bureau) -> None:
    bureau.post("days/", budget="2026-01-25")
    bureau.post("days/", budget="2026-01-25")

    assert len(logged("approval-day")) == 1


def test_a_day_is_changed_and_taken_back(bureau: Bureau) -> None:
    bureau.post("days/", budget="2026-01-25")
    bureau.post("days/", budget="2026-01-28")
    assert bureau.document(bureau.head).deadline.approved.isoformat() == "2026-01-28"

    bureau.post("days/", budget="")

    assert bureau.document(bureau.head).deadline is None
    assert [(one["before"], one["after"]) for one in logged("approval-day")] == [
        ("", "2026-01-25"),
        ("2026-01-25", "2026-01-28"),
        ("2026-01-28", ""),
    ]


def test_a_day_that_is_none_is_refused(bureau: Bureau) -> None:
    answer = bureau.post("days/", budget="2026-02-30")

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not models.ApprovalDay.objects.exists()


def test_an_exception_is_entered_and_dropped(bureau: Bureau) -> None:
    bureau.post("days/", budget="2026-01-25")
    given = {"department": bureau.other.pk, "kind": "budget", "day": "2026-03-01", "note": "追加"}
    bureau.post("days/exceptions/", **given)
    assert bureau.document(bureau.other).deadline.due.isoformat() == "2026-03-21"
    assert "追加" in bureau.text("days/")

    own = models.ApprovalDay.objects.get(department=bureau.other)
    bureau.post(f"days/exceptions/{own.pk}/drop/")

    assert bureau.document(bureau.other).deadline.due.isoformat() == "2026-02-14"


def test_no_body_of_another_region_can_be_given_a_day(bureau: Bureau) -> None:
    given = {"department": bureau.in_city.pk, "kind": "budget", "day": "2026-03-01"}

    answer = bureau.post("days/exceptions/", **given)

    assert answer.status_code == 400
    assert not models.ApprovalDay.objects.exists()


def test_another_region_s_exception_is_not_dropped_by_its_number(bureau: Bureau) -> None:
    bureau.approved("2026-03-01", body=bureau.in_city)
    own = models.ApprovalDay.objects.get()

    bureau.post(f"days/exceptions/{own.pk}/drop/")

    assert models.ApprovalDay.objects.exists()


def test_a_body_is_excused_with_a_reason_and_no_longer(bureau: Bureau) -> None:
    given = {"department": bureau.other.pk, "kind": "budget"}
    assert bureau.post("days/excuses/", **given, reason=" ").status_code == 400

    bureau.post("days/excuses/", **given, reason="涉密")

    assert bureau.document(bureau.other).state == "excused"
    bureau.post(f"days/excuses/{models.Excused.objects.get().pk}/drop/")
    assert bureau.document(bureau.other).state == "waiting"
    assert [one["after"] for one in logged("excuse")] == ["涉密", ""]


# ---- Rules


def test_a_region_adjusts_a_rule(bureau: Bureau) -> None:
    bureau.client.post(f"{RULES}T01/", {**RULE, "days": "15"})

    assert inspecting.rules_of(bureau.region).clock.days == 15
    stored = models.RuleAdjustment.objects.get()
    assert stored.changes == {"days": 15}
    assert "本地区有调整" in bureau.client.get(RULES).content.decode()
    assert logged("adjust-rule") == [
        {
            "by": "bureau",
            "of": "北京市",
            "rule": "T01",
            "before": {},
            "after": {"off": "", "days": 15},
        }
    ]


def test_a_region_demands_other_tables(bureau: Bureau) -> None:
    bureau.client.post(f"{RULES}C01/", {"points": "14", "items": ["income", "capital"]})

    assert inspecting.rules_of(bureau.region).rule("C01").items == ("income", "capital")


def test_a_rule_is_switched_off_with_a_reason_alone(bureau: Bureau) -> None:
    refused = bureau.client.post(
        f"{RULES}D01/", {"points": "8", "items": "general", "is_off": "on"}
    )
    assert refused.context["form"].errors["off"]

    bureau.client.post(
        f"{RULES}D01/",
        {"points": "8", "items": "general", "is_off": "on", "off": "本地另有规定〔2025〕3号"},
    )

    assert inspecting.rules_of(bureau.region).rule("D01").off == "本地另有规定〔2025〕3号"
    assert "本地另有规定" in bureau.client.get(RULES).content.decode()


def test_a_region_demands_targets_of_all(bureau: Bureau) -> None:
    bureau.client.post(f"{RULES}W03/", {"required": "on"})
    bureau.approved("2026-01-25")

    assert bureau.document(bureau.other, "performance").state == "overdue"


def test_what_is_as_shipped_is_no_adjustment(bureau: Bureau) -> None:
    bureau.client.post(f"{RULES}T01/", RULE)

    assert not models.RuleAdjustment.objects.exists()
    assert logged("adjust-rule") == []


def test_an_adjustment_is_taken_back(bureau: Bureau) -> None:
    bureau.client.post(f"{RULES}T01/", {**RULE, "days": "15"})

    bureau.client.post(f"{RULES}T01/", {"reset": "1"})

    assert inspecting.rules_of(bureau.region).clock.days == 20
    assert logged("adjust-rule")[-1]["after"] == {}


def test_a_region_below_returns_to_what_is_shipped(bureau: Bureau) -> None:
    inspecting.adjust(bureau.region, "C02", by=bureau.user, changes={"points": 40})

    bureau.client.post("/admin/bureau/110100/rules/C02/", {"points": "0", "items": ["capital"]})

    assert inspecting.rules_of(bureau.city).rule("C02").points == 0
    assert inspecting.rules_of(bureau.region).rule("C02").points == 40


@pytest.mark.parametrize("given", [{"points": "-1"}, {"points": "101"}, {"points": "1.25"}, {}])
def test_points_that_are_none_are_refused(bureau: Bureau, given: dict[str, str]) -> None:
    answer = bureau.client.post(f"{RULES}C02/", {"items": ["capital"], **given})

    assert answer.context["form"].errors["points"]
    assert not models.RuleAdjustment.objects.exists()


def test_an_unknown_rule_is_not_there(bureau: Bureau) -> None:
    assert bureau.client.get(f"{RULES}X99/").status_code == 404


def test_who_watches_reads_the_rules_and_changes_none(bureau: Bureau) -> None:
    auditor = signed_in(person("auditor", ("auditor", bureau.region)))

    assert auditor.get(RULES).status_code == 200
    assert auditor.post(f"{RULES}T01/", {**RULE, "days": "15"}).status_code == 403
    assert not models.RuleAdjustment.objects.exists()
