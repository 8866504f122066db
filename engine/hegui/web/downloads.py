"""Files that the browser keeps."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def as_file(content: bytes | str, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """An answer that is kept as a file of this name."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, kind, headers=headers)
