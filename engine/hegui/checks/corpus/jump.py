"""The check `jump`: a figure that is many times what it was the year before, and no word of why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hegui.checks.corpus.tally import Tally, cell, compare_years
from hegui.checks.names import CellSlot, Names, TableNames
from hegui.checks.patterns import PATTERN, PATTERNS, AnyOf, Regex, any_of, regex
from hegui.model.corpus import Corpus, Filed
from hegui.model.form import Form
from hegui.model.rule import Finding, Outcome, Rule
from hegui.recognise.text import squeeze
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fill
from hegui.rules.expression import value_text


class _Figure(NamedTuple):
    """A figure, where it stands in each form, and the words that speak of it."""

    name: str
    places: Mapping[str, CellSlot]
    about: Regex


def _compile(rule: Rule, context: Context) -> CorpusJudge:
    figures = [_figure(data, context) for data in rule.params["figures"]]
    explained_by = any_of(rule.params["explained_by"], context)
    within: int = rule.params["within"]

    def judge(corpus: Corpus, parameters_of: ParametersOf) -> Outcome:
        def compare(tally: Tally, report: Filed, before: Filed) -> None:
            limits = parameters_of(report)[rule.params["limits"]]
            factor, minimum = (Decimal(str(limits[name])) for name in ("factor", "minimum"))
            jumped = list(_jumped(figures, report, before, factor, minimum))
            tally.judged += 1
            if not jumped:
                return
            texts = [squeeze(passage["text"]) for passage in report.row().get("passages", ())]
            if not texts:
                tally.unjudged(report.unit.name, "没有读出正文，不知道是否说明了变化的原因")
                return
            for figure, now, then in jumped:
                if not _explained(texts, figure.about, explained_by, within):
                    tally.findings.append(_finding(rule, figure.name, report, before, now, then))

        return compare_years(corpus, compare)

    return judge


def _figure(data: Mapping[str, Any], context: Context) -> _Figure:
    places = {form.id: slot for form in context.forms.values() if (slot := _slot(form, data["cells"]))}
    if not places:
        raise ValueError(f"各年度格式中都没有 figures 的“{'、'.join(data['cells'])}”，请改正。")
    return _Figure(data["name"], places, regex(data["about"], context))


def _slot(form: Form, cells: Sequence[str]) -> CellSlot | None:
    names = Names({table.id: TableNames(table) for table in form.tables})
    for name in cells:
        term = names.term(name)
        if term and not term.group and isinstance(term.slots[0], CellSlot):
            return term.slots[0]
    return None


def _jumped(
    figures: Sequence[_Figure], report: Filed, before: Filed, factor: Decimal, minimum: Decimal
) -> Iterator[tuple[_Figure, CellSlot, CellSlot]]:
    for figure in figures:
        now, then = figure.places.get(report.form or ""), figure.places.get(before.form or "")
        if now is None or then is None:
            continue
        new, old = report.value(now.table, *now.path), before.value(then.table, *then.path)
        if new is None or old is None or -minimum < new - old < minimum:
            continue
        if new >= old * factor or old >= new * factor:
            yield figure, now, then


def _explained(texts: Sequence[str], about: Regex, explained_by: AnyOf, within: int) -> bool:
    """Whether words that tell of a change stand near those that speak of the figure."""
    return any(
        explained_by.search(text[max(0, match.start() - within) : match.end() + within])
        for text in texts
        for match in about.finditer(text)
    )


def _finding(rule: Rule, figure: str, report: Filed, before: Filed, now: CellSlot, then: CellSlot) -> Finding:
    new, old = report.value(now.table, *now.path), before.value(then.table, *then.path)
    assert new is not None and old is not None
    fields = {
        "单位": report.unit.name,
        "年度": report.year,
        "上一年度": before.year,
        "事项": figure,
        "本年": value_text(new),
        "上年": value_text(old),
        "变化": "上升" if new > old else "下降",
    }
    evidence = (cell(report, now.table, now.path), cell(before, then.table, then.path))
    return Finding(fill(rule.message, fields), figure, evidence, units=(report.unit.name,), year=report.year)


JUMP = CorpusCheck(
    name="jump",
    title="比上年大起大落",
    compile=_compile,
    properties={
        "figures": {
            "type": "array",
            "minItems": 1,
            "description": "比较的各项数字",
            "items": {
                "type": "object",
                "description": "一项数字",
                "properties": {
                    "name": {"type": "string", "minLength": 1, "description": "名称"},
                    "cells": {
                        "type": "array",
                        "minItems": 1,
                        "description": "所在的格；各年度格式不同的，依次写出",
                        "items": {"type": "string", "minLength": 1, "description": "如 table3.总计.本年新收"},
                    },
                    "about": {**PATTERN, "description": "正文说到它的用语（正则表达式）"},
                },
                "required": ["name", "cells", "about"],
                "additionalProperties": False,
            },
        },
        "explained_by": {**PATTERNS, "description": "表明已经说明变化的用语（正则表达式）"},
        "within": {"type": "integer", "minimum": 0, "description": "说明的用语离说到它的地方最多几个字"},
        "limits": {"type": "string", "minLength": 1, "description": "参数名：倍数（factor）和相差的最小数（minimum）"},
    },
    required=("figures", "explained_by", "within", "limits"),
    fields=("单位", "年度", "上一年度", "事项", "本年", "上年", "变化"),
    parameters=("{limits}",),
)
