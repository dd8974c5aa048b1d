"""Long work beside the server: begun by a request, done by `manage.py work`, its result waits.

`queue.py` says whose turn it is and who works at what, `doing.py` does it, `previews.py` keeps what
was read of an upload, `keeping.py` deletes what is no longer of use. Why it is our own table and no
library: docs/decisions/0014.
"""

from budgets.jobs.doing import do, settle, work_on
from budgets.jobs.keeping import drop, expire_jobs, forget, result_of
from budgets.jobs.previews import stored_preview
from budgets.jobs.queue import OPEN, begin, cancel

__all__ = [
    "OPEN",
    "begin",
    "cancel",
    "do",
    "drop",
    "expire_jobs",
    "forget",
    "result_of",
    "settle",
    "stored_preview",
    "work_on",
]
