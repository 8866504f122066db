"""`hegui rules kinds` and `rules names`: what an author looks up, without the site."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hegui.bundled import template
from hegui.checks.facts import FACTS


def test_kinds_are_listed_with_their_keys(hegui: Any) -> None:
    listed = hegui("rules", "kinds")
    assert listed.status == 0
    assert re.search(r"^identity +勾稽关系 +一份报告 +assert", listed.out, re.MULTILINE)
    assert re.search(r"^continuity .*一批报告", listed.out, re.MULTILINE)


def test_a_kind_is_told_with_what_a_rule_of_it_may_write(hegui: Any) -> None:
    out = hegui("rules", "kinds", "pattern").out
    for words in ("pattern（应有或不应有的文字）", "forbid", "unless_anywhere", "{词}", "title-form（标题写法规范）"):
        assert words in out
    (kind,) = hegui("rules", "kinds", "identity", "--format", "json").data
    assert {key["key"]: key["required"] for key in kind["keys"]}["assert"] is True


def test_kinds_of_plugins_are_among_them(hegui: Any) -> None:
    ran = hegui("rules", "kinds", "example-credit-code", "--plugin", template() / "hegui_example")
    assert ran.status == 0
    assert "example-credit-code（" in ran.out


def test_names_of_tables_rows_and_facts(hegui: Any) -> None:
    out = hegui("rules", "names").out
    for words in ("（table3）", "本年新收", *FACTS):
        assert words in out
    table = hegui("rules", "names", "table4").out
    assert re.search(r"^行 +复议后起诉 +复议后起诉 +行政诉讼$", table, re.MULTILINE)
    assert "table3" not in table
    assert "不在表中的事实" not in table
    forms = hegui("rules", "names", "table2", "--format", "json").data["forms"]
    assert [table["id"] for form in forms for table in form["tables"]] == ["table2"] * len(forms)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["kinds", "patern"], "没有名为“patern”的规则种类，最接近的是“pattern”"),
        (["names", "tabel3"], "没有编号为“tabel3”的表，最接近的是“table3”"),
    ],
)
def test_what_there_is_not_is_told_with_the_nearest(hegui: Any, arguments: list[str], message: str) -> None:
    ran = hegui("rules", *arguments)
    assert ran.status == 2
    assert message in ran.err
