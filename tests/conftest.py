"""What many tests share: the ruleset as installed, and a runner that judges drafts by it."""

from pathlib import Path

import pytest

from environments import ROOT, build_wheel
from hegui.plugins.host import Host
from hegui.rules.ruleset import RuleSet, load_ruleset
from hegui.testing.cases import CaseRunner


@pytest.fixture(scope="session")
def ruleset() -> RuleSet:
    """The packs that come with hegui, loaded as the command line loads them."""
    return load_ruleset(Host.load())


@pytest.fixture(scope="session")
def runner(ruleset: RuleSet) -> CaseRunner:
    return CaseRunner(ruleset)


@pytest.fixture(scope="session")
def hegui_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """hegui as users install it, built from this checkout."""
    return build_wheel(ROOT, tmp_path_factory.mktemp("dist"))
