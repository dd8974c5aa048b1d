"""A workbook is looked at before anything is stored, and refused where it can't be stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from budgets import models, publishing
from budgets.admin import uploads
from tests.admin import books
from tests.admin.conftest import UPLOAD, bring, drafted, previewed

pytestmark = pytest.mark.django_db


def nothing_is_stored() -> bool:
    return not models.Disclosure.objects.exists() and not models.BudgetTable.objects.exists()


def test_a_preview_shows_every_table_and_stores_nothing(officer: Client) -> None:
    page = officer.get(previewed(officer, books.whole()))

    text = page.content.decode()
    for title in ("收支总表", "一般公共预算支出表", "项目支出绩效目标表"):
        assert title in text
    assert 'colspan="3"' in text
    assert "存为草稿" in text
    assert nothing_is_stored()


def test_a_contradiction_is_marked_in_its_cell_and_linked_to_both_cells(officer: Client) -> None:
    text = officer.get(previewed(officer, books.contradicting())).content.decode()

    assert 'id="t1-r6c2" class="figure marked error"' in text
    assert 'href="#f1" title="预算01表 B10' in text
    assert '<li class="finding error" id="f1">' in text
    assert 'href="#t1-r6c2"' in text
    assert 'id="t1-r1c4"' in text


def test_what_a_column_means_is_said_in_plain_words(officer: Client) -> None:
    text = officer.get(previewed(officer, books.balanced())).content.decode()

    assert "金额：项目支出 · 本年支出" in text
    assert "功能分类 2010301" in text


def test_a_draft_is_stored_only_when_accepted(officer: Client) -> None:
    draft = drafted(officer, books.contradicting())

    assert draft.source_name == "budget.xlsx"
    assert draft.tables.count() == 2
    assert draft.findings.filter(explained_by="").count() == 1
    assert draft.events.get().by.username == "officer"
    with default_storage.open(draft.upload.stored_name) as kept:
        assert kept.read() == books.contradicting()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (books.titled("2025年支出总表"), "表名写的是 2025 年"),
        (books.twice(), "出现了两次"),
    ],
    ids=["another year", "a table twice"],
)
def test_what_is_refused_is_shown_with_its_reason_and_not_stored(
    officer: Client, content: bytes, says: str
) -> None:
    preview = previewed(officer, content)

    page = officer.get(preview)
    pressed = officer.post(f"{preview}accept/")

    assert "这份文件不能存入" in page.content.decode()
    assert says in page.content.decode()
    assert "accept/" not in page.content.decode()
    assert pressed.status_code == 409
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"hello", "budget.xlsx"),
        (b"PK\x03\x04" + b"x" * 300, "budget.xlsx"),
        ("部门,金额\n外办,12.5\n".encode(), "budget.csv"),
        (b"%PDF-1.7\n", "budget.pdf"),
    ],
    ids=["text", "broken", "csv", "pdf"],
)
def test_what_is_no_workbook_is_told_at_the_field(
    officer: Client, content: bytes, name: str
) -> None:
    answer = bring(officer, content, name=name)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not models.Upload.objects.exists()
    assert nothing_is_stored()


def test_pressing_twice_leads_to_the_one_draft(officer: Client) -> None:
    preview = previewed(officer, books.balanced())

    first = officer.post(f"{preview}accept/")
    second = officer.post(f"{preview}accept/")

    assert first.url == second.url == officer.get(preview).url
    assert models.Disclosure.objects.count() == 1


def test_every_field_is_checked(officer: Client) -> None:
    answer = officer.post(UPLOAD, {"department": "0", "year": "20x6", "kind": "poem"})

    assert set(answer.context["form"].errors) == {"department", "year", "kind", "file"}


def test_a_second_upload_takes_the_place_of_the_draft_and_keeps_its_explanations(
    officer: Client,
) -> None:
    draft = drafted(officer, books.contradicting())
    draft.findings.filter(explained_by="").update(explanation="确实如此")
    first = draft.upload.stored_name

    again = drafted(officer, books.contradicting(), name="second.xlsx")

    assert again.pk == draft.pk
    assert again.source_name == "second.xlsx"
    assert again.findings.get(explained_by="").explanation == "确实如此"
    assert models.Upload.objects.get().name == "second.xlsx"
    assert first != models.Upload.objects.get().stored_name


def test_an_upload_is_its_owners_alone_and_never_public(
    officer: Client, staff: Callable[..., Client]
) -> None:
    preview = previewed(officer, books.balanced())
    upload = models.Upload.objects.get()
    other = staff("staff")

    assert other.get(preview).status_code == 404
    assert other.post(f"{preview}accept/").status_code == 404
    assert Client().get(preview).url.startswith("/admin/login/")
    for path in (upload.stored_name, f"media/{upload.stored_name}"):
        assert Client().get(f"/{path}").status_code == 404
    assert nothing_is_stored()


def test_an_upload_expires_after_a_day(officer: Client) -> None:
    preview = previewed(officer, books.balanced())
    models.Upload.objects.update(created_at=timezone.now() - dt.timedelta(days=1, minutes=1))

    assert officer.get(preview).url == UPLOAD
    assert officer.post(f"{preview}accept/").url == UPLOAD


@pytest.mark.django_db(transaction=True)
def test_what_nobody_accepted_is_deleted_by_a_later_upload(officer: Client) -> None:
    previewed(officer, books.balanced())
    late = models.Upload.objects.get()
    models.Upload.objects.update(created_at=timezone.now() - dt.timedelta(days=2))

    previewed(officer, books.balanced())

    assert not models.Upload.objects.filter(pk=late.pk).exists()
    assert not default_storage.exists(late.stored_name)


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_not_wanted_is_deleted(officer: Client) -> None:
    preview = previewed(officer, books.balanced())
    upload = models.Upload.objects.get()

    officer.post(f"{preview}cancel/")

    assert not models.Upload.objects.exists()
    assert not default_storage.exists(upload.stored_name)


def test_bytes_that_changed_in_the_storage_are_not_read(officer: Client) -> None:
    preview = previewed(officer, books.balanced())
    upload = models.Upload.objects.get()
    default_storage.delete(upload.stored_name)

    with pytest.raises(uploads.UploadGone):
        uploads.content_of(upload)
    assert officer.get(preview).url == UPLOAD


def test_hostile_names_and_texts_are_shown_and_not_obeyed(officer: Client) -> None:
    evil = '<script>alert("1")</script>'
    preview = previewed(
        officer, books.with_row(f"三、{evil}收入"), name='../"><img src=x onerror=alert(1)>.xlsx'
    )

    text = officer.get(preview).content.decode()

    assert evil not in text
    assert "&lt;script&gt;" in text
    assert "<img src=x" not in text
    assert models.Upload.objects.get().stored_name.startswith("private/uploads/")


def test_a_correction_says_that_a_version_is_public(officer: Client) -> None:
    draft = drafted(officer, books.balanced())
    publishing.publish_directly(draft, as_published=True)

    page = officer.get(previewed(officer, books.balanced()))

    assert "第 1 版已经公开" in page.content.decode()
    officer.post(f"{page.request['PATH_INFO']}accept/", {"reason": "收入写错"})
    assert models.Disclosure.objects.get(status="draft").reason == "收入写错"
