"""Lies in the container of a file: its bytes, the directory of a zip, the sectors of OLE2, records of BIFF."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from functools import cache

Random = random.Random

MANY = 60_000

# ---- Bytes


def truncate(chance: Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def flip(chance: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 30, 300])):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwrite(chance: Random, content: bytes) -> bytes:
    start, length = chance.randrange(len(content)), chance.choice([1, 4, 64, 1024])
    filling = chance.choice([bytes(length), b"\xff" * length, chance.randbytes(length)])
    return content[:start] + filling + content[start + length :]


def insert(chance: Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + chance.randbytes(chance.choice([1, 7, 100])) + content[start:]


def surround(chance: Random, content: bytes) -> bytes:
    junk = chance.randbytes(chance.choice([1, 100, 70_000]))
    return chance.choice([junk + content, content + junk, content + content, content[:-1]])


# ---- Zip


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def header_field(chance: Random, content: bytes) -> bytes:
    """A lie in one field of a local header, of the directory or of its end."""
    mark, fields = chance.choice(
        [
            (b"PK\x01\x02", [(8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (28, "<H"),
                             (30, "<H"), (42, "<I")]),
            (b"PK\x03\x04", [(6, "<H"), (8, "<H"), (14, "<I"), (18, "<I"), (22, "<I"), (26, "<H")]),
            (b"PK\x05\x06", [(8, "<H"), (10, "<H"), (12, "<I"), (16, "<I"), (20, "<H")]),
        ]
    )  # fmt: skip
    places = [match.start() for match in re.finditer(re.escape(mark), content)]
    if not places:
        raise ValueError("no such header")
    changed = bytearray(content)
    offset, form = chance.choice(fields)
    largest = 2 ** (8 * struct.calcsize(form)) - 1
    lie = chance.choice([0, 1, 9, 99, largest, largest - 1, chance.randrange(largest)])
    for place in chance.sample(places, chance.choice([1, len(places)])):
        struct.pack_into(form, changed, place + offset, lie)
    return bytes(changed)


def duplicate_member(chance: Random, content: bytes) -> bytes:
    members = list(members_of(content).items())
    name, held = chance.choice(members)
    other = chance.choice([held, held[: len(held) // 2], b"", b"<a/>"])
    return packed([*members, (chance.choice([name, name.upper(), "/" + name]), other)])


def strange_names(chance: Random, content: bytes) -> bytes:
    members = list(members_of(content).items())
    for name in ("../../etc/passwd", "a\0b.xml", "xl/\u202egpj.xml", "C:\\windows\\x", "/", "..",
                 "xl/" + "d/" * 500 + "x.xml", "\ud7ff" * 30):  # fmt: skip
        members.insert(chance.randrange(len(members)), (name, b"<a/>"))
    return packed(members)


@cache
def _crowd() -> bytes:
    return packed([(f"xl/{number}.xml", b"") for number in range(MANY)])


def many_members(chance: Random, content: bytes) -> bytes:
    return _crowd() if chance.random() < 0.2 else packed(
        [*members_of(content).items(), *((f"x{n}.xml", b"<a/>") for n in range(4_000))]
    )  # fmt: skip


@cache
def _zeros(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(bytes(size)) + packer.flush()


def bomb(chance: Random, content: bytes) -> bytes:
    """A part of a hundred megabytes that says it has few."""
    size = 100 * 2**20
    shrunk, name = _zeros(size), chance.choice(list(members_of(content))).encode()
    said = chance.choice([size, 1000, 0])
    head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(shrunk), said, len(name), 0)
    local = b"PK\x03\x04" + head + name + shrunk
    whole = packed([one for one in members_of(content).items() if one[0].encode() != name])
    end = whole.rindex(b"PK\x05\x06")
    count, _, start = struct.unpack("<HII", whole[end + 10 : end + 20])
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + head
    entry += struct.pack("<HHHII", 0, 0, 0, 0, start) + name
    directory = whole[start:end] + entry
    return whole[:start] + local + directory + b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0
    )  # fmt: skip


def without_a_part(chance: Random, content: bytes) -> bytes:
    members = list(members_of(content).items())
    members.pop(chance.randrange(len(members)))
    return packed(members)


# ---- OLE2 and BIFF


def sector_lie(chance: Random, content: bytes) -> bytes:
    """A field of the header, or an entry of the allocation table, that leads in a circle or out."""
    changed = bytearray(content)
    lie = chance.choice(
        [0, 1, 2, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFFA, chance.randrange(200)]
    )
    if chance.random() < 0.4:
        form, place = chance.choice([("<I", 44), ("<I", 48), ("<I", 56), ("<I", 60), ("<I", 64), ("<I", 68),
                                     ("<I", 72), ("<I", 76), ("<H", 30), ("<H", 32)])  # fmt: skip
        struct.pack_into(form, changed, place, lie & (0xFFFF if form == "<H" else 0xFFFFFFFF))
        return bytes(changed)
    (sector,) = struct.unpack_from("<I", content, 76)
    table = 512 + sector * 512
    for _ in range(chance.choice([1, 5])):
        struct.pack_into("<I", changed, table + 4 * chance.randrange(60), lie)
    return bytes(changed)


def directory_lie(chance: Random, content: bytes) -> bytes:
    place = content.find("Workbook".encode("utf-16-le"))
    if place < 0:
        raise ValueError("no stream")
    changed = bytearray(content)
    offset = chance.choice([64, 66, 68, 72, 76, 116, 120])
    struct.pack_into(
        "<I", changed, place + offset, chance.choice([0, 1, 0xFFFFFFFF, 0x7FFFFFFF, 5, 2**20])
    )
    return bytes(changed)


def _records(content: bytes) -> list[int]:
    """Where the records of the stream begin, which lies in one piece here."""
    place = content.find(b"\x09\x08\x10\x00\x00\x06")
    found = []
    while 0 <= place < len(content) - 4:
        kind, size = struct.unpack_from("<HH", content, place)
        if kind == 0 or size > 8224:
            break
        found.append(place)
        place += 4 + size
    if not found:
        raise ValueError("no records")
    return found


def record(chance: Random, content: bytes) -> bytes:
    """Records with another type, length or content."""
    changed = bytearray(content)
    places = _records(content)
    for place in chance.sample(places, min(chance.choice([1, 5, 40]), len(places))):
        _, size = struct.unpack_from("<HH", content, place)
        what = chance.randrange(4)
        if what == 0:
            struct.pack_into("<H", changed, place, chance.choice([0x0085, 0x00FC, 0x003C, 0x00E5, 0x00BD, 0x0809, 0x0A, 0x2F,
                                                                  0x0006, 0x00FD, 0x01B6, chance.randrange(2**16)]))  # fmt: skip
        elif what == 1:
            struct.pack_into(
                "<H",
                changed,
                place + 2,
                chance.choice([0, 1, size - 1 if size else 9, 0xFFFF, 8224, 8225]),
            )
        elif size:
            for _ in range(chance.choice([1, 4])):
                changed[place + 4 + chance.randrange(size)] = chance.choice(
                    [0, 1, 0x7F, 0x80, 0xFF]
                )
    return bytes(changed)


def dropped_record(chance: Random, content: bytes) -> bytes:
    """A record gone or doubled, so that all after it stands at another place."""
    places = _records(content)
    at = chance.randrange(len(places) - 1)
    record = content[places[at] : places[at + 1]]
    kept = chance.choice([b"", record * 2, record * 500])
    return content[: places[at]] + kept + content[places[at + 1] :]
