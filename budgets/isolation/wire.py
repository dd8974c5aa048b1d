"""What crosses between the site and a child.

To the child a pickle, from the child JSON: the site must believe nothing that a child says, since
a file may have taken it over. An answer is rebuilt by the type that the function declares, and
whatever does not fit that type is refused.
"""

from __future__ import annotations

import json
import socket
import struct
import time
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

# The first byte of an answer.
RESULT, BYTES, RAISED, FAILED = b"R", b"B", b"E", b"F"
# The first byte of what comes before it: how far the child is (telling.py).
PROGRESS = b"P"
# Seconds after which a caller who watches looks up from waiting.
MOMENT = 0.5
# An exit status of the child: Python itself found no more memory.
NO_MEMORY = 77

_LENGTH = struct.Struct(">Q")


class Unfit(ValueError):
    """An answer is not of the type that was promised."""


def send(connection: socket.socket, *parts: bytes) -> None:
    connection.sendall(_LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        connection.sendall(part)


def receive(
    connection: socket.socket,
    limit: int,
    until: float | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> bytes:
    """One message. Raises EOFError where it ends early, Unfit where it is longer than `limit`,
    TimeoutError when the clock (time.monotonic) reads `until`. `meanwhile` is called again and
    again while it waits, and may raise."""
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size, until, meanwhile))
    if length > limit:
        raise Unfit(f"an answer of {length} bytes")
    return _exactly(connection, length, until, meanwhile)


def _exactly(
    connection: socket.socket,
    length: int,
    until: float | None,
    meanwhile: Callable[[], None] | None,
) -> bytes:
    # Grown as it comes: a length alone must not take the memory.
    received = bytearray()
    while len(received) < length:
        if until is not None:
            rest = max(until - time.monotonic(), 0.001)
            connection.settimeout(rest if meanwhile is None else min(rest, MOMENT))
        try:
            piece = connection.recv(min(length - len(received), 1 << 20))
        except TimeoutError:
            if meanwhile is None or until is None or time.monotonic() >= until:
                raise
            meanwhile()
            continue
        if not piece:
            raise EOFError
        received += piece
        if meanwhile is not None:
            # One that drips byte by byte does not keep its caller from looking up.
            meanwhile()
    return bytes(received)


# ---- Values


def encoded(value: Any) -> tuple[bytes, bytes]:
    """The kind and the bytes of a function's result."""
    if isinstance(value, bytes):
        return BYTES, value
    return RESULT, to_bytes(value)


def decoded(function: Callable[..., Any], kind: bytes, content: bytes) -> Any:
    """The result as `function` declares it. Raises Unfit."""
    hint = get_type_hints(function).get("return")
    if hint is bytes or kind == BYTES:
        if hint is not bytes or kind != BYTES:
            raise Unfit(f"{function.__name__} answers {hint}")
        return content
    return from_bytes(hint, content)


def to_bytes(value: Any) -> bytes:
    """A value of a declared shape as JSON, for `from_bytes`."""
    return json.dumps(_plain(value), separators=(",", ":")).encode("ascii")


def from_bytes(shape: Any, content: bytes) -> Any:
    """The value again. Raises Unfit where it is not of this shape."""
    try:
        return _reader(shape)(json.loads(content))
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise Unfit(str(error)) from error


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list | frozenset):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        shape: type = type(value)
        return [_plain(getattr(value, name)) for name in _names(shape)]
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(held)] for key, held in value.items()]
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value)} can't leave a child")


@cache
def _names(shape: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(shape) if one.init)


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """The function that makes a value of this type of its plain form, or raises Unfit."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(inner)
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            return _many(tuple, inner[0])
        return _fixed(inner)
    if origin in (list, frozenset):
        return _many(origin, inner[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        pairs = _many(list, tuple[inner[0], inner[1]])  # type: ignore[valid-type]
        return lambda plain: dict(pairs(plain))
    if is_dataclass(hint):
        return _shape(hint)
    if hint is Decimal:
        return lambda plain: Decimal(_exact(str)(plain))
    return _exact(type(None) if hint is None else hint)


def _exact(wanted: type) -> Callable[[Any], Any]:
    if wanted not in (str, int, bool, float, type(None)):
        raise Unfit(f"{wanted} can't leave a child")

    def read(plain: Any) -> Any:
        if type(plain) is not wanted:
            raise Unfit(f"{type(plain).__name__} where {wanted.__name__} was promised")
        return plain

    return read


def _one_of(hints: tuple[Any, ...]) -> Callable[[Any], Any]:
    others = [_reader(hint) for hint in hints if hint is not type(None)]

    def read(plain: Any) -> Any:
        if plain is None and len(others) < len(hints):
            return None
        for other in others[:-1]:
            try:
                return other(plain)
            except Unfit:
                continue
        return others[-1](plain)

    return read


def _many(kind: Callable[[Any], Any], hint: Any) -> Callable[[Any], Any]:
    item = _reader(hint)

    def read(plain: Any) -> Any:
        if type(plain) is not list:
            raise Unfit("no list")
        return kind([item(one) for one in plain])

    return read


def _fixed(hints: tuple[Any, ...]) -> Callable[[Any], Any]:
    items = [_reader(hint) for hint in hints]

    def read(plain: Any) -> Any:
        if type(plain) is not list or len(plain) != len(items):
            raise Unfit("no list of the length that was promised")
        return tuple([item(one) for item, one in zip(items, plain, strict=True)])

    return read


def _shape(shape: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(shape)
    values = _fixed(tuple(hints[name] for name in _names(shape)))
    names = _names(shape)
    return lambda plain: shape(**dict(zip(names, values(plain), strict=True)))


# ---- Exceptions


def raised(error: Exception) -> bytes:
    """An exception that the caller knows: its name, and its texts by name or by place."""
    texts = vars(error) or list(error.args)
    return json.dumps([type(error).__name__, texts]).encode("ascii")


def rebuilt(content: bytes, known: tuple[type[Exception], ...]) -> Exception:
    """The exception out of its bytes. Raises Unfit where it is not among `known`."""
    try:
        name, texts = json.loads(content)
        shape = {one.__name__: one for one in known}[name]
        values = list(texts.values()) if isinstance(texts, dict) else texts
        if not all(type(text) is str for text in values):
            raise Unfit("an exception without texts")
        return shape(**texts) if isinstance(texts, dict) else shape(*texts)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unfit(str(error)) from error
