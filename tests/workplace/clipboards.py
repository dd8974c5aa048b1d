"""What programs put on the clipboard for a table, written anew in the manner of each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from budgets.data import TableData

Lines = list[list[str]]


def lines_of(table: TableData, *, header: bool = True) -> Lines:
    wide = len(table.columns)
    rows = [*(table.header if header else ()), *(row.cells for row in table.rows)]
    return [[(row[at] if at < len(row) else None) or "" for at in range(wide)] for row in rows]


def excel(table: TableData, *, title: bool = True, header: bool = True, unit: str = "") -> str:
    """Excel: a page with styles, one table, cells without quotes around attributes, spans."""
    wide = len(table.columns)
    unit_line = unit or table.unit_line
    above = [table.title, unit_line] if title else [unit_line] if unit else []
    head = "".join(
        f"<tr height=19><td colspan={wide} height=19 class=xl66>{text}</td></tr>\r\n"
        for text in above
        if text
    )
    skipped = 0 if header else len(table.header)
    areas = {(top, left): (bottom, right) for top, left, bottom, right in table.merges}
    covered = {
        (row, column)
        for (top, left), (bottom, right) in areas.items()
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    body = ""
    for row, line in enumerate(lines_of(table)):
        if row < skipped:
            continue
        cells = ""
        for column, text in enumerate(line):
            if (row, column) in covered:
                continue
            bottom, right = areas.get((row, column), (row, column))
            spans = f" colspan={right - column + 1}" if right > column else ""
            spans += f" rowspan={bottom - row + 1}" if bottom > row else ""
            cells += f"\r\n  <td{spans} class=xl65>{_cell(text)}</td>"
        body += f" <tr height=19 style='height:14.4pt'>{cells}\r\n </tr>\r\n"
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n'
        '<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">'
        '<style><!--table {mso-displayed-decimal-separator:"\\.";}--></style></head>\r\n'
        f"<body link=blue><table border=0 style='border-collapse:collapse'><!--StartFragment-->\r\n"
        f"<col width=72><col width=72>\r\n{head}{body}"
        "<![if supportMisalignedColumns]> <tr height=0 style='display:none'><td></td></tr>"
        "<![endif]><!--EndFragment--></table></body></html>"
    )


def _cell(text: str) -> str:
    return escape(text).replace("\n", "<br>") if text else "&nbsp;"


def plain_table(lines: Sequence[Sequence[str]]) -> str:
    """A table without any ado, as web pages and small programs write it."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>" for line in lines
    )
    return f"<table>{rows}</table>"


# --- Others, as they write a small table of spending ----------------------------------------------

WORD = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><body lang=ZH-CN>
<p class=MsoNormal align=center><b><span style='font-size:16.0pt'>一般公共预算支出表</span></b></p>
<p class=MsoNormal align=right>单位：<span>万元</span></p>
<table class=MsoTableGrid border=1><thead>
<tr><td rowspan=2><p class=MsoNormal>科目编码<o:p></o:p></p></td><td rowspan=2><p>科目名称</p></td>
<td colspan=2><p>本年预算</p></td></tr>
<tr><td><p>基本支出</p></td><td><p>项目<br clear=all>支出</p></td></tr></thead>
<tr><td><p>2010301</p></td><td><p class=MsoNormal>机关事业单位基本养老保险
  缴费支出</p></td><td><p align=right>62.00</p></td><td><p>&nbsp;</p></td></tr>
<tr><td><p>2010302</p></td><td><p>一般行政</p><p>管理事务</p></td><td></td><td><p>0.00</p></td></tr>
</table><p>注：空白表示没有此项。</p></body></html>"""

WPS = """<html xmlns:et="urn:schemas-microsoft-com:office:et"><body>
<table border="0" cellpadding="0"><colgroup><col width="72"/></colgroup><tbody>
<tr><td class="et2" height="18" x:str>科目编码</td><td class="et2" x:str>科目名称</td>
<td class="et2" x:str>基本支出</td></tr>
<tr style="display:none"><td x:str>2010301</td><td x:str>&nbsp;&nbsp;行政运行</td>
<td class="et3" x:num="62.004999999999995">62.00</td></tr>
<tr><td x:num>2010302</td><td x:str>一般行政管理事务</td><td x:num="1234.5">1,234.50</td></tr>
</tbody></table></body></html>"""

CALC = """<!DOCTYPE html><html><head><style>td {font-size:x-small}</style></head><body>
<table cellspacing="0"><colgroup width="85"></colgroup>
<tr><td align="left" valign=bottom><b>科目编码</b></td><td>科目名称</td><td>基本支出</td></tr>
<tr><td align="right" sdval="2010301" sdnum="1033;">2010301</td><td>行政运行</td>
<td align="right" sdval="62.005" sdnum="1033;0;0.00">62.01</td></tr></table></body></html>"""

DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<div dir="ltr" align="left"><table style="border:none"><colgroup><col width="80"/></colgroup><tbody>
<tr style="height:0pt"><td style="border-left:solid 1pt"><p dir="ltr"><span>科目编码</span></p></td>
<td><p dir="ltr"><span>科目名称</span></p></td><td><p dir="ltr"><span>基本支出</span></p></td></tr>
<tr><td><p dir="ltr"><span>2010301</span></p></td><td><p><span>行政运行</span></p></td>
<td><p dir="ltr"><span>62.00</span></p></td></tr></tbody></table></div></b>"""

PDF = """部门公开表5
一般公共预算支出表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
201 一般公共服务支出 1,102.00 1,082.00 20.00
2010301 行政运行 1,062.00 1,062.00 —
2010302 一般行政管理
事务 40.00 20.00 20.00
2080505 机关事业单位基本养老保险
缴费支出 120.50 120.50
— 12 —
部门公开表5
合计 1,222.50 1,202.50 20.00
"""

PDF_WITH_PLACES = """\
  科目编码    科目名称                 合计      基本支出    项目支出
  2010301     行政运行                62.00        62.00
  2010302     一般行政管理            40.00                    40.00
              事务
              合计                   102.00        62.00       40.00
                               第 1 页 共 1 页
"""
