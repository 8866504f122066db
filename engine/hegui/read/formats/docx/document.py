"""Word documents (docx, docm, dotx): what a reader of the printed page would see.

Revisions are taken as accepted, hidden text is left out, the numbers that Word generates are text. Headers and footers,
comments, footnotes and endnotes are no part of the report: footnotes and endnotes are kept as metadata, and notes tell
the user of all that was left out. Macros are never run, nothing that the document links to is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from hegui.model.document import Block, Document, Place, Source
from hegui.read.characters import tidy
from hegui.read.formats import sniff
from hegui.read.formats.docx.body import Body
from hegui.read.formats.docx.numbering import Numbering
from hegui.read.formats.docx.styles import Styles
from hegui.read.formats.docx.wordml import Runs, W, shown
from hegui.read.formats.html import read_html, read_mhtml
from hegui.read.reader import Limits, ReadError
from hegui.read.zipped import Package

_NO_DOCUMENT = "文件里没有 Word 文档的正文，可能已损坏，或由其他格式改名而来。请用 Word 或 WPS 打开后另存一份再审查。"
_REVISIONS = [f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")]
_COMMENT = f"{W}commentReference"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PROPERTIES = ("title", "creator", "created", "modified", "lastModifiedBy")
_APART = (("footnotes", "footnote", "脚注"), ("endnotes", "endnote", "尾注"))
"""Parts whose text is kept apart from the report: kind of the relationship, element, Chinese name."""


def read_docx(data: bytes, source: Source, limits: Limits) -> Document:
    """Read a Word document. For places see `Body`.

    Core properties have the names `docx:title`, `docx:created` …: nobody maintains them, so they must never pass for
    what a report says. Notes to the text have the names `footnote` and `endnote`.

    Raises:
        ReadError: the package is damaged, locked or beyond the limits, or holds no Word document.
    """
    package = Package(data, limits)
    whole = package.related()
    main = whole.get("officeDocument", "word/document.xml")
    root = package.xml(main)
    element = root.find(f"{W}body") if root is not None and root.tag == f"{W}document" else None
    if root is None or element is None:
        raise ReadError(_NO_DOCUMENT)
    parts = package.related(main)
    styles = Styles(package.xml(parts.get("styles")))
    numbering = Numbering(package.xml(parts.get("numbering")), styles)
    unread: list[str] = []

    def embedded(chunk: _Element) -> list[Block]:
        """Blocks of a page that is embedded whole, as editors on web sites do. Places in it are unknown."""
        content = package.read(parts.get(chunk.get(_RELATIONSHIP, ""), "")) or b""
        reader = {"html": read_html, "mhtml": read_mhtml}.get(sniff(content))
        if reader is None:
            unread.append("文档中嵌入了其他格式的内容，未能读取。请用 Word 打开后另存一份再审查。")
            return []
        return [replace(block, place=Place()) for block in reader(content, source, limits).blocks]

    body = Body(root, styles, numbering, limits, embedded)
    blocks = body.blocks(element)
    metadata = list(_core_properties(_unless_damaged(package, whole.get("core-properties"))))
    notes = [*_remarks(root, body), *unread]
    for kind, name, title in _APART:
        texts = list(_texts(_unless_damaged(package, parts.get(kind)), name))
        metadata += [(name, text) for text in texts]
        if texts:
            notes.append(f"文档有 {len(texts)} 条{title}，不属于报告正文，未参加审查。")
    if "vbaProject" in parts:
        notes.append("文档带有宏；审查时不运行宏。")
    pictures = tuple(picture._replace(name=parts.get(picture.name, "")) for picture in body.pictures)
    return Document(source, tuple(blocks), tuple(metadata), tuple(notes), pictures)


def _unless_damaged(package: Package, part: str | None) -> _Element | None:
    """The root of a part that the report can be read without."""
    try:
        return package.xml(part)
    except ReadError:
        return None


def _remarks(root: _Element, body: Body) -> Iterator[str]:
    counted = Counter(element.tag for element in root.iter(*_REVISIONS, _COMMENT))
    comments = counted.pop(_COMMENT, 0)
    revisions = counted.total()
    if revisions:
        yield f"文档中有 {revisions} 处修订尚未确认，已按全部接受后的内容审查。定稿前请接受或拒绝修订。"
    if comments:
        yield f"文档中有 {comments} 条批注，批注未参加审查。定稿前请处理并删除批注。"
    if body.hid_text:
        yield "文档中有隐藏文字，未参加审查。"
    if body.struck_text:
        yield "文档中有带删除线的文字，未参加审查。定稿前请删去。"
    for table in body.clamped:
        yield f"第 {table} 个表格有单元格合并的列数异常，已按上限处理。"


def _core_properties(root: _Element | None) -> Iterator[tuple[str, str]]:
    for element in () if root is None else root:
        name = element.tag.rpartition("}")[2]
        text = tidy(element.text or "")
        if name in _PROPERTIES and text:
            yield f"docx:{name}", text


def _texts(root: _Element | None, name: str) -> Iterator[str]:
    """The texts of footnotes or endnotes, without the lines that part them from the page."""
    for note in () if root is None else root.iterfind(f"{W}{name}"):
        if note.get(f"{W}type", "normal") == "normal":
            text = tidy("\n".join(Runs(paragraph).text for paragraph in shown(note)))
            if text:
                yield text
