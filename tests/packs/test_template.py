"""`hegui plugins new`: what it makes works at once, for whatever province; what it refuses, and in which words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hegui.bundled import template
from hegui.cli import main
from hegui.project.host import Host
from hegui.proving.cases import run_cases
from hegui.rules.assembly import load_ruleset

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("province", ["陕西省", "内蒙古自治区", "重庆市"])
def test_a_new_plugin_loads_and_proves_itself(province: str) -> None:
    assert main(["plugins", "new", "somewhere", "--province", province]) == 0
    package = Path("somewhere/hegui_somewhere").resolve()
    ruleset = load_ruleset(Host.load([package]))
    assert [fault for fault in ruleset.mistakes if fault.path.is_relative_to(package)] == []
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


@pytest.mark.parametrize(
    ("city", "province", "parent"),
    [
        ("西安市", "陕西省", "national"),
        ("湘西土家族苗族自治州", "湖南省", "hunan"),
        ("武威市", "甘肃省", "gansu"),
    ],
)
def test_a_new_city_lies_within_its_province(city: str, province: str, parent: str) -> None:
    assert main(["plugins", "new", "somewhere", "--city", city]) == 0
    package = Path("somewhere/hegui_somewhere").resolve()
    ruleset = load_ruleset(Host.load([package]))
    assert [fault for fault in ruleset.mistakes if fault.path.is_relative_to(package)] == []
    (pack,) = (pack for pack in ruleset.packs if pack.name == "somewhere")
    assert (pack.title, pack.applies.cities, pack.extends) == (f"{city}规则包", (city,), (parent,))
    rules = [rule.id for rule in ruleset.all_rules if rule.source.pack == "somewhere"]
    assert len(rules) >= 3
    assert [result for result in run_cases(ruleset, rules) if not result.ok] == []
    written = [file.read_text("utf-8") for file in Path("somewhere").rglob("*.*") if file.suffix in (".yaml", ".md")]
    assert not any("本省" in text or "某省" in text for text in written)


@pytest.mark.long
@pytest.mark.parametrize(
    "options",
    [["--corpus-check"], ["--renderer"], ["--corpus-check", "--renderer", "--city", "西安市"]],
    ids=" ".join,
)
def test_its_own_tests_pass_with_every_part(options: list[str]) -> None:
    assert main(["plugins", "new", "shaanxi", *options]) == 0
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd="shaanxi",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    (passed,) = re.findall(r"(\d+) passed", ran.stdout)
    package = Path("shaanxi/hegui_shaanxi").resolve()
    loaded = Host.load([package])
    assert ("shaanxi-share" in loaded.checks) is ("--corpus-check" in options)
    assert ("shaanxi-notes" in loaded.renderers) is ("--renderer" in options)
    assert (package / "share.py").exists() is ("--corpus-check" in options)
    assert (package / "notes.py").exists() is ("--renderer" in options)
    assert [file for file in Path("shaanxi").rglob("*.*") if file.is_file() and "可选" in file.read_text("utf-8")] == []
    assert load_ruleset(loaded).mistakes == ()
    assert int(passed) > 20


def test_every_name_is_replaced(folder: Path) -> None:
    assert main(["plugins", "new", "shaanxi", "--title", "秦省规则包", "--province", "陕西省", "--into", "packs"]) == 0
    made = {file.relative_to(folder / "packs" / "shaanxi").as_posix(): file for file in folder.glob("packs/**/*.*")}
    written = {name: file for name, file in made.items() if file.is_file() and file.suffix != ".pyc"}
    files = {name: file.read_text("utf-8") for name, file in written.items()}
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
        (["x", "--city", "某某市"], "没有这个市、州、盟、地区"),
        (["x", "--city", "西安市", "--province", "湖南省"], "西安市属于陕西省，不属于湖南省"),
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
