"""The parts of an OFD file: its documents, their pages, what these draw on, signatures and attachments."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from hegui.model.document import Box, Document, Source
from hegui.read.formats.ofd.drawing import Area, Canvas, area_of, child, named
from hegui.read.formats.ofd.fonts import Font
from hegui.read.pages.composition import compose
from hegui.read.pages.page import Page
from hegui.read.reader import Limits, ReadError
from hegui.read.zipped import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = "OFD.xml"
_A4 = Area(0, 0, 210, 297)
"""Millimetres of a page that states no size."""
_DAMAGED = "OFD 文件已损坏或不完整，无法打开。请重新导出或下载后再审查。"
_ENCRYPTED = "OFD 文件已加密，无法读取。请用密码打开，取消加密并另存后再审查。"
_UNSEEN = frozenset({"Watermark", "Link", "Highlight"})
"""Kinds of annotations that add nothing to the text of a page."""


def read_ofd(data: bytes, source: Source, limits: Limits) -> Document:
    file = OfdFile(data, limits)
    document = compose(file.pages(), source)
    return replace(document, notes=(*document.notes, *file.notes()))


class OfdFile:
    """An OFD file. Every method raises ReadError where a part is missing, damaged or beyond the limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._package = Package(data, limits)
        self._limits = limits
        root = self._package.xml(_ROOT)
        if root is None:
            raise ReadError(_DAMAGED)
        self._bodies = tuple(named(root, "DocBody"))
        if not self._bodies:
            raise ReadError(_ENCRYPTED if self._package.read("Encryptions.xml") else _DAMAGED)
        self._documents = tuple(self._opened(body) for body in self._bodies)

    def pages(self) -> Iterator[Page]:
        """The pages of all documents, numbered throughout."""
        numbers = count(1)
        total = sum(len(document.pages) for document in self._documents)
        if total > self._limits.pages:
            raise ReadError(f"OFD 共 {total} 页（上限 {self._limits.pages} 页），不像是年度报告。请检查文件是否正确。")
        for document in self._documents:
            for index, page in enumerate(document.pages):
                yield replace(document.canvas(page).page(next(numbers)), begins=not index)

    def pictures(self) -> Iterator[tuple[int, bytes]]:
        """The largest picture of each page that has one, with the number of the page."""
        numbers = count(1)
        for document in self._documents:
            for page in document.pages:
                index = next(numbers)
                if (name := document.canvas(page).largest_picture) and (found := document.picture(name)):
                    yield index, found

    def picture_in(self, number: int, box: Box) -> bytes | None:
        """The content of the picture in a box on a page, both as it is seen; None where there is none."""
        index = number
        for document in self._documents:
            if index <= len(document.pages):
                name = document.canvas(document.pages[index - 1]).picture_in(box)
                return document.picture(name) if name else None
            index -= len(document.pages)
        return None

    def notes(self) -> Iterator[str]:
        """What the user should know of the file besides its text."""
        if len(self._documents) > 1:
            yield f"OFD 文件中有 {len(self._documents)} 个文档，已依次读取，页码连续计算。"
        if signatures := sum(map(self._signatures, self._bodies)):
            yield f"OFD 文件带有 {signatures} 处电子签名或签章，没有验证其真伪。"
        if attachments := [name for document in self._documents for name in document.attachments()]:
            yield f"OFD 文件带有附件（{'、'.join(attachments)}），附件没有审查。"

    def _opened(self, body: _Element) -> _Document:
        versions = child(body, "Versions")
        for version in () if versions is None else named(versions, "Version"):
            if version.get("Current") == "true":
                described = self._package.xml(_joined(_ROOT, version.get("BaseLoc", "")))
                root = None if described is None else child(described, "DocRoot")
                if root is not None and root.text:
                    return _Document.opened(self._package, _joined(_ROOT, root.text))
        root = child(body, "DocRoot")
        if root is None or not root.text:
            raise ReadError(_DAMAGED)
        return _Document.opened(self._package, _joined(_ROOT, root.text))

    def _signatures(self, body: _Element) -> int:
        _, listed = _part(self._package, _ROOT, body, "Signatures")
        return 0 if listed is None else sum(1 for _ in named(listed, "Signature"))


@dataclass
class _Document:
    """One of the documents in a file."""

    package: Package
    path: str
    root: _Element
    pages: Sequence[str]
    """The parts that describe its pages, in their order."""
    area: Area
    templates: Mapping[str, str] = field(default_factory=dict)
    drawn: dict[str, _Element | None] = field(default_factory=dict)
    """The templates that pages have asked for: most have the same."""
    units: dict[str, _Element] = field(default_factory=dict)
    """Drawings that pages place as a whole, by their ids."""
    media: dict[str, str] = field(default_factory=dict)
    """Files of pictures and fonts by their ids."""
    fonts: dict[str, Font] = field(default_factory=dict)
    """Those that pages have asked for, by their ids."""
    annotations: Mapping[str, Sequence[_Element]] = field(default_factory=dict)
    """By the part of the page on which they stand."""

    @classmethod
    def opened(cls, package: Package, path: str) -> _Document:
        root = package.xml(path)
        common = None if root is None else child(root, "CommonData")
        listed = None if root is None else child(root, "Pages")
        if root is None or common is None or listed is None:
            raise ReadError(_DAMAGED)
        pages = {page.get("ID", ""): _joined(path, page.get("BaseLoc", "")) for page in named(listed, "Page")}
        document = cls(
            package,
            path,
            root,
            tuple(pages.values()),
            area_of(child(common, "PageArea")) or _A4,
            {each.get("ID", ""): _joined(path, each.get("BaseLoc", "")) for each in named(common, "TemplatePage")},
        )
        for resource in (*named(common, "PublicRes"), *named(common, "DocumentRes")):
            document.add_resources(_joined(path, resource.text or ""))
        document.annotations = dict(document.find_annotations(pages))
        return document

    def add_resources(self, path: str) -> None:
        root = self.package.xml(path)
        if root is None:
            return
        base = posixpath.join(_joined(path, root.get("BaseLoc", "")), "-")  # its files lie in this folder
        for group in root:
            for each in group if isinstance(group.tag, str) else ():
                key = each.get("ID", "") if isinstance(each.tag, str) else ""
                where = next((each.iterchildren("{*}MediaFile", "{*}FontFile")), None) if key else None
                if where is not None and where.text:
                    self.media[key] = _joined(base, where.text)
                elif key:
                    self.units[key] = each

    def find_annotations(self, pages: Mapping[str, str]) -> Iterator[tuple[str, Sequence[_Element]]]:
        path, listed = _part(self.package, self.path, self.root, "Annotations")
        for page in () if listed is None else named(listed, "Page"):
            _, root = _part(self.package, path, page, "FileLoc")
            if root is not None and (part := pages.get(page.get("PageID", ""))):
                shown = [each for each in named(root, "Annot") if each.get("Type") not in _UNSEEN]
                yield part, [each for each in shown if each.get("Visible") != "false"]

    def canvas(self, part: str) -> Canvas:
        """What is drawn on a page: its templates behind and before it, its own layers, its annotations."""
        root = self.package.xml(part)
        if root is None:
            raise ReadError(_DAMAGED)
        for resource in named(root, "PageRes"):
            self.add_resources(_joined(part, resource.text or ""))
        canvas = Canvas(area_of(child(root, "Area")) or self.area, self.units, self.font)
        templates = list(named(root, "Template"))
        for template in templates:
            if template.get("ZOrder") != "Foreground":
                self._add_template(canvas, template)
        canvas.add_layers(root)
        for template in templates:
            if template.get("ZOrder") == "Foreground":
                self._add_template(canvas, template)
        for annotation in self.annotations.get(part, ()):
            canvas.add_annotation(annotation)
        return canvas

    def _add_template(self, canvas: Canvas, template: _Element) -> None:
        name = template.get("TemplateID", "")
        if name not in self.drawn:
            self.drawn[name] = self.package.xml(self.templates.get(name))
        if (root := self.drawn[name]) is not None:
            canvas.add_layers(root)

    def font(self, name: str) -> Font:
        """The font with this id, as far as the file brings it along."""
        if name not in self.fonts:
            content = self.picture(name)
            self.fonts[name] = Font.of(content) if content else Font()
        return self.fonts[name]

    def picture(self, name: str) -> bytes | None:
        """The content of the picture with this id."""
        path = self.media.get(name)
        return self.package.read(path) if path else None

    def attachments(self) -> list[str]:
        """Names of the files that are attached."""
        _, listed = _part(self.package, self.path, self.root, "Attachments")
        named_here = () if listed is None else named(listed, "Attachment")
        return [each.get("Name", "").strip() or f"第 {index:d} 个" for index, each in enumerate(named_here, 1)]


def _part(package: Package, base: str, parent: _Element, name: str) -> tuple[str, _Element | None]:
    """The part whose location an element below another gives, and its root; no path and None where there is none."""
    where = child(parent, name)
    path = _joined(base, where.text) if where is not None and where.text else ""
    return path, package.xml(path)


def _joined(base: str, location: str) -> str:
    """A location as the part with the path `base` means it: beside itself, or, with a slash in front, in the file."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), location.strip()))
