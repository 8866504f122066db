"""Excel workbooks to which the tables of a report were exported, and lists kept in them."""

from hegui.read.xlsx.workbook import read_xlsx, sheet_rows

__all__ = ["read_xlsx", "sheet_rows"]
