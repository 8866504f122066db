"""Tables without lines: numbers that stand in columns, labels beside them and over them.

Columns are where numbers stand one below the other. A label may take several lines, with its numbers beside the middle
or the first of them: labels go to rows so that they stand as near to their numbers as possible. A title that stands
across the columns begins a part with columns of its own.
"""

from hegui.read.pdf.aligned.tables import AlignedTable, with_tables

__all__ = ["AlignedTable", "with_tables"]
