"""The rows of a table: codes, names, ordinals and totals read into coordinates, block by block."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from budgets.coordinates import CATALOGUE_OF_DIGIT, NOWHERE, Coordinates
from budgets.data import Text
from budgets.money import looks_like_figure
from budgets.vocabulary import ROW, Vocabulary, fold, normalise, split_label
from budgets.workbook.nesting import BlockLabel, contrasted, figure, grouped, nested

_CODE = re.compile(
    r"^[\[(【]?\s*(?P<code>\d{3,9})\s*[\])】]?\s*(?:[-—－_:：、.]\s*)?(?P<name>.*)$", re.S
)
_SERVICE = re.compile(r"^(?P<code>[A-Za-z]?\d{2,8})\s*(?:[-—－_]\s*(?P<name>.*))?$", re.S)
_PROJECT = re.compile(r"^(?P<code>\d{8}[A-Z]\d{6,18}|\d{12,24})\s*[-—－_]?\s*(?P<name>.*)$", re.S)
# 政府采购品目分类目录: A 货物, B 工程, C 服务.
_PURCHASE = re.compile(r"^([ABC])\d{2,}")
_PURCHASES = {"A": "goods", "B": "works", "C": "services"}
_CATALOGUES = ("function", "gov_economic", "dept_economic")
# The role of words that mean what is this year's of their side.
YEAR = "year"
# The role of a column that holds units and, under each, its projects.
NESTED = "nested"
# The role of a column that names whatever the code beside it is of: a unit or a subject.
NAMES = "names"


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """A column of row labels: its block, the code dimension that it names, its part of a code."""

    block: int
    key: str
    role: str
    coordinates: Coordinates


def read_rows(
    lines: Sequence[Sequence[Text]],
    keys: Mapping[int, LabelColumn],
    blocks: Sequence[int],
    slice_: Coordinates,
    vocabulary: Vocabulary,
    context: Coordinates = NOWHERE,
    catalogue: str = "",
) -> list[dict[int, BlockLabel]]:
    """The labels of every body row, strip -> label. A row with no label in a strip has no entry.

    `context` is what the title mentions besides the slice, `catalogue` the one that it names.
    """
    rows: list[dict[int, BlockLabel]] = [{} for _ in lines]
    for block in blocks:
        own = {index: key for index, key in keys.items() if key.block == block}
        if own and lines:
            amount = max(own) + 1 if max(own) + 1 < len(lines[0]) else max(own)
            labels = _Block(own, slice_, vocabulary, context, catalogue, amount).read(lines)
        else:
            # A table of one row without labels, as 收入总表: its row is the whole.
            first = _first_with_figures(lines)
            labels = [
                BlockLabel(total=True)
                if index == first
                else BlockLabel(why="这一行没有行标题，不知道金额属于哪个项目")
                for index, _ in enumerate(lines)
            ]
        for index, label in enumerate(labels):
            if label is not None:
                rows[index][block] = label
    return rows


def _first_with_figures(lines: Sequence[Sequence[Text]]) -> int:
    """The first row that holds a figure; the first of all where none does."""
    holding = (i for i, line in enumerate(lines) if any(looks_like_figure(t) for t in line if t))
    return next(holding, 0)


class _Block:
    """One listing of labels with their amounts, read from the top down."""

    def __init__(
        self,
        keys: Mapping[int, LabelColumn],
        slice_: Coordinates,
        vocabulary: Vocabulary,
        context: Coordinates,
        catalogue: str,
        amount: int,
    ) -> None:
        self.keys, self.vocabulary, self.amount = keys, vocabulary, amount
        self.given = next(iter(keys.values())).coordinates
        self.slice = slice_
        self.context = slice_.with_(context)
        self.side = self.given.get("side") or slice_.get("side") or ""
        self.catalogue = catalogue
        # Codes that a row above bears with their own name: the same code under another name is a
        # detail of that row.
        self.headed: dict[tuple[tuple[str, str], ...], str] = {}
        self.last_body = ""

    def read(self, lines: Sequence[Sequence[Text]]) -> list[BlockLabel | None]:
        self.catalogue = self._usual_catalogue(lines)
        lines = self._grouped(lines)
        labels: list[BlockLabel | None] = []
        split = ""
        last_code = ""
        for line in lines:
            texts = {index: text for index in self.keys if (text := line[index]) and text.strip()}
            label, split = self._row(texts, split, last_code)
            if label is not None:
                code = next(
                    (label.coordinates[c] for c in _CATALOGUES if c in label.coordinates), ""
                )
                last_code = code or last_code
            labels.append(label)
        labels = self._unlabelled(lines, labels)
        labels = nested(labels)
        labels = self._subtotals(labels)
        labels = grouped(labels, [figure(line[self.amount]) for line in lines])
        return self._contrasted(labels)

    def _usual_catalogue(self, lines: Sequence[Sequence[Text]]) -> str:
        """The catalogue whose names this block's rows bear, for a name that stands in several."""
        keyed = {key.key for key in self.keys.values() if key.key in _CATALOGUES}
        if len(keyed) == 1:
            return keyed.pop()
        if self.catalogue:
            return self.catalogue
        count = dict.fromkeys(_CATALOGUES, 0)
        for line in lines:
            for index in self.keys:
                found = self.vocabulary.code_named(split_label(line[index] or "").words)
                if found:
                    count[found[0]] += 1
        best = max(count, key=lambda name: count[name])
        return best if count[best] else "function"

    def _grouped(self, lines: Sequence[Sequence[Text]]) -> Sequence[Sequence[Text]]:
        """Lines where a category or a unit that heads several rows stands in each of them.

        货物 | (blank) | 2,200,000 over (blank) | 计算机 | 1,200,000: the second is goods too.
        """
        heads = [
            index
            for index, key in self.keys.items()
            if key.key in ("procurement", "body") and key.role not in (NESTED, NAMES)
        ]
        if not heads or len(self.keys) == len(heads):
            return lines
        done: list[Sequence[Text]] = []
        current: dict[int, Text] = {}
        for line in lines:
            own = {index: line[index] for index in heads if line[index]}
            labelled = [text for index in self.keys if (text := line[index])]
            if own:
                current = own
            elif labelled and not any(self._is_total(text) for text in labelled):
                line = tuple(current.get(index, text) for index, text in enumerate(line))
            done.append(line)
        return done

    def _is_total(self, text: str) -> bool:
        reading = self.vocabulary.read(split_label(text).words, ROW)
        return reading.total and reading.known

    def _row(
        self, texts: Mapping[int, str], split: str, last_code: str
    ) -> tuple[BlockLabel | None, str]:
        if not texts:
            return None, split
        coordinates: dict[str, str] = {}
        whys: list[str] = []
        pieces = {
            self.keys[i].role: normalise(t) for i, t in texts.items() if self.keys[i].role in _DEPTH
        }
        label = BlockLabel()
        if pieces and all(piece.isdigit() for piece in pieces.values()):
            split = _joined_code(pieces, split)
            if catalogue := CATALOGUE_OF_DIGIT.get(split[:1]):
                coordinates[catalogue] = split
        words: list[tuple[int, str]] = []
        for index, text in texts.items():
            key = self.keys[index]
            if key.role in _DEPTH and pieces.get(key.role, "").isdigit():
                continue
            found = self._coded(key, text)
            if found is None:
                words.append((index, text))
                continue
            if key.key == "body" and split and split.startswith(found["body"]):
                # 单位代码 beside split codes repeats the subject's code in some forms.
                continue
            for dimension, member in found.items():
                held = coordinates.get(dimension)
                if held is None or (dimension == "service" and member.startswith(held)):
                    coordinates[dimension] = member
                elif held != member:
                    whys.append(f"同一行有两个代码：{held} 与 {member}")
        coded = bool(coordinates)
        for index, text in words:
            label, own, why = self._worded(index, text, coordinates, label, last_code)
            coordinates.update(own)
            whys += [why] if why else []
        if label.total and not self._is_code_row(coordinates):
            whys = []
        self._place_detail(label, coordinates)
        joined = self.given.with_(coordinates) if coordinates else self.given
        label = replace(
            label,
            coordinates=joined,
            why=whys[0] if whys else "",
            text=" ".join(text.strip() for text in texts.values()),
            named=bool(words) and not coded,
        )
        return label, split

    def _place_detail(self, label: BlockLabel, coordinates: dict[str, str]) -> None:
        """A row whose code stands above with its own name, and here beside another one."""
        if not coordinates:
            return
        place = tuple(sorted(coordinates.items()))
        heading = self.headed.setdefault(place, label.detail)
        if label.detail and heading != label.detail and "project" not in coordinates:
            coordinates["project"] = label.detail

    def _is_code_row(self, coordinates: Mapping[str, str]) -> bool:
        return any(name in coordinates for name in (*_CATALOGUES, "body", "project", "service"))

    def _coded(self, key: LabelColumn, text: str) -> dict[str, str] | None:
        """The coordinate of a cell that begins with a code; None when it holds words only."""
        folded = fold(text).strip()
        if key.key == "project":
            match = _PROJECT.match(folded)
            return {"project": match["code"]} if match else None
        if key.key == "service":
            match = _SERVICE.match(folded)
            return {"service": match["code"]} if match else None
        match = _CODE.match(folded)
        if not match:
            return None
        if key.key == "body":
            self.last_body = match["code"]
            return {"body": match["code"]}
        catalogue = CATALOGUE_OF_DIGIT.get(match["code"][0], "")
        if key.key in _CATALOGUES and catalogue != key.key:
            return None
        if not catalogue or self.vocabulary.read(match["name"], ROW).total:
            return None
        return {catalogue: match["code"]}

    def _worded(
        self,
        index: int,
        text: str,
        held: Mapping[str, str],
        label: BlockLabel,
        last_code: str,
    ) -> tuple[BlockLabel, dict[str, str], str]:
        """A label cell of words: a total, a name beside its code, an official name, known words."""
        key = self.keys[index]
        parts = split_label(text)
        reading = self.vocabulary.read(parts.words, ROW, self.context)
        if reading.known and YEAR in reading.roles:
            # 一、部门预算, as a heading: what is this year's of its side.
            own = {"vintage": "current"} if self.side == "in" else {"use": "spent"}
            return replace(label, depth=parts.depth, indent=parts.indent, total=True), own, ""
        if reading.total and reading.known:
            label = replace(
                label,
                total=True,
                subtotal="subtotal" in reading.roles,
                depth=parts.depth,
                partial=parts.part,
            )
            return label, dict(reading.coordinates), ""
        label = replace(
            label,
            depth=max(label.depth, parts.depth),
            indent=parts.indent,
            partial=label.partial or parts.part,
        )
        if key.role == NESTED:
            # Units and their projects in one column: only the former have a code.
            project = {"project": normalise(text)}
            if "body" not in held and self.last_body:
                project["body"] = self.last_body
            return label, ({} if "body" in held else project), ""
        of_code = key.role == NAMES or "body" in held
        if key.key == "body" and of_code and any(name in held for name in _CATALOGUES):
            return self._beside_code(label, parts.words, held), {}, ""
        if key.key in ("project", "body"):
            return label, ({} if key.key in held else {key.key: normalise(text)}), ""
        if key.key == "service":
            # Levels without a code of their own: each name narrows the one before it.
            return label, {"service": held.get("service", "") + normalise(text)}, ""
        if any(name in held for name in _CATALOGUES) and key.key != "procurement":
            return self._beside_code(label, parts.words, held), {}, ""
        if "service" in held or ("project" in held and not key.key):
            return label, {}, ""
        if self.side != "in" and "three_public" not in self.context:
            catalogue = key.key if key.key in _CATALOGUES else self.catalogue
            named = self._official(parts.words, catalogue, last_code)
            if named:
                return label, {named[0]: named[1]}, ""
            if modified := self.vocabulary.modified(parts.words):
                named = self._official(modified[1], catalogue, last_code)
                if named:
                    return label, {**modified[0], named[0]: named[1]}, ""
        if reading.known and (reading.coordinates or reading.roles):
            return label, dict(reading.coordinates), ""
        if reading.kind == "number":
            return replace(label, count=True), {}, "这一行是数量，不是金额"
        if key.key == "procurement" and (match := _PURCHASE.match(fold(text).strip())):
            return label, {"procurement": _PURCHASES[match[1]]}, ""
        if key.key == "procurement" and "project" in held:
            # What is bought is told by the project; of which sort it is, nobody knows.
            return label, {}, ""
        if key.key == "procurement":
            return label, {}, f"不认识的采购类别“{text.strip()}”"
        return label, {}, f"不认识的行标题“{text.strip()}”"

    def _official(self, words: str, catalogue: str, last_code: str) -> tuple[str, str] | None:
        named = self.vocabulary.code_named(words, catalogue)
        for length in (5, 3):
            named = named or self.vocabulary.code_named(words, catalogue, last_code[:length] or "x")
        return named

    def _beside_code(self, label: BlockLabel, words: str, held: Mapping[str, str]) -> BlockLabel:
        """A name beside a code: the code's own, or that of a detail under it."""
        code = next(held[name] for name in _CATALOGUES if name in held)
        official = any(
            found == code for _, found in self.vocabulary.names.get(normalise(words), ())
        )
        return label if official else replace(label, detail=normalise(words))

    def _unlabelled(
        self, lines: Sequence[Sequence[Text]], labels: list[BlockLabel | None]
    ) -> list[BlockLabel | None]:
        """A lone row of figures with no label, in a listing without any other row, is the whole."""
        if any(label is not None for label in labels):
            return labels
        first = _first_with_figures(lines)
        return [
            BlockLabel(self.given, total=True) if index == first else None
            for index, _ in enumerate(lines)
        ]

    def _subtotals(self, labels: list[BlockLabel | None]) -> list[BlockLabel | None]:
        """A 小计 without words of its own sums the codes since the last total, if they share one."""
        done: list[BlockLabel | None] = []
        group: list[Coordinates] = []
        for label in labels:
            if label is not None and label.subtotal and label.coordinates == self.given:
                shared = _shared_codes(group)
                if shared:
                    label = replace(label, coordinates=self.given.with_(shared))
                else:
                    label = replace(label, why="“小计”包括哪几行，从表上看不出来")
                group = []
            elif label is not None and label.total:
                group = []
            elif label is not None and label.known:
                group.append(label.coordinates)
            done.append(label)
        return done

    def _contrasted(self, labels: list[BlockLabel | None]) -> list[BlockLabel | None]:
        side = self.given.get("side") or self.slice.get("side") or ""
        present = [(index, label) for index, label in enumerate(labels) if label and label.known]
        axis = [label.coordinates for _, label in present]
        whole = [
            label.total
            and "source" not in label.coordinates
            and "function" not in label.coordinates
            for _, label in present
        ]
        done = list(labels)
        for (index, label), coordinates in zip(present, contrasted(axis, whole, side), strict=True):
            done[index] = replace(label, coordinates=coordinates)
        return done


def _joined_code(pieces: Mapping[str, str], previous: str) -> str:
    """类, 款 and 项 as one code; a piece left blank is the one of the row above."""
    code = ""
    for role, start, length in (("class", 0, 3), ("section", 3, 5), ("item", 5, 7)):
        piece = pieces.get(role, "")
        if not piece:
            later = any(pieces.get(name) for name in ("class", "section", "item")[_DEPTH[role] :])
            if not later:
                break
            code = (code or "") + previous[start:length]
        elif len(piece) > length - start and piece.startswith(code or piece[:1]):
            code = piece  # Written in full: 201 | 20103 | 2010301.
        else:
            code += piece.zfill(length - start)
    return code


_DEPTH = {"class": 1, "section": 2, "item": 3}


def _shared_codes(group: Sequence[Coordinates]) -> dict[str, str]:
    shared: dict[str, str] = {}
    for dimension in _CATALOGUES:
        codes = [entry[dimension] for entry in group if dimension in entry]
        if codes and len(codes) == len(group):
            for length in (7, 5, 3):
                heads = {code[:length] for code in codes if len(code) >= length}
                if len(heads) == 1 and all(len(code) >= length for code in codes):
                    shared[dimension] = heads.pop()
                    break
    return shared
