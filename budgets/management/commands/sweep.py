"""sweep: delete files that a crash left behind."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from budgets.kept_files import sweep


class Command(BaseCommand):
    help = "删除程序中断后遗留的文件：没有写完的，以及没有任何版本或上传指向、存放超过一天的。"

    def handle(self, **options: Any) -> None:
        swept = sweep()
        self.stdout.write(
            f"没有写完的文件 {swept.unfinished} 个，无人指向的文件 {swept.unreferenced} 个，"
            f"共 {swept.freed} 字节，已删除。"
        )
