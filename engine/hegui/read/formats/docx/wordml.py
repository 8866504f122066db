"""WordprocessingML (ECMA-376 part 1, clause 17): its names, and what of an element is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
PARAGRAPH = f"{W}p"
RUN = f"{W}r"
RUN_PROPERTIES = f"{W}rPr"
TABLE = f"{W}tbl"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = f"{_MC}AlternateContent"
_FALLBACK = f"{_MC}Fallback"
_UNDERSTOOD = frozenset(["wps", "wpg", "wpc", "wp14", "w14", "w15", "a14"])
"""Extensions that bring text boxes, their groups and canvases, and what does not matter to a reader of text."""
_WRAPPERS = frozenset(
    [f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "dir", "bdo")]
    + [f"{W}{name}" for name in ("ruby", "rubyBase", "ins", "moveTo")]
)
REMOVED = frozenset([f"{W}del", f"{W}moveFrom"])
_TEXT = f"{W}t"
_FIELD_CHARACTER = f"{W}fldChar"
_FIELD_CHARACTER_TYPE = f"{W}fldCharType"
_SYMBOL = f"{W}sym"
_TEXT_BOX = f"{W}txbxContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMULAS = frozenset([f"{_MATH}oMath", f"{_MATH}oMathPara"])
_GRAPHICS = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_CHARACTERS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}

_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_IMAGES = frozenset(
    ["{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata"]
)
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINK, _EMBED, _ID = (f"{_RELATIONS}{name}" for name in ("link", "embed", "id"))
_ORNAMENT = 45
"""Points (60 pixels) below which a picture is no table."""
_EMU = 12_700
"""English metric units a point, in which drawings are measured."""
_VML_SIZE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*([\d.]{1,9})(pt|in|cm|mm|px)?")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}

_SYMBOL_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9F: "•",
        0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x97: "●", 0xA3: "□"},
    "symbol": {code: chr(code) for code in range(0x20, 0x40)}
    | {0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBC: "…"},
}  # fmt: skip
_UNKNOWN_SYMBOL = "□"


def shown(element: Iterable[_Element]) -> Iterator[_Element]:
    """The children of an element as they are finally shown, in order.

    Content controls, links, simple fields and whatever else only wraps its content are replaced by it. Revisions are
    taken as accepted.
    """
    for each in element:
        tag = each.tag
        if tag in _WRAPPERS:
            yield from shown(each)
        elif tag == ALTERNATIVES:
            yield from shown(alternative(each))
        elif tag not in REMOVED:
            yield each


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


def run_text(run: _Element) -> str:
    """The text of a run, without breaks, symbols and drawings."""
    return "".join([each.text or "" for each in run if each.tag == _TEXT])


class Runs:
    """The content of a paragraph.

    `leaves_out` tells of a run whether its text is no part of the paragraph, and takes note of it; None where the
    document has no such text.
    """

    def __init__(self, paragraph: _Element, leaves_out: Callable[[_Element], bool] | None = None) -> None:
        self.boxes: list[_Element] = []
        """The text boxes anchored in it."""
        self.pictures: list[str] = []
        """The ids of the pictures, large enough to hold a table, that stand in it."""
        self._leaves_out = leaves_out
        self._parts: list[str] = []
        self._fields: list[bool] = []
        """For each field that is open, the innermost last: whether what comes is its instruction and not its result."""
        self._collect(paragraph)

    @property
    def text(self) -> str:
        """With a line feed for every line break."""
        return "".join(self._parts)

    def _collect(self, element: _Element) -> None:
        for each in shown(element):
            tag = each.tag
            if tag == RUN:
                if self._leaves_out is None or not self._leaves_out(each):
                    self._collect(each)
            elif tag == _TEXT:
                self._write(each.text or "")
            elif tag in _CHARACTERS:
                self._write(_CHARACTERS[tag])
            elif tag in _GRAPHICS:
                self._graphic(each)
            elif tag == _FIELD_CHARACTER:
                self._field(each.get(_FIELD_CHARACTER_TYPE))
            elif tag == _SYMBOL:
                self._write(_symbol(each))
            elif tag in _FORMULAS:
                self._write("".join(text.text or "" for text in each.iter(f"{_MATH}t")))

    def _write(self, text: str) -> None:
        if True not in self._fields:
            self._parts.append(text)

    def _field(self, mark: str | None) -> None:
        """An instruction ends with its paragraph: a field whose end is lost hides nothing after it."""
        if mark == "begin":
            self._fields.append(True)
        elif mark == "separate" and self._fields:
            self._fields[-1] = False
        elif mark == "end" and self._fields:
            self._fields.pop()

    def _graphic(self, element: _Element) -> None:
        """Text boxes in a drawing, in the order of the source; else the picture that it is."""
        pictured: str | None = None
        size = min(_sizes(element), default=_ORNAMENT)
        open_elements = [element]
        while open_elements:
            inner = open_elements.pop()
            if inner.tag == _TEXT_BOX:
                self.boxes.append(inner)
                continue
            if inner.tag in _IMAGES:
                pictured = inner.get(_EMBED) or inner.get(_ID) or ""
                if inner.get(_LINK) and not inner.get(_EMBED):  # where it was not found, its size is a placeholder's
                    size = _ORNAMENT
            open_elements += reversed(list(alternative(inner) if inner.tag == ALTERNATIVES else inner))
        if pictured is not None and size >= _ORNAMENT:
            self.pictures.append(pictured)


def _sizes(graphic: _Element) -> list[float]:
    """Width and height of a drawing in points, as far as it states them."""
    extent = graphic.find(f"*/{_EXTENT}")
    if extent is not None:
        return [int(size[:12]) / _EMU for name in ("cx", "cy") if (size := extent.get(name, "")).isdecimal()]
    for shape in graphic:
        found = _VML_SIZE.findall(shape.get("style", ""))
        if found:
            return [float(number) * _POINTS[unit] for number, unit in found if number.count(".") < 2 and number != "."]
    return []


def _symbol(element: _Element) -> str:
    """A character that is named by its code in a font; symbol fonts have theirs in the private area of Unicode."""
    try:
        code = int(element.get(f"{W}char", "")[:4], 16)
    except ValueError:
        return _UNKNOWN_SYMBOL
    font = _SYMBOL_FONTS.get(element.get(f"{W}font", "").lower())
    if font is None and not 0xD800 <= code <= 0xF8FF:  # neither half of a pair nor private
        return chr(code)
    return (font or {}).get(code & 0xFF, _UNKNOWN_SYMBOL)
