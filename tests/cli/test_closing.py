"""What a person sees of a run on the terminal: what it is at, what it came to, where it went."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from hegui.cli.closing import pictures_left
from hegui.cli.console import Progress, say
from hegui.project.project import Project

LATE = {"published": "2025-03-28"}
ROSTER = "单位名称,截止日期\n临澧县公共事业监督管理局,\n临澧县水务局,\n"


@pytest.fixture
def project(folder: Path, write_report: Any) -> Path:
    """A project with a late report, one that is none, and a unit that has not filed."""
    write_report("报告/甲.html", **LATE)
    Path("报告/乙.txt").write_text("关于召开会议的通知\n请各单位准时参加。\n", "utf-8")
    Path("报告/扫描件.jpg").write_bytes(b"\xff\xd8\xff")
    Path("名册.csv").write_text(ROSTER, "utf-8")
    Path("hegui.toml").write_text(
        'reports = ["报告"]\nroster = "名册.csv"\nout = "结果"\nformats = ["csv", "json"]\nhistory = "历史.db"\n',
        "utf-8",
    )
    return folder


def test_a_run_with_files_ends_with_what_it_came_to_and_where_it_went(hegui: Any, project: Path) -> None:
    ran = hegui("audit", "--label", "初审")
    assert (ran.status, ran.out) == (3, "")
    assert ran.err.splitlines()[-7:] == [
        "名册　2 个单位：已报送 1 个，未报送 1 个",
        "报告　2 份：已审查 1 份，其中逾期 1 份；未能审查 1 份",
        f"未审　{Path('报告/乙.txt')}：没有找到政府信息公开工作年度报告的标题、六个部分和统计表，可能不是年度报告，"
        "请核对文件。",
        "问题　错误 1 项，警告 0 项，提示 0 项；没有错误和警告的 0 份",
        f"写入　{Path('结果/audit.csv')}",
        f"　　　{Path('结果/audit.json')}",
        "历史　历史.db，编号 1（初审）",
    ]
    assert f"图片没有审查：{Path('报告/扫描件.jpg')}。如果是扫描的报告，请加 --ocr" in ran.err


def test_what_was_not_audited_is_named_with_the_reason_and_of_many_how_many(hegui: Any, folder: Path) -> None:
    Path("报告").mkdir()
    ran = hegui("audit", "报告", "--out", "结果", "--format", "json")
    assert "未审　报告：文件夹里没有可审查的报告" in ran.err
    for number in range(5):
        Path(f"报告/{number}.docx").write_bytes(b"PK")
    told = hegui("audit", "报告", "--out", "结果", "--format", "json").err.splitlines()
    first = next(at for at, line in enumerate(told) if line.startswith("未审　"))
    assert [line[:3] for line in told[first : first + 5]] == ["未审　", "　　　", "　　　", "　　　", "写入　"]
    assert told[first + 3] == "　　　另有 2 项，见结果文件"


def test_a_unit_with_several_reports_is_named(hegui: Any, write_report: Any) -> None:
    write_report("报告/甲.html")
    Path("报告/副本.html").write_bytes(Path("报告/甲.html").read_bytes())
    ran = hegui("audit", "报告", "--out", "结果", "--format", "json")
    assert "重复　临澧县公共事业监督管理局：2024 年度有 2 份报告" in ran.err


def test_many_files_of_a_folder_are_counted(hegui: Any, write_report: Any) -> None:
    for number in range(13):
        write_report(f"报告/{number}.html", unit=f"临澧县第{'一二三四五六七八九十甲乙丙'[number]}中心", **LATE)
    ran = hegui("audit", "报告", "--out", "结果", "--format", "docx", "--no-cache")
    assert f"写入　{Path('结果/整改通知书')}/（13 个文件）\n　　　{Path('结果/通报.docx')}\n" in ran.err


@pytest.mark.parametrize("arguments", [["--out", "-"], ["--format", "terminal"], ["--format", "终端"]])
def test_the_terminal_can_be_had_inside_a_project(hegui: Any, project: Path, arguments: list[str]) -> None:
    ran = hegui("audit", "报告/甲.html", *arguments)
    assert "临澧县公共事业监督管理局 2024 年政府信息公开工作年度报告" in ran.out
    assert not Path("结果").exists()
    assert "写入" not in ran.err


def test_what_the_settings_file_writes_can_go_to_standard_output(hegui: Any, project: Path) -> None:
    assert hegui("audit", "报告/甲.html", "--out", "-", "--format", "json").run.reports[0].unit.name is not None


def test_paths_that_are_named_keep_the_roster_and_say_so(hegui: Any, project: Path) -> None:
    ran = hegui("audit", "报告/甲.html")
    assert "采用名册 名册.csv；只审查所写的报告，不查漏报" in ran.err
    assert "未报送" not in ran.err
    whole = hegui("audit", "报告")
    assert "采用名册" not in whole.err
    assert "未报送 1 个" in whole.err


def test_the_files_of_a_folder_stand_in_its_table(hegui: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    write = Path("报告/甲.html").read_bytes()
    Path("报告/丙.html").write_bytes(write)
    table = hegui("audit", "报告", "--out", "-").out.splitlines()
    assert table[0].split()[-1] == "文件"
    assert {line.split()[-1] for line in table[2:4]} == {"甲.html", "丙.html"}


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("docx.ofice=某办", "docx 格式没有设置“ofice”，最接近的是“office”"),
        ("docx.due=昨天", "昨天"),
        ("docx.notice_template=没有.docx", "没有.docx 打不开"),
        ("html.titel=甲", "html 格式没有设置“titel”，最接近的是“title”"),
        ("csv.office=甲", "csv 格式没有设置“office”"),
    ],
)
def test_options_are_checked_before_anything_is_audited(
    hegui: Any, project: Path, monkeypatch: pytest.MonkeyPatch, option: str, words: str
) -> None:
    monkeypatch.setattr("hegui.project.project.find_targets", None)
    ran = hegui("audit", "--option", option, "--format", option.partition(".")[0])
    assert (ran.status, words in ran.err) == (2, True)


def test_pictures_beside_a_saved_page_are_not_named() -> None:
    assert pictures_left(["甲.files/a.png", "乙_files/b.jpg", "说明.md"]) == ""
    assert pictures_left(["a.png", "b.JPG", "c.tif", "d.bmp"]).startswith("图片没有审查：a.png、b.JPG、c.tif 等 4 个。")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_says_what_it_is_at_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress() as progress:
        progress.stage("正在审查上一年度的报告（2023）")
        progress(4, 4, "d.html")
        say("一句话")
        progress.stage("正在写出 docx")
    shown = terminal.getvalue()
    assert "正在审查上一年度的报告（2023） 4/4\r\x1b[K一句话\n" in shown
    assert shown.endswith("正在写出 docx\r\x1b[K")


def test_an_audit_tells_of_its_stages(write_report: Any) -> None:
    told: list[str] = []
    write_report("2024/甲.html")
    write_report("2023/甲.html", year=2023)
    Project(previous=["2023"], cache=False).audit("2024", stage=told.append)
    assert told == ["正在审查上一年度的报告（2023）", "正在审查本年度的报告（2024）", "正在比较各份报告"]
    told.clear()
    Project(cache=False).audit("2024", stage=told.append)
    assert told == ["正在审查"]


def test_formats_and_schemes_have_chinese_names(hegui: Any, write_report: Any) -> None:
    ran = hegui("audit", write_report(), "--out", "结果", "--format", "工作簿，网页、Markdown", "--scheme", "十分制")
    assert ran.status == 0
    assert {path.name for path in Path("结果").glob("audit.*")} == {"audit.xlsx", "audit.html", "audit.md"}
    assert "最接近的是“网页”" in hegui("audit", "a", "--format", "网叶").err
    assert "最接近的是“百分制”" in hegui("audit", "a", "--scheme", "百分至").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audi"], "hegui：没有命令 audi，最接近的是“audit”"),
        (["rules", "lst"], "hegui rules：没有命令 lst，最接近的是“list”"),
        (["audit", "a", "--formt=json"], "hegui audit：不认识的参数：--formt=json，最接近的是 --format。"),
        (["--verson"], "最接近的是 --version"),
        (["compare", "a", "b", "c"], "不认识的参数：c。"),
    ],
)
def test_what_was_mistyped_is_told_with_what_was_meant(hegui: Any, arguments: list[str], words: str) -> None:
    ran = hegui(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err


def test_a_decision_on_what_no_audit_has_seen_is_refused(hegui: Any, project: Path) -> None:
    hegui("audit")
    fault = hegui("audit", "报告/甲.html", "--out", "-", "--format", "json").run.reports[0]
    seen = next(finding.fingerprint for verdict in fault.verdicts for finding in verdict.findings)
    decide = ("dismissed", "--reason", "核实", "--by", "李四")
    ran = hegui("history", "decide", "0123456789abcdef", *decide)
    assert (ran.status, "没有指纹为 0123456789abcdef 的问题，没有登记" in ran.err) == (2, True)
    assert hegui("history", "decide", seen, *decide).status == 0
    assert [one["fingerprint"] for one in hegui("history", "decisions", "--format", "json").data] == [seen]


def test_times_are_told_plainly(hegui: Any, project: Path) -> None:
    hegui("audit")
    (line,) = hegui("history", "list").out.splitlines()[2:]
    day, clock = line.split()[1:3]
    assert [len(part) for part in (*day.split("-"), *clock.split(":"))] == [4, 2, 2, 2, 2]
