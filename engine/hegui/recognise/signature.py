"""Who signed the report and when: at its end, or under its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hegui.model.report import Dated, Passage, Signature
from hegui.recognise.dates import Found, find_dates
from hegui.recognise.knowledge import PageKnowledge

_LINES = 8
_LIMIT = 45
_NO_DAY = re.compile(r"20\d{2}年\d{0,2}月日?$")
_SEAL = re.compile(r"（[^（）]{0,3}章）$")
_NO_ORGAN = re.compile(r"[，。；：]|无(?![锡为极棣])")


def find_signature(passages: list[Passage], first: int, page: PageKnowledge) -> tuple[Signature, list[Passage]]:
    """The signing organ and date at the end; their passages are marked 落款, and what stands behind them is dropped."""
    for index in range(len(passages) - 1, max(first, len(passages) - _LINES) - 1, -1):
        passage = passages[index]
        own, day = _date_alone(passage.text)
        if own is None:
            continue
        date = Dated(day.value, passage.raw.strip(), passage.place) if day else None
        if organ := organ_in(own, page):
            signing = range(index, index + 1)
            if "。" in passage.text:  # behind the last sentence, on its line
                return Signature(organ, passage.place, date), passages[: index + 1]
        elif index > first and (organ := organ_in(passages[index - 1].text, page)):
            signing = range(index - 1, index + 1)
        elif index + 1 < len(passages) and (organ := organ_in(passages[index + 1].text, page)):
            signing = range(index, index + 2)
        elif day is None or "。" in passage.text:
            continue
        else:
            signing = range(index, index + 1)
        place = next((passages[at].place for at in signing if organ and organ in passages[at].text), None)
        signed = [passages[at]._replace(section="落款") for at in signing]
        return Signature(organ, place, date), passages[: signing.start] + signed
    if len(passages) > first and (organ := organ_in(passages[-1].text, page)):
        last = passages[-1]
        return Signature(organ, last.place), [*passages[:-1], last._replace(section="落款")]
    return Signature(None, None), passages


def _date_alone(text: str) -> tuple[str | None, Found | None]:
    """The date with which a line ends and what stands before it, which may be an organ; None, None for any other line.

    A date without its day (2025年1月) is no date, yet the line is one of a signature.
    """
    line = text.rstrip("。").rpartition("。")[2] if len(text) > _LIMIT or "。" in text else text
    if len(line) > _LIMIT or re.search("[，；]|截至|截止", line):
        return None, None
    found = list(find_dates(line))
    if len(found) == 1 and found[0].end >= len(line) - 2:
        return line[: found[0].start].strip("（："), found[0]
    unfinished = _NO_DAY.search(line)
    return (line[: unfinished.start()].strip("（："), None) if unfinished and not found else (None, None)


def organ_in(text: str, page: PageKnowledge) -> str | None:
    """The name of an organ that stands by itself, without the seal that is drawn beside it; None for any other text."""
    name = _SEAL.sub("", text).strip("（）")
    return name if 3 <= len(name) <= _LIMIT and not _NO_ORGAN.search(name) and page.organ.search(name) else None


def date_under_title(passages: Sequence[Passage]) -> Dated | None:
    """A date under the title, alone or behind the organ: （2024年1月10日）. 2024-01-10 is one of publication."""
    for passage in passages[1:6]:
        if passage.section == "导语" and "年" in passage.text:
            own, day = _date_alone(passage.text.rstrip("）"))
            if own is not None and day is not None:
                return Dated(day.value, passage.raw.strip(), passage.place)
    return None
