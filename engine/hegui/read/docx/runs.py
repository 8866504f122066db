"""What the runs of a paragraph show: its text, and the pictures and text boxes anchored in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml.etree import _Element

from hegui.read.docx.names import ALTERNATIVES, W, alternative, child, shown

_RUN = f"{W}r"
_TEXT = f"{W}t"
_FIELD_CHARACTER = f"{W}fldChar"
_FIELD_CHARACTER_TYPE = f"{W}fldCharType"
_SYMBOL = f"{W}sym"
_TEXT_BOX = f"{W}txbxContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMULAS = frozenset([f"{_MATH}oMath", f"{_MATH}oMathPara"])
_GRAPHICS = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_WRITTEN = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}

_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_IMAGES = frozenset(
    ["{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata"]
)
_SMALL = 45
"""Points (60 pixels) below which a picture is an ornament."""
_EMU = 12_700
"""English metric units a point, in which drawings are measured."""
_VML_SIZE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*([\d.]{1,9})(pt|in|cm|mm|px)?")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}

_WINGDINGS: Mapping[int, str] = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○",
    0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2: Mapping[int, str] = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x97: "●", 0xA3: "□"}
_SYMBOLS: Mapping[int, str] = {
    0x2D: "-", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBC: "…",
}  # fmt: skip
_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "symbol": {code: chr(code) for code in range(0x20, 0x40)} | dict(_SYMBOLS),
}
_UNKNOWN_SYMBOL = "□"


class Runs:
    """The content of a paragraph.

    `is_hidden` tells of a run whether it is hidden text; None where the document has none.
    """

    def __init__(self, paragraph: _Element, is_hidden: Callable[[_Element], bool] | None = None) -> None:
        self.boxes: list[_Element] = []
        """The text boxes anchored in it."""
        self.pictures = 0
        """How many pictures, large enough to hold a table, stand in it."""
        self.hid = False
        """Whether text was left out because it is hidden."""
        self._is_hidden = is_hidden
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
            if tag == _RUN:
                if self._is_hidden is None or not self._is_hidden(each):
                    self._collect(each)
                else:
                    self.hid = self.hid or child(each, _TEXT) is not None
            elif tag == _TEXT:
                self._write(each.text or "")
            elif tag in _WRITTEN:
                self._write(_WRITTEN[tag])
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
        """Fields end with their paragraph at the latest as far as their instructions go: a lost end hides nothing."""
        if mark == "begin":
            self._fields.append(True)
        elif mark == "separate" and self._fields:
            self._fields[-1] = False
        elif mark == "end" and self._fields:
            self._fields.pop()

    def _graphic(self, element: _Element) -> None:
        """Text boxes in a drawing, in the order of the source; else the picture that it is."""
        pictured = False
        open_elements = [element]
        while open_elements:
            inner = open_elements.pop()
            if inner.tag == _TEXT_BOX:
                self.boxes.append(inner)
                continue
            pictured = pictured or inner.tag in _IMAGES
            open_elements += reversed(list(alternative(inner) if inner.tag == ALTERNATIVES else inner))
        self.pictures += pictured and min(_sizes(element), default=_SMALL) >= _SMALL


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
    font = _FONTS.get(element.get(f"{W}font", "").lower())
    if font is None and not 0xD800 <= code <= 0xF8FF:  # neither half of a pair nor private
        return chr(code)
    return (font or {}).get(code & 0xFF, _UNKNOWN_SYMBOL)
