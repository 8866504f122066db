"""Reports that repeat another unit's, or the unit's own of last year."""

from dataclasses import replace
from random import Random

import pytest
from narratives import filed, judge, quotes

from hegui.model.rule import Result, Severity
from hegui.proving.draft import Draft, load_draft
from tools.compose import compose

BUREAU = load_draft("bureau")
NEIGHBOUR = replace(BUREAU, unit="临澧县水利局")


def county(count: int) -> list[Draft]:
    return [compose(Random(number), "bureau", 2024, f"安福县第{number}局") for number in range(count)]


# near-duplicate


def test_copied_from_a_neighbour() -> None:
    outcome = judge("near-duplicate", [filed(BUREAU), filed(load_draft("county")), filed(NEIGHBOUR)])
    (finding,) = outcome.findings
    assert outcome.result is Result.FAIL
    assert finding.units == (BUREAU.unit, NEIGHBOUR.unit)
    assert "相似度 100%" in finding.message


def test_shared_passages_stand_side_by_side() -> None:
    (finding,) = judge("near-duplicate", [filed(BUREAU), filed(NEIGHBOUR)]).findings
    one, other = finding.evidence[::2], finding.evidence[1::2]
    assert [evidence.unit for evidence in one] == [BUREAU.unit] * 3
    assert [evidence.unit for evidence in other] == [NEIGHBOUR.unit] * 3
    assert [evidence.quote for evidence in one] == [evidence.quote for evidence in other]
    for evidence in finding.evidence:
        assert evidence.section and evidence.paragraph and evidence.quote
        text = BUREAU.sections[evidence.section].split("\n")[evidence.paragraph - 1]
        assert text[evidence.start : evidence.end] == evidence.quote


def test_numbers_names_and_punctuation_do_not_hide_a_copy() -> None:
    prose = (
        BUREAU.sections["一"].replace("，", "、").replace("全年", NEIGHBOUR.unit).replace("2", "7").replace("1", "６")
    )
    (finding,) = judge("near-duplicate", [filed(BUREAU), filed(NEIGHBOUR, 一=prose)]).findings
    assert finding.units == (BUREAU.unit, NEIGHBOUR.unit)


def test_halves_and_blanks_of_another_layout_do_not_hide_a_copy() -> None:
    prose = BUREAU.sections["一"].replace("，", ", ").replace("（", "  (").replace("）", ")").replace("；", ";")
    (finding,) = judge("near-duplicate", [filed(BUREAU), filed(NEIGHBOUR, 一=prose)]).findings
    assert "相似度 100%" in finding.message


def test_rewritten_in_part_only() -> None:
    paragraphs = BUREAU.sections["一"].split("\n")
    own = compose(Random(2), "bureau", 2024).sections["一"].split("\n")
    half = "\n".join([*paragraphs[: len(paragraphs) // 2], *own])
    assert judge("near-duplicate", [filed(BUREAU), filed(NEIGHBOUR, 一=half)]).result is Result.PASS


def test_only_sections_of_their_own_words_count() -> None:
    other = compose(Random(3), "bureau", 2024)
    same_elsewhere = filed(other, 六=BUREAU.sections["一"] * 3)
    assert judge("near-duplicate", [filed(BUREAU), same_elsewhere]).result is Result.PASS


def test_a_group_is_one_finding() -> None:
    drafts = [replace(BUREAU, unit=f"临澧县第{number}局") for number in range(4)]
    reports = list(map(filed, [*county(12), *drafts]))
    (finding,) = judge("near-duplicate", reports).findings
    assert finding.units == tuple(draft.unit for draft in drafts)
    assert {evidence.unit for evidence in finding.evidence} == set(finding.units)
    (more,) = judge("near-duplicate", [*reports, filed(replace(BUREAU, unit="临澧县第九局"))]).findings
    assert "等 5 个单位" in more.message


def test_two_pairs_are_two_findings() -> None:
    drafts = county(12)
    copies = [replace(drafts[number], unit=f"临澧县第{number}局") for number in (3, 8)]
    findings = judge("near-duplicate", list(map(filed, [*drafts, *copies]))).findings
    assert [finding.units for finding in findings] == [
        (drafts[3].unit, copies[0].unit),
        (drafts[8].unit, copies[1].unit),
    ]


def test_what_most_units_write_is_no_copying() -> None:
    formula = BUREAU.sections["一"]
    drafts = county(12)
    reports = [filed(draft, 一=f"{formula}\n{draft.sections['一']}") for draft in drafts]
    assert judge("near-duplicate", reports).result is Result.PASS


def test_other_years_and_the_unit_itself_are_not_compared() -> None:
    again = filed(BUREAU)
    before = filed(replace(NEIGHBOUR, year=2023))
    assert judge("near-duplicate", [filed(BUREAU), again]).result is Result.NOT_APPLICABLE
    assert judge("near-duplicate", [filed(BUREAU), before]).result is Result.NOT_APPLICABLE
    assert judge("near-duplicate", [filed(BUREAU), again, filed(county(1)[0])]).result is Result.PASS


def test_random_reports_do_not_resemble_each_other() -> None:
    assert judge("near-duplicate", list(map(filed, county(60)))).result is Result.PASS
    assert judge("near-duplicate", list(map(filed, county(3)))).result is Result.PASS


# copied-from-last-year

LAST_YEAR = replace(BUREAU, year=2023)


@pytest.mark.parametrize(
    ("kept", "severity"),
    [(1.0, Severity.ERROR), (0.8, Severity.WARNING), (0.5, None)],
)
def test_severity_follows_how_much_is_repeated(kept: float, severity: Severity | None) -> None:
    prose = "".join(BUREAU.sections["一"].split("\n"))
    fresh = "".join(compose(Random(4), "bureau", 2024).sections["一"].split("\n"))
    cut = int(len(prose) * kept)
    now = filed(BUREAU, 一=prose[:cut] + "。" + fresh[: len(prose) - cut], 五="")
    outcome = judge("copied-from-last-year", [now], [filed(LAST_YEAR, 一=prose)])
    assert [finding.severity for finding in outcome.findings] == ([] if severity is None else [severity])


def test_each_section_by_itself() -> None:
    now = filed(BUREAU, 一=compose(Random(4), "bureau", 2024).sections["一"])
    (finding,) = judge("copied-from-last-year", [now], [filed(LAST_YEAR)], least=50).findings
    assert finding.key == "五"
    assert finding.units == (BUREAU.unit,)
    assert [evidence.year for evidence in finding.evidence[:2]] == [2024, 2023]
    assert quotes(finding)[0] == quotes(finding)[1]


def test_years_and_numbers_make_no_difference() -> None:
    prose = BUREAU.sections["一"].replace("2024年", "2023年").replace("412", "三百九十八").replace("26件", "9件")
    findings = judge("copied-from-last-year", [filed(BUREAU)], [filed(LAST_YEAR, 一=prose)]).findings
    assert findings[0].severity is Severity.ERROR


def test_headings_laws_and_reports_of_nothing_are_no_copying() -> None:
    repeated = "（一）主动公开\n依据《中华人民共和国政府信息公开条例》工作。未收到政府信息公开申请，未发生行政诉讼。"
    now, before = (compose(Random(seed), "bureau", 2024).sections["五"] for seed in (4, 5))
    reports = filed(BUREAU, 一="", 五=repeated + now), filed(LAST_YEAR, 一="", 五=repeated + before)
    assert judge("copied-from-last-year", [reports[0]], [reports[1]], least=20).result is Result.PASS


def test_short_sections_are_not_judged() -> None:
    now, before = (filed(draft, 一="", 五="公开渠道偏少，准备增设公开栏。") for draft in (BUREAU, LAST_YEAR))
    assert judge("copied-from-last-year", [now], [before]).result is Result.PASS


def test_thresholds_may_be_set_for_an_area() -> None:
    strict = {"copied-from-last-year": {"error": 1.1}}
    (first, *_) = judge("copied-from-last-year", [filed(BUREAU)], [filed(LAST_YEAR)], strict).findings
    assert first.severity is Severity.WARNING


def test_without_a_report_of_last_year() -> None:
    older = filed(replace(BUREAU, year=2022))
    assert judge("copied-from-last-year", [filed(BUREAU)], [older]).result is Result.NOT_APPLICABLE
