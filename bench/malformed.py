"""Malformed files through the real upload page: how each is answered, how long, with what memory.

    python -m bench.malformed --count 10000 --processes 2 [--first 0] [--slow 10]

Every process is a site of its own (a database in a folder that goes away) with its own children.
Exits 1 where an answer was a 500 or took longer than --slow seconds. A seed that failed can be
asked again: --first SEED --count 1.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from typing import Any

UPLOAD = "/admin/budgets/disclosure/upload/"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--slow", type=float, default=10.0)
    parser.add_argument("--one-of", type=int, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one_of:
        part, parts = given.one_of
        work(range(given.first + part, given.first + given.count, parts))
        return 0
    return together(given)


def together(given: argparse.Namespace) -> int:
    """Starts the processes and sums up what they tell."""
    command = [sys.executable, "-m", "bench.malformed", "--first", str(given.first)]
    command += ["--count", str(given.count), "--one-of"]
    running = [
        subprocess.Popen(
            [*command, str(part), str(given.processes)], stdout=subprocess.PIPE, text=True
        )
        for part in range(given.processes)
    ]
    answers: list[dict[str, Any]] = []
    memory = []
    for one in running:
        lines = [json.loads(line) for line in one.communicate()[0].splitlines()]
        answers += [line for line in lines if "seed" in line]
        memory += [line["memory"] for line in lines if "memory" in line]
    for (status, said), count in Counter((a["status"], a["said"]) for a in answers).most_common():
        print(f"{count:6} {status} {said}")
    answers.sort(key=lambda answer: -answer["seconds"])
    print("slowest:", *(f"{a['seconds']:.2f} s (seed {a['seed']})" for a in answers[:5]))
    print(f"{len(answers)} answers; MB of the largest process: site, its children: {memory}")
    bad = [a for a in answers if a["status"] >= 500 or a["seconds"] > given.slow]
    for answer in bad[:50]:
        print("BAD", answer)
    return 1 if bad or len(answers) != given.count or any(one.returncode for one in running) else 0


def work(seeds: range) -> None:
    """Posts the files of these seeds, and tells of each answer in one line."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", "")
        os.environ |= {"VAR_DIR": folder, "SECOND_FACTOR": "no", "RATE_LIMITS": "no"}
        os.environ |= {"LOG_LEVEL": "CRITICAL", "PYTHONWARNINGS": "ignore"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        client, department = site()
        from tests.hostile.malformed import malformed

        for seed in seeds:
            name, field, content = malformed(seed)
            start = time.perf_counter()
            status, said = answer(client, department, name, field, content)
            seconds = time.perf_counter() - start
            tell({"seed": seed, "name": name, "status": status, "said": said, "seconds": seconds})
        from budgets import isolation

        isolation.calling.stop()
        tell({"memory": [peak(resource.RUSAGE_SELF), peak(resource.RUSAGE_CHILDREN)]})


def tell(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def peak(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss // 1024


def site() -> tuple[Any, int]:
    """A signed-in officer, and the body whose document is uploaded."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    call_command("migrate", verbosity=0)
    from tests.builders import department

    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("officer"))
    return client, department().pk


def answer(client: Any, department: int, name: str, field: str, content: bytes) -> tuple[int, str]:
    """The status of the worst answer, and what it says: the form's mistakes, or a preview."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.admin import books

    given: dict[str, Any] = {"file": books.file(books.balanced(), "good.xlsx")}
    given |= {"department": department, "year": 2026, "kind": "budget"}
    given[field] = SimpleUploadedFile(name, content)
    posted = client.post(UPLOAD, given)
    if posted.status_code == 302 and posted.url.startswith(UPLOAD):
        return client.get(posted.url).status_code, "preview"
    form = posted.context and posted.context.get("form")
    said = [message for messages in form.errors.values() for message in messages] if form else []
    return posted.status_code, " ".join(said)[:60]


if __name__ == "__main__":
    sys.exit(main())
