from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from small_packs import FORM, SCHEME, WORD, FakeHost, MakePack, rule_text

from hegui.rules import cache, loader
from hegui.rules.assembly import load_ruleset
from hegui.rules.ruleset import RuleSet

FILES = {
    "rules/wording/a-rule.yaml": rule_text(
        "a-rule", ("severity", "applies: {years: 2021-, forms: ['2021']}\nseverity")
    ),
    "forms/2021.yaml": FORM,
    "lexicons/words.yaml": "甲: [1, 2.5, true, null]\n",
    "lexicons/places.csv": "名称\n湖南省\n",
    "schemes/default.yaml": SCHEME,
    "parameters.yaml": "limit: 1\n",
}


@pytest.fixture
def folder(make_pack: MakePack) -> Path:
    return make_pack("local", FILES)


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every time that a pack is read from its files."""
    seen: list[int] = []
    read = loader.PackReader.read

    def counted(self: loader.PackReader, files: dict[str, Path]) -> object:
        seen.append(len(files))
        return read(self, files)

    monkeypatch.setattr(loader.PackReader, "read", counted)
    return seen


def same(one: RuleSet, other: RuleSet) -> bool:
    return (
        [compiled.rule for compiled in one.rules] == [compiled.rule for compiled in other.rules]
        and (one.packs, one.forms, one.lexicons, one.schemes)
        == (other.packs, other.forms, other.lexicons, other.schemes)
        and (one.parameters, one.digest, one.problems) == (other.parameters, other.digest, other.problems)
    )


def test_an_unchanged_pack_is_not_read_again(folder: Path, host: FakeHost, readings: list[int]) -> None:
    first = load_ruleset(host, [folder])
    second = load_ruleset(host, [folder])
    assert first.problems == ()
    assert len(readings) == 1
    assert same(first, second)


def test_a_warm_start_does_without_yaml_and_jsonschema(
    folder: Path, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_ruleset(host, [folder])
    for name in [
        name for name in sys.modules if name.split(".")[0] in ("yaml", "jsonschema") or "hegui.rules." in name
    ]:
        monkeypatch.delitem(sys.modules, name)
    import hegui.rules.assembly as fresh

    assert fresh.load_ruleset(host, [folder]).rules
    assert not {"yaml", "jsonschema", "hegui.rules.loader"} & sys.modules.keys()


@pytest.mark.parametrize("name", ["rules/wording/a-rule.yaml", "lexicons/words.yaml", "pack.yaml"])
def test_any_change_is_seen(name: str, folder: Path, host: FakeHost, readings: list[int]) -> None:
    load_ruleset(host, [folder])
    (folder / name).write_text((folder / name).read_text("utf-8") + "# 注释\n", "utf-8")
    load_ruleset(host, [folder])
    assert len(readings) == 2


def test_a_new_version_of_a_check_reads_rules_afresh(folder: Path, host: FakeHost) -> None:
    load_ruleset(host, [folder])
    host.checks = {"word": replace(WORD, required=("word", "limit"))}
    (mistake,) = load_ruleset(host, [folder]).mistakes
    assert "缺少“limit”" in mistake.message


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: data[:-20], lambda data: data.replace(b"a-rule", b"b-rule")]
)
def test_a_damaged_entry_is_ignored(spoil: object, folder: Path, host: FakeHost, readings: list[int]) -> None:
    first = load_ruleset(host, [folder])
    (entry,) = (each for each in cache.cache_directory().iterdir() if b"a-rule" in each.read_bytes())
    entry.write_bytes(spoil(entry.read_bytes()))  # type: ignore[operator]
    assert same(load_ruleset(host, [folder]), first)
    assert len(readings) == 2


def test_a_faulty_pack_is_never_remembered(folder: Path, host: FakeHost) -> None:
    (folder / "parameters.yaml").write_text("limit: no\n", "utf-8")
    assert load_ruleset(host, [folder]).mistakes == load_ruleset(host, [folder]).mistakes != ()
    assert not cache.cache_directory().exists()


def test_a_cache_that_cannot_be_written_is_no_mistake(
    folder: Path, host: FakeHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert load_ruleset(host, [folder]).problems == ()


def test_old_entries_go(tmp_path: Path) -> None:
    for number in range(260):
        cache.remember(str(number), {"number": number})
    assert len(list(cache.cache_directory().iterdir())) <= 256
    assert cache.recall("259") == {"number": 259}


@pytest.mark.parametrize(
    ("platform", "variable", "ending"),
    [
        ("linux", "XDG_CACHE_HOME", ("x", "hegui")),
        ("win32", "LOCALAPPDATA", ("x", "hegui", "Cache")),
        ("darwin", None, ("Library", "Caches", "hegui")),
    ],
)
def test_the_cache_lies_where_the_platform_keeps_caches(
    platform: str, variable: str | None, ending: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEGUI_CACHE_DIR")
    monkeypatch.setattr(cache.sys, "platform", platform)
    if variable:
        monkeypatch.setenv(variable, "x")
    assert cache.cache_directory().parts[-len(ending) :] == ending
