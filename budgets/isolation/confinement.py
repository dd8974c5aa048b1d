"""What a child may not do, as far as the kernel offers it to a process without privileges.

Once for the process that children are forked from: no network (a namespace of its own), no files
but the code (Landlock), no other program, no new connection (seccomp). For each child: memory,
time, no file to write. Limits always hold; the rest is left out where a kernel lacks it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from budgets.isolation.limits import Limits

_CODE = Path(__file__).resolve().parents[2]
# Libraries that are loaded late, fonts and time zones of the machine.
_READABLE = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/fonts",
    "/usr/local/share/fonts", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime",
    "/dev/urandom", "/dev/null", "/dev/zero",
)  # fmt: skip

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_THREAD = 0x10000000, 0x40000000, 0x00010000


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def leave_first_to_the_kernel() -> None:
    """When memory runs out, the kernel ends these processes before the site's."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def confine() -> None:
    """For the rest of this process and of all that it forks."""
    if not sys.platform.startswith("linux"):
        return
    libc = _libc()
    # Fails where a kernel keeps namespaces from ordinary users; seccomp says no besides.
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    # Others of this user can't look into the memory, nor can it be dumped.
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        _only_these_files(libc)
        _refuse(libc, _NEVER.get(platform.machine(), {}))


def confine_child(limits: Limits, parent: int) -> None:
    """For one call; `parent` is the process that forked this one."""
    seconds = limits.seconds
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    # A clock of its own: the site may be too busy to look.
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    if sys.platform.startswith("linux"):
        libc = _libc()
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        _refuse(libc, _NEVER_IN_A_CHILD.get(platform.machine(), {}), threads_only=True)


# ---- Files: Landlock (Linux 5.13)

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
# Version of the interface -> how many rights of files it knows.
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}


def _only_these_files(libc: ctypes.CDLL) -> None:
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    files = (1 << _RIGHTS.get(version, 16)) - 1
    # TCP: bind, connect; scopes: abstract sockets, signals to others.
    attributes = struct.pack("=QQQ", files, 3, 3)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(_CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return
    try:
        for place in _readable():
            _allow(libc, ruleset, place)
        libc.syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _readable() -> Iterable[str]:
    """The code: of Python, of packages and of ours. The folder of the whole checkout may hold the
    database, so it is not among them."""
    yield from _READABLE
    yield from (str(_CODE / name) for name in ("budgets", "performance"))
    yield from sysconfig.get_paths().values()
    for place in sys.path:
        if place and not _CODE.is_relative_to(Path(place).resolve()):
            yield place


def _allow(libc: ctypes.CDLL, ruleset: int, place: str) -> None:
    try:
        descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        is_folder = Path(place).is_dir()
        rights = _READ_FILE | (_EXECUTE | _READ_DIR if is_folder else 0)
        if place == "/dev/null":
            rights |= _WRITE_FILE
        libc.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


# ---- Calls of the kernel: seccomp with a filter, refused with EPERM

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NEVER = {
    "x86_64": {
        "socket": 41, "connect": 42, "accept": 43, "accept4": 288, "bind": 49, "listen": 50,
        "execve": 59, "execveat": 322, "ptrace": 101, "process_vm_readv": 310,
        "process_vm_writev": 311, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
        "unshare": 272, "setns": 308, "bpf": 321, "perf_event_open": 298, "add_key": 248,
        "request_key": 249, "keyctl": 250, "userfaultfd": 323, "io_uring_setup": 425,
        "io_uring_enter": 426, "io_uring_register": 427, "init_module": 175, "finit_module": 313,
        "kexec_load": 246, "reboot": 169, "open_by_handle_at": 304, "pidfd_open": 434,
        "pidfd_getfd": 438, "pidfd_send_signal": 424,
    },
    "aarch64": {
        "socket": 198, "connect": 203, "accept": 202, "accept4": 242, "bind": 200, "listen": 201,
        "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_readv": 270,
        "process_vm_writev": 271, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51,
        "unshare": 97, "setns": 268, "bpf": 280, "perf_event_open": 241, "add_key": 217,
        "request_key": 218, "keyctl": 219, "userfaultfd": 282, "io_uring_setup": 425,
        "io_uring_enter": 426, "io_uring_register": 427, "init_module": 105, "finit_module": 273,
        "kexec_load": 104, "reboot": 142, "open_by_handle_at": 265, "pidfd_open": 434,
        "pidfd_getfd": 438, "pidfd_send_signal": 424,
    },
}  # fmt: skip
# A child ends nobody and makes no further process. (abort() is another call.)
_NEVER_IN_A_CHILD = {
    "x86_64": {"kill": 62, "tkill": 200, "fork": 57, "vfork": 58},
    "aarch64": {"kill": 129, "tkill": 130},
}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOWED, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026


def _refuse(libc: ctypes.CDLL, calls: dict[str, int], *, threads_only: bool = False) -> None:
    """Installs a filter. With `threads_only` a new process is refused, and a new thread is not."""
    machine = platform.machine()
    if not calls or sys.byteorder != "little":
        return

    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    # struct seccomp_data: number at 0, architecture at 4, the first argument at 16.
    program = [
        step(_LOAD, 0, 0, 4),
        step(_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        step(_RETURN, 0, 0, _EPERM),
        step(_LOAD, 0, 0, 0),
        # Numbers of the other interface of x86 (x32) would pass by the list.
        step(_AT_LEAST, 0, 1, 0x40000000),
        step(_RETURN, 0, 0, _EPERM),
    ]
    for number in calls.values():
        program += [step(_EQUAL, 0, 1, number), step(_RETURN, 0, 0, _EPERM)]
    if threads_only:
        program += [
            # Its flags lie in memory, where a filter can't look; libc then asks the older one.
            step(_EQUAL, 0, 1, _CLONE3),
            step(_RETURN, 0, 0, _ENOSYS),
            step(_EQUAL, 0, 3, _CLONE[machine]),
            step(_LOAD, 0, 0, 16),
            step(_ANY_BIT, 1, 0, _CLONE_THREAD),
            step(_RETURN, 0, 0, _EPERM),
        ]
    program.append(step(_RETURN, 0, 0, _ALLOWED))
    code = ctypes.create_string_buffer(b"".join(program))
    head = struct.pack("@HP", len(program), ctypes.addressof(code))
    libc.prctl(_PR_SET_SECCOMP, 2, head, 0, 0)
