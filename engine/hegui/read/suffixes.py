"""What a file's suffix promises, held against what its content is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple


class Kind(NamedTuple):
    """What users call a format, and the suffixes that its files rightly bear."""

    title: str
    suffixes: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "text": Kind("纯文本", (".txt", ".text", ".md", ".markdown")),
    "html": Kind("网页", (".html", ".htm", ".xhtml", ".shtml")),
    "mhtml": Kind("网页存档", (".mht", ".mhtml")),
    "docx": Kind("Word 文档（docx）", (".docx", ".docm", ".dotx", ".dotm")),
    "doc": Kind("旧版 Word 文档（doc、wps）", (".doc", ".dot", ".wps", ".wpt")),
    "rtf": Kind("RTF 文档", (".rtf",)),
    "odt": Kind("OpenDocument 文档（odt）", (".odt", ".ott")),
    "wordxml": Kind("Word XML 文档", (".xml",)),
    "xlsx": Kind("Excel 工作簿（xlsx）", (".xlsx", ".xlsm", ".xltx")),
    "pdf": Kind("PDF 文件", (".pdf",)),
    "image": Kind("图片", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")),
    "archive": Kind("压缩包", (".zip", ".rar", ".7z", ".gz")),
    "ofd": Kind("OFD 版式文件", (".ofd",)),
    "xls": Kind("旧版 Excel 工作簿（xls、et）", (".xls", ".xlt", ".et")),
}
"""By the names of `sniff`."""

DYNAMIC = (".jsp", ".asp", ".aspx", ".php", ".do", ".action")
"""Pages that a server makes: what is saved under them may be anything."""

_PROMISED = {suffix: name for name, kind in KINDS.items() for suffix in kind.suffixes}


def belied(path: str, name: str) -> str | None:
    """A note for the user where a file of this format bears the suffix of another one, else None."""
    suffix = PurePath(path).suffix.lower()
    if name not in KINDS or _PROMISED.get(suffix, name) == name:
        return None
    return f"扩展名是 {suffix}，内容却是{KINDS[name].title}，已按内容读取。"
