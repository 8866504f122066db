"""Kind `section`: the sections of a report, or the subsections of one of them: there, in order, under their headings.

The sections are those of the official form; the subsections are those that the rule names. A subsection is known by a
heading at the start of a paragraph (the lexicon `outline` says what that looks like), which may share its line with
the text: a word in passing is no heading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hegui.checks.evidence import quote, words_at
from hegui.checks.outline import headings_of, item, subheading
from hegui.checks.passages import SECTION_KEY, section_of, texts_of
from hegui.checks.patterns import PATTERN, Regex, regex
from hegui.model.form import SectionForm
from hegui.model.report import MatchedBy, Report, Section
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.read.characters import is_legible
from hegui.rules.check import (
    PASSED,
    Check,
    Context,
    Judge,
    Parameters,
    cannot_assess,
    failed,
    fill,
    not_applicable,
    verdict_of,
)
from hegui.rules.trace import listening, located

_SHORT = 20
"""A paragraph of no more characters may be a heading."""


class _Heading(NamedTuple):
    """A heading of the report, and which of those wanted it is; None where it is none of them."""

    key: str | None
    words: str
    evidence: Evidence


def _compile(rule: Rule, context: Context) -> Judge:
    if "within" in rule.params:
        return _of_subsections(rule, context)
    return _of_sections(rule, context)


def _of_sections(rule: Rule, context: Context) -> Judge:
    expected: str = rule.params["expect"]

    def judge(report: Report, _: Parameters) -> Outcome:
        wanted = report.template.section_by_key
        if expected != "titles" and not listening() and [section.key for section in report.sections] == [*wanted]:
            return PASSED
        titles = {key: form.heading for key, form in wanted.items()}
        found = [
            _Heading(section.key, _printed(report, section), _evidence(report, section)) for section in report.sections
        ]
        if listening():
            for heading in found:
                located(report.template.section_name(heading.key or ""), heading.words, heading.evidence)
        match expected:
            case "order":
                titled = [
                    one._replace(words=section.title) for one, section in zip(found, report.sections, strict=True)
                ]
                return verdict_of(list(_disorder(rule, titled, wanted)))
            case "titles":
                return verdict_of(list(_altered(rule, report, wanted, titles)))
        findings = list(_missing(rule, found, titles))
        known = [finding for finding in findings if not report.unread(finding.key)]
        if findings and not known:
            return cannot_assess(f"{report.unread()}，不能判断缺少的部分是否存在")
        return verdict_of(known)

    return judge


def _of_subsections(rule: Rule, context: Context) -> Judge:
    if rule.params["expect"] == "titles" or "headings" not in rule.params:
        raise ValueError("写了 within 的，要写 headings（各小节的小标题），expect 用 present 或 order。")
    within = section_of(rule.params["within"], context)
    wanted = {name: regex(pattern, context) for name, pattern in rule.params["headings"].items()}
    opening, loose = subheading(context), item(context)
    reported = rule.params.get("undivided") == "reported"
    if reported and rule.params["expect"] != "present":
        raise ValueError("undivided: reported 只与 expect: present 一起用，请改正。")

    def judge(report: Report, _: Parameters) -> Outcome:
        found = [
            _Heading(_named(words, wanted), words, quote(report, passage.start, passage.start + len(words)))
            for passage, words in headings_of(report, within, opening)
        ]
        part = report.template.section_name(within)
        if not found:
            return _undivided(rule, report, within, wanted, loose) if reported else PASSED
        if rule.params["expect"] == "order":
            first = {heading.key: heading for heading in reversed(found) if heading.key}
            named = [heading for heading in found if heading.key and heading is first[heading.key]]
            titled = [heading._replace(words=heading.key or "") for heading in named]
            return verdict_of(list(_disorder(rule, titled, wanted, part)))
        findings = list(_missing(rule, found, {name: name for name in wanted}, part))
        if findings and (why := report.unread(within)):
            return cannot_assess(f"{why}，不能判断缺少的小节是否存在")
        return verdict_of(findings)

    return judge


def _undivided(rule: Rule, report: Report, within: str, wanted: Iterable[str], loose: Regex) -> Outcome:
    """What a part without subsections comes to where it must have some. What may be a heading leaves it open."""
    part = report.template.section_name(within)
    texts = texts_of(report, (within,))
    if not texts:
        return not_applicable(f"报告没有{part}的文字")
    if why := report.unread(within):
        return cannot_assess(f"{why}，不能判断缺少的小节是否存在")
    paragraphs = (passage.text for passage in report.passages if passage.section == within)
    if headed := next((text for text in paragraphs if loose.compiled.match(text) or len(text) <= _SHORT), ""):
        return cannot_assess(f"{part}的“{headed[:_SHORT]}”可能是小标题，没有认出，请人工核对")
    evidence = (texts[0].opening(),)
    messages = {name: fill(rule.message, {"标题": name, "部分": part}) for name in wanted}
    return failed(*(Finding(message, name, evidence) for name, message in messages.items()))


def _named(words: str, wanted: Mapping[str, Regex]) -> str | None:
    return next((name for name, pattern in wanted.items() if pattern.search(words)), None)


def _missing(rule: Rule, found: Sequence[_Heading], titles: Mapping[str, str], within: str = "") -> Iterator[Finding]:
    there = {heading.key for heading in found}
    for key, title in titles.items():
        if key not in there:
            values = {"标题": title, "部分": within}
            yield Finding(fill(rule.message, values), key, _what_is_there(found, key, within))


def _what_is_there(found: Sequence[_Heading], key: str, within: str) -> tuple[Evidence, ...]:
    """The headings that the report has instead: of a section each in its place, of the whole report in one line."""
    if within:
        return tuple(heading.evidence for heading in found)
    outline = "；".join(heading.words for heading in found)
    return (Evidence(section=key, quote=f"现有：{outline}" if found else "没有找到任何部分的标题"),)


def _disorder(rule: Rule, found: Sequence[_Heading], order: Iterable[str], within: str = "") -> Iterator[Finding]:
    places = {key: place for place, key in enumerate(order)}
    printed = [heading for heading in found if heading.key in places]
    right = sorted(printed, key=lambda heading: places[heading.key or ""])
    if printed != right:
        moved = [heading for heading, due in zip(printed, right, strict=True) if heading is not due]
        listed = " → ".join(heading.words for heading in printed)
        message = fill(rule.message, {"次序": listed, "部分": within})
        yield Finding(message, "order", tuple(heading.evidence for heading in moved))


def _altered(
    rule: Rule, report: Report, official: Mapping[str, SectionForm], titles: Mapping[str, str]
) -> Iterator[Finding]:
    complete = [section.key for section in report.sections] == list(official)
    for section in report.sections:
        renumbered = complete and section.number not in ("", official[section.key].number)
        if (section.how is MatchedBy.SIMILAR or renumbered) and is_legible(section.title):
            values = {"所写": _printed(report, section), "标题": titles[section.key]}
            yield Finding(fill(rule.message, values), section.key, (_evidence(report, section),))


def _printed(report: Report, section: Section) -> str:
    return report.template.heading(section.number, section.title)


def _evidence(report: Report, section: Section) -> Evidence:
    return words_at(_printed(report, section), section.place, section.key)


SECTION_CHECK = Check(
    name="section",
    title="各部分或小节的有无、次序和标题",
    compile=_compile,
    properties={
        "expect": {
            "enum": ["present", "order", "titles"],
            "description": "present 齐全；order 依次；titles 标题用词与序号同官方格式（只用于各部分）",
        },
        "within": {**SECTION_KEY, "description": "审查哪一部分之内的小节；不写则审查官方格式的各部分"},
        "headings": {
            "type": "object",
            "minProperties": 1,
            "description": "应有的各小节，依次写名称和小标题的写法",
            "additionalProperties": PATTERN,
        },
        "undivided": {
            "enum": ["accepted", "reported"],
            "default": "accepted",
            "description": "没有分小节的：accepted 不算缺，reported 各小节都算缺。小标题写得认不出的，不作判断",
        },
    },
    required=("expect", "message"),
    fields=("标题", "所写", "次序", "部分"),
)
