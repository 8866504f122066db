"""`hegui plugins new`: what it makes works at once, for whatever province; what it refuses, and in which words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hegui.bundled import template
from hegui.cli import main
from hegui.plugins.host import Host
from hegui.rules.ruleset import load_ruleset
from hegui.testing.cases import run_cases


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("province", ["陕西省", "内蒙古自治区", "重庆市"])
def test_a_new_plugin_loads_and_proves_itself(province: str) -> None:
    assert main(["plugins", "new", "somewhere", "--province", province]) == 0
    package = Path("somewhere/hegui_somewhere").resolve()
    ruleset = load_ruleset(Host.load([package]), thorough=True)
    assert [fault for fault in ruleset.faults if fault.path.is_relative_to(package)] == []
    (pack,) = (pack for pack in ruleset.packs if pack.name == "somewhere")
    assert (pack.title, pack.applies.provinces) == (f"{province}规则包", (province,))
    rules = [compiled.rule.id for compiled in ruleset.rules if compiled.rule.source.pack == "somewhere"]
    assert len(rules) >= 3
    assert all(rule.startswith("somewhere-") for rule in rules)
    assert [result for result in run_cases(ruleset, rules) if not result.ok] == []


def test_its_own_tests_pass() -> None:
    assert main(["plugins", "new", "shaanxi", "--province", "陕西省"]) == 0
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd="shaanxi",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    (passed,) = re.findall(r"(\d+) passed", ran.stdout)
    assert int(passed) > 20, "each case of its rules, and its tests"


def test_every_name_is_replaced(folder: Path) -> None:
    assert main(["plugins", "new", "shaanxi", "--title", "秦省规则包", "--province", "陕西省", "--into", "packs"]) == 0
    made = {file.relative_to(folder / "packs" / "shaanxi").as_posix(): file for file in folder.glob("packs/**/*.*")}
    files = {name: file.read_text("utf-8") for name, file in made.items() if file.is_file()}
    assert {"pyproject.toml", "README.md", "hegui_shaanxi/pack.yaml", "tests/test_shaanxi.py"} <= files.keys()
    own = {name: text for name, text in files.items() if ".schemas/" not in name}
    assert [name for name, text in own.items() if re.search("example|样板|湖南", name + text)] == []
    assert "title: 秦省规则包" in files["hegui_shaanxi/pack.yaml"]
    assert 'shaanxi = "hegui_shaanxi"' in files["pyproject.toml"]


def test_it_tells_the_next_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "new", "shaanxi"]) == 0
    told = capsys.readouterr().out
    for command in ("hegui rules lint --plugin", "hegui rules test shaanxi --plugin", "pip install ./shaanxi"):
        assert command in told
    assert "没有写 --province" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["taken"], "taken：已经有了，不会覆盖"),
        (["Shaanxi"], "名称“Shaanxi”不能用：应为小写英文字母和数字"),
        (["../up"], "名称“../up”不能用"),
        (["hunan"], "已经有名为“hunan”的规则包"),
        (["example"], "已经有名为“example”的规则包"),
        (["x", "--province", "陕西"], "没有名为“陕西”的省、自治区、直辖市，最接近的是“陕西省”"),
        (["x", "--title", 'a": b'], '标题“a": b”不能用'),
    ],
)
def test_what_it_refuses(arguments: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "taken").mkdir()
    assert main(["plugins", "new", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["taken"]


def test_the_template_is_found_in_a_wheel_and_in_a_checkout(tmp_path: Path) -> None:
    wheel = tmp_path / "site-packages" / "hegui" / "bundled"
    (wheel / "example").mkdir(parents=True)
    assert template(wheel) == wheel / "example"
    assert template(tmp_path / "root" / "engine" / "hegui" / "bundled") == tmp_path / "root" / "plugins" / "example"
