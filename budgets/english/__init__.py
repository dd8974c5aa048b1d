"""English glosses of what documents print in Chinese: one question, `gloss`, for all of it. Pure.

A gloss stands beside the Chinese name and never in its place. It is given only for what is known:
the name of a code in one of our lists (classifications/english.csv), words whose coordinates the
vocabulary knows (terms.py), other words of tables (words.toml), and what parts of the program know
of their own tables. Whatever else a table prints (the name of a project, a remark) has none.
"""

from __future__ import annotations

from functools import lru_cache

from budgets.english.findings import kinds
from budgets.english.labels import label_in_english
from budgets.english.titles import title_in_english
from budgets.parts import parts

__all__ = ["gloss", "gloss_of_labels", "gloss_of_title", "what_should_hold"]

# What is longer is a sentence, and no name.
_LONGEST = 60
_REMEMBERED = 8_192


@lru_cache(maxsize=_REMEMBERED)
def gloss(text: str, code: str = "") -> str:
    """What a label, a heading or an official name means in English; "" where that is not known.

    `code` tells apart names that several codes bear; a code in front of the name is read there.
    """
    if len(text) > _LONGEST or text.isascii():
        return ""
    return label_in_english(text, code) or next(
        (told for part in parts() if (told := part.gloss(text))), ""
    )


@lru_cache(maxsize=_REMEMBERED)
def gloss_of_title(title: str) -> str:
    """What a table is called in English by what its title says; "" where that is not known."""
    if len(title) > _LONGEST or title.isascii():
        return ""
    told = next((told for part in parts() if (told := part.gloss_of_title(title))), "")
    return told or title_in_english(title)


def gloss_of_labels(text: str, code: str = "") -> str:
    """What several labels of a row mean, one after the other: those that are known, apart by commas.

    行政运行 基本工资 is what the columns of one row say.
    """
    told = gloss(text, code)
    if not told and " " in text:
        told = ", ".join(dict.fromkeys(filter(None, map(gloss, text.split()))))
    return told


def what_should_hold(kind: str) -> str:
    """The rule that a finding of this kind speaks of, a sentence; "" where that is not known."""
    told = next((told for part in parts() if (told := part.what_should_hold(kind))), "")
    return told or kinds().get(kind, "")
