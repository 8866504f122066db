"""Charts as SVG: pictures with a title and a description, and the same figures as a table beside them.

Colours come from the style sheet by class, so that screen, print and contrast settings each have theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from hegui.model.run import PastRun
from hegui.output.text import clean, shorten
from hegui.output.view import number

_BINS = 6
"""Bars of a histogram at least, so that it looks like one where all did alike."""

STEPS = (0, 0.01, 0.02, 0.04, 0.07, 0.12)
"""Shades of the heat map: points lost up to these shares of full marks; above the last, the darkest."""


class Chart(NamedTuple):
    """A picture, and what it shows as a table."""

    svg: Markup
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]


class HeatRow(NamedTuple):
    """A line of a heat map: a label, the address that it leads to or "", points lost by column."""

    label: str
    address: str
    values: Sequence[float]


def shade(points: float, of: float) -> int:
    """The shade of so many points lost, 0 for none."""
    return next((level for level, share in enumerate(STEPS) if points <= share * of), len(STEPS))


def histogram(totals: Sequence[float], of: float, median: float) -> Chart:
    """How many units have which score; `totals` is not empty."""
    of = max(of, *totals)  # bonus points may exceed the full mark
    step, low, bins = _bins(totals, of)
    width, height, left, top, bottom = 520, 250, 12, 34, 34
    base, wide = height - bottom, (width - 2 * left) / len(bins)
    tall = (base - top - 8) / max(bins)
    body = []
    labels = [f"{number(low + at * step)}–{number(min(low + (at + 1) * step, of))}" for at in range(len(bins))]
    for at, (count, label) in enumerate(zip(bins, labels, strict=True)):
        x, y = left + at * wide, base - count * tall
        bar = {"x": x + 2, "y": y, "width": wide - 4, "height": count * tall}
        body.append(_tag("rect", _tag("title", f"{label} 分：{count} 家"), klass="bar", **bar))
        if count:
            body.append(_tag("text", str(count), klass="value", x=x + wide / 2, y=y - 5))
        body.append(_tag("text", label, klass="label", x=x + wide / 2, y=base + 18))
    middle = left + (median - low) / step * wide
    side = "end" if middle > width / 2 else "start"
    body += [
        _tag("line", klass="axis", x1=left, x2=width - left, y1=base, y2=base),
        _tag("line", klass="median", x1=middle, x2=middle, y1=top - 14, y2=base),
        _tag(
            "text",
            f"中位数 {number(median)} 分",
            klass=f"note {side}",
            x=middle + (6 if side == "start" else -6),
            y=top - 18,
        ),
    ]
    least, most = number(min(totals)), number(max(totals))
    about = f"共 {len(totals)} 家，最低 {least} 分，最高 {most} 分，中位数 {number(median)} 分。"
    rows = [(label, str(count)) for label, count in zip(labels, bins, strict=True)]
    return Chart(_svg("得分分布", about, width, height, body), ("分数段", "单位数"), rows)


def _bins(totals: Sequence[float], of: float) -> tuple[float, float, list[int]]:
    """Width of a bin, start of the first, and counts; full marks fall into the last."""
    least, most = min(*totals, of), max(*totals, of)
    step = next(step for step in (of / 20, of / 10, of) if (most - least) / step <= 10)
    low = int(least / step) * step
    low = max(0.0, min(low, of - _BINS * step))
    counts = [0] * max(1, round((most - low) / step))
    for total in totals:
        counts[min(int((total - low) / step), len(counts) - 1)] += 1
    return step, low, counts


def heat_map(title: str, rows: Sequence[HeatRow], columns: Sequence[str], of: float) -> Chart:
    """Points lost by unit (or group) and category; the darker, the more."""
    label, line, head = 232, 26, 34
    cell = min(max(900 / (len(columns) + 1), 56), 88)
    width, height = label + cell * (len(columns) + 1) + 4, head + line * len(rows) + 40
    body = [
        _tag("text", name, klass="label", x=label + cell * (at + 0.5), y=head - 12)
        for at, name in enumerate((*columns, "合计"))
    ]
    for at, row in enumerate(rows):
        y = head + line * at
        name = _tag("text", shorten(row.label, 17), klass="name", x=label - 10, y=y + 17)
        body.append(_tag("a", name, href=row.address) if row.address else name)
        for column, points in enumerate(row.values):
            body.append(_heat(label + cell * column, y, cell, line, shade(points, of)))
            body.append(_points(label + cell * (column + 0.5), y + 17, points, f"on-{shade(points, of)}"))
        body.append(_points(label + cell * (len(columns) + 0.5), y + 17, sum(row.values), "total"))
    body += _legend(label, height - 26, of)
    worst = max(rows, key=lambda row: sum(row.values))
    about = f"扣分合计最多的是{worst.label}，{number(round(sum(worst.values), 2))} 分。颜色越深扣分越多，格内为扣分。"
    table = [(row.label, *(number(round(points, 2)) for points in row.values)) for row in rows]
    return Chart(_svg(title, about, width, height, body), ("", *columns), table)


def _heat(x: float, y: float, width: float, height: float, level: int) -> Markup:
    return _tag("rect", klass=f"heat heat-{level}", x=x + 1, y=y + 1, width=width - 2, height=height - 2)


def _points(x: float, y: float, points: float, klass: str) -> Markup:
    return _tag("text", number(round(points, 2)) if points else "·", klass=f"value {klass}", x=x, y=y)


def _legend(x: float, y: float, of: float) -> Iterable[Markup]:
    yield _tag("text", "扣分", klass="note end", x=x - 10, y=y + 15)
    for level, share in enumerate((*STEPS, None)):
        yield _heat(x + 66 * level, y, 18, 20, level)
        words = "0" if share == 0 else f"大于 {number(STEPS[-1] * of)}" if share is None else f"至 {number(share * of)}"
        yield _tag("text", words, klass="note start", x=x + 66 * level + 22, y=y + 15)


def trend(history: Sequence[PastRun], of: float) -> Chart:
    """The median score year by year; `history` holds two at least."""
    width, height, left, right, top, base = 520, 230, 44, 24, 34, 188
    low = min(int(min(year.median for year in history) / of * 10) * of / 10, of * 0.9)
    apart = (width - left - right - 40) / (len(history) - 1)
    points = [
        (left + 20 + at * apart, base - (year.median - low) / (of - low) * (base - top))
        for at, year in enumerate(history)
    ]
    body = []
    for share in (0, 0.5, 1):
        y = base - share * (base - top)
        body.append(_tag("line", klass="grid", x1=left, x2=width - right, y1=y, y2=y))
        body.append(_tag("text", number(low + share * (of - low)), klass="note end", x=left - 6, y=y + 4))
    body.append(_tag("polyline", klass="curve", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points)))
    for (x, y), year in zip(points, history, strict=True):
        body.append(_tag("circle", klass="dot", cx=x, cy=y, r=4.5))
        body.append(_tag("text", number(year.median), klass="value", x=x, y=y - 11))
        body.append(_tag("text", str(year.label), klass="label", x=x, y=base + 18))
        body.append(_tag("text", f"{year.units} 家", klass="label faint", x=x, y=base + 35))
    rows = [(clean(str(year.label)), number(year.median), str(year.units)) for year in history]
    about = "，".join(f"{label} {middle} 分（{units} 家）" for label, middle, units in rows) + "。"
    return Chart(_svg("历年得分中位数", about, width, height, body), ("年度", "中位数", "单位数"), rows)


def _svg(title: str, about: str, width: float, height: float, body: Iterable[Markup]) -> Markup:
    content = Markup("").join((_tag("title", title), _tag("desc", about), *body))
    size = {"viewBox": f"0 0 {width:g} {height:g}", "width": width, "height": height}
    return _tag("svg", content, klass="chart", role="img", aria_label=f"{title}。{about}", **size)


def _tag(tag: str, content: str = "", **attributes: object) -> Markup:
    """An element; `klass` is its class, text is escaped."""
    pairs = Markup("").join(
        Markup(' {}="{}"').format(_attribute(name), f"{value:.4g}" if isinstance(value, float) else clean(str(value)))
        for name, value in attributes.items()
    )
    inside = content if isinstance(content, Markup) else escape(clean(content))
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), pairs, inside)


def _attribute(name: str) -> Markup:
    return Markup("class" if name == "klass" else name.replace("_", "-"))
