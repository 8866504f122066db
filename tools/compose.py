"""Random clean reports: tables that balance, prose that agrees with them, every fact said in one of several ways."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from hegui.model.form import Form
from hegui.proving.draft import Cells, Draft, count_in, national_form
from tools.numerals import DATE_STYLES, STYLES, written_date
from tools.random_tables import APPLICANTS, outcomes, random_tables

KINDS = ("bureau", "county", "town", "trial")
"""Kinds of units, as the drafts that come with hegui: a trial is a department's report in the form of 2019."""

_YEARS = {"2019": (2019, 2020), "2021": (2021, 2025)}
_FEE_SINCE = 2021
"""国办函〔2020〕109号 is in force from 2021."""


def compose(
    random: Random,
    kind: str | None = None,
    year: int | None = None,
    unit: str | None = None,
    tables: Mapping[str, Cells] | None = None,
) -> Draft:
    """A clean report of a unit of this kind on this year, each drawn where it is not given.

    Tables that are given have to be clean.
    """
    kind = kind or random.choice(KINDS)
    form = national_form("2019" if kind == "trial" else "2021")
    year = year or random.randint(*_YEARS[form.id])
    tables = tables or random_tables(random, kind, form, year)
    writer = _Writer(random, kind, form, year, tables, unit)
    signed, published = _dates(random, year + 1, 3 if kind in ("county", "town") else 1)
    return Draft(
        form=form,
        unit=writer.unit,
        year=year,
        title=f"{writer.unit}{year}年政府信息公开工作年度报告",
        metadata=random.choice(({}, {"发布机构": writer.unit})),
        preamble=writer.preamble(),
        period=writer.say("periods"),
        sections=writer.sections(),
        headings={section.key: section.heading for section in form.sections},
        tables=tables,
        organ=writer.unit,
        signed=signed,
        published=published,
    )


def _dates(random: Random, year: int, last_month: int) -> tuple[str, str | None]:
    """Dates of signature and of publication (in half of the reports) up to the end of a month."""
    month, day = random.randint(1, last_month), random.randint(2, 28)
    published = written_date(year, month, random.randint(day, 28), "dashes")
    return written_date(year, month, day, random.choice(DATE_STYLES)), random.choice((None, published))


class _Writer:
    """Puts the facts of one report into words, numbers in one style throughout."""

    def __init__(
        self, random: Random, kind: str, form: Form, year: int, tables: Mapping[str, Cells], unit: str | None
    ) -> None:
        self._random = random
        self._form = form
        self._year = year
        self._tables = tables
        self._words = _wordings()
        self._number = STYLES[random.choice(list(STYLES))]
        self._guarantee = "government_guarantee" if kind in ("county", "town") else "guarantee"
        units = self._words["units"]["bureau" if kind == "trial" else kind]
        self.unit = unit or random.choice(units["places"]) + random.choice(units["organs"])
        self._voice = next(voice for ending, voice in self._words["voices"].items() if self.unit.endswith(ending))

    def say(self, key: str, **values: object) -> str:
        """One of the wordings of this key with the values put in."""
        return self._filled(self._random.choice(self._words[key]), **values)

    def _say_two(self, key: str) -> str:
        """Two of the wordings of this key."""
        return "".join(map(self._filled, self._random.sample(self._words[key], 2)))

    def _filled(self, wording: str, **values: object) -> str:
        common = {"year": self._year, "unit": self.unit, "voice": self._voice, "none": self._figure(0)}
        phrases = {name: self._random.choice(choices) for name, choices in self._words["phrases"].items()}
        return wording.format(**{**phrases, **common, **values})

    def preamble(self) -> str:
        basis = self._random.choice(self._words["basis"][self._form.id])
        parts = "、".join(section.title for section in self._form.sections)
        return self.say("preambles", basis=basis, parts=parts)

    def sections(self) -> Mapping[str, str]:
        return {
            "一": self._overview(),
            "二": "",
            "三": "",
            "四": "",
            "五": self._improvements(),
            "六": self._processing_fee() + self.say("others"),
        }

    def _overview(self) -> str:
        paragraphs = (
            self._active() + self._documents() + self._decisions() + self._revenue(),
            self._requests() + self._reviews(),
            self._say_two("management"),
            self._say_two("platforms"),
            self.say(self._guarantee),
        )
        names = self._random.choice(self._words["subheadings"])
        separator = self._random.choice(("\n", "。"))
        aspects = zip("一二三四五", names, paragraphs, strict=True)
        return "\n".join(
            [self.say("openings"), *(f"（{number}）{name}{separator}{text}" for number, name, text in aspects)]
        )

    def _active(self) -> str:
        counts = [self._random.randint(1, 900) for _ in range(self._random.randint(2, 4))]
        topics = self._random.sample(self._words["topics"], len(counts))
        items = "、".join(topic + self._figure(count, "条") for topic, count in zip(topics, counts, strict=True))
        return self.say("active", total=self._figure(sum(counts), "条"), items=items)

    def _documents(self) -> str:
        if self._form.id == "2019":
            made = self._count("table2", "规范性文件", "制作")
            return self.say("documents_2019", issued=self._figure(made)) if made else ""
        issued, repealed, in_force = (
            self._count("table2", "行政规范性文件", column) for column in ("制发", "废止", "现行有效")
        )
        if not issued:
            return self.say("no_documents")
        figures = {"issued": issued, "repealed": repealed, "in_force": in_force}
        return self.say("documents", **{name: self._figure(count) for name, count in figures.items()})

    def _decisions(self) -> str:
        column = () if self._form.id == "2021" else ("处理决定",)
        counts = {kind: self._count("table2", kind, *column) for kind in ("行政许可", "行政处罚", "行政强制")}
        done = [f"{kind}决定{self._figure(count)}" for kind, count in counts.items() if count]
        undone = [f"{kind}决定" for kind, count in counts.items() if not count]
        return "".join(
            self.say(key, items="、".join(items))
            for key, items in (("decisions", done), ("no_decisions", undone))
            if items
        )

    def _revenue(self) -> str:
        fee = self._tables["table2"].get(("行政事业性收费",), "0")
        return "" if fee == "0" else self.say("revenue", fee=fee)

    def _requests(self) -> str:
        new, carried_in, closed, carried_out = (
            self._count("table3", row, "总计") for row in ("本年新收", "上年结转", "总计", "结转下年度")
        )
        if not any((new, carried_in, closed, carried_out)):
            return self.say("no_requests")
        received = self.say("new", new=self._figure(new)) + self._applicants(new)
        handled = self.say("closed", closed=self._figure(closed)) + self._outcomes(closed)
        before = self._carried("carried_in", carried_in)
        after = self._carried("carried_out", carried_out)
        return f"{received}；{before}。{handled}；{after}。"

    def _carried(self, key: str, count: int) -> str:
        return self.say(key, **{key: self._figure(count)}) if count else self.say(f"no_{key}")

    def _applicants(self, new: int) -> str:
        """The applicants by kind, unless some are of the kind 其他, which has no name of its own in prose."""
        *named, others = APPLICANTS
        if not new or self._count("table3", "本年新收", others):
            return ""
        counts = {f"{column}申请": self._count("table3", "本年新收", column) for column in named}
        return self.say("applicants", items=self._list(counts))

    def _outcomes(self, closed: int) -> str:
        counts = {
            group: sum(self._count("table3", row, "总计") for row in rows)
            for group, rows in outcomes(self._form).items()
        }
        return self.say("outcomes", items=self._list(counts)) if closed else ""

    def _reviews(self) -> str:
        reviews, *lawsuits = (
            self._count("table4", kind, "总计") for kind in ("行政复议", "未经复议直接起诉", "复议后起诉")
        )
        if not reviews and not sum(lawsuits):
            return self.say("no_reviews")
        return self.say("reviews", reviews=self._figure(reviews), lawsuits=self._figure(sum(lawsuits)))

    def _improvements(self) -> str:
        faults = self._random.sample(self._words["shortcomings"], self._random.randint(2, 3))
        pairs = [self._filled("\n".join(pair)).split("\n") for pair in faults]
        problems, measures = (
            "；".join(f"{number}是{text}" for number, text in zip("一二三", texts, strict=False))
            for texts in zip(*pairs, strict=True)
        )
        return self.say("improvements", problems=problems, measures=measures)

    def _processing_fee(self) -> str:
        if self._year < _FEE_SINCE:
            return self.say("no_fee_yet")
        if self._random.random() < 0.8:
            return self.say("no_fee")
        amount = 10 * self._random.randint(1, 90)
        received = self._random.choice((amount, 0))
        return self.say("fee", notices=self._random.randint(1, 4), amount=amount, received=received)

    def _count(self, table_id: str, *path: str) -> int:
        return count_in(self._tables[table_id], path)

    def _figure(self, count: int, unit: str = "件") -> str:
        return self._number(count) + unit

    def _list(self, counts: Mapping[str, int]) -> str:
        return "、".join(name + self._figure(count) for name, count in counts.items() if count)


@cache
def _wordings() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(files("tools").joinpath("wordings.yaml").read_text(encoding="utf-8"))
    return data
