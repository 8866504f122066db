"""Pages of the web: clean semantic HTML, and the kind that only a browser can read."""

from __future__ import annotations

from html import escape

from hegui.testing.draft import Draft
from hegui.testing.forms import TABLES
from hegui.testing.layouts.markup import halves, spans, table
from hegui.testing.outline import Item, Kind, Line, Picture, outline
from hegui.testing.sheets import Sheet, SheetCell, split

_PLAIN = {
    Kind.TITLE: "<h1>{}</h1>",
    Kind.METADATA: '<p class="meta">{}</p>',
    Kind.PROSE: "<p>{}</p>",
    Kind.HEADING: "<h2>{}</h2>",
    Kind.SIGNATURE: '<p class="signature">{}</p>',
    Kind.TAIL: "<p>{}</p>",
}


def plain(draft: Draft) -> bytes:
    """Clean semantic HTML: h1, h2, p, tables with spans and th."""
    body = "\n".join(_plain_item(item) for item in outline(draft))
    page = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{escape(draft.title)}</title>
</head>
<body>
<article>
{body}
</article>
</body>
</html>
"""
    return page.encode()


def _plain_item(item: Item) -> str:
    if isinstance(item, Picture):
        return f'<p><img src="{item.table}.png" alt=""></p>'
    if isinstance(item, Sheet):
        return table(item, "<table>", "<tr>", _plain_cell)
    return _PLAIN[item.kind].format(escape(item.text, quote=False))


def _plain_cell(cell: SheetCell) -> str:
    name = "td" if cell.path else "th"
    return f"<{name}{spans(cell)}>{escape(cell.text, quote=False)}</{name}>"


def broken(draft: Draft) -> bytes:
    """Markup by hand: capital tags, missing ends, stray ends, labels broken by <br>, table 3 broken over two tables."""
    body = "\n".join(_broken_item(item) for item in outline(draft, low_reviews=True))
    page = f"""<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=utf-8">
<TITLE>{escape(draft.title)}</TITLE></HEAD>
<BODY bgcolor=#ffffff></font>
<CENTER><TABLE width=960 border=0><TR><TD>
{body}
</div></span>
</TABLE></CENTER>
</HTML>
"""
    return page.encode()


def _broken_item(item: Item) -> str:
    match item:
        case Picture(table_id):
            return f"<P align=center><IMG src={table_id}.jpg width=640 height=480>"
        case Sheet():
            return "\n".join(_broken_table(part) for part in _pages(item))
        case Line(Kind.TITLE | Kind.HEADING, text):
            return f"<P><B><FONT size=4>{escape(text, quote=False)}</B></FONT>"
        case Line(_, text):
            return f"<P>　　{escape(text, quote=False)}</I>"


def _pages(sheet: Sheet) -> tuple[Sheet, ...]:
    """Table 3 stands on two pages, the others on one."""
    middle = len(sheet.rows) * 3 // 5
    return split(sheet, middle) if sheet.id == TABLES[1] and middle > 3 else (sheet,)


def _broken_table(sheet: Sheet) -> str:
    rows = ("<TR height=28>" + "\n".join(_broken_cell(cell) for cell in cells) for cells in sheet.rows)
    return "\n".join(["<TABLE border=1 cellspacing=0>", *rows, "</TABLE></P>"])


def _broken_cell(cell: SheetCell) -> str:
    return f"<TD align=middle{spans(cell)}>{'<br>'.join(escape(part, quote=False) for part in halves(cell))}"
