"""`hegui audit`: what is written where, and how it ends."""

from __future__ import annotations

import gc
import signal
from pathlib import Path
from typing import Any

import pytest

from hegui.model.stored import read_run
from hegui.project.auditor import Auditor

UNBALANCED = {"table3.自然人.本年新收": 99}
BLANK = {"table3.自然人.上年结转": None}


def test_a_clean_report_ends_0(hegui: Any, write_report: Any) -> None:
    ran = hegui("audit", write_report())
    assert (ran.status, ran.err) == (0, "")
    assert "未发现" in ran.out


def test_a_program_that_goes_on_is_left_as_it_was(hegui: Any, write_report: Any) -> None:
    """Else it holds the rules of every audit to its end."""
    before = gc.get_threshold(), gc.get_freeze_count()
    assert hegui("audit", write_report()).status == 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_the_json_bears_its_schema(hegui: Any, write_report: Any) -> None:
    ran = hegui("audit", write_report("一.html"), write_report("二.html", "county"), "--format", "json")
    assert ran.run.schema == "hegui/audit/1"
    assert ran.data["complete"] is True
    assert [row["source"]["path"] for row in ran.data["reports"]] == ["一.html", "二.html"]
    assert [row["unit"]["level"] for row in ran.data["reports"]] == ["department", "government"]
    assert "generated_at" in ran.data


@pytest.mark.parametrize("name", ["json", "md", "csv", "terminal"])
def test_two_runs_are_byte_identical_without_the_time(hegui: Any, write_report: Any, name: str) -> None:
    path = write_report(set=UNBALANCED)
    runs = [hegui("audit", path, "--format", name, "--no-timestamp").out for _ in range(2)]
    assert runs[0] == runs[1]
    assert "generated_at" not in runs[0]


@pytest.mark.parametrize(
    ("edits", "fail_on", "status"),
    [
        ({"set": UNBALANCED}, "error", 1),
        ({"set": UNBALANCED}, "info", 1),
        ({"label": {"table3.column.总计": "合计"}}, "error", 0),
        ({"label": {"table3.column.总计": "合计"}}, "warning", 1),
        ({"label": {"table3.column.总计": "合计"}}, "info", 1),
    ],
)
def test_the_status_follows_fail_on(hegui: Any, write_report: Any, edits: Any, fail_on: str, status: int) -> None:
    assert hegui("audit", write_report(**edits), "--fail-on", fail_on).status == status


def test_what_could_not_be_judged_is_no_fault(hegui: Any, write_report: Any) -> None:
    ran = hegui("audit", write_report(picture=["table3"]), "--format", "json")
    verdicts = {verdict["rule"]: verdict for verdict in ran.data["reports"][0]["verdicts"]}
    assert verdicts["table3-column-balance"]["verdict"] == "cannot_assess"
    assert verdicts["table3-column-balance"]["reason"]
    assert ran.data["reports"][0]["score"]["coverage"] < 1
    assert ran.status in (0, 1)


def test_a_file_that_cannot_be_audited_is_a_row_and_the_run_incomplete(
    hegui: Any, write_report: Any, folder: Path
) -> None:
    Path("通知.txt").write_text("关于召开会议的通知\n请各单位准时参加。\n", "utf-8")
    Path("空.txt").write_bytes(b"")
    ran = hegui("audit", write_report(), "通知.txt", "空.txt", "没有.txt", "--format", "json")
    assert ran.status == 3
    assert ran.data["complete"] is False
    assert [[error["kind"] for error in row["errors"]] for row in ran.data["reports"]] == [
        [],
        ["not-a-report"],
        ["read"],
        ["read"],
    ]
    assert ran.run.schema == "hegui/audit/1"


def test_a_folder_is_walked(hegui: Any, write_report: Any) -> None:
    for name in ("市/b.html", "市/a.html", "市/县/c.html"):
        write_report(name)
    Path("市/README.md").write_text("说明", "utf-8")
    ran = hegui("audit", "市", "--format", "json")
    assert [Path(row["source"]["path"]).as_posix() for row in ran.data["reports"]] == [
        "市/a.html", "市/b.html", "市/县/c.html"
    ]  # fmt: skip
    assert [Path(path).name for path in ran.data["skipped"]] == ["README.md"]
    assert ran.status == 0


def test_schemes_differ(hegui: Any, write_report: Any) -> None:
    path = write_report(set=UNBALANCED)
    scores = [
        hegui("audit", path, "--format", "json", "--scheme", name).data["reports"][0]["score"]
        for name in ("default", "ten-point")
    ]
    assert [score["of"] for score in scores] == [100, 10]
    for score in scores:
        assert score["total"] == score["of"] - sum(one["points"] for one in score["deductions"]) < score["of"]


def test_a_missing_table_is_vetoed(hegui: Any, write_report: Any) -> None:
    ran = hegui("audit", write_report(drop=["table3"]), "--format", "json")
    score = ran.data["reports"][0]["score"]
    assert score["total"] == 60
    assert "一票否决" in score["note"]


def test_results_go_to_a_folder(hegui: Any, write_report: Any) -> None:
    ran = hegui("audit", write_report(), "--out", "结果/一月", "--format", "json,md,csv,terminal", "--no-timestamp")
    assert (ran.status, ran.out) == (0, "")
    written = sorted(path.name for path in Path("结果/一月").iterdir() if not path.name.startswith("."))
    assert written == ["audit.csv", "audit.json", "audit.md", "audit.txt"]
    assert all(name in ran.err for name in written)
    assert Path("结果/一月/audit.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(read_run("结果/一月/audit.json").reports) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], "缺少 PATH"),
        (["audit", "a", "--format", "pdf"], "没有输出格式 pdf"),
        (["audit", "a", "--format", "json,md"], "--out"),
        (["audit", "a", "--fail-on", "fatal"], "error、warning、info"),
        (["audit", "a", "--scheme", "ten-points"], "最接近的是“ten-point”"),
        (["audit", "a", "--rules", "没有"], "没有"),
        (["audit", "a", "--plugin", "没有.py"], "没有.py"),
        (["audit", "a", "--nonsense"], "--nonsense"),
        (["audit", "a", "--out"], "后面需要一个值"),
    ],
)
def test_wrong_usage_ends_2_with_a_sentence(hegui: Any, folder: Path, arguments: list[str], words: str) -> None:
    ran = hegui(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err


def test_the_rules_of_a_folder_are_used(hegui: Any, write_report: Any, write_pack: Any) -> None:
    ran = hegui("audit", write_report(), "--rules", write_pack(), "--format", "json")
    assert ran.status == 0
    assert "local-title" in [verdict["rule"] for verdict in ran.data["reports"][0]["verdicts"]]
    assert "local" in [pack["name"] for pack in ran.data["ruleset"]["packs"]]


def test_a_faulty_rule_file_ends_2_with_file_line_and_nearest_word(
    hegui: Any, write_report: Any, write_pack: Any
) -> None:
    ran = hegui("audit", write_report(), "--rules", write_pack(severity="eror"), "--format", "json")
    assert (ran.status, ran.out) == (2, "")
    assert "local-title.yaml:4" in ran.err
    assert "最接近的是“error”" in ran.err


BROKEN_CHECK = """
from hegui.plugin import hookimpl
from hegui.rules.check import Check

def judge(report, parameters):
    raise ZeroDivisionError("坏了")

@hookimpl
def hegui_checks():
    return [Check("broken", "坏的", lambda rule, context: judge, {"assert": {}, "for_each": {}, "message": {}})]
"""


def test_a_rule_that_breaks_is_an_error_and_stops_nothing(hegui: Any, write_report: Any, write_pack: Any) -> None:
    Path("broken.py").write_text(BROKEN_CHECK, "utf-8")
    pack = write_pack(check="broken")
    ran = hegui("audit", write_report(), "--plugin", "broken.py", "--rules", pack, "--format", "json")
    verdicts = {verdict["rule"]: verdict for verdict in ran.data["reports"][0]["verdicts"]}
    assert verdicts["local-title"]["verdict"] == "error"
    assert "ZeroDivisionError" in verdicts["local-title"]["reason"]
    assert verdicts["table3-column-balance"]["verdict"] == "pass"
    assert (ran.status, ran.data["complete"]) == (3, False)


def test_a_plugin_that_breaks_is_told_and_the_audit_goes_on(hegui: Any, write_report: Any) -> None:
    Path("bad.py").write_text("1 / 0\n", "utf-8")
    ran = hegui("audit", write_report(), "--plugin", "bad.py", "--format", "json")
    assert ran.status == 3
    (error,) = ran.data["errors"]
    assert error["kind"] == "plugin"
    assert "bad" in error["where"] + error["message"]
    assert ran.data["reports"][0]["score"]["total"] == 100


def test_rules_whose_plugin_broke_are_not_called_faulty(hegui: Any, write_report: Any, write_pack: Any) -> None:
    Path("bad.py").write_text("1 / 0\n", "utf-8")
    ran = hegui(
        "audit", write_report(), "--plugin", "bad.py", "--rules", write_pack(check="of-bad"), "--format", "json"
    )
    assert ran.status == 3
    assert {error["kind"] for error in ran.data["errors"]} == {"plugin", "rule"}
    assert ran.data["reports"][0]["score"]["total"] == 100


def test_ctrl_c_is_told(hegui: Any, write_report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Auditor, "document", lambda *_: signal.raise_signal(signal.SIGINT))
    ran = hegui("audit", write_report())
    assert (ran.status, ran.out, ran.err) == (130, "", "hegui：已中断，结果不完整。\n")


def test_a_fault_of_the_program_is_one_line_and_no_traceback(
    hegui: Any, write_report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegui.project.project.find_targets", _raising(RuntimeError("意外")))
    ran = hegui("audit", write_report())
    assert ran.status == 3
    assert "程序出错" in ran.err
    assert "RuntimeError：意外" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("error", "words"),
    [(OSError(28, "No space left"), "磁盘空间不足"), (PermissionError(13, "Permission denied", "结果"), "权限")],
)
def test_a_result_that_cannot_be_written_is_told(
    hegui: Any, write_report: Any, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    monkeypatch.setattr("hegui.project.folder.write_whole", _raising(error))
    ran = hegui("audit", write_report(), "--out", "结果")
    assert ran.status == 3
    assert words in ran.err


def _raising(exception: BaseException) -> Any:
    def broken(*arguments: object) -> None:
        raise exception

    return broken


def test_a_file_is_no_folder_for_results(hegui: Any, write_report: Any) -> None:
    path = write_report()
    ran = hegui("audit", path, "--out", path)
    assert ran.status == 2
    assert "同名文件" in ran.err


@pytest.mark.parametrize(
    ("out", "words"),
    [("报告.html/结果", "报告.html 是文件，不是文件夹"), ("报告.html", "已有同名文件")],
)
def test_a_folder_that_cannot_be_is_told_before_anything_is_audited(
    hegui: Any, write_report: Any, out: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegui.project.project.Project.audit", None)  # it is not called
    ran = hegui("audit", write_report("报告.html"), "--out", out, "--format", "md")
    assert (ran.status, words in ran.err) == (2, True)


def test_a_folder_that_nothing_can_be_written_into_is_told_before_anything_is_audited(
    hegui: Any, write_report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegui.project.project.Project.audit", None)
    report = write_report("报告.html")
    monkeypatch.setattr("os.access", lambda place, mode: False)
    ran = hegui("audit", report, "--out", "结果", "--format", "md")
    assert (ran.status, "结果：没有写入的权限" in ran.err) == (2, True)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no file without end")
@pytest.mark.parametrize(
    "option",
    ["--roster", "--waivers", "--corrections", "--option docx.notice_template", "--option docx.bulletin_template"],
)
def test_a_list_or_template_without_end_is_refused(hegui: Any, write_report: Any, option: str) -> None:
    flag, _, key = option.partition(" ")
    given = f"{key}=/dev/zero" if key else "/dev/zero"
    ran = hegui("audit", write_report(), flag, given, "--format", "docx", "--out", "结果")
    assert (ran.status, "/dev/zero" in ran.err) == (2, True)
