"""What the page on peers says: each of their checks has a rule here, or a reason why it has none."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from blocks import DOCS, ROOT

from hegui.project.host import Host
from hegui.rules.assembly import load_ruleset

PAGE = (DOCS / "peers.md").read_text("utf-8")
NONE = "没有"
_LINK = re.compile(r"\[([a-z0-9-]+)\]\(rules/([a-z0-9-]+)\.md\)")


class Row(NamedTuple):
    check: str
    rules: str
    remark: str


ROWS = [
    Row(*(cell.strip() for cell in line.strip("|").split("|")))
    for line in PAGE.splitlines()
    if line.startswith("|") and not line.startswith("| ---") and "本项目的规则" not in line
]


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """The packs of all rules, those of the hints among them, by their ids."""
    ruleset = load_ruleset(Host.load(pack_dirs=[ROOT / "plugins" / "hints" / "hegui_hints"]))
    return {rule.id: rule.source.pack for rule in ruleset.all_rules}


def test_each_check_has_a_rule_or_a_reason_why_it_has_none() -> None:
    assert len(ROWS) > 50
    for row in ROWS:
        assert _LINK.search(row.rules) or (row.rules == NONE and row.remark), row


def test_each_rule_that_is_named_exists(known: dict[str, str]) -> None:
    for shown, linked in _LINK.findall(PAGE):
        assert shown == linked
        assert linked in known


def test_each_rule_that_is_there_for_their_sake_is_named(known: dict[str, str]) -> None:
    named = {linked for _, linked in _LINK.findall(PAGE)}
    assert {rule for rule, pack in known.items() if pack in {"hints", "suqian"}} <= named
