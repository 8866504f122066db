"""Mistakes that authors of packs make, each in one file of a pack that is sound without it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

SOUND: Mapping[str, str] = {
    "pack.yaml": """\
name: practice
title: 某市规则
version: "1"
extends: [national]
applies: {cities: [常德市]}
""",
    "parameters.yaml": """\
year_on_year: {factor: 4}
layers:
  - applies: {levels: [department], years: 2024-}
    basis: {document: 某市年度报告编制通知, clause: 第二条}
    parameters:
      deadlines: {department: "01-25"}
      报送期限: {department: {县: "01-20", 市: "01-22"}, postpone: false}
""",
    "overrides.yaml": """\
signature-present:
  severity: error
  points: {default: 2}
  basis: {document: 某市年度报告编制通知, clause: 第五条}
  reason: 某市通知要求署名
overview-length:
  set: {max: 2000}
  reason: 某市通知放宽篇幅
""",
    "drafts.yaml": """\
bureau: {unit: 常德市武陵区住房保障局}
""",
    "lexicons/practice-names.yaml": """\
words:
  - {wrong: 常德市政务服务中心, right: 常德市行政审批服务局}
""",
    "rules/wording/practice-platform.yaml": """\
id: practice-platform
title: 不再提及已停用的平台
basis: {document: 某市清理通知, clause: 第二条}
severity: warning
check: pattern
scope: 正文
forbid:
  - pattern: 掌上常德(?:APP|客户端)?
    unless: 停用|注销
message: 报告提到已停用的“{词}”
advice: 改写为现在使用的平台。
cases:
  - fail: {append: {一: 在掌上常德APP发布信息120条。}}
  - pass: {}
""",
    "rules/wording/practice-names.yaml": """\
id: practice-names
title: 机关名称用现行名称
basis: {document: 某市机构改革方案}
severity: warning
check: pattern
forbid:
  - words: practice-names
message: “{词}”应为“{正}”
advice: 改为现行名称。
cases:
  - fail: {append: {一: 会同常德市政务服务中心开展检查。}}
  - pass: {}
""",
    "rules/tables/practice-business.yaml": """\
id: practice-business
title: 商业企业的申请不多于总计
basis: {document: 国办公开办函〔2021〕30号, clause: 表三}
severity: error
check: identity
for_each: table3.row
assert: 商业企业 <= 总计
message: "{行}：商业企业 {商业企业} 多于总计 {总计}"
advice: 核对该行各列的数字。
cases:
  - fail: {set: {table3.本年新收.商业企业: 30}}
  - pass: {}
""",
    "rules/dates/practice-submitted.yaml": """\
id: practice-submitted
title: 年度报告按时报送
basis: {document: 某市年度报告编制通知, clause: 第二条}
severity: warning
check: identity
assert: 成文日期 <= 顺延(报送期限) + 2 个工作日 and 工作日数(成文日期, 发布日期) <= 20
missing: not_applicable
message: 报送期限为 {报送期限}，晚 {相距}
advice: 说明逾期原因。
cases:
  - fail: {signed: 2025-01-25, published: 2025-01-25}
  - pass: {signed: 2025-01-22, published: 2025-01-22}
""",
    "rules/figures/practice-permits.yaml": """\
id: practice-permits
title: 行政许可数字文表一致
basis: {document: 国办公开办函〔2021〕30号, clause: 表二}
severity: warning
check: figure
subjects:
  行政许可: [table2.行政许可]
message: 正文称“{原文}”，表中“{格}”为 {表中}
advice: 核对后统一。
cases:
  - fail: {replace: {行政许可决定1286件: 行政许可决定1268件}}
  - pass: {}
""",
    "rules/statements/practice-proposals.yaml": """\
id: practice-proposals
title: 说明建议提案的办理情况
basis: {document: 某市年度报告编制通知, clause: 第五条}
severity: warning
check: statement
home: 六
cues: [建议, 提案]
subject: [人大代表建议|政协提案|建议提案]
says: [未|没有|无, '\\d+件', 公开]
message: 没有说明建议提案的办理情况
advice: 在第六部分写明。
cases:
  - fail: {section: {六: 未收取信息处理费。}}
  - pass: {section: {六: 没有承办建议提案。}}
""",
    "rules/corpus/practice-stock.yaml": """\
id: practice-stock
title: 现行有效规章与上年衔接
basis: {document: 国办公开办函〔2021〕30号, clause: 表二}
severity: warning
check: continuity
for_each: table2.row
assert: 现行有效 == 上年.现行有效 + 制发 - 废止
message: "{单位}{行}与上年相差 {差额} 件"
advice: 核对两年的件数。
cases:
  - fail: {}
    previous: {set: {table2.行政规范性文件.现行有效: 20}}
  - pass: {}
    previous: {set: {table2.行政规范性文件.现行有效: 13}}
""",
    "schemes/practice-hundred.yaml": """\
name: practice-hundred
title: 某市百分制
of: 100
points: {error: 5, warning: 2, info: 0}
categories: {tables: 40, wording: 5}
rules:
  practice-platform: 3
  table-blank-cells: {points: 1, per: finding, cap: 5}
groups:
  - title: 表三勾稽
    rules: [table3-column-balance, table3-row-total]
vetoes:
  - title: 缺少统计表
    rules: [table2-present, table3-present]
    at_most: 60
minimum_coverage: 0.7
grades:
  - {title: 优秀, from: 95}
  - {title: 合格, from: 70}
  - {title: 不合格, from: 0}
""",
    "schemes/practice-tables.yaml": """\
name: practice-tables
title: 某市分类评分
of: 100
points: {error: 5, warning: 2, info: 0}
rules:
  table4-totals: {points: 2, per: {cell: table4.行政复议.结果纠正}, cap: 6}
  practice-business: {points: 1, per: difference}
groups:
  - {title: 表格和文字, rules: [practice-business, practice-names], cap: 10}
bonus:
  above: 80
  cap: 5
  rules:
    practice-proposals: 1
    practice-platform: {points: 1, verdict: fail, per: finding}
grades:
  - {title: 合格, from: 60}
  - {title: 不合格, from: 0}
tables:
  - title: 政府表
    applies: {levels: [government]}
  - title: 部门表
    applies: {levels: [department]}
    of: 50
    grades:
      - {title: 合格, from: 30}
      - {title: 不合格, from: 0}
    bonus: {rules: {practice-proposals: 1}}
cases:
  - on: bureau
    total: 50
    table: 部门表
    deductions: {}
""",
}
"""The files of a sound pack by their names."""


class Slip(NamedTuple):
    """What is written wrong in a file of the pack, and what is told of it."""

    file: str
    old: str
    """Empty where `new` is the whole file."""
    new: str
    told: str
    """What the sentence on it contains: the nearest word, or what is wrong."""
    line: int = 0
    """Where it is; 0 where the file as a whole is wrong."""


def write(folder: Path, slip: Slip | None = None) -> Path:
    """The pack in a folder, with a slip in it or without any."""
    for name, text in SOUND.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    if slip is not None:
        file = folder / slip.file
        text = file.read_text("utf-8") if slip.old else slip.new
        assert slip.old in text
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(slip.old, slip.new) if slip.old else text, "utf-8")
    return folder


_PLATFORM = "rules/wording/practice-platform.yaml"
_BUSINESS = "rules/tables/practice-business.yaml"
_SUBMITTED = "rules/dates/practice-submitted.yaml"
_PERMITS = "rules/figures/practice-permits.yaml"
_PROPOSALS = "rules/statements/practice-proposals.yaml"
_STOCK = "rules/corpus/practice-stock.yaml"
_NAMES = "rules/wording/practice-names.yaml"
_WORDS = "lexicons/practice-names.yaml"
_SCHEME, _TABLES = "schemes/practice-hundred.yaml", "schemes/practice-tables.yaml"
_FOUND = "掌上常德(?:APP|客户端)?"

_YEAR_FILE = "rules/dates/practice-year.yaml"


def _year_rule(group: str, name: str) -> str:
    """A rule on a year that the text mentions, in a group of this name, which the formula calls so."""
    return f"""\
id: practice-year
title: 落实的是本年度的工作要点
basis: {{document: 某市年度报告编制通知}}
severity: info
check: mention
assert: {name} == 报告年度
mentions:
  - pattern: '(?P<{group}>20\\d{{2}})年常德市政务公开工作要点'
message: “{{原文}}”不是本年度的文件
advice: 换成本年度的文件。
cases:
  - fail: {{append: {{一: 对照2022年常德市政务公开工作要点逐项落实。}}}}
  - pass: {{}}
"""


SLIPS: Mapping[str, Slip] = {
    # pack.yaml
    "a key of pack.yaml": Slip("pack.yaml", "extends", "extend", "最接近的是“extends”", 4),
    "a pack that is not there": Slip("pack.yaml", "national", "natonal", "最接近的是“national”", 4),
    "a version that is not there": Slip("pack.yaml", "[national]", "[national>=2099]", "要求版本 >=2099，现有的是", 4),
    "a condition on a version": Slip("pack.yaml", "[national]", "[national=>2025]", "“national=>2025”不合格式", 4),
    "a homepage": Slip("pack.yaml", "applies", "homepage: 某网站\napplies", "以 http:// 或 https:// 开头", 5),
    "a city that is not there": Slip("pack.yaml", "常德市", "常得市", "最接近的是“常德市”", 5),
    "a rule that stops reports": Slip(
        "pack.yaml", "applies", "gate: [table3-row-totl]\napplies", "最接近的是“table3-row-total”", 5
    ),
    "a rule that stops reports and sees several": Slip(
        "pack.yaml", "applies", "gate: [table3-row-total, report-missing]\napplies", "单位报送一份时不判断", 5
    ),
    "a rule that stops reports twice": Slip(
        "pack.yaml", "applies", "gate: [table3-row-total, table3-row-total]\napplies", "已在前面", 5
    ),
    "a version without quotes": Slip("pack.yaml", '"1"', "1.0", "请加引号", 3),
    # keys, values and words of a rule
    "a key of a rule": Slip(_PLATFORM, "severity", "severty", "最接近的是“severity”", 4),
    "a severity": Slip(_PLATFORM, "severity: warning", "severity: warn", "最接近的是“warning”", 4),
    "tags that are no list": Slip(_PLATFORM, "check", "tags: 试行\ncheck", "“tags”应为列表", 5),
    "a kind of rule": Slip(_PLATFORM, "check: pattern", "check: patern", "最接近的是“pattern”", 5),
    "a key of an entry": Slip(_PLATFORM, "unless", "unles", "最接近的是“unless”", 9),
    "a key that an entry is not judged by": Slip(
        _NAMES, "words: practice-names", "words: practice-names\n    mask: [1, 1]", "不看“mask”", 8
    ),
    "a part of the report": Slip(_PLATFORM, "scope: 正文", "scope: 政文", "最接近的是“正文”", 6),
    "a field of a message": Slip(_PLATFORM, "{词}", "{磁}", "“{磁}”不能用", 10),
    "a field of every message": Slip(_PLATFORM, "报告提到", "在{单住}提到", "最接近的是“单位”", 10),
    "a field of an advice": Slip(_PLATFORM, "现在使用的", "{词}现在的", "改正建议中的“{词}”不能用", 11),
    "a field of an override's advice": Slip(
        "overrides.yaml", "  reason: 某市通知放宽篇幅", "  advice: 由{单伟}核对\n  reason: 放宽", "最接近的是“单位”", 8
    ),
    "a field of a layer's advice": Slip(
        "parameters.yaml", "    parameters:", "    advice: 按{年渡}年度的通知\n    parameters:", "最接近的是“年度”", 5
    ),
    "no basis": Slip(_PLATFORM, "basis: {document: 某市清理通知, clause: 第二条}\n", "", "缺少“basis”", 1),
    "no passing case": Slip(_PLATFORM, "  - pass: {}\n", "", "缺少一个 pass 用例", 12),
    "a message without quotes": Slip(
        _BUSINESS, '"{行}：商业企业 {商业企业} 多于总计 {总计}"', "{行}：商业企业多于总计", "加引号", 8
    ),
    "a message that begins with a field": Slip(
        _BUSINESS, '"{行}：商业企业 {商业企业} 多于总计 {总计}"', "{行} 多于总计", "加引号", 8
    ),
    "a full-width colon": Slip(_PLATFORM, "advice: ", "advice：", "全角", 11),
    "the name of the file": Slip(_PLATFORM, "id: practice-platform", "id: practice-platforms", "不一致", 1),
    "an area outside the pack's": Slip(_PLATFORM, "severity", "applies: {cities: [岳阳市]}\nseverity", "永远用不上", 4),
    "years the wrong way round": Slip(
        _PLATFORM, "severity", "applies: {years: 2024-2021}\nseverity", "起始年度晚于", 4
    ),
    "a form that is not there": Slip(
        _PLATFORM, "severity", 'applies: {forms: ["2012"]}\nseverity', "最接近的是“2021”", 4
    ),
    "a kind of organ": Slip(_PLATFORM, "severity", "applies: {kinds: [街道办]}\nseverity", "最接近的是“街道办事处”", 4),
    "a county that is not there": Slip(
        _PLATFORM, "severity", "applies: {counties: [临沣县]}\nseverity", "最接近的是“临澧县”", 4
    ),
    "a county of another city": Slip(
        _PLATFORM, "severity", "applies: {counties: [鹤城区]}\nseverity", "“鹤城区”属于怀化市", 4
    ),
    "a unit of another city": Slip(
        _PLATFORM, "severity", "applies: {units: [怀化市教育局]}\nseverity", "“怀化市教育局”属于怀化市", 4
    ),
    "a unit of another tier": Slip(
        _PLATFORM, "severity", "applies: {tiers: [市], units: [临澧县教育局]}\nseverity", "是县级机关", 4
    ),
    "an exception that is not there": Slip(
        _PLATFORM, "severity", "applies: {except: {counties: [武凌区]}}\nseverity", "最接近的是“武陵区”", 4
    ),
    "an exception of everything": Slip(
        _PLATFORM, "severity", "applies: {levels: [department], except: {cities: [常德市]}}\nseverity", "全都除外", 4
    ),
    "an exception that lies outside": Slip(
        _PLATFORM, "severity", "applies: {years: 2024-, except: {years: 2020}}\nseverity", "不必除外", 4
    ),
    "years the wrong way round in an exception": Slip(
        _PLATFORM, "severity", "applies: {except: {years: 2024-2021}}\nseverity", "起始年度晚于", 4
    ),
    "a key of an exception": Slip(
        _PLATFORM, "severity", "applies: {except: {county: [武陵区]}}\nseverity", "最接近的是“counties”", 4
    ),
    "an exception of the pack": Slip(
        "pack.yaml", "{cities: [常德市]}", "{cities: [常德市], except: {counties: [鹤城区]}}", "“鹤城区”属于怀化市", 5
    ),
    # conditions
    "a cell of a condition": Slip(
        _PLATFORM, "scope:", "when: table3.总计.本年新受 > 0\nscope:", "最接近的是“table3.总计.本年新收”", 6
    ),
    "a figure of a condition": Slip(_PLATFORM, "scope:", "unless: 正文.新首 > 0\nscope:", "最接近的是“正文.新收”", 6),
    "a condition that is no comparison": Slip(
        _PLATFORM, "scope:", "when: table3.总计.本年新收\nscope:", "这里应是判断", 6
    ),
    "words of a condition without what they say": Slip(
        _PLATFORM, "scope:", "when: {text: 停用}\nscope:", "缺少“says”", 6
    ),
    "a pattern of a condition": Slip(
        _PLATFORM, "scope:", "when: {text: 停(用, says: 停用}\nscope:", "正则表达式“停(用”有误", 6
    ),
    "a part of a condition": Slip(
        _PLATFORM, "scope:", "when: {text: 停用, scope: 七, says: 停用}\nscope:", "没有“七”这一部分", 6
    ),
    "words in a condition on many reports": Slip(
        _STOCK, "for_each", "when: {text: 停用, says: 停用}\nfor_each", "只能写算式", 6
    ),
    "a limit of a condition that is not used": Slip(
        _PLATFORM, "scope:", "limits: {起点: year_on_year.factor}\nscope:", "没有用在算式或条件", 6
    ),
    "a limit of a condition": Slip(
        _PLATFORM,
        "scope:",
        "when: table3.总计.本年新收 > 起点\nlimits: {起点: year_on_year.facter}\nscope:",
        "最接近的是“factor”",
        7,
    ),
    "a row of a condition that has three names": Slip(
        _PLATFORM, "scope:", "when: table4.行政诉讼.复议后起诉.总计 > 0\nscope:", "没有“table4.行政诉讼", 6
    ),
    "a condition that compares nothing": Slip(_PLATFORM, "scope:", "when: 1 > 0\nscope:", "没有比较什么", 6),
    "a condition that is true of every report": Slip(
        _PLATFORM, "scope:", "when: 报告年度 == 报告年度\nscope:", "两边相同", 6
    ),
    "a condition that excludes itself": Slip(
        _PLATFORM, "scope:", "when: 报告年度 > 2020\nunless: 报告年度 > 2020\nscope:", "永远不适用", 6
    ),
    "an empty list of conditions": Slip(_PLATFORM, "scope:", "when: []\nscope:", "至少要有 1 项", 6),
    "a condition that is yes or no": Slip(_PLATFORM, "scope:", "when: true\nscope:", "“when”应为", 6),
    "a condition by the roster": Slip(
        _PLATFORM, "scope:", 'when: 名册.类型 == "乡镇"\nscope:', "没有“名册.类型”这个名称", 6
    ),
    "a field that is not closed": Slip(_PLATFORM, "“{词}”", "“{词”", "没有成对", 10),
    "a field in full-width braces": Slip(_PLATFORM, "“{词}”", "“｛词｝”", "半角的花括号", 10),
    "a column of the roster without its name": Slip(_PLATFORM, "“{词}”", "“{名册.}”", "没有写明是名册的哪一列", 10),
    "a draft of a case": Slip(_PLATFORM, "pass: {}", "pass: {}\n    on: coutny", "最接近的是“county”", 15),
    "a section of a case": Slip(_PLATFORM, "{一: 在", "{七: 在", "没有“七”这一部分", 13),
    "an edit of a case": Slip(_PLATFORM, "{append:", "{apend:", "最接近的是“append”", 13),
    "points for a scheme": Slip(_PLATFORM, "check", "points: {defualt: 3}\ncheck", "最接近的是“default”", 5),
    # patterns
    "a bracket left open": Slip(_PLATFORM, _FOUND, "掌上[某市", "正则表达式“掌上[某市”有误", 8),
    "a group left open": Slip(_PLATFORM, _FOUND, "(?:APP", "正则表达式“(?:APP”有误", 8),
    "a pattern beside another": Slip(_PLATFORM, "停用|注销", "停用|(注销", "正则表达式“停用|(注销”有误", 9),
    "a pattern without a bound": Slip(_PLATFORM, _FOUND, "掌上.*常德", "没有上限", 8),
    "half-width punctuation": Slip(_PLATFORM, _FOUND, "平台:掌上常德", "“:”", 8),
    "full-width digits": Slip(_PLATFORM, _FOUND, "１２３４５热线", "“１”", 8),
    "a blank between words": Slip(_PLATFORM, _FOUND, "掌上 常德", "空格", 8),
    "half-width brackets": Slip(_PLATFORM, _FOUND, r"掌上常德\(停用\)", "“(”", 8),
    "brackets that are a group": Slip(_PLATFORM, _FOUND, "掌上常德|", "空", 8),
    "a pattern that asks for nothing": Slip(_PLATFORM, _FOUND, "(?:掌上常德)?", "空", 8),
    "a pattern that is never met": Slip(_PLATFORM, _FOUND, "掌上常德^APP", "永远", 8),
    "all alternatives never met": Slip(_PLATFORM, _FOUND, "掌上:常德|掌上;常德", "“:”", 8),
    "a pattern of a statement": Slip(_PROPOSALS, "|建议提案]", "|建议(提案]", "|建议(提案”有误", 8),
    "a pattern of a word list": Slip(
        _WORDS, "wrong: 常德市政务", "wrong: 常德市(政务", "正则表达式“常德市(政务服务中心”有误", 2
    ),
    "half-width in a word list": Slip(_WORDS, "wrong: 常德市政务服务中心", "wrong: '常德市,政务服务中心'", "“,”", 2),
    "a right word that is taken for wrong": Slip(
        _WORDS, "right: 常德市行政审批服务局", "right: 常德市政务服务中心窗口", "写对了也会报出", 2
    ),
    "a word list that is not there": Slip(
        _NAMES, "words: practice-names", "words: practice-name", "最接近的是“practice-names”", 7
    ),
    "a word list in a pattern": Slip(_PLATFORM, _FOUND, "'{practice-towns}网'", "没有词表“practice-towns”", 8),
    "a word list without words": Slip(_PLATFORM, _FOUND, "'{practice-names}网'", "不是一列词", 8),
    "a word twice": Slip("lexicons/practice-towns.txt", "", "甲镇\n乙镇\n甲镇\n", "与第 1 行重复", 3),
    "a name of phrases": Slip(_PLATFORM, _FOUND, "'{姓示}某掌上'", "最接近的是“姓氏”", 8),
    # formulas
    "a cell": Slip(_BUSINESS, "assert: 商业企业", "assert: 商业企页", "最接近的是“商业企业”", 7),
    "one equals sign": Slip(_BUSINESS, "商业企业 <= 总计\n", "商业企业 = 总计\n", "==", 7),
    "what it is done for": Slip(_BUSINESS, "table3.row", "table3.rows", "如 table3.column", 6),
    "a field that the formula has not": Slip(_BUSINESS, "总计 {总计}", "总计 {总}", "最接近的是“总计”", 8),
    "an unknown key beside a formula": Slip(_BUSINESS, "advice:", "advise: 某\nadvice:", "不认识的键“advise”", 9),
    "last year's cell in a rule on one report": Slip(_BUSINESS, "<= 总计", "<= 上年.总计", "check: continuity", 7),
    "a formula on one report among two years": Slip(
        _STOCK, "现行有效 == 上年.现行有效 + 制发", "现行有效 >= 制发", "check: identity", 5
    ),
    "a table by no name": Slip(_BUSINESS, "<= 总计\n", "<= 表七.总计.总计\n", "没有“表七.总计.总计”", 7),
    "a text that is greater": Slip(_BUSINESS, "<= 总计\n", "<= 总计 or 名册.类型 > '乡镇'\n", "用 == 或 !=", 7),
    "a text that is a number": Slip(_BUSINESS, "<= 总计\n", "<= 总计 or 总计 == '一'\n", "不是文字", 7),
    "at least of nothing": Slip(_BUSINESS, "商业企业 <= 总计\n", "至少(商业企业 <= 总计)\n", "先写几个", 7),
    "at least more than there are": Slip(
        _BUSINESS, "商业企业 <= 总计\n", "至少(3, 商业企业 <= 总计, 总计 > 0)\n", "先写几个", 7
    ),
    "a limit that no pack sets": Slip(
        _BUSINESS,
        "assert: 商业企业 <= 总计",
        "assert: 商业企业 <= 总计 * 倍数\nlimits: {倍数: year_on_yaer.factor}",
        "最接近的是“year_on_year”",
        8,
    ),
    "a limit that is no part of it": Slip(
        _BUSINESS,
        "assert: 商业企业 <= 总计",
        "assert: 商业企业 <= 总计 * 倍数\nlimits: {倍数: year_on_year.facter}",
        "最接近的是“factor”",
        8,
    ),
    "a limit that is not used": Slip(
        _BUSINESS, "assert:", "limits: {倍数: year_on_year.factor}\nassert:", "没有用在算式或条件", 7
    ),
    "a division by nothing": Slip(_BUSINESS, "商业企业 <= 总计\n", "商业企业 / 0 <= 总计\n", "除数不能是 0", 7),
    "a comparison of a thing with itself": Slip(_BUSINESS, "商业企业 <= 总计\n", "总计 <= 总计\n", "两边相同", 7),
    "a percent sign": Slip(_BUSINESS, "商业企业 <= 总计\n", "商业企业 <= 总计 * 40%\n", "“%”附近不通", 7),
    "a text and a number in one": Slip(
        _BUSINESS, "商业企业 <= 总计\n", '名册.类型 == "乡镇" or 名册.类型 > 3\n', "应是文字，不是数", 7
    ),
    "a limit that is called as a column": Slip(
        _BUSINESS, "assert:", "limits: {总计: year_on_year.factor}\nassert:", "同名", 7
    ),
    "a limit that is called as a fact": Slip(
        _STOCK, "assert:", "limits: {报告年度: year_on_year.factor}\nassert:", "同名", 7
    ),
    "last year's cell": Slip(_STOCK, "上年.现行有效 ", "上年.现行有笑 ", "上年.现行有效", 7),
    # dates and deadlines
    "a deadline": Slip(_SUBMITTED, "顺延(报送期限)", "顺延(报送期线)", "最接近的是“报送期限”", 6),
    "a deadline of a message": Slip(_SUBMITTED, "{报送期限}", "{报送期线}", "最接近的是“报送期限”", 8),
    "a deadline by its parameter": Slip(_SUBMITTED, "顺延(报送期限)", "deadlines", "没有“deadlines”这个名称", 6),
    "days without a unit": Slip(_SUBMITTED, "2 个工作日", "2", "请写明单位，如 3 天、3 个工作日", 6),
    "working days that are called days": Slip(_SUBMITTED, "晚 {相距}", "晚 {差额} 天", "算式以工作日计", 8),
    "a unit that there is not": Slip(_SUBMITTED, "2 个工作日", "2 日", "日数请写作 3 天、3 个工作日", 6),
    "half a day": Slip(_SUBMITTED, "2 个工作日", "1.5 个工作日", "天数应是整数", 6),
    "a unit without days": Slip(_SUBMITTED, "2 个工作日", "工作日", "前面要写数", 6),
    "working days of a number": Slip(_SUBMITTED, "工作日数(成文日期", "工作日数(20250125", "应是日期，不是数", 6),
    "working days to one date": Slip(_SUBMITTED, "(成文日期, 发布日期)", "(成文日期)", "应是两个日期", 6),
    "a number with a unit": Slip(_SUBMITTED, "<= 20", "<= 20 天", "天、个工作日只写在日期的 +、- 之后", 6),
    "a date taken from a date": Slip(
        _SUBMITTED, "工作日数(成文日期, 发布日期)", "发布日期 - 成文日期", "相差几天写作 天数(甲, 乙)", 6
    ),
    "a date for a number": Slip(_SUBMITTED, "工作日数(成文日期, 发布日期) <= 20", "发布日期 <= 20", "应是日期", 6),
    "a function of dates": Slip(_SUBMITTED, "工作日数", "工作日子数", "函数只有", 6),
    # subjects of figures
    "a subject": Slip(_PERMITS, "行政许可: [", "行政许克: [", "最接近的是“行政许可”", 7),
    "a cell of a subject": Slip(_PERMITS, "[table2.行政许可]", "[table2.行政许克]", "table2.行政许可", 7),
    # mentions
    "a group of a mention": Slip(_YEAR_FILE, "", _year_rule("年分", "年份"), "最接近的是“年分”", 6),
    "a group that is called as a fact": Slip(
        _YEAR_FILE, "", _year_rule("报告年度", "报告年度 + 0"), "与报告的事实同名", 6
    ),
    # parameters
    "a parameter": Slip("parameters.yaml", "      deadlines", "      deadline", "最接近的是“deadlines”", 6),
    "a part of a parameter": Slip("parameters.yaml", "{department:", "{departments:", "最接近的是“department”", 6),
    "a deadline that no rule names": Slip(
        "parameters.yaml", "报送期限", '审核期限: "02-10"\n      报送期限', "没有规则读取参数“审核期限”", 7
    ),
    "a tier of a deadline": Slip("parameters.yaml", "县:", "区县:", "最接近的是“县”", 7),
    "a day of a tier": Slip("parameters.yaml", "01-22", "02-30", "不是每年都有的一天", 7),
    "a key of a deadline": Slip("parameters.yaml", "postpone", "postpones", "最接近的是“postpone”", 7),
    "whether a deadline is put off": Slip("parameters.yaml", "postpone: false", "postpone: 是", "true 或 false", 7),
    "the year of a deadline": Slip("parameters.yaml", "postpone: false", "year: 3", "不大于 2", 7),
    "a day that there is not": Slip("parameters.yaml", "01-25", "02-30", "02-30", 6),
    "a day out of the year": Slip("parameters.yaml", "01-25", "1月25日", "月-日", 6),
    "a day as a number": Slip("parameters.yaml", '"01-25"', "125", "月-日", 6),
    "words for a number": Slip("parameters.yaml", "{factor: 4}", "{factor: 四}", "factor", 1),
    "a layer without basis": Slip(
        "parameters.yaml", "    basis: {document: 某市年度报告编制通知, clause: 第二条}\n", "", "缺少“basis”", 3
    ),
    "a deadline without basis": Slip(
        "parameters.yaml", "year_on_year: {factor: 4}", 'deadlines: {department: "01-25"}', "basis", 1
    ),
    "a key of a layer": Slip("parameters.yaml", "applies: {levels", "applies: {level", "最接近的是“levels”", 3),
    # overrides
    "an override of no rule": Slip(
        "overrides.yaml", "signature-present", "signature-presnt", "最接近的是“signature-present”", 1
    ),
    "an override without reason": Slip("overrides.yaml", "  reason: 某市通知放宽篇幅\n", "", "缺少“reason”", 6),
    "an override that changes nothing": Slip("overrides.yaml", "  set: {max: 2000}\n", "", "没有作任何调整", 6),
    "a key that an override sets": Slip("overrides.yaml", "{max:", "{maks:", "最接近的是“max”", 7),
    "a field of an override's message": Slip(
        "overrides.yaml",
        "  reason: 某市通知放宽篇幅",
        "  message: 太长，{字树} 字\n  reason: 放宽",
        "最接近的是“字数”",
        8,
    ),
    "a draft that is changed": Slip("drafts.yaml", "bureau", "buraeu", "最接近的是“bureau”", 1),
    "one of several overrides": Slip(
        "overrides.yaml", "  set: {max: 2000}\n  reason", "  - set: {maks: 2000}\n    reason", "最接近的是“max”", 7
    ),
    "one of several overrides that changes nothing": Slip(
        "overrides.yaml", "  set: {max: 2000}\n  reason: 某市通知放宽篇幅", "  - reason: 某市", "没有作任何调整", 7
    ),
    # cases of overrides and layers
    "a case of an override without a result": Slip(
        "overrides.yaml", "  set: {max: 2000}", "  set: {max: 2000}\n  cases: [{name: 某}]", "只能写", 8
    ),
    "a draft of an override's case": Slip(
        "overrides.yaml", "  set: {max: 2000}", "  set: {max: 2000}\n  cases: [{on: coutny, pass: {}}]", "“county”", 8
    ),
    "a layer's case without a rule": Slip(
        "parameters.yaml", "    parameters:", "    cases: [{pass: {}}]\n    parameters:", "缺少“rule”", 5
    ),
    "a rule of a layer's case": Slip(
        "parameters.yaml",
        "    parameters:",
        "    cases: [{rule: publised-by-deadline, pass: {}}]\n    parameters:",
        "最接近的是“published-by-deadline”",
        5,
    ),
    "a layer's case of a rule that does not read it": Slip(
        "parameters.yaml",
        "    parameters:",
        "    cases: [{rule: overview-length, pass: {}}]\n    parameters:",
        "不读取这一层的参数",
        5,
    ),
    # schemes
    "a category": Slip(_SCHEME, "tables: 40", "tabels: 40", "最接近的是“tables”", 5),
    "a rule of a scheme": Slip(
        _SCHEME, "practice-platform: 3", "practice-platfrom: 3", "最接近的是“practice-platform”", 7
    ),
    "a rule of a group": Slip(
        _SCHEME, "[table3-column-balance", "[table3-colum-balance", "最接近的是“table3-column-balance”", 11
    ),
    "a rule of a veto": Slip(_SCHEME, "[table2-present", "[table2-presnt", "最接近的是“table2-present”", 14),
    "a veto above the full mark": Slip(_SCHEME, "at_most: 60", "at_most: 160", "at_most", 15),
    "grades the wrong way round": Slip(_SCHEME, "from: 95", "from: 60", "从高到低", 19),
    "a grade above the full mark": Slip(_SCHEME, "from: 95", "from: 195", "满分", 18),
    "two grades of one name": Slip(_SCHEME, "title: 合格", "title: 优秀", "已有一级叫“优秀”", 19),
    "a number that is none": Slip(_SCHEME, "practice-platform: 3", "practice-platform: .nan", "不是有限的数", 7),
    "no grade for the worst": Slip(_SCHEME, "from: 0}", "from: 10}", "最末一级", 20),
    "a category that costs more than all": Slip(_SCHEME, "tables: 40", "tables: 400", "满分", 5),
    "a group of several categories": Slip(_SCHEME, "[table3-column-balance, ", "[fee-statement, ", "不同类别", 11),
    "a key of a scheme": Slip(_SCHEME, "minimum_coverage", "minimum_cover", "最接近的是“minimum_coverage”", 16),
    "a cell that counts": Slip(
        _TABLES, "行政复议.结果纠正", "行政复议.结果纠止", "最接近的是“table4.行政复议.结果纠正”", 6
    ),
    "a cell that counts twice": Slip(
        _TABLES,
        "{cell: table4.行政复议.结果纠正}",
        "{cell: [table4.行政复议.结果纠正, 表四.结果纠正.行政复议]}",
        "会数两次",
        6,
    ),
    "a rule in a scheme's case": Slip(
        _TABLES, "deductions: {}", "deductions: {practice-bussiness: 1}", "最接近的是", 33
    ),
    "a difference where nothing is compared": Slip(
        _TABLES, "practice-business: {points", "practice-names: {points", "没有差额", 7
    ),
    "a group's cap above the full mark": Slip(_TABLES, "cap: 10", "cap: 110", "满分 100", 9),
    "a rule's cap above the full mark": Slip(_TABLES, "cap: 6", "cap: 160", "满分 100", 6),
    "a group called as a category": Slip(_TABLES, "title: 表格和文字", "title: 表格", "同名", 9),
    "a gate above the full mark": Slip(_TABLES, "above: 80", "above: 100", "低于满分 100", 11),
    "a cap of bonuses above the full mark": Slip(_TABLES, "cap: 5", "cap: 105", "满分 100", 12),
    "a rule of a bonus": Slip(_TABLES, "practice-proposals: 1\n    p", "practice-proposal: 1\n    p", "最接近的是", 14),
    "a bonus that cannot be earned": Slip(
        _TABLES, "practice-proposals: 1\n    p", "practice-stock: 1\n    p", "加不上", 14
    ),
    "a bonus for findings where there are none": Slip(_TABLES, "verdict: fail, ", "", "没有问题可数", 15),
    "a bonus that costs points too": Slip(_TABLES, "practice-platform: {", "table4-totals: {", "不扣分", 15),
    "tables for the same units": Slip(_TABLES, "[department]", "[government, department]", "都适用于", 23),
    "units without a table": Slip(_TABLES, "levels: [department]", "kinds: [部门]", "没有一张表适用于", 19),
    "a kind of units of a table": Slip(_TABLES, "levels: [department]", "kinds: [部们]", "最接近的是“部门”", 23),
    "a table for the rest that is not the last": Slip(
        _TABLES, "    applies: {levels: [government]}\n", "", "请放到最后", 20
    ),
    "a grade above the full mark of a table": Slip(_TABLES, "from: 30", "from: 60", "超过满分 50", 26),
    "a draft of a scheme's case": Slip(_TABLES, "on: bureau", "on: buraeu", "最接近的是“bureau”", 30),
    "a section in a scheme's case": Slip(
        _TABLES, "    total: 50", "    edits: {append: {十: 无。}}\n    total: 50", "“十”", 31
    ),
    "a key of a bonus": Slip(_TABLES, "above: 80", "abov: 80", "最接近的是“above”", 11),
    "a key of a table": Slip(_TABLES, "applies: {levels: [dep", "aplies: {levels: [dep", "最接近的是“applies”", 23),
    "levels of a kind that compares nothing": Slip(
        _PLATFORM, "severity: warning", "severity: {warning: 差额 > 1}", "没有差额", 4
    ),
    "a name in a level": Slip(_BUSINESS, "severity: error", "severity: {error: 差额率 > 0.2}", "没有“差额率”", 4),
    "levels the wrong way round": Slip(
        _BUSINESS, "severity: error", "severity: {error: 差额 > 1, warning: 差额 > 5}", "永远用不上", 4
    ),
    "a level": Slip(_BUSINESS, "severity: error", "severity: {eror: 差额 > 1}", "最接近的是“error”", 4),
    "levels of an override": Slip("overrides.yaml", "severity: error", "severity: {error: 差额 > 1}", "没有差额", 2),
    "a cell in the points of a rule": Slip(
        _PLATFORM,
        "check",
        "points: {default: {points: 1, per: {cell: table4.行政复议.结果纠止}}}\ncheck",
        "最接近的是“table4.行政复议.结果纠正”",
        5,
    ),
    # files
    "a folder that is misspelt": Slip("rule/wording/practice-more.yaml", "", "id: practice-more\n", "不在规定的位置"),
    "a category's folder": Slip("rules/wordings/practice-more.yaml", "", "id: practice-more\n", "最接近的是“wording”"),
    "a file that ends in yml": Slip("rules/wording/practice-more.yml", "", "id: practice-more\n", "应以 .yaml 结尾"),
    "a pack within the pack": Slip("more/pack.yaml", "", SOUND["pack.yaml"].replace("practice", "more"), "里面"),
    "words in a csv": Slip("lexicons/practice-more.csv", "", "wrong,right\n甲\n", "这一行有 1 列", 2),
    "an entry of a word list": Slip(_WORDS, "right:", "rigth:", "最接近的是“right”", 2),
}


# -- plugins ---------------------------------------------------------------------------------------------------------

_PLUGIN = """\
import sys
from pathlib import Path

from hegui.plugin import Check, PASSED, hookimpl


def compile_rule(rule, context):
    return lambda report, parameters: PASSED


CHECK = Check("practice-kind", "某种", compile_rule, {"word": {"type": "string", "description": "词"}}, fields=("词",))


@hookimpl
def hegui_checks():
    return [CHECK]


@hookimpl
def hegui_packs():
    return [Path(__file__).parent]
"""

_RULE = """\
id: practice-own
title: 某规则
basis: {document: 某文件}
severity: info
check: practice-kind
word: 某词
message: 某事{词}
advice: 请改正。
cases: [{fail: {}}, {pass: {}}]
"""


class CodeSlip(NamedTuple):
    """What is wrong with the code of a pack, or with a rule beside it, and what is told of it."""

    old: str
    new: str
    told: str
    status: int
    """2 where a rule file is faulty, 3 where the plugin breaks."""


def write_plugin(folder: Path, slip: CodeSlip | None = None) -> Path:
    """A pack with a check of its own, with a slip in its code or its rule."""
    files = {
        "pack.yaml": SOUND["pack.yaml"],
        "__init__.py": _PLUGIN,
        "rules/wording/practice-own.yaml": _RULE,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace(slip.old, slip.new) if slip else text, "utf-8")
    return folder


_BODY = "    return lambda report, parameters: PASSED\n"

_ENDLESS = "while True: pass"

CODE_SLIPS: Mapping[str, CodeSlip] = {
    "an import that fails": CodeSlip("import sys\n", "import sys, no_such_module\n", "ModuleNotFoundError", 3),
    "a name that is not there": CodeSlip("CHECK = Check(", "CHECK = Chek(", "NameError", 3),
    "a syntax error": CodeSlip("import sys\n", "import sys (\n", "SyntaxError", 3),
    "an end while importing": CodeSlip("import sys\n", "import sys\nsys.exit(0)\n", "SystemExit", 3),
    "an end by Ctrl-C while importing": CodeSlip(
        "import sys\n", "import sys\nraise KeyboardInterrupt\n", "KeyboardInterrupt", 3
    ),
    "a hook that pretends Ctrl-C": CodeSlip(
        "    return [CHECK]", "    raise KeyboardInterrupt", "KeyboardInterrupt", 3
    ),
    "a compile that pretends Ctrl-C": CodeSlip(_BODY, f"    raise KeyboardInterrupt\n{_BODY}", "KeyboardInterrupt", 2),
    "an import that never ends": CodeSlip("import sys\n", f"import sys\n{_ENDLESS}\n", "运行超过", 3),
    "an import that waits": CodeSlip("import sys\n", "import sys, time\ntime.sleep(60)\n", "运行超过", 3),
    "a hook that never ends": CodeSlip("    return [CHECK]", f"    {_ENDLESS}", "运行超过", 3),
    "a compile that hangs": CodeSlip(_BODY, f"    {_ENDLESS}\n{_BODY}", "运行超过", 3),
    "a hook that breaks": CodeSlip("    return [CHECK]", "    return 1 / 0", "ZeroDivisionError", 3),
    "a hook that ends the process": CodeSlip("    return [CHECK]", "    sys.exit(0)", "SystemExit", 3),
    "a hook that returns nothing": CodeSlip("    return [CHECK]", "    CHECK", "没有返回列表", 3),
    "a hook that returns no check": CodeSlip("[CHECK]", "['practice-kind']", "应给出 Check", 3),
    "a hook that is misspelt": CodeSlip("def hegui_checks", "def hegui_cheks", "最接近的是“hegui_checks”", 3),
    "a hook without its mark": CodeSlip("@hookimpl\ndef hegui_checks", "def hegui_checks", "没有加上 @hookimpl", 3),
    "a hook with an argument": CodeSlip("hegui_checks()", "hegui_checks(host)", "不接收参数", 3),
    "a kind that there is": CodeSlip('"practice-kind", "某种"', '"pattern", "某种"', "已由插件“checks”登记", 3),
    "a pack that is a text": CodeSlip("[Path(__file__).parent]", "[__file__]", "应给出文件夹（Path）", 3),
    "a compile that breaks": CodeSlip(_BODY, f"    1 / 0\n{_BODY}", "ZeroDivisionError：division by zero", 2),
    "a compile that ends the process": CodeSlip(_BODY, f"    sys.exit(0)\n{_BODY}", "SystemExit：0", 2),
    "a compile that refuses": CodeSlip(_BODY, "    raise ValueError('“某词”不能用，请改正。')\n", "“某词”不能用", 2),
    "a compile that never ends": CodeSlip(_BODY, f"    compile_rule(rule, context)\n{_BODY}", "RecursionError", 2),
    "a schema that is none": CodeSlip('"type": "string"', '"type": "strin"', "自带的键定义有误", 2),
    "a key of its rule": CodeSlip("word: 某词", "wrod: 某词", "最接近的是“word”", 2),
    "a field of its message": CodeSlip("某事{词}", "某事{磁}", "“{磁}”不能用", 2),
    "a kind like its own": CodeSlip("check: practice-kind", "check: practice-kinds", "最接近的是“practice-kind”", 2),
}
