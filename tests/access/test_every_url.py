"""Every address of the site × every role, with nothing of what is not one's own in the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver, reverse

from tests.access.expected import LOGIN, Expected, Line
from tests.access.table import URLS
from tests.access.world import EVERYTHING, KNOWS, ROLES, World

ONE_OF_EACH = ("nobody", "disabled", "staff", "staff of another", "superuser")


def addresses(patterns: Any, namespace: str = "", route: str = "") -> Iterator[str]:
    """Every address by its name, or where it has none by its route."""
    for one in patterns:
        if isinstance(one, URLResolver):
            below = ":".join(filter(None, (namespace, one.namespace)))
            yield from addresses(one.url_patterns, below, f"{route}{one.pattern}")
        elif one.name:
            yield f"{namespace}:{one.name}" if namespace else one.name
        else:
            yield f"{route}{one.pattern}"


def test_the_table_has_a_line_for_every_address_and_none_besides() -> None:
    there = list(addresses(get_resolver().url_patterns))

    assert not sorted(set(there) - set(URLS)), "add what each role is answered to table.py"
    assert not sorted(set(URLS) - set(there)), "take the lines out of table.py"
    assert len(there) == len(set(there))


def test_every_line_names_an_answer_for_every_role() -> None:
    for name, line in URLS.items():
        for expected in (line.get, line.post):
            assert expected is None or set(expected) == set(ROLES), name
        assert line.get or line.post, name


def address_of(world: World, name: str, line: Line) -> str:
    args = [world.filled(one) for one in line.args]
    path = line.path.format(*args) if line.path else reverse(name, args=args)
    return f"{path}?{line.query}" if line.query else path


@pytest.mark.parametrize("name", URLS)
def test_each_role_is_answered_as_the_table_says(world: World, name: str) -> None:
    line = URLS[name]
    address = address_of(world, name, line)
    data = {key: world.filled(value) for key, value in line.data.items()}
    wrong = []

    for method, expected in (("get", line.get), ("post", line.post)):
        for role, status in asked(line, expected or {}).items():
            answer = world.ask(role, method, address, data if method == "post" else None)
            got = _status(answer)
            if got != status:
                wrong.append((method, role, status, got))
            if not line.public:
                wrong += [(method, role, "tells of", one) for one in told(answer, role)]

    assert not wrong


def asked(line: Line, expected: Expected) -> Expected:
    """Everybody; for a public page that answers all alike, one of each kind."""
    if line.public and len(set(expected.values())) == 1:
        return {role: expected[role] for role in ONE_OF_EACH}
    return expected


def _status(answer: Any) -> int | str:
    if answer.status_code == 302 and answer.url.startswith("/admin/login/"):
        return LOGIN
    return int(answer.status_code)


def told(answer: Any, role: str) -> list[str]:
    """The bodies and regions in an answer that this role has nothing to do with."""
    text = answer.content.decode(errors="replace")
    return [one for one in sorted(EVERYTHING - KNOWS[role]) if one in text]
