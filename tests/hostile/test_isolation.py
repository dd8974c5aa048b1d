"""The child process: what it may not do, how it ends, what the site hears of it."""

from __future__ import annotations

import ctypes
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgets import confined
from budgets.data import DisclosureData
from budgets.isolation import (
    Busy,
    Ended,
    Failed,
    Limits,
    calling,
    configure,
    run,
    telling,
    watched,
    wire,
)
from budgets.narrative.reading import read_narrative
from budgets.workbook.document import ReadDocument, read_document
from budgets.workbook.grid import UnusableWorkbook
from budgets.workbook.reader import read_workbook
from tests.builders import whole_document
from tests.workbook.files import xlsx

ROOT = Path(__file__).resolve().parents[2]
# A nursery loads what confined.py names.
assert confined.READING.seconds
SHORT = Limits(seconds=1)
linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's means are those of Linux")


# What is open, by asking for every number.
OPEN_FILES = """
import os
def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
raise ValueError(str([number for number in range(64) if is_open(number)]))
"""


def children_of(process: int) -> list[int]:
    """The processes that this one has, from the kernel."""
    tasks = Path(f"/proc/{process}/task")
    return [int(one) for task in tasks.iterdir() for one in (task / "children").read_text().split()]


def nursery() -> int:
    assert calling._running is not None
    return calling._running[1].pid


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it holds within ten seconds."""
    for _ in range(1000):
        if holds():
            return True
        time.sleep(0.01)
    return False


# ---- How a call ends


def test_a_child_answers_what_the_function_returns() -> None:
    text = "一、收入预算说明\n2026年收入预算120.50万元。".encode()

    assert run(read_narrative, text, "说明.txt") == read_narrative(text, "说明.txt")


def test_a_child_that_is_killed_is_an_exception_of_the_caller() -> None:
    with pytest.raises(Ended, match="killed"):
        run(os.abort)


def test_a_child_that_never_ends_is_stopped() -> None:
    with pytest.raises(Ended, match="time"):
        run(time.sleep, 60, limits=SHORT)

    assert eventually(lambda: not children_of(nursery()))


def test_a_child_that_works_without_end_is_stopped() -> None:
    with pytest.raises(Ended, match="time"):
        run(re.match, r"(a+)+b", "a" * 60, limits=SHORT)


def test_a_child_that_wants_too_much_memory_is_told_apart() -> None:
    with pytest.raises(Ended, match="memory"):
        run(bytearray, 3 * 2**30)


def test_an_answer_that_was_not_promised_is_not_taken() -> None:
    with pytest.raises(Ended, match="unfit"):
        run(divmod, 7, 2)


def test_a_mistake_of_ours_comes_back_as_its_traceback() -> None:
    with pytest.raises(Failed, match="ZeroDivisionError"):
        run(divmod, 1, 0)


def test_an_exception_that_the_caller_knows_crosses_with_its_texts() -> None:
    absurd = xlsx('<sheetData/><mergeCells><mergeCell ref="B2:A1"/></mergeCells>', names=["表"])

    with pytest.raises(UnusableWorkbook) as here:
        read_workbook(absurd)
    with pytest.raises(UnusableWorkbook) as crossed:
        run(read_workbook, absurd, raises=(UnusableWorkbook,))

    assert (here.value.sheet, here.value.cell) == ("表", "B2")
    assert vars(crossed.value) == vars(here.value)


# ---- How far it is


def test_the_caller_hears_how_far_a_child_is_and_looks_up_meanwhile() -> None:
    heard: list[Any] = []
    two = xlsx("<sheetData/>", "<sheetData/>", names=["甲", "乙"])

    with watched(heard.append):
        run(read_workbook, two)
        run(time.sleep, 1)

    told = [one for one in heard if one is not None]
    assert told == [(telling.SHEETS, 0, 2), (telling.SHEETS, 1, 2)]
    assert heard.count(None) >= 2


def test_a_caller_who_has_heard_enough_ends_the_child() -> None:
    def enough(_told: object) -> None:
        raise InterruptedError

    with watched(enough), pytest.raises(InterruptedError):
        run(time.sleep, 60)

    assert eventually(lambda: not children_of(nursery()))


@pytest.mark.parametrize(
    "said", [b"", b"\x01" * 9, b"\x09" + b"\0" * 8, struct.pack(">BII", 1, 2, 1), b"x" * 100]
)
def test_a_child_that_tells_what_can_t_be_is_not_believed(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send(theirs, wire.PROGRESS, said)
        with pytest.raises(wire.Unfit):
            calling._answer(ours, Limits(), time.monotonic() + 5)


def test_no_child_stays_behind() -> None:
    for _ in range(5):
        with pytest.raises(Failed):
            run(divmod, 1, 0)

    assert eventually(lambda: not children_of(nursery()))


def test_calls_of_many_threads_keep_their_answers_apart() -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        try:
            run(int, f"no number {number}")
        except Failed as error:
            answers[number] = str(error)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(f"no number {number}'" in answers[number] for number in range(12))


@pytest.fixture
def one_place() -> Iterator[None]:
    before = calling._Configuration.places
    configure(children=1, patience=0.05)
    yield
    configure(patience=30)
    calling._Configuration.places = before


@pytest.mark.usefixtures("one_place")
def test_a_call_that_finds_no_place_in_time_is_told_so() -> None:
    def sleep() -> None:
        with pytest.raises(Ended):
            run(time.sleep, 60, limits=SHORT)

    busy = threading.Thread(target=sleep)
    busy.start()
    time.sleep(0.2)

    with pytest.raises(Busy):
        run(os.abort)

    busy.join()


# ---- The nursery


def test_a_nursery_that_died_is_replaced() -> None:
    with pytest.raises(Ended):
        run(os.abort)
    before = nursery()
    os.kill(before, signal.SIGKILL)

    with pytest.raises(Failed, match="ZeroDivisionError"):
        run(divmod, 1, 0)

    assert nursery() != before


def test_a_call_whose_nursery_dies_is_made_once_more() -> None:
    with pytest.raises(Ended):
        run(os.abort)
    before = nursery()
    threading.Timer(0.3, os.kill, [before, signal.SIGKILL]).start()

    with pytest.raises(Failed, match="after all"):
        run(exec, "import time; time.sleep(0.8); raise ValueError('after all')")

    assert nursery() != before


@linux
def test_the_end_of_the_site_ends_its_children() -> None:
    program = (
        "import sys, threading, time, os; sys.path.insert(0, sys.argv[1])\n"
        "from budgets.isolation import run, calling\n"
        "threading.Thread(target=run, args=[time.sleep, 60], daemon=True).start()\n"
        "while not calling._running: time.sleep(0.01)\n"
        "print(calling._running[1].pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(ROOT)], stdout=subprocess.PIPE
    ) as site:
        assert site.stdout
        forked_from = int(site.stdout.readline())
        assert eventually(lambda: bool(children_of(forked_from)))
        (child,) = children_of(forked_from)

        site.kill()

        assert eventually(lambda: not Path(f"/proc/{forked_from}").exists())
        assert eventually(lambda: not Path(f"/proc/{child}").exists())


# ---- What a child may not do


@linux
def test_a_child_connects_to_nobody() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(Failed, match=r"PermissionError|Network is unreachable"),
    ):
        run(socket.create_connection, server.getsockname())


@linux
@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/1/environ", str(ROOT / "manage.py")])
def test_a_child_reads_no_file_but_the_code(path: str) -> None:
    if landlock_version() < 1:
        pytest.skip("this kernel has no Landlock")

    with pytest.raises(Failed, match=r"PermissionError"):
        run(Path.read_bytes, Path(path))


def landlock_version() -> int:
    return int(ctypes.CDLL(None).syscall(444, None, 0, 1))


@linux
def test_a_child_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises((Failed, Ended)):
        run(Path.write_text, tmp_path / "left.txt", "here I was")

    assert not (tmp_path / "left.txt").exists() or not (tmp_path / "left.txt").read_text()


@linux
def test_a_child_starts_no_program() -> None:
    with pytest.raises(Failed, match="PermissionError"):
        run(os.execv, "/bin/true", ["true"])


@linux
def test_a_child_makes_no_further_process() -> None:
    with pytest.raises(Failed, match="PermissionError"):
        run(os.fork)


@linux
def test_a_child_ends_no_other_process() -> None:
    with pytest.raises(Failed, match="PermissionError"):
        run(os.kill, os.getpid(), signal.SIGTERM)


def test_a_child_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "of the site")
    calling.stop()

    with pytest.raises(Failed, match=r"\['LANG', 'LC_CTYPE', 'PATH'\]|\['LANG', 'PATH'\]"):
        run(exec, "import os; raise ValueError(str(sorted(os.environ)))")


@linux
def test_a_child_holds_no_socket_or_file_of_the_site() -> None:
    with pytest.raises(Failed, match=r"ValueError: \[0, 1, 2, \d+\]"):
        run(exec, OPEN_FILES, {})


# ---- What the site believes


@dataclass(frozen=True)
class Shape:
    text: str
    many: tuple[int, ...]
    number: Decimal | None = None


def shape() -> Shape:
    raise NotImplementedError


def file() -> bytes:
    raise NotImplementedError


def test_an_answer_is_rebuilt_by_the_type_that_was_promised() -> None:
    given = Shape("一、\ud800\u202e", (1, 2), Decimal("1.50"))

    assert wire.decoded(shape, *wire.encoded(given)) == given


@pytest.mark.parametrize(
    "answer",
    [
        ["text", [1, 2]],
        ["text", [1, "2"], None],
        [None, [1], None],
        ["text", [True], None],
        ["text", [1.0], None],
        ["text", [1], "NaN or so"],
        {"text": "text"},
        "text",
        None,
    ],
)
def test_an_answer_of_another_type_is_refused(answer: Any) -> None:
    with pytest.raises((wire.Unfit, ArithmeticError)):
        wire.decoded(shape, wire.RESULT, json.dumps(answer).encode())


def test_bytes_are_taken_only_where_they_were_promised() -> None:
    assert wire.decoded(file, wire.BYTES, b"%PDF") == b"%PDF"
    for function, kind in ((shape, wire.BYTES), (file, wire.RESULT)):
        with pytest.raises(wire.Unfit):
            wire.decoded(function, kind, b'["text", [], null]')


def test_no_exception_comes_back_but_those_that_were_named() -> None:
    for content in (b'["SystemExit", []]', b'["UnusableWorkbook", [1]]', b"{}", b"["):
        with pytest.raises(wire.Unfit):
            wire.rebuilt(content, (UnusableWorkbook,))


def test_an_answer_longer_than_allowed_is_not_taken() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall((2**40).to_bytes(8, "big") + b"R")

        with pytest.raises(wire.Unfit):
            wire.receive(ours, 2**20)


def test_every_shape_of_a_document_crosses_whole() -> None:
    read = ReadDocument(whole_document(), ())

    assert wire.decoded(read_document, *wire.encoded(read)) == read
    assert isinstance(read.data, DisclosureData)
