"""Reports as they lie in the file: some at a time, compressed, in letters that no browser takes for markup."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from hegui.model.renderer import Record
from hegui.output.html.context import Context
from hegui.output.html.detail import detail
from hegui.output.view import verdicts

CHUNK = 16
"""Reports packed together: what they have in common is stored once, and opening one unpacks no more than these."""

_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
"""What JSON may hold but a script element or UTF-8 may not."""


def packed(record: Record, context: Context) -> Iterator[str]:
    """The reports, so many at a time, as they are read."""
    reports = iter(record["reports"])
    while chunk := list(islice(reports, CHUNK)):
        text = f"[{','.join(_masked(as_json(detail(report, context)), report) for report in chunk)}]"
        yield base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def as_json(value: Any) -> str:
    """JSON that may stand in a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _masked(text: str, report: Record) -> str:
    for words, mask in _masks(report).items():
        text = text.replace(as_json(words)[1:-1], as_json(mask)[1:-1])
    return text


def _masks(report: Record) -> dict[str, str]:
    """Personal data that a finding quotes in part only, which the page must not print in full either."""
    texts = {passage.get("paragraph"): passage["text"] for passage in report.get("passages", ())}
    found: dict[str, str] = {}
    for verdict in verdicts(report, "fail"):
        for finding in verdict["findings"]:
            for evidence in finding["evidence"]:
                quote, start, end = evidence.get("quote", ""), evidence.get("start"), evidence.get("end")
                words = texts.get(evidence.get("paragraph"), "")[start:end]
                if "*" in quote and start is not None and len(quote) == len(words) and quote != words:
                    found[words] = quote
    return found
