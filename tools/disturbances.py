"""What may be done to the text of a report without making it faulty: what crawlers, converters and copying do.

Each disturbance takes a text layout (see `tools.layouts`) and gives it back disturbed. It never changes what the report
says, so no rule may fail for it; `harmless` ones leave all of it readable, so what is wrong is still found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

Disturb = Callable[[str, Random], str]

LINES = ("compact", "spaced")
"""Layouts with a cell a line and no marks."""
ROWS = ("text",)
"""Layouts with a row a line between pipes."""
ALL = (*LINES, *ROWS, "pipe", "tab", "markdown")
_CLOSING = "，。；：、！？）》”,;:!?)."
_VALUE = re.compile(r"[\d.,-]+")


@dataclass(frozen=True, slots=True)
class Disturbance:
    """A disturbance, the layouts to which it may be done, and whether all can still be read."""

    name: str
    disturb: Disturb
    layouts: tuple[str, ...]
    harmless: bool = True


def ends_properly(text: str) -> bool:
    """Whether a text that was cut here ends as a text may: with a sentence, a bracket, or in its signature."""
    line = text.rstrip().rsplit("\n", 1)[-1].strip("|\t ")
    return line[-1:] in "。！？)）" or re.search(r"20\d\d[-.年]\d\d?[-.月]?\d{0,2}$", line) is not None


def cut(text: str, random: Random) -> str:
    """The text up to a character within a word, a sentence or a table, behind its title."""
    signature = tuple(line for line in text.split("\n") if line.strip())[-2:]
    offsets = range(len(text) // 10, len(text))
    begun = (text[:at].rstrip() for at in random.sample(offsets, len(offsets)))
    return next(part for part in begun if not ends_properly(part) and not part.endswith(signature))


def wrapped(text: str, random: Random) -> str:
    """Lines broken at one width in columns, with a blank, a wide blank or nothing at the joints; rows of cells stay
    whole."""
    columns = random.choice((24, 30, 40, 50, 64, 72, 80, 100))
    joint = random.choice(("", "", " ", "　"))
    return "\n".join(part for line in text.split("\n") for part in _broken(line, columns, joint))


def _broken(line: str, columns: int, joint: str) -> Iterator[str]:
    part, used = "", 0
    for character in line if not re.search(r"[|\t]|^#", line) else "":
        width = 1 if character < "\u2e80" else 2
        if used + width > columns and character not in _CLOSING:
            yield part + joint
            part, used = "", 0
        part += character
        used += width
    yield part or line


def counted(text: str, random: Random) -> str:
    """Lines broken after so many characters, whatever they are, at times behind an indent; rows of cells stay whole."""
    count, indent = random.randint(17, 55), random.choice(("", " "))
    return "\n".join(
        line if re.search(r"[|\t]|^#", line) else re.sub(rf"(.{{{count}}})(?=.)", rf"\1\n{indent}", line)
        for line in text.split("\n")
    )


def parted(text: str, random: Random) -> str:
    """The period over several lines of five characters at least, broken anywhere."""

    def broken(match: re.Match[str]) -> str:
        places = sorted(random.sample(range(random.randint(1, 5), len(match[0]), 5), random.randint(1, 3)))
        return "\n".join(match[0][start:end] for start, end in pairwise((0, *places, len(match[0]))))

    return re.sub(r"20\d{2}年1月1日起?[至到]20\d{2}年12月31日止?", broken, text, count=1)


def barred(text: str, random: Random) -> str:
    """A bar on a line of its own before each cell and behind the last of a row."""
    return _rows(text, lambda cells: "\n".join(["|", *(f"{cell}\n|" if cell else "|" for cell in cells)]))


def ended_below(text: str, random: Random) -> str:
    """The first cells of a row on a line, each further one on a line of its own, all closed by a bar."""
    return _rows(text, lambda cells: "\n".join([f"{' | '.join(cells[:2])} |", *(f"{cell} |" for cell in cells[2:])]))


def tabbed(text: str, random: Random) -> str:
    """The cells of a row with tabs between them, as they are pasted from a sheet."""
    return _rows(text, "\t".join)


def columned(text: str, random: Random) -> str:
    """The cells of a row apart by blanks."""
    return _rows(text, lambda cells: "   ".join(cell for cell in cells if cell))


def _rows(text: str, printed: Callable[[list[str]], str]) -> str:
    rows = (line.strip() for line in text.split("\n"))
    return "\n".join(
        printed([cell.strip() for cell in row[1:-1].split("|")]) if row[:1] == "|" else row for row in rows
    )


def _beside(lines: list[str], index: int) -> bool:
    """Whether a line is the label of a row: a value follows it."""
    behind = next((line for line in lines[index + 1 :] if line.strip()), "")
    return bool(lines[index].strip()) and not _VALUE.fullmatch(lines[index]) and _VALUE.fullmatch(behind) is not None


def noted(text: str, random: Random) -> str:
    """A note on how to fill in the row behind the label of two or three rows, on its line or on the next."""
    lines = text.split("\n")
    labels = [index for index in range(len(lines)) if _beside(lines, index) and len(lines[index]) > 1]
    for index in random.sample(labels, min(3, len(labels))):
        lines[index] += random.choice(("（没有的填零）", "（由法制机构提供）", "\n（没有的填零）"))
    return "\n".join(lines)


def spread(text: str, random: Random) -> str:
    """Short labels with blanks between their characters or halves."""
    pieces = random.choice((1, 2))
    labels = (
        "商业企业",
        "科研机构",
        "行政许可",
        "行政处罚",
        "行政强制",
        "结果维持",
        "结果纠正",
        "其他结果",
        "尚未审结",
    )

    def apart(match: re.Match[str]) -> str:
        return " ".join(match[1][start : start + pieces] for start in range(0, len(match[1]), pieces))

    return re.sub(rf"(?m)^({'|'.join(labels)})$", apart, text)


def blank_lines(text: str, random: Random) -> str:
    """Several blank lines between paragraphs."""
    return re.sub(r"(?<=。)\n+", lambda _: "\n" * random.randint(2, 5), text)


def glued(text: str, random: Random) -> str:
    """The digits of a row run together."""
    return re.sub(r"(?m)(?:^[\d,.]+\n+){2,}", lambda match: re.sub(r"\s", "", match[0]) + "\n", text)


def lossy(text: str, random: Random) -> str:
    """The character behind a number of four digits is lost everywhere: 年, 〕."""
    return re.sub(r"(?<=\d{4})[年〕](?=[^\n])", "", text)


def full_width(text: str, random: Random) -> str:
    """Digits of full width."""
    return text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


def bulleted(text: str, random: Random) -> str:
    """A bullet before each paragraph of prose."""
    bullet = random.choice("●■•")
    return re.sub(r"(?m)^(?=[（(][一二三四五][）)]|[^\n|\t]{30,}。$)", f"{bullet} ", text)


def paged(text: str, random: Random) -> str:
    """The number of the page between paragraphs."""
    number = random.choice(("- {} -", "第{}页", "Page {} -", "— {} —"))
    lines = text.split("\n")
    ends = [index for index, line in enumerate(lines) if line.endswith("。")]
    for page, index in enumerate(sorted(random.sample(ends, min(3, len(ends)))), 1):
        lines[index] += "\n" + number.format(page)
    return "\n".join(lines)


DISTURBANCES = (
    Disturbance("cut", cut, ALL, harmless=False),
    Disturbance("wrapped", wrapped, ALL),
    Disturbance("counted", counted, ALL),
    Disturbance("parted", parted, ALL),
    Disturbance("barred", barred, ROWS),
    Disturbance("ended-below", ended_below, ROWS),
    Disturbance("tabbed", tabbed, ROWS),
    Disturbance("columned", columned, ROWS),
    Disturbance("noted", noted, LINES, harmless=False),
    Disturbance("spread", spread, LINES),
    Disturbance("blank-lines", blank_lines, ALL),
    Disturbance("glued", glued, LINES, harmless=False),
    Disturbance("lossy", lossy, ALL, harmless=False),
    Disturbance("full-width", full_width, LINES),
    Disturbance("bulleted", bulleted, ALL),
    Disturbance("paged", paged, ALL),
)
