"""How far a long call has come: told by the function that works, heard by whoever waits for it.

    telling.tell(telling.SHEETS, 3, 13)                 in the function, in the child or not

    with watched(hear):                                 around `run`
        ...

What a child tells are three numbers. `hear` is called with them, and with None every moment that
nothing is told; what it raises ends the call and the child.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Iterator
from contextvars import ContextVar

# What is counted.
SHEETS, TABLES = 1, 2
MANY = 1_000_000

Told = tuple[int, int, int]
Hear = Callable[[Told | None], None]

_SHAPE = struct.Struct(">BII")
_hear: ContextVar[Hear | None] = ContextVar("hear", default=None)
_teller: ContextVar[Callable[[Told], None] | None] = ContextVar("teller", default=None)


@contextlib.contextmanager
def watched(hear: Hear) -> Iterator[None]:
    """Calls inside tell `hear` how far they are."""
    token = _hear.set(hear)
    try:
        yield
    finally:
        _hear.reset(token)


def hearer() -> Hear | None:
    return _hear.get()


@contextlib.contextmanager
def telling_to(teller: Callable[[Told], None] | None) -> Iterator[None]:
    """What is told inside goes there."""
    token = _teller.set(teller)
    try:
        yield
    finally:
        _teller.reset(token)


def tell(what: int, done: int, total: int) -> None:
    """Say that `done` of `total` are done; for nobody where nobody waits."""
    if (teller := _teller.get()) is not None:
        teller((what, min(done, MANY), min(total, MANY)))


def packed(told: Told) -> bytes:
    return _SHAPE.pack(*told)


def unpacked(content: bytes) -> Told:
    """Raises ValueError for what tells nothing that can be true."""
    try:
        what, done, total = _SHAPE.unpack(content)
    except struct.error as error:
        raise ValueError(str(error)) from error
    if what not in (SHEETS, TABLES) or not done <= total <= MANY:
        raise ValueError(f"told {what} {done}/{total}")
    return what, done, total
