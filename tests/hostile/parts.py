"""Lies in the XML of one part: document types, entities, depth, encodings, elements, attributes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.hostile.containers import members_of, packed
from tests.workbook import files

Random = random.Random
Vandal = Callable[[Random, bytes], bytes]

ABSURD = ["0", "-1", "1e308", "-1e999", "NaN", "Infinity", "99999999999999999999", "2147483648",
          "4294967296", "1_000", "٣", "１", "", " ", "0x10", "1,5", "\u202e12", "#REF!"]  # fmt: skip
REFERENCES = ["A0", "XFD1048576", "XFE1", "ZZZZZ99999999999", "a1", "$A$1", "R1C1", "", "A1:B2", "1A",
              "A-1", "A1048577", "ÄÖ1", "A1 ", "AAAAAAAAAAAAAAAAAAAA1"]  # fmt: skip


# ---- XML

LAUGHS = "<!DOCTYPE a [" + '<!ENTITY e0 "ha">' + "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
) + "]>"  # fmt: skip
_TYPES = [
    "<!DOCTYPE a>",
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///dev/random"> %p;]>',
    f'<!DOCTYPE a [<!ENTITY x "{"x" * 50_000}">]>',
    LAUGHS,
]


def in_a_part(change: Callable[[Random, bytes], bytes]) -> Vandal:
    """The change made in one XML part of a zip."""

    def vandal(chance: Random, content: bytes) -> bytes:
        members = members_of(content)
        names = [name for name in members if name.endswith((".xml", ".rels"))]
        # The parts that are always read, more often than the others.
        telling = [name for name in names if re.search(r"sheet|workbook|content|document", name)]
        name = chance.choice(telling if telling and chance.random() < 0.7 else names)
        members[name] = change(chance, members[name])
        return packed(list(members.items()))

    return vandal


def _split(part: bytes) -> tuple[bytes, bytes]:
    """The declaration, and the rest."""
    end = part.find(b"?>") + 2 if part.startswith(b"<?xml") else 0
    return part[:end], part[end:]


def document_type(chance: Random, part: bytes) -> bytes:
    head, body = _split(part)
    reference = chance.choice([b"&x;", b"&e9;" * 20, b"&x;" * 2000, b""])
    place = body.find(b">", chance.randrange(len(body))) + 1
    return head + chance.choice(_TYPES).encode() + body[:place] + reference + body[place:]


def inside(chance: Random, part: bytes) -> bytes:
    """Something between two elements."""
    depth = chance.choice([100, 10_000, 100_000])
    many = "".join(f' a{n}="{n}"' for n in range(5000))
    thing = chance.choice(
        [
            b"<a>" * depth + b"</a>" * depth,
            b'<a b="' + b"x" * 2**20 + b'"/>',
            f"<a{many}/>".encode(),
            b"<?" + b"x" * 1000 + b"?>",
            b"<!--" + b"-x" * 5000 + b"-->",
            b"<![CDATA[]]>]]><a/>",
            b"<a a='1' a='2'/>",
            b"\0",
            b"\xff\xfe\xc0\x80",
            b"&#0;&#xFFFF;&#x110000;",
            b"&#x202e;&#xd800;",
            b"<b:a xmlns:b=''/>",
            b"x" * 2**20,
            b"<row/>" * 20_000,
            b"<c/>" * 50_000,
            b"<si><t>x</t></si>" * 20_000,
        ]
    )
    place = part.find(b">", chance.randrange(len(part))) + 1
    return part[:place] + thing + part[place:]


def encoding(chance: Random, part: bytes) -> bytes:
    head, body = _split(part)
    name = chance.choice(
        ["utf-16", "utf-7", "utf-32", "no-such", "idna", "rot13", "zlib", "gb18030", ""]
    )
    declared = f'<?xml version="1.0" encoding="{name}"?>'.encode()
    text = body.decode("utf-8", "replace")
    written = chance.choice(
        [body, text.encode("utf-16"), text.encode("utf-32"), text.encode("cp037", "replace")]
    )
    return chance.choice([declared, head, b""]) + written


def namespace(chance: Random, part: bytes) -> bytes:
    found = re.findall(rb'"((?:http|urn)[^"]*)"', part)
    if not found:
        raise ValueError("no namespace")
    other = chance.choice([b"http://example.org/", b"", files.STRICT.encode(), b"x" * 10_000])
    return part.replace(chance.choice(found), other, chance.choice([1, -1]))


def elements(chance: Random, part: bytes) -> bytes:
    """Some elements gone, doubled, renamed, or in another place."""
    pieces = re.findall(rb"<[^>]*>|[^<]+", part)
    for _ in range(chance.choice([1, 5, 50])):
        place = chance.randrange(len(pieces))
        what = chance.randrange(4)
        if what == 0 and len(pieces) > 1:
            pieces.pop(place)
        elif what == 1:
            pieces.insert(place, chance.choice(pieces))
        elif what == 2:
            pieces[place] = re.sub(rb"^<(/?)[\w:]+", rb"<\1x", pieces[place])
        else:
            other = chance.randrange(len(pieces))
            pieces[place], pieces[other] = pieces[other], pieces[place]
    return b"".join(pieces)


def attributes(chance: Random, part: bytes) -> bytes:
    """Absurd values of some attributes and texts."""
    places = list(re.finditer(rb'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)', part))
    if not places:
        raise ValueError("no values")
    values = [*ABSURD, *REFERENCES, "x" * 100_000, "../" * 50, "<", "&#10;", "true", "%1" * 200, "[" * 5000,
              "0." + "0" * 5000, "#,##0;" * 900, "rId1", "/xl/workbook.xml"]  # fmt: skip
    for _ in range(chance.choice([1, 5, 50])):
        place = chance.choice(places)
        given = chance.choice(values).encode().replace(b"<", b"&lt;")
        places = [one for one in places if one.end() <= place.start()]
        part = part[: place.start()] + given + part[place.end() :]
        if not places:
            break
    return part
