"""A finding cites the norm of whoever set what it was judged by, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hegui.model.verdict import Finding
from hegui.project.host import Host
from hegui.proving.cases import CaseRunner
from hegui.proving.edits import edit
from hegui.rules.assembly import load_ruleset

PACK = 'name: city\ntitle: 某市规则\nversion: "1"\nextends: [national]\napplies: {cities: [常德市]}\n'
PARAMETERS = """\
layers:
  - applies: {levels: [department]}
    basis: {document: 某市通知, clause: 第二条}
    message: 应于 {右边} 前报送市政务公开办，实际为 {左边}
    advice: 向市政务公开办说明原因。
    parameters:
      deadlines: {department: "01-25"}
  - applies: {years: 2020-}
    basis: 某市篇幅要求
    parameters:
      overview-length: {max: 800}
"""
BUREAU, GOVERNMENT, ELSEWHERE = "常德市武陵区住房保障局", "常德市武陵区人民政府", "衡阳市石鼓区住房保障局"
LAW = "《中华人民共和国政府信息公开条例》 第四十九条"

Judge = Callable[..., Mapping[str, tuple[Finding, ...]]]


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """The findings by their rules on a draft with these edits, where a city has these parameters and overrides."""

    def judged(edits: Mapping[str, Any], draft: str = "bureau", **files: str) -> Mapping[str, tuple[Finding, ...]]:
        for name, text in {"pack": PACK, "parameters": PARAMETERS, **files}.items():
            (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        ruleset = load_ruleset(Host.load(pack_dirs=[tmp_path]), only=["national"])
        assert ruleset.mistakes == ()
        runner = CaseRunner(ruleset)
        verdicts = runner.verdicts_of(edit(runner.draft(draft), edits))
        return {rule: verdict.findings for rule, verdict in verdicts.items()}

    return judged


def test_who_is_late_by_a_citys_notice_alone_is_told_by_that_notice(judged: Judge) -> None:
    late = {"unit": BUREAU, "published": "2025-01-28"}
    (finding,) = judged(late)["published-by-deadline"]
    assert finding.basis == "某市通知 第二条"
    assert finding.message == "应于 2025年1月25日 前报送市政务公开办，实际为 2025年1月28日"
    assert finding.advice == "向市政务公开办说明原因。"


def test_whom_the_notice_is_not_for_is_judged_and_told_by_the_law(judged: Judge) -> None:
    assert not judged({"unit": ELSEWHERE, "published": "2025-01-28"})["published-by-deadline"]
    (finding,) = judged({"unit": ELSEWHERE, "published": "2025-02-28"})["published-by-deadline"]
    assert finding.basis == LAW
    (finding,) = judged({"unit": GOVERNMENT, "published": "2025-04-28"}, "county")["published-by-deadline"]
    assert finding.basis == LAW


def test_a_deadline_that_a_city_puts_off_rests_on_the_law_and_on_the_citys_notice(judged: Judge) -> None:
    postponing = "basis: 某市通知\ndeadlines: {postpone: true}\n"
    on_monday = {"year": 2025, "published": "2026-02-02"}  # the 31st of January is a Saturday
    assert not judged({**on_monday, "unit": BUREAU}, parameters=postponing)["published-by-deadline"]
    (elsewhere,) = judged({**on_monday, "unit": ELSEWHERE}, parameters=postponing)["published-by-deadline"]
    assert elsewhere.basis == LAW
    later = {"year": 2025, "published": "2026-02-03", "unit": BUREAU}
    (late,) = judged(later, parameters=postponing)["published-by-deadline"]
    assert "2026年2月2日（2026年1月31日不是工作日，顺延）" in late.message
    assert late.basis == f"{LAW}；某市通知"


def test_only_the_bound_that_was_broken_is_told_by_its_norm(judged: Judge) -> None:
    (long,) = judged({"unit": BUREAU, "section": {"一": "认真做好政府信息公开工作。" * 90}})["overview-length"]
    (short,) = judged({"unit": BUREAU, "section": {"一": "认真做好公开工作。"}})["overview-length"]
    assert long.basis == "某市篇幅要求"
    assert short.basis != long.basis


def test_an_override_speaks_for_itself(judged: Judge) -> None:
    overrides = (
        "signature-present:\n  severity: error\n  basis: {document: 某市通知, clause: 第五条}\n"
        "  message: 市里要求署名\n  advice: 补上署名。\n  reason: 某市通知要求署名\n"
    )
    missing = {"drop": ["signature"]}
    (finding,) = judged({**missing, "unit": BUREAU}, overrides=overrides)["signature-present"]
    assert (finding.basis, finding.message, finding.advice) == ("某市通知 第五条", "市里要求署名", "补上署名。")
    (finding,) = judged({**missing, "unit": ELSEWHERE}, overrides=overrides)["signature-present"]
    assert "某市" not in f"{finding.basis}{finding.message}{finding.advice}"
