"""The whole way of a new province: from `hegui plugins new` to the verdict of its own rule on a report of its unit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from environments import build_wheel, pip_install, run

pytestmark = pytest.mark.long

YAML_RULE = """\
id: guizhou-period-word
title: 统计期限的叫法
basis: {document: 贵州省的报告实例, clause: 仅见于实践}
severity: info
check: pattern
scope: 导语
forbid:
  - pattern: 统计时限
    says: 用了“统计时限”
message: "{说明}，通常写作“统计期限”"
advice: 改为“统计期限”。
cases:
  - fail: {unit: 贵州省城乡事务局, replace: {统计期限: 统计时限}}
    quote: 统计时限
  - pass: {unit: 贵州省城乡事务局}
"""

CHECK = '''\
"""Kind `guizhou-certain`: an overview that speaks of less than the parameter asks for."""

from hegui.plugin import Check, Context, Finding, Judge, Outcome, Parameters, Report, Rule, fill, texts_of, verdict_of


def _compile(rule: Rule, context: Context) -> Judge:
    def judge(report: Report, parameters: Parameters) -> Outcome:
        least = parameters[rule.id]["least"]
        return verdict_of([
            Finding(fill(rule.message, {"至少": least}), "五", (text.opening(),))
            for text in texts_of(report, ("五",))
            if text.content.count("一是", text.start, text.end) < least
        ])

    return judge


CERTAIN = Check(
    "guizhou-certain", "问题和措施", _compile, {}, required=("message",), fields=("至少",), parameters=("{id}",)
)
'''

PYTHON_RULE = """\
id: guizhou-lists
title: 问题和改进措施都分条写
basis: {document: 某通知, clause: 第一条}
severity: warning
check: guizhou-certain
message: 第五部分分条叙述的不足 {至少} 处
advice: 问题和改进措施各自分条写。
cases:
  - fail: {unit: 贵州省城乡事务局, section: {五: 还存在一些不足，今后将改进。}}
  - pass: {unit: 贵州省城乡事务局}
"""


def test_the_whole_way_of_a_new_province(
    environment: Path, tmp_path: Path, audited: Callable[..., dict[str, Any]]
) -> None:
    def hegui(*arguments: object) -> str:
        ran = run([environment / "hegui", *arguments], tmp_path)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    hegui("plugins", "new", "guizhou", "--province", "贵州省")
    pack = tmp_path / "guizhou" / "hegui_guizhou"

    _write(pack / "rules" / "wording" / "guizhou-period-word.yaml", YAML_RULE)
    _write(pack / "rules" / "structure" / "guizhou-lists.yaml", PYTHON_RULE)
    _write(pack / "certain.py", CHECK)
    _change(
        pack / "__init__.py",
        "    return [\n        CREDIT_CODE,\n",
        "    from .certain import CERTAIN\n\n    return [\n        CREDIT_CODE,\n        CERTAIN,\n",
    )
    _change(pack / "parameters.yaml", "layers:", "guizhou-lists: {least: 2}\nlayers:")
    _change(pack / "parameters.yaml", 'deadlines: {department: "01-25"', 'deadlines: {department: "01-20"')
    _change(pack / "parameters.yaml", "tiers: [县], ", "")
    stale = run([environment / "hegui", "rules", "test", "guizhou", "--plugin", pack], tmp_path)
    assert (stale.returncode, "（省级部门仍按条例，1月31日）：应为符合，实为不符合" in stale.stdout) == (1, True)
    _change(pack / "parameters.yaml", "2025年1月25日", "2025年1月20日")
    _change(pack / "parameters.yaml", "published: 2025-01-25", "published: 2025-01-20")
    _change(pack / "parameters.yaml", "pass: {published: 2025-01-26}", "fail: {published: 2025-01-26}")

    assert "没有发现错误" in hegui("rules", "lint", "--plugin", pack)
    assert "全部通过" in hegui("rules", "test", "guizhou", "--plugin", pack)

    dist = tmp_path / "dist"
    dist.mkdir()
    pip_install(environment, "--no-deps", build_wheel(tmp_path / "guizhou", dist))

    faulty = {
        "replace": {"统计期限": "统计时限"},
        "section": {"五": "还存在一些不足，今后将改进。"},
        "signed": "2025年1月22日",
    }
    ours = audited(unit="贵州省城乡事务局", **faulty)
    assert {
        rule: ours[rule]["verdict"] for rule in ("guizhou-period-word", "guizhou-lists", "published-by-deadline")
    } == {
        "guizhou-period-word": "fail",
        "guizhou-lists": "fail",
        "published-by-deadline": "fail",
    }
    assert ours["guizhou-period-word"]["findings"][0]["evidence"][0]["quote"] == "统计时限"
    assert "2025年1月20日" in ours["published-by-deadline"]["findings"][0]["message"]

    elsewhere = audited(unit="河北省城乡事务局", **faulty)
    assert {elsewhere[rule]["verdict"] for rule in ("guizhou-period-word", "guizhou-lists")} == {"not_applicable"}
    assert elsewhere["published-by-deadline"]["verdict"] == "pass"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
