"""A page of an old government website: GB18030, layout tables within layout tables, and furniture all around."""

from __future__ import annotations

from html import escape

from hegui.testing.draft import Draft
from hegui.testing.layouts.markup import halves, spans, table
from hegui.testing.outline import Item, Kind, Picture, body, metadata
from hegui.testing.sheets import Sheet, SheetCell

_CHANNELS = ("首页", "走进本地", "政务公开", "政务服务", "互动交流", "数据发布", "专题专栏", "无障碍浏览")
_SIDEBAR = (
    "政府信息公开指南",
    "政府信息公开制度",
    "法定主动公开内容",
    "政府信息公开年报",
    "依申请公开",
    "政策文件",
    "政策解读",
    "机构职能",
    "领导信息",
    "规划计划",
    "财政预决算",
    "政府采购",
    "行政许可",
    "行政处罚",
    "重大建设项目",
    "公共资源交易",
    "社会保障",
    "安全生产",
    "生态环境",
    "建议提案办理",
)
_FRIENDS = ("中国政府网", "省政府门户网站", "市政府门户网站", "国家企业信用信息公示系统", "政务服务网", "信用中国")

_STYLE = "\n".join(
    f"#{name} a:link{{color:#{shade:06x};text-decoration:none}} #{name} li{{float:left;width:{width}px;height:32px;"
    f"line-height:32px;background:url(/images/{name}_{width}.gif) no-repeat;margin:0 0 0 4px;padding:0}}"
    for width, shade in ((width, 0x303030 + width * 257) for width in range(80, 130, 10))
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


def render(draft: Draft) -> bytes:
    """The whole page; it declares gb2312 and is encoded in GB18030, as such pages are."""
    title = escape(draft.title, quote=False)
    page = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<meta name="SiteName" content="政府门户网站" />
<meta name="ColumnName" content="政府信息公开年报" />
<meta name="ArticleTitle" content="{title}" />
<title>{title}_政府信息公开年报_政府门户网站</title>
<style type="text/css">
{_STYLE}
</style>
<script type="text/javascript">
{_SCRIPTS}
</script>
</head>
<body onload="step1()">
<div style="display:none">热门搜索：公积金 社保 医保 入学 <input type="hidden" name="docid" value="20250117" /></div>
{_furniture_above(title)}
<table width="1000" border="0" cellspacing="0" cellpadding="0" align="center"><tr>
<td width="220" valign="top" id="left">{_sidebar()}</td>
<td width="780" valign="top" id="main">
<table width="100%" border="0" cellspacing="0" cellpadding="0"><tr><td>
{_article(draft)}
</td></tr></table>
{_furniture_below(draft)}
</td></tr></table>
{_footer()}
</body>
</html>
"""
    return page.encode("gb18030")


def _furniture_above(title: str) -> str:
    channels = "".join(f'<td id="nav"><a href="/col/{index}/">{name}</a></td>' for index, name in enumerate(_CHANNELS))
    return f"""<table width="1000" border="0" align="center" id="top"><tr><td><img src="/images/banner.jpg" width="1000" height="180" alt="" /></td></tr></table>
<table width="1000" border="0" align="center"><tr>{channels}</tr></table>
<div id="crumb">您现在的位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政务公开</a> &gt; <a href="/xxgk/nb/">政府信息公开年报</a> &gt; {title}</div>
<noscript>请启用浏览器的脚本功能</noscript>"""


def _sidebar() -> str:
    links = "".join(
        f'<tr><td height="32" style="border-bottom:1px dashed #cccccc"><a href="/xxgk/{index}/" title="{name}">{name}</a></td></tr>'
        for index, name in enumerate(_SIDEBAR)
    )
    return f'<table width="200" border="0"><tr><td><b>信息公开目录</b></td></tr>{links}</table>'


def _article(draft: Draft) -> str:
    published = f"发布时间：{draft.published}&nbsp;&nbsp;" if draft.published else ""
    parts = [
        _metadata_table(draft),
        f'<div class="title" style="text-align:center;font-size:22px"><b>{escape(draft.title, quote=False)}</b></div>',
        f'<div class="info">{published}浏览次数：<span id="hits"></span>&nbsp;&nbsp;字体：[<a>大</a> <a>中</a> <a>小</a>]</div>',
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
        return table(item, _TABLE, '<tr style="height:32px">', _cell)
    text = escape(item.text, quote=False)
    match item.kind:
        case Kind.HEADING:
            return f'<p style="line-height:2em;text-indent:2em"><strong><font face="黑体">{text}</font></strong></p>'
        case Kind.SIGNATURE:
            return f'<p style="text-align:right">{text}&nbsp;&nbsp;&nbsp;&nbsp;</p>'
        case _:
            return f'<p style="line-height:2em">&nbsp;&nbsp;&nbsp;&nbsp;<span style="font-family:仿宋_GB2312;font-size:16pt">{text}</span></p>'


def _cell(cell: SheetCell) -> str:
    style = 'style="border:1px solid #000000;padding:0 7px;word-break:break-all" valign="center"'
    text = "<br />".join(escape(part, quote=False) for part in halves(cell))
    content = f'<span style="font-size:14px;font-family:宋体;color:#333333">{text}</span>' if text else "&nbsp;"
    return f'<td {style}{spans(cell)}><p style="text-align:center;margin:0;line-height:22px">{content}</p></td>'


def _furniture_below(draft: Draft) -> str:
    earlier = f"{draft.unit}{draft.year - 1}年政府信息公开工作年度报告"
    share = "".join(f'<a class="bds_{name}" data-cmd="{name}" title="分享"></a>' for name in ("weixin", "tsina", "qzone"))
    return f"""<div id="share">分享到：{share}</div>
<div>【<a href="javascript:window.print()">打印本页</a>】【<a href="javascript:window.close()">关闭窗口</a>】</div>
<div>上一篇：<a href="/xxgk/nb/previous.html">{escape(earlier, quote=False)}</a></div>
<div>扫一扫在手机打开当前页</div>"""


def _footer() -> str:
    friends = "".join(f"<option>{name}</option>" for name in _FRIENDS)
    return f"""<table width="1000" border="0" align="center" id="foot"><tr><td align="center">
<select><option>友情链接</option>{friends}</select><br />
主办：人民政府办公室&nbsp;&nbsp;网站标识码：0000000000&nbsp;&nbsp;备案序号：ICP备00000000号<br />
建议使用1024×768分辨率浏览</td></tr></table>"""
