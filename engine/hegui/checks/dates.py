"""Dates and years as printed: they exist, they agree, the report is signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hegui.checks.evidence import quote, words_at
from hegui.model.rule import Evidence, Finding
from hegui.recognise.dates import find_dates
from hegui.rules.check import PASSED, Check, cannot_assess, failed, fill, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hegui.model.report import Report
    from hegui.model.rule import Outcome, Rule
    from hegui.rules.check import Context, Judge, Parameters


def _compile_valid(rule: Rule, _: Context) -> Judge:
    def judge(report: Report, _: Parameters) -> Outcome:
        wrong = [found for found in find_dates(report.prose) if found.value is None]
        findings = []
        for found in wrong:
            words = quote(report, found.start, found.end)
            key = f"{words.section}/{report.prose[found.start : found.end]}"
            findings.append(Finding(fill(rule.message, {"date": words.quote}), key, (words,)))
        return verdict_of(findings)

    return judge


def _compile_signature(rule: Rule, _: Context) -> Judge:
    def judge(report: Report, _: Parameters) -> Outcome:
        if report.truncated:
            return cannot_assess("文件没有读全")
        missing = [
            name
            for name, there in (("署名机关", report.signature.organ), ("成文日期", report.dates.signed))
            if there is None
        ]
        if not missing:
            return PASSED
        if report.passages:
            last = report.passages[-1]
            tail = last.text[-40:]
            seen = quote(report, last.start + len(last.text) - len(tail), last.start + len(last.text))
        else:
            seen = Evidence(quote="文末没有文字")
        return failed(Finding(fill(rule.message, {"missing": "和".join(missing)}), "signature", (seen,)))

    return judge


def _compile_years(rule: Rule, context: Context) -> Judge:
    lexicon = context.lexicons["years"]
    about = re.compile(lexicon["report"])
    opening = re.compile(lexicon["opening"])
    fee = re.compile(lexicon["fee"])
    year_pattern = re.compile(r"(?<!\d)(20\d{2})年?(?!\d)")

    def other_years(report: Report) -> Iterator[tuple[int, str, Evidence]]:
        """Years that ought to be the report's, each with where it is named and the words."""
        period = report.dates
        for dated, name in ((period.period_start, "统计期限起日"), (period.period_end, "统计期限止日")):
            if dated is not None and dated.value is not None:
                yield dated.value.year, name, words_at(dated.quote, dated.place)
        for passage in report.passages:
            if passage.section in ("导语", "一"):
                for match in about.finditer(passage.text):
                    start = passage.start + match.start()
                    yield int(match["year"]), "正文所称报告年度", quote(report, start, start + len(match[0]))
        for key, pattern, name in (("一", opening, "总体情况开头"), ("六", fee, "信息处理费表述")):
            section = report.section_by_key.get(key)
            if section is None:
                continue
            text = report.text_of(key)
            found = pattern.search(text[:200] if key == "一" else text)
            if found is None:
                continue
            sentence = text[found.start() : (text.find("。", found.start()) + 1) or len(text)]
            years = {int(year) for year in year_pattern.findall(sentence)}
            if report.year not in years:
                start = section.start + found.start()
                yield int(found["year"]), name, quote(report, start, start + len(found[0]))

    def judge(report: Report, _: Parameters) -> Outcome:
        if report.year is None:
            return cannot_assess("没有认出报告年度")
        wrong = [(year, name, seen) for year, name, seen in other_years(report) if year != report.year]
        if not wrong:
            return PASSED
        listed = "、".join(dict.fromkeys(f"{name} {year} 年" for year, name, _ in wrong))
        title = Evidence(
            section="标题", quote=report.title, line=report.title_place.line, paragraph=report.title_place.paragraph
        )
        message = fill(rule.message, {"year": report.year, "others": listed})
        return failed(Finding(message, "year", (title, *(seen for _, _, seen in wrong))))

    return judge


DATE_VALID = Check("date-valid", "日期存在", _compile_valid, {}, fields=("date",))
SIGNATURE = Check("signature", "署名与成文日期", _compile_signature, {}, fields=("missing",))
YEARS = Check("years", "各处年份一致", _compile_years, {}, fields=("year", "others"))
