"""docs/hooks.md names every hook with its exact signature, and no other."""

import inspect
import re
from pathlib import Path

from hegui.plugins import hookspecs

DOCUMENT = Path(__file__).parents[2] / "docs" / "hooks.md"


def test_hooks_and_their_documentation_agree() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    hooks = {name: value for name, value in vars(hookspecs).items() if name.startswith("hegui_")}
    assert set(re.findall(r"^## (hegui_\w+)$", text, re.M)) == set(hooks)
    for name, hook in hooks.items():
        signature = str(inspect.signature(hook)).replace("'", "")
        assert f"def {name}{signature}:" in text, signature
