"""Text whose lines were broken at a fixed width reads as its paragraphs do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from printed import Recognise, busy_draft, found, wrong_cells

from hegui.testing import document_of

WHOLE = (10, 175, 15)


def _broken(line: str, columns: int) -> Iterator[str]:
    part, used = "", 0
    for character in line:
        width = 1 if character.isascii() else 2
        if used + width > columns:
            yield part
            part, used = "", 0
        part += character
        used += width
    yield part


@pytest.mark.parametrize("columns", [60, 72, 80])
@pytest.mark.parametrize("kind", ["county", "bureau"])
def test_broken_lines_read_as_paragraphs(kind: str, columns: int, recognised: Recognise) -> None:
    draft = busy_draft(kind)
    text = document_of(draft, "compact").decode()
    broken = "\n".join(part for line in text.splitlines() for part in _broken(line, columns))
    assert broken != text
    report = recognised(broken)
    assert report.prose == recognised(text).prose
    assert wrong_cells(report, draft) == []
    assert found(report) == WHOLE


def test_lines_of_their_own_stay_apart(recognised: Recognise) -> None:
    text = document_of(busy_draft("county"), "compact").decode()
    items = [f"{number}.公开第{number}类信息并在门户网站、公示栏同时发布的事项共计若干项" for number in "12345"]
    report = recognised(text.replace("五、存在", "\n".join([*items, "五、存在"]), 1))
    assert all(item in report.prose.splitlines() for item in items)
