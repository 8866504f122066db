"""The published JSON Schema of audit records."""

from __future__ import annotations

import json
from importlib.resources import files


def fault_in(record: object) -> str | None:
    """Where a record deviates from the schema, or None for a sound one."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    schema = json.loads(files(__name__).joinpath("audit-1.json").read_text(encoding="utf-8"))
    error = best_match(Draft202012Validator(schema).iter_errors(record))
    if error is None:
        return None
    place = error.json_path.removeprefix("$").removeprefix(".")
    return f"{place or '全文'} 处不符"
