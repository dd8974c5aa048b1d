"""What must hold of checking whatever an explanation says: nothing raises, figures keep their place,
a sentence that is right is never contradicted and one that is wrong always is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from budgets.data import DisclosureData, SectionData
from budgets.narrative.checking import check_narrative
from budgets.narrative.claims.figures import figures_in
from budgets.narrative.data import CONTRADICTED, NarrativeCheck

WORDS = (
    "2025年", "比上年", "较2024年预算数", "同比", "增加", "减少", "增长", "下降", "持平", "一致", "其中：", "占", "完成预算的",
    "分别为", "合计", "主要原因是", "收入预算", "“三公”经费", "公务接待费", "政府采购", "货物", "工程", "服务", "编制", "实有", "人",
    "车辆", "辆", "万元", "元", "亿元", "%", "％", "个", "分", "0", "12.50", "1,234.56", "１２．５０", "-3.2", "100", "（", "）", "。",
    "；", "，", "、", "为", "的", "无", "倍", "财预〔2016〕143号", "2020—2023年", "第1批", "约", "左右", "不超过", "\t", " ",
)  # fmt: skip

prose = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=30).map("".join)


def check(*paragraphs: str, kind: str = "budget") -> NarrativeCheck:
    section = SectionData("二、收支预算说明", 2, paragraphs)
    return check_narrative(DisclosureData("某单位", 2025, kind, (), narrative=(section,)))


def accounts(*paragraphs: str) -> NarrativeCheck:
    return check(*paragraphs, kind="final-accounts")


@settings(max_examples=400, deadline=None)
@given(st.lists(prose, max_size=4))
@example(["%", "元元元", "，。；：", "比上年比上年增加增加"])
@example(["占占占100%%", "其中：其中：其中：1元、元、2元"])
def test_any_text_is_taken_and_figures_keep_their_place(paragraphs: list[str]) -> None:
    for number, text in enumerate(paragraphs):
        for figure in figures_in(text, number):
            assert text[figure.start : figure.end] == figure.printed

    for claim in check(*paragraphs).claims:
        said = claim.claim
        text = paragraphs[said.paragraph]
        assert text[said.start : said.end] == said.text
        assert all(text[one.start : one.end] == one.printed for one in said.figures)


# --- Sentences made from known figures -----------------------------------------------------------

SUBJECTS = (
    "收入预算", "支出预算", "基本支出预算", "项目支出预算", "公用经费", "人员经费", "“三公”经费预算", "公务接待费", "因公出国（境）费",
    "公务用车运行维护费", "机关运行经费", "政府采购预算", "政府性基金预算支出", "一般公共预算支出", "住房公积金", "某某专项",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """A figure of this year beside last year's, in hundredths of its unit."""

    subject: str
    unit: str
    now: int
    before: int
    places: int
    form: int

    def money(self, hundredths: int) -> str:
        return f"{Decimal(hundredths) / 100:,.2f}{self.unit}"

    def rate(self, base: int) -> str:
        step = Decimal(1).scaleb(-self.places)
        rate = Decimal(abs(self.now - self.before)) * 100 / base
        return f"{rate.quantize(step, ROUND_HALF_UP)}%"

    def sentence(
        self,
        *,
        now: int | None = None,
        before: int | None = None,
        change: int | None = None,
        rate: str = "",
        turned: bool = False,
    ) -> str:
        """The sentence, right but for what is given."""
        up = (self.now > self.before) != turned
        amount = self.money(self.now if now is None else now)
        prior = self.money(self.before if before is None else before)
        moved = self.money(abs(self.now - self.before) if change is None else change)
        rate = rate or self.rate(self.before)
        adds, grows = ("增加", "增长") if up else ("减少", "下降")
        forms = (
            f"2025年{self.subject}{amount}，比2024年{prior}{adds}{moved}，{grows}{rate}。",
            f"2025年{self.subject}为{amount}，较上年预算数{prior}{adds}{moved}，{grows}{rate}，主要原因是工作任务变化。",
            f"{self.subject}{amount}，与上年{prior}相比{adds}{moved}，{grows}{rate}。",
        )
        return forms[self.form]


@st.composite
def compared(draw: st.DrawFn) -> Compared:
    # Large enough that no rounding of an amount moves a printed percentage.
    amounts = st.integers(10**6, 10**8)
    now = draw(amounts)
    before = draw(amounts.filter(lambda other: other != now))
    return Compared(
        draw(st.sampled_from(SUBJECTS)),
        draw(st.sampled_from(("元", "万元", "亿元"))),
        now,
        before,
        draw(st.integers(1, 2)),
        draw(st.integers(0, 2)),
    )


def contradicted(text: str) -> bool:
    return any(claim.status == CONTRADICTED for claim in check(text).claims)


@settings(max_examples=200, deadline=None)
@given(compared())
def test_a_right_comparison_is_never_contradicted(said: Compared) -> None:
    assert check(said.sentence()).findings == ()


@settings(max_examples=200, deadline=None)
@given(compared(), st.integers(5, 10**6))
def test_a_wrong_change_is_always_contradicted(said: Compared, off: int) -> None:
    text = said.sentence(change=abs(said.now - said.before) + off)

    assert contradicted(text)
    assert check(text).findings


@settings(max_examples=200, deadline=None)
@given(compared())
def test_a_wrong_direction_is_always_contradicted(said: Compared) -> None:
    assert contradicted(said.sentence(turned=True))


@settings(max_examples=200, deadline=None)
@given(compared())
def test_a_percentage_on_the_wrong_base_is_always_contradicted(said: Compared) -> None:
    right, wrong = said.rate(said.before), said.rate(said.now)
    # A unit of the last place may be somebody's rounding.
    if abs(Decimal(right[:-1]) - Decimal(wrong[:-1])) > Decimal(2).scaleb(-said.places):
        assert contradicted(said.sentence(rate=wrong))


@st.composite
def divided(draw: st.DrawFn) -> tuple[int, list[int]]:
    """A whole and its parts, in hundredths of 万元."""
    parts = draw(st.lists(st.integers(0, 10**8), min_size=2, max_size=3))
    return sum(parts), parts


def purchases(whole: int, parts: list[int]) -> str:
    names = ("货物预算", "服务预算", "工程预算")
    listed = "、".join(
        f"政府采购{name}{Decimal(part) / 100:.2f}万元"
        for name, part in zip(names, parts, strict=False)
    )
    return f"2025年政府采购预算总额{Decimal(whole) / 100:.2f}万元，其中：{listed}。"


@settings(max_examples=200, deadline=None)
@given(divided())
def test_parts_that_add_up_are_never_contradicted(given_: tuple[int, list[int]]) -> None:
    assert check(purchases(*given_)).findings == ()


@settings(max_examples=200, deadline=None)
@given(divided(), st.integers(10, 10**6))
def test_parts_beyond_their_whole_are_always_contradicted(
    given_: tuple[int, list[int]], off: int
) -> None:
    whole, parts = given_

    assert contradicted(purchases(whole, [parts[0] + off, *parts[1:]]))


def rounded(part: int, whole: int, places: int) -> Decimal:
    """A percentage as printed."""
    return (Decimal(part) * 100 / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@st.composite
def portions(draw: st.DrawFn) -> tuple[int, int, int]:
    """A part, its whole, and the places that a percentage is printed with."""
    whole = draw(st.integers(10**6, 10**9))
    return draw(st.integers(0, whole)), whole, draw(st.integers(1, 2))


def income(part: int, whole: int, rate: Decimal) -> str:
    return (
        f"2025年收入预算{Decimal(whole) / 100:.2f}万元，其中：一般公共预算拨款收入"
        f"{Decimal(part) / 100:.2f}万元，占{rate}%。"
    )


def spent(budget: int, final: int, rate: Decimal) -> str:
    return (
        f"2025年公务接待费支出预算为{Decimal(budget) / 100:.2f}万元，支出决算为"
        f"{Decimal(final) / 100:.2f}万元，完成预算的{rate}%。"
    )


@settings(max_examples=200, deadline=None)
@given(portions(), st.decimals("0.3", "40", places=2))
def test_a_share_is_contradicted_when_it_is_wrong_and_only_then(
    given_: tuple[int, int, int], off: Decimal
) -> None:
    part, whole, places = given_
    rate = rounded(part, whole, places)

    assert check(income(part, whole, rate)).findings == ()
    wrong = income(part, whole, rate + off.quantize(Decimal(1).scaleb(-places)))
    assert contradicted(wrong)


@settings(max_examples=200, deadline=None)
@given(portions(), st.decimals("0.3", "40", places=2))
def test_a_rate_of_completion_is_contradicted_when_it_is_wrong_and_only_then(
    given_: tuple[int, int, int], off: Decimal
) -> None:
    final, budget, places = given_
    rate = rounded(final, budget, places)

    assert accounts(spent(budget, final, rate)).findings == ()
    wrong = accounts(spent(budget, final, rate + off.quantize(Decimal(1).scaleb(-places))))
    assert [claim for claim in wrong.claims if claim.status == CONTRADICTED]


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 900), st.integers(1, 900), st.integers(1, 300))
def test_people_are_contradicted_when_they_do_not_add_up_and_only_then(
    first: int, second: int, off: int
) -> None:
    text = "离退休人员{}人，其中：离休{}人，退休{}人。"

    assert check(text.format(first + second, first, second)).findings == ()
    assert contradicted(text.format(first + second, first, second + off))
