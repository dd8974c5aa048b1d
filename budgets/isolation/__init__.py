"""Runs a function of ours in a child process that can hurt nobody: hostile bytes are read there.

    sections = run(read_narrative, content, name, raises=(UnusableNarrative,), limits=READING)

`calling.py` is the side of the site, `nursery.py` the process that children are forked from,
`confinement.py` what a child may not do, `wire.py` how answers come back, `telling.py` how far the
work is. No other module of ours is known here, and no Django.
"""

from budgets.isolation.calling import Busy, Ended, Failed, configure, run
from budgets.isolation.limits import Limits
from budgets.isolation.telling import watched

__all__ = ["Busy", "Ended", "Failed", "Limits", "configure", "run", "watched"]
