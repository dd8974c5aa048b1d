"""How long something takes here: medians, which other work on the machine disturbs least."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median(do: Callable[[], object], rounds: int) -> float:
    """In milliseconds; the first time is not counted.

    On SQLite, which works within this process, processor time: other processes don't count. On
    PostgreSQL time of the clock.
    """
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    do()
    times = []
    for _n in range(rounds):
        began = clock()
        do()
        times.append(clock() - began)
    return statistics.median(times) * 1000
