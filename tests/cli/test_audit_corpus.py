"""Auditing a jurisdiction from the command line: a roster, last year's reports, and what they make of this year's."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hegui.proving import edit, load_draft
from tools.layouts import document_of

if TYPE_CHECKING:
    from conftest import Ran

Run = Callable[..., "Ran"]
BUREAU = "临澧县公共事业监督管理局"


@pytest.fixture
def reports(folder: Path) -> Callable[..., Path]:
    """Write drafts with these edits into a folder, by the names of the files."""

    def write(name: str, **drafts: tuple[str, dict[str, Any]]) -> Path:
        (folder / name).mkdir(exist_ok=True)
        for file, (draft, edits) in drafts.items():
            (folder / name / f"{file}.html").write_bytes(document_of(edit(load_draft(draft), edits), "html"))
        return folder / name

    return write


def _corpus(hegui: Run, *arguments: object) -> Any:
    ran = hegui("audit", *arguments, "--format", "json", "--no-timestamp", "--no-cache")
    assert ran.status in (0, 1), ran.err
    assert ran.run.schema == "hegui/audit/1"
    return ran.data["corpus"]


def _found(corpus: Any) -> dict[str, list[list[str]]]:
    return {
        verdict["rule"]: [finding["units"] for finding in verdict["findings"]]
        for verdict in corpus["verdicts"]
        if verdict["findings"]
    }


def test_one_report_alone_has_no_corpus(hegui: Run, reports: Callable[..., Path]) -> None:
    folder = reports("今年", 局=("bureau", {}))
    assert _corpus(hegui, folder) == {"verdicts": []}


def test_last_year_may_be_files_or_a_stored_audit(hegui: Run, reports: Callable[..., Path], folder: Path) -> None:
    this = reports("今年", 局=("bureau", {}))
    last = reports("去年", 局=("bureau", {"year": 2023, "section": {"一": "无。", "五": "无。"}}))
    by_files = _corpus(hegui, this, "--previous", last)
    assert _found(by_files)["carried-forward-continuity"] == [[BUREAU], [BUREAU]]
    stored = folder / "去年.json"
    stored.write_text(hegui("audit", last, "--format", "json", "--no-cache").out, "utf-8")
    assert _corpus(hegui, this, "--previous", stored) == by_files
    assert _corpus(hegui, this, last)["verdicts"] == by_files["verdicts"]


def test_last_years_report_may_name_the_unit_without_its_city(hegui: Run, reports: Callable[..., Path]) -> None:
    this = reports("今年", 局=("bureau", {"unit": "常德市临澧县公共事业监督管理局"}))
    last = reports("去年", 局=("bureau", {"unit": BUREAU, "year": 2023}))
    ran = hegui("audit", this, "--previous", last, "--format", "json", "--no-cache")
    assert _found(ran.data["corpus"])["carried-forward-continuity"][0] == ["常德市" + BUREAU]
    assert not ran.err


def test_why_nothing_could_be_held_against_the_year_before_is_told(hegui: Run, reports: Callable[..., Path]) -> None:
    this = reports("今年", 甲=("bureau", {"unit": "东湖市桐溪区林业局"}), 乙=("bureau", {"unit": "西湖市桐溪区林业局"}))
    other = reports("他局", 局=("bureau", {"year": 2023}))
    assert f"没有同一个单位的（给出的是{BUREAU}，" in hegui("audit", this, "--previous", other, "--no-cache").err
    older = reports("前年", 局=("bureau", {"year": 2022, "unit": "东湖市桐溪区林业局"}))
    assert "没有本次审查的单位上一年度的" in hegui("audit", this, "--previous", older, "--no-cache").err
    either = reports("去年", 局=("bureau", {"year": 2023, "unit": "桐溪区林业局"}))
    ran = hegui("audit", this, "--previous", either, "--format", "json", "--no-cache")
    assert "“桐溪区林业局”可能是" in ran.err
    (ambiguous,) = ran.data["corpus"]["ambiguous"]
    assert set(ambiguous["candidates"]) == {"东湖市桐溪区林业局", "西湖市桐溪区林业局"}


def test_a_superior_off_the_roster_is_taken_as_such(hegui: Run, reports: Callable[..., Path], folder: Path) -> None:
    this = reports("今年", 局=("bureau", {}))
    roster = folder / "名册.csv"
    roster.write_text(f"单位名称,上级\n{BUREAU},常德市人民政府\n临澧县教育局,临澧县公共事业监督管里局\n", "utf-8")
    ran = hegui("audit", this, "--roster", roster, "--no-cache")
    assert ran.status == 1
    assert f"上级“临澧县公共事业监督管里局”不在名册中，按名册以外的单位处理；如果是“{BUREAU}”" in ran.err
    assert "常德市人民政府" not in ran.err


def test_a_roster_tells_who_is_missing_late_and_unexpected(
    hegui: Run, reports: Callable[..., Path], folder: Path
) -> None:
    this = reports(
        "今年", 局=("bureau", {"title": "县公共事业监督管理局2024年政府信息公开工作年度报告"}), 县=("county", {})
    )
    roster = folder / "名册.csv"
    roster.write_text(f"单位名称,层级,截止日期\n{BUREAU},部门,01-05\n临澧县教育局,部门,\n", "gb18030")
    ran = hegui("audit", this, "--roster", roster, "--format", "json", "--no-cache")
    corpus = ran.data["corpus"]
    found = _found(corpus)
    assert found["report-missing"] == [["临澧县教育局"]]
    assert found["report-unexpected"] == [["商丘市睢北县人民政府"]]
    bureau = next(row for row in ran.data["reports"] if row["unit"].get("roster") == BUREAU)
    late = next(verdict for verdict in bureau["verdicts"] if verdict["rule"] == "published-by-deadline")
    assert late["verdict"] == "fail"
    assert "单位名册" in late["findings"][0]["basis"]
    assert [(unit["name"], unit["report"] is None) for unit in corpus["units"]] == [
        (BUREAU, False),
        ("临澧县教育局", True),
    ]
    assert ran.status == 1


def test_processes_and_cache_give_the_same(hegui: Run, reports: Callable[..., Path], folder: Path) -> None:
    this = reports("今年", 局=("bureau", {}), 县=("county", {}), 镇=("town", {"year": 2024}))
    roster = folder / "名册.yaml"
    roster.write_text(f"- name: 某局\n  file: 局.html\n  deadline: 01-05\n- {BUREAU}\n", "utf-8")
    arguments = ("audit", this, "--roster", roster, "--format", "json", "--no-timestamp")
    alone = hegui(*arguments, "--no-cache").out
    assert hegui(*arguments, "--processes", "2", "--cache", folder / "缓存").out == alone
    assert hegui(*arguments, "--cache", folder / "缓存").out == alone
    (this / "局.html").rename(this / "又一局.html")  # the roster knows it by its file no more
    renamed = hegui(*arguments, "--cache", folder / "缓存").data
    assert {row["unit"].get("roster") for row in renamed["reports"]} == {BUREAU, None}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--roster", "没有.csv"), "没有.csv：没有这个文件"),
        (("--roster", "坏.csv"), "坏.csv 第 2 行“层级”一栏：不认识“科级”"),
        (("--previous", "没有"), "--previous 没有"),
        (("--previous", "没有.json"), "没有.json：打不开"),
        (("--previous", "坏.json"), "坏.json：不是 hegui/audit/1 格式的审查结果"),
    ],
)
def test_what_cannot_be_used_is_told_at_once(
    hegui: Run, reports: Callable[..., Path], folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    this = reports("今年", 局=("bureau", {}))
    (folder / "坏.csv").write_text("单位名称,层级\n甲局,科级\n", "utf-8")
    (folder / "坏.json").write_text("{}", "utf-8")
    ran = hegui("audit", this, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err


def test_reports_of_no_earlier_year_are_told(hegui: Run, reports: Callable[..., Path]) -> None:
    this = reports("今年", 局=("bureau", {}))
    ran = hegui("audit", this, "--previous", this, "--no-cache")
    assert "没有早于本次审查年度的" in ran.err
    last = reports("去年", 局=("bureau", {"year": 2023}))
    assert not hegui("audit", this, "--previous", last, "--no-cache").err


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dates", {"signed": "2024-13-45", "published": None}),
        ("unit", {"name": "甲局"}),
        ("year", "2024"),
        ("tables", []),
        ("score", ...),
    ],
)
def test_a_stored_audit_that_was_changed_by_hand_is_refused(
    hegui: Run, reports: Callable[..., Path], folder: Path, key: str, value: object
) -> None:
    this = reports("今年", 局=("bureau", {}))
    stored = hegui("audit", this, "--format", "json", "--no-cache").data
    if value is ...:
        del stored["reports"][0][key]
    else:
        stored["reports"][0][key] = value
    (folder / "去年.json").write_text(json.dumps(stored), "utf-8")
    ran = hegui("audit", this, "--previous", "去年.json", "--no-cache")
    assert (ran.status, ran.out) == (2, "")
    assert "--previous 去年.json：不是 hegui/audit/1 格式的审查结果" in ran.err
