"""A project folder: made once, audited without arguments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.project.settings import find_settings


def test_a_new_project_is_audited_without_arguments(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    assert hegui("init", "--province", "湖南省").status == 0
    write_report("报告/甲.html")
    (folder / "hegui.toml").write_text(
        (folder / "hegui.toml").read_text("utf-8").replace("# roster", "roster"), "utf-8"
    )
    with (folder / "名册.csv").open("a", encoding="utf-8") as roster:
        roster.write("临澧县公共事业监督管理局,,部门,,,,\n临澧县教育局,,部门,,,,\n")
    ran = hegui("audit")
    assert ran.status == 1  # the second unit of the roster has no report
    assert {path.name for path in (folder / "结果").iterdir()} >= {
        "audit.xlsx",
        "audit.json",
        "audit.html",
        "通报.docx",
    }


def test_every_setting_that_it_offers_is_one(hegui: Callable[..., Any], folder: Path) -> None:
    hegui("init", "甲", "--city", "怀化市")
    text = (folder / "甲" / "hegui.toml").read_text("utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines() if "=" in line or line.startswith(("[", "# ["))]
    (folder / "hegui.toml").write_text("\n".join(lines), "utf-8")
    found = find_settings(folder)
    assert found is not None
    assert found.given().keys() >= {"reports", "previous", "roster", "waivers", "history", "city", "out", "options"}


def test_what_is_there_is_not_touched(hegui: Callable[..., Any], folder: Path) -> None:
    (folder / "名册.csv").write_text("旧", "utf-8")
    assert hegui("init").status == 0
    assert (folder / "名册.csv").read_text("utf-8") == "旧"
    (folder / "hegui.toml").write_text("旧", "utf-8")
    assert hegui("init", ".").status == 2
    assert (folder / "hegui.toml").read_text("utf-8") == "旧"


@pytest.mark.parametrize("place", ['湖南"省', "湖南\n省", "a\\b"])
def test_a_place_that_would_spoil_the_file_is_refused(hegui: Callable[..., Any], folder: Path, place: str) -> None:
    assert hegui("init", "--province", place).status == 2
    assert not (folder / "hegui.toml").exists()


def test_a_report_picked_out_makes_no_other_unit_missing(
    hegui: Callable[..., Any], write_report: Callable[..., Path], folder: Path
) -> None:
    report = write_report("甲.html")
    (folder / "hegui.toml").write_text('roster = "名册.csv"\n', "utf-8")
    roster = folder / "名册.csv"
    roster.write_text("单位名称\n临澧县公共事业监督管理局\n临澧县教育局\n", "utf-8")
    assert hegui("audit", report).status == 0
    assert "临澧县教育局" in hegui("audit", report, "--roster", roster).out
