"""Search by the interface, page after page: one list from beginning to end, or a refusal."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.documents import XICHENG_2022
from tests.open_data.site import evaluation, office, public
from tests.open_data.test_api import API, told, walked

pytestmark = pytest.mark.django_db


def test_a_search_goes_on_in_the_list_that_it_began_with_or_says_that_it_changed(
    client: Client,
) -> None:
    public(office(XICHENG_2022))
    question = f"{API}search/?q=支出"
    whole = told(client, f"{question}&limit=1000")
    walk = list(walked(client, f"{question}&limit=3"))
    first = told(client, f"{question}&limit=3")
    other = told(client, f"{API}search/?q=接待&limit=1")

    assert [one["text"] for one in walk] == [one["text"] for one in whole["items"]]
    assert len(walk) == whole["total"] > 6
    # What is published changes this list, and no list of what it says nothing of.
    public(evaluation())
    changed = told(client, f"{question}&limit=1000")["total"] != whole["total"]
    answer = client.get(first["next"])
    assert changed
    assert answer.status_code == 410
    assert json.loads(answer.content)["type"] == "/api/#problem-results-changed"
    assert (client.get(other["next"]).status_code == 200) == (
        told(client, f"{API}search/?q=接待&limit=1")["total"] == other["total"]
    )
    assert client.get(f"{question}&cursor=WzNd").status_code == 400


def test_a_question_is_read_as_the_page_reads_it(client: Client) -> None:
    public(office(XICHENG_2022))

    found = told(client, f"{API}search/?q=西城外办公务接待费花了多少钱")

    assert found["items"][0]["text"].endswith("公务接待费")
    assert (found["asked"], found["dropped"]) == ("西城外办 公务接待费", [])
