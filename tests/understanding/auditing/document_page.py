"""Audits a document's page: every figure is a fact or a sum of facts at what its words say.

Each check fails with the words that are wrong. `audit` gives what the page says in its key figures,
for comparing with other pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext

from budgets.coordinates import CLOSED, THREE_PUBLIC_CODES
from budgets.data import DisclosureData
from tests.understanding.auditing.facts import At, Book
from tests.understanding.auditing.page import (
    Amount,
    Linked,
    amount,
    href_of,
    last_href,
    linked,
    rows_of,
    says_share,
    sections,
    text_of,
)

_KEY = {
    "income": {"side": "in"},
    "spending": {"side": "out"},
    "basic": {"side": "out", "nature": "basic"},
    "project": {"side": "out", "nature": "project"},
    "three_public": {"side": "out", "three_public": "any"},
}
_NAMES = {
    "支出总计": "spending", "基本支出": "basic", "项目支出": "project", "“三公”经费": "three_public",
}  # fmt: skip


@dataclass
class Audit:
    """One page of one document, in one language; `earlier` is the body's own before it, if any."""

    data: DisclosureData
    page: str
    language: str = "zh-hans"
    earlier: DisclosureData | None = None

    def __post_init__(self) -> None:
        self.book = Book(self.data)

    def said(self, words: str) -> str:
        """Words of the interface in the page's language."""
        with translation.override(self.language):
            return gettext(words)

    def audit(self) -> dict[str, Amount]:
        told = self.key_figures()
        self.plain_words(told)
        for tree in sections(self.page, "breakdown"):
            self.breakdown(tree)
        for flow in re.findall(
            r'<div class="way(?: first)?".*?(?=<div class="way"|</section>)', self.page, re.S
        ):
            self.flow(flow, told)
        for changed in sections(self.page, "changed"):
            self.changes(changed, told)
        for executed in sections(self.page, "executed"):
            self.executed(executed)
        return told

    def holds(self, one: Linked, wanted: At) -> None:
        """The row that a number leads to states it, or begins what adds up to it."""
        assert one.place is not None, one
        possible = self.book.states(*one.place, wanted)
        assert any(one.amount.says(fen) for fen in possible), (one, wanted, possible)

    def key_figures(self) -> dict[str, Amount]:
        told: dict[str, Amount] = {}
        for block in re.findall(
            r'<div class="(\w+)">\s*<dt>(?:(?!</dt>).)*</dt>\s*<dd><a href="([^"]*)"><span class="value">(.*?)'
            r'</span> <span class="unit">(.*?)</span></a>(.*?)</dd>',
            self.page,
            re.DOTALL,
        ):
            key, href, figure, unit, rest = block
            one = Linked(amount(text_of(figure.replace("<small>", "").replace("</small>", "")), unit),
                         href, "disputed" in rest)  # fmt: skip
            self.holds(one, _KEY[key])
            told[key] = one.amount
        return told

    # --- Sentences -------------------------------------------------------------------------------

    def plain_words(self, told: dict[str, Amount]) -> None:
        for said in sections(self.page, "plain-words"):
            for one in linked(said):
                self.leads(one)
            self._same_as_key_figures(said, told)
            self._shares_of_sentences(text_of(said))

    def leads(self, one: Linked) -> None:
        """The row that a number leads to says it, or begins what adds up to it, of whatever money.

        For words that are not read here; those that are, are compared with the key figures.
        """
        assert one.place is not None, one
        possible = {fen for at, fen in self.book.in_row(*one.place)}
        for at, _fen in self.book.in_row(*one.place):
            for wanted in broader(at):
                possible |= set(self.book.sums(one.place[0], wanted))
        assert any(one.amount.says(fen) for fen in possible), (one, possible)

    def _same_as_key_figures(self, said: str, told: dict[str, Amount]) -> None:
        """Sentences round what stands among the key figures, to the same row."""
        for words, key in (
            (r"预计有 (<a.*?</a>)", "income"),
            (r"可用的钱有 (<a.*?</a>)", "income"),
            (r"连同留给以后的共 (<a.*?</a>)", "spending"),
            (r"（<a [^>]*>基本支出</a>）用 (<a.*?</a>)", "basic"),
            (r"（<a [^>]*>项目支出</a>）用 (<a.*?</a>)", "project"),
            (r">“三公”经费</a> (<a.*?</a>)", "three_public"),
        ):
            if found := re.search(words, said):
                assert linked(found[1])[0].amount.says(told[key].fen), (found[1], told[key])

    def _shares_of_sentences(self, text: str) -> None:
        """Percentages are those of the rounded amounts beside them, as near as these can tell."""
        for a, b, first, second in re.findall(
            r"用 ([\d,.-]+ \S+?元)[^；]*?，占 ([<>\d.]+%)；.*?用 ([\d,.-]+ \S+?元)[^。]*?，占 ([<>\d.]+%)",
            text,
        ):
            one, other = amount(a), amount(first)
            whole = one.fen + other.fen
            assert near_share(b, one.fen, whole), (b, text)
            assert near_share(second, other.fen, whole), (second, text)

    # --- Trees -----------------------------------------------------------------------------------

    def breakdown(self, tree: str) -> None:
        levels = re.split(r'(?=<div class="level[ "])', tree)[1:]
        named: dict[str, Amount] = {}
        of_basic = self.said("各表只按经济分类列出了一般公共预算的基本支出。") in tree
        money = {"side": "out"} | ({"source": "general", "nature": "basic"} if of_basic else {})
        for level in levels:
            self._level(level, money, named)

    def _level(self, level: str, money: At, named: dict[str, Amount]) -> None:
        anchor = re.search(r'id="([fe])(?:\w+)?(?:-(\d+))?"', level)
        assert anchor
        whole_text = re.search(r'<span class="whole">(.*?)</span>', level)
        assert whole_text
        whole = amount(*_figure_and_unit(whole_text[1]))
        unit = _figure_and_unit(whole_text[1])[1]
        shares, parts = [], []
        for cells in rows_of(level):
            code = re.search(r'<span class="code">(\d+)</span>', cells[0])
            assert code, cells
            link = href_of(cells[1])
            one = Linked(amount(re.sub(r"<a class=\"disputed.*", "", cells[1]) and text_of(
                re.sub(r'<a class="disputed.*?</a>', "", cells[1])), unit), link)  # fmt: skip
            self.holds(one, self._about(code[1], money, one))
            parts.append(one.amount.fen)
            named[code[1]] = one.amount
            if len(cells) > 2:
                shares.append(text_of(cells[2]))
            # What is told of a code on its own level is told of it where it is opened.
        if anchor[2]:
            assert named[anchor[2]] == whole, (anchor[2], named[anchor[2]], whole)
        total = sum(parts)
        drawn = "<svg" in level
        if shares:
            assert abs(total - whole.fen) <= self.book.step() * max(3, len(parts)), (total, whole)
            rounded = self.said("各项之和与总数相差 %(gap)s，是四舍五入的尾数。").partition("%")[0]
            assert (total == whole.fen) == (rounded not in level), level[:200]
            for share, part in zip(shares, parts, strict=True):
                assert share == "—" or says_share(share, part, total), (share, part, total)
        else:
            assert not drawn
            assert self.said("列出的各项之和与总数不相等，所以不画图，也不算占比。") in level
        if drawn:
            assert len(parts) > 1
            assert min(parts) > 0
            self._areas(level, parts, total)

    def _about(self, code: str, money: At, one: Linked) -> At:
        """What a code is about, by the row that it leads to: a function, an item, one of the three."""
        assert one.place is not None
        for at, _fen in self.book.in_row(*one.place):
            for name in ("function", "dept_economic", "gov_economic"):
                if at.get(name, "").startswith(code):
                    return {**money, name: code}
            three = at.get("three_public", "")
            if code in THREE_PUBLIC_CODES.get(three, ()):
                return {"side": "out", "three_public": three}
        raise AssertionError(f"{one} is not about {code}")

    def _areas(self, level: str, parts: list[int], total: int) -> None:
        boxes = [
            float(w) * float(h)
            for w, h in re.findall(
                r'<rect x="[^"]*" y="[^"]*" width="([\d.]+)" height="([\d.]+)"', level
            )
        ]
        assert len(boxes) == len(parts)
        for box, part in zip(boxes, parts, strict=True):
            # A border of a unit and a decimal are lost; slivers can't be told.
            assert box / (400 * 280) <= part / total + 0.01
            if part * 20 > total:
                assert abs(box / (400 * 280) - part / total) < 0.03 * max(1, part / total * 2)

    # --- Flows -----------------------------------------------------------------------------------

    def flow(self, flow: str, told: dict[str, Amount]) -> None:
        unit = re.search(r"<figcaption>\s*<span>\S+ (.*?)</span>", flow)
        assert unit, flow[:500]
        ends = re.findall(
            r'<p class="(in|out)"><span>.*?</span>(?: <strong>(.*?)</strong>)?</p>', flow
        )
        tables = re.findall(r'<table class="plain">.*?</table>', flow, re.DOTALL)
        assert len(tables) == len(ends) == 2
        drawn = re.search(r'<svg class="flow wide".*?</svg>', flow, re.DOTALL)
        assert drawn
        pictured = re.findall(r'<text class="amount"[^>]*>(.*?)</text>', drawn[0])
        figures: list[str] = []
        missing = False
        for (side, total), table in zip(ends, tables, strict=True):
            parts = []
            for name, figure in rows_of(table):
                one = Linked(amount(text_of(figure), unit[1]), href_of(name))
                assert one.place is not None
                stated = self.book.in_row(*one.place)
                assert any(at["side"] == side and fen == one.amount.fen for at, fen in stated), one
                parts.append(one.amount.fen)
                figures.append(text_of(figure))
            if total:
                whole = amount(total, unit[1])
                key = "income" if side == "in" else "spending"
                assert key not in told or told[key].fen == whole.fen or "disputed" in self.page
                gap = abs(sum(parts) - whole.fen)
                missing = missing or gap > self.book.step() * max(1, len(parts))
        assert figures == pictured
        if missing:
            assert "<strong>" in flow[flow.index("<figcaption>") :]

    # --- Changes ---------------------------------------------------------------------------------

    def changes(self, changed: str, told: dict[str, Amount]) -> None:
        for rows in re.findall(
            r'<table class="plain changed-rows">.*?</table>', changed, re.DOTALL
        ):
            unit = re.search(r'<span class="unit">(.*?)</span>', rows)
            assert unit
            for cells in rows_of(rows):
                if len(cells) < 4:
                    continue
                before = amount(text_of(re.sub(r"<small>.*", "", cells[1])), unit[1])
                now = amount(text_of(cells[2]), unit[1])
                code = re.search(r'<span class="code">(\d+)</span>', cells[0])
                if not (href := href_of(cells[2])):
                    assert now.fen == 0
                elif code:
                    self.holds(Linked(now, href), {"side": "out", "function": code[1]})
                else:
                    self.leads(Linked(now, href))
                    key = _NAMES.get(text_of(cells[0]))
                    assert key is None or told[key].fen == now.fen, (key, now, told)
                self._difference(cells[3], now, before, unit[1])
                year = re.search(r"<small>(\d{4})</small>", cells[1])
                assert year, cells[1]
                self._before(last_href(cells[1]), before, int(year[1]))

    # --- The budget as it was carried out --------------------------------------------------------

    def executed(self, executed: str) -> None:
        unit = re.search(r'<span class="unit">(.*?)</span>', executed)
        assert unit
        for cells in rows_of(executed):
            planned, final, rates = (
                cells[1 : len(cells) // 2],
                cells[len(cells) // 2],
                cells[len(cells) // 2 + 1 :],
            )
            now = Linked(amount(text_of(final), unit[1]), href_of(final))
            self.leads(now)
            for cell, rate in zip(planned, rates, strict=True):
                if text_of(cell) == "—":
                    continue
                base = amount(text_of(cell), unit[1])
                if found := re.match(r"tables/(\d+)/#r(\d+)", href_of(cell)):
                    assert any(
                        fact.coordinates["basis"] in ("budget", "adjusted")
                        and fact.amount.value == base.fen
                        for fact in self.data.table(int(found[1])).facts
                        if fact.row == int(found[2]) - 1
                    ), cell
                self._rate(text_of(rate), now.amount, base)

    def _rate(self, said: str, now: Amount, base: Amount) -> None:
        if said == "≈100%":
            assert 0 < abs(now.fen - base.fen) * 2 <= self.book.step()
        elif said == ">100.0%":
            assert now.fen > base.fen
        elif said != "—":
            assert says_share(said, now.fen, base.fen), (said, now, base)

    def _before(self, href: str, before: Amount, year: int) -> None:
        """An earlier amount stands in the own column, or in the earlier document, that it leads to."""
        found = re.search(r"tables/(\d+)/#r(\d+)", href)
        if found is None:
            return
        n, row = int(found[1]), int(found[2])
        if not href.startswith("/"):
            assert year == self.data.fiscal_year - 1
            assert any(
                fact.amount.value == before.fen and "prior" in fact.coordinates["basis"]
                for fact in self.data.table(n).facts
                if fact.row == row - 1
            ), (href, before)
            return
        assert self.earlier is not None, href
        assert year == self.earlier.fiscal_year
        assert f"/{self.earlier.slug}/{year}/" in href
        Audit(self.earlier, "").leads(Linked(before, href))

    def _difference(self, cell: str, now: Amount, before: Amount, unit: str) -> None:
        if now.fen == before.fen:
            assert not re.search(r"\d", text_of(cell)), cell
            return
        shown = re.sub(r"<small>.*", "", cell)
        assert amount(text_of(shown), unit).fen == now.fen - before.fen, cell
        small = re.search(r"<small>(.*?)</small>", cell)
        if small and "%" in small[1]:
            said = text_of(small[1]).lstrip("+−")
            assert says_share(said, abs(now.fen - before.fen), before.fen), cell
            if said == "100%" and now.fen < before.fen:
                assert now.fen == 0
        elif small:
            assert before.fen == 0


def broader(at: At) -> Iterator[At]:
    """Coordinates, and what each of their members is a part of, alone."""
    yield at
    for name, member in at.items():
        if name == "function":
            yield {"side": at["side"], name: member[:3]}
        while name in CLOSED and member:
            yield {"side": at["side"], name: member}
            member = CLOSED[name][member] or ""


def near_share(text: str, part: int, whole: int) -> bool:
    """A share of amounts that are rounded themselves: a tenth of a per cent this way or that."""
    if text[0] in "<>":
        return part * 100 < whole or part * 100 > 99 * whole
    return abs(part * 100 / whole - float(text.rstrip("%"))) <= 0.15


def _figure_and_unit(text: str) -> tuple[str, str]:
    figure, _space, unit = text.strip().partition(" ")
    return figure, unit
