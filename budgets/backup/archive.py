"""A tar archive with a seal: its last member is the SHA-256 of every byte before it.

Written and read in one go from the beginning to the end, whatever its size. Any changed, missing
or added byte breaks the seal.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

SEAL = "SHA256"
_BLOCK = tarfile.BLOCKSIZE
# The seal's header, its one block, and the two empty blocks that end an archive.
_TAIL = 4 * _BLOCK
_PIECE = 2**20


class DamagedBackup(Exception):
    """The file is no whole backup; the message says so to people."""


class Writer:
    """Adds members to a file that is open for writing, and seals it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def add(self, name: str, size: int, pieces: Iterable[bytes]) -> None:
        """A member of exactly `size` bytes; raises ValueError where the pieces are not as many."""
        self._write(_header(name, size))
        written = 0
        for piece in pieces:
            written += len(piece)
            self._write(piece)
        if written != size:
            raise ValueError(f"{name}: {written} bytes instead of {size}")
        self._write(bytes(-size % _BLOCK))

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, len(content), [content])

    def seal(self) -> str:
        """End the archive; the digest of all of it, in hexadecimal."""
        digest = self._digest.hexdigest()
        self._file.write(_tail(digest))
        return digest

    def _write(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._file.write(piece)


def check_seal(path: Path) -> str:
    """The digest that a whole backup is sealed with. Raises DamagedBackup."""
    size = path.stat().st_size
    digest = hashlib.sha256()
    if size > _TAIL:
        with path.open("rb") as file:
            left = size - _TAIL
            while left:
                piece = file.read(min(_PIECE, left))
                if not piece:
                    break
                digest.update(piece)
                left -= len(piece)
            if file.read() == _tail(digest.hexdigest()):
                return digest.hexdigest()
    raise DamagedBackup(f"{path} 不是完整的备份：文件已损坏、不完整，或者不是本程序的备份。")


def members(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, int, IO[bytes]]]:
    """The members with wanted names in their order: name, size, and the bytes to be read now."""
    with tarfile.open(path, "r:") as archive:
        for member in archive:
            # It would keep what it knows of every member, of which there may be millions.
            archive.members = []
            if member.isfile() and wanted(member.name):
                content = archive.extractfile(member)
                assert content is not None
                yield member.name, member.size, content


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of a file, a megabyte at a time."""
    while piece := file.read(_PIECE):
        yield piece


def _tail(digest: str) -> bytes:
    content = f"{digest}\n".encode()
    return _header(SEAL, len(content)) + content.ljust(_BLOCK, b"\0") + bytes(2 * _BLOCK)


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    return info.tobuf(tarfile.GNU_FORMAT)
