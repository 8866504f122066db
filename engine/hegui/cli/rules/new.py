"""`hegui rules new`: a new rule with cases, from a few questions."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.cli.rules.action import load, prepare
from hegui.cli.rules.questions import Questions, listed, one_of
from hegui.cli.status import CLEAN, FINDINGS
from hegui.errors import UsageError

if TYPE_CHECKING:
    from hegui.proving.propose import Proposal
    from hegui.rules.ruleset import RuleSet

_SEVERITIES = {"error": "错误：违反法规或格式", "warning": "警告：应改正或说明", "info": "提示：值得一看"}
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_AS_WRITTEN = {"array": "[甲, 乙]", "object": "{名称: 内容}"}
"""How an answer is written that is more than a word, by its type."""
_UNPROVEN: dict[str, Any] = {"cases": [{"fail": {}}, {"pass": {}}]}


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "new",
        help="新建一条规则",
        description="新建一条规则，连同应报出和不应报出问题的用例。没有写在命令行上的，在终端中逐项询问。",
    )
    parser.add_argument("id", metavar="ID", nargs="?", help="规则编号：小写英文单词，以“-”连接")
    parser.add_argument("--title", metavar="TEXT", help="规则名称")
    parser.add_argument("--problem", metavar="TEXT", help="问题的名称，如 表三收支不平衡；可以不写")
    parser.add_argument("--category", metavar="NAME", help="类别：structure、tables、figures 等")
    parser.add_argument("--severity", metavar="LEVEL", help="级别：error、warning 或 info")
    parser.add_argument("--document", metavar="TEXT", help="依据的文件名称或文号")
    parser.add_argument("--clause", metavar="TEXT", help="依据的条款")
    parser.add_argument("--check", metavar="KIND", help="规则种类")
    parser.add_argument(
        "--key", metavar="NAME=VALUE", action="append", default=[], help="规则种类要求的键，值按 YAML 书写，可多次给出"
    )
    parser.add_argument("--message", metavar="TEXT", help="问题说明，可用规则种类给出的名称，如 {词}")
    parser.add_argument("--advice", metavar="TEXT", help="改正建议")
    parser.add_argument("--applies", metavar="YAML", help="适用范围，如 {years: 2021-, levels: [government]}")
    parser.add_argument("--into", metavar="DIR", help="写在哪个规则包中；不写则为当前所在的规则包，没有则为当前文件夹")
    prepare(parser, run)


def run(parsed: argparse.Namespace) -> int:
    from hegui.cli.rules.writing import mistakes_of

    pack = _pack(parsed)
    if pack:
        parsed.rules = list(dict.fromkeys([*parsed.rules, str(pack)]))
    ruleset = load(parsed)
    data, category = _answers(parsed, ruleset)
    path = pack / "rules" / category / f"{data['id']}.yaml" if pack else Path(f"{data['id']}.yaml")
    if path.exists():
        raise UsageError(f"{path}：已经有了，不会覆盖；请换一个编号。")
    if mistakes := mistakes_of({**data, **_UNPROVEN}, ruleset):
        told = "\n".join(mistakes)
        if not sys.stdin.isatty():
            raise UsageError(f"按这些回答写出的规则有误，请改正后再试：\n{told}")
        _write({**data, **_UNPROVEN}, path, pack, ruleset)  # so that no answer is lost
        raise UsageError(f"已写出规则 {path}，但其中有误，请在编辑器中改正：\n{told}")
    proposal = _propose({**data, **_UNPROVEN}, ruleset, pack)
    _write({**data, "cases": _cases(proposal)}, path, pack, ruleset)
    others = [folder for folder in parsed.rules if folder != str(pack)]
    named = (("--rules", others), ("--plugin", parsed.plugins))
    options = "".join(f" {option} {value}" for option, values in named for value in values)
    return _tell(path, pack, proposal, options)


def _write(data: Mapping[str, Any], path: Path, pack: Path | None, ruleset: RuleSet) -> None:
    from hegui.cli.rules.writing import rule_text

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_schema_line(path, pack, ruleset) + rule_text(data), "utf-8")


def _pack(parsed: argparse.Namespace) -> Path | None:
    """The pack to write into: that named, else that of the working directory."""
    from hegui.rules.packs import MANIFEST

    if parsed.into is None:
        here = Path.cwd()
        around = next((folder for folder in (here, *here.parents) if (folder / MANIFEST).is_file()), None)
        return around and Path(*(".." for _ in range(len(here.relative_to(around).parts))))
    if not Path(parsed.into, MANIFEST).is_file():
        raise UsageError(f"--into {parsed.into}：不是规则包（应是含有 {MANIFEST} 的文件夹），请检查路径。")
    return Path(parsed.into)


def _answers(parsed: argparse.Namespace, ruleset: RuleSet) -> tuple[dict[str, Any], str]:
    """The rule's data without cases, and its category."""
    from hegui.rules.schema import CATEGORIES, SCOPE

    questions = Questions()
    ask = questions.answer
    scope = partial(_value, "applies", SCOPE)

    def show(choices: Mapping[str, str], given: str | None) -> Mapping[str, str]:
        if given is None and sys.stdin.isatty():
            print(listed(choices), end="")
        return choices

    kinds = {name: check.title for name, check in sorted(ruleset.checks.items())}
    rule_id = ask("ID", "规则编号，如 annual-training", parsed.id, lambda text: _free_id(text, ruleset))
    title = ask("--title", "规则名称，说应当怎样", parsed.title, _filled)
    problem = ask("--problem", "问题的名称，接得上“……的单位 3 个”，如 表三收支不平衡", parsed.problem, str.strip, "")
    category = ask("--category", "类别", parsed.category, one_of(show(CATEGORIES, parsed.category)))
    severity = ask("--severity", "级别", parsed.severity, one_of(show(_SEVERITIES, parsed.severity)), "warning")
    document = ask("--document", "依据的文件名称或文号", parsed.document, _filled)
    clause = ask("--clause", "依据的条款", parsed.clause, str.strip, "")
    kind = ask("--check", "规则种类", parsed.check, one_of(show(kinds, parsed.check)))
    keys = _keys(questions, parsed, ruleset, kind) if kind else {}
    fields = ruleset.checks[kind].fields if kind else ()
    hint = f"，可用 {'、'.join(f'{{{name}}}' for name in fields)}" if fields else ""
    message = ask("--message", f"问题说明{hint}", parsed.message, lambda text: _message(text, fields))
    advice = ask("--advice", "改正建议", parsed.advice, _filled)
    applies = ask("--applies", "适用范围，如 {years: 2021-}，不填即适用于所有报告", parsed.applies, scope, "")
    questions.hold()
    data: dict[str, Any] = {"id": rule_id, "title": title}
    if problem:
        data["problem"] = problem
    data["basis"] = {"document": document}
    if clause:
        data["basis"]["clause"] = clause
    if applies:
        data["applies"] = applies
    return {**data, "severity": severity, "check": kind, **keys, "message": message, "advice": advice}, str(category)


def _keys(questions: Questions, parsed: argparse.Namespace, ruleset: RuleSet, kind: str) -> dict[str, Any]:
    """The keys of the kind of rule: those required, and of the others those named on the command line or filled in."""
    from hegui.rules.check import CONDITIONS
    from hegui.rules.mistake import suggest

    check = ruleset.checks[kind]
    given = dict(key.partition("=")[::2] for key in parsed.key)
    for name in given:
        if name not in check.properties:
            raise UsageError(f"--key {name}：规则种类“{kind}”没有这个键，{suggest(name, check.properties)}。")
    asked = [name for name in check.properties if name in check.required or name in given]
    if questions.asking and not given:
        asked = [name for name in check.properties if name not in (*CONDITIONS, "limits")]  # for those who know them
    keys = {}
    for name in asked:
        schema = check.properties[name]
        answer = questions.answer(
            f"--key {name}=…",
            f"{name}（{schema.get('description', '')}{_as_written(schema)}）",
            given.get(name),
            partial(_value, name, schema),
            None if name in check.required else "",
        )
        if answer is not None or name in check.required:
            keys[name] = answer
    return keys


def _as_written(schema: Mapping[str, Any]) -> str:
    types = schema.get("type", [])
    ways = [_AS_WRITTEN[each] for each in ([types] if isinstance(types, str) else types) if each in _AS_WRITTEN]
    return f"；写成 {' 或 '.join(ways)}" if ways else ""


def _free_id(text: str, ruleset: RuleSet) -> str:
    if not _ID.fullmatch(text):
        raise ValueError(f"编号“{text}”不能用：应为小写英文单词，以“-”连接，如 annual-training。")
    if taken := ruleset.rule(text):
        raise ValueError(f"编号“{text}”已由规则包“{taken.source.pack}”的规则“{taken.title}”使用，请换一个。")
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("这一项要填写。")
    return text.strip()


def _message(text: str, fields: Sequence[str]) -> str:
    from hegui.rules.check import fields_of
    from hegui.rules.mistake import suggest

    for name in fields_of(text):
        if fields and name not in fields:
            raise ValueError(f"“{{{name}}}”不能用，{suggest(name, fields)}。")
    return _filled(text)


def _value(key: str, schema: Mapping[str, Any], text: str) -> Any:
    """The value of a key, None for an answer left out."""
    from hegui.cli.rules.writing import value_of

    return value_of(key, text, schema) if text else None


def _propose(data: dict[str, Any], ruleset: RuleSet, folder: Path | None) -> Proposal:
    """Cases found for the rule in its pack."""
    from dataclasses import replace

    from hegui.cli.rules.writing import compiled_of
    from hegui.proving.propose import propose
    from hegui.rules.scope import narrowed

    compiled = compiled_of(data, ruleset)
    pack = next((each for each in ruleset.packs if folder and each.path.samefile(folder)), None)
    if pack is None:
        return propose(compiled, ruleset)
    scope = narrowed(compiled.rule.scope, pack.applies)
    if scope is None:
        raise UsageError(f"--applies：适用地区不在“{pack.title}”的适用地区之内，永远用不上；请改正。")
    return propose(replace(compiled, rule=replace(compiled.rule, scope=scope)), ruleset, pack.name)


def _cases(proposal: Proposal) -> list[dict[str, Any]]:
    """The cases found; where none was, one that is sure to be noticed by `hegui rules test`."""
    return [proposal.failing or {"fail": {}}, proposal.passing or {"pass": {}}]


def _schema_line(path: Path, pack: Path | None, ruleset: RuleSet) -> str:
    """The line by which editors find the schemas, which are written into the pack if it has none."""
    from hegui.rules.schemas import FOLDER, folder_of, schema_line, write_schemas

    folder = folder_of(pack) if pack else Path(FOLDER)
    if not (folder / "rule.json").is_file():
        write_schemas(folder, ruleset.checks.values())
    return schema_line(path.resolve(), "rule", folder.resolve()) + "\n"


def _tell(path: Path, pack: Path | None, proposal: Proposal, options: str) -> int:
    """What was written, whether its cases hold, and what to do next (with the same packs and plugins named)."""
    from hegui.cli.console import write
    from hegui.output.view import RESULTS

    lines = [f"已写出规则 {path}。"]
    found = {"应报出问题（fail）": proposal.failing, "不应报出问题（pass）": proposal.passing}
    missing = [name for name, case in found.items() if case is None]
    if missing:
        reason = f"：{proposal.reason}" if proposal.reason else ""
        lines.append(
            f"没有找到{'和'.join(missing)}的用例，请自己写；规则在合格样稿上的结论是“{RESULTS[proposal.clean]}”{reason}。"
        )
    else:
        lines.append("两个用例都已试过，成立；请改写成贴近实际的情形，再补充几个。")
    lines += [f"规则在{draft} 上也报出问题（{message}）。" for draft, message in proposal.alarms]
    if proposal.alarms:
        lines.append("请核对规则，或限定适用范围；本地的合格报告确应如此的，在规则包的 drafts.yaml 中补上。")
    test = (
        f"运行用例：hegui rules test {path} --mutants{options}" if pack else "移入规则包的 rules/类别/ 中，再运行用例"
    )
    lines += [
        "接下来：",
        f"  1. 改写用例：在编辑器中打开 {path}",
        f"  2. 检查写法：hegui rules lint {path}{options}",
        f"  3. {test}",
        f"  4. 在报告上试用：hegui rules try {path} 报告文件{options}",
    ]
    write("\n".join(lines) + "\n")
    return FINDINGS if missing else CLEAN
