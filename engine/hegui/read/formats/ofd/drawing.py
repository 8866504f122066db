"""What an OFD page draws: characters with their boxes, thin boxes, pictures (GB/T 33190—2016, chapters 8 to 13).

The file counts in millimetres from the upper left corner; an object has coordinates of its own, which its matrix and
the corner of its boundary carry to those of the page or of the drawing that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, pairwise, repeat
from math import atan2, hypot, pi
from typing import TYPE_CHECKING, NamedTuple

from hegui.model.document import Box
from hegui.read.characters import WIDE
from hegui.read.formats.ofd.fonts import Font
from hegui.read.pages.lines import is_latin
from hegui.read.pages.page import UNKNOWN, Page, character
from hegui.read.pages.view import MOST, Found, View, area, around_two, direction_of, is_thin, quarter_of
from hegui.read.reader import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINTS = 72 / 25.4
"""Points of a millimetre."""
_NESTING = 8
"""How deep drawings may nest."""
_ASCENT, _DESCENT = 0.86, 0.14
"""Ems above and below the base line."""
_NARROW = 0.5
"""Ems that a digit or a Latin letter takes where the file does not say."""
_GAP = 0.28
"""Ems of room between two Latin letters or digits that stand for a blank; lines of Chinese are stretched."""

_NEAR = 1.0
"""Points by which the sides of one picture may differ."""

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*(?:[eE][-+]?\d+[^A-Za-z]*)*)")
_LARGEST = 1e6

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


class Area(NamedTuple):
    """A rectangle in millimetres."""

    left: float
    top: float
    width: float
    height: float


def named(parent: _Element, name: str) -> Iterator[_Element]:
    """The elements of a name below another, whatever namespace the program that wrote the file uses."""
    return parent.iter(f"{{*}}{name}")


def child(parent: _Element, name: str) -> _Element | None:
    """The first of these."""
    return next(named(parent, name), None)


def numbers(text: str | None) -> list[float]:
    """The numbers in an attribute; what is beyond any page is left at its bounds."""
    return [max(-_LARGEST, min(float(each), _LARGEST)) for each in _NUMBER.findall(text or "")]


def number(text: str | None, default: float) -> float:
    return next(iter(numbers(text)), default)


def area_of(element: _Element | None) -> Area | None:
    """The physical size that a page, or the document for its pages, states."""
    box = None if element is None else child(element, "PhysicalBox")
    sides = numbers(None if box is None else box.text)
    return Area(*sides[:4]) if len(sides) >= len(Area._fields) and min(sides[2:4]) > 0 else None


class Canvas:
    """Collects what is drawn on one page, in points, counted upwards as `View` takes it."""

    def __init__(self, area: Area, units: Mapping[str, _Element], font_of: Callable[[str], Font]) -> None:
        self._area = area
        self._units = units
        self._font_of = font_of
        self._height = area.height * _POINTS
        self._page: Matrix = (_POINTS, 0, 0, _POINTS, -area.left * _POINTS, -area.top * _POINTS)
        self._found: list[Found] = []
        self._lines: list[Box] = []
        self._pictures: list[tuple[str, Box]] = []
        self._left = MOST

    def add_layers(self, page: _Element) -> None:
        """Add the layers of a page or of a template."""
        for content in page.iterchildren("{*}Content"):
            self._add(content, self._page, 0)

    def add_annotation(self, annotation: _Element) -> None:
        """Add what an annotation shows; its boundary is where its objects count from."""
        for appearance in named(annotation, "Appearance"):
            self._add(appearance, _placed(appearance, self._page), 0)

    @property
    def largest_picture(self) -> str | None:
        """The id of the picture that covers most of the page."""
        return max(self._pictures, key=lambda each: area(each[1]), default=("", (0, 0, 0, 0)))[0] or None

    def picture_in(self, box: Box) -> str | None:
        """The id of the picture that fills a box, which is counted downwards."""
        left, top, right, bottom = box
        wanted = (left, self._height - bottom, right, self._height - top)
        for name, own in reversed(self._pictures):
            if all(abs(a - b) < _NEAR for a, b in zip(own, wanted, strict=True)):
                return name
        return None

    def page(self, index: int) -> Page:
        """The page as its text is read."""
        quarter = direction_of(self._found, 0)
        view = View(0, 0, self._area.width * _POINTS, self._height, -quarter % 4)
        return Page(
            index,
            index,
            *view.size,
            view.glyphs(self._found, quarter),
            [view.box(*box) for box in self._lines],
            [view.box(*box) for _, box in self._pictures],
            -view.turn % 4,
            self._left <= 0,
        )

    def _add(self, holder: _Element, matrix: Matrix, depth: int) -> None:
        for element in holder:
            if self._left <= 0:
                return
            if not isinstance(element.tag, str) or element.get("Visible") == "false":
                continue
            match element.tag.rpartition("}")[2]:
                case "Layer" | "PageBlock" if depth < _NESTING:
                    self._add(element, matrix, depth + 1)
                case "TextObject":
                    self._left -= 1
                    self._add_text(element, _placed(element, matrix))
                case "PathObject":
                    self._left -= 1
                    self._add_path(element, _placed(element, matrix))
                case "ImageObject":
                    self._left -= 1
                    self._add_picture(element, matrix)
                case "CompositeObject" if depth < _NESTING:
                    self._left -= 1
                    unit = self._units.get(element.get("ResourceID", ""))
                    for content in () if unit is None else unit.iterchildren("{*}Content"):
                        self._add(content, _placed(element, matrix), depth + 1)

    def _add_text(self, element: _Element, matrix: Matrix) -> None:
        if element.get("Fill") == "false" and element.get("Stroke") != "true":
            return  # written so that it does not show
        size = number(element.get("Size"), 0)
        stretch = number(element.get("HScale"), 1)
        glyphs = dict(_drawn_by(element))
        before = 0
        for code in element.iterchildren("{*}TextCode"):
            text = code.text or ""
            self._left -= len(text)
            if self._left <= 0:
                raise ReadError("OFD 有一页的字符过多，不像是年度报告。请检查文件是否正确。")
            shown = [character(ord(sign)) for sign in text]
            if glyphs or UNKNOWN in shown:
                font = self._font_of(element.get("Font", ""))
                own = [glyphs.get(index) for index in range(before, before + len(text))]
                shown = [font.text(*each) for each in zip(text, shown, own, strict=True)]
            before += len(text)
            self._add_characters(shown, code, matrix, size, stretch, number(element.get("CharDirection"), 0))

    def _add_characters(
        self, signs: Sequence[str], code: _Element, matrix: Matrix, size: float, stretch: float, turned: float
    ) -> None:
        x, y = number(code.get("X"), 0), number(code.get("Y"), 0)
        across, down = offsets(code.get("DeltaX")), offsets(code.get("DeltaY"))
        # What the file leaves out it leaves to the font, or, with offsets downwards alone, to these.
        steps = chain(across, repeat(None if not down or across else 0.0))
        drops = chain(down, repeat(0.0))
        quarter = _quarter(matrix, turned)
        apart, end, before = False, x, "一"
        for shown, step, drop in zip(signs, steps, drops, strict=False):
            own = size * stretch * (1 if shown >= WIDE else _NARROW)
            advance = own if step is None else step
            if shown == " ":
                apart = True
            elif shown and quarter >= 0:
                apart = apart or (x - end > _GAP * size and is_latin(before) and is_latin(shown))
                reach = advance if 0 < advance <= size * stretch else own  # a quotation mark takes what the font says
                box = self._box(matrix, (x, y - _ASCENT * size, x + reach, y + _DESCENT * size))
                self._found.append((shown, *box, apart, quarter))
                apart, end, before = False, x + reach, shown
            x, y = x + advance, y + drop

    def _box(self, matrix: Matrix, box: Box) -> Box:
        left, top, right, bottom = box
        corners = ((left, top), (right, top), (left, bottom), (right, bottom))
        xs, ys = zip(*(self._raised(matrix, *corner) for corner in corners), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _add_path(self, element: _Element, matrix: Matrix) -> None:
        data = child(element, "AbbreviatedData")
        outlines = list(_outlines(None if data is None else data.text, self._left))
        self._left -= sum(map(len, outlines))
        for points in outlines:
            if element.get("Stroke") != "false":
                for start, end in pairwise(points):
                    self._add_line(around_two(self._raised(matrix, *start), self._raised(matrix, *end)))
            elif element.get("Fill") == "true" and len(points) > 1:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                self._add_line(self._box(matrix, (min(xs), min(ys), max(xs), max(ys))))

    def _raised(self, matrix: Matrix, x: float, y: float) -> tuple[float, float]:
        """Where a point is on the page, counted upwards."""
        x, y = _moved(matrix, x, y)
        return x, self._height - y

    def _add_line(self, box: Box) -> None:
        if is_thin(box):
            self._lines.append(box)

    def _add_picture(self, element: _Element, matrix: Matrix) -> None:
        boundary = numbers(element.get("Boundary"))
        if len(boundary) < len(Area._fields):
            return
        left, top, width, height = boundary[:4]
        box = self._box(matrix, (left, top, left + width, top + height))
        if is_thin(box):
            self._lines.append(box)
        else:
            self._pictures.append((element.get("ResourceID", ""), box))


def offsets(text: str | None) -> list[float]:
    """The offsets between characters: `g 3 4.5` stands for three times 4.5."""
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            times, value = int(number(next(words, None), 0)), number(next(words, None), 0)
            found += [value] * max(0, min(times, MOST))
        else:
            found.append(number(word, 0))
    return found


def _drawn_by(element: _Element) -> Iterator[tuple[int, int]]:
    """The numbers of the glyphs that draw the characters of a text, by the places of these: one for each."""
    for transform in element.iterchildren("{*}CGTransform"):
        start, count = int(number(transform.get("CodePosition"), 0)), int(number(transform.get("CodeCount"), 1))
        listed = child(transform, "Glyphs")
        glyphs = [int(each) for each in numbers(None if listed is None else listed.text)]
        if len(glyphs) == count:
            yield from enumerate(glyphs, start)


def _placed(element: _Element, outer: Matrix) -> Matrix:
    """From the coordinates of an object to those of the page. `outer` is the matrix of what holds it."""
    boundary = numbers(element.get("Boundary"))
    own = numbers(element.get("CTM"))
    a, b, c, d, e, f = own if len(own) == len(_UNMOVED) else _UNMOVED
    x, y = boundary[:2] if len(boundary) > 1 else (0.0, 0.0)
    return _joined((a, b, c, d, e + x, f + y), outer)


def _joined(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    (x, y), (oa, ob, oc, od) = _moved(outer, e, f), outer[:4]
    return a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, x, y


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _quarter(matrix: Matrix, turned: float) -> int:
    """The direction of text in quarter turns clockwise; -1 for text at an angle, such as that of a seal."""
    a, b = matrix[:2]
    if not hypot(a, b):
        return -1
    return quarter_of(atan2(b, a) + turned * pi / 180)


_Points = Sequence[tuple[float, float]]
_CORNERS = {"M": 0, "S": 0, "L": 0, "Q": 2, "B": 4, "A": 5}
"""Where in the numbers of a step the point lies to which it goes."""


def _outlines(data: str | None, most: int) -> Iterator[_Points]:
    """The corners of each part of a path; a part that is closed ends where it began. Curves count as their chord."""
    points: list[tuple[float, float]] = []
    for _, step in zip(range(most), _STEP.finditer(data or ""), strict=False):
        name, values = step[1].upper(), numbers(step[2])
        at = _CORNERS.get(name)
        if name == "C" and points:
            points.append(points[0])
        if at is None or len(values) < at + 2:
            continue
        if name in "MS":
            if len(points) > 1:
                yield points
            points = []
        points.append((values[at], values[at + 1]))
    if len(points) > 1:
        yield points
