"""The JSON Schema of `hegui/audit/1`, from the types themselves."""

from __future__ import annotations

from typing import Any

import msgspec

from hegui.model.run import SCHEMA, AuditRun
from hegui.model.verdict import Finding

_ALWAYS = {Finding.__name__: ("advice", "basis", "fingerprint")}
"""What has a default, for a check need not say it, and what every stored value has all the same."""


def json_schema() -> dict[str, Any]:
    """The structure of a stored run, as JSON Schema 2020-12."""
    schema = msgspec.json.schema(AuditRun)
    for name, part in schema["$defs"].items():
        if name in _ALWAYS:
            part["required"] += _ALWAYS[name]
        for key, value in part.get("properties", {}).items():
            value.pop("default", None)
            if key not in part["required"] and "anyOf" in value:  # left out rather than null
                value["anyOf"] = [one for one in value["anyOf"] if one != {"type": "null"}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}
