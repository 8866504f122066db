"""`hegui packs`: packs that a project holds, and how they get there."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from hegui.cli import main

RULE = """\
id: somewhere-hotline
title: 写明服务热线
basis: {document: 某州通知}
severity: warning
check: pattern
scope: 一
require: [{pattern: 热线, says: 没有写明热线}]
message: "{说明}"
advice: 请写明。
cases:
  - fail: {}
  - pass: {append: {一: 服务热线12345。}}
"""


def _pack(
    folder: Path, name: str = "somewhere", extends: str = "national", version: str = "1", rule: str = RULE
) -> Path:
    category = folder / "rules" / "statements"
    category.mkdir(parents=True, exist_ok=True)
    manifest = f'name: {name}\ntitle: {name} 规则包\nversion: "{version}"\nextends: [{extends}]\n'
    (folder / "pack.yaml").write_text(manifest, "utf-8")
    (category / f"{name}-hotline.yaml").write_text(rule.replace("somewhere", name), "utf-8")
    return folder


def _zip(folder: Path, archive: Path) -> Path:
    with ZipFile(archive, "w") as made:
        for file in sorted(folder.rglob("*.*")):
            made.write(file, f"{folder.name}/{file.relative_to(folder).as_posix()}")
    return archive


@pytest.fixture
def project(folder: Path) -> Path:
    (folder / "hegui.toml").write_text("", "utf-8")
    return folder


@pytest.fixture
def website(project: Path) -> Iterator[str]:
    """A web site on this machine that serves the folder 网站."""
    (project / "网站").mkdir()
    serving = partial(SimpleHTTPRequestHandler, directory=str(project / "网站"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), serving)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _ids(hegui: Any, *arguments: object) -> set[str]:
    return {rule["id"] for rule in hegui("rules", "list", "--format", "json", *arguments).data}


def test_a_pack_is_added_used_listed_and_removed(hegui: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _pack(project / "来源")
    (source / "README.md").write_text("# 说明\n", "utf-8")
    (source / "旁注.txt").write_text("不收\n", "utf-8")
    assert "somewhere-hotline" not in _ids(hegui)
    ran = hegui("packs", "add", "来源")
    assert ran.status == 0, ran.err
    assert "已收入规则包“somewhere 规则包”（somewhere 1）" in ran.out
    copy = project / "规则包" / "somewhere"
    assert {file.name for file in copy.rglob("*.*")} == {"pack.yaml", "somewhere-hotline.yaml", "README.md"}
    shutil.rmtree(source)
    inside = project / "一" / "二"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert "somewhere-hotline" in _ids(hegui), "also from a folder below, and without its source"
    (row,) = hegui("packs", "list", "--format", "json").data
    assert (row["name"], row["version"], row["source"], row["unchanged"]) == ("somewhere", "1", "来源", True)
    assert row["sha256"] in ran.out
    assert hegui("packs", "remove", "somewhere").status == 0
    assert not copy.exists()
    assert "somewhere-hotline" not in _ids(hegui)
    assert hegui("packs", "list", "--format", "json").data == []


def test_reports_are_audited_by_it_in_children_too(hegui: Any, project: Path, write_report: Any) -> None:
    _pack(project / "来源")
    assert hegui("packs", "add", "来源").status == 0
    for name in ("甲", "乙"):
        write_report(f"报告/{name}.html", unit=f"{name}市城乡事务局")
    run = hegui("audit", "报告", "--processes", "2", "--no-cache", "--format", "json").run
    assert run.complete
    verdicts = [verdict for one in run.reports for verdict in one.verdicts if verdict.rule == "somewhere-hotline"]
    assert [verdict.result for verdict in verdicts] == ["fail", "fail"]


def test_a_folder_that_the_user_names_takes_its_place(hegui: Any, project: Path) -> None:
    _pack(project / "来源")
    other = _pack(project / "另一份", rule=RULE.replace("title: 写明服务热线", "title: 写明电话"))
    assert hegui("packs", "add", "来源").status == 0
    rules = hegui("rules", "list", "--rules", other, "--format", "json").data
    assert [rule["title"] for rule in rules if rule["id"] == "somewhere-hotline"] == ["写明电话"]


def test_a_copy_that_was_edited_is_told_and_used_as_it_is(hegui: Any, project: Path) -> None:
    _pack(project / "来源")
    assert hegui("packs", "add", "来源").status == 0
    rule = project / "规则包/somewhere/rules/statements/somewhere-hotline.yaml"
    rule.write_text(RULE.replace("title: 写明服务热线", "title: 写明电话"), "utf-8")
    ran = hegui("rules", "list", "--format", "json")
    assert "规则包“somewhere”" in ran.err
    assert "与登记的不一致，可能有人改动过" in ran.err
    assert "写明电话" in ran.out
    listed = hegui("packs", "list")
    assert listed.status == 1
    assert "与登记的不一致" in listed.out


def test_an_update_says_what_changes_and_waits_for_a_yes(hegui: Any, project: Path, write_report: Any) -> None:
    source = _pack(project / "来源")
    assert hegui("packs", "add", "来源").status == 0
    assert "没有变化" in hegui("packs", "update").out
    _pack(source, version="2", rule=RULE.replace("severity: warning", "severity: error"))
    write_report("甲.html")
    asked = hegui("packs", "update", "somewhere", "--on", "甲.html")
    assert asked.status == 1, asked.err
    assert "规则包“somewhere”：1 → 2" in asked.out
    assert "级别：warning → error" in asked.out
    assert "说法改变 1 处" in asked.out
    assert "确要更新的，请加 --yes" in asked.out
    (row,) = hegui("packs", "list", "--format", "json").data
    assert row["version"] == "1"
    assert hegui("packs", "update", "--yes").status == 0
    (row,) = hegui("packs", "list", "--format", "json").data
    assert (row["version"], row["unchanged"]) == ("2", True)


def test_an_update_tells_of_edits_that_it_undoes_and_brings_back_what_is_gone(hegui: Any, project: Path) -> None:
    _pack(project / "来源")
    assert hegui("packs", "add", "来源").status == 0
    copy = project / "规则包" / "somewhere"
    (copy / "parameters.yaml").write_text("some_limit: 3\n", "utf-8")
    ran = hegui("packs", "update", "--yes")
    assert ran.status == 0, ran.err
    assert "更新会丢掉这些改动" in ran.err
    assert not (copy / "parameters.yaml").exists()
    shutil.rmtree(copy)
    gone = hegui("rules", "list")
    assert gone.status == 2
    assert "登记的规则包不在了" in gone.err
    assert hegui("packs", "update", "--yes").status == 0
    assert "somewhere-hotline" in _ids(hegui)


def test_a_zip_with_a_province_and_its_city(hegui: Any, project: Path) -> None:
    both = project / "全省"
    _pack(both / "province", "province")
    _pack(both / "city", "city", "province")
    assert hegui("packs", "add", _zip(both, project / "全省.zip")).status == 0
    assert {"province-hotline", "city-hotline"} <= _ids(hegui)
    ran = hegui("packs", "remove", "province")
    assert ran.status == 2
    assert "“city”依托“province”" in ran.err


def test_an_address(hegui: Any, project: Path, website: str) -> None:
    _zip(_pack(project / "来源"), project / "网站" / "pack.zip")
    address = f"{website}/pack.zip"
    refused = hegui("packs", "add", address)
    assert refused.status == 3
    assert "内部网络" in refused.err
    assert hegui("packs", "add", address, "--allow-private").status == 0
    (row,) = hegui("packs", "list", "--format", "json").data
    assert row["source"] == address
    assert "没有变化" in hegui("packs", "update", "--allow-private").out
    missing = hegui("packs", "add", f"{website}/none.zip", "--allow-private")
    assert missing.status == 3
    assert "网页不存在" in missing.err


def test_code_is_neither_taken_nor_run(hegui: Any, project: Path) -> None:
    source = _pack(project / "来源")
    (source / "__init__.py").write_text("raise SystemExit(7)\n", "utf-8")
    ran = hegui("packs", "add", "来源")
    assert ran.status == 0
    assert "Python 代码没有收入" in ran.err
    assert not (project / "规则包/somewhere/__init__.py").exists()


def test_nothing_is_left_of_a_faulty_pack(hegui: Any, project: Path) -> None:
    _pack(project / "来源", rule=RULE.replace("severity: warning", "severity: grave"))
    ran = hegui("packs", "add", "来源")
    assert ran.status == 2
    assert "severity" in ran.err
    assert not (project / "规则包").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "没有"], "没有：没有这个文件夹或压缩包"),
        (["add", "空"], "空：其中没有规则包"),
        (["add", "来源"], "规则包“somewhere”已经收入；更新请用 hegui packs update somewhere"),
        (["update", "somewher"], "最接近的是“somewhere”"),
        (["remove", "elsewhere"], "elsewhere：项目没有收入这个规则包"),
    ],
)
def test_what_it_refuses(hegui: Any, project: Path, arguments: list[str], message: str) -> None:
    _pack(project / "来源")
    (project / "空").mkdir()
    assert main(["packs", "add", "来源"]) == 0
    ran = hegui("packs", *arguments)
    assert ran.status == 2
    assert message in ran.err


def test_outside_a_project(hegui: Any, folder: Path) -> None:
    ran = hegui("packs", "list")
    assert ran.status == 2
    assert "请先用 hegui init 新建" in ran.err


def test_a_register_that_cannot_be_read(hegui: Any, project: Path) -> None:
    (project / "规则包").mkdir()
    (project / "规则包/登记.json").write_text(json.dumps([{"name": 1}]), "utf-8")
    ran = hegui("rules", "list")
    assert ran.status == 2
    assert "规则包的登记读不出" in ran.err
