"""PostgreSQL is restarted, or away for a while, under a real server: told, survived, and over at once."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.durability.own_site import ROOT, environment, manage, run

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAGE = "/departments/mou-shi-wai-ban/2026/budget/"
# Never kept ahead of Django: it has a query.
ASKED = f"{PAGE}tables/1/?unit=元".replace("元", "%E5%85%83")


class Cluster:
    """A PostgreSQL of its own that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: p.parts[-3])
        at_hand = found[-1] if found else shutil.which("pg_ctl")
        if at_hand is None:
            pytest.skip("no PostgreSQL is installed")
        self.programs = Path(at_hand).parent
        self.as_owner: list[str] = []
        if os.geteuid() == 0:
            # It refuses to run as root; the package made this user.
            shutil.chown(folder, "postgres")
            self.as_owner = ["runuser", "-u", "postgres", "--"]
        self._do(
            *("initdb", "--no-sync", "-U", "mingzhang", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8"),
        )
        self.start()

    @property
    def address(self) -> str:
        return f"postgres://mingzhang@/{self.folder}/postgres"

    def start(self) -> None:
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
            " -c fsync=off -c full_page_writes=off"
        )
        self._do("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self) -> None:
        self._do("pg_ctl", "-w", "-m", "fast", "stop")

    def _do(self, program: str, *options: str) -> None:
        command = [*self.as_owner, str(self.programs / program), "-D", f"{self.folder}/data"]
        subprocess.run(
            [*command, *options],
            cwd=self.folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if connection.vendor != "postgresql":
        pytest.skip("once is enough: in the run on PostgreSQL")
    # Not in the folder of the test, where the user postgres may not go.
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-postgres."))
    made = Cluster(folder)
    try:
        yield made
    finally:
        with_server = (folder / "data" / "postmaster.pid").exists()
        if with_server:
            made.stop()
        shutil.rmtree(folder)


class Browser:
    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, address: str) -> tuple[int, dict[str, str], str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request("GET", address)
            answer = link.getresponse()
            return answer.status, dict(answer.headers), answer.read().decode()
        finally:
            link.close()


@contextmanager
def serving(env: dict[str, str]) -> Iterator[Browser]:
    """The server that bin/serve starts, with one process and one thread."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--workers", "1", "--blocking-threads", "1", "--log-level", "error"),
            *("--host", "127.0.0.1", "--port", str(port), "config.wsgi:application"),
        ],
        cwd=ROOT,
        env=env,
    )
    browser = Browser(port)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                browser.get("/about/")
                break
            except OSError:
                assert server.poll() is None, "the server has ended"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.1)
        yield browser
    finally:
        server.terminate()
        server.wait(30)


MAKE = """
import django
django.setup()
from tests.builders import disclosure_data, overview, published
published(disclosure_data(overview()))
"""


def test_a_restart_costs_no_request_and_an_outage_is_told(cluster: Cluster, tmp_path: Path) -> None:
    env = environment(tmp_path / "site", cluster.address, DEBUG="false")
    manage("migrate", "--verbosity", "0", env=env)
    manage("collectstatic", "--no-input", "--verbosity", "0", env=env)
    run("-c", MAKE, env=env)
    with serving(env) as browser:
        kept = browser.get(PAGE)
        assert (kept[0], browser.get(ASKED)[0]) == (200, 200)

        cluster.stop()
        cluster.start()
        after_restart = browser.get(ASKED)[0]

        assert after_restart == 200

        cluster.stop()
        still_kept = browser.get(PAGE)
        asked, headers, said = browser.get(ASKED)
        new = browser.get("/")
        again = browser.get(PAGE)

        assert still_kept[::2] == again[::2] == kept[::2]
        assert (asked, new[0]) == (503, 503)
        assert (headers["retry-after"], headers["cache-control"]) == ("10", "no-store")
        assert "暂时打不开" in said
        assert "数据库" in said

        cluster.start()

        assert browser.get(ASKED)[0] == 200
        assert browser.get("/")[0] == 200
