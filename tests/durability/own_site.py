"""A site of its own in a folder, for programs that are killed, starved or backed up by tests.

Used in processes of their own (`environment`), never in the one that pytest runs in: they change
the clock, and have a database in a file as a real installation has.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[2]


def environment(folder: Path, database: str = "", **more: str) -> dict[str, str]:
    """The environment of a program whose site lies in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")
    }
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database or f"sqlite:///{folder}/mingzhang.sqlite3",
        "SECRET_KEY": "of no use to anyone",
        "DEBUG": "true",  # static files need not be collected
        "LOG_LEVEL": "CRITICAL",
        "PYTHONWARNINGS": "ignore",
        # Programs that are killed or starved must not leave half a compiled module behind.
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def run(
    *arguments: str, env: dict[str, str], check: bool = True, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments at the root of the checkout; its output is kept."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        **options,
    )
    assert not check or done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    return done


def manage(
    *arguments: str, env: dict[str, str], check: bool = True
) -> subprocess.CompletedProcess[str]:
    return run("manage.py", *arguments, env=env, check=check)


# --- Inside such a program ------------------------------------------------------------------------

# Other addresses are asked for nothing: they change state, or are not public.
_NOT_WALKED = re.compile(r"^(?:/en)?/(?:admin|static|i18n|accounts|oidc)(?:/|$)|[?#]")
_LINK = re.compile(r"""(?:href|src|action)=["']([^"']+)["']""")


def walk(start: Iterable[str] = ("/", "/en/")) -> dict[str, tuple[int, str]]:
    """Every public address that a link leads to, from the home pages on: the status, and the
    SHA-256 of the body, or where a redirect leads to.

    The addresses of every version that is or was public come on top, linked or not.
    """
    from django.test import Client

    client = Client(raise_request_exception=False)
    waiting = [*start, *_files()]
    found: dict[str, tuple[int, str]] = {}
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        said = answer.headers.get("Location") or hashlib.sha256(body).hexdigest()
        found[address] = (answer.status_code, said)
        answer.close()
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            for link in _LINK.findall(body.decode()):
                target = urljoin(address, unescape(link))
                if not urlsplit(target).netloc and not _NOT_WALKED.search(target):
                    waiting.append(target)
    return found


def _files() -> list[str]:
    from budgets.models import Disclosure

    addresses = []
    ever = Disclosure.objects.exclude(published_at=None)
    for shown in ever.select_related("department", "fiscal_year"):
        base = f"/departments/{shown.department.slug}/{shown.fiscal_year.year}/{shown.kind}/"
        addresses += [f"{base}v{shown.version}/", f"/en{base}v{shown.version}/"]
        addresses += [
            _address(f"{base}v{shown.version}/", path)
            for path in shown.files.values_list("path", flat=True)
            if not path.startswith("bodies/")
        ]
    return addresses


def _address(version: str, path: str) -> str:
    """Where a file of a version is: a chart (charts/en/functions.svg) below its language's page."""
    match path.split("/"):
        case ["charts", "en", name]:
            return f"/en{version}charts/{name}"
        case ["charts", _, name]:
            return f"{version}charts/{name}"
    return f"{version}{path}"


def rows() -> dict[str, str]:
    """A digest of what every table holds, but for what is random: sessions and tokens."""
    from django.apps import apps

    from budgets.backup.rows import LEFT_OUT

    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in {*LEFT_OUT, "contenttypes.contenttype"}:
            continue
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name not in ("token", "password", "last_login")
        ]
        lines = sorted(map(repr, model._base_manager.order_by("pk").values_list(*names)))
        if lines:
            found[model._meta.label_lower] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def state() -> str:
    """One word for what the whole database holds."""
    return hashlib.sha256(json.dumps(rows(), sort_keys=True).encode()).hexdigest()


def damaged_files() -> list[str]:
    """The files of public versions whose bytes are not those of their digest."""
    from django.core.files.storage import default_storage

    from budgets.models import PublishedFile

    wrong = []
    for file in PublishedFile.objects.all():
        try:
            with default_storage.open(file.stored_name) as stored:
                digest = hashlib.sha256(stored.read()).hexdigest()
        except FileNotFoundError:
            digest = ""
        if digest != file.sha256:
            wrong.append(file.path)
    return wrong


def main() -> None:
    """`python -m tests.durability.own_site`: the walk of this site, as JSON."""
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment(debug=False)
    print(json.dumps(walk()))  # noqa: T201  (a program)


if __name__ == "__main__":
    main()
