"""What offices tell in words of their own: no rule accuses them for the words, and what is not told is missed.

Each family of sentences is combined at random (seeds are fixed): the rule must hold for every combination, not for a
sample.
"""

from __future__ import annotations

from random import Random

import pytest

from hegui.model.rule import Outcome, Result
from hegui.proving import edit, load_draft
from hegui.proving.cases import CaseRunner

ASPECTS = {
    "主动公开": (
        "全年在县政府网站挂出招生公告、收费标准、处罚决定共212则。",
        "村里的大喇叭播发惠农政策96次，补助名单每月贴到墙上。",
        "186条办事消息先后在局网页上墙。",
        "财政预算、决算和“三公”经费都按规定的时间公布。",
    ),
    "依申请公开": (
        "有3位村民写信索要征地批文，都在法定期限内给了书面答复。",
        "本年没有人来要信息。",
        "收到信息公开申请0件。",
        "群众来信要求查看补偿标准2次，均当面告知。",
    ),
    "政府信息管理": (
        "每条消息上网之前，要过股长、办公室、主要领导三道关，谁签字谁负责。",
        "涉及住址、电话的内容先遮盖再贴出去，由档案员保存底稿。",
        "公文起草时同步注明能不能公开，不能公开的说明理由。",
        "过时的文件从网上撤了下来，半年清理一次。",
    ),
    "政府信息公开平台建设": (
        "局网页改版一次，搜索框挪到了最上面。",
        "公众号由两名年轻同志轮班值守，全年没有停更。",
        "村口的公示栏加了玻璃罩和锁。",
        "没有开设网站和新媒体，统一使用县政府门户网站。",
    ),
    "监督保障": (
        "办公室安排两人专管此事。",
        "年底由纪检组照着清单逐条打分，末三名的股室要作检讨。",
        "全年讲了2次业务课，68人听课。",
        "县里来查了1次，指出的4个毛病当月都改了。",
    ),
}
HEADINGS = dict(zip(ASPECTS, ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障"), strict=True))
NUMERALS = "一二三四五"
ANNOUNCED = (
    "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况等部分组成。",
    "现从主动公开、依申请公开、政府信息管理、平台建设和监督保障五个方面报告如下。",
    "",
)

PROBLEMS = (
    "窗口停办的通知贴得晚，群众白跑了路。",
    "网页上的电话早已停机，打不通。",
    "老人不会用手机查，只好托儿女代看。",
    "同一份名单在三个地方贴出三个样。",
    "旧栏目还挂着撤销单位的牌子，企业点开只见空白页。",
)
MEASURES = (
    "从三月起，每晚把公告念给村民听一遍。",
    "现在由办公室一人统稿，三处同时换。",
    "已把通知提前到三天贴出。",
    "我局做了三件事：一是撤下旧栏目；二是重编目录；三是请企业试用一周。",
)
LAID_OUT = (
    "{problem}\n{measure}",
    "存在的主要问题：{problem}\n改进情况：{measure}",
    "（一）主要问题\n{problem}\n（二）改进情况\n{measure}",
    "一、存在问题\n1.{problem}\n二、改进措施\n1.{measure}",
)


def of(runner: CaseRunner, rule: str, section: str, text: str, draft: str = "bureau") -> Outcome:
    verdict = runner.verdicts_of(edit(load_draft(draft), {"section": {section: text}}))[rule]
    return Outcome(verdict.result, verdict.reason, verdict.findings)


def said_by(random: Random) -> dict[str, str]:
    return {aspect: random.choice(ways) for aspect, ways in ASPECTS.items()}


@pytest.mark.parametrize("seed", range(12))
def test_aspects_told_in_any_words_are_not_missed(runner: CaseRunner, seed: int) -> None:
    random = Random(seed)
    text = "\n".join((random.choice(ANNOUNCED), *said_by(random).values())).strip()
    assert of(runner, "overview-aspects", "一", text).result is not Result.FAIL


@pytest.mark.parametrize("lost", ASPECTS)
@pytest.mark.parametrize("seed", range(3))
def test_an_aspect_that_has_no_paragraph_is_missed(runner: CaseRunner, lost: str, seed: int) -> None:
    """However the others are told, and though all are announced."""
    random = Random(f"{lost}{seed}")
    said = {aspect: words for aspect, words in said_by(random).items() if aspect != lost}
    paragraphs = [f"（{NUMERALS[n]}）{HEADINGS[aspect]}。{words}" for n, (aspect, words) in enumerate(said.items())]
    outcome = of(runner, "overview-aspects", "一", "\n".join((random.choice(ANNOUNCED), *paragraphs)).strip())
    assert [finding.key for finding in outcome.findings] == [lost]


def test_a_sentence_that_nobody_can_place_keeps_the_rule_silent(runner: CaseRunner) -> None:
    text = "主动公开信息36条。收到申请5件。信息先审后发。组织培训2次。街口那块旧木板漆成了绿色的。"
    outcome = of(runner, "overview-aspects", "一", text)
    assert outcome.result is Result.CANNOT_ASSESS
    assert "旧木板" in outcome.reason


@pytest.mark.parametrize("laid_out", LAID_OUT)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_problems_told_in_any_words_are_not_missed(runner: CaseRunner, problem: str, laid_out: str) -> None:
    for measure in MEASURES:
        text = laid_out.format(problem=problem, measure=measure)
        assert of(runner, "problems-and-improvements", "五", text).result is not Result.FAIL, text


@pytest.mark.parametrize("laid_out", LAID_OUT[1:3])
@pytest.mark.parametrize("none", ["无。", "没有发现问题。", "各项工作成效显著，得到群众好评。"])
def test_no_problem_is_no_problem_under_any_heading(runner: CaseRunner, none: str, laid_out: str) -> None:
    for measure in MEASURES:
        outcome = of(runner, "problems-and-improvements", "五", laid_out.format(problem=none, measure=measure))
        assert [finding.key for finding in outcome.findings] == ["存在的问题"]


ELSEWHERE = (
    ("益阳市水利局", "按照我区政府要求，更新公开目录。", "我区政府"),
    ("湖南省水利厅", "我县政府印发目录1份。", "我县政府"),
    ("安乡县审计局", "我区政府召开会议2次。", "我区政府"),
    ("长沙市岳麓区望月湖街道办事处", "区政府共收到信息公开申请7件，均已答复。", "区政府"),
    ("长沙市岳麓区望月湖街道办事处", "群众向区人民政府提交政府信息公开申请3件。", "区人民政府"),
    ("安乡县大湖口镇人民政府", "2024年，深柳镇共公开信息86条。", "深柳镇"),
    ("安乡县大湖口镇人民政府", "深柳镇人民政府高度重视信息公开工作。", "深柳镇"),
    ("安乡县人民政府", "2024年，临澧县主动公开政府信息860条。", "临澧县"),
    ("安乡县财政局", "按照临澧县人民政府办公室的通知更新目录。", "临澧县"),
)
AT_HOME = (
    ("益阳市水利局", "按照市政府要求更新目录，各区县政府部门参加。"),
    ("南宁市水利局", "落实我区政府的部署。"),
    ("安乡县审计局", "按照我市政府的部署、我县政府的要求更新目录。"),
    ("长沙市岳麓区望月湖街道办事处", "通过区政府网站收到申请2件。"),
    ("长沙市岳麓区望月湖街道办事处", "区政府转办的向区政府提出的信息公开申请3件，已协助答复。"),
    ("安乡县大湖口镇人民政府", "群众向镇政府提出的信息公开申请2件，均已答复。"),
    ("益阳市资阳区人民政府办公室", "向区人民政府提出的信息公开申请12件。"),
    ("安乡县大湖口镇人民政府", "2024年，大湖口镇公开信息86条。大湖口镇人民政府高度重视。"),
    ("安乡县人民政府", "2024年，安乡县主动公开政府信息860条。"),
    ("安乡县财政局", "在安乡县委的领导下，按照常德市政府部署开展工作，赴临澧县学习1次。"),
    ("安乡县大湖口镇人民政府", "2024年，新型城镇公开栏更新3次。2024年，重点乡镇通过检查。相关乡镇人民政府积极参加。"),
    ("长沙市岳麓区望月湖街道办事处", "在城区政府网站公开栏目，按照要求更新；2024年，所有街道开展自查。"),
    ("安乡县人民政府", "县政府部门收到申请5件，各镇政府收到信息公开申请3件。"),
    ("益阳市人民政府", "资阳区政府收到信息公开申请30件，南县政府收到信息公开申请20件。"),
    ("湘乡市信访局", "按照湘潭市人民政府办公室要求，落实湘乡市委部署。"),
)


@pytest.mark.parametrize(("unit", "sentence", "words"), ELSEWHERE)
def test_the_text_of_another_unit_is_seen(runner: CaseRunner, unit: str, sentence: str, words: str) -> None:
    edits = {"unit": unit, "organ": unit, "replace": {"我局": "本单位"}, "append": {"一": sentence}}
    verdict = runner.verdicts_of(edit(load_draft("bureau"), edits))["unit-name-consistent"]
    assert any(words in finding.message for finding in verdict.findings)


@pytest.mark.parametrize(("unit", "sentence"), AT_HOME)
def test_superiors_and_neighbours_may_be_named(runner: CaseRunner, unit: str, sentence: str) -> None:
    edits = {"unit": unit, "organ": unit, "replace": {"我局": "本单位"}, "append": {"一": sentence}}
    verdict = runner.verdicts_of(edit(load_draft("bureau"), edits))["unit-name-consistent"]
    assert verdict.result is Result.PASS, verdict.findings


SLIPS = (
    "{last}年我局收到政府信息公开申请26件，均已答复。",
    "（六）其他。{last}年，我局共发布信息412条。",
    "{last}年度，全局未收到复议申请，组织培训2次。",
    "一是{last}年我局召开会议3次。",
    "依申请公开方面，{last}年受理申请0件。",
    "我局{last}年没有收到政府信息公开申请。",
    "截止{last}年12月31日，全年收到申请26件。",
)
MEANT = (
    "{last}年收到申请31件，本年比上年减少5件。",
    "较{last}年增加12条，公开信息共412条。",
    "{last}年底建成专区1个。",
    "{last}年以来共公开信息900条。",
    "{last}年结转的1件已于1月办结。",
    "截至{last}年12月共公开信息500条。",
    "{last}年收到申请31件。{year}年收到申请26件。",
    "{last}年第三方评估指出问题3件，均已整改。",
    "{last}年制发的文件2件继续有效。",
    "{next}年，我局将公开信息500条以上。",
    "上年公开信息380条。",
    "我局{last}年被评为先进单位，继续公开各类信息。",
    "1.{last}年度部门决算公开1条。\n2.{year}年部门预算公开1条。",
    "{last}年耕地补贴名单公示12期。",
    "{last}年度公益性岗位人员信息公开36条。",
    "针对{last}年检查反馈的3个问题，制定措施6条。",
    "《{last}年度报告》公布后收到来信2件。",
)


@pytest.mark.parametrize("sentence", SLIPS)
@pytest.mark.parametrize("draft", ["bureau", "town"])
def test_last_years_year_on_this_years_doings_is_a_slip(runner: CaseRunner, draft: str, sentence: str) -> None:
    clean = load_draft(draft)
    words = sentence.format(last=clean.year - 1)
    verdict = runner.verdicts_of(edit(clean, {"append": {"一": words}}))["year-consistent"]
    quoted = [evidence.quote or "" for finding in verdict.findings for evidence in finding.evidence]
    assert any(f"{clean.year - 1}年" in quote for quote in quoted)


@pytest.mark.parametrize("sentence", MEANT)
@pytest.mark.parametrize("draft", ["bureau", "town"])
def test_another_year_that_is_meant_is_no_slip(runner: CaseRunner, draft: str, sentence: str) -> None:
    clean = load_draft(draft)
    words = sentence.format(last=clean.year - 1, year=clean.year, next=clean.year + 1)
    verdict = runner.verdicts_of(edit(clean, {"append": {"一": words}}))["year-consistent"]
    assert verdict.result is Result.PASS, verdict.findings


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("2023年，我局政府信息公开工作还存在更新不够及时的问题。下一步将建立台账。", Result.FAIL),
        ("（一）2023年存在的主要问题\n更新不够及时。\n（二）改进情况\n已建立台账。", Result.PASS),
        ("2023年存在的问题已全部整改。目前还存在更新不够及时的问题，将建立台账。", Result.PASS),
        ("针对2023年的问题，建立台账。2025年将继续改进。", Result.PASS),
    ],
)
def test_the_year_of_the_problems_is_that_of_the_report(runner: CaseRunner, text: str, result: Result) -> None:
    assert of(runner, "year-consistent", "五", text).result is result
