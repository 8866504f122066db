"""What an office sends out in Word: a notice to each unit that has something to mend, and a bulletin on all of them."""

from __future__ import annotations

from collections.abc import Iterator

from hegui.model.renderer import Options, OutputFile, Record
from hegui.output.docx.bulletin import Bulletin
from hegui.output.docx.letters import Letters
from hegui.output.docx.notice import Notices


def files(record: Record, options: Options) -> Iterator[OutputFile]:
    """`整改通知书/<unit>.docx` for each unit, then `通报.docx`.

    Raises OutputError for an option that there is not, or a template that cannot be used.
    """
    letters = Letters(record, options)
    notices, bulletin = Notices(letters, record), Bulletin(letters, record)
    for report in record["reports"]:
        bulletin.add(report)
        yield from notices.of(report)
    yield from notices.of_missing()
    yield bulletin.file()
