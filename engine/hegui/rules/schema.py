"""JSON Schemas (draft 2020-12) of the files of a pack. What a check adds to a rule comes from the check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hegui.rules.check import AnyCheck, CorpusCheck

Schema = Mapping[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

CATEGORIES = {
    "structure": "结构",
    "tables": "表格",
    "figures": "文表一致",
    "dates": "时间",
    "statements": "必报事项",
    "citations": "引用",
    "wording": "文字",
    "privacy": "隐私",
    "corpus": "跨年与跨单位",
}
"""Categories of rules, each a folder under rules/, and what a report calls them."""

REGEX = "python-regex"
"""`format` of a text that is a regular expression; not `regex`, by which editors mean JavaScript's."""

EXPRESSION = "hegui-expression"
"""`format` of a text in the expression language."""

RECOGNITION_LEXICONS = ("divisions", "figures", "page", "units")
"""Lexicons by which reports are recognised, before it is known which area they are from."""

RESULTS = ("fail", "pass", "not_applicable", "cannot_assess")
"""What a case may expect."""


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": description, **more}


def _object(description: str, properties: Schema, required: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _texts(description: str, **items: Any) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "description": description, "items": _text(description, **items)}


def _list(description: str, items: Schema) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "description": description, "items": items}


_ID = _text("编号：小写英文单词，以“-”连接", pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")

YEARS = {
    "description": "年度：2024、2021- 或 2019-2020。指报告年度；2021- 为 2021 年度起",
    "anyOf": [
        {"type": "integer", "minimum": 2008, "maximum": 2100},
        {
            "type": "string",
            "pattern": r"^20\d\d(-(20\d\d)?)?$",
            "description": "2024、2021- 或 2019-2020",
        },
    ],
}

_AREA = {
    "provinces": _texts(
        "省、自治区、直辖市，写全称。只有确知属于该地的单位才适用，所在地认不出的不适用",
        pattern=r"(省|自治区|市|特别行政区|兵团)$",
    ),
    "cities": _texts("市、州、盟、地区，写全称。只有确知属于该地的单位才适用", pattern=r"(市|州|盟|地区)$"),
}

_DAY = _text("年月日，如 2021-09-26", pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")

SCOPE = _object(
    "适用范围：不写即适用于所有报告。各项同时满足才适用",
    {
        "years": YEARS,
        "forms": _texts('格式编号：forms/ 中的文件名，如 "2021"，要加引号'),
        "levels": _texts(
            "政府或部门：government 为各级人民政府，department 为政府部门和派出机构等。由单位名称认出",
            enum=["government", "department"],
        ),
        "kinds": _texts("机关类别：如 乡镇人民政府、街道办事处、部门，见词表 units"),
        "tiers": _texts("层级：省、市（设区的市、州）、县（县、区）、乡（乡镇、街道）", enum=["省", "市", "县", "乡"]),
        "effective": _object(
            "施行日期：与报告的公布日期比较，未载明公布日期的以成文日期为准",
            {
                "from": {**_DAY, "description": "自这一天起（含当日），如 2021-09-26"},
                "until": {**_DAY, "description": "至这一天止（含当日），如 2025-12-31"},
            },
            minProperties=1,
        ),
        **_AREA,
    },
)

_RAW = {"type": ["string", "integer", "number", "null"]}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS_BY_NAME = {"type": "object", "additionalProperties": {"type": "string"}}
_NAMES = {"type": "array", "items": {"type": "string"}}

EDITS = _object(
    "对样稿的改动",
    {
        "unit": _text("单位名称：各处一并改"),
        "year": {"type": "integer", "description": "报告年度：各处的本年和次年一并改"},
        "title": _text("标题"),
        "set": {
            "type": "object",
            "additionalProperties": _RAW,
            "description": "单元格的值：如 {table3.自然人.本年新收: 99}，行列先后不拘；null 为空白",
        },
        "label": {
            **_TEXTS_BY_NAME,
            "description": "表头用词：如 {table3.column.总计: 合计}；另有 row（行）和 group（合计的表头）",
        },
        "drop": {
            **_NAMES,
            "description": "删去的部分：table3（整张表）、table3.国家秘密（一行）、table3.column.总计（一列）、"
            "section.六（一个部分）、section.六.heading（只删标题）、preamble（导语）、period（统计期限）、"
            "signature（落款）、signature.organ、signature.date",
        },
        "preamble": {"type": "string", "description": "导语：连同统计期限一句"},
        "heading": {**_TEXTS_BY_NAME, "description": "标题行：如 {五: 五、下一步打算}"},
        "section": {**_TEXTS_BY_NAME, "description": "各部分的文字：如 {六: 无。}；第二、三、四部分指表格以外的文字"},
        "append": {**_TEXTS_BY_NAME, "description": "在某部分末尾添加一段：如 {一: 全年培训2次。}"},
        "replace": {**_TEXTS_BY_NAME, "description": "替换文字：原文: 新文。原文要在导语或正文中"},
        "order": {**_NAMES, "description": "各部分的次序：如 [一, 二, 三, 五, 四, 六]"},
        "signed": {**_TEXT_OR_NULL, "description": "落款日期：如 2025年1月10日；null 为不写"},
        "organ": {**_TEXT_OR_NULL, "description": "落款单位：null 为不写"},
        "published": {**_TEXT_OR_NULL, "description": "发布日期：如 2025-01-20，印在标题下；null 为不写"},
        "picture": {**_NAMES, "description": "以图片代替的表格：如 [table3]"},
        "tail": {"type": "string", "description": "落款后的文字"},
        "repeat": {
            "anyOf": [{"const": True}, {"$ref": "#/$defs/edits"}],
            "description": "全文重复一次：true，或第二份另作的改动",
        },
    },
)

_EXPECTED = {
    "fail": "应报出问题：对合格样稿作这些改动之后",
    "pass": "不应报出问题：对合格样稿作这些改动之后；{} 为不作改动",
    "not_applicable": "应为不适用：对合格样稿作这些改动之后",
    "cannot_assess": "应为未能判定：对合格样稿作这些改动之后，如空白、图片",
}

_CASE = _object(
    "用例：对合格样稿作什么改动，应当得出什么结论。fail 和 pass 至少各有一个",
    {
        **{result: {"$ref": "#/$defs/edits", "description": meaning} for result, meaning in _EXPECTED.items()},
        "on": _text(
            "样稿：bureau 县级部门（不写即此）、county 县政府、town 镇政府、trial 用 2019 年试行格式的部门",
            enum=["bureau", "county", "town", "trial"],
        ),
        "name": _text("用例名称：一句话说明这是什么情形"),
        "quote": _text("证据中应有的文字：问题说明、引文或算式中有它才算通过，用来证明报出的正是这一处"),
        "layout": _text("样稿的版式：不写即 html"),
    },
)

_CORPUS_CASE = {
    **_CASE,
    "properties": {
        **_CASE["properties"],
        "previous": {"$ref": "#/$defs/edits", "description": "同一单位上一年度的报告：对合格样稿作什么改动"},
        "others": _list(
            "一起审查的其他报告",
            _object(
                "另一份报告",
                {"on": _CASE["properties"]["on"], "edits": {"$ref": "#/$defs/edits", "description": "改动"}},
            ),
        ),
        "roster": _list("单位名册，各项同名册的列", {"type": "object", "required": ["name"]}),
    },
}
"""A case of a rule on many reports."""

_POINTS = {"type": "number", "minimum": 0, "description": "分值，不小于 0"}
_PER = _text("rule（一条规则只扣一次）或 finding（每处问题扣一次）", enum=["rule", "finding"])
_CHARGE = {
    "description": "分值，或 points（分值）、per（计次）、cap（本条最多扣的分）",
    "anyOf": [_POINTS, _object("扣分", {"points": _POINTS, "per": _PER, "cap": _POINTS}, ["points"])],
}
_POINTS_BY_SCHEME = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": _CHARGE,
    "description": "扣分，按评分方案分写，如 {default: 3}",
}

_COMMON: Schema = {
    "id": {**_ID, "description": "规则编号：小写英文单词，以“-”连接，与文件名相同"},
    "title": _text("规则名称：说应当怎样，如 六个部分齐全"),
    "basis": _object(
        "依据：没有依据的要求不要写成规则",
        {
            "document": _text("文件名称或文号：如 国办公开办函〔2021〕30号、《中华人民共和国政府信息公开条例》"),
            "clause": _text("条款：如 第五十条第一款第五项"),
        },
        ["document"],
    ),
    "applies": SCOPE,
    "severity": _text(
        "严重程度：error 违反法规或格式，warning 应改正或说明，info 提示", enum=["error", "warning", "info"]
    ),
    "points": _POINTS_BY_SCHEME,
    "check": _text("规则种类：决定另外要写哪些键"),
    "message": _text("问题说明：发现问题时印出的话，花括号中的名称换成实际的内容"),
    "advice": _text("改正建议：告诉单位怎样改"),
    "note": _text("背景说明：给想知道为什么这样规定的人看"),
    "cases": _list("用例：证明规则该报的报、不该报的不报", _CASE),
}
_REQUIRED = ("id", "title", "basis", "severity", "check", "advice", "cases")

COMMON_KEYS = frozenset(_COMMON)

PACK = _object(
    "规则包",
    {
        "name": {**_ID, "description": "规则包名称：小写英文单词，以“-”连接"},
        "title": _text("规则包标题：如 湖南省规则包"),
        "version": _text('版本：加引号，如 "1.0"'),
        "extends": _texts("所依托的规则包：省依托 national，市依托省。只能调整所依托的规则包中的规则"),
        "applies": _object("适用地区：不写即适用于全国。其中的规则和参数只用于这些地方的单位", _AREA),
    },
    ["name", "title", "version"],
)

OVERRIDES = {
    "type": "object",
    "description": "对其他规则包中规则的调整：键为规则编号",
    "additionalProperties": _object(
        "调整",
        {
            "reason": _text("调整的理由：审查结果中会照印，写明依据"),
            "enabled": {"const": False, "description": "false 为停用"},
            "applies": {**SCOPE, "description": "只对其中一部分报告调整：不写即适用于本规则包的所有单位"},
            "severity": _COMMON["severity"],
            "points": _POINTS_BY_SCHEME,
            "set": {
                "type": "object",
                "minProperties": 1,
                "description": "改写这条规则自己的键（阈值、词语等），如 {max: 1000}",
            },
        },
        ["reason"],
    ),
}

PARAMETERS = {
    "type": "object",
    "description": "参数：期限、阈值等，规则按名称取用。省、市只写要改的几项，其余照旧",
    "properties": {
        "layers": _list(
            "只适用于一部分单位或年度的参数：后面的优先",
            _object(
                "一层参数",
                {
                    "applies": SCOPE,
                    "basis": _text("依据"),
                    "parameters": {"type": "object", "minProperties": 1, "description": "参数：名称和值"},
                },
                ["applies", "basis", "parameters"],
            ),
        )
    },
}

_LABEL = {
    "description": "表头用词",
    "anyOf": [
        _text("表头用词"),
        _object(
            "表头用词",
            {
                "key": {"type": "string", "description": "名称：规则和结果中以此相称，如 本年新收"},
                "text": _text("印出的用词：与官方格式一字不差"),
                "aliases": _texts("能认出、但与格式不一致的写法"),
                "variants": _texts("同一用词的不同排印"),
                "groups": _texts("所属的合计：算式中可写 合计(名称)"),
                "merges": _texts("合并的各行：有的报告把这几行印成一行"),
                "signed": {"type": "boolean", "description": "是否可为负数"},
                "decimal": {"type": "boolean", "description": "是否可为小数"},
            },
            ["key", "text"],
        ),
    ],
}

LEXICON: Schema = {
    "type": ["object", "array"],
    "description": "词表：供规则按名称取用的词语，内容由用它的规则种类决定；同名的词表，后载入的规则包续在其后",
    "properties": {
        "words": _list(
            "词语：误字写 {wrong: 误（正则表达式）, right: 正}，不应被隔开的词直接写",
            {
                "anyOf": [
                    _text("词"),
                    _object(
                        "误字",
                        {
                            "wrong": _text("误：正则表达式，务使正确的文字一律不合", format=REGEX),
                            "right": _text("正：应写作什么"),
                        },
                        ["wrong", "right"],
                    ),
                ]
            },
        )
    },
}

FORM = _object(
    "报告格式",
    {
        "id": _text("格式编号"),
        "title": _text("格式名称"),
        "years": YEARS,
        "document": _text("文号"),
        "sections": _list(
            "各部分",
            _object(
                "一个部分",
                {
                    "key": _text("序号"),
                    "title": _text("标题"),
                    "aliases": _texts("可接受的标题"),
                    "cues": _text("标题中的提示词：正则表达式，标题改了字时据此认出"),
                },
                ["key", "title"],
            ),
        ),
        "tables": _list(
            "各表",
            _object(
                "一张表",
                {
                    "id": _text("表的编号"),
                    "title": _text("表名"),
                    "section": _text("所在部分"),
                    "groups": _list("没有数的表头", _LABEL),
                    "blocks": _list(
                        "表的各块",
                        _object(
                            "一块",
                            {
                                "heading": _text("块的标题"),
                                "rows": _list("各行", _LABEL),
                                "columns": _list("各列", _LABEL),
                            },
                            ["rows", "columns"],
                        ),
                    ),
                    "transposed": {"type": "boolean", "description": "是否排成一行"},
                },
                ["id", "title", "section", "blocks"],
            ),
        ),
    },
    ["id", "title", "years", "document", "sections", "tables"],
)

_RULES = _texts("规则编号")

SCHEME = _object(
    "评分方案",
    {
        "name": {**_ID, "description": "评分方案名称：小写英文单词，以“-”连接，与文件名相同"},
        "title": _text("评分方案标题"),
        "of": {"type": "number", "exclusiveMinimum": 0, "description": "满分"},
        "per": _PER,
        "points": _object(
            "各严重程度的扣分", dict.fromkeys(("error", "warning", "info"), _POINTS), ["error", "warning", "info"]
        ),
        "categories": {"type": "object", "additionalProperties": _POINTS, "description": "各类最多扣的分"},
        "rules": {
            "type": "object",
            "description": "单独规定扣分的规则",
            "additionalProperties": _CHARGE,
        },
        "groups": _list(
            "只扣其中最重一条的规则",
            _object("一组", {"title": _text("组名"), "rules": _RULES}, ["title", "rules"]),
        ),
        "vetoes": _list(
            "一票否决",
            _object(
                "一项否决",
                {"title": _text("名称"), "rules": _RULES, "at_most": _POINTS},
                ["title", "rules", "at_most"],
            ),
        ),
        "minimum_coverage": {"type": "number", "minimum": 0, "maximum": 1, "description": "评等级所需的可判定规则比例"},
        "grades": _list(
            "等级，从高到低",
            _object("一级", {"title": _text("等级"), "from": _POINTS}, ["title", "from"]),
        ),
    },
    ["name", "title", "of", "points", "grades"],
)


_DAY = _text("日期，如 2025-12-31", pattern=r"^20\d\d-\d\d-\d\d$")

WAIVERS = _list(
    "豁免：经批准不作要求的问题；用 fingerprint 指明一处，或用 rule 和 unit 指明一条规则在一个单位的全部问题",
    _object(
        "一项豁免",
        {
            "rule": _text("规则编号"),
            "unit": _text("单位名称，与名册或报告一致；涉及几个单位的问题请用 fingerprint"),
            "year": {"type": "integer", "minimum": 2008, "maximum": 2100, "description": "报告年度，不写即各年度"},
            "fingerprint": _text("问题的指纹（见审查结果），加引号", pattern=r"^[0-9a-f]{16}$"),
            "reason": _text("理由"),
            "approver": _text("批准人"),
            "date": {**_DAY, "description": "批准日期，自这一天起有效"},
            "expires": {**_DAY, "description": "截止日期，当天仍有效（北京时间）；不写即长期有效"},
        },
        ["reason", "approver", "date"],
    ),
)


def schema_of(check: AnyCheck) -> dict[str, Any]:
    """Schema of a rule of one kind: the common keys and those of its check."""
    return {
        "$schema": DRAFT,
        "$defs": {"edits": EDITS},
        "type": "object",
        "properties": {**_COMMON, **check.properties, **_cases_of(check)},
        "required": [*_REQUIRED, *(key for key in check.required if key not in _REQUIRED)],
        "additionalProperties": False,
    }


def _cases_of(check: AnyCheck) -> Schema:
    """The cases of rules on many reports tell of all of them."""
    return {"cases": {**_COMMON["cases"], "items": _CORPUS_CASE}} if isinstance(check, CorpusCheck) else {}


def own_keys_schema(check: AnyCheck) -> dict[str, Any]:
    """Schema of the keys that a check gives its rules, as an override may set them."""
    return {"type": "object", "properties": dict(check.properties), "additionalProperties": False}


def rule_schema(checks: Iterable[AnyCheck]) -> dict[str, Any]:
    """Schema of rule files of every kind, for editors: the kind named by `check` decides which other keys there are."""
    kinds = sorted(checks, key=lambda check: check.name)
    names = {
        **_COMMON["check"],
        "enum": [check.name for check in kinds],
        "enumDescriptions": [check.title for check in kinds],  # shown beside each by editors, ignored by validators
    }
    return {
        "$schema": DRAFT,
        "title": "合规规则",
        "$defs": {"edits": EDITS, "cases": _COMMON["cases"]},
        "type": "object",
        "properties": {
            **_COMMON,
            "cases": {"type": "array", "description": _COMMON["cases"]["description"]},
            "check": names,
        },
        "required": list(_REQUIRED),
        "allOf": [
            {
                "if": {"properties": {"check": {"const": check.name}}},
                "then": {
                    "properties": {
                        **dict.fromkeys(_COMMON, True),
                        "cases": {"$ref": "#/$defs/cases", "description": _COMMON["cases"]["description"]},
                        **check.properties,
                        **_cases_of(check),
                    },
                    "required": list(check.required),
                    "additionalProperties": False,
                },
            }
            for check in kinds
        ],
    }
