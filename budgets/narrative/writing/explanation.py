"""Puts an explanation together: patterns, the figures of the tables, and what staff tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.coordinates import Coordinates
from budgets.data import DisclosureData, SectionData
from budgets.money import UNITS, WAN, YUAN, Unit, yuan
from budgets.narrative.data import EarlierFigure
from budgets.narrative.numbering import formatted
from budgets.narrative.standard import section_key
from budgets.narrative.writing.amounts import FIGURE, Amounts, Known
from budgets.narrative.writing.data import (
    AMOUNT,
    CHOICE,
    EDITED,
    PRIOR,
    REASON,
    SENTENCE,
    TEXT,
    SlotData,
    WrittenData,
)
from budgets.narrative.writing.glossary import used_terms
from budgets.narrative.writing.listed import LISTED
from budgets.narrative.writing.listing import count_of, function_path, functions, projects
from budgets.narrative.writing.patterns import SectionPattern, SlotPattern, patterns
from budgets.narrative.writing.phrases import Change, Phrases, escaped, reason_of

# How a section of each level is numbered.
_ORDINALS = {1: "第{han}部分 ", 2: "{han}、", 3: "（{han}）", 4: "{n}."}
_WORDS = {"budget": "预算", "final-accounts": "决算"}
_MONEY = {"general": "一般公共预算财政拨款", "fiscal": "财政拨款"}
_UNIT = "unit"


def write_explanation(
    data: DisclosureData,
    *,
    earlier: DisclosureData | None = None,
    figures: Sequence[EarlierFigure] = (),
    told: Mapping[str, str] | None = None,
    threshold: Decimal = Decimal(10),
) -> WrittenData:
    """The whole standard explanation of a budget or of final accounts; nothing for other kinds.

    `earlier` is the same body's document of the year before, `figures` what staff told of that
    year where it is not at hand, `told` what staff tell by slot, `threshold` the change in percent
    above which a reason is owed. A text that was brought with `data` plays no part.
    """
    if data.kind not in _WORDS:
        return WrittenData()
    writer = _Writer(Amounts(data, earlier, figures, told or {}), threshold)
    for section in patterns():
        writer.add(section)
    return writer.written()


class _Writer:
    """Writes section after section; a paragraph's number is how many stand before it."""

    def __init__(self, amounts: Amounts, threshold: Decimal) -> None:
        self._amounts = amounts
        self._told = amounts.told
        self._threshold = threshold
        data = amounts.data
        self._usual_unit = _usual_unit(amounts)
        unit = UNITS.get(self._told.get(_UNIT, ""), self._usual_unit)
        self._phrases = Phrases(unit, data.fiscal_year, _WORDS[data.kind], data.department)
        self._sections: list[SectionData] = []
        self._slots: list[SlotData] = [self._unit_slot()]
        self._counts: dict[int, int] = {}
        self._paragraphs = 0
        self._present: set[str] = set()

    def written(self) -> WrittenData:
        return WrittenData(tuple(self._sections), tuple(self._slots))

    def add(self, section: SectionPattern) -> None:
        """A section with its heading, its slots after one another."""
        self._head(section.level, self._phrases.filled(section.heading))
        for slot in section.slots:
            if slot.kinds and self._amounts.data.kind not in slot.kinds:
                continue
            match slot.kind:
                case "figure":
                    self._figure(slot)
                case "functions":
                    self._functions()
                case "projects":
                    self._projects()
                case "list":
                    self._sentence(slot, LISTED[slot.list](self._amounts, self._phrases))
                case "glossary":
                    self._glossary(section.level + 1)
                case _:
                    self._text(slot, section.key)

    # ---- Sections and paragraphs

    def _head(self, level: int, heading: str) -> None:
        self._counts = {other: n for other, n in self._counts.items() if other <= level}
        n = self._counts[level] = self._counts.get(level, 0) + 1
        ordinal = _ORDINALS[level].format(han=formatted(n, "chineseCounting"), n=n)
        self._sections.append(SectionData(ordinal + heading, level, ()))

    def _put(self, slot: SlotData) -> SlotData:
        """Adds a slot with its text, which may be several paragraphs, at the end."""
        lines = tuple(line.strip() for line in slot.text.splitlines() if line.strip())
        placed = replace(slot, section=len(self._sections) - 1)
        if lines:
            last = self._sections[-1]
            self._sections[-1] = replace(last, paragraphs=(*last.paragraphs, *lines))
            placed = replace(placed, paragraph=self._paragraphs, length=len(lines))
            self._paragraphs += len(lines)
            self._present.add(slot.key)
        self._slots.append(placed)
        return placed

    def _beside(self, slot: SlotData, at: SlotData) -> None:
        """A slot that belongs to a sentence which is already put."""
        self._slots.append(
            replace(slot, section=at.section, paragraph=at.paragraph, length=at.length)
        )

    def _text(self, pattern: SlotPattern, section: str) -> None:
        text = self._told.get(pattern.key, "").strip()
        # What the year before said there is a beginning, where the slot is the whole section.
        suggested = self._last_year(section) if pattern.key == section else ""
        self._put(
            SlotData(
                pattern.key,
                self._phrases.filled(pattern.label),
                TEXT,
                text=text,
                generated=suggested,
                by_staff=bool(text),
                owed=not text and not pattern.optional,
            )
        )

    def _last_year(self, key: str) -> str:
        earlier = self._amounts.earlier
        found = [s for s in (earlier.narrative if earlier else ()) if section_key(s.heading) == key]
        return next(("\n".join(one.paragraphs) for one in found if one.paragraphs), "")

    def _sentence(self, pattern: SlotPattern, generated: str) -> SlotData | None:
        """A sentence as written, or as staff put it; none where there is nothing to say."""
        edited = self._told.get(EDITED + pattern.key, "").strip()
        if not generated and not edited:
            return None
        return self._put(
            SlotData(
                pattern.key,
                self._phrases.filled(pattern.label),
                SENTENCE,
                text=edited or generated,
                generated=generated,
                by_staff=bool(edited),
            )
        )

    # ---- A figure and the year before

    def _figure(self, pattern: SlotPattern) -> None:
        if pattern.unless in self._present:
            self._sentence(pattern, "")
            return
        known = self._amounts.now(pattern)
        if known is None:
            self._unknown(pattern)
            return
        if pattern.only_when_all:
            whole = known.fen and self._part(known, pattern.only_when_all) == known.fen
            self._sentence(pattern, self._phrases.filled(pattern.text) if whole else "")
            return
        before = self._amounts.before(known, pattern.meanings) if pattern.compare else None
        if not known.fen and not (before and before.fen):
            if pattern.optional:
                self._sentence(pattern, "")
                return
            others = [self._amounts.at(one) for one in pattern.none_of]
            if pattern.none and not any(others):
                self._sentence(pattern, self._phrases.filled(pattern.none))
                self._told_amount(pattern, known)
                return
        change = Change(known.fen, before.fen) if before else None
        reason = reason_of(self._told.get(f"reason:{pattern.key}", ""))
        put = self._sentence(pattern, self._stated(pattern, known, change, reason))
        if put is None:
            return
        self._told_amount(pattern, known)
        if pattern.compare:
            self._prior(pattern, known, before, put)
        if change:
            self._reason(pattern, known, change, reason, put)

    def _stated(
        self, pattern: SlotPattern, known: Known, change: Change | None, reason: str
    ) -> str:
        text, names = pattern.text, {"amount": self._phrases.money(known.fen)}
        if pattern.count:
            names["count"] = str(count_of(self._amounts.data, pattern.count))
            if names["count"] == "0":
                text = pattern.text_without_count
        said = self._phrases.filled(text, **names)
        if change:
            said += self._phrases.compared(change)
            if reason and change.difference:
                said += f"，主要原因是：{reason}"
        if parts := self._parts(pattern, known):
            said += f"。其中：{parts}" if change else f"，其中：{parts}"
        return said + "。"

    def _parts(self, pattern: SlotPattern, known: Known) -> str:
        found = [(part.name, self._part(known, part.refines)) for part in pattern.parts]
        if pattern.every_part and None in [fen for _, fen in found]:
            return ""
        return "，".join(
            f"{self._phrases.filled(name)}{self._phrases.money(fen or 0)}"
            for name, fen in found
            if fen or pattern.every_part
        )

    def _part(self, known: Known, refines: Coordinates) -> int | None:
        return self._amounts.at(known.at.with_(refines))

    def _unknown(self, pattern: SlotPattern) -> None:
        """An amount that no table tells: staff give it, or write the sentence themselves."""
        put = self._sentence(pattern, "")
        if pattern.optional or pattern.only_when_all:
            return
        suggested = self._amounts.at(pattern.suggest) if pattern.suggest else None
        self._slots.append(
            SlotData(
                FIGURE + pattern.key,
                f"{self._phrases.year}年{self._phrases.filled(pattern.label)}",
                AMOUNT,
                section=len(self._sections) - 1,
                generated="" if suggested is None else yuan(suggested),
                owed=put is None,
            )
        )

    def _told_amount(self, pattern: SlotPattern, known: Known) -> None:
        """The amount of a sentence as a slot of its own, where staff told it."""
        if known.by_staff:
            slot = SlotData(
                FIGURE + pattern.key,
                f"{self._phrases.year}年{self._phrases.filled(pattern.label)}",
                AMOUNT,
                text=yuan(known.fen),
                by_staff=True,
            )
            self._beside(slot, self._slots[-1])

    def _prior(
        self, pattern: SlotPattern, known: Known, before: Known | None, put: SlotData
    ) -> None:
        slot = SlotData(
            f"prior:{pattern.key}",
            f"{self._phrases.year - 1}年{self._phrases.filled(pattern.label)}",
            PRIOR,
            text=yuan(before.fen) if before else "",
            by_staff=bool(before and before.by_staff),
            # What staff wrote themselves compares as they see fit.
            owed=before is None and pattern.ask and not put.by_staff,
            coordinates=known.meaning,
        )
        if before or pattern.ask:
            self._beside(slot, put)

    def _reason(
        self, pattern: SlotPattern, known: Known, change: Change, reason: str, put: SlotData
    ) -> None:
        if not change.difference:
            return
        demanded = change.demand(self._threshold)
        given = "原因" in put.text if put.by_staff else bool(reason)
        slot = SlotData(
            f"reason:{pattern.key}",
            f"{self._phrases.filled(pattern.label)}增减的主要原因",
            REASON,
            text=reason,
            by_staff=bool(reason),
            owed=bool(demanded) and not given,
            demanded=demanded,
            coordinates=known.meaning,
            change=change,
        )
        self._beside(slot, put)

    # ---- Lists

    def _functions(self) -> None:
        """A sentence for each function, compared where the year before is known anyway."""
        found = functions(self._amounts)
        at = dict(found[0].coordinates) if found else {}
        at.pop("function", None)
        source = _MONEY.get(at.get("source", ""), "")
        whole = self._amounts.at(Coordinates.of(at)) if found else None
        said = ""
        # The list follows from its whole only where nothing of it is missing.
        if whole and whole == sum(item.fen for item in found):
            said = f"{self._phrases.year}年{source}支出{self._phrases.money(whole)}"
            said += "，按功能分类科目列示如下。"
        self._sentence(SlotPattern("functions", "list", f"{source}支出"), said)
        for item in found:
            path = function_path(item)
            self._figure(
                SlotPattern(
                    f"function:{item.code}",
                    "figure",
                    escaped(item.name),
                    text=escaped(path) + "{year}年{word}数{amount}",
                    meanings=(item.coordinates,),
                    ask=False,
                )
            )
        # A sentence of staff's stays, even where the tables do not name its function any more.
        for key in [key.removeprefix(EDITED) for key in self._told]:
            if key.startswith("function:") and key not in self._present:
                self._sentence(SlotPattern(key, "list", key.removeprefix("function:")), "")

    def _projects(self) -> None:
        """A sentence for each project that goes on and changed much, once its reason is told."""
        for item in projects(self._amounts):
            key = f"project:{item.name}"
            known = Known(item.fen, item.coordinates, item.coordinates)
            before = self._amounts.before(known)
            change = Change(known.fen, before.fen) if before and before.fen else None
            if change is None or not change.passes(self._threshold):
                self._sentence(SlotPattern(key, "list", item.name), "")
                continue
            pattern = SlotPattern(
                key,
                "figure",
                escaped(item.name),
                text=f"“{escaped(item.name)}”项目{{year}}年{{word}}数{{amount}}",
            )
            reason = reason_of(self._told.get(f"reason:{key}", ""))
            said = self._stated(pattern, known, change, reason) if reason else ""
            put = self._sentence(pattern, said)
            # Without a reason there is no sentence yet, and the slot stands in its section.
            nowhere = SlotData(key, item.name, SENTENCE, section=len(self._sections) - 1)
            self._reason(pattern, known, change, reason, put or nowhere)

    def _glossary(self, level: int) -> None:
        headings = [section.heading for section in self._sections[:-1]]
        texts = [text for section in self._sections for text in section.paragraphs]
        for term in used_terms([*headings, *texts]):
            self._head(level, term.name)
            self._sentence(SlotPattern(f"term:{term.name}", "glossary", term.name), term.text)

    # ---- The unit

    def _unit_slot(self) -> SlotData:
        text = self._told.get(_UNIT, "")
        return SlotData(
            _UNIT,
            "金额单位",
            CHOICE,
            text=text if text in UNITS else self._usual_unit.name,
            generated=self._usual_unit.name,
            by_staff=text in UNITS,
            options=(YUAN.name, WAN.name),
        )


def _usual_unit(amounts: Amounts) -> Unit:
    """Yuan where the tables tell the totals to the fen, else 万元 as they print them."""
    totals = [amounts.tables.tell(Coordinates.of(side=side)) for side in ("in", "out")]
    exact = all(told.step == 1 for told in totals if told and told.fen)
    return YUAN if exact or any(table.unit == "元" for table in amounts.data.tables) else WAN
