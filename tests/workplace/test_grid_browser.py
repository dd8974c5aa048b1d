"""The grid as staff use it, in a real browser on the real server: a few journeys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from budgets import models
from tests.workplace.drafts import XICHENG_2024, draft_of, table_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Grid:
    """The grid of one table in a window: its keys, what it shows, what it has stored."""

    def __init__(self, window: Page, draft: models.Disclosure, code: str) -> None:
        self.page, self.draft, self.code = window, draft, code
        self.n = table_of(draft, code).n
        self.address = reverse("admin:budgets_disclosure_cells", args=[draft.pk, self.n])
        self.open()

    def open(self, anchor: str = "") -> None:
        self.page.goto(f"{self.address}{anchor}")
        self.page.wait_for_selector(".cells-frame.live tbody tr")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str, *keys: str) -> None:
        self.page.keyboard.type(text)
        self.press(*keys)

    def at(self, cell: str) -> None:
        """Click a cell by its letter and the number of its row."""
        # The grid's field lies over the active cell and passes clicks on.
        self.page.click(self._path(cell), force=True)

    def text(self, cell: str) -> str:
        return self.page.locator(self._path(cell)).text_content() or ""

    def look(self, cell: str) -> str:
        return self.page.get_attribute(self._path(cell), "class") or ""

    def _path(self, cell: str) -> str:
        column = ord(cell[0]) - ord("A") + 2
        return f'#cells-table tbody tr:has(> .n:text-is("{cell[1:]}")) > :nth-child({column})'

    @property
    def where(self) -> str:
        return self.page.inner_text("#cells-where")

    @property
    def rows(self) -> int:
        return self.page.locator("#cells-table tbody tr").count()

    def saved(self) -> None:
        self.page.wait_for_selector("#cells-state[data-kind=saved]")

    def state(self, kind: str) -> str:
        return self.page.inner_text(f"#cells-state[data-kind={kind}]")

    def stored(self) -> list[tuple[Any, ...]]:
        return [tuple(text or "" for text in row.cells) for row in self._table().rows]

    def _table(self) -> Any:
        return table_of(models.Disclosure.objects.get(pk=self.draft.pk), self.code)

    def clipboard(self, name: str, **types: str) -> dict[str, str]:
        """What a copy or paste brings, with the types text and html, as the browser sends it."""
        given: dict[str, str] = self.page.eval_on_selector(
            "#cells-editor",
            """(field, [name, types]) => {
                const clipboardData = new DataTransfer();
                for (const [type, text] of Object.entries(types)) clipboardData.setData(`text/${type}`, text);
                field.dispatchEvent(new ClipboardEvent(name, { clipboardData, bubbles: true, cancelable: true }));
                return { plain: clipboardData.getData("text/plain"), html: clipboardData.getData("text/html") };
            }""",
            [name, types],
        )
        return given


Opened = Callable[..., Grid]


@pytest.fixture
def draft() -> models.Disclosure:
    return draft_of(XICHENG_2024)


def sign_in(page: Page, live_server: LiveServer, name: str) -> None:
    """The window is that of a superuser with this name."""
    person, _made = get_user_model().objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


@pytest.fixture
def opened(page: Page, live_server: LiveServer, draft: models.Disclosure) -> Opened:
    """The grid of a table of the draft, by its code."""
    sign_in(page, live_server, "officer")
    return lambda code: Grid(page, draft, code)


def test_the_keyboard_alone_edits_a_table(opened: Opened) -> None:
    models.ClassificationCode.objects.create(catalogue="function", code="2010304", name="专项服务")
    grid = opened("表6")
    page = grid.page
    assert (grid.where, grid.text("A4"), grid.text("C4")) == ("A4", "2010301", "351.740528")
    assert page.evaluate("document.activeElement.id") == "cells-editor"

    # Walking, and the edge of what is written.
    grid.press("ArrowDown", "ArrowRight", "ArrowRight", "Home", "End")
    assert grid.where == "E5"
    grid.press("Control+Home", "ArrowRight", "ArrowRight", "Control+ArrowDown")
    assert grid.where == "C13"

    # Amounts in any form; a total that agreed goes on agreeing; blank is not zero.
    grid.press("Control+Home", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight")
    grid.type("１,２00", "Enter")
    assert grid.where == "D6"
    grid.saved()
    assert (grid.text("D5"), grid.text("C5")) == ("1200.000000", "1200.000000")
    grid.press("ArrowUp", "F2", "Backspace", "Backspace")
    grid.type("5", "Escape")
    assert grid.text("D5") == "1200.000000"
    grid.press("Delete")
    grid.saved()
    assert grid.text("D5") == ""
    grid.type("0", "Tab")
    assert grid.where == "E5"
    grid.saved()
    assert grid.text("D5") == "0.000000"

    # Filling down, one step back, and again; texts with a line break.
    grid.press("ArrowLeft", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    grid.saved()
    assert [grid.text(f"D{row}") for row in (6, 7)] == ["0.000000", "0.000000"]
    grid.press("Control+z")
    page.wait_for_selector("#cells-live:has-text('已撤销')")
    assert grid.text("D6") == "39.032400"
    grid.press("Control+y")
    page.wait_for_selector("#cells-live:has-text('已重做')")
    assert grid.text("D6") == "0.000000"
    grid.press("Control+Home", "ArrowRight", "F2", "Alt+Enter")
    grid.type("（本级）", "Enter")
    grid.saved()
    assert grid.stored()[0][1] == "行政运行\n（本级）"

    # A code by the first letters of its name's pinyin, with the name beside; rows come, move and go.
    rows = grid.rows
    page.focus("[data-do=insert-below]")
    grid.press("Enter")
    page.wait_for_selector("#cells-live:has-text('已增加 1 行')")
    assert (grid.rows, grid.where) == (rows + 1, "B6")
    page.focus("#cells-editor")
    grid.press("Home")
    grid.type("zxfw")
    page.wait_for_selector("#cells-codes [aria-selected]")
    grid.press("Enter")
    grid.saved()
    assert grid.text("A6") == "2010304"
    assert grid.text("B6") == "专项服务"
    grid.press("ArrowUp", "Alt+Shift+ArrowUp")
    page.wait_for_selector("#cells-live:has-text('已移动 1 行')")
    assert (grid.where, grid.text("A5")) == ("A5", "2010304")
    page.focus("[data-do=delete-rows]")
    grid.press("Enter")
    page.wait_for_selector("#cells-live:has-text('已删除 1 行')")
    assert grid.rows == rows
    assert len(grid.stored()) == rows

    # The keys are told, and there is a way out.
    page.focus("#cells-editor")
    grid.press("?")
    assert page.is_visible("#cells-help")
    grid.press("Escape")
    page.wait_for_selector("#cells-editor:focus")
    grid.press("Escape", "Tab")
    assert page.evaluate("document.activeElement.closest('.cells-frame')") is None
    assert page.evaluate("document.activeElement !== document.body")


def test_blocks_go_to_excel_and_come_from_it(opened: Opened) -> None:
    grid = opened("表6")
    page = grid.page
    grid.press("Shift+ArrowRight", "Shift+ArrowDown")
    copied = grid.clipboard("copy")
    assert copied["plain"] == "2010301\t行政运行\r\n2080501\t行政单位离退休\r\n"
    assert "mso-number-format:'\\@'\">2010301<" in copied["html"]
    assert "选中 2 行 2 列" in page.inner_text("#cells-summary")

    # Two figures are summed in whole fen of the printed places.
    grid.at("C5")
    grid.press("Shift+ArrowDown")
    assert "合计 45.424400　个数 2　平均 22.712200" in page.inner_text("#cells-summary")
    assert page.evaluate(
        """async () => {
            const { summary } = await import("/static/js/cells-figures.js");
            return summary(["1,234.5", "（0.25）", "—", "", "无", "0", "9007199254740993.01", "甲"]);
        }"""
    ) == {"count": 4, "sum": "9,007,199,254,742,227.26", "mean": "2,251,799,813,685,556.82"}

    # Excel quotes a cell with a line break; HTML knows merged cells, and is read without styles.
    grid.at("B4")
    grid.clipboard("paste", plain='"行政运行\n（本级）"\t1,351.74\r\n行政单位离退休\t6.4\r\n')
    grid.saved()
    assert (grid.text("B4"), grid.text("C5")) == ("行政运行\n（本级）", "6.400000")
    grid.at("A6")
    html = (
        "<style>td{color:red}</style><table><tr><td rowspan=2 style='color:red'>2210203<td>购房<br>补贴"
        "<tr><td>\n  另一行</table>"
    )
    grid.clipboard("paste", html=html, plain="2210203\n购房\n补贴\n另一行")
    grid.saved()
    assert [grid.text(cell) for cell in ("A6", "B6", "A7", "B7")] == [
        "2210203",
        "购房\n补贴",
        "",
        "另一行",
    ]

    # The header that was copied with the figures is no row.
    grid.at("A7")
    grid.clipboard("paste", plain="科目编码\t科目名称（项级）\r\n2010399\t其他\r\n")
    grid.saved()
    assert (grid.text("A7"), grid.text("B7")) == ("2010399", "其他")

    # One value fills what is selected; all of it is one step.
    grid.at("E4")
    page.keyboard.down("Shift")
    grid.at("E7")
    page.keyboard.up("Shift")
    grid.clipboard("paste", plain="3\r\n")
    grid.saved()
    assert [row[4] for row in grid.stored()[:4]] == ["3.000000"] * 4
    assert grid.draft.changes.latest("number").what == "pasted"
    grid.press("Control+z")
    page.wait_for_selector("#cells-live:has-text('已撤销')")
    assert [row[4] for row in grid.stored()[:4]].count("3.000000") == 0

    # More rows than the table has: one question, and they are at its end.
    rows = grid.rows
    grid.press("Control+End", "Home")
    grid.clipboard("paste", plain="2010399\t其他\t1\r\n2010350\t事业运行\t2\r\n")
    assert "增加 1 行" in page.inner_text("#cells-question")
    grid.press("Enter")
    page.wait_for_selector("#cells-live:has-text('已增加 1 行')")
    grid.saved()
    assert grid.rows == rows + 1
    assert grid.stored()[-1][:3] == ("2010350", "事业运行", "2.000000")


def test_a_wrong_figure_is_marked_at_once_and_put_right(opened: Opened) -> None:
    grid = opened("表6")
    page = grid.page
    grid.at("C4")
    grid.type("352", "Enter")
    grid.saved()
    assert "is-error" in grid.look("C4")
    assert page.get_attribute(".is-error.is-marked >> nth=0", "data-symbol") == "✗"

    # From one mark to the next, with its words, the other cells and what would be right.
    grid.press("Control+End", "F8")
    assert grid.where == "C4"
    told = page.inner_text("#cells-findings [data-part=here]")
    assert "相差 0.259472 万元" in told
    assert "应为 351.740528" in told
    elsewhere = page.get_attribute("#cells-findings a:text('表3 E5')", "href") or ""
    page.click("#cells-findings .jump:text-is('D4')")
    assert grid.where == "D4"
    grid.press("Shift+F8")
    page.click(".take >> nth=0")
    grid.saved()
    assert grid.text("C4") == "351.740528"
    assert "is-error" not in grid.look("C4")
    assert page.is_hidden("#cells-findings [data-part=here]")
    assert grid.draft.changes.latest("number").what == "fixed"

    # The other cell is in a table of its own, whose page begins at it.
    page.goto(elsewhere)
    page.wait_for_selector("#cells-table .active")
    assert grid.where == "E5"


def test_chinese_is_typed_as_it_is_composed(opened: Opened) -> None:
    grid = opened("表6")
    page = grid.page
    grid.at("B4")
    keyboard = page.context.new_cdp_session(page)

    # The input method begins on a cell that is only selected; Enter while it composes is its own.
    for text in ("b", "be", "bei"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    assert page.input_value("#cells-editor") == "bei"
    page.dispatch_event("#cells-editor", "keydown", {"key": "Enter", "isComposing": True})
    assert grid.where == "B4"
    keyboard.send("Input.insertText", {"text": "北京"})
    grid.press("Enter")
    grid.saved()

    assert (grid.where, grid.text("B4")) == ("B5", "北京")


def test_nothing_is_lost_without_a_line_or_a_session(
    opened: Opened, live_server: LiveServer
) -> None:
    grid = opened("表6")
    page = grid.page
    before = grid.stored()

    # Without a line one goes on typing, and what is typed waits here.
    page.context.set_offline(True)
    grid.at("D4")
    grid.type("1", "Enter")
    grid.type("2", "Enter")
    page.wait_for_selector("#cells-state[data-kind=offline]:has-text('2 处改动留在本机')")
    assert "unsaved" in grid.look("D4")
    grid.press("ArrowUp")
    grid.type("3", "Enter")
    assert grid.stored() == before
    page.context.set_offline(False)
    grid.saved()
    assert [row[3] for row in grid.stored()[:2]] == ["1.000000", "3.000000"]

    # Left in the middle of it, and opened again: asked before, and sent again after.
    page.route("**/cells/", lambda route: route.abort())
    grid.type("4", "Enter")
    page.wait_for_selector("#cells-state[data-kind=offline]")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    # As a power cut does to what the browser has not written to the disk yet.
    page.evaluate("localStorage.clear()")
    page.reload()
    page.wait_for_selector(".cells-frame.live tbody tr")
    assert asked == ["beforeunload"]
    assert grid.text("D6") == "4"
    page.unroute("**/cells/")
    grid.saved()
    assert grid.stored()[2][3] == "4.000000"
    assert (
        page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('mingzhang:'))")
        == []
    )

    # A link waits until what was typed has arrived, and does not ask.
    asked.clear()
    grid.at("D8")
    grid.type("8")
    page.click(".cells-ways a[rel=next]")
    page.wait_for_url("**/tables/7/")
    assert (asked, grid.stored()[4][3]) == ([], "8.000000")
    grid.open()

    # The session has ended: one signs in elsewhere, and the page goes on by itself.
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    grid.at("D7")
    grid.type("5", "Enter")
    page.wait_for_selector("#cells-state[data-kind=signed_out] a[href*=login]")
    assert grid.stored()[3][3] != "5.000000"
    sign_in(page, live_server, "officer")
    grid.saved()
    assert grid.stored()[3][3] == "5.000000"


def test_two_in_one_cell_choose_and_see_each_other(
    opened: Opened, page: Page, live_server: LiveServer, draft: models.Disclosure
) -> None:
    grid = opened("表6")
    other = page.context.browser.new_context(base_url=live_server.url, locale="zh-CN").new_page()  # type: ignore[union-attr]
    sign_in(other, live_server, "colleague")
    theirs = Grid(other, draft, "表6")

    # Each sees where the other is, and what they write, without asking.
    theirs.at("D5")
    grid.page.wait_for_selector("#cells-people:has-text('colleague')")
    grid.page.wait_for_selector(".other[data-who*=colleague]")
    theirs.type("6.5", "Enter")
    theirs.saved()
    grid.page.wait_for_selector("#cells-table td:text-is('6.500000')")

    # Both begin in the same cell; the second one is asked, by keyboard.
    for text, answer in (("7", "用我的"), ("8", "用对方的")):
        grid.at("D6")
        grid.press("F2")
        theirs.at("D6")
        theirs.type("9", "Enter")
        theirs.saved()
        grid.press("Control+a")
        grid.type(text, "Enter")
        grid.page.wait_for_selector("#cells-clashes li:has-text('colleague')")
        assert "9.000000" in grid.page.inner_text("#cells-clashes")
        assert grid.text("D6") == "9.000000"
        grid.page.focus("#cells-state .jump")
        grid.press("Enter", *(["Tab"] if answer == "用对方的" else []))
        assert answer in (grid.page.text_content("#cells-clashes button:focus") or "")
        grid.press("Enter")
        grid.page.wait_for_selector("#cells-clashes", state="hidden")
        grid.saved()
        assert grid.stored()[2][3] == ("7.000000" if answer == "用我的" else "9.000000")
        theirs.page.wait_for_selector(f"tr:nth-of-type(3) td:text-is('{grid.stored()[2][3]}')")

    # Rows that somebody has removed meanwhile take no text with them unseen.
    grid.at("D7")
    grid.press("F2")
    theirs.at("D7")
    theirs.page.click("[data-do=delete-rows]")
    theirs.page.wait_for_selector("#cells-live:has-text('已删除')")
    grid.type("1", "Enter")
    grid.page.wait_for_selector("#cells-clashes .refusal")
    other.context.close()


def test_the_grid_is_accessible_and_fits(opened: Opened) -> None:
    grid = opened("表7")
    page = grid.page

    def sound() -> str:
        found = Axe().run(page, context="main", options={"resultTypes": ["violations"]})
        return found.generate_report() if found.violations_count else ""

    for width, scheme in ((390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        grid.open()
        grid.press("F8")
        page.wait_for_selector("#cells-findings [data-part=here] li")
        assert sound() == ""
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Numbers of rows and the name stay in sight when the rest moves.
        frame = page.locator(".cells-frame")
        frame.evaluate("frame => frame.scrollTo(60, 40)")
        left = frame.bounding_box()["x"]  # type: ignore[index]
        assert page.locator("#cells-table tbody .n").nth(3).bounding_box()["x"] - left < 3  # type: ignore[index]
    grid.press("?")
    page.wait_for_selector("#cells-help[open]")
    assert sound() == ""
