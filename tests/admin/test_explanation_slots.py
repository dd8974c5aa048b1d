"""An explanation that the program writes: what staff fill in, and what comes back refused."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from budgets import models
from budgets.admin.explanations import Shown
from budgets.admin.slots import SlotField
from budgets.narrating import begin_writing, put_text, tell
from budgets.narrative.reading import read_narrative
from tests.admin.explanations import TEXT, draft, page, paragraphs, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> models.Disclosure:
    """A draft whose explanation the program has begun to write."""
    disclosure = draft()
    begin_writing(disclosure)
    return disclosure


def view(client: Client, disclosure: models.Disclosure) -> Shown:
    found = client.get(page(disclosure)).context["view"]
    assert isinstance(found, Shown)
    return found


def field(shown: Shown, key: str) -> SlotField:
    return next(one for one in shown.fields if one.key == key)


def form(shown: Shown, **changed: str) -> dict[str, str]:
    """What the form of the page posts, with these fields filled in; `__` in a name is a colon."""
    posted = {}
    for one in shown.fields:
        posted[one.name] = one.value
        posted[one.was_name] = one.was
    return {**posted, **{f"slot:{key.replace('__', ':')}": text for key, text in changed.items()}}


# ---- Begun


def test_the_program_writes_it_and_what_stood_there_can_come_back(officer: Client) -> None:
    disclosure = draft()
    before = paragraphs(disclosure)

    answer = officer.post(page(disclosure, "begin/"), follow=True)

    assert "已由程序编写" in said(answer)
    assert "2022年收入预算5,864,768.37元" in paragraphs(disclosure)[1]
    assert disclosure.findings.filter(table_n=0).count() == 0
    event = disclosure.events.get(what="编写说明")
    officer.post(page(disclosure, f"before/{event.pk}/take-back/"))
    assert paragraphs(disclosure) == before
    assert not disclosure.narrative_is_written


def test_what_is_owed_is_listed_and_leads_to_its_field(
    officer: Client, written: models.Disclosure
) -> None:
    html = officer.get(page(written)).content.decode()

    owed = html[html.index('id="owed"') :].partition("</section>")[0]
    for label in ("机构设置和主要职责", "编制和实有人员", "2022年机关运行经费", "绩效目标"):
        (anchor,) = re.findall(rf'href="#(slot-\w+)"[^>]*>{label}</a>', owed)
        assert re.search(rf'<(textarea|input)[^>]* id="{anchor}"', html)
    assert "2021年收入预算" in owed


def test_saving_without_a_change_changes_nothing(
    officer: Client, written: models.Disclosure
) -> None:
    events = written.events.count()

    answer = officer.post(page(written, "tell/"), form(view(officer, written)), follow=True)

    assert "没有变动" in said(answer)
    assert written.events.count() == events
    assert not written.told.exists()


def test_several_slots_are_filled_in_at_once(officer: Client, written: models.Disclosure) -> None:
    owed = view(officer, written).counts.owed

    answer = officer.post(
        page(written, "tell/"),
        form(
            view(officer, written),
            duties="负责本区外事工作。\r\n负责港澳事务。",
            figure__operating="28.672万元",
        ),
        follow=True,
    )

    assert "已保存 2 处" in said(answer)
    assert paragraphs(written)[:2] == ["负责本区外事工作。", "负责港澳事务。"]
    assert any("机关运行经费" in text and "286,720.00元" in text for text in paragraphs(written))
    # The amount of the year before is asked for now.
    assert view(officer, written).counts.owed == owed - 1
    event = written.events.get(what="写说明")
    assert event.note == "机构设置和主要职责、2022年机关运行经费"


def test_what_is_no_amount_comes_back_with_everything_that_was_typed(
    officer: Client, written: models.Disclosure
) -> None:
    answer = officer.post(
        page(written, "tell/"),
        form(view(officer, written), duties="写了很久的职责。", figure__operating="约三万"),
    )

    assert answer.status_code == 422
    found = answer.context["view"]
    assert field(found, "duties").value == "写了很久的职责。"
    assert "不是金额" in field(found, "figure:operating").error
    html = answer.content.decode()
    assert "写了很久的职责。" in html
    assert 'value="约三万"' in html
    assert not written.told.exists()


def test_a_slot_that_another_changed_meanwhile_is_asked_about(
    officer: Client, written: models.Disclosure
) -> None:
    posted = form(view(officer, written), duties="我写的。")
    tell(written, slot="duties", text="别人写的。")

    answer = officer.post(page(written, "tell/"), posted)

    assert answer.status_code == 409
    assert field(answer.context["view"], "duties").value == "我写的。"
    assert paragraphs(written)[0] == "别人写的。"
    officer.post(page(written, "tell/"), form(answer.context["view"]) | {"slot:duties": "我写的。"})
    assert paragraphs(written)[0] == "我写的。"


def test_what_was_filled_in_for_a_text_that_is_gone_stays_on_the_page(
    officer: Client, written: models.Disclosure
) -> None:
    posted = form(view(officer, written), duties="我写的职责。")
    put_text(written, sections=read_narrative(TEXT.encode()))

    answer = officer.post(page(written, "tell/"), posted)

    assert answer.status_code == 409
    assert "我写的职责。" in answer.content.decode()


# ---- Sentences


def test_an_edited_sentence_is_kept_and_checked_and_can_be_the_programs_again(
    officer: Client, written: models.Disclosure
) -> None:
    own = "2022年项目支出预算900,000.00元。"
    generated = field(view(officer, written), "edited:project").slot.generated

    answer = officer.post(
        page(written, "tell/"), form(view(officer, written), edited__project=own), follow=True
    )

    assert "由 0 处变为 1 处" in said(answer)
    assert own in paragraphs(written)
    assert field(view(officer, written), "edited:project").slot.generated == generated
    officer.post(page(written, "tell/"), form(view(officer, written), edited__project=""))
    assert own not in paragraphs(written)
    assert generated in paragraphs(written)


def test_a_sentence_put_back_by_hand_is_the_programs_again(
    officer: Client, written: models.Disclosure
) -> None:
    generated = field(view(officer, written), "edited:project").slot.generated
    officer.post(page(written, "tell/"), form(view(officer, written), edited__project="另一句。"))

    officer.post(page(written, "tell/"), form(view(officer, written), edited__project=generated))

    assert not written.told.exists()


def test_a_wrong_figure_of_an_edited_sentence_is_put_right_by_its_button(
    officer: Client, written: models.Disclosure
) -> None:
    own = "2022年项目支出预算900,000.00元。"
    officer.post(page(written, "tell/"), form(view(officer, written), edited__project=own))
    (told,) = view(officer, written).told

    officer.post(page(written, "fix/"), {"key": told.finding.key, "was": told.wrong})

    assert "2022年项目支出预算897,301.81元。" in paragraphs(written)
    assert written.told.get().slot == "edited:project"


def test_the_unit_of_all_amounts_is_chosen(officer: Client, written: models.Disclosure) -> None:
    officer.post(page(written, "tell/"), form(view(officer, written), unit="万元"))

    assert any("586.476837万元" in text for text in paragraphs(written))


def test_a_slot_that_there_is_not_is_refused(officer: Client, written: models.Disclosure) -> None:
    answer = officer.post(page(written, "tell/"), {"slot:no-such": "字"})

    assert answer.status_code == 422
    assert not written.told.exists()


# ---- The year before


def test_figures_of_the_year_before_are_told_once_and_reasons_are_demanded(
    officer: Client, written: models.Disclosure
) -> None:
    answer = officer.post(
        page(written, "earlier/"),
        {"earlier:prior:income": "629.192473万元", "earlier:prior:project": "1134622.29"},
        follow=True,
    )

    assert "已记下 2 个上年数" in said(answer)
    assert any("减少427,156.36元，下降6.79%" in text for text in paragraphs(written))
    found = view(officer, written)
    reason = field(found, "reason:project")
    assert reason.slot.owed
    assert reason.slot.demanded == "变动20.92%，超过10%"
    assert "变动20.92%，超过10%" in officer.get(page(written)).content.decode()
    event = written.events.get(what="填写上年数")
    assert "2021年收入预算 6291924.73" in event.note
    told = models.PriorFigure.objects.get(fen=629192473)
    assert told.fiscal_year.year == 2021

    officer.post(page(written, "tell/"), form(found, reason__project="项目有所减少"))
    assert any("主要原因是：项目有所减少" in text for text in paragraphs(written))
    assert not field(view(officer, written), "reason:project").slot.owed


def test_a_figure_of_the_year_before_is_withdrawn_when_it_is_emptied(
    officer: Client, written: models.Disclosure
) -> None:
    officer.post(page(written, "earlier/"), {"earlier:prior:income": "6291924.73"})

    officer.post(page(written, "earlier/"), {"earlier:prior:income": ""})

    assert not models.PriorFigure.objects.exists()


def test_a_wrong_figure_of_the_year_before_comes_back_with_the_right_ones(
    officer: Client, written: models.Disclosure
) -> None:
    answer = officer.post(
        page(written, "earlier/"),
        {"earlier:prior:income": "六百万", "earlier:prior:project": "1134622.29"},
    )

    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="六百万"' in html
    assert 'value="1134622.29"' in html
    assert "请填写金额" in html
    assert not models.PriorFigure.objects.exists()
