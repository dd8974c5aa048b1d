"""A draft is explained, checked, exported, published or discarded; a public version only read."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.test import Client

from budgets import models, publishing
from budgets.explaining import explain
from budgets.jobs import doing
from budgets.printing import PrintingUnavailable
from budgets.publishing import NotADraft
from tests.admin import books
from tests.admin.conftest import address, approved, drafted
from tests.builders import finding, published, stored, whole_document

pytestmark = pytest.mark.django_db

PUBLIC = "/departments/mou-shi-wai-ban/2026/budget/"


def leading(draft: models.Disclosure) -> models.Finding:
    return draft.findings.get(explained_by="")


def test_an_unexplained_error_blocks_submission_and_is_named(officer: Client) -> None:
    draft = drafted(officer, books.contradicting())

    answer = officer.post(address(draft, "submit"))

    assert answer.status_code == 409
    assert leading(draft).message in answer.content.decode()
    assert f"{address(draft)}#f1" in answer.content.decode()
    assert not models.Disclosure.objects.published().exists()
    assert Client().get(PUBLIC).status_code == 404


def test_upload_explain_publish_and_the_public_page_shows_it(officer: Client) -> None:
    draft = drafted(officer, books.contradicting())
    officer.post(address(draft, "explain"), {f"explain:{leading(draft).key}": "年中调整所致。"})

    approved(officer, draft)
    answer = officer.post(address(draft, "publish"), follow=True)

    assert "已公开" in answer.content.decode()
    assert "不能再改动" in answer.content.decode()
    page = Client().get(PUBLIC)
    assert page.status_code == 200
    assert "年中调整所致。" in page.content.decode()
    events = list(draft.events.values_list("what", "by__username"))
    assert events == [
        ("载入工作簿", "officer"),
        ("写情况说明", "officer"),
        ("送审", "officer"),
        ("审定", "reviewer"),
        ("公开", "officer"),
    ]


def test_a_document_published_elsewhere_goes_out_as_it_stands(officer: Client) -> None:
    draft = drafted(officer, books.contradicting())

    approved(officer, draft, as_published="on")
    officer.post(address(draft, "publish"))

    draft.refresh_from_db()
    assert (draft.status, draft.as_published) == ("published", True)


def test_publishing_asks_first(officer: Client) -> None:
    draft = approved(officer, drafted(officer, books.balanced()))

    page = officer.get(address(draft, "publish"))

    assert "确认公开" in page.content.decode()
    assert not models.Disclosure.objects.published().exists()


def test_a_missing_printer_is_told_and_changes_nothing(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_order(*_given: object, **_named: object) -> None:
        raise PrintingUnavailable("缺少中文字体")

    draft = approved(officer, drafted(officer, books.balanced()))
    monkeypatch.setattr(publishing, "publish", out_of_order)
    monkeypatch.setattr(doing, "exported", out_of_order)

    refused = officer.post(address(draft, "publish"))
    exporting = officer.get(address(draft, "export/pdf"), follow=True)

    assert refused.status_code == 503
    assert "缺少中文字体" in refused.content.decode()
    assert "缺少中文字体" in exporting.content.decode()
    draft.refresh_from_db()
    assert draft.status == "approved"


def test_explanations_are_kept_changed_and_taken_back(officer: Client) -> None:
    draft = drafted(officer, books.contradicting())
    field = f"explain:{leading(draft).key}"

    officer.post(address(draft, "explain"), {field: "  第一稿 "})
    assert leading(draft).explanation == "第一稿"
    officer.post(address(draft, "check"))
    assert leading(draft).explanation == "第一稿"
    officer.post(address(draft, "explain"), {field: ""})

    assert leading(draft).explanation == ""
    assert draft.events.filter(what="写情况说明").count() == 2


def test_an_explanation_that_is_the_same_is_no_event(officer: Client) -> None:
    draft = drafted(officer, books.contradicting())

    changed = explain(draft, explanations={leading(draft).key: "", "gone": "x"}, by=None)

    assert changed == 0
    assert not draft.events.filter(what="写情况说明").exists()


def test_a_published_version_takes_no_explanation() -> None:
    shown = published(whole_document(), findings=[finding(whole_document())])

    with pytest.raises(NotADraft):
        explain(shown, explanations={shown.findings.get().key: "x"})

    assert shown.findings.get().explanation == ""


@pytest.mark.parametrize(
    "what", ["check", "read-again", "explain", "submit", "publish", "discard", "meaning"]
)
def test_a_published_version_can_only_be_read(officer: Client, what: str) -> None:
    data = whole_document()
    shown = published(data, findings=[finding(data)])
    before = models.Finding.objects.values().get(), models.Disclosure.objects.values().get()

    officer.post(address(shown, what), {f"explain:{shown.findings.get().key}": "x"})

    assert before == (
        models.Finding.objects.values().get(),
        models.Disclosure.objects.values().get(),
    )
    page = officer.get(address(shown)).content.decode()
    assert "textarea" not in page
    assert f'href="{PUBLIC}"' in page
    assert officer.post(f"/admin/budgets/disclosure/{shown.pk}/delete/").status_code == 403


def test_a_draft_is_exported_in_every_form(officer: Client) -> None:
    draft = drafted(officer, books.balanced())

    def export(form: str) -> Any:
        answer = officer.get(address(draft, f"export/{form}"))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store, private"
        assert "attachment" in answer["Content-Disposition"]
        return answer

    assert export("pdf").content.startswith(b"%PDF-")
    assert export("xlsx").content.startswith(b"PK")
    assert len(zipfile.ZipFile(io.BytesIO(export("csv").content)).namelist()) == 2
    assert json.loads(export("json").content)["fiscal_year"] == 2026
    assert 'filename="mou-shi-wai-ban-2026-budget-v1.json"' in export("json")["Content-Disposition"]
    assert officer.get(address(draft, "export/exe"), follow=True).status_code == 404


def test_the_workbook_that_was_brought_can_be_fetched(officer: Client) -> None:
    draft = drafted(officer, books.balanced(), name="2026年 预算.xlsx")

    answer = officer.get(address(draft, "source"))

    assert answer.content == books.balanced()
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.django_db(transaction=True)
def test_a_discarded_draft_leaves_a_log_and_nothing_else(officer: Client) -> None:
    draft = drafted(officer, books.balanced())
    name = draft.upload.stored_name

    asked = officer.get(address(draft, "discard"))
    assert models.Disclosure.objects.exists()
    officer.post(address(draft, "discard"))

    assert "不能恢复" in asked.content.decode()
    assert not models.Disclosure.objects.exists()
    assert not models.Upload.objects.exists()
    assert not default_storage.exists(name)
    assert LogEntry.objects.get().user.username == "officer"


def test_a_draft_without_its_workbook_is_read_again_from_its_tables(officer: Client) -> None:
    draft = stored(whole_document())
    draft.source_sha256 = "0" * 64
    draft.save()

    answer = officer.post(address(draft, "read-again"), follow=True)

    assert "重新读入" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.tables.count() == 6
    assert draft.source_sha256 == "0" * 64


def test_no_disclosure_is_no_page(officer: Client) -> None:
    assert officer.get("/admin/budgets/disclosure/999/change/").status_code == 404
    assert officer.get("/admin/budgets/disclosure/x/change/").status_code == 404
