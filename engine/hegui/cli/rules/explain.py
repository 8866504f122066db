"""`hegui rules explain`: all about one rule."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.rules.action import load, prepare
from hegui.cli.status import CLEAN, FAULTY
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.rules.ruleset import RuleSet


def add_to(actions: Any) -> None:
    parser = actions.add_parser("explain", help="说明一条规则", description="说明一条规则查什么、依据什么、怎样改正。")
    parser.add_argument("id", metavar="ID", help="规则编号")
    prepare(parser, run)
    loading.add_home(parser, "只看这个省的单位，如 湖南省", "只看这个市的单位，如 怀化市")


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.rules.describe import explain_rule, no_such_rule

    ruleset = load(parsed)
    rule = explain_rule(ruleset, parsed.id, loading.home_of(parsed, ruleset))
    if rule is None:
        raise UsageError(no_such_rule(ruleset, parsed.id))
    write(listing.sheet(_about(rule, _prices(ruleset, parsed.id))))
    return FAULTY if ruleset.mistakes else CLEAN


def _prices(ruleset: RuleSet, rule_id: str) -> list[tuple[str, str]]:
    """What the rule costs or earns by each scheme, or each of its tables."""
    from hegui.judge.prices import prices

    rule = ruleset.rule(rule_id)
    return [("扣分", f"{scheme}：{words}") for scheme, words in (prices(rule, ruleset) if rule else ())]


def _about(rule: dict[str, Any], prices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Everything about a rule, a heading and a text a line."""

    return [
        ("编号", rule["id"]),
        ("名称", rule["title"]),
        ("类别", rule["category_title"]),
        ("级别", _severity(rule)),
        *prices,
        ("适用", rule["applies"]),
        ("依据", rule["basis"]),
        ("种类", f"{rule['check_title']}（{rule['check']}）"),
        *(("　", f"{key['key']}：{_shown(key['value'])}") for key in rule["keys"]),
        ("问题说明", rule["message"]),
        ("建议", rule["advice"]),
        ("办理提示", rule["office"]),
        ("说明", rule["note"]),
        ("标签", "、".join(rule["tags"])),
        *(("参数", _layer(layer)) for layer in rule["parameters"]),
        *(("调整", _override(override)) for override in rule["overrides"]),
        *(("结果", _final(state)) for state in rule["finally"]),
        *(("用例", _case(case)) for case in rule["cases"]),
        ("出处", f"规则包“{rule['source']['pack']}”，{rule['source']['path']}"),
    ]


_BESIDE = {"previous": "上一年度", "others": "其他报告", "roster": "单位名册"}
"""What a case of a rule on many reports has beside its report."""


def _shown(value: object) -> str:
    from hegui.cli.rules.writing import flow

    return value if isinstance(value, str) else flow(value)


def _severity(of: dict[str, Any]) -> str:
    """The severity, or what difference makes which."""
    from hegui.output.view import SEVERITIES

    return (
        "；".join(f"{condition} 为{SEVERITIES[level]}" for level, condition in of["levels"].items())
        or (SEVERITIES[of["severity"]])
    )


def _override(override: dict[str, Any]) -> str:

    changes = [] if override["enabled"] else ["停用"]
    changes += [f"级别改为{_severity(override)}"] if override["severity"] else []
    changes += [f"扣分改为 {_points(override['points'])}"] if override["points"] else []
    changes += [f"{key} 改为 {_shown(value)}" for key, value in override["set"].items()]
    changes += _said(override)
    return f"规则包“{override['pack']}”对{override['applies']}：{'，'.join(changes)}。理由：{override['reason']}"


def _said(words: dict[str, Any]) -> list[str]:
    """What is told in the place of what the rule says."""
    headings = {"basis": "依据", "message": "问题说明", "advice": "建议"}
    return [f"{heading}：{words[key]}" for key, heading in headings.items() if words[key]]


def _layer(layer: dict[str, Any]) -> str:
    values = "，".join(f"{name} {_shown(value)}" for name, value in (layer["values"] | layer["deadlines"]).items())
    return f"规则包“{layer['pack']}”对{layer['applies']}：{'。'.join([values, *_said(layer)])}"


def _final(state: dict[str, Any]) -> str:
    """The rule after all changes, for the reports that they are for."""

    parts = [_severity(state)] if not state["disabled"] else ["停用"]
    parts += [f"扣分 {_points(state['points'])}"] if state["points"] else []
    values = state["keys"] | state["parameters"] | state["deadlines"]
    parts += [f"{key} {_shown(value)}" for key, value in values.items()]
    return f"{state['applies']}：{'。'.join(['，'.join(parts), *_said(state)])}"


def _points(points: dict[str, Any]) -> str:
    return "、".join(f"{_shown(cost)}（评分方案 {scheme}）" for scheme, cost in points.items())


def _case(case: dict[str, Any]) -> str:
    """What a case changes in the draft, and what must come of it."""
    from hegui.output.view import RESULTS

    expected = next(result for result in RESULTS if result in case)
    remarks = "，".join(f"{word}{case[key]}" for key, word in (("name", ""), ("on", "样稿 ")) if key in case)
    edits = _shown(case[expected]) if case[expected] else "样稿不作改动"
    edits += "".join(f"；{word} {_shown(case[key])}" for key, word in _BESIDE.items() if key in case)
    return f"{edits} → {RESULTS[expected]}{f'（{remarks}）' if remarks else ''}"
