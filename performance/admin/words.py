"""What the page's script says, in the reader's language; and what is said once something is stored."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from budgets.models import Disclosure
from performance.entering import Entered

SHOWN = 5


def page_words() -> dict[str, str]:
    """The words of entry.js; {n} and the like are filled in there."""
    return {
        "checking": _("正在核对……"),
        "fine": _("没有发现问题"),
        "errors": _("{n} 处不符"),
        "warnings": _("{n} 处可疑"),
        "offline": _("暂时不能核对；填写的内容还在，保存照常。"),
        "signed_out": _("登录已过期，请在另一个窗口登录后再保存；填写的内容还在。"),
        "error": _("不符"),
        "warning": _("可疑"),
        "row": _("第 {n} 行"),
        "pasted": _("已粘贴 {n} 行。"),
        "undone": _("已撤销。"),
        "filled": _("已向下填充 {n} 格。"),
        "blank_levels": _("有 {n} 个层级空着，可能是合并单元格。"),
        "dropped": _("有 {n} 格在表里没有对应的列，没有粘贴。"),
        "copied": _("已复制 {n} 行，可以粘贴到 Excel。"),
        "agrees": _("{label}：填写的各项之和与总额相符"),
        "differs": _("{label}：各项之和 {sum}，与总额相差 {difference}"),
        "sum": _("{label}：各项之和 {sum}"),
        "comma": _("，"),
        "falls": _("累计比例不应下降"),
        "ends": _("到年底应为 100%"),
        "plan": _("支出计划：{steps}"),
        "take": _("采用 {score}"),
        "taken": _("已采用 {n} 项建议分数。"),
        "right": _("与规则相符"),
        "within": _("在规则范围内"),
        "contradicts": _("与规则不符"),
        "unexplained": _("失分没有说明"),
        "left": _("还有 {n} 项没有得分"),
        "no_rule": _("没有对应的规则，由填报人评定。"),
    }


def said_after(
    request: HttpRequest, draft: Disclosure, entered: Entered, what: str, address: str
) -> HttpResponse:
    """Where one goes after storing: on with the same at `address`, or back to the list."""
    messages.success(request, _("已存入草稿：%(what)s。") % {"what": what})
    found = [one for one in entered.found_here() if not one.explained_by]
    problems = [one for _ref, one in entered.problems_here()]
    wrong = [one.message for one in (*found, *problems) if one.severity == "error"]
    for message in wrong[:SHOWN]:
        messages.warning(request, message)
    if "stay" in request.POST:
        return redirect(address)
    return redirect("performance-admin:workbench", draft.pk)
