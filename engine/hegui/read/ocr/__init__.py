"""Scans: pages that are pictures, behind the extra `hegui[ocr]`."""

from hegui.read.ocr.scan import read_scan

__all__ = ["read_scan"]
