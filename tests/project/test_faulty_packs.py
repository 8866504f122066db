"""Packs and plugins that break while they are loaded or while they judge: named, isolated, and never the end of a run.

Mistakes in the files of a pack are in tests/rules; here are those that show only when code or patterns run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hegui.model.audit import Audit
from hegui.model.rule import Result, Verdict
from hegui.project.auditor import Auditor
from hegui.project.host import Host
from hegui.project.targets import Target
from hegui.proving import edit, load_draft
from hegui.read.archive import Archives
from hegui.rules.assembly import load_ruleset
from hegui.rules.describe import lint
from hegui.rules.mistake import Mistake
from hegui.rules.ruleset import RuleSet
from tools.layouts import document_of

pytestmark = pytest.mark.slow

SECONDS = 2.0
"""Time limit of one check."""

PLUGIN = """\
import sys, time
from hegui.plugin import hookimpl
from hegui.model.rule import Evidence, Finding, Outcome, Result
from hegui.rules.check import Check

def compile_rule(rule, context):
    {compile}
    def judge(report, parameters):
        {judge}
    return judge

@hookimpl
def hegui_checks():
    {hook}
    return [Check("strange", "某种", compile_rule, {{}})]

{end}
"""

RULE = """\
id: strange-rule
title: 某规则
basis: {document: 某文件}
severity: error
check: strange
advice: 请改正。
cases: [{fail: {}}, {pass: {}}]
"""

FOUND = "Outcome(Result.FAIL, findings=(Finding('有误', '某处', (Evidence(quote='x'),)),))"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "报告.html"
    file.write_bytes(document_of(edit(load_draft("bureau"), {"append": {"一": f"甲乙{'公' * 60}。"}}), "html"))
    return file


@pytest.fixture
def write_pack(tmp_path: Path) -> Callable[[str], Path]:
    """A pack with one rule."""

    def write(rule: str) -> Path:
        file = tmp_path / "pack" / "rules" / "wording" / "strange-rule.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(rule, "utf-8")
        (tmp_path / "pack" / "pack.yaml").write_text(
            "name: strange\ntitle: 某包\nversion: '1'\nextends: [national]\n", "utf-8"
        )
        return tmp_path / "pack"

    return write


@pytest.fixture
def load(tmp_path: Path, write_pack: Callable[[str], Path]) -> Callable[..., RuleSet]:
    """The national pack, a plugin with these pieces of code, and a pack with a rule of its check."""

    def load(**pieces: str) -> RuleSet:
        code = {"compile": "pass", "judge": f"return {FOUND}", "hook": "pass", "end": "", **pieces}
        (tmp_path / "strange.py").write_text(PLUGIN.format(**code), "utf-8")
        return load_ruleset(Host.load([tmp_path / "strange.py"], [write_pack(RULE)]), only=["national"])

    return load


def audit(ruleset: RuleSet, report: Path) -> Audit:
    return replace(Auditor.of(ruleset), seconds=SECONDS).audit(Target(str(report)), Archives())


def strange(audited: Audit) -> Verdict:
    (verdict,) = (verdict for verdict in audited.verdicts if verdict.rule == "strange-rule")
    return verdict


def others(audited: Audit) -> list[Verdict]:
    return [verdict for verdict in audited.verdicts if verdict.rule != "strange-rule"]


@pytest.fixture
def undisturbed(report: Path) -> list[Verdict]:
    """The verdicts where nothing breaks."""
    return others(audit(load_ruleset(Host.load(), only=["national"]), report))


def test_the_plugin_that_the_others_are_made_of_is_sound(load: Callable[..., RuleSet], report: Path) -> None:
    ruleset = load()
    audited = audit(ruleset, report)
    assert strange(audited).result is Result.FAIL
    assert audited.summary().complete


@pytest.mark.parametrize(
    ("judge", "reason"),
    [
        ("raise RuntimeError('boom')", "RuntimeError：boom（strange.py 第 9 行）"),
        ("return 1 / 0", "ZeroDivisionError：division by zero（strange.py 第 9 行）"),
        ("return report.nonsense", "AttributeError：'Report' object has no attribute 'nonsense'"),
        ("sys.exit(0)", "SystemExit：0"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("return judge(report, parameters)", "RecursionError："),
        ("raise MemoryError", "MemoryError"),
        ("time.sleep(60)", "运行超过 2 秒，已停止"),
        ("exec('while True: pass')", "运行超过 2 秒，已停止"),
        (
            "exec('while True:\\n try:\\n  while True: pass\\n except Exception: pass')",
            "运行超过 2 秒，已停止",
        ),
        ("import re; re.search('(公+)+甲', report.prose)", "运行超过 2 秒，已停止"),
        ("return None", "返回的不是检查结论，而是 NoneType"),
        ("return 'fail'", "返回的不是检查结论，而是 str"),
        ("return Outcome('fail')", "返回的不是检查结论，而是 Outcome"),
        ("return Outcome(Result.FAIL)", "结论为 fail，却没有列出问题"),
        ("return Outcome(Result.FAIL, findings=('有误',))", "列出的问题缺少说明或证据"),
        ("return Outcome(Result.FAIL, findings=(Finding('', '某处', (Evidence(),)),))", "列出的问题缺少说明或证据"),
        ("return Outcome(Result.FAIL, findings=(Finding('有误', '某处', ()),))", "列出的问题缺少说明或证据"),
        ("return Outcome(Result.CANNOT_ASSESS)", "结论为 cannot_assess，却没有说明原因"),
    ],
)
def test_a_check_that_breaks_costs_its_own_verdict_only(
    judge: str, reason: str, load: Callable[..., RuleSet], report: Path, undisturbed: list[Verdict]
) -> None:
    broken = load(judge=judge)
    audited = audit(broken, report)
    verdict = strange(audited)
    assert verdict.result is Result.ERROR
    assert verdict.reason.startswith("规则包“strange”的规则“strange-rule”（检查“strange”）未能执行：")
    assert reason in verdict.reason
    assert others(audited) == undisturbed
    assert not audited.summary().complete


@pytest.mark.parametrize(
    ("pieces", "message"),
    [
        ({"end": "1 / 0"}, "无法载入（ZeroDivisionError：division by zero，在 {file} 第 17 行）"),
        ({"end": "sys.exit(3)"}, "无法载入（SystemExit：3，在 {file} 第 17 行）"),
        ({"end": "import no_such_module"}, "无法载入（ModuleNotFoundError："),
        ({"end": "x = ("}, "无法载入（SyntaxError："),
        ({"end": "@hookimpl\ndef hegui_chekcs(): pass"}, "没有名为“hegui_chekcs”的钩子，最接近的是“hegui_checks”"),
        ({"hook": "1 / 0"}, "钩子“hegui_checks”运行时出错（ZeroDivisionError："),
        ({"hook": "sys.exit(3)"}, "钩子“hegui_checks”运行时出错（SystemExit：3"),
        ({"hook": "return [None]"}, "钩子“hegui_checks”应给出 Check"),
        ({"hook": "return [Check('pattern', '某种', compile_rule, {})]"}, "规则种类“pattern”已由插件“checks”登记"),
        (
            {"end": "@hookimpl\ndef hegui_packs(folder): pass"},
            "钩子“hegui_packs”不接收参数，这里却写了 folder；请去掉。",
        ),
    ],
)
def test_a_plugin_that_breaks_is_named_and_the_others_work_on(
    pieces: dict[str, str],
    message: str,
    load: Callable[..., RuleSet],
    report: Path,
    undisturbed: list[Verdict],
    tmp_path: Path,
) -> None:
    broken = load(**pieces)
    told = [problem for problem in broken.problems if problem.kind == "plugin"]
    assert len(told) == 1
    assert message.replace("{file}", str(tmp_path / "strange.py")) in told[0].message
    audited = audit(broken, report)
    assert others(audited) == undisturbed


@pytest.mark.parametrize(
    ("compile_rule", "broken"),
    [("1 / 0", "ZeroDivisionError：division by zero"), ("sys.exit(3)", "SystemExit：3")],
)
def test_a_check_that_breaks_on_a_rule_is_told_at_the_rule_and_the_others_work_on(
    compile_rule: str, broken: str, load: Callable[..., RuleSet], report: Path, undisturbed: list[Verdict]
) -> None:
    ruleset = load(compile=compile_rule)
    (mistake,) = ruleset.mistakes
    assert mistake.message.startswith(f"规则种类“strange”处理规则“strange-rule”时出错（{broken}）")
    assert (mistake.path.name, mistake.line) == ("strange-rule.yaml", 5)
    assert others(audit(ruleset, report)) == undisturbed


def mistakes_in(folder: Path) -> list[Mistake]:
    return lint(Host.load(), [folder])


def written(check: str, **keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return RULE.replace("check: strange\n", f"check: {check}\n{lines}")


def written_pattern(pattern: str) -> str:
    return written("pattern", scope="正文", forbid=f"[{{pattern: '{pattern}', says: 某事}}]", message='"{说明}"')


def test_a_pattern_that_may_backtrack_for_ever_is_refused_at_its_line(write_pack: Callable[[str], Path]) -> None:
    folder = write_pack(written_pattern("(公|公公)+[甲乙]"))
    (mistake,) = mistakes_in(folder)
    assert mistake.message.startswith("正则表达式“(公|公公)+[甲乙]”中“.”或括号后的 *、+ 没有上限")
    assert mistake.path.name == "strange-rule.yaml"
    assert mistake.excerpt.startswith("forbid:")


def test_a_pattern_that_backtracks_for_long_is_refused_before_it_judges(
    write_pack: Callable[[str], Path], report: Path, undisturbed: list[Verdict]
) -> None:
    folder = write_pack(written_pattern("(公{0,30}){0,30}[甲乙]"))
    ruleset = load_ruleset(Host.load(pack_dirs=[folder]), only=["national"])
    (mistake,) = ruleset.mistakes
    assert "strange-rule" in str(mistake.path)
    assert others(audit(ruleset, report)) == undisturbed


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("9**9**9**9 == 1", "算式里只能用名称、数、"),
        ("1 << 99999 == 1", "算式里只能用名称、数、"),
        ("'甲' * 999999999 == 1", "没有比较什么"),
        (f"{'9' * 400} == 1", "数应写作 15 位以内的整数或小数"),
        (f"{'(' * 300}1{')' * 300} == 1", "算式"),
        (f"{'-' * 400}1 == 1", "算式过长，或括号和运算套得过深"),
        (" + ".join(["本年新收"] * 150) + " == 1", "算式"),
        (" + ".join(["1"] * 600) + " == 1", "算式超过 1000 字，请拆成几条规则。"),
        ("__import__('os').system('x') == 0", "有误"),
        ("[x for x in 本年新收] == 1", "算式里只能用名称、数、"),
        ("(lambda: 1)() == 1", "函数只有 合计、最大、最小、绝对值"),
        ("本年新收.__class__ == 1", "没有“本年新收.__class__”这个名称"),
    ],
)
def test_an_expression_bomb_is_refused_at_its_line(
    expression: str, message: str, write_pack: Callable[[str], Path]
) -> None:
    rule = written("identity", for_each="table3.column", message="某列", **{"assert": f'"{expression}"'})
    folder = write_pack(rule)
    (mistake,) = mistakes_in(folder)
    assert message in mistake.message
    assert (mistake.path.name, mistake.line > 0) == ("strange-rule.yaml", True)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "不支持锚点“&a”"),
        ("a: " + "[" * 5000, 1, "嵌套超过 50 层，请简化结构。"),
        ("a: " + "{b: " * 5000, 1, "嵌套超过 50 层，请简化结构。"),
        ("!!python/object/apply:os.system [x]\n", 1, "不支持标签"),
        ("id: strange-rule\nid: strange-rule\n", 2, "键“id”重复，第 1 行已有"),
        ("id: no\n", 1, "“no”是布尔值、空值还是文字不明确"),
        ("id: 012\n", 1, "“012”以零开头，是数还是编号不明确"),
        ("id: 1:30\n", 1, "“1:30”可能被当作六十进制数"),
    ],
)
def test_a_yaml_bomb_is_refused_at_its_line(
    text: str, line: int, message: str, write_pack: Callable[[str], Path]
) -> None:
    folder = write_pack(text)
    (mistake,) = mistakes_in(folder)
    assert message in mistake.message
    assert (mistake.path.name, mistake.line) == ("strange-rule.yaml", line)
