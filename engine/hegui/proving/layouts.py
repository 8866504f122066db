"""The layouts in which rules are proven: a web page, and the text that is left of it without its markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from hegui.proving.draft import Draft
from hegui.proving.outline import Item, LineKind, Picture, outline
from hegui.proving.sheets import Sheet, SheetCell, covered


class Layout(NamedTuple):
    """A way of printing a draft."""

    name: str
    suffix: str
    """Of a file in this layout: .txt, .md, .html, .mht, .docx, .pdf."""
    render: Callable[[Draft], bytes]
    blanks: bool = True
    """Whether it can print a blank cell. Where it can't, a blank cell leaves no trace."""
    pictures: bool = True
    """Whether it can print a picture. Where it can't, a picture leaves no trace."""
    grid: bool = True
    """Whether it keeps rows and columns, so that words in a number's place do not shift what follows."""
    rows: bool = True
    """Whether cells stand in rows of a table, so that a row can be lacking, rather than in a list of what there is."""


def html_page(draft: Draft) -> bytes:
    """Clean semantic HTML: h1, h2, p, tables with spans and th."""
    body = "\n".join(_element(item) for item in outline(draft))
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


_ELEMENTS = {
    LineKind.TITLE: "<h1>{}</h1>",
    LineKind.METADATA: '<p class="meta">{}</p>',
    LineKind.PROSE: "<p>{}</p>",
    LineKind.HEADING: "<h2>{}</h2>",
    LineKind.SIGNATURE: '<p class="signature">{}</p>',
    LineKind.TAIL: "<p>{}</p>",
}


def _element(item: Item) -> str:
    if isinstance(item, Picture):
        return f'<p><img src="{item.table}.png" alt=""></p>'
    if isinstance(item, Sheet):
        return html_table(item, "<table>", "<tr>", _cell)
    return _ELEMENTS[item.kind].format(escape(item.text, quote=False))


def _cell(cell: SheetCell) -> str:
    name = "td" if cell.path else "th"
    return f"<{name}{html_spans(cell)}>{escape(cell.text, quote=False)}</{name}>"


def html_table(sheet: Sheet, opening: str, row: str, cell: Callable[[SheetCell], str]) -> str:
    """A table in HTML: its opening tag, the opening tag of each row, and the element of each cell."""
    lines = [opening]
    for cells in sheet.rows:
        lines += [row, *(cell(each) for each in cells), "</tr>"]
    return "\n".join([*lines, "</table>"])


def html_spans(cell: SheetCell) -> str:
    """The attributes of a cell's spans, with a leading blank."""
    rowspan = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    colspan = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return rowspan + colspan


def text(draft: Draft) -> bytes:
    """Lines of text, a table row a line between pipes."""
    lines: list[str] = []
    for item in outline(draft):
        if isinstance(item, Sheet):
            lines += pipe_rows(item)
        elif not isinstance(item, Picture):
            lines.append(item.text)
    return ("\n".join(lines) + "\n").encode()


def pipe_rows(sheet: Sheet) -> list[str]:
    """The rows of a table as lines with pipes between the cells; what a span covers is blank."""
    places = covered(sheet)
    lines = []
    for row in range(len(sheet.rows)):
        texts = []
        for column in range(sheet.width):
            place, cell = places[row, column]
            texts.append(cell.text if place == (row, column) else "")
        lines.append("|" + "".join(f" {text} |" if text else "  |" for text in texts))
    return lines


HTML = Layout("html", ".html", html_page)
TEXT = Layout("text", ".txt", text, pictures=False)
LAYOUTS: Mapping[str, Layout] = {layout.name: layout for layout in (HTML, TEXT)}
"""What a case may name as its `layout`."""
