"""A process that publishes at the same time as others, on a site of its own (VAR_DIR).

prepare            an approved document; prints its key
publish KEY FOLDER waits until FOLDER holds `go`, publishes, prints what came of it
tell               prints what the site holds then
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import django


def prepare() -> None:
    from django.contrib.auth import get_user_model

    from budgets import publishing
    from tests.builders import disclosure_data, overview, stored

    lu, shen = (get_user_model().objects.create_user(name) for name in ("lu", "shen"))
    draft = publishing.submit(stored(disclosure_data(overview())), by=lu)
    publishing.approve(draft, by=shen, sha256=draft.sha256)
    sys.stdout.write(str(draft.pk))


def publish(key: str, folder: str) -> None:
    from django.contrib.auth import get_user_model

    from budgets import models, publishing

    disclosure = models.Disclosure.objects.get(pk=key)
    by = get_user_model().objects.get(username="shen")
    (Path(folder) / f"ready-{os.getpid()}").touch()
    while not (Path(folder) / "go").exists():
        time.sleep(0.01)
    try:
        publishing.publish(disclosure, by=by)
    except publishing.IllegalStep as error:
        sys.stdout.write(f"refused {error}")
    else:
        sys.stdout.write("published")


def tell() -> None:
    from budgets import models

    public = models.Disclosure.objects.published().get()
    told = {
        "events": public.events.filter(what="公开").count(),
        "entries": models.LogEntry.objects.filter(action="publish").count(),
        "facts": public.facts.count(),
        "files": public.files.count(),
        "paths": public.files.values("path").distinct().count(),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    {"prepare": prepare, "publish": publish, "tell": tell}[sys.argv[1]](*sys.argv[2:])
