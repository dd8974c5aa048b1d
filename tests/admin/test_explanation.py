"""The page of an explanation: what is shown of it, and how a wrong sentence is put right."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from budgets import models
from budgets.admin.marking import Told
from budgets.admin.slots import digest
from budgets.importing import preview_workbook, store_draft
from budgets.narrating import edit_paragraph, put_text
from budgets.narrative.reading import read_narrative
from budgets.publishing import publish_directly
from tests.admin.explanations import (
    TEXT,
    WRONG_AMOUNT,
    WRONG_PERCENT,
    draft,
    draft_of_the_year_before,
    page,
    paragraphs,
    said,
)
from tests.builders import department
from tests.documents import SAMPLES
from tests.narrative.words import p, word

pytestmark = pytest.mark.django_db

INCOME = "2022年收入预算5,864,768.37元，比2021年收入预算6,291,924.73元减少427,156.36元，"


def shown(client: Client, disclosure: models.Disclosure) -> str:
    answer = client.get(page(disclosure))
    assert answer.status_code == 200
    return answer.content.decode()


# ---- Looking


def test_every_figure_says_what_became_of_it(officer: Client) -> None:
    html = shown(officer, draft())

    states = {
        printed: (state, label)
        for state, printed, label in re.findall(
            r'<a class="figure (\w+)"[^>]*>(?:<span class="sign"[^>]*>✗</span>)?([^<]+)'
            r'<span class="visually-hidden">（(.*?)）</span></a>',
            html,
        )
    }
    assert states["5,864,768.37元"] == ("ok", "已核对")
    assert states["7.28%"] == ("contradicted", "不符")
    assert states["348,583.67元"] == ("contradicted", "不符")
    assert states["6,291,924.73元"] == ("unchecked", "未核对")
    assert states["2022年，本单位无政府性基金预算财政拨款收支。"] == ("ok", "已核对")


def test_a_figure_leads_to_its_cell_in_the_draft(officer: Client) -> None:
    html = shown(officer, draft())

    item = html[html.index('<article id="k1-9"') :].partition("</article>")[0]
    assert "586.476837万元" in item
    (address,) = re.findall(r'href="([^"]*\?cell=[^"]*)"', item)
    where, _, anchor = address.partition("#")
    assert f'id="{anchor}"' in officer.get(where).content.decode()


def test_a_figure_of_the_year_before_leads_to_its_document(officer: Client) -> None:
    older = draft_of_the_year_before()
    text = (
        "（一）收入预算说明\n2022年收入预算5,864,768.37元，比2021年收入预算5,864,768.37元持平。\n"
    )

    html = shown(officer, draft(text))

    item = html[html.index('<article id="k0-33"') :].partition("</article>")[0]
    assert f"/admin/budgets/disclosure/{older.pk}/change/?cell=1-" in item
    assert "2021 年" in item


@pytest.mark.parametrize("cell", ["", "1-2", "a-b-c", "99-0-0", "1-99999-0", "1-0-99"])
def test_an_address_of_no_cell_is_passed_over(officer: Client, cell: str) -> None:
    disclosure = draft()

    answer = officer.get(f"/admin/budgets/disclosure/{disclosure.pk}/change/?cell={cell}")

    assert answer.status_code == 200


def test_a_finding_stands_in_the_list_with_the_button_that_puts_it_right(officer: Client) -> None:
    html = shown(officer, draft())

    listed = html[html.index('id="findings"') :].partition("</section>")[0]
    assert "应为6.79%（按2022年数计算）" in listed
    assert f'href="#a{WRONG_PERCENT}"' in listed
    assert "7.28% 改成 6.79%</button>" in listed


def test_what_a_table_says_otherwise_stands_at_its_paragraph(officer: Client) -> None:
    html = shown(officer, draft(TEXT.replace("编制15人", "编制14人")))

    assert re.search(r'<p id="p1"[^>]* class="marked \w+"><a class="mark \w+" href="#f1"', html)
    listed = html[html.index('id="findings"') :].partition("</section>")[0]
    assert "编制14人" in listed
    assert "?cell=13-3-2" in listed


def test_sections_that_are_missing_or_empty_are_listed(officer: Client) -> None:
    html = shown(officer, draft())

    lacking = html[html.index('id="lacking"') :].partition("</section>")[0]
    assert "名词解释" in lacking
    assert re.search(r"政府采购</span> <small>只有标题", lacking)
    assert "收入预算说明" not in lacking


def test_a_large_change_without_a_reason_is_listed(officer: Client) -> None:
    changed = "2022年项目支出897,301.81元，比2021年减少237,320.48元，降低20.92%"
    html = shown(officer, draft(f"（二）支出预算说明\n{changed}。\n"))

    owed = html[html.index('id="owed"') :].partition("</section>")[0]
    assert 'href="#p1"' in owed
    assert "变动20.92%，超过10%" in owed
    html = shown(officer, draft(f"（二）支出预算说明\n{changed}，主要原因是项目减少。\n"))
    assert 'id="owed"' not in html


def test_a_text_is_never_markup_and_a_row_is_parted_visibly(officer: Client) -> None:
    html = shown(officer, draft("一、<b>甲</b>\n<script>alert(1)</script>\n项目\t<i>12.00元</i>\n"))

    assert "&lt;script&gt;alert(1)" in html
    assert "<b>甲" not in html
    assert "项目 ｜ &lt;i&gt;" in html


def test_the_page_needs_no_inline_script_or_style(officer: Client) -> None:
    html = shown(officer, draft())
    main = html[html.index("<main") :]

    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", main)


def test_a_draft_without_one_offers_the_ways_to_one(officer: Client) -> None:
    disclosure = draft("")
    html = shown(officer, disclosure)

    assert "由程序编写" in html
    assert page(disclosure, "text/") in html
    assert (
        page(disclosure)
        in officer.get(f"/admin/budgets/disclosure/{disclosure.pk}/change/").content.decode()
    )


def test_a_document_without_a_standard_explanation_lacks_no_section(officer: Client) -> None:
    preview = preview_workbook(
        (SAMPLES / "beijing-fao-2023-evaluation.xlsx").read_bytes(),
        name="自评.xlsx",
        department="某市外事办公室",
        fiscal_year=2023,
        kind="evaluation",
        narrative=read_narrative("一、评价结论\n综合得分95.83分。".encode()),
    )
    disclosure = store_draft(preview, department=department())

    html = shown(officer, disclosure)

    assert 'id="lacking"' not in html
    assert "由程序编写" not in html
    answer = officer.post(page(disclosure, "begin/"), follow=True)
    assert "没有改动" in said(answer)
    assert "95.83分" in paragraphs(disclosure)[0]


# ---- Putting right


def fix(client: Client, disclosure: models.Disclosure, name: str) -> dict[str, str]:
    """What the button at a figure posts."""
    html = shown(client, disclosure)
    item = html[html.index(f'<article id="k{name}"') :].partition("</article>")[0]
    return dict(re.findall(r'name="(key|was)" value="([^"]*)"', item))


def test_one_click_puts_the_right_figure_in_the_place_of_a_wrong_one(officer: Client) -> None:
    disclosure = draft()

    answer = officer.post(
        page(disclosure, "fix/"), fix(officer, disclosure, WRONG_PERCENT), follow=True
    )

    assert answer.redirect_chain[0][0].endswith(f"#k{WRONG_PERCENT}")
    assert "已把 7.28% 改为 6.79%" in said(answer)
    assert "由 2 处变为 1 处" in said(answer)
    assert paragraphs(disclosure)[1] == INCOME + "降低6.79%。"
    assert disclosure.findings.filter(table_n=0).count() == 1
    assert disclosure.events.filter(what="改正说明中的数", note="7.28% → 6.79%").exists()


def test_an_amount_is_put_right_by_its_cell(officer: Client) -> None:
    disclosure = draft()

    officer.post(page(disclosure, "fix/"), fix(officer, disclosure, WRONG_AMOUNT))

    assert paragraphs(disclosure)[3] == "2022年公用经费支出384,374.06元。"


def test_a_figure_that_was_changed_meanwhile_is_left_alone(officer: Client) -> None:
    disclosure = draft()
    posted = fix(officer, disclosure, WRONG_PERCENT)
    before = paragraphs(disclosure)[1]
    edit_paragraph(disclosure, paragraph=1, before=before, text=before.replace("7.28", "9.99"))

    answer = officer.post(page(disclosure, "fix/"), posted, follow=True)

    assert "已经改动" in said(answer)
    assert "9.99%" in paragraphs(disclosure)[1]


@pytest.mark.parametrize(
    "posted", [{}, {"key": "claim-percent/0:1:62"}, {"key": "no/0:0:0", "was": ""}]
)
def test_a_fix_of_nothing_changes_nothing(officer: Client, posted: dict[str, str]) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)

    assert officer.post(page(disclosure, "fix/"), posted).status_code == 302

    assert paragraphs(disclosure) == before


# ---- Editing a paragraph


def test_one_paragraph_is_edited_and_checked_again(officer: Client) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)

    answer = officer.post(
        page(disclosure, "paragraphs/4/"),
        {"was": digest(before[3]), "text": "2022年公用经费支出384,374.06元。\r\n\r\n另有一段。"},
        follow=True,
    )

    assert answer.redirect_chain[0][0].endswith("#p4")
    assert "已改写第 4 段" in said(answer)
    assert paragraphs(disclosure) == [
        *before[:3], "2022年公用经费支出384,374.06元。", "另有一段。", *before[4:]
    ]  # fmt: skip
    assert [one.cell for one in disclosure.findings.filter(table_n=0)] == ["第2段"]


def test_an_emptied_paragraph_is_taken_out_and_can_come_back(officer: Client) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)

    officer.post(page(disclosure, "paragraphs/4/"), {"was": digest(before[3]), "text": " "})

    assert paragraphs(disclosure) == [*before[:3], *before[4:]]
    event = disclosure.events.get(what="改写一段说明")
    officer.post(page(disclosure, f"before/{event.pk}/take-back/"))
    assert paragraphs(disclosure) == before


def test_what_was_typed_over_anothers_change_stays_on_the_page(officer: Client) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)[3]
    edit_paragraph(disclosure, paragraph=3, before=before, text="别人改的。")

    answer = officer.post(
        page(disclosure, "paragraphs/4/"), {"was": digest(before), "text": "我写了很久的话。"}
    )

    assert answer.status_code == 409
    assert "我写了很久的话。" in answer.content.decode()
    assert paragraphs(disclosure)[3] == "别人改的。"


@pytest.mark.parametrize("n", [0, 99])
def test_a_paragraph_that_is_not_there_changes_nothing(officer: Client, n: int) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)

    officer.post(page(disclosure, f"paragraphs/{n}/"), {"was": digest(""), "text": "新的。"})

    assert paragraphs(disclosure) == before


def test_saving_a_paragraph_as_it_was_is_no_change(officer: Client) -> None:
    disclosure = draft()
    events = disclosure.events.count()
    text = paragraphs(disclosure)[3]

    answer = officer.post(
        page(disclosure, "paragraphs/4/"), {"was": digest(text), "text": f"{text}\r\n"}, follow=True
    )

    assert "没有变动" in said(answer)
    assert disclosure.events.count() == events


# ---- Bringing another text


def test_an_uploaded_document_takes_the_place_and_the_old_one_comes_back(officer: Client) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)
    form = officer.get(page(disclosure, "text/")).context["form"]
    content = word(p("一、收入预算说明"), p("2022年收入预算5,864,768.37元。"))

    answer = officer.post(
        page(disclosure, "text/"),
        {"was": form["was"].value(), "file": SimpleUploadedFile("说明.docx", content)},
        follow=True,
    )

    assert "1 节、1 段" in said(answer)
    assert "由 2 处变为 0 处" in said(answer)
    assert paragraphs(disclosure) == ["2022年收入预算5,864,768.37元。"]
    event = disclosure.events.get(what="改写说明")
    old = officer.get(page(disclosure, f"before/{event.pk}/")).content.decode()
    assert "348,583.67元" in old
    answer = officer.post(page(disclosure, f"before/{event.pk}/take-back/"), follow=True)
    assert "已取回" in said(answer)
    assert paragraphs(disclosure) == before
    # And what stood there is not lost either.
    assert models.KeptExplanation.objects.count() == 2


def test_the_text_is_typed_with_its_headings_as_printed(officer: Client) -> None:
    disclosure = draft()
    form = officer.get(page(disclosure, "text/")).context["form"]
    text = form["text"].value()
    assert text == TEXT.strip()

    officer.post(
        page(disclosure, "text/"),
        {
            "was": form["was"].value(),
            "text": text.replace("7.28", "6.79").replace("\n", "\r\n"),
        },
    )

    expected = read_narrative(TEXT.replace("7.28", "6.79").encode())
    disclosure.refresh_from_db()
    assert [one["heading"] for one in disclosure.narrative] == [one.heading for one in expected]
    assert paragraphs(disclosure)[1] == INCOME + "降低6.79%。"
    assert paragraphs(disclosure)[2] == "项目\t金额"


def test_a_text_written_over_anothers_is_asked_about_and_kept(officer: Client) -> None:
    disclosure = draft()
    was = officer.get(page(disclosure, "text/")).context["form"]["was"].value()
    put_text(disclosure, sections=read_narrative("一、甲\n别人的文字。".encode()))

    answer = officer.post(page(disclosure, "text/"), {"was": was, "text": "一、乙\n我的文字。"})

    assert answer.status_code == 409
    assert "我的文字。" in answer.content.decode()
    assert paragraphs(disclosure) == ["别人的文字。"]
    form = answer.context["form"]
    officer.post(
        page(disclosure, "text/"), {"was": form["was"].value(), "text": form["text"].value()}
    )
    assert paragraphs(disclosure) == ["我的文字。"]


@pytest.mark.parametrize(
    ("content", "field", "says"),
    [
        (b"%PDF-1.7", "file", "这是 PDF 文件"),
        (b"PK\x03\x04 broken", "file", "已损坏"),
        (None, "__all__", "请上传文件"),
    ],
)
def test_a_wrong_file_is_told_at_its_field_and_changes_nothing(
    officer: Client, content: bytes | None, field: str, says: str
) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)
    given = {"file": SimpleUploadedFile("说明.docx", content)} if content else {}

    answer = officer.post(page(disclosure, "text/"), {"text": "" if not content else "一", **given})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert says in answer.content.decode()
    assert paragraphs(disclosure) == before


# ---- Who may


CHANGES = ["begin/", "fix/", "tell/", "earlier/", "paragraphs/1/", "text/", "before/1/take-back/"]


def test_who_may_only_look_sees_the_checks_and_no_buttons(staff: Callable[..., Client]) -> None:
    disclosure = draft()
    reader = staff("reviewer", over=disclosure.department)

    html = shown(reader, disclosure)

    main = html[html.index("<main") :]
    assert 'class="figure contradicted"' in main
    assert "<form" not in main
    for change in CHANGES:
        assert reader.post(page(disclosure, change)).status_code == 403


def test_a_stranger_sees_nothing(staff: Callable[..., Client], client: Client) -> None:
    disclosure = draft()

    assert staff().get(page(disclosure)).status_code == 404
    assert client.get(page(disclosure)).status_code == 302
    assert (
        staff("reviewer", over=disclosure.department)
        .get(page(disclosure, "before/999/"))
        .status_code
        == 404
    )


def test_a_published_version_can_only_be_read(officer: Client) -> None:
    disclosure = publish_directly(draft(), as_published=True)

    html = shown(officer, disclosure)
    assert "<form" not in html[html.index("<main") :]
    for change in CHANGES:
        answer = officer.post(page(disclosure, change), follow=True)
        assert "已公开的版本不能再改动" in said(answer)


# ---- A real document


def test_every_contradiction_of_a_real_document_is_put_right_by_its_button(
    officer: Client, shared_documents: Path
) -> None:
    folder = shared_documents / "xicheng-fao-2022-budget"
    preview = preview_workbook(
        (folder / "tables.xlsx").read_bytes(),
        name="tables.xlsx",
        department="北京市西城区人民政府外事办公室",
        fiscal_year=2022,
        kind="budget",
        narrative=read_narrative((folder / "narrative.docx").read_bytes()),
    )
    body = department("fao", "北京市西城区人民政府外事办公室")
    disclosure = store_draft(preview, department=body)
    assert disclosure.findings.filter(table_n=0).count() == 8

    clicks = 0
    while fixes := [one for one in told_of(officer, disclosure) if one.fix]:
        officer.post(page(disclosure, "fix/"), {"key": fixes[0].finding.key, "was": fixes[0].wrong})
        clicks += 1
        assert clicks <= 12

    assert clicks >= 8
    assert not disclosure.findings.filter(table_n=0).exists()


def told_of(client: Client, disclosure: models.Disclosure) -> list[Told]:
    return list(client.get(page(disclosure)).context["view"].told)
