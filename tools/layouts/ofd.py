"""Pages drawn as with reportlab's canvas, written as an OFD file (GB/T 33190—2016)."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.layouts.pdf_type import width

_NAMESPACE = "http://www.ofdspec.org/2016"
_MM = 25.4 / 72
_A4 = (595.28, 841.89)
_UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FONT = '<ofd:Font ID="2" FontName="仿宋" FamilyName="仿宋"/>'

Matrix = tuple[float, float, float, float, float, float]


def package(parts: dict[str, str | bytes]) -> bytes:
    """A file of these parts; the same parts give the same bytes."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
    return stream.getvalue()


def element(name: str, content: str, **attributes: object) -> str:
    """An element that is the root of a part."""
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{name} xmlns:ofd="{_NAMESPACE}"{written}>{content}</ofd:{name}>'


def entry(*bodies: str) -> str:
    """`OFD.xml` over the bodies of documents."""
    return element(
        "OFD", "".join(f"<ofd:DocBody>{body}</ofd:DocBody>" for body in bodies), Version="1.1", DocType="OFD"
    )


def body(root: str, more: str = "") -> str:
    return f"<ofd:DocInfo><ofd:Creator>hegui</ofd:Creator></ofd:DocInfo><ofd:DocRoot>{root}</ofd:DocRoot>{more}"


@dataclass
class Canvas:
    """As much of reportlab's canvas as the layouts draw with. Coordinates are points from below, as there."""

    stream: BytesIO | None = None
    pages: list[tuple[tuple[float, float], str]] = field(default_factory=list)
    """Size in millimetres and objects of each finished page."""
    pictures: dict[int, bytes] = field(default_factory=dict)
    _size: tuple[float, float] = _A4
    _turn: int = 0
    _matrix: Matrix = _UPRIGHT
    _objects: list[str] = field(default_factory=list)
    _line_width: float = 1
    _count: int = 100

    def setTitle(self, title: str) -> None:  # noqa: N802 -- reportlab's name, as are those that follow
        """An OFD file of an office seldom has one."""

    def setPageSize(self, size: tuple[float, float]) -> None:  # noqa: N802
        self._size = size

    def setPageRotation(self, turn: int) -> None:  # noqa: N802
        self._turn = turn

    def setLineWidth(self, points: float) -> None:  # noqa: N802
        self._line_width = points

    def translate(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._matrix
        self._matrix = (a, b, c, d, a * x + c * y + e, b * x + d * y + f)

    def rotate(self, degrees: int) -> None:
        a, b, c, d, e, f = self._matrix
        assert degrees == 90, "other turns are not needed"
        self._matrix = (c, d, -a, -b, e, f)

    def beginText(self, x: float, y: float) -> Any:  # noqa: N802
        return _Text(x, y)

    def drawText(self, line: Any) -> None:  # noqa: N802
        advances = [width(character, line.size) + line.space for character in line.text]
        deltas = " ".join(_run(round(each * _MM, 3) for each in advances[:-1]))
        x, y = self._begin(
            "TextObject", (line.x, line.y, sum(advances), line.size), f'Font="2" Size="{line.size * _MM:.3f}"'
        )
        code = f'<ofd:TextCode X="{x:.3f}" Y="{y:.3f}" DeltaX="{deltas}">{escape(line.text)}</ofd:TextCode>'
        self._objects.append(f"{code}</ofd:TextObject>")

    def rect(self, x: float, y: float, wide: float, high: float, *, stroke: int, fill: int) -> None:
        assert stroke != fill, "a box is either drawn around or filled"
        paint = f'LineWidth="{self._line_width * _MM:.3f}"' if stroke else 'Stroke="false" Fill="true"'
        left, low = self._begin("PathObject", (x, y, wide, high), paint)
        right, up = left + wide * _MM, low - high * _MM
        corners = f"M {left:.3f} {low:.3f} L {left:.3f} {up:.3f} L {right:.3f} {up:.3f} L {right:.3f} {low:.3f} C"
        self._objects.append(f"<ofd:AbbreviatedData>{corners}</ofd:AbbreviatedData></ofd:PathObject>")

    def drawImage(self, image: Any, x: float, y: float, wide: float, high: float) -> None:  # noqa: N802
        number = 50 + len(self.pictures)
        picture = BytesIO()
        image._image.save(picture, "PNG")
        self.pictures[number] = picture.getvalue()
        self._begin("ImageObject", (x, y, wide, high), f'ResourceID="{number}"')
        self._objects.append("</ofd:ImageObject>")

    def showPage(self) -> None:  # noqa: N802
        wide, high = (self._size[1], self._size[0]) if self._turn else self._size
        self.pages.append(((round(wide * _MM, 2), round(high * _MM, 2)), "".join(self._objects)))
        self._objects, self._matrix = [], _UPRIGHT

    def save(self) -> None:
        assert self.stream is not None
        self.stream.write(package({"OFD.xml": entry(body("Doc_0/Document.xml")), **self.parts("Doc_0")}))

    def parts(self, folder: str, common: str = "", after: str = "") -> dict[str, str | bytes]:
        """The parts of a document in this folder, with more in its common data and behind its pages."""
        media = "".join(
            f'<ofd:MultiMedia ID="{number}" Type="Image"><ofd:MediaFile>{number}.png</ofd:MediaFile></ofd:MultiMedia>'
            for number in self.pictures
        )
        listed = "".join(
            f'<ofd:Page ID="{1000 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
            for number in range(len(self.pages))
        )
        area = f"<ofd:PageArea><ofd:PhysicalBox>{_box(_A4[0] * _MM, _A4[1] * _MM)}</ofd:PhysicalBox></ofd:PageArea>"
        resources = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        shared = f"<ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>{area}{resources}{common}</ofd:CommonData>"
        parts: dict[str, str | bytes] = {
            f"{folder}/Document.xml": element("Document", f"{shared}<ofd:Pages>{listed}</ofd:Pages>{after}"),
            f"{folder}/PublicRes.xml": element("Res", f"<ofd:Fonts>{_FONT}</ofd:Fonts>", BaseLoc="Res"),
            f"{folder}/DocumentRes.xml": element("Res", f"<ofd:MultiMedias>{media}</ofd:MultiMedias>", BaseLoc="Res"),
        }
        for number, (size, drawn) in enumerate(self.pages):
            box = f"<ofd:Area><ofd:PhysicalBox>{_box(*size)}</ofd:PhysicalBox></ofd:Area>"
            layer = f'<ofd:Content><ofd:Layer ID="{2000 + number}" Type="Body">{drawn}</ofd:Layer></ofd:Content>'
            parts[f"{folder}/Pages/Page_{number}/Content.xml"] = element("Page", box + layer)
        return parts | {f"{folder}/Res/{number}.png": content for number, content in self.pictures.items()}

    def _begin(self, kind: str, box: tuple[float, float, float, float], attributes: str) -> tuple[float, float]:
        """Begin an object, with its boundary around it or, where the page is turned, around the page; where its lower
        left corner then is."""
        x, y, wide, high = box
        page = (self._size[0] if self._turn else self._size[1]) * _MM
        if self._matrix == _UPRIGHT:
            boundary = f"{x * _MM:.3f} {page - (y + high) * _MM:.3f} {wide * _MM:.3f} {high * _MM:.3f}"
            corner, matrix = (0.0, high * _MM), ""
        else:
            a, b, c, d, e, f = self._matrix
            boundary = _box(self._size[1] * _MM, self._size[0] * _MM)
            corner, matrix = (x * _MM, -y * _MM), f' CTM="{a} {-b} {-c} {d} {e * _MM:.3f} {page - f * _MM:.3f}"'
        self._count += 1
        self._objects.append(f'<ofd:{kind} ID="{self._count}" Boundary="{boundary}"{matrix} {attributes}>')
        return corner


class _Text:
    def __init__(self, x: float, y: float) -> None:
        self.x, self.y, self.size, self.space, self.text = x, y, 0.0, 0.0, ""

    def setFont(self, _: str, size: float) -> None:  # noqa: N802
        self.size = size

    def setCharSpace(self, space: float) -> None:  # noqa: N802
        self.space = space

    def textOut(self, text: str) -> None:  # noqa: N802
        self.text += text


def _box(wide: float, high: float) -> str:
    return f"0 0 {wide:.2f} {high:.2f}"


def _run(values: Any) -> list[str]:
    """Offsets as the format writes them, those that repeat as `g` with their number."""
    written: list[str] = []
    for value, same in groupby(values):
        times = len(list(same))
        written += ["g", str(times), f"{value:g}"] if times > 2 else [f"{value:g}"] * times
    return written
