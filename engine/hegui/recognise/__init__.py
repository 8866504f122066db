"""Document → Report: which unit reports on which year, its sections, tables, dates and figures, each with its place."""

from hegui.recognise.knowledge import Knowledge
from hegui.recognise.report import NotAReport, recognise
from hegui.recognise.units import UNKNOWN, Home

__all__ = ["UNKNOWN", "Home", "Knowledge", "NotAReport", "recognise"]
