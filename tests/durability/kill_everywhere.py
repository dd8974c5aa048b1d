"""Does one thing again and again, killed each time at another moment, and looks at what is left.

    python -m tests.durability.kill_everywhere FOLDER ACTION[:MOMENTS]...

Writes a JSON object: how many acts each action has, at how many it was killed, and every problem.
Django is loaded once; each action, and each look at what it left, has a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils import timezone

# Of today: files have the true time, and tell their age by it.
NOW = dt.datetime.now(tz=dt.UTC).replace(hour=4, minute=0, second=0, microsecond=0)
timezone.now = lambda: NOW
django.setup()

from django.db import connection, connections  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from budgets import isolation  # noqa: E402
from budgets.kept_files import sweep  # noqa: E402
from tests.durability import own_site as site  # noqa: E402
from tests.durability.actions import ACTIONS, prepare, prepare_empty, warm_up  # noqa: E402
from tests.durability.killing import Acts  # noqa: E402

KILLED = 9


class Room:
    """The site's database and files, and a copy of both to begin from each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.media = Path(settings.MEDIA_ROOT)
        self.kept = folder / "kept"
        self.database = connection.settings_dict["NAME"]

    def keep(self) -> None:
        connections.close_all()
        self.kept.mkdir()
        self.media.mkdir(exist_ok=True)
        shutil.copytree(self.media, self.kept / "media")
        if connection.vendor == "sqlite":
            shutil.copy(self.database, self.kept / "database")
        else:
            _on_server(f'CREATE DATABASE "{self.database}_kept" TEMPLATE "{self.database}"')

    def restore(self) -> None:
        connections.close_all()
        shutil.rmtree(self.media, ignore_errors=True)
        shutil.copytree(self.kept / "media", self.media)
        if connection.vendor == "sqlite":
            for path in Path(self.database).parent.glob(Path(self.database).name + "*"):
                path.unlink()
            shutil.copy(self.kept / "database", self.database)
        else:
            _on_server(f'DROP DATABASE "{self.database}" WITH (FORCE)')
            _on_server(f'CREATE DATABASE "{self.database}" TEMPLATE "{self.database}_kept"')


def _on_server(statement: str) -> None:
    """A statement that no transaction may hold, on the server's own database."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def in_child(what: Callable[[], Any], answers: Path) -> tuple[int, Any]:
    """Do it in a process of its own: how that ended, and what it answered."""
    answers.unlink(missing_ok=True)
    connections.close_all()
    process = os.fork()
    if process == 0:
        try:
            answer = what()
            connections.close_all()
            answers.write_text(json.dumps(answer))
        except BaseException:  # noqa: BLE001  (told, and the process ends)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    return status, json.loads(answers.read_text()) if answers.exists() else None


def look(known: Mapping[str, Any]) -> dict[str, Any]:
    """What a fresh process finds: the state, the public pages, and whatever is wrong.

    Pages are made of rows and files: where both are known to be whole, so are the pages, and they
    are walked once for each state of the database.
    """
    wrong = [f"damaged: {path}" for path in site.damaged_files()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            wrong += [
                str(row) for row in cursor.execute("PRAGMA integrity_check") if row != ("ok",)
            ]
            wrong += [str(row) for row in cursor.execute("PRAGMA foreign_key_check")]
    state = site.state()
    pages = known.get(state) or site.walk()
    wrong += [
        f"{status}: {address}" for address, (status, _) in pages.items() if status not in (200, 302)
    ]
    return {"state": state, "pages": pages, "wrong": wrong}


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """What the public sees of documents; the head of the log moves with every step of a draft."""
    return {at: page for at, page in found["pages"].items() if not at.endswith("/verify/")}


def leftovers() -> list[str]:
    """What lies there after the sweep of another day and nothing leads to, or the other way round."""
    from budgets.models import PublishedFile, Upload

    sweep(now=timezone.now() + dt.timedelta(days=3))
    root = Path(settings.MEDIA_ROOT)
    known = {file.stored_name for file in PublishedFile.objects.all()}
    known |= {upload.stored_name for upload in Upload.objects.all()}
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return sorted(found - {"published.mark", ".sweep.lock"} ^ known)


def count(action: Callable[[Path], None], folder: Path) -> dict[str, Any]:
    """The acts of an action that goes through, and the states that stood in between."""
    acts = Acts(Path(settings.MEDIA_ROOT))
    states: list[str] = []
    acts.settled = lambda: states.append(site.state())
    action(folder)
    acts.act("the end")
    acts.settled = None
    return {"acts": acts.seen, "states": [*states, site.state()]}


def killed(action: Callable[[Path], None], folder: Path, at: int) -> None:
    acts = Acts(Path(settings.MEDIA_ROOT), end_at=at)
    action(folder)
    acts.act("the end")


def chosen(acts: list[str], points: int | None) -> list[int]:
    """All acts, or so many: the first, the last, those around each COMMIT, the rest evenly."""
    everything = range(len(acts))
    if points is None or points >= len(acts):
        return list(everything)
    commits = [at for at, act in enumerate(acts) if act == "COMMIT"][-points // 3 :]
    wanted = {0, len(acts) - 1, *commits, *(at + 1 for at in commits[-1:] if at + 1 < len(acts))}
    step = len(acts) / max(1, points - len(wanted))
    wanted |= {int(step * (n + 0.5)) for n in range(max(0, points - len(wanted)))}
    return sorted(wanted)


def walk_of(name: str, room: Room, known: dict[str, Any], points: int | None) -> dict[str, Any]:
    """One action, killed at its moments: the counts, and every problem."""
    action, folder, answers = ACTIONS[name], room.folder, room.folder / "answer.json"
    room.restore()
    _, before = in_child(lambda: look(known), answers)
    _, counted = in_child(lambda: count(action, folder), answers)
    _, after = in_child(lambda: look(known), answers)
    known |= {found["state"]: found["pages"] for found in (before, after)}
    chosen_points = chosen(counted["acts"], points)
    problems = [*before["wrong"], *after["wrong"]]
    may_be = {before["state"], *counted["states"]}
    old = new = between = 0
    for number, point in enumerate(chosen_points):
        room.restore()
        what = f"{name} killed before act {point} ({counted['acts'][point]}): "
        status, _ = in_child(lambda at=point: killed(action, folder, at), answers)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != KILLED:
            problems.append(f"{what}was not killed: {status}")
        _, found = in_child(lambda: look(known), answers)
        if found is None:
            problems.append(f"{what}a fresh process could not look")
            continue
        known.setdefault(found["state"], found["pages"])
        problems += [f"{what}{wrong}" for wrong in found["wrong"]]
        if found["state"] not in may_be:
            problems.append(f"{what}the database is in no state between two transactions")
        old += found["state"] == before["state"]
        new += found["state"] == after["state"]
        between += found["state"] not in (before["state"], after["state"])
        if (seen := shown(found)) not in (shown(before), shown(after)):
            other = [at for at in seen if seen[at] != shown(before).get(at)]
            problems.append(f"{what}the public sees neither the old nor the new at {other}")
        # It takes as long as all the rest: the suite does it once, a whole walk always.
        done = shown(before) != shown(found) == shown(after)
        if not done and (points is None or number == len(chosen_points) // 2):
            status, _ = in_child(lambda: action(folder), answers)
            _, again = in_child(lambda: look(known), answers)
            known.setdefault(again["state"], again["pages"])
            if status or shown(again) != shown(after):
                other = [at for at, page in shown(after).items() if again["pages"].get(at) != page]
                problems.append(f"{what}doing it again ({status}) brought other pages: {other}")
            problems += [f"{what}{wrong}" for wrong in again["wrong"]]
        _, left = in_child(leftovers, answers)
        if left != []:
            problems.append(f"{what}left behind {left}")
    return {
        "acts": len(counted["acts"]),
        "killed": len(chosen_points),
        "old": old,
        "new": new,
        "between": between,
        "problems": problems,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--empty", action="store_true", help="begin with an empty site")
    parser.add_argument("actions", nargs="+", help="each as NAME, or NAME:as many moments as this")
    options = parser.parse_args()
    setup_test_environment(debug=False)
    # A process that is killed takes its readers along (tests/hostile); starting one takes a second.
    isolation.configure(here=True)
    room = Room(options.folder)
    begin = prepare_empty if options.empty else prepare
    assert in_child(lambda: begin(room.folder), room.folder / "answer.json")[0] == 0
    room.keep()
    # Here, so that templates and words are loaded once, and not in every process that follows.
    first = json.loads(json.dumps(look({})))
    if not options.empty:
        warm_up()
    known = {first["state"]: first["pages"]}
    told = {}
    for wanted in options.actions:
        name, _, points = wanted.partition(":")
        told[name] = walk_of(name, room, known, int(points) if points else None)
    print(json.dumps(told, ensure_ascii=False))  # noqa: T201  (a program)


if __name__ == "__main__":
    main()
