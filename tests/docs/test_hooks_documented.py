"""docs/hooks.md names every hook with its exact signature, and no other."""

import inspect
import re
from pathlib import Path

from hegui.rules import hooks as hookspecs

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "hooks.md"


def test_hooks_and_their_documentation_agree() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    hooks = {name: value for name, value in vars(hookspecs).items() if name.startswith("hegui_")}
    assert set(re.findall(r"^## (hegui_\w+)$", text, re.M)) == set(hooks)
    for name, hook in hooks.items():
        signature = str(inspect.signature(hook)).replace("'", "")
        assert f"def {name}{signature}:" in text, signature


def test_the_code_that_is_pointed_at_implements_the_hook() -> None:
    _, *chapters = re.split(r"^## (?=hegui_)", DOCUMENT.read_text(encoding="utf-8"), flags=re.M)
    for chapter in chapters:
        name = chapter.split(maxsplit=1)[0]
        files = re.findall(r"`((?:plugins|engine)/\S+\.py)`", chapter)
        assert files
        for file in files:
            assert f"@hookimpl\ndef {name}(" in (ROOT / file).read_text("utf-8"), (name, file)
