"""Judging: a report, or all reports of a run, by every rule; what is waived; and the score."""
