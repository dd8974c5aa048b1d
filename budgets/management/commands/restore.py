"""restore PATH: make a site of a backup, in an empty installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from budgets.backup import DamagedBackup, RestoreRefused, restore_backup

DONE, INCOMPLETE, REFUSED = 0, 1, 2


class Command(BaseCommand):
    help = "从备份恢复整个站点。只能恢复到空的站点（刚运行过 migrate）；失败时什么也不留下。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            restored = restore_backup(path)
        except (DamagedBackup, RestoreRefused, OSError, DatabaseError) as error:
            self.stderr.write(f"没有恢复：{error}")
            raise SystemExit(REFUSED) from error
        self.stdout.write(
            f"已恢复 {restored.made_at} 的备份：{restored.rows} 行，{restored.files} 个文件。"
            "会话没有备份，所有人须重新登录。"
        )
        for name in (*restored.missing, *restored.damaged):
            self.stderr.write(f"备份时站点已缺少或损坏的文件：{name}")
        if "verify" in get_commands():
            call_command("verify", stdout=self.stdout, stderr=self.stderr)
        if restored.missing or restored.damaged:
            raise SystemExit(INCOMPLETE)
