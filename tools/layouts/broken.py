"""A page marked up by hand, which only a browser can read."""

from __future__ import annotations

from html import escape

from hegui.proving.draft import Draft
from hegui.proving.layouts import html_spans
from hegui.proving.outline import Item, Line, LineKind, Picture, outline
from hegui.proving.sheets import ONE_PAGE, Sheet, SheetCell, split


def render(draft: Draft) -> bytes:
    """Capital tags, missing ends, stray ends, labels broken by <br>, table 3 broken over two tables."""
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
        case Line(LineKind.TITLE | LineKind.HEADING, text):
            return f"<P><B><FONT size=4>{escape(text, quote=False)}</B></FONT>"
        case Line(_, text):
            return f"<P>　　{escape(text, quote=False)}</I>"


def _pages(sheet: Sheet) -> tuple[Sheet, ...]:
    """A long table stands on two pages, the others on one."""
    return split(sheet, len(sheet.rows) * 3 // 5) if len(sheet.rows) > ONE_PAGE else (sheet,)


def _broken_table(sheet: Sheet) -> str:
    rows = ("<TR height=28>" + "\n".join(_broken_cell(cell) for cell in cells) for cells in sheet.rows)
    return "\n".join(["<TABLE border=1 cellspacing=0>", *rows, "</TABLE></P>"])


def _broken_cell(cell: SheetCell) -> str:
    return f"<TD align=middle{html_spans(cell)}>{'<br>'.join(escape(part, quote=False) for part in cell.lines)}"
