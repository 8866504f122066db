"""The published JSON Schema of audit records."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_HELD_WHOLE = 20
"""Reports that are held against the schema in full. A file that hegui wrote is sound throughout or not at all, and for
thousands of reports the schema takes longer than what is to be done with them."""


def fault_in(record: Any) -> str | None:
    """Where a record deviates from the schema, or None for a sound one."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    schema = json.loads(files(__name__).joinpath("audit-1.json").read_text(encoding="utf-8"))
    reports = record.get("reports") if isinstance(record, dict) else None
    if isinstance(reports, list) and len(reports) > _HELD_WHOLE:
        record = {**record, "reports": reports[:_HELD_WHOLE]}
    error = best_match(Draft202012Validator(schema).iter_errors(record))
    if error is not None:
        place = error.json_path.removeprefix("$").removeprefix(".")
        return f"{place or '全文'} 处不符"
    required = set(schema["$defs"]["report"]["required"])
    for number, report in enumerate(reports or ()):
        if not isinstance(report, dict) or not required <= report.keys():
            return f"reports[{number}] 处不符"
    return None
