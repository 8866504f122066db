"""A single-file web page: Word's HTML and an image in one MIME message."""

from __future__ import annotations

import base64
import quopri

from hegui.proving.draft import Draft
from tools.layouts import word

_BOUNDARY = "----=_NextPart_01DB6A00.5E4C2D10"
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")


def render(draft: Draft) -> bytes:
    """The page in GB2312, quoted-printable, followed by an image it does not show."""
    page = quopri.encodestring(word.page(draft, "gb2312").encode("gb18030"))
    parts = [
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="%s"\n' % _BOUNDARY.encode(),
        b"This document is a Single File Web Page, also known as a Web Archive file.\n",
        _part('text/html; charset="gb2312"', "quoted-printable", "report.htm", page),
        _part("image/gif", "base64", "report.files/image000.gif", base64.encodebytes(_PIXEL)),
        f"--{_BOUNDARY}--\n".encode(),
    ]
    return b"\n".join(parts).replace(b"\n", b"\r\n")


def _part(kind: str, encoding: str, name: str, content: bytes) -> bytes:
    head = (
        f"--{_BOUNDARY}\nContent-Location: file:///C:/{name}\n"
        f"Content-Transfer-Encoding: {encoding}\nContent-Type: {kind}\n\n"
    )
    return head.encode() + content
