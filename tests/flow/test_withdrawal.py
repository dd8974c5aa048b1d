"""What was withdrawn: a notice at every address, nothing of the content anywhere, and a way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets import models, publishing
from budgets.freshness import current_mark
from budgets.rewriting import disclosure_before
from config.serving import PublishedBytes
from performance import models as performance
from tests.builders import department, disclosure_data, goals, overview, stored
from tests.flow.conftest import HOME, NOTICE, People

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

BELOW = [
    "",
    "tables/1/",
    "tables/1/?unit=元",
    "tables/2/",
    "tables/1.csv",
    "tables/1.xlsx",
    "tables/1.json",
    "report.pdf",
    "workbook.xlsx",
    "data.json",
    "projects/外事工作经费/",
]
# Words of the document that no page may show any more.
CONTENT = ["收支总表", "120.50", "更正错字"]


def two_versions(people: People) -> tuple[models.Disclosure, models.Disclosure]:
    first = publishing.publish_directly(
        stored(disclosure_data(overview(), goals())), as_published=True
    )
    second = publishing.correct(first, by=people.staff, reason="更正错字")
    return first, publishing.publish_directly(second, as_published=True)


def addresses() -> list[str]:
    below = [f"{HOME}{path}" for path in BELOW]
    below += [f"{HOME}v{version}/{path}" for version in (1, 2) for path in BELOW]
    return [*below, *(f"/en{path}" for path in below)]


def test_every_address_answers_410_with_the_notice_and_nothing_of_the_content(
    people: People,
) -> None:
    _first, second = two_versions(people)
    client = Client()
    assert client.get(HOME).status_code == 200

    publishing.withdraw(second, by=people.publisher, notice=NOTICE)

    for address in addresses():
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 410, address
        assert NOTICE in page
        assert "某市人民政府外事办公室" in page
        assert [word for word in CONTENT if word in page] == [], address
        assert "noindex" in answer["X-Robots-Tag"]
        assert "X-Public-Page" not in answer
    assert (
        "withdrawn" in client.get(f"/en{HOME}").content.decode()
        or "撤下" in client.get(f"/en{HOME}").content.decode()
    )


def test_it_is_gone_from_every_list_and_every_read_model(people: People) -> None:
    _first, second = two_versions(people)

    publishing.withdraw(second, by=people.publisher, notice=NOTICE)

    client = Client()
    for page in ("/", "/regions/110000/", "/departments/mou-shi-wai-ban/"):
        assert HOME not in client.get(page).content.decode(), page
    assert client.get("/departments/mou-shi-wai-ban/performance/").status_code == 404
    assert not models.Fact.objects.exists()
    assert not performance.ProjectBudget.objects.exists()
    assert set(models.Disclosure.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_both_versions_keep_their_files_and_tell_the_withdrawal_in_their_history(
    people: People,
) -> None:
    first, second = two_versions(people)
    files = list(models.PublishedFile.objects.order_by("pk").values())

    publishing.withdraw(second, by=people.publisher, notice=NOTICE)

    assert list(models.PublishedFile.objects.order_by("pk").values()) == files
    for version in (first, second):
        event = version.events.get(what="撤下")
        assert (event.by, event.note) == (people.publisher, NOTICE)
    entries = models.LogEntry.objects.filter(action="withdraw")
    assert {entry.subject_id for entry in entries} == {str(first.pk), str(second.pk)}


def test_a_kept_page_is_forgotten_with_the_withdrawal(people: People) -> None:
    _first, second = two_versions(people)
    asked = []

    def application(environ: Any, start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        answer = Client().get(environ["PATH_INFO"])
        headers = [*answer.items(), ("Content-Length", str(len(answer.content)))]
        start_response(f"{answer.status_code} x", headers)
        return [answer.content]

    kept = PublishedBytes(application, mark=current_mark)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": HOME, "wsgi.url_scheme": "http"}
    seen: list[str] = []

    def get() -> bytes:
        return b"".join(kept(dict(environ), lambda status, headers: seen.append(status)))

    get()
    get()
    assert len(asked) == 1
    publishing.withdraw(second, by=people.publisher, notice=NOTICE)
    page = get()
    get()

    assert NOTICE in page.decode()
    assert seen[-1].startswith("410")
    # Kept by nobody: a new version may come any time.
    assert len(asked) == 3


def test_a_later_version_is_public_again_and_the_old_addresses_keep_the_notice(
    people: People,
) -> None:
    _first, second = two_versions(people)
    publishing.withdraw(second, by=people.publisher, notice=NOTICE)
    third = publishing.correct(second, by=people.staff, reason="删去不宜公开的内容")

    publishing.submit(third, by=people.staff)
    publishing.approve(third, by=people.reviewer, sha256=third.sha256)
    publishing.publish(third, by=people.publisher)

    client = Client()
    assert client.get(HOME).status_code == 200
    old = client.get(f"{HOME}v2/")
    assert old.status_code == 410
    assert f'href="{HOME}"' in old.content.decode()
    assert department().facts.exists()


def test_the_document_of_the_next_year_quotes_nothing_of_it(people: People) -> None:
    _first, second = two_versions(people)
    following = stored(disclosure_data(overview(), fiscal_year=2027))
    assert disclosure_before(following) == second

    publishing.withdraw(second, by=people.publisher, notice=NOTICE)

    assert disclosure_before(following) is None
