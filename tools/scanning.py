"""Pages as scanners, fax machines and telephones leave them: those of a printed report as pictures, spoilt in one way
each. The same report gives the same pictures. Needs what the extra `hegui[ocr]` installs.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from math import cos, pi, sin
from typing import Any, NamedTuple

from hegui.proving.draft import Draft
from tools.fonts import FONT
from tools.layouts import document_of

Pixels = Any
"""A picture as an array of numpy: rows, columns, red, green and blue."""

_PAPER, _DESK = (250, 249, 244), (96, 84, 70)
_RED, _BLUE = (214, 38, 44), (52, 74, 160)


class Condition(NamedTuple):
    """A way in which pages come out of a machine."""

    title: str
    """In Chinese, for people."""
    spoil: Callable[[Pixels], Pixels]
    layout: str = "pdf"
    dpi: int = 200


def partly_scanned(draft: Draft, condition: Condition) -> bytes:
    """The draft as a PDF whose pages with tables are scans in this condition; the others hold their text."""
    import pypdfium2

    whole = pypdfium2.PdfDocument(document_of(draft, condition.layout))
    with_tables = tables_on(draft, condition.layout)
    pictures = printed(draft, condition.layout, condition.dpi)
    scans = pypdfium2.PdfDocument(saved([condition.spoil(pictures[index]) for index in with_tables]))
    file = pypdfium2.PdfDocument.new()
    for index in range(len(whole)):
        scan = with_tables.index(index) if index in with_tables else None
        file.import_pages(whole if scan is None else scans, [index if scan is None else scan])
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def tables_on(draft: Draft, layout: str = "pdf") -> list[int]:
    """The pages, from 0, on which tables stand."""
    from hegui.model.document import Grid
    from hegui.read import read_content

    blocks = read_content(document_of(draft, layout), "报告.pdf").blocks
    return sorted({page - 1 for block in blocks if isinstance(block, Grid) for page, _ in block.boxes.values()})


def printed(draft: Draft, layout: str = "pdf", dpi: int = 200) -> list[Pixels]:
    """The pages of a draft as they are printed."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(document_of(draft, layout))
    return [page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3].copy() for page in pages]


def saved(pages: Sequence[Pixels], kind: str = "PDF") -> bytes:
    """The pictures as one file of this kind, as Pillow names it."""
    from PIL import Image

    first, *others = [Image.fromarray(page) for page in pages]
    file = io.BytesIO()
    first.save(file, kind, **({"save_all": True, "append_images": others, "resolution": 200} if others else {}))
    return file.getvalue()


def plain(page: Pixels) -> Pixels:
    """From a flatbed scanner: hardly askew, with the noise of its sensor."""
    return _noisy(_turned(page, 1.0))


def faxed(page: Pixels) -> Pixels:
    """Black and white, with ragged edges."""
    grey = _noisy(_turned(page, 0.6), 24).mean(axis=2)
    return _three(grey > 150)


def squeezed(page: Pixels) -> Pixels:
    """Saved as a small JPEG."""
    return _as_jpeg(_noisy(_turned(page, 0.8)), 40)


def askew(page: Pixels) -> Pixels:
    return _noisy(_turned(page, 3.0))


def folded(page: Pixels) -> Pixels:
    """A grey shadow along the fold across the page, and one along its inner edge."""
    import numpy as np

    height, width = page.shape[:2]
    rows, columns = np.arange(height)[:, None], np.arange(width)[None, :]
    across = 0.5 * np.exp(-(((rows - 0.42 * height) / (0.025 * height)) ** 2))
    along = 0.55 * np.exp(-columns / (0.06 * width))
    return _noisy(_multiplied(_turned(page, 0.8), 1 - np.maximum(across, along)))


def sealed(page: Pixels) -> Pixels:
    """A red seal on the middle of the page, one at its right edge, and one at its foot."""
    height, width = page.shape[:2]
    places = [(0.47, 0.4), (0.78, 0.68), (0.4, 0.84)]
    return plain(_under(page, [(_seal(), x * width, y * height) for x, y in places]))


def stamped(page: Pixels) -> Pixels:
    """Stamps of receipt, blue and red, in two columns."""
    height, width = page.shape[:2]
    places = [(0.3, 0.2), (0.72, 0.22), (0.3, 0.5), (0.72, 0.52), (0.3, 0.8), (0.72, 0.82)]
    stamps = [_stamp(_BLUE if index % 2 else _RED) for index in range(len(places))]
    return plain(_under(page, [(stamp, x * width, y * height) for stamp, (x, y) in zip(stamps, places, strict=True)]))


def photographed(page: Pixels) -> Pixels:
    """From a telephone held over a desk: in perspective, lit from one side, a little out of focus."""
    import cv2
    import numpy as np

    height, width = page.shape[:2]
    wide, high = int(1.2 * width), int(1.15 * height)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[0.13, 0.06], [0.9, 0.04], [0.96, 0.95], [0.06, 0.97]], np.float32)
    seen *= np.array([wide, high], np.float32)
    turn = cv2.getPerspectiveTransform(corners, seen)
    desk = np.full((high, wide, 3), _DESK, np.uint8)
    sheet = cv2.warpPerspective(page, turn, (wide, high), flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.full((height, width), 255, np.uint8), turn, (wide, high))
    shown = np.where(cover[:, :, None] > 127, sheet, desk)
    light = 1 - 0.35 * np.linspace(0, 1, wide)[None, :] * np.linspace(0.4, 1, high)[:, None]
    return _as_jpeg(_noisy(cv2.GaussianBlur(_multiplied(shown, light), (3, 3), 0.8), 5), 85)


def upside_down(page: Pixels) -> Pixels:
    return plain(page[::-1, ::-1])


def sideways(page: Pixels) -> Pixels:
    """Laid into the scanner by its long side."""
    import numpy as np

    return plain(np.rot90(page))


CONDITIONS: Mapping[str, Condition] = {
    "plain": Condition("200 dpi，略歪，有噪点", plain),
    "faxed": Condition("150 dpi 黑白传真", faxed, dpi=150),
    "squeezed": Condition("JPEG 质量 40", squeezed),
    "askew": Condition("歪 3 度", askew),
    "folded": Condition("折痕和装订处有灰影", folded),
    "sealed": Condition("红色公章压字", sealed),
    "stamped": Condition("两列收文章", stamped),
    "photographed": Condition("手机拍照，有透视", photographed),
    "unruled": Condition("没有表格线", plain, layout="pdf-plain"),
    "upside down": Condition("上下颠倒", upside_down),
    "sideways": Condition("横放", sideways),
}


def _turned(page: Pixels, degrees: float) -> Pixels:
    import cv2

    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_AREA, borderValue=(255, 255, 255))


def _noisy(page: Pixels, grain: float = 9.0) -> Pixels:
    import numpy as np

    noise = np.random.default_rng(0).normal(0, grain, (*page.shape[:2], 1))
    return np.clip(page + noise, 0, 255).astype(np.uint8)


def _multiplied(page: Pixels, light: Pixels) -> Pixels:
    import numpy as np

    return np.clip(page * light[:, :, None], 0, 255).astype(np.uint8)


def _three(white: Pixels) -> Pixels:
    import numpy as np

    return np.repeat((white * 255).astype(np.uint8)[:, :, None], 3, axis=2)


def _as_jpeg(page: Pixels, quality: int) -> Pixels:
    import numpy as np
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(page).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file)).copy()


def _under(page: Pixels, marks: Sequence[tuple[Pixels, float, float]]) -> Pixels:
    """The page under marks, each with its middle at a place. Ink on ink is darker than either."""
    import numpy as np

    page = page.copy()
    for mark, x, y in marks:
        top, left = int(y - mark.shape[0] / 2), int(x - mark.shape[1] / 2)
        part = page[top : top + mark.shape[0], left : left + mark.shape[1]]
        part[:] = np.minimum(part, mark[: part.shape[0], : part.shape[1]])
    return page


def _seal() -> Pixels:
    """A round seal of 42 mm at 200 dpi: a ring, a star, the name of the organ."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    side = 330
    image = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 4, side - 5, side - 5), outline=_RED, width=9)
    middle = side / 2
    points = [(0.23 * side if index % 2 == 0 else 0.09 * side, pi * index / 5 - pi / 2) for index in range(10)]
    draw.polygon([(middle + r * cos(turn), middle + r * sin(turn)) for r, turn in points], fill=_RED)
    font = ImageFont.truetype(str(FONT), 30)
    for index, character in enumerate("某县人民政府办公室"):
        turn = pi * (0.85 + 1.3 * index / 8)
        draw.text(
            (middle + 0.39 * side * cos(turn), middle + 0.39 * side * sin(turn)), character, _RED, font, anchor="mm"
        )
    return np.asarray(image)


def _stamp(colour: tuple[int, int, int]) -> Pixels:
    """A stamp of receipt: a frame with a date and a number."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (330, 150), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.rectangle((3, 3, 326, 146), outline=colour, width=5)
    draw.line((3, 75, 326, 75), fill=colour, width=3)
    font = ImageFont.truetype(str(FONT), 34)
    draw.text((165, 40), "收文第128号", colour, font, anchor="mm")
    draw.text((165, 110), "2025年1月20日", colour, font, anchor="mm")
    return np.asarray(image)
