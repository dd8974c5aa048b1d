"""Files are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from config.storage import SafeFileSystemStorage


class FullDisk(File):
    """A file whose second half does not arrive."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")


@pytest.fixture
def storage(tmp_path: Path) -> SafeFileSystemStorage:
    return SafeFileSystemStorage(location=tmp_path / "files")


def left(storage: SafeFileSystemStorage) -> list[str]:
    return sorted(path.name for path in Path(storage.location).rglob("*") if path.is_file())


def test_the_default_storage_is_the_safe_one() -> None:
    assert default_storage.save("a.txt", ContentFile("甲")) == "a.txt"

    assert isinstance(default_storage._wrapped, SafeFileSystemStorage)
    with default_storage.open("a.txt") as file:
        assert file.read() == "甲".encode()


def test_a_file_is_saved_under_its_name(storage: SafeFileSystemStorage) -> None:
    name = storage.save("published/ab/abcd", ContentFile(b"%PDF-"))

    assert name == "published/ab/abcd"
    with storage.open(name) as file:
        assert file.read() == b"%PDF-"
    assert Path(storage.path(name)).stat().st_mode & 0o777 == 0o644


def test_a_taken_name_is_never_overwritten(storage: SafeFileSystemStorage) -> None:
    storage.save("a.txt", ContentFile(b"first"))

    second = storage.save("a.txt", ContentFile(b"second"))

    assert second != "a.txt"
    assert Path(storage.path("a.txt")).read_bytes() == b"first"
    assert Path(storage.path(second)).read_bytes() == b"second"


def test_a_name_taken_in_between_is_never_overwritten(
    storage: SafeFileSystemStorage,
) -> None:
    storage.save("a.txt", ContentFile(b"first"))

    # Called as if the name had been free a moment ago.
    second = storage._save("a.txt", ContentFile(b"second"))

    assert Path(storage.path("a.txt")).read_bytes() == b"first"
    assert Path(storage.path(second)).read_bytes() == b"second"


def test_a_full_disk_leaves_nothing_behind(storage: SafeFileSystemStorage) -> None:
    with pytest.raises(OSError, match="No space"):
        storage.save("a.pdf", FullDisk(None, name="a.pdf"))

    assert left(storage) == []


def test_a_file_system_without_links_works_too(
    storage: SafeFileSystemStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)

    storage.save("a.txt", ContentFile(b"first"))
    storage.save("a.txt", ContentFile(b"second"))

    assert Path(storage.path("a.txt")).read_bytes() == b"first"
    assert len(left(storage)) == 2
