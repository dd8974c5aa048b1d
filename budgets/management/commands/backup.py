"""backup PATH: the whole site, database and files, in one sealed file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from budgets.backup import BackupRefused, make_backup

DONE, INCOMPLETE, REFUSED = 0, 1, 2


class Command(BaseCommand):
    help = (
        "把整个站点（数据库和文件）备份成一个文件，站点可以照常运行。备份含有账号和未公开的内容："
        "文件只有本用户可读，请同样保管它的副本。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", type=Path, metavar="PATH", help="备份文件；是文件夹时，在其中按时间取名"
        )

    def handle(self, *, path: Path, **options: Any) -> None:
        if path.is_dir():
            path = path / f"mingzhang-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
        try:
            made = make_backup(path)
        except (BackupRefused, OSError) as error:
            self.stderr.write(f"没有备份：{error}")
            raise SystemExit(REFUSED) from error
        self.stdout.write(
            f"已备份到 {made.path}：{made.rows} 行，{made.files} 个文件，"
            f"{made.path.stat().st_size} 字节。\nSHA-256 {made.sha256}"
        )
        for name in made.missing:
            self.stderr.write(f"站点本身缺少文件：{name}")
        for name in made.damaged:
            self.stderr.write(f"站点本身的文件已损坏：{name}")
        if made.missing or made.damaged:
            raise SystemExit(INCOMPLETE)
