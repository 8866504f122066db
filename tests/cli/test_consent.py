"""Plugins that only a settings file names: they run where it is the user's own, or with consent."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hegui.project import consent

RAN = "ran"


@pytest.fixture
def handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder somebody unzipped, with code in it; the user works somewhere below."""
    package = tmp_path / "下发"
    (package / "报告").mkdir(parents=True)
    (package / "hegui.toml").write_text('plugins = ["plugin.py"]\n', "utf-8")
    (package / "plugin.py").write_text(
        f"from pathlib import Path\nPath(__file__).with_name({RAN!r}).touch()\n", "utf-8"
    )
    monkeypatch.chdir(package / "报告")
    return package


def test_code_of_a_parent_folder_does_not_run(hegui: Any, handed_over: Path) -> None:
    for command in (["audit", "."], ["plugins"], ["rules", "lint"]):
        ran = hegui(*command)
        assert ran.status == 2
        assert "没有运行" in ran.err
        assert "hegui plugins --trust" in ran.err
    assert not (handed_over / RAN).exists()


def test_with_consent_it_runs_and_is_told_until_it_changes(hegui: Any, handed_over: Path) -> None:
    assert f"运行 {handed_over} 中的设置文件指定的插件：" in hegui("plugins", "--trust").err
    for _ in range(2):
        assert (handed_over / RAN).exists()
        (handed_over / RAN).unlink()
        hegui("plugins")
    (handed_over / RAN).unlink()
    with (handed_over / "plugin.py").open("a") as file:
        file.write("# another\n")
    assert "没有运行" in hegui("plugins").err
    assert not (handed_over / RAN).exists()


def test_in_the_working_folder_the_users_own_runs_and_is_told(
    hegui: Any, handed_over: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(handed_over)
    assert "中的设置文件指定的插件：plugin.py" in hegui("plugins").err
    assert (handed_over / RAN).exists()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows 上文件的所有者另有办法查")
def test_in_the_working_folder_that_of_somebody_else_does_not(
    hegui: Any, handed_over: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(handed_over)
    me = os.getuid()
    monkeypatch.setattr(consent, "os", SimpleNamespace(getuid=lambda: me + 1))
    assert "没有运行" in hegui("plugins").err
    assert not (handed_over / RAN).exists()


def test_a_plugin_named_on_the_command_line_runs(hegui: Any, handed_over: Path) -> None:
    hegui("plugins", "--plugin", "../plugin.py")
    assert (handed_over / RAN).exists()
