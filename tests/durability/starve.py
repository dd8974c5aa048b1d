"""Does each thing on a full disk, then again with room: `python -m tests.durability.starve FOLDER`.

FOLDER is a small file system of its own, or with `--limit` any folder, and no file may grow beyond
so many bytes. Writes a JSON object: what each attempt raised, and every problem.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import shutil
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils import timezone

NOW = dt.datetime.now(tz=dt.UTC).replace(hour=4, minute=0, second=0, microsecond=0)
timezone.now = lambda: NOW
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from budgets import isolation  # noqa: E402
from config.failing import database_is_away, no_space  # noqa: E402
from tests.durability import own_site as site  # noqa: E402
from tests.durability.actions import ACTIONS, prepare  # noqa: E402

# SQLite's index of its log, without which nothing can be read, and a page of the log.
ENOUGH_TO_READ = 40 * 1024
# One transaction each; the others store a body and a draft on their way.
WHOLE = ("accept", "explained", "told")


class FullDisk:
    """Nothing more can be written inside, for one reason or the other."""

    def __init__(self, folder: Path, limit: int | None) -> None:
        self.ballast = folder / "ballast"
        self.limit = limit
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def __enter__(self) -> None:
        # The log of the database would otherwise have room of its own.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        if self.limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, self.before[1]))
            return
        free = shutil.disk_usage(self.ballast.parent).free
        with self.ballast.open("wb") as file:
            file.write(bytes(max(0, free - ENOUGH_TO_READ)))

    def __exit__(self, *_: object) -> None:
        connection.close()
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
        self.ballast.unlink(missing_ok=True)


def half_files() -> list[str]:
    return [path.name for path in Path(settings.MEDIA_ROOT).rglob(".incoming-*")]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    setup_test_environment(debug=False)
    isolation.configure(here=True)
    workbooks = Path(os.environ["WORKBOOKS"])
    prepare(workbooks)
    raised: dict[str, str] = {}
    problems: list[str] = []
    for name, action in ACTIONS.items():
        if name == "restored":  # into an empty site only
            continue
        state = site.state()
        pages = site.walk() if name == "correct" else None
        with FullDisk(options.folder, options.limit):
            try:
                action(workbooks)
            except Exception as error:  # noqa: BLE001  (told)
                known = "full" if no_space(error) else "away" if database_is_away(error) else ""
                raised[name] = known or repr(error)
                if not known:
                    problems.append(f"{name}: {error!r}")
            else:
                raised[name] = "nothing"
            if pages and site.walk() != pages:
                problems.append(f"{name}: the public sees something else while the disk is full")
        found: dict[str, Any] = {"half files": half_files(), "damaged": site.damaged_files()}
        problems += [f"{name}: {what} {where}" for what, where in found.items() if where]
        with connection.cursor() as cursor:
            if cursor.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                problems.append(f"{name}: the database is damaged")
        if name in WHOLE and raised[name] != "nothing" and site.state() != state:
            problems.append(f"{name}: something was stored")
        action(workbooks)
        if damaged := site.damaged_files():
            problems.append(f"{name}: damaged afterwards {damaged}")
    print(json.dumps({"raised": raised, "problems": problems}, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
