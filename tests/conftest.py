"""What many tests share: the ruleset as installed, and a runner that judges drafts by it."""

import pytest

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
