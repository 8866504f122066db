"""The kinds of rules as a set: how they and the fields of their messages are called, and that each is of use."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from made_rules import CHECKS

from environments import ROOT
from hegui.project.host import Host
from hegui.rules.assembly import load_ruleset
from hegui.rules.check import AnyCheck, fields_of
from hegui.rules.ruleset import RuleSet

NOUN = re.compile(r"[a-z]+(?:-[a-z]+)*")
CHINESE = re.compile(r"(?:[a-z][a-z0-9]*\.)?[\u4e00-\u9fff][\u4e00-\u9fff.]*")
"""A name of rules, after the id of a table where it is a cell."""


@pytest.fixture(scope="module")
def every() -> RuleSet:
    """All packs of the repository, the template among them."""
    return load_ruleset(Host.load([ROOT / "plugins" / "example" / "hegui_example"]))


def test_a_kind_is_called_by_a_noun_in_the_singular(every: RuleSet) -> None:
    plural = re.compile(r".*(?<!s)s")
    assert [name for name in every.checks if not NOUN.fullmatch(name) or plural.fullmatch(name)] == []


def test_a_kind_of_a_pack_bears_its_name(every: RuleSet) -> None:
    packs = {pack.name for pack in every.packs}
    assert [name for name in every.checks.keys() - CHECKS.keys() if name.partition("-")[0] not in packs] == []


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_the_fields_of_a_message_are_chinese(check: AnyCheck) -> None:
    assert [field for field in check.fields if not CHINESE.fullmatch(field)] == []


def test_the_messages_of_all_rules_use_chinese_fields(every: RuleSet) -> None:
    wrong = {
        rule.id: field for rule in every.all_rules for field in fields_of(rule.message) if not CHINESE.fullmatch(field)
    }
    assert wrong == {}


def test_every_kind_is_used_by_a_rule(every: RuleSet) -> None:
    assert every.checks.keys() - {rule.check for rule in every.all_rules} == set()


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_every_kind_is_named_by_its_module_and_has_a_test(check: AnyCheck) -> None:
    module = inspect.getmodule(check.compile)
    assert module is not None
    assert f"`{check.name}`" in (module.__doc__ or "").partition("\n\n")[0]
    here = Path(__file__).parent
    rules = {rule.id for rule in load_ruleset(Host.load()).all_rules if rule.check == check.name}
    tests = "\n".join(file.read_text("utf-8") for file in here.glob("test_*.py") if file.name != Path(__file__).name)
    assert f'"{check.name}"' in tests or any(f'"{rule}"' in tests for rule in rules)


def test_no_numeral_of_a_section_and_no_id_of_a_table_stands_in_a_check() -> None:
    """What the form of a year calls its parts is its own matter."""
    found = re.compile(r"""["'](?:[一二三四五六七]+|第[一二三四五六七]部分|表[二三四]|table\d)["']""")
    files = sorted((ROOT / "engine" / "hegui" / "checks").glob("*.py"))
    seen = {file.name: found.findall(file.read_text("utf-8")) for file in files}
    assert {name: words for name, words in seen.items() if words} == {"lists.py": ['"一"']}, "the style of a number"
