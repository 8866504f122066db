"""Reports made by hand are at hand here."""

from handmade import make_audit, make_report, make_run, make_verdict

__all__ = ["make_audit", "make_report", "make_run", "make_verdict"]
