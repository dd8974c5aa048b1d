"""A backup: the whole site in one sealed file, and a site made of it again.

The file is a tar archive that stock tools open: `manifest.json`, the rows of every table as JSON
lines (`database/*.jsonl.gz`, the same from SQLite and PostgreSQL), every stored file under its
name, `files.json` with what was missing or damaged, and `SHA256` over all bytes before it.
"""

from budgets.backup.archive import DamagedBackup
from budgets.backup.making import BackupRefused, Made, make_backup
from budgets.backup.restoring import Restored, RestoreRefused, restore_backup

__all__ = [
    "BackupRefused",
    "DamagedBackup",
    "Made",
    "RestoreRefused",
    "Restored",
    "make_backup",
    "restore_backup",
]
