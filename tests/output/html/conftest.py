"""A jurisdiction made by hand, and a look at its page in a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from hegui.judge.ranking import ranking, scored_units
from hegui.model.audit import Audit
from hegui.model.encoding import encode
from hegui.model.run import AuditRun, CorpusAudit
from hegui.output.html import files

Json = dict[str, Any]

COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
ROWS = ("本年新收", "上年结转", *(f"办理结果{number}" for number in range(20)), "总计", "结转下年度")
FIGURE = "新收政府信息公开申请196件"
BEFORE = "𠮷林路街道办事处"
"""Begins with a character of two halves, so that offsets in characters and in halves differ."""


def _verdict(rule: str, severity: str, category: str, *evidence: Json, message: str = "") -> Json:
    return {
        "rule": rule,
        "title": f"规则{rule}",
        "pack": "national",
        "category": category,
        "severity": severity,
        "verdict": "fail",
        "reason": "",
        "findings": [
            {
                "message": message or f"不符合{rule}",
                "advice": "核对后改正。",
                "basis": "国办公开办函〔2021〕30号 附表",
                "key": "处",
                "fingerprint": "0123456789abcdef",
                "evidence": list(evidence),
            }
        ],
    }


BALANCE = _verdict(
    "balance",
    "error",
    "tables",
    {"table": "table3", "row": "结转下年度", "column": "总计", "quote": "7", "formula": "9 + 0 ≠ 8 + 0"},
    message="总计列不平衡",
)
FIGURES = _verdict(
    "figures",
    "warning",
    "figures",
    {"section": "一", "quote": FIGURE, "paragraph": 3, "start": len(BEFORE), "end": len(BEFORE) + len(FIGURE)},
    {"table": "table3", "row": "本年新收", "column": "总计", "quote": "169"},
    message="正文与表三的新收申请数不一致",
)
SIGNATURE = _verdict("signature", "info", "dates", {"section": "六"}, message="文末没有署名")
LATE = _verdict(
    "published-by-deadline", "error", "dates", {"section": "落款", "quote": "2025年2月18日"}, message="逾期 18 天"
)
FAULTS = ([], [BALANCE, FIGURES], [SIGNATURE], [FIGURES, LATE])
"""What is wrong with the reports, in turn."""


def _report(base: Json, number: int) -> Json:
    report = deepcopy(base)
    place = f"清河县第{number}"
    report["unit"] |= (
        {"name": f"{place}镇人民政府", "level": "government", "kind": "乡镇人民政府", "tier": "乡"}
        if number % 3 == 0
        else {"name": f"{place}局"}
    )
    report["title"] = f"{report['unit']['name']}2024年政府信息公开工作年度报告"
    report["source"]["path"] = f"报告/{number:04}.html"
    report["sections"] = [{"key": key, "title": f"标题{key}", "how": "exact"} for key in "一二三四五六"]
    report["passages"] = [
        {"section": "标题", "text": report["title"], "paragraph": 1},
        {"section": "一", "text": "总体情况良好。" * 60, "paragraph": 2},
        {"section": "一", "text": f"{BEFORE}{FIGURE}，办结171件。", "paragraph": 3},
        {"section": "六", "text": "无。", "paragraph": 9},
    ]
    report["tables"]["table3"] = {row: dict.fromkeys(COLUMNS, 0) for row in ROWS}
    report["tables"]["table3"]["结转下年度"]["总计"] = 7
    failed = deepcopy(FAULTS[number % len(FAULTS)])
    report["verdicts"] = failed + [one for one in report["verdicts"] if one["verdict"] != "fail"]
    lost = [{"rule": one["rule"], "points": 3, "why": one["title"], "fingerprints": []} for one in failed]
    report["score"] |= {
        "total": 100 - 3 * len(failed) - number % 7,
        "grade": "优秀" if len(failed) < 2 else "良好",
        "coverage": 1,
        "categories": [
            {"category": category, "lost": 3 * sum(one["category"] == category for one in failed), "of": of}
            for category, of in (("tables", 30), ("figures", 12), ("dates", 13))
        ],
        "deductions": lost,
    }
    return report


@pytest.fixture
def county(one: Json) -> Callable[..., Json]:
    """A record of so many reports, ranked; faults come in turn: none, two, one, two of which one is lateness."""

    def make(count: int, **changes: Any) -> Json:
        reports = [_report(one["reports"][0], number) for number in range(count)]
        units = scored_units((convert(report, Audit).summary() for report in reports), CorpusAudit(()))
        corpus = {"verdicts": [], "ranking": json.loads(encode(ranking(units)))}
        return {**one, "reports": reports, "corpus": corpus, **changes}

    return make


@pytest.fixture
def save(tmp_path: Path) -> Callable[[Json], Path]:
    """Write the page of a record."""

    def write(record: Json) -> Path:
        (page,) = files(convert(record, AuditRun), {})
        file = tmp_path / page.name
        file.write_bytes(b"".join(page.parts))
        return file

    return write


@pytest.fixture
def look(browser: Any, save: Callable[[Json], Path]) -> Iterator[Callable[..., Any]]:
    """Open the page of a record at an address within it. Whatever it complains of, or asks for, fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(record: Json, address: str = "#/", width: int = 1280, height: int = 900) -> Any:
        file = save(record)
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
        page.goto(f"{file.as_uri()}{address}")
        page.wait_for_selector("body[data-view]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
