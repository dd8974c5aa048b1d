"""A table of a draft is edited in a plain form, without JavaScript; nothing that is typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from lxml import html

from budgets import models
from budgets.changing import CellChange, RowChange, change_cells, change_rows
from budgets.storage import keys_of
from tests.workplace.drafts import BEIJING, Script, draft_of, table_of

pytestmark = pytest.mark.django_db
CODE = "预算05表"


@pytest.fixture
def draft() -> models.Disclosure:
    return draft_of(BEIJING)


class Browser:
    """A browser without JavaScript on the page of a table."""

    def __init__(self, client: Client, draft: models.Disclosure, code: str = CODE) -> None:
        self.script = Script(client, draft, code, "page-of-browser")
        self.client, self.address = client, self.script.address("cells")
        self.take(client.get(self.address))

    def take(self, answer: Any) -> None:
        self.status = answer.status_code
        self.text = answer.content.decode()
        self.page = html.fromstring(self.text)

    @property
    def fields(self) -> dict[str, str]:
        form = next(one for one in self.page.forms if "seen" in one.inputs.keys())  # noqa: SIM118
        values = dict(form.form_values())
        for area in form.xpath(".//textarea"):
            # A browser takes the first line break for its own, and sends others its way.
            values[area.name] = (area.text or "").removeprefix("\n").replace("\n", "\r\n")
        return values

    def name(self, reference: str) -> str:
        key, column, _ = self.script.spot(reference)
        return f"c{key}-{column}"

    def send(self, do: str = "save", **typed: str) -> Any:
        """Press a button; `typed` are texts by name of field. What comes is looked at."""
        answer = self.client.post(self.address, {**self.fields, **typed, "do": do}, follow=True)
        self.take(answer)
        return answer


def test_cells_are_typed_and_rows_come_go_and_move(
    draft: models.Disclosure, admin_client: Client
) -> None:
    page = Browser(admin_client, draft)
    first = page.script.keys[0]
    assert "r1" not in page.fields
    assert page.fields[page.name("E6")] == "3,351.405782"

    page.send(**{page.name("E6"): "１，０００", page.name("B6"): "行政 运行"})

    assert "已存入 2 处改动。" in page.text
    assert "处合计随之重算" in page.text
    assert page.fields[page.name("E6")] == "1,000.000000"
    assert page.fields[page.name("C6")] == "1,699.187209"
    # Each wrong cell says what is wrong, also to who does not see its colour.
    field = page.page.xpath(f"//*[@name='{page.name('E6')}']")[0]
    assert "改回就一致" in page.page.get_element_by_id(field.get("aria-describedby")).text_content()

    page.send(f"below:{first}", **{page.name("E6"): "3,351.405782"})
    second = keys_of(draft, page.script.n)[1]
    page.send(f"down:{second}", **{f"c{second}-1": "新的一行", f"c{second}-4": "0"})
    assert [row.cells[:2] for row in table_of(draft, CODE).rows[:3]] == [
        ("2010301", "行政 运行"),
        ("2010302", "一般行政管理事务"),
        (None, "新的一行"),
    ]
    assert table_of(draft, CODE).rows[2].cells[4] == "0.000000"
    page.send(f"drop:{second}")
    assert second not in keys_of(draft, page.script.n)
    last = draft.changes.first()
    assert last is not None
    page.send(f"undo:{last.number}")
    assert second in keys_of(draft, page.script.n)
    assert page.fields[f"c{second}-1"] == "新的一行"
    before = draft.changes.count()
    page.send()
    assert "没有改动。" in page.text
    assert draft.changes.count() == before


def test_two_forms_meet_and_one_chooses(draft: models.Disclosure, admin_client: Client) -> None:
    page = Browser(admin_client, draft)
    other = get_user_model().objects.create_user("other", first_name="李四")
    n = page.script.n
    for name, text in (("F6", "7"), ("F8", "8")):
        key, column, seen = page.script.spot(name)
        change_cells(draft, n, [CellChange(key, column, seen, text)], by=other)

    typed = {page.name("F6"): "1", page.name("F8"): "2", page.name("B9"): "离退休"}
    page.send(**typed)

    assert page.status == 409
    assert "李四 刚刚改过" in page.text
    assert {name: page.fields[name] for name in typed} == typed
    assert table_of(draft, CODE).rows[3].cells[1] == "行政单位离退休"
    mine, theirs = (f"u{page.name(name)[1:]}" for name in ("F6", "F8"))
    page.send(**{mine: "mine", theirs: "theirs"})

    assert page.status == 200
    rows = table_of(draft, CODE).rows
    assert (rows[0].cells[5], rows[2].cells[5]) == ("1.000000", "8.000000")
    assert rows[3].cells[1] == "离退休"


def test_what_was_typed_in_a_row_that_is_gone_is_shown(
    draft: models.Disclosure, admin_client: Client
) -> None:
    page = Browser(admin_client, draft)
    keys = page.script.keys
    change_rows(draft, page.script.n, [RowChange(key) for key in keys[1:]], seen=keys)

    page.send(**{page.name("B6"): "写了很久的一行"})

    assert page.status == 422
    assert "所在的行已被删除" in page.text
    assert "写了很久的一行" in page.text
    page.client.post(page.address, {"do": f"drop:{keys[1]}", "keys": " ".join(map(str, keys))})
    assert len(keys_of(draft, page.script.n)) == len(keys) - 1


def test_an_ended_session_keeps_what_was_typed_and_takes_it_afterwards(
    draft: models.Disclosure, admin_client: Client
) -> None:
    page = Browser(admin_client, draft)
    sent = {**page.fields, page.name("F6"): "9.5", "do": "save"}
    out = Client(enforce_csrf_checks=True)

    page.take(out.post(page.address, sent))

    assert page.status == 403
    assert "登录已过期" in page.text
    assert page.fields.keys() == {"csrfmiddlewaretoken", "keys", "seen", page.name("F6")}
    # Nothing was typed: one is led to the door as anywhere else.
    assert Client().post(page.address, {**sent, page.name("F6"): "699.187209"}).status_code == 302
    out.force_login(get_user_model().objects.get(username="admin"))
    page.client = out
    page.send()
    assert table_of(draft, CODE).rows[0].cells[5] == "9.500000"

    again = Browser(admin_client, draft)
    models.Disclosure.objects.filter(pk=draft.pk).update(status="submitted")
    again.send(**{again.name("F6"): "3.25"})
    assert again.status == 409
    assert "3.25" in again.text
    assert table_of(draft, CODE).rows[0].cells[5] == "9.500000"


def test_every_kind_of_table_has_a_page(draft: models.Disclosure, admin_client: Client) -> None:
    for code in _codes(draft):
        shown = Browser(admin_client, draft, code)
        assert shown.status == 200
        assert shown.fields["seen"]
    assert "在绩效录入页修改" in Browser(admin_client, draft, "预算12表").text


def test_a_long_table_comes_in_pages(draft: models.Disclosure, admin_client: Client) -> None:
    n = table_of(draft, CODE).n
    keys = keys_of(draft, n)
    new = [RowChange(None, ("2010399", f"第 {one} 行", *[None] * 6)) for one in range(410)]
    change_rows(draft, n, [*new, *map(RowChange, keys)], seen=keys)

    page = Browser(admin_client, draft)
    assert len(page.page.xpath("//tbody/tr")) == 200
    assert len(page.fields) < 5_000
    page.address += "?p=3"
    page.take(admin_client.get(page.address))
    wanted = next(name for name, text in page.fields.items() if text == "第 400 行")
    page.send(**{wanted: "第四百行"})
    assert page.fields[wanted] == "第四百行"
    assert [row.cells[1] for row in table_of(draft, CODE).rows[399:402]] == [
        "第 399 行",
        "第四百行",
        "第 401 行",
    ]


def _codes(draft: models.Disclosure) -> Iterator[str]:
    yield from draft.tables.values_list("code", flat=True)


def test_a_finding_leads_to_its_cell(draft: models.Disclosure, admin_client: Client) -> None:
    page = Browser(admin_client, draft)
    page.send(**{page.name("F6"): "1"})

    shown = admin_client.get(f"/admin/budgets/disclosure/{draft.pk}/change/").content.decode()

    links = list(html.fromstring(shown).xpath("//a[@class='edit']/@href"))
    assert {one.partition("?")[0] for one in links} >= {
        f"/admin/budgets/disclosure/{draft.pk}/tables/{n}/" for n in range(1, 14)
    }
    wanted = next(one for one in links if "?at=" in one)
    led = admin_client.get(wanted)
    assert led.status_code == 302
    key, _c, column = led.url.partition("#k")[2].partition("c")
    assert int(key)
    assert int(column) >= 0
