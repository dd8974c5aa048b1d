"""What the script of the grid says, in the reader's language; {n} and the like are filled in there."""

from __future__ import annotations

from django.utils.translation import gettext as _


def grid_words() -> dict[str, str]:
    """The words of static/js/cells*.js by the names that they have there."""
    return {
        **_states(),
        **_tells(),
        **_findings(),
        **_questions(),
    }


def _states() -> dict[str, str]:
    return {
        "saved": _("已全部保存"),
        "saving": _("正在保存……"),
        "offline": _("没有连上，{n} 处改动留在本机，连上后自动保存"),
        "offline_none": _("没有连上，改动会留在本机，连上后自动保存"),
        "signed_out": _("需要重新登录，{n} 处改动留在本机"),
        "sign_in": _("在新窗口登录"),
        "clashed": _("{n} 处与别人的改动冲突，请选一个"),
        "refused": _("{n} 处没有存入"),
        "left_elsewhere": _("第 {n} 张表有 {count} 处改动还没有存入"),
        "look": _("去看"),
        "gone": "{message}",
    }


def _tells() -> dict[str, str]:
    return {
        "comma": _("，"),
        "cell": _("{place}，{name}"),
        "selected": _("选中 {rows} 行 {columns} 列"),
        "summary": _("合计 {sum}　个数 {count}　平均 {mean}"),
        "footer": _("各行之和"),
        "row_number": _("第 {n} 行"),
        "column_letter": _("第 {letters} 栏"),
        "everything": _("全选"),
        "blank": _("空"),
        "no_rows": _("这张表还没有一行，先插入一行，或者粘贴整张表。"),
        "copied": _("已复制 {rows} 行 {columns} 列"),
        "cannot_copy": _("浏览器不让复制，请按 Ctrl+C"),
        "cannot_paste": _("浏览器不让读剪贴板，请按 Ctrl+V"),
        "pasted": _("已粘贴 {rows} 行 {columns} 列"),
        "dropped": _("有 {n} 格在表的右边以外，没有粘贴"),
        "no_heads": _("表头没有粘贴"),
        "filled": _("已填充 {n} 格"),
        "cleared": _("已清空 {n} 格"),
        "added": _("已增加 {n} 行"),
        "removed": _("已删除 {n} 行，可以撤销"),
        "moved": _("已移动 {n} 行"),
        "undone": _("已撤销"),
        "redone": _("已重做"),
        "nothing_to_undo": _("没有可以撤销的改动"),
        "nothing_to_redo": _("没有可以重做的改动"),
        "leave": _("按 Tab 离开表格，按方向键回到表格"),
        "restored": _("上次没有来得及存入的 {n} 处改动，已重新送去保存"),
        "choices": _("{n} 个可选，按上下键选，回车采用"),
        "no_choices": _("目录里没有找到，可以照写"),
        "here": _("{who} 也在这张表"),
        "typing": _("{who} 正在写"),
        "extending": _("点另一格，选到那里为止"),
    }


def _findings() -> dict[str, str]:
    return {
        "error": _("不符"),
        "warning": _("可疑"),
        "rounding": _("四舍五入"),
        "problem": _("读入问题"),
        "unknown": _("没有读懂"),
        "expected": _("应为 {text}"),
        "take": _("采用 {text}"),
        "taken": _("已采用 {text}"),
        "what_is_this": _("这是什么？"),
        "more": _("另有 {n} 格"),
        "explained": _("已说明：{text}"),
        "other_cell": _("{table} {cell}"),
        "errors": _("{n} 处不符"),
        "warnings": _("{n} 处可疑"),
        "roundings": _("{n} 处四舍五入"),
        "unknowns": _("{n} 处没有读懂"),
        "fine": _("这张表没有发现问题"),
        "elsewhere": _("{table}：{n} 处不符"),
        "whole_table": _("整张表"),
        "whole_column": _("{letters} 栏"),
        "last_year": _("{year} 年 {text}，{change}"),
        "last_year_percent": _("{year} 年 {text}，{change}（{percent}）"),
        "large_change": _("变动较大，写明原因"),
        "place_of": _("第 {n} 个，共 {all} 个"),
    }


def _questions() -> dict[str, str]:
    return {
        "clash": _("{by} 刚刚写成“{now}”，您写的是“{wanted}”。"),
        "somebody": _("别人"),
        "use_mine": _("用我的：{text}"),
        "use_theirs": _("用对方的：{text}"),
        "refusal": _("“{text}”没有存入。{message}"),
        "drop": _("知道了，放弃这一处"),
        "gone_row": _("已删除的行"),
        "longer": _("粘贴的内容比表多 {n} 行。在表的末尾增加 {n} 行？"),
        "add_rows": _("增加 {n} 行"),
        "only_here": _("只粘贴到表尾"),
    }
