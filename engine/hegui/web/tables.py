"""Lists that are taken along: as CSV, or as an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

import hegui

Row = Sequence[str | int | float]

_MOST_ROWS = 1_048_575
"""Of a sheet, below its header."""


def as_attachment(title: str, header: Sequence[str], rows: Iterable[Row], kind: str) -> HttpResponseBase:
    """A list as a file that bears its title and the moment; `kind` is `csv` or `xlsx`."""
    name = f"{title}-{timezone.localtime():%Y%m%d-%H%M%S}"
    if kind == "xlsx":
        return FileResponse(_workbook(title, header, rows), as_attachment=True, filename=f"{name}.xlsx")
    named = (dict(zip(header, row, strict=True)) for row in rows)
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.csv") or ""}
    return StreamingHttpResponse(hegui.as_csv(header, named), content_type="text/csv; charset=utf-8", headers=headers)


def _workbook(title: str, header: Sequence[str], rows: Iterable[Row]) -> BytesIO:
    from xlsxwriter import Workbook

    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 20)
        sheet.write_row(0, 0, header)
        for number, row in zip(range(1, _MOST_ROWS + 1), rows, strict=False):
            sheet.write_row(number, 0, row)
    out.seek(0)
    return out
