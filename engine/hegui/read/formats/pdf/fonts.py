"""A font for Chinese text whose font a PDF names and does not bring along.

PDFium then looks for one on the machine, and passes over every character that stands alone where it finds none: on a
server without Chinese fonts 总 and 计 of a label spaced out are lost. So it is given a font of one square for all
characters. Only where text stands counts here, and that the PDF itself says: reading is the same on every machine.
"""

from __future__ import annotations

import base64
import ctypes
import zlib
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium

_SQUARE = zlib.decompress(
    base64.b85decode(
        "c-muNWME)mXK-L(VlYU~O)Ov#W(Z|q00}Z^q~}zoZ8+oC3*;LB`BE9Fi7AQP&NqPU8Xz{y01B|CvCaUpw*aw9Ms7(3ixfyJ!w(>4"
        "%gIkpWZ(sH88txs+{B6k1{MZ3ARA<c0@xZLo^!HwT0FnaR|aP07YyjY=>IOpL(FzS7BkR|5CGJ}T=2gGNWNe&Vp3x~1aUADU<8XW"
        "0d0fGFrga@w#f*pmYIPINb^A4${>TVg+Y;l>HmKyn*l7(2zL=P1B1ArqM#Au1UKfEKfn+H05%OPsQ"
    )
)
"""A TrueType font whose every character is the same square."""
_CHINESE = (128, 129, 134, 136)
"""Character sets of Windows: Japanese, Korean, simplified and traditional Chinese."""
_OWN = 1
"""Handle of the square font: no address that PDFium's own fonts could have."""


@cache
def give_chinese_font() -> object:
    """Make PDFium take the square font for Chinese text without a font. What it returns must live as long as PDFium."""
    system = pdfium.FPDF_GetDefaultSystemFontInfo()
    default = system.contents
    own = pdfium.FPDF_SYSFONTINFO()
    ctypes.memmove(ctypes.byref(own), system, ctypes.sizeof(own))

    def release(_: Any) -> None:
        """PDFium frees nothing of ours."""

    def list_fonts(_: Any, mapper: Any) -> None:
        default.EnumFonts(system, mapper)

    def find(_: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:
        if charset in _CHINESE:
            return _OWN
        found: int | None = default.MapFont(system, weight, italic, charset, pitch, face, exact)
        return found

    def content(_: Any, font: int, table: int, buffer: Any, size: int) -> int:
        if font != _OWN:
            return int(default.GetFontData(system, font, table, buffer, size))
        if table:
            return 0
        if size >= len(_SQUARE):
            ctypes.memmove(buffer, _SQUARE, len(_SQUARE))
        return len(_SQUARE)

    def name(_: Any, font: int, buffer: Any, size: int) -> int:
        return 0 if font == _OWN else int(default.GetFaceName(system, font, buffer, size))

    def charset_of(_: Any, font: int) -> int:
        return 134 if font == _OWN else int(default.GetFontCharset(system, font))

    def drop(_: Any, font: int) -> None:
        if font != _OWN:
            default.DeleteFont(system, font)

    kinds = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    for field, function in (
        ("Release", release),
        ("EnumFonts", list_fonts),
        ("MapFont", find),
        ("GetFontData", content),
        ("GetFaceName", name),
        ("GetFontCharset", charset_of),
        ("DeleteFont", drop),
    ):
        setattr(own, field, kinds[field](function))
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(own))
    return own
