"""Kind `likeness`: units whose reports on the same year say nearly the same.

A kind of its own: every report is held against every other of its year, which takes signatures of texts (`minhash`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from hegui.checks.narrative import COMPARED, IGNORED, Narrative, ignored_by, narrative, shared_passages, side_by_side
from hegui.checks.passages import section_of
from hegui.model.corpus import Corpus, Filed
from hegui.model.rule import Evidence, Finding, Outcome, Rule
from hegui.rules.check import Context, CorpusCheck, CorpusJudge, ParametersOf, fill, not_applicable, verdict_of

if TYPE_CHECKING:
    from hegui.checks.minhash import Pair

_COUNT = {"type": "integer", "minimum": 1}
_SHARE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
_NAMED = 4
"""A message names so many units of a larger group."""
_COMPARED = 10
"""Of a larger group, so many units are set side by side with the first."""


def _compile(rule: Rule, context: Context) -> CorpusJudge:
    keys = rule.params
    ignored = ignored_by(keys.get("ignore", ()), context)
    for section in keys["sections"]:
        section_of(section, context)

    def judge(corpus: Corpus, _: ParametersOf) -> Outcome:
        by_year: dict[int, list[Filed]] = {}
        for report in corpus.reports:
            by_year.setdefault(report.year, []).append(report)
        if all(len({report.unit.name for report in reports}) < 2 for reports in by_year.values()):
            return not_applicable("没有同一年度其他单位的报告可供比较")
        return verdict_of([finding for _, reports in sorted(by_year.items()) for finding in findings(reports)])

    def findings(reports: Sequence[Filed]) -> Iterator[Finding]:
        from hegui.checks.minhash import Likeness, near_duplicates

        common = keys["common"]
        likeness = Likeness(keys["similarity"], keys["shingle"], keys["least"], common["share"], common["units"])
        pairs = near_duplicates(len(reports), lambda number: told(reports[number]).words, likeness)
        apart = (pair for pair in pairs if reports[pair.first].unit.name != reports[pair.second].unit.name)
        return (finding(group, reports) for group in groups(apart))

    def told(report: Filed) -> Narrative:
        return narrative(report, keys["sections"], ignored)

    def finding(group: Sequence[Pair], reports: Sequence[Filed]) -> Finding:
        members = sorted({number for pair in group for number in (pair.first, pair.second)})
        units = tuple(dict.fromkeys(reports[number].unit.name for number in members))
        low, high = (f"{bound(pair.similarity for pair in group):.0%}" for bound in (min, max))
        fields = {
            "年度": reports[0].year,
            "单位": "、".join(units[:_NAMED]) + (f"等 {len(units)} 个单位" if len(units) > _NAMED else ""),
            "相似度": low if low == high else f"{low} 至 {high}",
        }
        return Finding(
            fill(rule.message, fields),
            key="、".join(sorted(units)),
            evidence=tuple(evidence(group, reports)),
            units=units,
            year=reports[0].year,
        )

    def evidence(group: Sequence[Pair], reports: Sequence[Filed]) -> Iterator[Evidence]:
        """All that is asked for of a pair; of a larger group, the longest passage of each with another member."""
        shown = {pair.second: pair for pair in reversed(group)}
        most = keys["evidence"] if len(shown) == 1 else 1
        for second in sorted(shown)[:_COMPARED]:
            one, other = told(reports[shown[second].first]), told(reports[second])
            yield from side_by_side(one, other, shared_passages(one, other, keys["passage"]), most)

    return judge


LIKENESS_CHECK = CorpusCheck(
    name="likeness",
    title="单位之间雷同",
    compile=_compile,
    properties={
        "sections": COMPARED,
        "ignore": IGNORED,
        "similarity": {**_SHARE, "description": "相似度达到多少即为雷同：两份文字的全部片段中，两份都有的所占的比例"},
        "shingle": {**_COUNT, "description": "一个片段的字数"},
        "common": {
            "type": "object",
            "description": "普遍使用的片段不作比较",
            "properties": {
                "share": {**_SHARE, "description": "超过多大比例的单位都有的，为普遍使用"},
                "units": {**_COUNT, "description": "且至少有多少个单位都有"},
            },
            "required": ["share", "units"],
            "additionalProperties": False,
        },
        "least": {**_COUNT, "description": "余下的片段少于多少个的，不作比较"},
        "passage": {**_COUNT, "description": "证据中的相同段落至少多少字（不计标点和数字）"},
        "evidence": {**_COUNT, "description": "证据中并列最长的几段"},
    },
    required=("sections", "similarity", "shingle", "common", "least", "passage", "evidence", "message"),
    fields=("年度", "单位", "相似度"),
)


def groups(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """The pairs, those together that hang together through one another, in the order of their first."""
    leader: dict[int, int] = {}

    def lead(index: int) -> int:
        while leader.setdefault(index, index) != index:
            leader[index] = index = leader[leader[index]]
        return index

    found = list(pairs)
    for pair in found:
        one, other = sorted((lead(pair.first), lead(pair.second)))
        leader[other] = one
    together: dict[int, list[Pair]] = {}
    for pair in found:
        together.setdefault(lead(pair.first), []).append(pair)
    return list(together.values())
