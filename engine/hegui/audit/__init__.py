"""Judging: from a file to an audit, one row for every path, whatever breaks on the way."""
