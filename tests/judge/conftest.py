"""Reports and rules made by hand are at hand here."""

from handmade import make_finding, make_report, make_rule, make_ruleset

__all__ = ["make_finding", "make_report", "make_rule", "make_ruleset"]
