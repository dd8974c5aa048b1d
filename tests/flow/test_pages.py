"""The pages of the steps: who sees which button, what they do, and what they say when refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets import models, publishing, scheduling
from budgets.commenting import cell_named, comment
from budgets.models import Role
from budgets.storage import load_disclosure
from tests.access.people import person, signed_in
from tests.admin import books
from tests.admin.conftest import address, previewed
from tests.builders import department
from tests.flow.conftest import NOTICE, In, People, a_draft, fresh, later

pytestmark = pytest.mark.django_db

BUTTONS = {
    "submit": "送审……",
    "call-back": "撤回送审……",
    "review": "审核……",
    "publish": "公开……",
    "send-back": "退回……",
    "correct": "更正……",
    "withdraw": "撤下……",
}
OFFERED: dict[tuple[str, str], set[str]] = {
    ("draft", "staff"): {"submit"},
    ("draft", "reviewer"): set(),
    ("draft", "publisher"): set(),
    ("submitted", "staff"): {"call-back"},
    ("submitted", "reviewer"): {"review"},
    ("submitted", "publisher"): set(),
    ("approved", "staff"): set(),
    ("approved", "reviewer"): {"send-back"},
    ("approved", "publisher"): {"publish", "send-back"},
    ("published", "staff"): {"correct"},
    ("published", "reviewer"): set(),
    ("published", "publisher"): {"withdraw"},
    ("withdrawn", "staff"): {"correct"},
    ("withdrawn", "publisher"): set(),
}
# What each page takes, so that it would act if the state were another one.
GIVEN: dict[str, dict[str, str]] = {
    "submit": {},
    "call-back": {},
    "review": {},
    "send-back": {"reason": "少一行"},
    "publish": {},
    "schedule": {"at": "2099-01-01T09:00"},
    "unschedule": {},
    "withdraw": {"notice": NOTICE, "confirmed": ""},
    "correct": {"reason": "错字"},
}
LEGAL = {
    "draft": {"submit"},
    "submitted": {"call-back", "review", "send-back"},
    "approved": {"send-back", "publish", "schedule"},
    "published": {"withdraw", "correct"},
    "superseded": set(),
    "withdrawn": {"correct"},
}


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "published", "withdrawn"])
def test_the_page_offers_what_this_person_may_do_now(
    state: str, in_state: In, people: People
) -> None:
    disclosure = in_state(state)

    for (at, who), offered in OFFERED.items():
        if at == state:
            page = people.client(who).get(address(disclosure)).content.decode()
            shown = {name for name in BUTTONS if f'href="{address(disclosure, name)}"' in page}
            assert shown == offered, (state, who)
            assert "办理进度" in page


@pytest.mark.parametrize("state", LEGAL)
def test_an_illegal_step_answers_409_says_what_happened_and_changes_nothing(
    state: str, in_state: In
) -> None:
    disclosure = in_state(state)
    client = signed_in(person("chief", is_superuser=True))
    before = list(models.Disclosure.objects.order_by("pk").values())

    for name, given in GIVEN.items():
        if name not in LEGAL[state]:
            answer = client.post(address(disclosure, name), given)
            page = answer.content.decode()
            assert answer.status_code == 409, (state, name)
            assert f"“{disclosure.get_status_display()}”" in page
            assert f'href="{address(disclosure)}"' in page

    assert list(models.Disclosure.objects.order_by("pk").values()) == before


def test_a_step_that_is_not_ones_own_is_forbidden(in_state: In, people: People) -> None:
    disclosure = in_state("submitted")
    publisher, staff = people.client("publisher"), people.client("staff")

    assert publisher.post(address(disclosure, "review")).status_code == 403
    assert publisher.post(address(disclosure, "send-back"), {"reason": "x"}).status_code == 403
    assert staff.post(address(disclosure, "send-back"), {"reason": "x"}).status_code == 403
    assert staff.post(address(disclosure, "review")).status_code == 403
    assert people.client("reviewer").post(address(disclosure, "call-back")).status_code == 403
    assert fresh(disclosure).status == "submitted"


def test_staff_submit_and_see_what_blocks(people: People) -> None:
    draft = a_draft("121.50")
    client = people.client("staff")

    blocked = client.post(address(draft, "submit"), {"note": "请审"})
    assert blocked.status_code == 409
    assert "没有改正，也没有写明情况" in blocked.content.decode()
    assert f"{address(draft)}#f1" in blocked.content.decode()
    finding = publishing.unexplained(draft)
    client.post(address(draft, "explain"), {f"explain:{one.key}": "底稿如此。" for one in finding})
    done = client.post(address(draft, "submit"), {"note": "请审"}, follow=True)

    assert "已送审" in done.content.decode()
    assert "可以办理的：shen" in done.content.decode()
    assert draft.events.get(what="送审").note == "请审"


def test_the_reviewer_approves_what_was_on_the_page(in_state: In, people: People) -> None:
    disclosure = in_state("submitted")
    client = people.client("reviewer")
    page = client.get(address(disclosure, "review")).content.decode()
    assert f'value="{disclosure.sha256}"' in page

    refused = client.post(address(disclosure, "review"), {"sha256": "0" * 64})
    assert refused.status_code == 409
    assert "内容已经不同" in refused.content.decode()
    client.post(address(disclosure, "review"), {"sha256": disclosure.sha256, "note": "同意"})

    assert fresh(disclosure).approved_by == people.reviewer


def test_ones_own_submission_can_be_looked_at_and_not_approved(people: People) -> None:
    both = person("both", (Role.STAFF, department()), (Role.REVIEWER, department()))
    draft = publishing.submit(a_draft(), by=both)
    client = signed_in(both)

    page = client.get(address(draft, "review")).content.decode()
    answer = client.post(address(draft, "review"), {"sha256": draft.sha256})

    assert 'name="sha256"' not in page
    assert answer.status_code == 409
    assert "要由另一个人审定" in answer.content.decode()
    assert fresh(draft).status == "submitted"


def test_a_document_goes_back_with_its_reason_on_the_page_and_in_the_list(
    in_state: In, people: People
) -> None:
    disclosure = in_state("submitted")

    missing = people.client("reviewer").post(address(disclosure, "send-back"), {"reason": " "})
    assert missing.status_code == 422
    people.reviewer.first_name = "审核员甲"
    people.reviewer.save()
    people.client("reviewer").post(address(disclosure, "send-back"), {"reason": "表一少一行"})

    staff = people.client("staff")
    page = staff.get(address(disclosure)).content.decode()
    assert "表一少一行" in page
    assert "<td>审核员甲</td>" in page
    assert "<td>shen</td>" not in page
    assert "退回来要改的" in staff.get("/admin/").content.decode()
    listed = staff.get("/admin/budgets/disclosure/?waiting=sent-back").content.decode()
    assert address(disclosure) in listed


def test_lists_hold_what_waits_for_this_person(in_state: In, people: People) -> None:
    disclosure = in_state("submitted")
    home = "/admin/budgets/disclosure/"

    def waits(client: Client, name: str) -> bool:
        return address(disclosure) in client.get(f"{home}?waiting={name}").content.decode()

    assert waits(people.client("reviewer"), "review")
    assert (
        "等我审核的 <strong>1</strong>" in people.client("reviewer").get("/admin/").content.decode()
    )
    assert not waits(people.client("publisher"), "publish")
    publishing.approve(disclosure, by=people.reviewer, sha256=disclosure.sha256)
    assert not waits(people.client("reviewer"), "review")
    assert waits(people.client("publisher"), "publish")
    scheduling.schedule(disclosure, by=people.publisher, at=later())
    assert not waits(people.client("publisher"), "publish")
    assert waits(people.client("staff"), "scheduled")


def test_who_decides_is_told_when_nothing_waits_and_others_are_not(people: People) -> None:
    told = {
        who: people.client(who).get("/admin/").content.decode()
        for who in ("staff", "reviewer", "publisher")
    }

    assert "现在没有等您审核或公开的文件" in told["reviewer"]
    assert "现在没有等您审核或公开的文件" in told["publisher"]
    assert "现在没有等您审核或公开的文件" not in told["staff"]
    assert not [who for who, page in told.items() if "Model name" in page or "Add link" in page]


def test_a_withdrawn_document_tells_the_way_back(in_state: In, people: People) -> None:
    page = people.client("staff").get(address(in_state("withdrawn"))).content.decode()

    assert "公众看到的是公告" in page
    assert "看公告的页面" in page
    assert "已公开的版本不能再改动" not in page


def test_what_waits_elsewhere_or_is_ones_own_is_not_listed(people: People) -> None:
    both = person("both", (Role.STAFF, department()), (Role.REVIEWER, department()))
    draft = publishing.submit(a_draft(), by=both)
    stranger = person("far", (Role.REVIEWER, department("other", "另一个局")))

    for user in (both, stranger):
        page = signed_in(user).get("/admin/budgets/disclosure/?waiting=review").content.decode()
        assert address(draft) not in page
        assert "等我审核的 <strong>" not in signed_in(user).get("/admin/").content.decode()


def test_a_time_is_set_changed_and_taken_back(in_state: In, people: People) -> None:
    disclosure = in_state("approved")
    client = people.client("publisher")

    past = client.post(address(disclosure, "schedule"), {"at": "2020-01-01T09:00"})
    assert past.status_code == 422
    assert "请选择将来的时间" in past.content.decode()
    client.post(address(disclosure, "schedule"), {"at": "2099-01-01T09:00"})
    stored = fresh(disclosure).publish_at
    assert stored is not None
    # 09:00 in Beijing.
    assert stored.isoformat() == "2099-01-01T01:00:00+00:00"
    assert "2099-01-01 09:00" in client.get(address(disclosure)).content.decode()
    client.post(address(disclosure, "unschedule"))

    assert fresh(disclosure).publish_at is None


def test_a_submitted_document_is_not_replaced_by_an_upload(in_state: In, people: People) -> None:
    disclosure = in_state("submitted")
    before = list(models.BudgetRow.objects.values())
    client = people.client("staff")

    preview = previewed(client, books.balanced())
    page = client.get(preview).content.decode()
    answer = client.post(preview + "accept/")

    assert "正在办理" in page
    assert "存为草稿</button>" not in page
    assert answer.status_code == 409
    assert "“待审”" in answer.content.decode()
    assert list(models.BudgetRow.objects.values()) == before
    assert fresh(disclosure).status == "submitted"


def test_the_notice_is_looked_at_before_anything_is_withdrawn(in_state: In, people: People) -> None:
    disclosure = in_state("published")
    client = people.client("publisher")

    asked = client.get(address(disclosure, "withdraw")).content.decode()
    preview = client.post(address(disclosure, "withdraw"), {"notice": NOTICE, "preview": ""})
    assert "确认撤下" not in asked
    assert "确认撤下" in preview.content.decode()
    assert "公众将看到" in preview.content.decode()
    assert fresh(disclosure).status == "published"
    client.post(address(disclosure, "withdraw"), {"notice": NOTICE, "confirmed": ""})

    assert fresh(disclosure).withdrawal_notice == NOTICE
    assert NOTICE in client.get(address(disclosure)).content.decode()


def test_a_cell_is_chosen_commented_on_answered_and_settled(people: People) -> None:
    draft = a_draft()
    reviewer, staff = people.client("reviewer"), people.client("staff")
    comments = address(draft, "comments")

    table = reviewer.get(f"{comments}tables/1/").content.decode()
    assert f'href="{comments}?cell=1-1-1#comment"' in table
    form = reviewer.get(f"{comments}?cell=1-1-1").content.decode()
    assert 'value="B6"' in form
    reviewer.post(comments, {"table": "1", "cell": "B6", "text": "与底稿不符"})
    made = models.CellComment.objects.get()
    page = staff.get(address(draft)).content.decode()
    assert f'<a class="mark comment" href="#c{made.pk}"' in page
    assert page.count("与底稿不符") >= 3  # the mark, beside the table, in the list
    assert 'id="t1-r2c2"' in page
    staff.post(f"{comments}{made.pk}/", {"text": "已核对", "reply": ""})
    staff.post(f"{comments}{made.pk}/", {"text": "", "settle": ""})

    made.refresh_from_db()
    assert made.settled_by == people.staff
    assert made.replies.get().text == "已核对"
    assert 'mark comment" href' not in staff.get(address(draft)).content.decode()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"table": "1", "cell": "Z99", "text": "x"}, "没有单元格"),
        ({"table": "1", "cell": "", "text": "x"}, "请写明是哪个单元格"),
        ({"table": "", "cell": "B6", "text": "x"}, "请选择是哪张表"),
        ({"table": "7", "cell": "B6", "text": "x"}, "7"),
        ({"table": "", "cell": "", "text": " "}, "必填"),
    ],
)
def test_a_comment_that_can_not_stand_is_told_at_its_field(
    given: dict[str, str], wrong: str, people: People
) -> None:
    answer = people.client("reviewer").post(address(a_draft(), "comments"), given)

    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert not models.CellComment.objects.exists()


def test_auditors_read_comments_and_make_none(people: People) -> None:
    draft = a_draft()
    comment(draft, by=people.reviewer, text="请核", at=cell_named(load_disclosure(draft), 1, "B6"))
    auditor = signed_in(person("sj", (Role.AUDITOR, department())))
    comments = address(draft, "comments")

    assert "请核" in auditor.get(comments).content.decode()
    assert "<textarea" not in auditor.get(comments).content.decode()
    assert auditor.get(f"{comments}tables/1/").status_code == 403
    assert auditor.post(comments, {"text": "x"}).status_code == 403
    made = models.CellComment.objects.get()
    assert auditor.post(f"{comments}{made.pk}/", {"settle": ""}).status_code == 403


def test_a_comment_of_another_document_is_not_answered_from_this_one(people: People) -> None:
    draft = a_draft()
    other: Any = models.Disclosure.objects.create(
        department=department("other", "另一个局"), fiscal_year=draft.fiscal_year, kind="budget"
    )
    made = comment(other, by=people.reviewer, text="x")

    answer = people.client("reviewer").post(
        f"{address(draft, 'comments')}{made.pk}/", {"settle": ""}
    )

    assert answer.status_code == 404
    made.refresh_from_db()
    assert made.settled_at is None


def test_a_correction_begins_on_its_page(in_state: In, people: People) -> None:
    disclosure = in_state("published")
    client = people.client("staff")

    assert client.post(address(disclosure, "correct"), {"reason": ""}).status_code == 422
    answer = client.post(address(disclosure, "correct"), {"reason": "更正错字"}, follow=True)

    draft = models.Disclosure.objects.get(status="draft")
    assert "第 2 版草稿" in answer.content.decode()
    assert draft.reason == "更正错字"
    again = client.get(address(disclosure, "correct")).content.decode()
    assert "已经在办理" in again
    assert client.post(address(disclosure, "correct"), {"reason": "又"}).status_code == 409


def test_what_is_under_review_is_not_deleted_by_a_page_that_was_open_before(
    in_state: In, people: People
) -> None:
    disclosure = in_state("submitted")

    answer = people.client("staff").post(address(disclosure, "discard"), follow=True)

    assert "“待审”" in answer.content.decode()
    assert fresh(disclosure).status == "submitted"


def test_a_discarded_draft_is_in_the_log(people: People) -> None:
    draft = a_draft()

    people.client("staff").post(address(draft, "discard"))

    entry = models.LogEntry.objects.get(action="discard")
    assert (entry.actor, entry.subject_id) == ("lu", str(draft.pk))
