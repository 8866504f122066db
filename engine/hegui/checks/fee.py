"""Kind `fee`: whether what is said of the 信息处理费 agrees with itself, with the tariff and with table 3.

国办函〔2020〕109号 art. 4 and 5: every amount is a multiple of 10 元, since cases cost a multiple of 100 元 and pages
10, 20 or 40 元; who does not pay after a fee notice gets no answer, which is the row 逾期不缴费 of table 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hegui.checks.evidence import cell_evidence
from hegui.checks.passages import SECTIONS
from hegui.checks.patterns import LEXICON, Regex, lexicon_of, regex
from hegui.checks.statement import Said, Statement, evidence_of
from hegui.model.report import Number, Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import PASSED, Check, Context, Judge, Parameters, cannot_assess, failed, fill, verdict_of

_TEN_THOUSAND = Decimal(10000)
_PATH = ("逾期不缴费", "总计")

Claims = list[tuple[Said, Decimal]]


@dataclass(frozen=True)
class _Words:
    """Patterns of the lexicon. Those of amounts have the groups `n` and `unit`, that of notices has `n`."""

    statement: Statement
    other_year: Regex
    denied: Regex
    denied_notice: Regex
    notices: Regex
    collected: Regex
    total: Regex
    amount: Regex

    @classmethod
    def of(cls, data: Mapping[str, Any], home: str, context: Context) -> _Words:
        keys = ("other_year", "denied", "denied_notice", "notices", "collected", "total", "amount")
        for key in keys:
            if key not in data:
                raise ValueError(f"词表中缺少“{key}”，请补上。")
        return cls(Statement.of(data, home, context), *(regex(data[key], context) for key in keys))


@dataclass(frozen=True)
class _Fee:
    """What a report says of the fee in its year."""

    denied: list[Said]
    denied_notice: list[Said]
    notices: Claims
    collected: Claims
    total: Claims
    amounts: Claims


def _read(report: Report, words: _Words) -> _Fee:
    said = [item for item in words.statement.find(report) if not words.other_year.search(item.text)]
    return _Fee(
        [item for item in said if words.denied.search(item.text)],
        [item for item in said if words.denied_notice.search(item.text)],
        list(_numbers(said, words.notices)),
        list(_numbers(said, words.collected)),
        list(_numbers(said, words.total)),
        list(_numbers(said, words.amount)),
    )


def _numbers(said: Iterable[Said], pattern: Regex) -> Iterator[tuple[Said, Decimal]]:
    for item in said:
        for match in pattern.finditer(item.text):
            groups = match.groupdict()
            written = next((value for name, value in groups.items() if value and name.startswith("n")), None)
            if written is not None:
                yield item, Decimal(written) * (_TEN_THOUSAND if groups.get("unit") == "万元" else 1)


def _contradictions(fee: _Fee) -> Iterator[tuple[str, str, list[Said]]]:
    """Key, words and sentences of each contradiction within the text."""
    collected = [item for item in fee.collected if item[1] > 0]
    notices = [item for item in fee.notices if item[1] > 0]
    if collected and fee.denied:
        yield "收取", f"既称没有收取，又称收取{_yuan(collected[0])}", [fee.denied[0], collected[0][0]]
    if fee.denied_notice and (notices or collected):
        said, number = (notices or collected)[0]
        what = f"发出{number}件" if notices else f"收取{_yuan((said, number))}"
        yield "通知", f"既称没有发出收费通知，又称{what}", [fee.denied_notice[0], said]
    if len(fee.total) == 1 and len(fee.collected) == 1 and fee.collected[0][1] > fee.total[0][1]:
        words = f"实际收取{_yuan(fee.collected[0])}，多于收费通知的总金额{_yuan(fee.total[0])}"
        yield "总金额", words, [fee.total[0][0], fee.collected[0][0]]


def _yuan(claim: tuple[Said, Decimal]) -> str:
    return f"{claim[1].normalize():f}元"


def _compile(rule: Rule, context: Context) -> Judge:
    words = _Words.of(lexicon_of(context, rule.params["lexicon"]), rule.params["home"], context)
    multiple = Decimal(rule.params.get("multiple_of", 0))

    def judge(report: Report, _: Parameters) -> Outcome:
        if rule.params["test"] == "逾期不缴费":
            return _dropped(report, words, rule.message)
        return _consistent(report, _read(report, words), multiple, rule.message)

    return judge


def _consistent(report: Report, fee: _Fee, multiple: Decimal, message: str) -> Outcome:
    findings = [
        Finding(fill(message, {"说明": what}), key, _evidence(report, said)) for key, what, said in _contradictions(fee)
    ]
    odd = [claim for claim in fee.amounts if multiple and claim[1] % multiple]
    if odd:
        what = f"{'、'.join(map(_yuan, odd))}不是 {multiple} 元的整数倍，按收费标准得不出这个数"
        findings.append(Finding(fill(message, {"说明": what}), "标准", _evidence(report, [said for said, _ in odd])))
    dropped = _dropped_cases(report)
    if dropped and fee.denied_notice:
        what = f"称没有发出收费通知，表三“逾期不缴费”却有 {dropped} 件"
        evidence = (*_evidence(report, fee.denied_notice[:1]), _cell(report))
        findings.append(Finding(fill(message, {"说明": what}), "逾期不缴费", evidence))
    return verdict_of(findings)


def _dropped(report: Report, words: _Words, message: str) -> Outcome:
    dropped = _dropped_cases(report)
    if dropped is None:
        return cannot_assess("没有读到表三“申请人逾期未按收费通知要求缴纳费用”一行的总计")
    if dropped == 0 or any(number > 0 for _, number in _read(report, words).notices):
        return PASSED
    return failed(Finding(fill(message, {"件数": dropped}), "逾期不缴费", (_cell(report),)))


def _dropped_cases(report: Report) -> Number | None:
    table = report.tables.get("table3")
    return None if table is None else table.number(_PATH)


def _cell(report: Report) -> Evidence:
    return cell_evidence("table3", _PATH, report.tables["table3"].cells.get(_PATH))


def _evidence(report: Report, said: list[Said]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence_of(report, item) for item in said))


FEE_CHECK = Check(
    name="fee",
    title="信息处理费前后一致",
    compile=_compile,
    properties={
        "test": {
            "enum": ["前后一致", "逾期不缴费"],
            "description": "审查什么：各处说法前后一致，或表三逾期不缴费另有收费通知",
        },
        "home": {"enum": list(SECTIONS), "description": "应在的部分"},
        "lexicon": {**LEXICON, "description": "词表名称：信息处理费的各种说法"},
        "multiple_of": {"type": "integer", "minimum": 1, "description": "金额应为多少元的整数倍"},
    },
    required=("test", "home", "lexicon", "message"),
    fields=("说明", "件数"),
)
