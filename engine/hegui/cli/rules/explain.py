"""`hegui rules explain`: all about one rule."""

from __future__ import annotations

import argparse
from typing import Any

from hegui.cli import listing
from hegui.cli.rules.action import RESULTS, load, prepare
from hegui.cli.status import CLEAN, FAULTY, Stop


def add_to(actions: Any) -> None:
    parser = actions.add_parser("explain", help="说明一条规则", description="说明一条规则查什么、依据什么、怎样改正。")
    parser.add_argument("id", metavar="ID", help="规则编号")
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.rules.describe import explain_rule, no_such_rule

    ruleset = load(parsed)
    rule = explain_rule(ruleset, parsed.id)
    if rule is None:
        raise Stop(no_such_rule(ruleset, parsed.id))
    write(listing.sheet(_about(rule)))
    return FAULTY if ruleset.faults else CLEAN


def _about(rule: dict[str, Any]) -> list[tuple[str, str]]:
    """Everything about a rule, a heading and a text a line."""
    from hegui.output.view import SEVERITIES

    return [
        ("编号", rule["id"]),
        ("名称", rule["title"]),
        ("类别", rule["category_title"]),
        ("级别", SEVERITIES[rule["severity"]]),
        ("适用", rule["applies"]),
        ("依据", rule["basis"]),
        ("种类", f"{rule['check_title']}（{rule['check']}）"),
        *(("　", f"{key['key']}：{_shown(key['value'])}") for key in rule["keys"]),
        ("提示语", rule["message"]),
        ("建议", rule["advice"]),
        ("说明", rule["note"]),
        *(("调整", _override(override)) for override in rule["overrides"]),
        *(("用例", _case(case)) for case in rule["cases"]),
        ("出处", f"规则包“{rule['source']['pack']}”，{rule['source']['path']}"),
    ]


def _shown(value: object) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _override(override: dict[str, Any]) -> str:
    from hegui.output.view import SEVERITIES

    changes = [] if override["enabled"] else ["停用"]
    changes += [f"级别改为{SEVERITIES[override['severity']]}"] if override["severity"] else []
    return f"规则包“{override['pack']}”对{override['applies']}{'，'.join(changes)}：{override['reason']}"


def _case(case: dict[str, Any]) -> str:
    """What a case changes in the draft, and what must come of it."""
    expected = next(result for result in RESULTS if result in case)
    remarks = "，".join(case[key] for key in ("name", "on") if key in case)
    edits = _shown(case[expected]) if case[expected] else "样稿不作改动"
    return f"{edits} → {RESULTS[expected]}{f'（{remarks}）' if remarks else ''}"
