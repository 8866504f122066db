"""A tracked change in a paragraph of a Word file: words struck out, others in their place, for the unit to accept."""

from __future__ import annotations

from copy import deepcopy

from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from hegui.model.verdict import Evidence

_PLAIN = {qn("w:rPr"), qn("w:t")}
_FIRST = 9_000_000
"""Ids of changes begin here, above those that a document has."""


def track_change(paragraph: Paragraph, evidence: Evidence, author: str, time: str) -> bool:
    """Change the quoted words into what has to stand there; False where they are not found, or are more than text."""
    quote, runs = evidence.quote or "", paragraph.runs
    text = "".join(run.text for run in runs)
    start = _start(text, quote, evidence.start)
    if start < 0:
        return False
    touched: list[tuple[CT_R, int, int]] = []
    offset = 0
    for run in runs:
        first, last = max(start - offset, 0), min(start + len(quote) - offset, len(run.text))
        if first < last:
            touched.append((run._r, first, last))
        offset += len(run.text)
    if any({child.tag for child in element} - _PLAIN for element, _, _ in touched):
        return False
    number = _FIRST + len(paragraph.part.element.findall(f".//{qn('w:del')}"))
    about = {qn("w:author"): author, qn("w:date"): time}
    put = _made(paragraph, "w:ins", {qn("w:id"): str(2 * number), **about})
    put.append(_part(touched[0][0], evidence.instead or ""))
    for element, first, last in touched:
        words = "".join(child.text or "" for child in element if child.tag == qn("w:t"))
        struck = _made(paragraph, "w:del", {qn("w:id"): str(2 * number + 1), **about})
        struck.append(_part(element, words[first:last], "w:delText"))
        pieces = [_part(element, words[:first])] if first else []
        pieces += [struck, *([put] if element is touched[-1][0] else [])]
        pieces += [_part(element, words[last:])] if last < len(words) else []
        for piece in pieces:
            element.addprevious(piece)
        paragraph._p.remove(element)
    return True


def _start(text: str, quote: str, offset: int | None) -> int:
    """Where the words begin: at their offset, or where they stand once; -1 where that is not certain."""
    if quote and offset is not None and text[offset : offset + len(quote)] == quote:
        return offset
    return text.find(quote) if quote and text.count(quote) == 1 else -1


def _part(run: CT_R, text: str, tag: str = "w:t") -> _Element:
    """A run that looks like another and holds a text."""
    part = run.makeelement(qn("w:r"), {})
    part.extend(deepcopy(child) for child in run if child.tag == qn("w:rPr"))
    words = run.makeelement(qn(tag), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    words.text = text
    part.append(words)
    return part


def _made(paragraph: Paragraph, tag: str, about: dict[str, str]) -> _Element:
    element: _Element = paragraph._p.makeelement(qn(tag), about)
    return element
