"""Makes the font of the tests anew: `python -m tools.fonts [NotoSansCJK-Regular.ttc]` (Debian: fonts-noto-cjk).

Chinese characters in frequent use (level 1 of GB 2312), and all others that drafts, layouts, rules and tests contain.
"""

from __future__ import annotations

import sys
from pathlib import Path
from unicodedata import category

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

from tools.fonts import FONT

_SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
_FACE = "Noto Sans CJK SC"
_NAME = "Hegui Test Sans"
_ROOT = Path(__file__).parents[2]
_PRINTED = ("engine/hegui/proving", "tools", "tests", "ruleset", "plugins")
_ERROR = 2.0
"""How far outlines may stray, in thousandths of an em: nothing at the sizes at which text is printed."""
_INSTRUCTIONS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
)


def _characters() -> set[str]:
    """All that the font must show."""
    first_level = bytes(byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    frequent = set(first_level.decode("gb2312", "ignore"))
    sources = (file for folder in _PRINTED for file in (_ROOT / folder).rglob("*") if file.suffix in (".py", ".yaml"))
    printed = {character for file in sources for character in file.read_text("utf-8")}
    return {character for character in frequent | printed if not category(character).startswith("C")}


def _make(source: Path) -> None:
    font = next(face for face in TTCollection(source).fonts if face["name"].getDebugName(4) == _FACE)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(_characters())))
    subsetter.subset(font)
    _use_quadratic_outlines(font)
    _rename(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(FONT)


def _use_quadratic_outlines(font: TTFont) -> None:
    """TrueType outlines instead of PostScript's, which reportlab does not embed."""
    order = font.getGlyphOrder()
    drawn, glyphs = font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    font["maxp"].tableVersion = 0x00010000
    vars(font["maxp"]).update(dict.fromkeys(_INSTRUCTIONS, 0), maxZones=1, maxComponentElements=0)
    font["post"].formatType = 3
    for tag in {*font.keys()} & {"CFF ", "VORG", "vhea", "vmtx", "BASE", "GDEF", "GPOS", "GSUB", "DSIG"}:
        del font[tag]
    font.sfntVersion = "\x00\x01\x00\x00"


def _rename(font: TTFont) -> None:
    """A changed font bears a name of its own; whose work it is and its licence stay."""
    kept = {0, 13, 14}
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in kept and record.platformID == 3]
    for number, text in {1: _NAME, 2: "Regular", 3: _NAME, 4: _NAME, 6: FONT.stem}.items():
        names.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    _make(Path(sys.argv[1] if len(sys.argv) > 1 else _SOURCE))
