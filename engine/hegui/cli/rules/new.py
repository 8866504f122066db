"""`hegui rules new`: a new rule with cases, from a few questions."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.cli.rules.action import load, prepare
from hegui.cli.rules.questions import Questions, listed, one_of
from hegui.cli.status import CLEAN, FAULTY, FINDINGS, Stop

if TYPE_CHECKING:
    from hegui.rules.ruleset import RuleSet
    from hegui.testing.propose import Proposal

_SEVERITIES = {"error": "错误：违反法规或格式", "warning": "警告：应改正或说明", "info": "提示：值得一看"}
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_UNPROVEN: dict[str, Any] = {"cases": [{"fail": {}}, {"pass": {}}]}


def add_to(actions: Any) -> None:
    parser = actions.add_parser(
        "new",
        help="新建一条规则",
        description="新建一条规则，连同应报出和不应报出问题的用例。没有写在命令行上的，在终端中逐项询问。",
    )
    parser.add_argument("id", metavar="ID", nargs="?", help="规则编号：小写英文单词，以“-”连接")
    parser.add_argument("--title", metavar="TEXT", help="规则名称")
    parser.add_argument("--category", metavar="NAME", help="类别：structure、tables、figures 等")
    parser.add_argument("--severity", metavar="LEVEL", help="严重程度：error、warning 或 info")
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
    from hegui.cli.rules.writing import faults_of, rule_text

    pack = _pack(parsed)
    if pack:
        parsed.rules = list(dict.fromkeys([*parsed.rules, str(pack)]))
    ruleset = load(parsed)
    data, category = _answers(parsed, ruleset)
    path = pack / "rules" / category / f"{data['id']}.yaml" if pack else Path(f"{data['id']}.yaml")
    if path.exists():
        raise Stop(f"{path}：已经有了，不会覆盖；请换一个编号。")
    if faults := faults_of({**data, **_UNPROVEN}, ruleset):
        raise Stop("按这些回答写出的规则有误，请改正后再试：\n" + "\n".join(faults), FAULTY)
    proposal = _propose({**data, **_UNPROVEN}, ruleset)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_schema_line(path, pack, ruleset) + rule_text({**data, "cases": _cases(proposal)}), "utf-8")
    return _tell(path, pack, proposal)


def _pack(parsed: argparse.Namespace) -> Path | None:
    """The pack to write into: that named, else that of the working directory."""
    from hegui.rules.packs import MANIFEST

    if parsed.into is None:
        here = Path.cwd()
        around = next((folder for folder in (here, *here.parents) if (folder / MANIFEST).is_file()), None)
        return around and Path(*(".." for _ in range(len(here.relative_to(around).parts))))
    if not Path(parsed.into, MANIFEST).is_file():
        raise Stop(f"--into {parsed.into}：不是规则包（应是含有 {MANIFEST} 的文件夹），请检查路径。")
    return Path(parsed.into)


def _answers(parsed: argparse.Namespace, ruleset: RuleSet) -> tuple[dict[str, Any], str]:
    """The rule's data without cases, and its category."""
    from hegui.rules.schema import CATEGORIES

    questions = Questions()
    ask = questions.answer

    def show(choices: Mapping[str, str], given: str | None) -> Mapping[str, str]:
        if given is None and sys.stdin.isatty():
            print(listed(choices), end="")
        return choices

    kinds = {name: check.title for name, check in sorted(ruleset.checks.items())}
    rule_id = ask("ID", "规则编号，如 annual-training", parsed.id, lambda text: _free_id(text, ruleset))
    title = ask("--title", "规则名称，说应当怎样", parsed.title, _filled)
    category = ask("--category", "类别", parsed.category, one_of(show(CATEGORIES, parsed.category)))
    severity = ask("--severity", "严重程度", parsed.severity, one_of(show(_SEVERITIES, parsed.severity)), "warning")
    document = ask("--document", "依据的文件名称或文号", parsed.document, _filled)
    clause = ask("--clause", "依据的条款", parsed.clause, str.strip, "")
    kind = ask("--check", "规则种类", parsed.check, one_of(show(kinds, parsed.check)))
    keys = _keys(questions, parsed, ruleset, kind) if kind else {}
    fields = ruleset.checks[kind].fields if kind else ()
    hint = f"，可用 {'、'.join(f'{{{name}}}' for name in fields)}" if fields else ""
    message = ask("--message", f"问题说明{hint}", parsed.message, _filled)
    advice = ask("--advice", "改正建议", parsed.advice, _filled)
    applies = ask("--applies", "适用范围，如 {years: 2021-}，不填即适用于所有报告", parsed.applies, _mapping, "")
    questions.hold()
    data: dict[str, Any] = {"id": rule_id, "title": title, "basis": {"document": document}}
    if clause:
        data["basis"]["clause"] = clause
    if applies:
        data["applies"] = applies
    return {**data, "severity": severity, "check": kind, **keys, "message": message, "advice": advice}, str(category)


def _keys(questions: Questions, parsed: argparse.Namespace, ruleset: RuleSet, kind: str) -> dict[str, Any]:
    """The keys of the kind of rule: those required, and of the others those named on the command line."""
    from hegui.cli.rules.writing import value_of
    from hegui.rules.fault import suggest

    check = ruleset.checks[kind]
    given = dict(key.partition("=")[::2] for key in parsed.key)
    for name in given:
        if name not in check.properties:
            raise Stop(f"--key {name}：规则种类“{kind}”没有这个键，{suggest(name, check.properties)}。")
    required = [name for name in check.required if name in check.properties]
    keys = {}
    for name in dict.fromkeys([*required, *given]):
        meaning = check.properties[name].get("description", "")
        answer = questions.answer(f"--key {name}=…", f"{name}（{meaning}）", given.get(name), value_of)
        keys[name] = answer
    return keys


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


def _mapping(text: str) -> dict[str, Any]:
    from hegui.cli.rules.writing import value_of

    value = value_of(text) if text else {}
    if not isinstance(value, dict):
        raise ValueError("应写成 {键: 值} 的样子，如 {years: 2021-}。")
    return value


def _propose(data: dict[str, Any], ruleset: RuleSet) -> Proposal:
    """Cases found for the rule; none for one on many reports, which the clean drafts cannot stand for."""
    from hegui.cli.rules.writing import compiled_of
    from hegui.rules.ruleset import CompiledRule
    from hegui.testing.propose import NOTHING, propose

    compiled = compiled_of(data, ruleset)
    return propose(compiled, ruleset) if isinstance(compiled, CompiledRule) else NOTHING


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


def _tell(path: Path, pack: Path | None, proposal: Proposal) -> int:
    """What was written, whether its cases hold, and what to do next."""
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
    lines += [
        f"规则在合格样稿 {draft} 上也报出问题（{message}），请核对规则，或限定适用范围。"
        for draft, message in proposal.alarms
    ]
    lines += [
        "接下来：",
        f"  1. 改写用例：在编辑器中打开 {path}",
        f"  2. 检查写法：hegui rules lint {path}",
        f"  3. 运行用例：hegui rules test {path} --mutants" if pack else "  3. 移入规则包的 rules/类别/ 中，再运行用例",
        f"  4. 在报告上试用：hegui rules try {path} 报告文件",
    ]
    write("\n".join(lines) + "\n")
    return FINDINGS if missing else CLEAN
