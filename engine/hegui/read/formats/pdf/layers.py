"""Optional-content layers of a PDF: what stands on one that a viewer does not show is taken off the page.

PDFium gives the text of every layer and does not say which are shown. It knows when it draws: a layer that, drawn
alone, leaves both white and black paper as it was, is hidden.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage

_NESTING = 8
_MOST = 40
"""Layers of a page that are looked at."""
_SIDE = 600.0
"""Pixels of the longer side of a page that is drawn to see whether anything shows."""
_PAPERS = ((255, 255, 255, 255), (0, 0, 0, 255))
_CATALOGUED = b"/OCProperties"
_PACKED = b"/ObjStm"
_LONGEST = 256
"""Bytes of a name."""

_Layer = tuple[object, ...]
"""What tells a layer: the names of those in which something stands, and the drawings placed as a whole around it."""


def has_layers(document: PdfDocument, data: bytes) -> bool:
    """Whether a PDF has layers at all: most have none, and need not be drawn."""
    if _CATALOGUED in data or _PACKED not in data:
        return _CATALOGUED in data
    copy = BytesIO()
    document.save(copy)  # with nothing packed
    return _CATALOGUED in copy.getvalue()


def take_off_hidden(page: PdfPage) -> bool:
    """Take off a page what stands on hidden layers; whether there was anything."""
    layers: dict[_Layer, list[tuple[Any, Any]]] = {}
    for layer, form, drawn in _objects(page.raw, None, (), 0):
        layers.setdefault(layer, []).append((form, drawn))
    named = [layer for layer in layers if layer][:_MOST]
    if not named:
        return False
    everything = [drawn for own in layers.values() for _, drawn in own]
    _show(everything, False)
    hidden = []
    for layer in named:
        own = [drawn for _, drawn in layers[layer]]
        _show(own, True)
        if not _shows(page):
            hidden.append(layer)
        _show(own, False)
    _show(everything, True)
    for layer in hidden:
        for form, drawn in layers[layer]:
            if form is None:
                pdfium.FPDFPage_RemoveObject(page.raw, drawn)
            else:
                pdfium.FPDFFormObj_RemoveObject(form, drawn)
    return bool(hidden)


def _objects(page: Any, form: Any, outer: _Layer, depth: int) -> Iterator[tuple[_Layer, Any, Any]]:
    """What is drawn, with its layer and the form that holds it."""
    count = pdfium.FPDFPage_CountObjects(page) if form is None else pdfium.FPDFFormObj_CountObjects(form)
    for index in range(count):
        drawn = pdfium.FPDFPage_GetObject(page, index) if form is None else pdfium.FPDFFormObj_GetObject(form, index)
        layer = (*outer, *_names(drawn))
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_FORM:
            yield layer, form, drawn
        elif depth < _NESTING:
            yield from _objects(page, drawn, (*layer, (depth, index)), depth + 1)


def _names(drawn: Any) -> Iterator[str]:
    """The names of the layers that marks put an object on."""
    for index in range(pdfium.FPDFPageObj_CountMarks(drawn)):
        mark = pdfium.FPDFPageObj_GetMark(drawn, index)
        if _text(pdfium.FPDFPageObjMark_GetName, mark) == "OC":
            yield _text(pdfium.FPDFPageObjMark_GetParamStringValue, mark, b"Name")


def _text(get: Any, *of: Any) -> str:
    buffer, length = ctypes.create_string_buffer(_LONGEST), ctypes.c_ulong()
    get(*of, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), _LONGEST, length)
    return buffer.raw[: min(length.value, _LONGEST)].decode("utf-16-le", "replace").rstrip("\0")


def _show(objects: list[Any], active: bool) -> None:
    for drawn in objects:
        pdfium.FPDFPageObj_SetIsActive(drawn, active)


def _shows(page: PdfPage) -> bool:
    """Whether anything can be seen on it."""
    scale = _SIDE / max(*page.get_size(), 1.0)
    for paper in _PAPERS:
        seen = page.render(scale=scale, fill_color=paper, may_draw_forms=False, draw_annots=False).to_numpy()
        if (seen[:, :, :3] != paper[0]).any():
            return True
    return False
