"""JSON Schemas (draft 2020-12) of the files of a pack. What a check adds to a rule comes from the check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hegui.rules.check import AnyCheck, CorpusCheck
from hegui.rules.schema_parts import ID, POINTS_BY_SCHEME, SCOPE, SEVERITY, Schema, list_of, object_of, text

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

EXPRESSION = "hegui-expression"
"""`format` of a text in the expression language."""

RECOGNITION_LEXICONS = ("divisions", "figures", "page", "units")
"""Lexicons by which reports are recognised, before it is known which area they are from."""

RESULTS = ("fail", "pass", "not_applicable", "cannot_assess")
"""What a case may expect."""

DRAFTS = {
    "bureau": "县级部门（不写即此）",
    "county": "县政府",
    "town": "镇政府",
    "trial": "用 2019 年试行格式的部门",
}
"""The clean drafts that cases edit, the first where a case names none, and what each is of."""

_RAW = {"type": ["string", "integer", "number", "null"]}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS_BY_NAME = {"type": "object", "additionalProperties": {"type": "string"}}
_TEXTS_BY_SECTION = {
    "type": "object",
    "properties": {key: {"type": "string", "description": f"第{key}部分"} for key in "一二三四五六"},
    "additionalProperties": False,
}
_NAMES = {"type": "array", "items": {"type": "string"}}

EDITS = object_of(
    "对样稿的改动",
    {
        "unit": text("单位名称：各处一并改"),
        "year": {"type": "integer", "description": "报告年度：各处的本年和次年一并改"},
        "title": text("标题"),
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
        "heading": {**_TEXTS_BY_SECTION, "description": "标题行：如 {五: 五、下一步打算}"},
        "section": {
            **_TEXTS_BY_SECTION,
            "description": "各部分的文字：如 {六: 无。}；第二、三、四部分指表格以外的文字",
        },
        "append": {**_TEXTS_BY_SECTION, "description": "在某部分末尾添加一段：如 {一: 全年培训2次。}"},
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

PACK_DRAFTS = {
    **object_of(
        "本规则包的合格样稿：本规则包和依托它的规则包的用例，都在这样改过的样稿上运行；没有列出的样稿照旧",
        {
            name: {"$ref": "#/$defs/edits", "description": f"{whose.partition('（')[0]}的样稿怎样改才合本地的要求"}
            for name, whose in DRAFTS.items()
        },
    ),
    "$defs": {"edits": EDITS},
}

_CASE = object_of(
    "用例：对合格样稿作什么改动，应当得出什么结论。fail 和 pass 至少各有一个",
    {
        **{result: {"$ref": "#/$defs/edits", "description": meaning} for result, meaning in _EXPECTED.items()},
        "on": text(
            f"样稿：{'、'.join(f'{name} {whose}' for name, whose in DRAFTS.items())}",
            enum=list(DRAFTS),
            default=next(iter(DRAFTS)),
        ),
        "name": text("用例名称：一句话说明这是什么情形"),
        "quote": text("证据中应有的文字：问题说明、引文或算式中有它才算通过，用来证明报出的正是这一处"),
        "layout": text("样稿的版式：不写即 html", default="html"),
    },
)

_CORPUS_CASE = {
    **_CASE,
    "properties": {
        **_CASE["properties"],
        "previous": {"$ref": "#/$defs/edits", "description": "同一单位上一年度的报告：对合格样稿作什么改动"},
        "others": list_of(
            "一起审查的其他报告",
            object_of(
                "另一份报告",
                {"on": _CASE["properties"]["on"], "edits": {"$ref": "#/$defs/edits", "description": "改动"}},
            ),
        ),
        "roster": list_of("单位名册，各项同名册的列", {"type": "object", "required": ["name"]}),
    },
}
"""A case of a rule on many reports."""

_COMMON: Schema = {
    "id": {**ID, "description": "规则编号：小写英文单词，以“-”连接，与文件名相同"},
    "title": text("规则名称：说应当怎样，如 六个部分齐全"),
    "basis": object_of(
        "依据：没有依据的要求不要写成规则",
        {
            "document": text("文件名称或文号：如 国办公开办函〔2021〕30号、《中华人民共和国政府信息公开条例》"),
            "clause": text("条款：如 第五十条第一款第五项"),
        },
        ["document"],
    ),
    "applies": SCOPE,
    "severity": SEVERITY,
    "points": POINTS_BY_SCHEME,
    "check": text("规则种类：决定另外要写哪些键"),
    "message": text("问题说明：发现问题时印出的话，花括号中的名称换成实际的内容"),
    "advice": text("改正建议：告诉单位怎样改"),
    "note": text("背景说明：给想知道为什么这样规定的人看"),
    "cases": list_of("用例：证明规则该报的报、不该报的不报", _CASE),
}
_REQUIRED = ("id", "title", "basis", "severity", "check", "advice", "cases")

COMMON_KEYS = frozenset(_COMMON)


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
