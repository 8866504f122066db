"""A page of an old government website (`cms.html`): GB18030, layout tables in layout tables, furniture all around."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from string import Template

from hegui.proving.draft import Draft
from hegui.proving.layouts import html_spans, html_table
from hegui.proving.outline import Item, LineKind, Picture, body, metadata
from hegui.proving.sheets import Sheet, SheetCell

_STYLES = "\n".join(
    f"#{name} a:link{{color:#{0x303030 + width * 257:06x};text-decoration:none}}"
    f"#{name} li{{width:{width}px;float:left;height:32px;line-height:32px;margin:0 0 0 4px;padding:0;"
    f"background:url(/images/{name}_{width}.gif) no-repeat}}"
    for width in range(80, 130, 10)
    for name in ("top", "nav", "crumb", "left", "main", "zoom", "foot", "share")
)

_SCRIPTS = "\n".join(
    f"function step{index}(o){{var t=document.getElementById('zoom');if(!t){{return false;}}"
    f"t.style.fontSize={12 + index}+'px';var d=new Date(),w=['日','一','二','三','四','五','六'];"
    f"if(o){{o.title='字号{index}';}}return d.getFullYear()+'年'+(d.getMonth()+1)+'月'+w[d.getDay()];}}"
    for index in range(10)
)

_TABLE = (
    '<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" align="center" width="96%" '
    'style="border-collapse:collapse;border:none;margin-left:auto;margin-right:auto;">'
)
_CELL = 'style="border:1px solid #000000;padding:0 7px;word-break:break-all" valign="center"'
_INDENT = "&nbsp;" * 4


def render(draft: Draft) -> bytes:
    """The whole page; it declares gb2312 and is encoded in GB18030, as such pages are."""
    page = Template(files("tools.layouts").joinpath("cms.html").read_text(encoding="utf-8"))
    return page.substitute(
        title=escape(draft.title),
        styles=_STYLES,
        scripts=_SCRIPTS,
        article=_article(draft),
        earlier=escape(f"{draft.unit}{draft.year - 1}年政府信息公开工作年度报告"),
    ).encode("gb18030")


def _article(draft: Draft) -> str:
    published = f"发布时间：{draft.published}{_INDENT}" if draft.published else ""
    parts = [
        _metadata_table(draft),
        f'<div class="title" style="text-align:center"><b>{escape(draft.title, quote=False)}</b></div>',
        f'<div class="info">{published}浏览次数：<span id="hits"></span> 字体：[<a>大</a> <a>中</a> <a>小</a>]</div>',
        '<div id="zoom" class="TRS_Editor">',
        *(_block(item) for item in body(draft)),
        "</div>",
    ]
    if draft.copy is not None:
        parts += ['<div class="attachment">', _article(draft.copy), "</div>"]
    return "\n".join(parts)


def _metadata_table(draft: Draft) -> str:
    facts = (*metadata(draft), ("公开方式", "主动公开"), ("信息类别", "政府信息公开年报"))
    rows = "".join(
        f'<tr><td bgcolor="#eef5fc" width="90">{name}：</td><td width="280">{escape(value, quote=False)}</td></tr>'
        for name, value in facts
    )
    return f'<table width="740" border="0" class="xxgk_info"><tbody>{rows}</tbody></table>'


def _block(item: Item) -> str:
    if isinstance(item, Picture):
        return f'<p align="center"><img src="./W0202501_{item.table}.png" OLDSRC="{item.table}.png" /></p>'
    if isinstance(item, Sheet):
        return html_table(item, _TABLE, '<tr style="height:32px">', _cell)
    text = escape(item.text, quote=False)
    match item.kind:
        case LineKind.HEADING:
            return f'<p style="text-indent:2em"><strong><font face="黑体">{text}</font></strong></p>'
        case LineKind.SIGNATURE:
            return f'<p style="text-align:right">{text}{_INDENT}</p>'
        case _:
            return f'<p>{_INDENT}<span style="font-family:仿宋_GB2312;font-size:16pt;line-height:2em">{text}</span></p>'


def _cell(cell: SheetCell) -> str:
    text = "<br />".join(escape(part, quote=False) for part in cell.lines)
    content = f'<span style="font-size:14px;font-family:宋体;color:#333333">{text}</span>' if text else "&nbsp;"
    return f'<td {_CELL}{html_spans(cell)}><p style="text-align:center;margin:0;line-height:22px">{content}</p></td>'
