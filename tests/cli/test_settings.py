"""The settings file: found, strictly read, and overruled by the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from hegui.errors import UsageError
from hegui.project.settings import find_settings

UNBALANCED = {"table3.自然人.本年新收": 99}


def write(path: str, text: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_an_audit_without_paths_is_of_the_reports_that_the_settings_name(hegui: Any, write_report: Any) -> None:
    write_report("报告/甲.html", set=UNBALANCED)
    assert hegui("audit").status == 2
    write("hegui.toml", 'reports = ["报告"]\nfail_on = "info"\nformats = ["json"]\nscheme = "ten-point"\n')
    ran = hegui("audit", "--no-timestamp")
    (report,) = ran.data["reports"]
    assert (report["source"]["path"], report["score"]["scheme"], ran.status) == ("报告/甲.html", "ten-point", 1)
    given = hegui("audit", "报告/甲.html", "--format", "json", "--scheme", "default")
    assert given.data["reports"][0]["score"]["scheme"] == "default", "the command line wins"


def test_it_is_looked_for_upwards_and_its_paths_are_relative_to_it(
    hegui: Any, write_report: Any, write_pack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report("甲.html")
    write_pack()
    write("hegui.toml", 'reports = ["甲.html"]\nrules = ["pack"]\nformats = ["json"]\n')
    Path("一/二").mkdir(parents=True)
    monkeypatch.chdir("一/二")
    ran = hegui("audit")
    assert [pack["name"] for pack in ran.data["ruleset"]["packs"]][-1] == "local"
    assert ran.data["reports"][0]["source"]["path"] == str(Path("../../甲.html"))


def test_it_may_stand_in_a_pyproject(hegui: Any, write_report: Any) -> None:
    write_report("甲.html")
    write("pyproject.toml", '[project]\nname = "x"\n[tool.hegui]\nreports = ["甲.html"]\nformats = ["json"]\n')
    assert hegui("audit").data["reports"][0]["source"]["path"] == "甲.html"
    write("hegui.toml", 'reports = ["乙.html"]\nformats = ["json"]\n')
    assert hegui("audit").data["reports"][0]["source"]["path"] == "乙.html", "a file of its own is nearer"


def test_a_pyproject_of_others_is_passed_over(folder: Path) -> None:
    write("hegui.toml", 'scheme = "x"\n')
    write("其中/pyproject.toml", "[tool.other]\nx = 1\n")
    found = find_settings(folder / "其中")
    assert found is not None
    assert found.given() == {"scheme": "x"}
    assert find_settings(folder.parent) is None


def test_nothing_is_loaded_that_it_does_not_name(hegui: Any, write_pack: Any) -> None:
    write_pack()
    write("plugin.py", "1 / 0\n")
    write("hegui.toml", 'province = "湖南省"\n')
    ran = hegui("plugins", "--format", "json")
    assert not {"pack", "plugin"} & {row["name"] for row in ran.data}
    write("hegui.toml", 'rules = ["pack"]\nplugins = ["plugin.py"]\n')
    ran = hegui("plugins", "--format", "json")
    rows = {row["name"]: row for row in ran.data}
    assert rows["pack"]["rules"] == {"local": 1}
    assert "ZeroDivisionError" in rows["plugin"]["errors"][0]


def test_options_of_output_formats(folder: Path) -> None:
    write("hegui.toml", 'history = "postgresql://db/x"\n[options.docx]\noffice = "某办"\ncover = true\n')
    found = find_settings(folder)
    assert found is not None
    assert found.given() == {
        "history": "postgresql://db/x",
        "options": [("docx", "office", "某办"), ("docx", "cover", "true")],
    }


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('roster = "r.csv"\nreport = ["a"]\n', ":2:1", "不认识的设置“report”，最接近的是“reports”；请改正或删去。"),
        ("[rule]\nx = 1\n", ":1:1", "不认识的设置“rule”，最接近的是“rules”；请改正或删去。"),
        ('reports = "a"\n', ":1:1", '“reports”应为文字的列表，如 reports = ["…"]；请改正。'),
        ("reports = []\n", ":1:1", "“reports”应为文字的列表"),
        ("packs = [1]\n", ":1:1", "“packs”应为文字的列表"),
        ("province = 43\n", ":1:1", '“province”应为文字，如 province = "…"；请改正。'),
        ('out = ""\n', ":1:1", "“out”应为文字"),
        ('fail_on = "eror"\n', ":1:1", "“fail_on”不能是“eror”，最接近的是“error”；请改正。"),
        ("processes = 0\n", ":1:1", "“processes”应为不小于 1 的整数；请改正。"),
        ("processes = true\n", ":1:1", "“processes”应为不小于 1 的整数；请改正。"),
        ("options = 1\n", ":1:1", "“options”应按输出格式分写"),
        ("options.docx = 1\n", ":1:1", "“options”应按输出格式分写"),
        ('out = "D:\\用户\\结果"\n', ":1", "双引号中的“\\”另有用途，路径请改用“/”"),
        ('reports = ["报告\\2024"]\n', ":1", "双引号中的“\\”另有用途"),
        ('reports = ["报告\\new"]\n', ":1", "双引号中的“\\”另有用途"),
        ('scheme = "x\n', ":1", "不合 TOML 语法，请检查引号、括号和等号。"),
        ('scheme = "x"\nscheme = "y"\n', ":2", "不合 TOML 语法"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder: Path, text: str, place: str, message: str) -> None:
    write("hegui.toml", text)
    with pytest.raises(UsageError) as stopped:
        find_settings(folder)
    first = str(stopped.value).splitlines()[0]
    assert first.startswith(f"hegui.toml{place}")
    assert message in first


def test_another_encoding_is_told(folder: Path) -> None:
    Path("hegui.toml").write_bytes('province = "湖南省"\n'.encode("gbk"))
    with pytest.raises(UsageError, match=r"hegui\.toml：不是 UTF-8 编码.*编码选“UTF-8”"):
        find_settings(folder)


@pytest.mark.skipif(os.sep != "/", reason="是 Windows 的写法")
def test_paths_as_windows_writes_them(folder: Path) -> None:
    write("其中/hegui.toml", "roster = '表\\名册.csv'\n")
    found = find_settings(folder / "其中")
    assert found is not None
    assert found.roster == "其中/表/名册.csv"


def test_a_mistake_in_a_pyproject_is_found_in_its_table(folder: Path) -> None:
    write("pyproject.toml", "[tool.hegui]\n\n[tool.hegui.optoins.docx]\nx = 1\n")
    with pytest.raises(UsageError, match=r"pyproject\.toml:3:1：不认识的设置“optoins”，最接近的是“options”"):
        find_settings(folder)


def test_a_faulty_settings_file_ends_2_but_keeps_nobody_from_the_version(hegui: Any, folder: Path) -> None:
    write("hegui.toml", "x = 1\n")
    ran = hegui("audit", "a.html")
    assert (ran.status, "不认识的设置“x”" in ran.err) == (2, True)
    assert hegui("--version").status == 0
    assert hegui("audit", "--help").status == 0


def audited(hegui: Any, *arguments: object) -> Any:
    return hegui("audit", *arguments, "--format", "json", "--no-timestamp").data


def test_the_province_of_units_that_do_not_tell_it(hegui: Any, write_report: Any) -> None:
    unknown = write_report("甲.html", unit="清水河林场管理局", organ="清水河林场管理局")
    known = write_report("乙.html", unit="南阳市财政局", organ="南阳市财政局")
    record = audited(hegui, unknown, known, "--city", "怀化")
    places = [(row["unit"]["province"], row["unit"]["city"]) for row in record["reports"]]
    assert places == [("湖南省", "怀化市"), ("河南省", "南阳市")]
    notes = [[note for note in row["notes"] if "所在地" in note] for row in record["reports"]]
    assert notes == [["单位名称没有写明所在地，按指定的“湖南省怀化市”处理。"], []]
    assert audited(hegui, unknown)["reports"][0]["unit"]["province"] is None


def test_the_province_tells_districts_of_one_name_apart(hegui: Any, write_report: Any) -> None:
    path = write_report(unit="鼓楼区人民政府", organ="鼓楼区人民政府")
    unit = audited(hegui, path, "--province", "河南")["reports"][0]["unit"]
    assert (unit["province"], unit["city"], unit["county"]) == ("河南省", "开封市", "鼓楼区")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--province", "湖难省"], "--province 湖难省：没有这个省、自治区、直辖市，最接近的是“湖南省”。"),
        (["--city", "怀化州"], "--city 怀化州：没有这个市、州、盟、地区，最接近的是“怀化”。"),
        (["--province", "河南省", "--city", "怀化市"], "--city 怀化市：怀化市属于湖南省，不属于河南省，请改正。"),
        (["--pack", "hunam"], "--pack hunam：没有这个规则包，最接近的是“hunan”。"),
    ],
)
def test_a_place_or_pack_that_there_is_not(hegui: Any, write_report: Any, arguments: list[str], message: str) -> None:
    ran = hegui("audit", write_report(), *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_packs_may_be_narrowed(hegui: Any, write_report: Any) -> None:
    def packs(*arguments: str) -> list[str]:
        return [pack["name"] for pack in audited(hegui, path, *arguments)["ruleset"]["packs"]]

    path = write_report()
    assert {"national", "hunan", "henan"} <= set(packs())
    assert packs("--pack", "hunan") == ["national", "hunan"]
    assert packs("--pack", "hunan", "--pack", "henan") == ["national", "henan", "hunan"]
    write("hegui.toml", 'packs = ["henan"]\n')
    assert packs() == ["national", "henan"]
    assert packs("--pack", "hunan") == ["national", "hunan"], "the command line wins"
