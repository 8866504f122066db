"""The parts of a Word document as text, and the ZIP file that holds them: what the Word layouts share."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping
from html import escape

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")
_EPOCH = (1980, 1, 1, 0, 0, 0)

IMAGE = "rIdImage"
"""Id of the one image of every document."""


def document(body: str, parts: Mapping[str, str], title: str) -> bytes:
    """A document with this body. `parts` are the contents of further parts by their kind: `styles`, `numbering`,
    `comments`, `footnotes`, `header`, `footer`. The same content gives the same bytes.
    """
    files: dict[str, bytes] = {
        "[Content_Types].xml": _types(parts).encode(),
        "_rels/.rels": _relationships(
            {
                "rId1": (f"{_OFFICE}/officeDocument", "word/document.xml"),
                "rId2": (f"{_RELATIONSHIPS}/metadata/core-properties", "docProps/core.xml"),
            }
        ).encode(),
        "docProps/core.xml": _core(title).encode(),
        "word/document.xml": _root("document", f"<w:body>{body}{_section(parts)}</w:body>"),
        "word/_rels/document.xml.rels": _relationships(
            {f"rId{kind}": (f"{_OFFICE}/{kind}", f"{kind}.xml") for kind in parts}
            | {IMAGE: (f"{_OFFICE}/image", "media/image1.gif")}
        ).encode(),
        "word/media/image1.gif": _PIXEL,
    }
    for kind, content in parts.items():
        files[f"word/{kind}.xml"] = _root({"header": "hdr", "footer": "ftr"}.get(kind, kind), content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def run(text: str, look: str, kind: str = "t") -> str:
    """A run of text with these run properties; of kind `delText` inside a deletion."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:{kind} xml:space="preserve">{escape(text, quote=False)}</w:{kind}></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of runs with these paragraph properties."""
    return f'<w:p w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E"><w:pPr>{properties}</w:pPr>{content}</w:p>'


def table(width: int, rows: list[str]) -> str:
    """A table of so many columns with a single line around every cell."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    columns = f'<w:gridCol w:w="{9000 // width}"/>' * width
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def row(cells: str, properties: str = "") -> str:
    properties = f'<w:trHeight w:val="397"/><w:jc w:val="center"/>{properties}'
    return f'<w:tr w:rsidR="00A77B3E"><w:trPr>{properties}</w:trPr>{cells}</w:tr>'


def cell(content: str, width: int, colspan: int = 1, merge: str = "") -> str:
    """A cell of a table; `merge` is empty, `restart` or `continue`, for a cell that spans rows."""
    span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
    vertical = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{vertical}<w:tcBorders>{borders}</w:tcBorders>'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def _root(name: str, content: str) -> bytes:
    return f"{_HEAD}<w:{name} {_NAMESPACES}>{content}</w:{name}>".encode()


def _section(parts: Mapping[str, str]) -> str:
    references = "".join(
        f'<w:{kind}Reference w:type="default" r:id="rId{kind}"/>' for kind in ("header", "footer") if kind in parts
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" '
        'w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>'
    )


def _types(parts: Mapping[str, str]) -> str:
    overrides = {"document": f"{_WORD}.document.main+xml"} | {kind: f"{_WORD}.{kind}+xml" for kind in parts}
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="gif" ContentType="image/gif"/>'
        + "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{content}"/>' for name, content in overrides.items()
        )
        + '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    return f'{_HEAD}<Relationships xmlns="{_RELATIONSHIPS}">' + (
        "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{to}"/>' for key, (kind, to) in targets.items())
        + "</Relationships>"
    )


def _core(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_RELATIONSHIPS.replace("relationships", "metadata/core-properties")}" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title, quote=False)}</dc:title><dc:creator>微软用户</dc:creator>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2018-01-02T03:04:00Z</dcterms:created></cp:coreProperties>'
    )
