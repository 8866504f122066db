from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from hegui.bundled import bundled_packs
from hegui.plugin import hookimpl
from hegui.project import host as host_module
from hegui.project.host import Host, PluginRow
from hegui.rules.assembly import load_ruleset
from hegui.rules.check import PASSED, Check

OWN = Check("own", "自带", lambda rule, context: lambda report, parameters: PASSED, {})

CHECK = """\
from hegui.plugin import hookimpl
from hegui.rules.check import Check

@hookimpl
def hegui_checks():
    return [Check("{name}", "某种", lambda rule, context: None, {{}})]
"""

PACKS = """\
from pathlib import Path
from hegui.plugin import hookimpl

@hookimpl
def hegui_packs():
    return [Path(__file__).parent]
"""


@pytest.fixture(autouse=True)
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Only one check and the packs put into this mapping come with hegui."""
    own = ModuleType("hegui.checks")
    own.hegui_checks = hookimpl(lambda: [OWN])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "hegui.checks", own)
    packs: dict[str, Path] = {}
    monkeypatch.setattr(host_module, "bundled_packs", lambda: packs)
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "cache"))
    return packs


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def write_pack(folder: Path, name: str, code: str | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(f'name: {name}\ntitle: 标题\nversion: "1"\n', "utf-8")
    if code is not None:
        (folder / "__init__.py").write_text(code, "utf-8")
    return folder


def write_file(folder: Path, name: str, code: str) -> Path:
    file = folder / name
    file.write_text(code, "utf-8")
    return file


def install(site: Path, distribution: str, version: str, entry_points: Mapping[str, str]) -> None:
    info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
    lines = "".join(f"{name} = {value}\n" for name, value in entry_points.items())
    (info / "entry_points.txt").write_text(f"[hegui]\n{lines}")


def row(host: Host, name: str) -> PluginRow:
    return next(row for row in host.plugins() if row.name == name)


def test_own_checks_and_packs_come_through_the_same_hooks(tmp_path: Path, bundled: dict[str, Path]) -> None:
    bundled["national"] = write_pack(tmp_path / "ruleset", "national")
    host = Host.load()
    assert host.problems == []
    assert list(host.checks) == ["own"]
    assert [pack.path for pack in host.packs] == [tmp_path / "ruleset"]
    assert (row(host, "checks").hooks, row(host, "checks").checks) == (["hegui_checks"], ["own"])
    assert (row(host, "national").hooks, row(host, "national").packs) == (["hegui_packs"], ["national"])
    assert {row.origin for row in host.plugins()} == {"内置"}


def test_a_bundled_pack_with_code_is_a_plugin_like_any_other(tmp_path: Path, bundled: dict[str, Path]) -> None:
    bundled["somewhere"] = write_pack(tmp_path / "hegui_somewhere", "somewhere", PACKS + CHECK.format(name="mine"))
    host = Host.load()
    assert host.problems == []
    assert row(host, "somewhere").hooks == ["hegui_packs", "hegui_checks"]
    assert host.checks.keys() == {"own", "mine"}
    assert sys.modules["hegui.bundled.somewhere"].__name__ == "hegui.bundled.somewhere"


def test_a_file_and_a_folder_named_by_the_user(tmp_path: Path) -> None:
    file = write_file(tmp_path, "mine.py", CHECK.format(name="mine"))
    host = Host.load([file], [write_pack(tmp_path / "pack", "local")])
    assert host.problems == []
    assert host.checks.keys() == {"own", "mine"}
    assert [pack.path.name for pack in host.packs] == ["pack"]
    assert [row.origin for row in host.plugins()] == ["内置", "内置", "指定", "指定"]


def test_code_in_a_folder_named_by_the_user_is_not_run(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", "local", "raise SystemExit(7)")
    host = Host.load(pack_dirs=[folder])
    assert host.problems == []
    assert [pack.path for pack in host.packs] == [folder]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import no_such_module_anywhere", "无法载入（ModuleNotFoundError："),
        ("x = (", "无法载入（SyntaxError："),
        ("1 / 0", "无法载入（ZeroDivisionError：division by zero，在 {file} 第 1 行）"),
        ("raise SystemExit(3)", "无法载入（SystemExit：3"),
        ("x = 1", "没有登记任何内容：插件应实现钩子 hegui_packs、hegui_checks、hegui_renderers 中的至少一个。"),
        (
            CHECK.replace("def hegui_checks", "def hegui_check"),
            "没有名为“hegui_check”的钩子，最接近的是“hegui_checks”；请改正。",
        ),
        (CHECK.replace("@hookimpl\n", ""), "“hegui_checks”没有加上 @hookimpl，不会被调用"),
        (CHECK.replace("checks()", "checks(config)"), "钩子“hegui_checks”不接收参数，这里却写了 config；请去掉。"),
        (
            CHECK.replace("return", "1 / 0; return"),
            "钩子“hegui_checks”运行时出错（ZeroDivisionError：division by zero，在 {file} 第 6 行）",
        ),
        (CHECK.replace("return", "return 5 or"), "钩子“hegui_checks”运行时出错（TypeError："),
        (CHECK.replace("return", "None #"), "钩子“hegui_checks”没有返回列表"),
        (
            CHECK.replace("return [", "return None or [None,"),
            "钩子“hegui_checks”应给出 Check 或 CorpusCheck 的列表，其中却有 None；请改正。",
        ),
        (CHECK.replace("{name}", "own"), "规则种类“own”已由插件“checks”登记，本插件的没有采用；请换一个名称。"),
        (
            PACKS.replace("Path(__file__).parent", "'here'"),
            "钩子“hegui_packs”应给出文件夹（Path）的列表，其中却有 'here'；请改正。",
        ),
    ],
)
def test_a_broken_plugin_is_told_and_keeps_no_other_from_working(code: str, message: str, tmp_path: Path) -> None:
    broken = write_file(tmp_path, "broken.py", code.replace("{{}}", "{}").replace("{name}", "broken"))
    good = write_file(tmp_path, "good.py", CHECK.format(name="good"))
    host = Host.load([broken, good])
    (problem,) = host.problems
    assert problem.kind == "plugin"
    assert problem.where == f"插件 broken（{broken}）"
    assert message.replace("{file}", str(broken)) in problem.message
    assert row(host, "broken").errors == [problem.message]
    assert {"own", "good"} <= host.checks.keys()


def test_a_plugin_file_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = Host.load([tmp_path / "nowhere.py"]).problems
    assert f"没有文件 {tmp_path / 'nowhere.py'}" in problem.message


def test_a_file_that_is_no_python(tmp_path: Path) -> None:
    (problem,) = Host.load([write_file(tmp_path, "plugin.txt", CHECK)]).problems
    assert "不是 Python 文件（.py）" in problem.message


def test_installed_plugins_load_one_by_one_and_a_broken_one_is_named_with_its_version(site: Path) -> None:
    write_file(site, "good_plugin.py", CHECK.format(name="good"))
    write_file(site, "broken_plugin.py", "1 / 0")
    install(site, "hegui-broken", "0.3", {"broken": "broken_plugin"})
    install(site, "hegui-good", "1.2", {"good": "good_plugin", "missing": "no_such_plugin"})
    host = Host.load()
    assert host.checks.keys() == {"own", "good"}
    assert (row(host, "good").origin, row(host, "good").version) == ("已安装", "1.2")
    assert [problem.where for problem in host.problems] == [
        "插件 broken（hegui-broken 0.3）",
        "插件 missing（hegui-good 1.2）",
    ]


def test_an_installed_plugin_whose_pack_is_not_there_is_a_problem_of_the_plugin(site: Path) -> None:
    (site / "empty_plugin").mkdir()
    write_file(site / "empty_plugin", "__init__.py", PACKS)
    install(site, "hegui-empty", "1", {"empty": "empty_plugin"})
    (problem,) = Host.load().problems
    assert (problem.kind, problem.where) == ("plugin", "插件 empty（hegui-empty 1）")
    assert "不是规则包：应是含有 pack.yaml 的文件夹" in problem.message


def test_a_folder_named_by_the_user_that_is_no_pack_is_the_users_slip(tmp_path: Path) -> None:
    host = Host.load(pack_dirs=[tmp_path / "nowhere"])
    assert host.problems == []
    (problem,) = load_ruleset(host).problems
    assert (problem.kind, problem.where) == ("rule", str(tmp_path / "nowhere"))


def test_a_plugin_file_hides_no_module_of_its_name(tmp_path: Path) -> None:
    import json

    Host.load([write_file(tmp_path, "json.py", CHECK.format(name="mine"))])
    assert sys.modules["json"] is json


def test_what_hegui_itself_declares_is_not_loaded_twice(site: Path) -> None:
    install(site, "hegui", "0.1.0", {"checks": "hegui.checks", "bundled": "hegui.bundled"})
    write_file(site, "good_plugin.py", CHECK.format(name="good"))
    install(site, "other", "1", {"good": "good_plugin"})
    host = Host.load()
    assert host.problems == []
    assert [row.name for row in host.plugins()] == ["checks", "output", "good"]


def test_a_pack_installed_by_itself_takes_the_place_of_the_bundled_one(
    tmp_path: Path, site: Path, bundled: dict[str, Path]
) -> None:
    bundled["hunan"] = write_pack(tmp_path / "old", "hunan", "1 / 0")
    write_pack(site / "hegui_hunan", "hunan", PACKS)
    install(site, "hegui-hunan", "2025.2", {"hunan": "hegui_hunan"})
    host = Host.load()
    assert host.problems == []
    assert [pack.path for pack in host.packs] == [site / "hegui_hunan"]
    installed, old = (row for row in host.plugins() if row.name == "hunan")
    assert (installed.origin, installed.packs) == ("已安装", ["hunan"])
    assert (old.origin, old.packs, old.note) == ("内置", [], "已由单独安装的 hegui-hunan 2025.2 代替")


def test_a_folder_named_by_the_user_takes_the_place_of_a_pack_but_not_of_its_code(
    tmp_path: Path, bundled: dict[str, Path]
) -> None:
    bundled["hunan"] = write_pack(tmp_path / "old", "hunan", PACKS + CHECK.format(name="mine"))
    new = write_pack(tmp_path / "new", "hunan")
    host = Host.load(pack_dirs=[new])
    assert host.problems == []
    assert [pack.path for pack in host.packs] == [new]
    assert "mine" in host.checks
    assert row(host, "hunan").note == f"规则包“hunan”已由 {new} 代替"


def test_two_packs_of_one_name_of_the_same_rank_are_a_problem(tmp_path: Path) -> None:
    one, two = (write_pack(tmp_path / name, "same") for name in ("one", "two"))
    host = Host.load(pack_dirs=[one, two])
    assert [pack.path for pack in host.packs] == [one]
    (problem,) = host.problems
    assert problem.where == f"插件 two（{two}）"
    assert "规则包“same”已由" in problem.message


def test_a_pack_with_a_faulty_pack_yaml_reaches_the_ruleset_and_is_told_there(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", "local")
    (folder / "pack.yaml").write_text("name local\n", "utf-8")
    host = Host.load(pack_dirs=[folder])
    (problem,) = load_ruleset(host).problems
    assert problem.kind == "rule"
    assert problem.where.endswith("pack.yaml:1:1")


def test_packs_are_found_in_a_wheel_and_in_a_checkout(tmp_path: Path) -> None:
    wheel = tmp_path / "site-packages" / "hegui" / "bundled"
    for name in ("hunan", "national", "guangxi"):
        write_pack(wheel / name, name)
    (wheel / "__pycache__").mkdir()
    assert bundled_packs(wheel) == {name: wheel / name for name in ("national", "guangxi", "hunan")}
    assert next(iter(bundled_packs(wheel))) == "national"

    root = tmp_path / "checkout"
    write_pack(root / "ruleset", "national")
    write_pack(root / "plugins" / "hunan" / "hegui_hunan", "hunan")
    for name in ("example", "hints"):  # which count only where a user names them
        write_pack(root / "plugins" / name / f"hegui_{name}", name)
    here = root / "engine" / "hegui" / "bundled"
    here.mkdir(parents=True)
    expected = {"national": root / "ruleset", "hunan": root / "plugins" / "hunan" / "hegui_hunan"}
    assert bundled_packs(here) == expected
    assert bundled_packs(tmp_path / "a" / "b" / "c" / "nowhere") == {}


def test_a_folder_that_is_named_twice_counts_once() -> None:
    folder = Path(__file__).parents[2] / "plugins" / "example" / "hegui_example"
    host = Host.load([folder], [folder])
    assert [found.path for found in host.packs].count(folder) == 1
    assert host.problems == []
