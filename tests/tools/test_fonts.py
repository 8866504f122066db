"""The font in which tests print: whatever drafts and faults say is in it, and what is not is named."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from hegui.proving import edit, load_draft
from tools.fonts import FONT
from tools.layouts import document_of
from tools.layouts.pdf_type import missing_in_font

ROOT = Path(__file__).parents[2]
MOST = 1_500_000


def printed_sources() -> Iterator[Path]:
    """The files that say what is printed: drafts, forms, words of random reports, planted faults."""
    for folder, ending in (("engine/hegui/proving", "*.yaml"), ("tools", "*.yaml"), ("tools/faults", "*.py")):
        yield from sorted((ROOT / folder).rglob(ending))


@pytest.mark.parametrize("source", list(printed_sources()), ids=lambda path: path.name)
def test_it_shows_all_that_reports_say(source: Path) -> None:
    missing = missing_in_font("".join(source.read_text("utf-8").split()))
    assert missing == "", f"字体中没有“{missing}”，请运行 python -m tools.fonts 重新生成"


def test_a_character_that_it_does_not_show_is_named() -> None:
    rare = "\u3b0e\u4c9f"  # written so that the font does not come to have them
    draft = edit(load_draft("bureau"), {"append": {"一": f"{rare}。"}})
    with pytest.raises(ValueError, match=rf"没有“{rare}”.*python -m tools\.fonts"):
        document_of(draft, "pdf")


def test_it_is_small_and_free() -> None:
    assert FONT.stat().st_size < MOST
    assert "SIL OPEN FONT LICENSE Version 1.1" in files("tools.fonts").joinpath("OFL.txt").read_text("utf-8")
