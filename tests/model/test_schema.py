"""The published structure is that of what is written."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from hegui.model.schema import json_schema
from hegui.model.verdict import Waived


def test_what_is_written_keeps_to_it(make_run: Any, make_audit: Any, make_verdict: Any) -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    failed = make_verdict("a", "fail", "1", waiver=Waived("因故", "王某", "2025-01-20", None))
    run = make_run(make_audit("甲局", failed, total=80), make_audit(None), corpus=(failed,))
    written = json.loads("".join(run.json()))
    assert list(validator.iter_errors(written)) == []
    del written["reports"][0]["verdicts"][0]["findings"][0]["fingerprint"]
    written["reports"][1]["year"] = "2024"
    assert {error.json_path for error in validator.iter_errors(written)} == {
        "$.reports[0].verdicts[0].findings[0]",
        "$.reports[1].year",
    }
