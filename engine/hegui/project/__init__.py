"""Auditing any number of reports: from the files a user names to one run, whatever breaks on the way."""
