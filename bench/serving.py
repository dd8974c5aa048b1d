"""Requests per second for one published table, against Datasette (and nginx where it is installed).

All servers listen on 127.0.0.1 and serve the rows of the same table: ours as the published page,
Datasette as its table page over an immutable file, nginx our page's bytes from a file. Rounds are
interleaved, so that whatever else the machine does falls on all alike; figures are medians.
Start it through bin/bench, which brings Datasette and wrk.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import openpyxl

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "budgets" / "samples" / "beijing-fao-2026-budget.xlsx"
TABLE = 3
PAGE = f"/departments/beijing-fao/2026/budget/tables/{TABLE}/"
DATASETTE = ROOT / "var" / "bench-venv" / "bin" / "datasette"
CONNECTIONS = (1, 16, 64)


class Server(NamedTuple):
    name: str
    address: str


class Measured(NamedTuple):
    per_second: float
    p50: str
    p99: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(name: str, command: list[str], address: str, **options: object) -> Iterator[Server]:
    """A server, once it answers at its address; it ends with the block."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **options)  # type: ignore[call-overload]
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    with urllib.request.urlopen(address, timeout=10) as answer:
                        answer.read()
                    break
                except OSError as error:
                    if process.poll() is not None or time.monotonic() > deadline:
                        log.seek(0)
                        said = log.read().decode(errors="replace")[-2000:]
                        raise SystemExit(
                            f"{name} does not answer at {address}: {error}\n{said}"
                        ) from error
                    time.sleep(0.2)
            yield Server(name, address)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """The program as bin/serve starts it, on an empty database with the samples in it."""
    environ = {
        **os.environ,
        "VAR_DIR": str(folder / "var"),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "LOG_LEVEL": "WARNING",
    }
    for command in (["migrate"], ["collectstatic", "--no-input"], ["load_samples"]):
        print(f"waiting for manage.py {command[0]} ...", flush=True)
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity", "0"],
            cwd=ROOT,
            env=environ,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "8", "--no-ws"]
    command += ["--log-level", "warning", "config.wsgi:application"]
    with running(
        "Mingzhang", command, f"http://127.0.0.1:{port}{PAGE}", cwd=ROOT, env=environ
    ) as server:
        yield server


def rows_of_the_table() -> list[list[object]]:
    """The body rows of the sample's table, as in its sheet."""
    sheet = openpyxl.load_workbook(SAMPLE).worksheets[TABLE - 1]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows[4:] if any(cell is not None for cell in row)]


@contextmanager
def datasette(folder: Path) -> Iterator[Server]:
    """The same rows in an immutable file behind Datasette; its page shows all of them."""
    rows = rows_of_the_table()
    file = folder / "budget.db"
    with sqlite3.connect(file) as database:
        columns = ", ".join(f"c{n}" for n in range(1, len(rows[0]) + 1))
        database.execute(f"CREATE TABLE spending (id INTEGER PRIMARY KEY, {columns})")
        database.executemany(
            f"INSERT INTO spending ({columns}) VALUES ({', '.join('?' * len(rows[0]))})",  # noqa: S608
            rows,
        )
    database.close()
    port = free_port()
    command = [str(DATASETTE), "serve", "--immutable", str(file), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--setting", "default_page_size", "100"]
    with running("Datasette", command, f"http://127.0.0.1:{port}/budget/spending") as server:
        yield server


@contextmanager
def nginx(folder: Path, page: bytes) -> Iterator[Server]:
    """The page's bytes as a static file."""
    (folder / "www").mkdir()
    (folder / "www" / "page.html").write_bytes(page)
    folder.chmod(0o755)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"""
        daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
        events {{ worker_connections 1024; }}
        http {{
            access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
            types {{ text/html html; }}
            client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
        }}
        """,
        encoding="utf-8",
    )
    command = [nginx_program() or "", "-c", str(config), "-p", str(folder)]
    with running("nginx", command, f"http://127.0.0.1:{port}/page.html") as server:
        yield server


def nginx_program() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def measure(address: str, connections: int, seconds: int) -> Measured:
    """Requests per second with that many connections kept open."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return measure_in_python(address, connections, seconds)
    said = subprocess.run(
        [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency", address],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        print(f"  warning: {address}: {said.strip().splitlines()[-3:]}", flush=True)
    return Measured(
        float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),  # type: ignore[index]
        re.search(r"50%\s+(\S+)", said)[1],  # type: ignore[index]
        re.search(r"99%\s+(\S+)", said)[1],  # type: ignore[index]
    )


def measure_in_python(address: str, connections: int, seconds: int) -> Measured:
    """The same without wrk: slower than our server, so its ratios are lower bounds."""
    host, _, path = address.removeprefix("http://").partition("/")
    end = time.monotonic() + seconds
    times: list[float] = []

    def visit() -> None:
        connection = http.client.HTTPConnection(host, timeout=10)
        mine = []
        while (begun := time.perf_counter()) and time.monotonic() < end:
            connection.request("GET", f"/{path}")
            connection.getresponse().read()
            mine.append(time.perf_counter() - begun)
        connection.close()
        times.extend(mine)

    threads = [threading.Thread(target=visit) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return Measured(
        len(times) / seconds,
        f"{times[len(times) // 2] * 1000:.2f}ms",
        f"{times[len(times) * 99 // 100] * 1000:.2f}ms",
    )


def report(results: dict[tuple[str, int], list[Measured]], names: list[str]) -> None:
    def median(name: str, connections: int) -> float:
        return statistics.median(m.per_second for m in results[name, connections])

    print(f"\n{'server':24}{'connections':>12}{'requests/s':>12}{'p50':>10}{'p99':>10}", end="")
    print(f"{'x Datasette':>13}{'nginx / it':>12}")
    for name in names:
        for connections in CONNECTIONS:
            middle = sorted(results[name, connections])[len(results[name, connections]) // 2]
            rate = median(name, connections)
            line = f"{name:24}{connections:>12}{rate:>12,.0f}{middle.p50:>10}{middle.p99:>10}"
            line += f"{rate / median('Datasette', connections):>13,.1f}"
            if "nginx" in names:
                line += f"{median('nginx', connections) / rate:>12.2f}"
            print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="of one measurement")
    arguments = parser.parse_args()
    if not DATASETTE.exists():
        raise SystemExit("Datasette is not installed; start this through bin/bench serving")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mingzhang-bench-")))
        site = stack.enter_context(ours(folder))
        servers = [site]
        # A query string leads past the kept bytes: what the page costs through Django.
        servers.append(Server("Mingzhang, not kept", f"{site.address}?live=1"))
        servers.append(stack.enter_context(datasette(folder)))
        if nginx_program():
            with urllib.request.urlopen(site.address) as answer:
                page = answer.read()
            servers.append(stack.enter_context(nginx(folder, page)))
        for server in servers:
            with urllib.request.urlopen(server.address) as answer:
                print(f"{server.name}: {len(answer.read()):,} bytes")
        print(
            f"{len(rows_of_the_table())} rows; {arguments.rounds} rounds of {arguments.seconds} s",
            end="",
        )
        print(
            " with wrk" if shutil.which("wrk") else " with Python (wrk is not installed)",
            flush=True,
        )
        results: dict[tuple[str, int], list[Measured]] = {}
        for _ in range(arguments.rounds):
            for connections in CONNECTIONS:
                for server in servers:
                    results.setdefault((server.name, connections), []).append(
                        measure(server.address, connections, arguments.seconds)
                    )
        report(results, [server.name for server in servers])


if __name__ == "__main__":
    main()
