"""Rule files as tests of pytest: each case an item, each clean draft one more; so are the cases of overrides,
parameters and scoring schemes.

Opt in where the rules are tested, in `conftest.py` or the settings of pytest:

    pytest_plugins = ["hegui.proving.pytest_plugin"]        # or: addopts = "-p hegui.proving.pytest_plugin"

and name the pack among the test paths: `pytest hegui_example tests`. Then every `rules/<category>/<id>.yaml` of a pack
is collected, and its `overrides.yaml`, `parameters.yaml` and `schemes/*.yaml`; YAML files elsewhere are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hegui.project.host import Host
from hegui.proving.adjustments import ProvenCase, adjustments_of
from hegui.proving.cases import CaseRunner, outcome_of, ruleset_of_pack
from hegui.proving.schemes import cases_of_scheme, why_not
from hegui.rules.assembly import load_ruleset
from hegui.rules.layers import Layer
from hegui.rules.overrides import FILE as OVERRIDES
from hegui.rules.packs import MANIFEST
from hegui.rules.parameters import FILE as PARAMETERS
from hegui.rules.ruleset import Override


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The rule files of packs; hegui must not be asked for any other."""
    is_rule = file_path.suffix == ".yaml" and file_path.parent.parent.name == "rules"
    if is_rule and (file_path.parents[2] / MANIFEST).is_file():
        return RuleFile.from_parent(parent, path=file_path)
    if file_path.name in (OVERRIDES, PARAMETERS) and (file_path.parent / MANIFEST).is_file():
        return ChangesFile.from_parent(parent, path=file_path)
    is_scheme = file_path.suffix == ".yaml" and file_path.parent.name == "schemes"
    if is_scheme and (file_path.parents[1] / MANIFEST).is_file():
        return SchemeFile.from_parent(parent, path=file_path)
    return None


class RuleFile(pytest.File):
    """A rule file."""

    def collect(self) -> Iterator[pytest.Item]:
        runner = _runner(self.path.parents[2])
        rule = runner.ruleset.rule(self.path.stem)
        if rule is None:
            yield _item(self, "载入", runner, None)
            return
        for case in (*runner.cases_of(rule), *runner.clean_cases(rule)):
            yield _item(self, case.name, runner, ProvenCase(rule, case))


class ChangesFile(pytest.File):
    """An `overrides.yaml` or `parameters.yaml`."""

    def collect(self) -> Iterator[pytest.Item]:
        runner = _runner(self.path.parent)
        if _mistakes(self.path, runner):
            yield _item(self, "载入", runner, None)
        kind = Override if self.path.name == OVERRIDES else Layer
        for adjustment in adjustments_of(runner.ruleset, runner.pack):
            for proven in adjustment.cases(runner) if isinstance(adjustment.of, kind) else ():
                yield _item(self, f"{proven.rule.id}{proven.case.name}", runner, proven)


class SchemeFile(pytest.File):
    """A scoring scheme."""

    def collect(self) -> Iterator[pytest.Item]:
        runner = _runner(self.path.parents[1])
        if _mistakes(self.path, runner) or self.path.stem not in runner.ruleset.schemes:
            yield _item(self, "载入", runner, None)
            return
        for name, case in cases_of_scheme(runner.ruleset.schemes[self.path.stem]):
            item: SchemeItem = SchemeItem.from_parent(self, name=name)
            item.runner, item.case = runner, case
            yield item


class SchemeItem(pytest.Item):
    """A case of a scoring scheme."""

    runner: CaseRunner
    case: Mapping[str, Any]

    def runtest(self) -> None:
        if why := why_not(self.case, self.path.stem, self.runner):
            raise RuleFailure(f"评分方案 {self.path.stem} {self.name}：{why}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return _told(excinfo) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.stem}：{self.name}"


def _item(parent: pytest.File, name: str, runner: CaseRunner, proven: ProvenCase | None) -> RuleItem:
    item: RuleItem = RuleItem.from_parent(parent, name=name)
    item.runner, item.proven = runner, proven
    return item


class RuleItem(pytest.Item):
    """A case of a rule."""

    runner: CaseRunner
    proven: ProvenCase | None = None

    def runtest(self) -> None:
        if self.proven is None:
            raise RuleFailure(f"规则没有载入：\n{_mistakes(self.path, self.runner)}")
        result = outcome_of(self.proven.case, self.runner.with_only(self.proven.rule))
        if not result.ok:
            raise RuleFailure(str(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return _told(excinfo) or super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.path.stem}：{self.name}"


class RuleFailure(Exception):  # noqa: N818 - a failure, not an error
    """A case that does not hold; its message is for the author of the rule."""


def _told(excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """What an author is told of a case that does not hold."""
    return str(excinfo.value) if isinstance(excinfo.value, RuleFailure) else ""


@cache
def _runner(pack: Path) -> CaseRunner:
    """The runner of the pack in a folder, with whatever plugin registers it or its checks."""
    plugin = [pack] if (pack / "__init__.py").is_file() else []
    ruleset = load_ruleset(Host.load(plugin), () if plugin else [pack])
    name = next((each.name for each in ruleset.packs if each.path.resolve() == pack.resolve()), None)
    return CaseRunner(ruleset_of_pack(ruleset, name), name) if name else CaseRunner(ruleset)


def _mistakes(path: Path, runner: CaseRunner) -> str:
    mistakes = [mistake for mistake in runner.ruleset.mistakes if mistake.path.resolve() == path.resolve()]
    problems = [problem.message for problem in runner.ruleset.problems]
    return "\n".join(map(str, mistakes)) or "\n".join(problems)
