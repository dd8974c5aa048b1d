"""Counted words, in the language that is active."""

from __future__ import annotations

from django.utils.translation import ngettext


def rows(n: int) -> str:
    return ngettext("%(n)s 行", "%(n)s 行", n) % {"n": n}


def findings(n: int) -> str:
    return ngettext("%(n)s 处问题", "%(n)s 处问题", n) % {"n": n}


def roundings(n: int) -> str:
    return ngettext("%(n)s 处尾差", "%(n)s 处尾差", n) % {"n": n}


def checks(n: int) -> str:
    return ngettext("%(n)s 项核对", "%(n)s 项核对", n) % {"n": n}


def bodies(n: int) -> str:
    return ngettext("%(n)s 个部门和单位", "%(n)s 个部门和单位", n) % {"n": n}


def documents(n: int) -> str:
    return ngettext("%(n)s 份", "%(n)s 份", n) % {"n": n}
