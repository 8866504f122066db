"""Audits kept over the years: what was mended since, what is new, and what reviewers decided."""
