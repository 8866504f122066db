"""Rule files as tests of pytest: each case an item, each clean draft one more.

Opt in where the rules are tested, in `conftest.py` or the settings of pytest:

    pytest_plugins = ["hegui.testing.pytest_plugin"]        # or: addopts = "-p hegui.testing.pytest_plugin"

and name the pack among the test paths: `pytest hegui_example tests`. Then every `rules/<category>/<id>.yaml` of a pack
is collected; YAML files elsewhere are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hegui.model.rule import Rule
from hegui.plugins.host import Host
from hegui.rules.packs import MANIFEST
from hegui.rules.ruleset import load_ruleset
from hegui.testing.cases import Case, CaseRunner, outcome_of
from hegui.testing.lineage import lineage


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The rule files of packs; hegui must not be asked for any other."""
    is_rule = file_path.suffix == ".yaml" and file_path.parent.parent.name == "rules"
    if is_rule and (file_path.parents[2] / MANIFEST).is_file():
        return RuleFile.from_parent(parent, path=file_path)
    return None


class RuleFile(pytest.File):
    """A rule file."""

    def collect(self) -> Iterator[pytest.Item]:
        rule = _rule(self.path)
        if rule is None:
            yield _item(self, "载入", None, None)
            return
        runner = _runner(self.path.parents[2])
        for case in (*runner.cases_of(rule), *runner.clean_cases(rule)):
            yield _item(self, case.name, rule, case)


def _item(parent: RuleFile, name: str, rule: Rule | None, case: Case | None) -> RuleItem:
    item: RuleItem = RuleItem.from_parent(parent, name=name)
    item.rule, item.case = rule, case
    return item


class RuleItem(pytest.Item):
    """A case of a rule."""

    rule: Rule | None = None
    case: Case | None = None

    def runtest(self) -> None:
        if self.rule is None or self.case is None:
            raise RuleFailure(f"规则没有载入：\n{_faults(self.path)}")
        result = outcome_of(self.case, _runner(self.path.parents[2]).alone(self.rule))
        if not result.ok:
            raise RuleFailure(str(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, RuleFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.stem}：{self.name}"


class RuleFailure(Exception):  # noqa: N818 - a failure, not an error
    """A case that does not hold; its message is for the author of the rule."""


@cache
def _runner(pack: Path) -> CaseRunner:
    """The runner of the pack in a folder, with whatever plugin registers it or its checks."""
    plugin = [pack] if (pack / "__init__.py").is_file() else []
    ruleset = load_ruleset(Host.load(plugin), () if plugin else [pack], thorough=True)
    name = next((each.name for each in ruleset.packs if each.path.resolve() == pack.resolve()), None)
    return CaseRunner(lineage(ruleset, name), name) if name else CaseRunner(ruleset)


def _rule(path: Path) -> Rule | None:
    return _runner(path.parents[2]).ruleset.rule(path.stem)


def _faults(path: Path) -> str:
    faults = [fault for fault in _runner(path.parents[2]).ruleset.faults if fault.path.resolve() == path.resolve()]
    problems = [problem.message for problem in _runner(path.parents[2]).ruleset.problems]
    return "\n".join(map(str, faults)) or "\n".join(problems)
