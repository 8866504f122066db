"""A run in a file: written a report a line, read again whatever its layout, and refused with the place of the fault."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hegui.errors import StoredError
from hegui.model.audit import Audit, Problem
from hegui.model.encoding import write_whole
from hegui.model.reports import Reports
from hegui.model.run import AuditRun, IdleWaivers, PastRun
from hegui.model.stored import read_run


@pytest.fixture
def run(make_run: Callable[..., AuditRun], make_audit: Callable[..., Audit], make_verdict: Any) -> AuditRun:
    return make_run(
        make_audit("甲局", make_verdict("a", "fail", "1"), total=80),
        make_audit("乙局", total=90),
        skipped=("照片.jpg",),
        errors=(Problem("plugin", "插件坏了", "x.py"),),
        waivers=IdleWaivers((), ()),
        history=(PastRun(label="去年", number=1, year=2023, median=85, units=2),),
    )


def _same(one: AuditRun, other: AuditRun) -> bool:
    return list(one.reports) == list(other.reports) and replace(one, reports=()) == replace(other, reports=())


def test_a_run_is_read_as_it_was_saved(run: AuditRun, tmp_path: Path) -> None:
    file = tmp_path / "audit.json"
    run.save(file)
    assert _same(read_run(file), run)
    again = tmp_path / "again.json"
    read_run(file).save(again)
    assert again.read_bytes() == file.read_bytes()


def test_a_report_is_a_line(run: AuditRun) -> None:
    lines = "".join(run.json()).splitlines()
    assert [json.loads(line.rstrip(","))["unit"]["name"] for line in lines if '"unit"' in line] == ["甲局", "乙局"]
    assert "".join(replace(run, reports=Reports.of(run.reports)).json()).splitlines() == lines


def test_any_other_layout_is_read_too(run: AuditRun, tmp_path: Path) -> None:
    file = tmp_path / "audit.json"
    data = json.loads("".join(run.json()))
    for text in (json.dumps(data), json.dumps(data, ensure_ascii=False, indent=2)):
        file.write_text(text, "utf-8-sig")
        assert _same(read_run(file), run)
    reports_last = {**{key: value for key, value in data.items() if key != "reports"}, "reports": data["reports"]}
    file.write_text(json.dumps(reports_last), "utf-8")
    assert _same(read_run(file), run)


def test_a_run_without_reports_is_one(make_run: Callable[..., AuditRun], tmp_path: Path) -> None:
    make_run().save(tmp_path / "audit.json")
    assert list(read_run(tmp_path / "audit.json").reports) == []


def test_what_a_terminal_would_obey_is_escaped(make_run: Any, make_audit: Any, tmp_path: Path) -> None:
    run = make_run(make_audit(path="a\u202eb\x9b\udcff.html"))
    text = "".join(run.json())
    assert not {"\u202e", "\x9b", "\udcff"} & set(text)
    run.save(tmp_path / "audit.json")
    assert _same(read_run(tmp_path / "audit.json"), run)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"schema":', '"shcema":', "（schema 处不符）"),
        ("hegui/audit/1", "hegui/audit/9", "（schema 处不符）"),
        ('"name": "乙局"', '"name": 7', "（reports[1].unit.name 处不符）"),
        ('"complete": true', '"complete": "yes"', "（complete 处不符）"),
        ('"skipped": [', '"skipped": [7,', "（skipped[0] 处不符）"),
        ("\n}\n", "", "不是完整的 JSON 文件"),
    ],
)
def test_what_is_no_run_is_told_with_its_place(run: AuditRun, tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "audit.json"
    text = "".join(run.json())
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(StoredError) as caught:
        read_run(file)
    assert words in str(caught.value)
    assert str(file) in str(caught.value)
    assert "hegui audit --format json" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"), [("{}", "schema 处不符"), ("[]", "全文 处不符"), ("{", "不是完整的"), ("", "不是完整的")]
)
def test_what_is_something_else_is_told(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, "utf-8")
    with pytest.raises(StoredError, match=words):
        read_run(file)
    with pytest.raises(StoredError, match="打不开"):
        read_run(tmp_path / "没有.json")


def test_a_half_written_file_is_not_left_behind(tmp_path: Path) -> None:
    place = tmp_path / "audit.json"
    place.write_text("旧", "utf-8")
    with pytest.raises(OSError, match="没有"):
        write_whole(tmp_path / "没有" / "audit.json", ["新".encode()])
    write_whole(place, [b"\xe6", b"\x96\xb0"])
    assert place.read_text("utf-8") == "新"
    assert [path.name for path in tmp_path.iterdir()] == ["audit.json"]


@pytest.mark.skipif(os.name != "posix", reason="别的系统不这样查进程")
def test_what_a_killed_run_left_half_written_goes_with_the_next(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    names = [f".{ended.pid}.json", f".{ended.pid}.html", f".{os.getppid()}.json", ".2024年.json", ".5.6.json"]
    for name in names:
        (tmp_path / name).touch()
    write_whole(tmp_path / "audit.json", [b"x"])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["audit.json", *names[1:]])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_told(run: AuditRun, tmp_path: Path, number: str) -> None:
    file = tmp_path / "audit.json"
    run.save(file)
    file.write_text(re.sub(r'("total": *)80(?:\.0)?', rf"\g<1>{number}", file.read_text("utf-8")), "utf-8")
    assert number in file.read_text("utf-8")
    with pytest.raises(StoredError, match="不是"):
        read_run(file)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no file without end")
def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(StoredError, match="/dev/zero：这不是普通文件"):
        read_run("/dev/zero")
