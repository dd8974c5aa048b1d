"""Loads patterns.toml: the sections of the standard explanation and the slots in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from budgets.coordinates import NOWHERE, Coordinates

_FILE = Path(__file__).with_name("patterns.toml")


@dataclass(frozen=True, slots=True)
class PartPattern:
    """A part that a sentence names of its amount: what refines the amount's coordinates."""

    name: str
    refines: Coordinates


@dataclass(frozen=True, slots=True)
class SlotPattern:
    """One slot; patterns.toml tells what each setting means."""

    key: str
    kind: str
    label: str
    text: str = ""
    text_without_count: str = ""
    none: str = ""
    meanings: tuple[Coordinates, ...] = ()
    none_of: tuple[Coordinates, ...] = ()
    parts: tuple[PartPattern, ...] = ()
    every_part: bool = False
    only_when_all: Coordinates = NOWHERE
    suggest: Coordinates = NOWHERE
    list: str = ""
    count: str = ""
    unless: str = ""
    kinds: tuple[str, ...] = ()
    optional: bool = False
    compare: bool = True
    ask: bool = True


@dataclass(frozen=True, slots=True)
class SectionPattern:
    """A heading with its slots; `key` is "" where it only holds others together."""

    key: str
    level: int
    heading: str
    slots: tuple[SlotPattern, ...] = ()


@cache
def patterns() -> tuple[SectionPattern, ...]:
    """The sections in the official order."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        SectionPattern(
            one.get("key", ""),
            one["level"],
            one["heading"],
            tuple(map(_slot, one.get("slots", ()))),
        )
        for one in read["section"]
    )


def slot_patterns() -> Mapping[str, SlotPattern]:
    """Every slot by its key."""
    return {slot.key: slot for section in patterns() for slot in section.slots}


def _slot(read: Mapping[str, Any]) -> SlotPattern:
    told = dict(read)
    for name in ("meanings", "none_of"):
        told[name] = tuple(Coordinates.of(one) for one in told.get(name, ()))
    for name in ("only_when_all", "suggest"):
        told[name] = Coordinates.of(told.get(name, {}))
    told["kinds"] = tuple(told.get("kinds", ()))
    told["parts"] = tuple(
        PartPattern(one["name"], Coordinates.of(one["is"])) for one in told.get("parts", ())
    )
    return SlotPattern(**told)
