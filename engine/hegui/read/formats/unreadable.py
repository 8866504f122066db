"""Formats that are known and not read: what they are, and what the user can do."""

from __future__ import annotations

from hegui.read.formats import Format

_SAVE_AS_XLSX = "请在原程序中打开，另存为 .xlsx 后再审查。"
_SAVE_AS = "请在原程序中打开，另存为 Word 文档（.docx）或 PDF 后再审查。"

FORMATS = (
    Format(
        "encrypted",
        "加密文件",
        lambda content: content.office_stream == "EncryptedPackage",
        refusal="文件设了打开密码，无法读取。请用密码打开，取消密码并另存后再审查。",
    ),
    Format(
        "xls",
        "旧版 Excel 工作簿（xls、et）",
        lambda content: content.office_stream == "Workbook",
        refusal=f"这是旧版 Excel 工作簿（.xls 或 .et），暂不支持直接读取。{_SAVE_AS_XLSX}",
        suffixes=(".xls", ".xlt", ".et"),
    ),
    Format(
        "ods",
        "OpenDocument 表格",
        lambda content: content.open_document == "spreadsheet",
        refusal=f"这是 OpenDocument 表格（.ods），暂不支持直接读取。{_SAVE_AS_XLSX}",
    ),
    Format(
        "ppt",
        "旧版演示文稿",
        lambda content: content.office_stream == "PowerPoint Document",
        refusal=f"这是演示文稿（.ppt），不是年度报告全文。{_SAVE_AS}",
    ),
    Format(
        "pptx",
        "演示文稿",
        lambda content: content.is_package("ppt/") or content.open_document == "presentation",
        refusal=f"这是演示文稿（.pptx），不是年度报告全文。{_SAVE_AS}",
    ),
    Format(
        "archive",
        "压缩包",
        lambda content: content.is_packed and not content.open_document,
        refusal=(
            "这是 .zip 以外的压缩包、压缩包中的压缩包，或已损坏的压缩包，打不开。请先解压，再审查其中的年度报告。"
        ),
        order=1,
        suffixes=(".zip", ".rar", ".7z", ".gz"),
    ),
    Format(
        "empty",
        "空文件",
        lambda content: content.head == "",
        refusal="文件是空的，没有任何内容。请检查文件是否下载或导出完整。",
        order=2,
    ),
    Format(
        "binary",
        "其他文件",
        lambda content: content.head is None,
        refusal=(
            "这不是文本文件，内容无法识别（扩展名可能被改过，或文件已损坏）。请提供网页、Word 或 PDF 的年度报告。"
        ),
        order=3,
    ),
)
