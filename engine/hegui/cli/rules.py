"""`hegui rules`: list, explain, test and check the rules."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hegui.cli import listing, loading
from hegui.cli.status import CLEAN, FAULTY, FINDINGS, Stop

if TYPE_CHECKING:
    from hegui.rules.ruleset import RuleSet

_RESULTS = {"pass": "符合", "fail": "不符合", "not_applicable": "不适用", "cannot_assess": "未能判定", "error": "出错"}


def add_to(commands: Any) -> None:
    parser = commands.add_parser("rules", help="查看、测试和检查规则", description="查看、测试和检查规则。")
    actions = parser.add_commands("ACTION")

    action = actions.add_parser("list", help="列出全部规则", description="列出全部规则。")
    listing.add_format(action)
    _prepare(action, _list)

    action = actions.add_parser("explain", help="说明一条规则", description="说明一条规则查什么、依据什么、怎样改正。")
    action.add_argument("id", metavar="ID", help="规则编号")
    _prepare(action, _explain)

    action = actions.add_parser(
        "test", help="运行规则文件中的用例", description="运行规则文件中的用例，不写编号则运行全部。"
    )
    action.add_argument("id", metavar="ID", nargs="*", help="规则编号")
    _prepare(action, _test)

    action = actions.add_parser(
        "lint", help="检查规则文件", description="检查规则文件或规则包，不写路径则检查已载入的全部规则包。"
    )
    action.add_argument("path", metavar="PATH", nargs="*", help="规则文件或文件夹")
    _prepare(action, _lint)


def _prepare(parser: argparse.ArgumentParser, run: Any) -> None:
    loading.add_options(parser)
    parser.set_defaults(run=run)


def _load(parsed: argparse.Namespace) -> RuleSet:
    """The ruleset; faults in other files keep nobody from looking at a rule, but are told."""
    from hegui.cli.console import say

    ruleset = loading.load_rules(parsed)
    if ruleset.faults:
        say(loading.faults_in_words(ruleset))
    return ruleset


def _list(parsed: argparse.Namespace) -> int:
    from hegui.output.view import SEVERITIES
    from hegui.rules.describe import list_rules

    ruleset = _load(parsed)
    rules = list_rules(ruleset)
    if parsed.format == "json":
        listing.write_json(rules)
    else:
        header = ["类别", "编号", "名称", "级别", "规则包"]
        rows = [
            [rule["category_title"], rule["id"], rule["title"], SEVERITIES[rule["severity"]], rule["pack"]]
            for rule in rules
        ]
        listing.write_table(header, rows)
    return FAULTY if ruleset.faults else CLEAN


def _explain(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.rules.describe import explain_rule, no_such_rule

    ruleset = _load(parsed)
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
    expected = next(result for result in _RESULTS if result in case)
    remarks = "，".join(case[key] for key in ("name", "on") if key in case)
    edits = _shown(case[expected]) if case[expected] else "样稿不作改动"
    return f"{edits} → {_RESULTS[expected]}{f'（{remarks}）' if remarks else ''}"


def _test(parsed: argparse.Namespace) -> int:
    from hegui.cli.console import write
    from hegui.rules.describe import no_such_rule
    from hegui.testing.cases import run_cases

    ruleset = _load(parsed)
    for rule in parsed.id:
        if ruleset.rule(rule) is None:
            raise Stop(no_such_rule(ruleset, rule))
    results = run_cases(ruleset, parsed.id)
    failed = [result for result in results if not result.ok]
    for result in failed:
        got = _RESULTS.get(result.got, result.got)
        write(f"{result.rule} {result.case}：应为{_RESULTS[result.expected]}，实为{got}。{result.why}\n")
    rules = len({result.rule for result in results})
    write(f"{rules} 条规则的 {len(results)} 个用例，{f'{len(failed)} 个未通过' if failed else '全部通过'}。\n")
    if ruleset.faults:
        return FAULTY
    return FINDINGS if failed else CLEAN


def _lint(parsed: argparse.Namespace) -> int:
    from pathlib import Path

    from hegui.cli.console import write
    from hegui.rules.describe import lint

    for path in parsed.path:
        if not Path(path).exists():
            raise Stop(f"{path}：没有这个文件或文件夹，请检查路径。")
    faults = list(map(str, lint(loading.load_host(parsed), [Path(path) for path in parsed.path])))
    if not faults:  # a scheme can be held against all rules only when all are there
        faults = list(_faulty_schemes(loading.load_rules(parsed, thorough=True)))
    for fault in faults:
        write(f"{fault}\n")
    write(f"共 {len(faults)} 处错误。\n" if faults else "没有发现错误。\n")
    return FAULTY if faults else CLEAN


def _faulty_schemes(ruleset: RuleSet) -> Iterator[str]:
    from hegui.score import SchemeError, find_scheme

    for name in ruleset.schemes:
        try:
            find_scheme(name, ruleset)
        except SchemeError as error:
            yield from str(error).splitlines()
