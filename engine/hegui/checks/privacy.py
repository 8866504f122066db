"""Kind `personal_data`: data of persons that must not be printed. Quotes are masked: no audit prints any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hegui.checks.passages import SCOPE, Text, scope_of, sentence_span, texts_of
from hegui.checks.patterns import PATTERN, Regex, regex
from hegui.model.report import Report
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Check, Context, Judge, Parameters, fill, verdict_of

_NEAR = 30
"""So many characters before a number tell what it is."""
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def is_identity_number(text: str) -> bool:
    """Whether the last character of an 18-digit identity number is its checksum (GB 11643)."""
    digits = text[:17]
    if len(text) != 18 or not (digits.isascii() and digits.isdecimal()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits, strict=True))
    return _ID_CHECKS[total % 11] == text[17].upper()


def is_card_number(text: str) -> bool:
    """Whether a number ends in its Luhn check digit (ISO/IEC 7812)."""
    if not (text.isascii() and text.isdecimal()):
        return False
    doubled = [int(digit) * 2 for digit in reversed(text[:-1:2] if len(text) % 2 == 0 else text[1:-1:2])]
    plain = [int(digit) for digit in (text[1::2] if len(text) % 2 == 0 else text[::2])]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == -sum(plain) % 10


_VERIFIERS: dict[str, Callable[[str], bool]] = {"身份证号": is_identity_number, "银行卡号": is_card_number}


@dataclass(frozen=True)
class _Datum:
    """A kind of personal data and how it is told from what looks like it."""

    what: str
    pattern: Regex
    verify: Callable[[str], bool] | None
    near: Regex | None
    unless: Regex | None
    always: Regex | None
    keep: tuple[int, int]

    @classmethod
    def of(cls, data: Mapping[str, Any], context: Context) -> _Datum:
        def optional(key: str) -> Regex | None:
            return regex(data[key], context) if key in data else None

        start, end = data["keep"]
        verify = _VERIFIERS[data["verify"]] if "verify" in data else None
        near, unless, always = optional("near"), optional("unless"), optional("always")
        return cls(data["what"], regex(data["pattern"], context), verify, near, unless, always, (start, end))

    def is_in(self, text: Text, start: int, end: int) -> bool:
        """Whether what stands between these offsets is personal data indeed."""
        if self.verify is not None and not self.verify(text.content[start:end]):
            return False
        first, last = sentence_span(text.content, start, text.start, text.end)
        before = text.content[max(first, start - _NEAR) : start]
        if self.near is not None and not self.near.search(before):
            return False
        if self.unless is None or not self.unless.search(before):
            return True
        return self.always is not None and bool(self.always.search(text.content[first:last]))

    def masked(self, text: str) -> str:
        head, tail = self.keep
        return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _compile(rule: Rule, context: Context) -> Judge:
    data = tuple(_Datum.of(entry, context) for entry in rule.params["data"])
    scope = scope_of(rule.params.get("scope"))

    def judge(report: Report, _: Parameters) -> Outcome:
        findings = []
        for datum in data:
            evidence: list[Evidence] = []
            for text in texts_of(report, scope):
                if datum.near is not None and not datum.near.may_be_in(text.content):
                    continue
                for match in datum.pattern.finditer(text.content, text.start, text.end):
                    start, end = match.span("is") if "is" in match.re.groupindex else match.span()
                    if datum.is_in(text, start, end):
                        shown = datum.masked(text.content[start:end])
                        evidence.append(text.evidence(start, end)._replace(quote=shown))
            if evidence:
                words = "、".join(dict.fromkeys(item.quote or "" for item in evidence))
                findings.append(
                    Finding(fill(rule.message, {"什么": datum.what, "词": words}), datum.what, tuple(evidence))
                )
        return verdict_of(findings)

    return judge


PERSONAL_DATA_CHECK = Check(
    name="personal_data",
    title="个人信息",
    compile=_compile,
    properties={
        "scope": SCOPE,
        "data": {
            "type": "array",
            "minItems": 1,
            "description": "各类个人信息",
            "items": {
                "type": "object",
                "description": "一类个人信息",
                "properties": {
                    "what": {"type": "string", "minLength": 1, "description": "名称"},
                    "pattern": {**PATTERN, "description": "正则表达式；(?P<is>…) 一组为个人信息本身"},
                    "verify": {"enum": list(_VERIFIERS), "description": "以校验码核实"},
                    "near": {**PATTERN, "description": "前文须有的文字"},
                    "unless": {**PATTERN, "description": "前文有此文字时不算，如单位的联系电话"},
                    "always": {**PATTERN, "description": "同句中有此文字时仍算"},
                    "keep": {
                        "type": "array",
                        "minItems": 2,
                        "maxItems": 2,
                        "items": {"type": "integer", "minimum": 0, "description": "字数"},
                        "description": "引用时首尾各保留几个字，其余以 * 代替",
                    },
                },
                "required": ["what", "pattern", "keep"],
                "additionalProperties": False,
            },
        },
    },
    required=("data", "message"),
    fields=("什么", "词"),
)
