"""Qualified names of WordprocessingML (ECMA-376 part 1, clause 17), and what of an element counts as shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
PARAGRAPH = f"{W}p"
TABLE = f"{W}tbl"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = f"{_MC}AlternateContent"
_FALLBACK = f"{_MC}Fallback"
_UNDERSTOOD = frozenset(["wps", "wpg", "wpc", "wp14", "w14", "w15", "a14"])
"""Extensions that bring text boxes, their groups and canvases, and what does not matter to a reader of text."""
_WRAPPERS = frozenset(
    f"{W}{name}"
    for name in (
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
    )
) | {f"{W}ins", f"{W}moveTo"}
REMOVED = frozenset([f"{W}del", f"{W}moveFrom"])


def shown(element: _Element) -> Iterator[_Element]:
    """The children of an element as they are finally shown, in order.

    Content controls, links, simple fields and whatever else only wraps its content are replaced by it. Revisions are
    taken as accepted.
    """
    opened: list[Iterator[_Element]] = [iter(element)]
    while opened:
        for each in opened[-1]:
            tag = each.tag
            if tag in _WRAPPERS:
                opened.append(iter(each))
                break
            if tag == ALTERNATIVES:
                opened.append(iter(alternative(each)))
                break
            if tag not in REMOVED:
                yield each
        else:
            opened.pop()


def alternative(alternatives: _Element) -> Iterable[_Element]:
    """The children of the alternative to show: the first that is understood, as a drawing before its old equivalent."""
    for each in alternatives:
        if each.tag == _FALLBACK or _UNDERSTOOD.issuperset(each.get("Requires", "").split()):
            return each
    return ()


def child(element: _Element, tag: str) -> _Element | None:
    """The first child with this tag: `find` without its overhead, for what is asked of every cell and paragraph."""
    for each in element:
        if each.tag == tag:
            return each
    return None


def value(element: _Element | None, default: str | None = None) -> str | None:
    """The value of a property; None where the property is missing, `default` where it stands without a value."""
    return None if element is None else element.get(VAL, default)


def is_on(element: _Element | None) -> bool:
    """Whether a property that is either on or off is there and on."""
    return value(element, "true") not in (None, "0", "false", "off")


def integer(text: str | None) -> int | None:
    """A whole number as the format writes it, or None for anything else."""
    try:
        return None if text is None else int(text[:9])
    except ValueError:
        return None
