"""The log in the admin: each reads what concerns their places, and nobody changes anything."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from budgets import log, models
from budgets.admin.journal import ACTIONS
from budgets.states import Step
from tests.builders import department, region, stored, whole_document
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db

LIST = "/admin/budgets/logentry/"


def person(name: str, role: str = "", **place: Any) -> Any:
    user = get_user_model().objects.create_user(name, is_staff=True)
    if role:
        models.RoleGrant.objects.create(user=user, role=role, **place)
    return user


def window(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{LIST}log.csv{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def entries() -> dict[str, models.LogEntry]:
    """One of a body, of its region, of a body elsewhere, of the whole site."""
    here, there = department(), department("elsewhere", "外省外办", "450000")
    told = {
        "body": log.append("export", subject=stored(whole_document()), detail={"what": "pdf"}),
        "region": log.append("change", subject=here.region, detail={"reason_threshold": "20"}),
        "elsewhere": log.append("change", subject=there),
        "site": log.append("backup", about="全站"),
    }
    assert told["body"].body == here.slug
    return told


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        ("auditor", {"department": "mou-shi-wai-ban"}, {"body"}),
        ("auditor", {"region": "110000"}, {"body", "region"}),
        ("administrator", {"region": "450000"}, {"elsewhere"}),
        ("administrator", {}, {"body", "region", "elsewhere", "site"}),
    ],
)
def test_each_reads_the_log_of_their_places(
    entries: dict[str, models.LogEntry], role: str, place: dict[str, str], seen: set[str]
) -> None:
    given: dict[str, Any] = {}
    if "department" in place:
        given["department"] = department(place["department"])
    if "region" in place:
        given["region"] = region(place["region"])
    client = window(person("reader", role, **given))

    page = client.get(LIST)

    shown = {str(entry.position) for entry in page.context["cl"].result_list}
    assert shown == {str(entries[name].position) for name in seen}
    assert {line["position"] for line in lines(client)} == shown
    for name, entry in entries.items():
        status = client.get(f"{LIST}{entry.pk}/change/").status_code
        assert status == (200 if name in seen else 404), name


def test_every_word_of_the_log_is_told_in_chinese() -> None:
    written = {
        word
        for folder in ("budgets", "accounts", "performance")
        for path in (ROOT / folder).rglob("*.py")
        for word in re.findall(r'\blog\.append\(\s*"([a-z-]+)"', path.read_text())
    }

    assert written >= {"export", "login", "bring", "remind"}
    assert sorted((written | {step.action for step in Step}) - set(ACTIONS)) == []


def test_an_entry_names_states_and_kinds_in_chinese(entries: dict[str, models.LogEntry]) -> None:
    log.append("publish", subject=department(), detail={"from": "approved", "to": "published"})
    log.append("remind", subject=department(), detail={"kind": "budget", "for_units": False})
    log.append("login", detail={"with": "password", "from": "192.0.2.1"})

    page = window(person("reader", "administrator")).get(LIST).content.decode()

    assert "来自：已审定；变为：已公开" in page
    assert "种类：预算；批复所属单位：否" in page
    assert "来自：192.0.2.1；用：密码" in page


def test_staff_do_not_read_the_log(entries: dict[str, models.LogEntry]) -> None:
    client = window(person("staff", "staff", department=department()))

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}log.csv").status_code == 403


def test_an_entry_tells_its_details_and_whether_it_is_whole(
    entries: dict[str, models.LogEntry],
) -> None:
    client = window(person("reader", "administrator"))

    page = client.get(f"{LIST}{entries['region'].pk}/change/").content.decode()

    assert "<dt>须说明原因的增减幅度（%）</dt>" in page
    assert "reason_threshold" not in page
    assert "一致" in page
    assert 'name="_save"' not in page


def test_the_list_is_narrowed_by_person_act_and_day(entries: dict[str, models.LogEntry]) -> None:
    officer = person("officer")
    log.append("login", by=officer)
    client = window(person("reader", "administrator"))

    for query, expected in (
        ("?q=officer", ["login"]),
        ("?action=export", ["export"]),
        ("?q=elsewhere", ["change"]),
        ("?at__year=1999", []),
    ):
        found = client.get(LIST + query).context["cl"].result_list
        assert [entry.action for entry in found] == expected, query


def test_taking_the_log_along_stands_in_the_log(entries: dict[str, models.LogEntry]) -> None:
    client = window(person("reader", "administrator"))
    log.append("login", about="=HYPERLINK(1)")

    taken = lines(client, "?action=login")

    assert [line["subject"] for line in taken] == ["'=HYPERLINK(1)"]
    entry = models.LogEntry.objects.first()
    assert entry is not None
    assert (entry.action, entry.actor) == ("export-log", "reader")
    assert '"filter":"action=login"' in entry.detail


def test_an_export_and_a_changed_region_stand_in_the_log() -> None:
    draft = stored(whole_document())
    client = window(get_user_model().objects.create_superuser("chief"))

    client.get(f"/admin/budgets/disclosure/{draft.pk}/export/json/")
    place = draft.department.region
    client.post(
        f"/admin/budgets/region/{place.pk}/change/",
        {"code": place.code, "name": place.name, "parent": "", "reason_threshold": "20"},
    )
    client.post(f"/admin/budgets/disclosure/{draft.pk}/discard/")

    told = list(models.LogEntry.objects.order_by("position").values("action", "body", "detail"))
    assert [entry["action"] for entry in told] == ["export", "change", "discard"]
    assert '"what":"json"' in told[0]["detail"]
    assert '"reason_threshold":"20' in told[1]["detail"]
    assert told[0]["body"] == told[2]["body"] == "mou-shi-wai-ban"
