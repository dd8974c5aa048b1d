"""The interface: its document is valid, its answers keep to it, nothing that is not public is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.resources import RESOURCES, by_document
from budgets import publishing
from budgets.models import Fact
from budgets.money import yuan
from config import rates
from performance.models import Project
from tests.builders import disclosure_data, overview, stored
from tests.documents import XICHENG_2022, XICHENG_2024
from tests.open_data.site import ROOT, office, public, site

pytestmark = pytest.mark.django_db
API = "/api/v1/"
DOCUMENT = "disclosures/fao/2024/budget/"


def told(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    answer = client.get(parts.path + (f"?{parts.query}" if parts.query else ""))
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def walked(client: Client, address: str) -> Iterator[dict[str, Any]]:
    following: str | None = address
    while following:
        page = told(client, following)
        yield from page["items"]
        following = page["next"]


def test_the_document_is_valid_and_every_answer_keeps_to_it(client: Client) -> None:
    site()
    document = told(client, f"{API}openapi.json")
    named = {
        "slug": "fao",
        "year": 2024,
        "kind": "budget",
        "version": 1,
        "n": 1,
        "code": "110102",
        "key": Project.objects.exclude(budgets=None).first().key,  # type: ignore[union-attr]
    }

    OpenAPIV31SpecValidator(document).validate()
    undescribed = [
        (name, field)
        for name, schema in document["components"]["schemas"].items()
        for field, one in schema["properties"].items()
        if " / " not in one["description"]
    ]
    assert undescribed == []
    for path, operations in document["paths"].items():
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = Draft202012Validator({**schema, "components": document["components"]})
        examples = [path.format(**named)]
        if resource := next((one for one in RESOURCES if path == f"/{one.name}/"), None):
            examples = [f"{path}{resource.example}"]
            if not any(one.required for one in resource.parameters):
                examples.append(path)
        for example in examples:
            answer = told(client, API + example.removeprefix("/"))
            assert [error.message for error in validator.iter_errors(answer)] == []
            if "items" in answer:
                assert answer["items"], f"{example} shows nothing"


def test_amounts_are_texts_in_yuan_beside_whole_fen(client: Client) -> None:
    public(office(XICHENG_2024))

    found = told(client, f"{API}facts/?three_public=reception&basis=budget&side=out")["items"]

    assert {(one["amount"], one["unit"], one["fen"]) for one in found} == {
        ("2147.52", "元", 214752)
    }
    cell = urlsplit(found[0]["cell"])
    page = client.get(cell.path).content.decode()
    assert f'id="{cell.fragment}"' in page


def test_pages_tell_every_fact_once_while_others_are_published(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    public(office(XICHENG_2022))
    monkeypatch.setattr(by_document, "PLAIN", 1)
    monkeypatch.setattr(by_document, "NARROWED", 1)
    walk = walked(client, f"{API}facts/?limit=7")
    first = [next(walk) for _ in range(20)]

    public(office(XICHENG_2024))
    seen = first + list(walk)

    places = [tuple(one[name] for name in ("year", "table", "row", "column")) for one in seen]
    assert len(places) == len(set(places)) == Fact.objects.count()
    narrowed = list(walked(client, f"{API}facts/?function_prefix=201&side=out&limit=3"))
    assert [one["fen"] for one in narrowed] == list(
        Fact.objects.filter(function__startswith="201", side="out")
        .order_by("disclosure_id", "table_n", "row", "column")
        .values_list("fen", flat=True)
    )
    assert all(one["amount"] == yuan(one["fen"]) for one in narrowed)
    for name in ("tables", "key-amounts", "indicators", "projects"):
        with monkeypatch.context() as patched:
            patched.setattr(by_document, "PLAIN", 100)
            whole = told(client, f"{API}{name}/?limit=1000")
        assert whole["next"] is None
        assert list(walked(client, f"{API}{name}/?limit=4")) == whole["items"]


def test_a_page_asks_as_much_whatever_it_holds(client: Client) -> None:
    site()
    for resource in RESOURCES:
        question = "q=公务接待费&" if resource.name == "search" else ""
        asked = []
        for limit in (1, 100):
            with CaptureQueriesContext(connection) as queries:
                told(client, f"{API}{resource.name}/?{question}limit={limit}")
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 3, resource.name


def test_what_is_not_public_is_nowhere_and_what_was_withdrawn_says_so(client: Client) -> None:
    stored(disclosure_data(overview(), department="草稿单位", slug="secret", region="130000"))
    old, shown, _evaluation = site()
    addresses = [f"{API}{one.name}/" for one in RESOURCES if one.name != "search"]
    addresses += ["/feed/", "/sitemaps/documents-0.xml", "/sitemaps/places.xml"]

    for address in addresses:
        content = client.get(address).content.decode()
        assert "secret" not in content
        assert "草稿单位" not in content
    assert client.get(f"{API}bodies/secret/").status_code == 404
    assert client.get(f"{API}disclosures/secret/2026/budget/").status_code == 404

    by = get_user_model().objects.create(username="publisher")
    publishing.withdraw(shown, by=by, notice="数字有误，已撤下。")

    for path in (DOCUMENT, f"{DOCUMENT}v1/", f"{DOCUMENT}tables/1/"):
        answer = client.get(API + path)
        problem = json.loads(answer.content)
        assert answer.status_code == 410
        assert answer["Content-Type"].startswith("application/problem+json")
        assert problem["notice"] == "数字有误，已撤下。"
        assert set(problem["messages"]) == {"zh-Hans", "en"}
    for name in ("disclosures", "tables", "facts", "key-amounts", "projects", "indicators"):
        left = told(client, f"{API}{name}/?body=fao&year=2024")["items"]
        assert left == []
    assert {one["year"] for one in walked(client, f"{API}facts/?body=fao")} == {2022}
    assert old.is_public


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("facts/?limit=0", "invalid-parameter"),
        ("facts/?side=sideways", "invalid-parameter"),
        ("facts/?year=²⁰²⁴", "invalid-parameter"),
        ("facts/?year=2024&year=2025", "invalid-parameter"),
        ("facts/?cursor=bm9uc2Vuc2U", "invalid-cursor"),
        ("facts/?cursor=WzEsMiwzXQ", "invalid-cursor"),
        ("regions/?cursor=Wy0xXQ", "invalid-cursor"),
        ("facts/?colour=red", "unknown-parameter"),
        ("regions/110102/?format=xml", "unknown-parameter"),
        ("search/", "invalid-parameter"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_both_languages(
    client: Client, query: str, problem: str
) -> None:
    answer = client.get(API + query)

    refused = json.loads(answer.content)
    assert answer.status_code == refused["status"] == 400
    assert refused["type"] == f"/api/#problem-{problem}"
    assert refused["messages"]["zh-Hans"]
    assert refused["messages"]["en"].isascii()
    assert f'id="problem-{problem}"' in client.get("/api/").content.decode()


def test_a_reader_who_has_it_already_is_told_so_and_scripts_of_others_may_ask(
    client: Client,
) -> None:
    public(office(XICHENG_2024))
    first = client.get(f"{API}disclosures/?year=2024")

    again = client.get(f"{API}disclosures/?year=2024", headers={"If-None-Match": first["ETag"]})
    before = client.options(f"{API}disclosures/")
    written = client.post(f"{API}disclosures/", {})

    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"] == "public, max-age=60"
    assert (before.status_code, before["Access-Control-Allow-Methods"]) == (
        204,
        "GET, HEAD, OPTIONS",
    )
    assert (written.status_code, written["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_an_address_that_is_none_is_a_problem_document_too(client: Client) -> None:
    for path in ("nothing/", "regions/%E4%B8%AD/", "disclosures/fao/24/budget/"):
        answer = client.get(API + path)
        assert answer.status_code == 404
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert json.loads(answer.content)["type"] == "/api/#problem-not-found"
    assert client.get(f"{API}facts")["Location"] == f"{API}facts/"
    refused = client.get(API, headers={"Host": "evil.example"})
    assert json.loads(refused.content)["status"] == refused.status_code == 400


def test_who_asks_too_often_hears_when_to_come_back(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RATE_LIMITS = True
    once = rates.Rate(f"api-{uuid4()}", 1, 3600, per_person=False)
    monkeypatch.setattr(rates, "_API", (once,))

    told(client, f"{API}regions/")
    answer = client.get(f"{API}regions/?limit=5")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert json.loads(answer.content)["type"] == "/api/#problem-too-many-requests"


def test_reading_code_asks_for_what_is_public_alone() -> None:
    """Whoever reads documents or what belongs to them names the manager that keeps drafts out."""
    read = [*(ROOT / "api").rglob("*.py"), *(ROOT / "budgets/bulk").glob("*.py")]
    read += [ROOT / f"budgets/pages/{name}.py" for name in ("feeds", "sitemaps", "bulk")]
    wrong = []
    for path in read:
        text = path.read_text(encoding="utf-8")
        for model in ("Disclosure", "ProjectBudget", "Evaluation", "OverallTarget"):
            for rest in text.split(f"{model}.objects.")[1:]:
                if not rest.startswith(("published()", "public()", "withdrawn()")):
                    wrong.append(f"{path.name}: {model}.objects.{rest[:20]}")
    assert wrong == []
