"""PDF files made by hand, down to the last operator: text at a place, lines, pictures, pages turned.

Places are in points from the upper left corner of the page. All characters look alike, a square, in a font that this
module brings along: a Chinese one is as wide as it is high, any other half as wide.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

WIDTH, HEIGHT = 595, 842
"""Points of an upright page."""
_ASCENT, _DESCENT = 880, -120
_FONT = zlib.decompress(
    base64.b85decode(
        "c-muNWME)mXK-L(VlYU~O)OyGVJK!`00}afq~}zoZ8+oC3*_4X`BE9Fi7AQP&NqPU8Xz{y01B|CvCaUpw*aw9Ms7(3ixfyJ!w(>4%gIkp"
        "WZ(sH8BIX^+{B6k1{MZ3ARA<c0@xZLo^!p`ES}%yD+4q03kGyx^nVxQA!a)uiy7!f2mtC~F8JR8BwsKXF{v>gf;bonFoH#xfVM$on9z*{"
        "+hhcnV+LXoAjt@(S%7Y10Fn^h3jhB@$o~(K?BNC50&^Wuzqp{Hpb_H)H|CZ<z|a8zs{=2m"
    )
)
"""A TrueType font of one square."""


@dataclass
class Page:
    """A page to draw on. `rotate` is how far it is turned to be shown, in degrees clockwise."""

    width: float = WIDTH
    height: float = HEIGHT
    rotate: int = 0
    drawn: list[str] = field(default_factory=list)
    forms: list[tuple[str, str]] = field(default_factory=list)
    """Content of each drawing, and the layer on which it lies as a whole, if any."""
    tagged: list[list[tuple[int, int]]] = field(default_factory=list)
    """The rows of a table as tags: number and columns of each cell."""

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 12,
        *,
        turned: str = "1 0 0 1",
        mode: int = 0,
        spacing: float = 0,
        written: str | None = None,
    ) -> None:
        """Text whose base line begins at a point. `written`: the characters that its glyphs look like, where they are
        mapped to `words`."""
        codes = "".join(f"{ord(character):04X}" for character in written or words)
        self.drawn.append(f"BT /F1 {size} Tf {mode} Tr {spacing} Tc {turned} {x} {self.height - y} Tm <{codes}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5, dash: str = "") -> None:
        """A stroke."""
        dashed = f"[{dash}] 0 d " if dash else ""
        self.drawn.append(f"q {dashed}{width} w {x0} {self.height - y0} m {x1} {self.height - y1} l S Q")

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A filled rectangle."""
        self.drawn.append(f"{x0} {self.height - y1} {x1 - x0} {y1 - y0} re f")

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A stroked rectangle."""
        self.drawn.append(f"0.5 w {x0} {self.height - y1} {x1 - x0} {y1 - y0} re S")

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A grey picture."""
        self.drawn.append(f"q {x1 - x0} 0 0 {y1 - y0} {x0} {self.height - y1} cm /I1 Do Q")

    def tag(self, row: int, cell: Page, columns: int = 1) -> None:
        """Another page's content as the next cell in a row of a tagged table."""
        while len(self.tagged) <= row:
            self.tagged.append([])
        number = sum(map(len, self.tagged))
        self.tagged[row].append((number, columns))
        self.drawn += [f"/TD << /MCID {number} >> BDC", *cell.drawn, "EMC"]

    def on_layer(self, name: str, other: Page) -> None:
        """Another page's content on an optional layer."""
        self.drawn += [f"/OC /{name} BDC", *other.drawn, "EMC"]

    def drawing(self, other: Page, x: float = 0, y: float = 0, layer: str = "") -> None:
        """Another page's content placed as a whole, moved to the right and down."""
        self.forms.append(("\n".join(other.drawn), layer))
        self.drawn.append(f"q 1 0 0 1 {x} {-y} cm /X{len(self.forms)} Do Q")

    def table(
        self,
        rows: Sequence[Sequence[str]],
        x: float = 100,
        y: float = 100,
        *,
        widths: Sequence[float] = (),
        height: float = 20,
        size: float = 9,
        lines: str = "strokes",
    ) -> float:
        """A table without merged cells, its texts set in the middle. Returns where it ends."""
        widths = widths or [60] * len(rows[0])
        xs = [x]
        for width in widths:
            xs.append(xs[-1] + width)
        ys = [y + height * index for index in range(len(rows) + 1)]
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                left = (xs[column] + xs[column + 1] - _width(text, size)) / 2
                if text:
                    self.text(left, ys[row] + height / 2 + 0.38 * size, text, size)
        self.grid(xs, ys, lines)
        return ys[-1]

    def grid(self, xs: Sequence[float], ys: Sequence[float], lines: str = "strokes") -> None:
        """Lines through all these places, drawn in one of the ways in which programs draw them."""
        spans = [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
        match lines:
            case "strokes":
                for span in spans:
                    self.line(*span)
            case "one path":
                path = " ".join(f"{a} {self.height - b} m {c} {self.height - d} l" for a, b, c, d in spans)
                self.drawn.append(f"0.5 w {path} S")
            case "dashed":
                for span in spans:
                    self.line(*span, dash="3 2")
            case "dots":
                for a, b, c, d in spans:
                    steps = int(max(c - a, d - b) / 2)
                    for step in range(steps + 1):
                        dot = a + (c - a) * step / steps, b + (d - b) * step / steps
                        self.bar(dot[0], dot[1], dot[0] + 0.7, dot[1] + 0.7)
            case "double":
                for a, b, c, d in spans:
                    for off in (-0.8, 0.8):
                        across = (0, off) if b == d else (off, 0)
                        self.line(a + across[0], b + across[1], c + across[0], d + across[1])
            case "bars":
                for a, b, c, d in spans:
                    self.bar(a, b, max(c, a + 0.5), max(d, b + 0.5))
            case "cells":
                for left, right in pairwise(xs):
                    for top, bottom in pairwise(ys):
                        self.frame(left, top, right, bottom)
            case "open":
                for span in spans:
                    if span[0] != span[2] or span[0] not in (xs[0], xs[-1]):
                        self.line(*span)
            case "pictures":
                for a, b, c, d in spans:
                    self.picture(a, b, max(c, a + 0.6), max(d, b + 0.6))


def _width(text: str, size: float) -> float:
    return sum(size if character > "\u2e7f" else size / 2 for character in text)


def pdf(
    pages: Iterable[Page],
    mapped: Mapping[str, str | None] | None = None,
    *,
    embedded: bool = True,
    layers: Mapping[str, bool] | None = None,
) -> bytes:
    """The file. `mapped` gives characters of the text that the font says to be others, or None for what it leaves out.
    `embedded`: whether the file brings its font along. `layers`: names of the optional layers, and which are shown."""
    pages = list(pages)
    used = {chr(code) for page in pages for code in _codes(page)}
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        _widths(used, embedded),
        f"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 {_DESCENT} 1000 {_ASCENT}]/ItalicAngle 0"
        f"/Ascent {_ASCENT}/Descent {_DESCENT}/CapHeight 700/StemV 80"
        f"{'/FontFile2 8 0 R' if embedded else ''}>>".encode(),
        _stream(_to_unicode(used, mapped or {})),
        _stream(
            bytes([128] * 64), "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
        ),
        _stream(_FONT, f"/Length1 {len(_FONT)}"),
        _stream(bytes((0, 1)) * 0x10000),
    ]
    numbers = {}
    for layer in layers or {}:
        objects.append(f"<</Type/OCG/Name({layer})>>".encode())
        numbers[layer] = f"{len(objects)} 0 R"
    resources = _RESOURCES.replace("LAYERS", "".join(f"/{layer} {number}" for layer, number in numbers.items()))
    catalogue = "/Type/Catalog/Pages 2 0 R"
    if layers:
        off = " ".join(numbers[layer] for layer, shown in layers.items() if not shown)
        catalogue += f"/OCProperties<</OCGs[{' '.join(numbers.values())}]/D<</OFF[{off}]>>>>"
    kids = []
    for page in pages:
        forms = []
        for form, layer in page.forms:
            box = f"/Type/XObject/Subtype/Form/BBox[-2000 -2000 4000 4000]{resources}"
            placed = f"{box}/OC {numbers[layer]}" if layer else box
            objects.append(_stream(form.encode(), placed.replace("FORMS", "")))
            forms.append(f"/X{len(forms) + 1} {len(objects)} 0 R")
        objects.append(_stream("\n".join(page.drawn).encode()))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width} {page.height}]/Rotate {page.rotate}"
            f"/Contents {len(objects)} 0 R{resources.replace('FORMS', ''.join(forms))}>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
        if page.tagged:  # of one page of the file
            objects[-1] = objects[-1][:-2] + b"/StructParents 0>>"
            root, table = len(objects) + 1, len(objects) + 2
            catalogue += f"/MarkInfo<</Marked true>>/StructTreeRoot {root} 0 R"
            objects += [b"", b""]
            rows, cells = [], {}
            for row in page.tagged:
                objects.append(b"")
                rows.append(len(objects))
                for number, columns in row:
                    objects.append(
                        f"<</S/TD/P {rows[-1]} 0 R/Pg {kids[-1]}/K {number}/A<</O/Table/ColSpan {columns}>>>>".encode()
                    )
                    cells[number] = f"{len(objects)} 0 R"
                own = " ".join(cells[number] for number, _ in row)
                objects[rows[-1] - 1] = f"<</S/TR/P {table} 0 R/K[{own}]>>".encode()
            parents = " ".join(cells[number] for number in sorted(cells))
            tree = f"/ParentTree<</Nums[0[{parents}]]>>/ParentTreeNextKey 1"
            objects[root - 1] = f"<</Type/StructTreeRoot/K[{table} 0 R]{tree}>>".encode()
            listed = " ".join(f"{row} 0 R" for row in rows)
            objects[table - 1] = f"<</S/Table/P {root} 0 R/K[{listed}]>>".encode()
    objects[0] = f"<<{catalogue}>>".encode()
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    return _file(objects)


_RESOURCES = "/Resources<</Font<</F1 3 0 R>>/XObject<</I1 7 0 R FORMS>>/Properties<<LAYERS>>>>"


def _codes(page: Page) -> Iterable[int]:
    for words in (*page.drawn, *(form for form, _ in page.forms)):
        for piece in words.replace("<< ", "").split("<")[1:]:
            codes = piece.partition(">")[0]
            yield from (int(codes[at : at + 4], 16) for at in range(0, len(codes), 4))


def _widths(used: set[str], embedded: bool) -> bytes:
    narrow = " ".join(f"{ord(character)} [500]" for character in sorted(used) if character <= "\u2e7f")
    return (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)"
        f"/Ordering({'Identity' if embedded else 'GB1'})/Supplement 0>>/FontDescriptor 5 0 R"
        f"{'/CIDToGIDMap 9 0 R' if embedded else ''}/DW 1000/W[{narrow}]>>"
    ).encode()


def _to_unicode(used: set[str], mapped: Mapping[str, str | None]) -> bytes:
    entries = [
        f"<{ord(character):04X}> <{target.encode('utf-16-be').hex().upper()}>"
        for character in sorted(used)
        if (target := mapped.get(character, character)) is not None
    ]
    chunks = [entries[at : at + 100] for at in range(0, len(entries), 100)]
    tables = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{tables}\nendcmap end end"
    ).encode()


def _stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content)
    return f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    data = b"%PDF-1.6\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()
