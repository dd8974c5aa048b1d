"""Writes Apache Parquet, as much of the format as a table of required columns needs. Pure.

A file is PAR1, row groups, a footer in Thrift's compact protocol, PAR1. Every column chunk is one
dictionary page and one data page of places in it (RLE_DICTIONARY), or one data page of plain
numbers, packed by gzip. No library: docs/decisions/0016 says why. Format:
https://github.com/apache/parquet-format (parquet.thrift, Encodings.md).
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sys import byteorder
from typing import BinaryIO, Literal

MAGIC = b"PAR1"
# Rows of a group: what a writer holds in memory at once.
GROUP = 50_000

Kind = Literal["text", "int32", "int64", "decimal"]

# parquet.thrift: Type, ConvertedType, Encoding, CompressionCodec, PageType.
_INT32, _INT64, _BYTES = 1, 2, 6
_UTF8, _DECIMAL = 0, 5
_PLAIN, _RLE, _RLE_DICTIONARY = 0, 3, 8
_GZIP = 2
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
_PHYSICAL: dict[Kind, int] = {"text": _BYTES, "int32": _INT32, "int64": _INT64, "decimal": _INT64}
# Decimals are whole hundredths in 64 bits.
_PRECISION, _SCALE = 18, 2

# Thrift's compact protocol: types of fields.
_T_I32, _T_I64, _T_BINARY, _T_LIST, _T_STRUCT = 5, 6, 8, 9, 12


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Where a column of a row group lies, and how long it is unpacked and packed, in bytes."""

    dictionary: int
    data: int
    unpacked: int
    packed: int
    encodings: tuple[int, ...]


class ParquetWriter:
    """Writes rows of texts and integers into an open file; `close` ends the file with its footer.

    A value of a "decimal" column is given in hundredths. Holds GROUP rows at a time.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self.file = file
        self.columns = tuple(columns)
        self.rows = 0
        self._groups: list[tuple[int, list[_Chunk]]] = []
        self._waiting: list[Sequence[str | int]] = []
        self._at = 0
        self._write(MAGIC)

    def add(self, row: Sequence[str | int]) -> None:
        self._waiting.append(row)
        if len(self._waiting) >= GROUP:
            self._end_group()

    def add_all(self, rows: Iterable[Sequence[str | int]]) -> None:
        for row in rows:
            self.add(row)

    def close(self) -> None:
        """Write what waits and the footer; the file itself stays open."""
        self._end_group()
        footer = self._footer()
        self._write(footer)
        self._write(struct.pack("<I", len(footer)))
        self._write(MAGIC)

    def _write(self, content: bytes) -> None:
        self.file.write(content)
        self._at += len(content)

    def _end_group(self) -> None:
        if not self._waiting:
            return
        columns = zip(*self._waiting, strict=True)
        chunks = [
            self._chunk(column, values)
            for column, values in zip(self.columns, columns, strict=True)
        ]
        self._groups.append((len(self._waiting), chunks))
        self.rows += len(self._waiting)
        self._waiting = []

    def _chunk(self, column: Column, values: tuple[str | int, ...]) -> _Chunk:
        if column.kind in ("int64", "decimal"):
            start = self._at
            unpacked, packed = self._page(_DATA_PAGE, _numbers("q", values), len(values), _PLAIN)
            return _Chunk(0, start, unpacked, packed, (_PLAIN, _RLE))
        places: dict[str | int, int] = {}
        indexes = [places.setdefault(value, len(places)) for value in values]
        entries = (
            b"".join(_text(str(value)) for value in places)
            if column.kind == "text"
            else _numbers("i", tuple(places))
        )
        dictionary = self._at
        one = self._page(_DICTIONARY_PAGE, entries, len(places), _PLAIN)
        data = self._at
        two = self._page(_DATA_PAGE, _indexes(indexes, len(places)), len(values), _RLE_DICTIONARY)
        return _Chunk(
            dictionary,
            data,
            one[0] + two[0],
            one[1] + two[1],
            (_PLAIN, _RLE, _RLE_DICTIONARY),
        )

    def _page(self, kind: int, content: bytes, count: int, encoding: int) -> tuple[int, int]:
        """Write a page; its length unpacked and packed, the header counted in both."""
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        packed = packer.compress(content) + packer.flush()
        if kind == _DICTIONARY_PAGE:
            own = (7, _struct((1, _i32(count)), (2, _i32(encoding))))
        else:
            # Levels of definition and repetition are of no length: every value is there, once.
            levels = ((3, _i32(_RLE)), (4, _i32(_RLE)))
            own = (5, _struct((1, _i32(count)), (2, _i32(encoding)), *levels))
        header = _struct((1, _i32(kind)), (2, _i32(len(content))), (3, _i32(len(packed))), own)[1]
        self._write(header)
        self._write(packed)
        return len(header) + len(content), len(header) + len(packed)

    def _footer(self) -> bytes:
        schema = [_struct((4, _binary("facts")), (5, _i32(len(self.columns))))]
        schema += [_element(column) for column in self.columns]
        groups = [self._group(rows, chunks) for rows, chunks in self._groups]
        return _struct(
            (1, _i32(1)),
            (2, _list(_T_STRUCT, schema)),
            (3, _i64(self.rows)),
            (4, _list(_T_STRUCT, groups)),
            (6, _binary("Mingzhang")),
        )[1]

    def _group(self, rows: int, chunks: Sequence[_Chunk]) -> _Field:
        columns = [
            _struct(
                (2, _i64(chunk.dictionary or chunk.data)),
                (3, _chunk_meta(column, chunk, rows)),
            )
            for column, chunk in zip(self.columns, chunks, strict=True)
        ]
        size = sum(chunk.unpacked for chunk in chunks)
        return _struct((1, _list(_T_STRUCT, columns)), (2, _i64(size)), (3, _i64(rows)))


# --- Values --------------------------------------------------------------------------------------


def _numbers(code: str, values: Sequence[str | int]) -> bytes:
    packed: array[int] = array(code, map(int, values))
    if byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack("<I", len(encoded)) + encoded


def _indexes(indexes: Sequence[int], size: int) -> bytes:
    """Places in a dictionary, in whole bytes each: the width, and one run of them all."""
    if size == 1:
        # One value over and over: a run of zeros. Some readers take no width of no bits.
        return b"\x01" + _varint(len(indexes) << 1) + b"\x00"
    width, code = (8, "B") if size <= 2**8 else (16, "H") if size <= 2**16 else (32, "I")
    # Runs of packed values count in groups of eight; the last one is filled up.
    groups = -(-len(indexes) // 8)
    filled = [*indexes, *[0] * (groups * 8 - len(indexes))]
    return bytes((width,)) + _varint(groups << 1 | 1) + _numbers(code, filled)


# --- Thrift's compact protocol -------------------------------------------------------------------

_Field = tuple[int, bytes]


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _i32(number: int) -> _Field:
    return _T_I32, _zigzag(number)


def _i64(number: int) -> _Field:
    return _T_I64, _zigzag(number)


def _binary(text: str) -> _Field:
    encoded = text.encode()
    return _T_BINARY, _varint(len(encoded)) + encoded


def _list(kind: int, items: Sequence[_Field]) -> _Field:
    size = bytes((len(items) << 4 | kind,)) if len(items) < 15 else bytes((0xF0 | kind,))
    if len(items) >= 15:
        size += _varint(len(items))
    return _T_LIST, size + b"".join(content for _kind, content in items)


def _struct(*fields: tuple[int, _Field]) -> _Field:
    """Fields by their numbers, which rise by less than sixteen, and the mark of the end."""
    out, last = bytearray(), 0
    for number, (kind, content) in fields:
        out.append((number - last) << 4 | kind)
        out += content
        last = number
    return _T_STRUCT, bytes(out) + b"\x00"


def _element(column: Column) -> _Field:
    """SchemaElement: type, REQUIRED, name, and what the bytes stand for."""
    fields = [(1, _i32(_PHYSICAL[column.kind])), (3, _i32(0)), (4, _binary(column.name))]
    empty = _struct()
    if column.kind == "text":
        fields += [(6, _i32(_UTF8)), (10, _struct((1, empty)))]
    elif column.kind == "decimal":
        fields += [(6, _i32(_DECIMAL)), (7, _i32(_SCALE)), (8, _i32(_PRECISION))]
        fields += [(10, _struct((5, _struct((1, _i32(_SCALE)), (2, _i32(_PRECISION))))))]
    return _struct(*fields)


def _chunk_meta(column: Column, chunk: _Chunk, rows: int) -> _Field:
    encodings = [_i32(one) for one in chunk.encodings]
    fields = [
        (1, _i32(_PHYSICAL[column.kind])),
        (2, _list(_T_I32, encodings)),
        (3, _list(_T_BINARY, [_binary(column.name)])),
        (4, _i32(_GZIP)),
        (5, _i64(rows)),
        (6, _i64(chunk.unpacked)),
        (7, _i64(chunk.packed)),
        (9, _i64(chunk.data)),
    ]
    if chunk.dictionary:
        fields.append((11, _i64(chunk.dictionary)))
    return _struct(*fields)
