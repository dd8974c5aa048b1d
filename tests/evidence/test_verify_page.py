"""/verify/ tells of a file or a digest whether it is the published one, and what became of it."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable
from typing import Any

import openpyxl
import pikepdf
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from budgets import log, models
from budgets.evidence.digests import NotADigest, read_digest
from tests.builders import stored
from tests.evidence.publishing import file_of, put_out, two_tables, withdraw

pytestmark = pytest.mark.django_db(transaction=True)


def ask(content: bytes, name: str = "a.bin", **given: str) -> Any:
    return Client().post("/verify/", {"file": SimpleUploadedFile(name, content), **given})


def told(content: bytes, name: str = "a.bin") -> dict[str, Any]:
    """The answer to a file, as programs get it."""
    answer = ask(content, name, format="json")
    assert answer.status_code == 200
    return dict(answer.json())


def told_of(digest: str) -> dict[str, Any]:
    return dict(Client().get("/verify/", {"hash": digest, "format": "json"}).json())


def indented(content: bytes) -> bytes:
    return json.dumps(json.loads(content), indent=2, ensure_ascii=True).encode()


def with_lines_of_unix(content: bytes) -> bytes:
    return content.decode("utf-8-sig").replace("\r\n", "\n").encode("gb18030")


def saved_by_a_spreadsheet(content: bytes) -> bytes:
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    book.save(out)
    return out.getvalue()


def saved_by_a_pdf_program(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@pytest.mark.parametrize(
    "path",
    ["report.pdf", "workbook.xlsx", "data.json", "tables/1.csv", "tables/2.xlsx", "tables/2.json"],
)
def test_every_published_file_is_known_byte_for_byte(path: str) -> None:
    disclosure = put_out(two_tables())

    answer = told(file_of(disclosure, path))

    assert (answer["outcome"], answer["published"]) == ("file", True)
    (match,) = answer["matches"]
    assert (match["path"], match["version"], match["status"]) == (path, 1, "published")
    assert (match["sha256"], match["sm3"]) == (disclosure.sha256, disclosure.sm3)
    assert {file["path"]: file["sha256"] for file in match["files"]}[path] == answer["sha256"]


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("data.json", indented),
        ("tables/1.json", indented),
        ("tables/1.csv", with_lines_of_unix),
        ("workbook.xlsx", saved_by_a_spreadsheet),
        ("tables/2.xlsx", saved_by_a_spreadsheet),
    ],
)
def test_the_same_content_in_another_file_is_told_apart_from_the_file(
    path: str, again: Callable[[bytes], bytes]
) -> None:
    disclosure = put_out(two_tables())
    content = again(file_of(disclosure, path))
    assert content != file_of(disclosure, path)

    answer = told(content)

    assert (answer["outcome"], answer["published"]) == ("content", True)
    assert [match["sha256"] for match in answer["matches"]] == [disclosure.sha256]


def test_a_workbook_with_another_figure_is_not_the_published_one() -> None:
    disclosure = put_out(two_tables())
    book = openpyxl.load_workbook(io.BytesIO(file_of(disclosure, "workbook.xlsx")))
    sheet = book.worksheets[0]
    (cell,) = [c for line in sheet.iter_rows() for c in line if c.value == 10.5]
    cell.value = 20.5
    out = io.BytesIO()
    book.save(out)

    answer = told(out.getvalue())

    assert (answer["outcome"], answer["published"]) == ("different", False)
    (difference,) = answer["differences"]
    assert "收支总表" in difference
    assert "20.50 ≠ 10.50" in difference


def test_open_data_with_another_figure_is_not_the_published_one() -> None:
    document = json.loads(file_of(put_out(two_tables()), "data.json"))
    document["tables"][0]["rows"][0][1] = "999.00"

    answer = told(json.dumps(document).encode())

    assert (answer["outcome"], answer["published"]) == ("different", False)


@pytest.mark.parametrize(
    "again", [saved_by_a_pdf_program, lambda pdf: pdf + b"\n% one more line"], ids=["saved", "more"]
)
def test_a_pdf_with_other_bytes_is_not_ours_and_says_which_it_claims_to_be(
    again: Callable[[bytes], bytes],
) -> None:
    disclosure = put_out(two_tables())

    answer = told(again(file_of(disclosure, "report.pdf")))
    page = ask(again(file_of(disclosure, "report.pdf")), "公开.pdf").content.decode()

    assert (answer["outcome"], answer["published"]) == ("altered", False)
    assert "不是我们公开的文件：它自称来自下面这一版，字节却不同。" in page
    assert f'href="/departments/{disclosure.department.slug}/2026/budget/v1/"' in page
    assert "公开.pdf" in page


def test_a_corrected_version_names_what_took_its_place() -> None:
    first = put_out(two_tables())
    pdf = file_of(first, "report.pdf")
    put_out(two_tables(version=2, general="100.01"), reason="收入写错")

    (match,) = told(pdf)["matches"]
    page = ask(pdf, "a.pdf").content.decode()

    assert (match["status"], match["superseded_by"]["version"]) == ("superseded", 2)
    assert "被第 2 版更正" in page


def test_a_withdrawn_version_says_so_and_offers_no_file() -> None:
    disclosure = put_out(two_tables())
    pdf = file_of(disclosure, "report.pdf")
    officer = get_user_model().objects.create_superuser("officer")
    withdraw(disclosure, by=officer, notice="误载涉密内容，现予撤下。")

    (match,) = told(pdf)["matches"]
    page = ask(pdf, "a.pdf").content.decode()

    assert (match["status"], match["files"]) == ("withdrawn", [])
    assert "误载涉密内容，现予撤下。" in page
    assert "撤下" in page
    assert "v1/report.pdf" not in page


def test_the_first_group_of_either_digest_is_enough() -> None:
    disclosure = put_out(two_tables())
    pdf = disclosure.files.get(path="report.pdf")

    for typed in (
        disclosure.sha256,
        disclosure.sha256[:16].upper(),
        f"SHA-256: {disclosure.sha256[:16]} {disclosure.sha256[16:32]}",
        disclosure.sm3[:16],
    ):
        assert [m["path"] for m in told_of(typed)["matches"]] == [""], typed
    assert [m["path"] for m in told_of(pdf.sha256[:20])["matches"]] == ["report.pdf"]


def test_who_typed_an_unknown_digest_is_told_to_look_again_and_who_sent_a_file_is_not() -> None:
    typed = Client().get("/verify/", {"hash": "0" * 16}).content.decode()
    file = SimpleUploadedFile("letter.txt", b"hello")
    sent = Client().post("/verify/", {"file": file}).content.decode()

    assert "请对照打印稿再看一遍" in typed
    assert "没有公开过这样的文件" not in typed
    assert "没有公开过这样的文件" in sent
    assert "请对照打印稿再看一遍" not in sent


def test_a_draft_is_nowhere_though_its_digest_is_known() -> None:
    draft = stored(two_tables())
    draft.sha256 = "ab" * 32
    draft.status = "submitted"
    draft.save()

    assert told_of("ab" * 32)["outcome"] == "unknown"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("SM3：ＡＢＣＤ ef01-2345:6789", "abcdef0123456789"),
        ("sha256=" + "0f" * 32, "0f" * 32),
        ("  0123 4567 89ab cdef\n", "0123456789abcdef"),
    ],
)
def test_a_digest_is_read_as_people_write_it(typed: str, digits: str) -> None:
    assert read_digest(typed) == digits


@pytest.mark.parametrize(
    ("typed", "why"), [("", "empty"), ("xyz", "digits"), ("0" * 15, "short"), ("0" * 65, "long")]
)
def test_what_can_be_no_digest_is_refused_with_its_reason(typed: str, why: str) -> None:
    with pytest.raises(NotADigest, match=why):
        read_digest(typed)

    answer = Client().get("/verify/", {"hash": typed})

    assert answer.status_code == 400
    assert "notice verdict" in answer.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"[" * 100_000,
        b'{"tables":' * 50_000,
        b'{"tables": 1.5}',
        b'{"a": 1, "a": 2}',
        b"%PDF-1.7 " + b"stream\n" * 200_000,
        b"%PDF-1.7 stream\n" + zlib.compress(b"\0" * (1 << 26)),
        b"PK\x03\x04" + b"\0" * 100,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600,
    ],
    ids=["short", "deep", "deep keys", "float", "key twice", "streams", "bomb", "zip", "ole"],
)
def test_whatever_is_uploaded_gets_an_answer(content: bytes) -> None:
    assert told(content)["outcome"] == "unknown"


def test_nothing_is_asked_of_a_reader_but_the_file() -> None:
    """No cookie, no token; the bare page is the same for all, an answer is kept by nobody."""
    client = Client(enforce_csrf_checks=True)

    page = client.get("/verify/")
    answer = client.post("/verify/", {"file": SimpleUploadedFile("a.txt", b"x")})
    missing = client.post("/verify/", {})

    assert page["Cache-Control"] == "public, max-age=60"
    assert page["X-Public-Page"] == "1"
    assert not page.cookies
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert missing.status_code == 400
    assert "请输入摘要，或选择文件。" in missing.content.decode()


def test_the_head_of_the_log_is_public() -> None:
    entry = log.append("login", about="a")

    page = Client().get("/verify/").content.decode()

    assert f"{entry.position}:{entry.sha256}" in page
    assert Client().get("/verify/?format=json").json()["log"]["sha256"] == entry.sha256


def test_the_page_of_a_document_leads_here_and_shows_both_digests() -> None:
    disclosure = put_out(two_tables())
    assert models.Disclosure.objects.get().sm3 == disclosure.sm3 != ""

    page = Client().get(disclosure.get_absolute_url()).content.decode()

    assert disclosure.sha256 in page
    assert disclosure.sm3 in page
    assert 'href="/verify/"' in page
