"""An office whose tables stand and whose narrative is whatever a test lets it say."""

from collections.abc import Mapping
from dataclasses import replace

from hegui.judge.report import judge
from hegui.model.document import Place
from hegui.model.report import Passage, Report
from hegui.model.rule import Result, Severity, Verdict
from hegui.recognise import Knowledge
from hegui.recognise.text import squeeze
from hegui.rules.ruleset import RuleSet


class Office:
    """A clean draft as recognised, whose narrative is replaced by a passage."""

    def __init__(self, report: Report, ruleset: RuleSet, knowledge: Knowledge) -> None:
        self._report = report
        self._ruleset = ruleset
        self._knowledge = knowledge

    def saying(self, text: str) -> Report:
        passages, start = [], 0
        for line in text.split("\n"):
            passages.append(Passage(squeeze(line), line, start, "一", Place()))
            start += len(passages[-1].text) + 1
        prose = "\n".join(passage.text for passage in passages)
        figures = self._knowledge.figures.read(prose, self._report.year)
        return replace(self._report, passages=tuple(passages), prose=prose, figures=figures)

    def verdicts(self, text: str) -> Mapping[str, Verdict]:
        verdicts = judge(self.saying(text), self._ruleset)
        return {v.rule: v for v in verdicts if v.category == "figures" or v.rule == "table2-fee-unit"}

    def accusations(self, text: str) -> dict[str, list[str]]:
        """Quotes of the text by the rules above info that fail."""
        return {
            name: [item.quote or "" for finding in verdict.findings for item in finding.evidence if item.section]
            for name, verdict in self.verdicts(text).items()
            if verdict.result is Result.FAIL and verdict.severity is not Severity.INFO
        }
