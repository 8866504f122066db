"""The file by itself: made of the record alone, the same twice, and closed to whatever a report may contain."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert
from msgspec.structs import replace

from hegui.model.audit import Audit
from hegui.model.run import AuditRun
from hegui.output.formats import hegui_renderers
from hegui.output.html import charts, files

Json = dict[str, Any]


def render(record: Json, **options: Any) -> str:
    (renderer,) = (one for one in hegui_renderers() if one.name == "html")
    (file,) = renderer.files(convert(record, AuditRun), options)
    assert file.name == "audit.html"
    return b"".join(file.parts).decode()


def unpacked(page: str) -> list[Json]:
    """The reports in a page."""
    chunks = re.findall(r'id="chunk-\d+">([^<]*)<', page)
    return [report for chunk in chunks for report in json.loads(zlib.decompress(base64.b64decode(chunk)))]


def test_two_renders_are_the_same(county: Callable[..., Json]) -> None:
    record = county(40)
    assert render(record) == render(record)


def test_problems_are_called_by_their_names(county: Callable[..., Json]) -> None:
    record = county(3)
    used = {"basis": "", "advice": "", "note": "", "problem": "表三收支不平衡"}
    page = render({**record, "ruleset": {**record["ruleset"], "rules": {"balance": used}}})
    assert ">表三收支不平衡</a>" in page
    assert '["balance","表三收支不平衡",' in page, "the filter of the list"
    assert ">不符合“规则balance”这一要求</a>" in render(record)


def test_reports_come_packed_in_their_order(county: Callable[..., Json]) -> None:
    record = county(40)
    titles = [report["passages"][0][1] for report in unpacked(render(record))]
    assert titles == [report["title"] for report in record["reports"]]


def test_reports_are_never_all_in_memory(county: Callable[..., Json]) -> None:
    class Counted(Audit, frozen=True, weakref=True):
        """A report that can be seen to go."""

    class Stored(Sequence[Audit]):
        alive: ClassVar[list[ref[Counted]]] = []
        most = 0

        def __len__(self) -> int:
            return 200

        def __getitem__(self, index: Any) -> Any:
            audit = convert(rows[index % len(rows)], Counted)
            Stored.alive = [one for one in Stored.alive if one() is not None] + [ref(audit)]
            Stored.most = max(Stored.most, len(Stored.alive))
            return audit

        def __iter__(self) -> Iterator[Audit]:
            return (self[number] for number in range(len(self)))

    rows = county(8)["reports"]
    (file,) = files(replace(convert(county(8), AuditRun), reports=Stored()), {})
    assert sum(len(part) for part in file.parts) > 10_000
    assert 1 <= Stored.most <= 40


def test_only_its_own_script_and_style_are_allowed(county: Callable[..., Json]) -> None:
    page = render(county(3))
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    for tag, directive in (('script type="module"', "script-src"), ("style", "style-src")):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag.split()[0]}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


@pytest.mark.parametrize("changes", [{}, {"reports": []}, {"corpus": {"verdicts": []}}])
def test_nothing_points_outside_or_runs_from_an_attribute(changes: Json, county: Callable[..., Json]) -> None:
    page = render(county(3, **changes), title="通报", office="某市政务公开办公室")
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\s(on\w+|style|src|srcset|action)=", markup)
    assert set(re.findall(r'href="([^"#]*)', markup)) <= {"data:,", ""}
    assert "某市政务公开办公室" in markup


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\x00\x1b\u2028\ud800 javascript:alert(3)"


def test_hostile_text_stays_text(county: Callable[..., Json], listed: Callable[..., Json]) -> None:
    record = county(3)
    plain = render(record)
    for report in record["reports"]:
        report["unit"]["name"] = report["title"] = report["source"]["path"] = HOSTILE
        report["passages"][1]["text"] = HOSTILE
        report["tables"] = {HOSTILE: {HOSTILE: {HOSTILE: 1}}}
        report["notes"] = [HOSTILE * 1000]
        for verdict in report["verdicts"]:
            verdict["rule"] = verdict["title"] = verdict["reason"] = verdict["category"] = HOSTILE
    record["corpus"]["units"] = [listed(HOSTILE)]
    record["corpus"]["ambiguous"] = [{"path": HOSTILE, "unit": HOSTILE, "candidates": [HOSTILE]}]
    record["skipped"] = [HOSTILE]
    record["errors"] = [{"kind": "plugin", "message": HOSTILE, "where": HOSTILE}]
    page = render(record, title=HOSTILE)
    for tag in ("<script", "</script", "<style", "<img"):
        assert page.count(tag) == plain.count(tag)
    assert not re.search("[\x00-\x08\x0b-\x1f\u2028\u202e]", page)
    assert unpacked(page)[0]["passages"][1][1] == HOSTILE


def test_personal_data_that_a_finding_masks_is_printed_nowhere(county: Callable[..., Json]) -> None:
    record = county(2)
    report = record["reports"][1]
    report["passages"][3]["text"] = "联系人张某，电话13900001234。"
    report["verdicts"][0]["findings"][0]["evidence"] = [
        {"section": "六", "quote": "139******34", "paragraph": 9, "start": 8, "end": 19},
        {"section": "六", "quote": "联系人张某，电话13900001234。", "paragraph": 9},
    ]
    page = unpacked(render(record))[1]
    assert "13900001234" not in json.dumps(page, ensure_ascii=False)
    assert page["passages"][3][1] == "联系人张某，电话139******34。"


def not_filed(unit: str, like: Json) -> Json:
    """The verdict on a unit that filed nothing, made of any other."""
    finding = {**like["findings"][0], "units": [unit], "year": 2024}
    return {**like, "rule": "report-missing", "category": "corpus", "findings": [finding]}


def test_the_overview_says_who_is_missing_late_unread_or_unclear(
    county: Callable[..., Json], several: Json, listed: Callable[..., Json]
) -> None:
    record = county(8, complete=False)
    record["reports"] += [report for report in several["reports"] if report["score"] is None]
    record["corpus"]["units"] = [listed("清河县档案局", kind="部门", tier="县")]
    record["corpus"]["ambiguous"] = [{"path": "报告/清河.docx", "unit": "清河", "candidates": ["清河县司法局"]}]
    record["corpus"]["verdicts"] = [not_filed("清河县档案局", several["reports"][0]["verdicts"][0])]
    page = render(record)
    for words in (
        "本次审查不完整",
        "清河县档案局",
        "逾期 18 天",
        "报告/扫描件.pdf",
        "这是 PDF 文件",
        "报告/清河.docx",
        "清河县司法局",
    ):
        assert words in page


def test_a_unit_whose_report_may_be_at_hand_is_not_called_missing(
    county: Callable[..., Json], several: Json, listed: Callable[..., Json]
) -> None:
    record = county(2)
    record["corpus"]["units"] = [listed("清河县档案局"), listed("清河县司法局")]
    record["corpus"]["ambiguous"] = [{"path": "报告/清河.docx", "unit": "清河", "candidates": ["清河县司法局"]}]
    record["corpus"]["verdicts"] = [not_filed("清河县档案局", several["reports"][0]["verdicts"][0])]
    page = render(record)
    assert "未报送（1）" in page
    assert re.search(r"<dt>未报送</dt><dd>1<small> 家", page)
    assert re.search(r"<dt>归属不明</dt><dd>1<small> 份", page)
    assert '["unclear","清河县司法局"' in page


def test_a_trend_needs_two_years(county: Callable[..., Json]) -> None:
    years = [
        {"label": str(year), "year": year, "median": median, "units": 30} for year, median in ((2023, 88), (2024, 91.5))
    ]
    assert "历年得分中位数" in render(county(3, history=years))
    assert "历年得分中位数" not in render(county(3, history=years[:1]))


@given(st.lists(st.floats(0, 100, allow_nan=False), min_size=1), st.sampled_from([10.0, 100.0]))
def test_every_score_is_in_the_histogram_once(shares: list[float], of: float) -> None:
    totals = [share * of / 100 for share in shares]
    chart = charts.histogram(totals, of, sorted(totals)[len(totals) // 2])
    assert sum(int(count) for _, count in chart.rows) == len(totals)


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_points_lost_are_never_lighter(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert charts.shade(less, 100) <= charts.shade(more, 100)
    assert charts.shade(0, 100) == 0
