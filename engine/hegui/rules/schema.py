"""JSON Schemas (draft 2020-12) of the files of a pack. What a check adds to a rule comes from the check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hegui.rules.check import Check

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
    "description": "年度：2024、2021- 或 2019-2020",
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
    "provinces": _texts("省、自治区、直辖市，写全称", pattern=r"(省|自治区|市|特别行政区|兵团)$"),
    "cities": _texts("市、州、盟、地区，写全称", pattern=r"(市|州|盟|地区)$"),
}

SCOPE = _object(
    "适用范围：不写即适用于所有报告",
    {
        "years": YEARS,
        "forms": _texts("格式编号"),
        "levels": _texts("政府或部门", enum=["government", "department"]),
        "kinds": _texts("机关类别"),
        "tiers": _texts("层级", enum=["省", "市", "县", "乡"]),
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
        "unit": _text("单位名称"),
        "year": {"type": "integer", "description": "报告年度"},
        "title": _text("标题"),
        "set": {"type": "object", "additionalProperties": _RAW, "description": "单元格的值"},
        "label": {**_TEXTS_BY_NAME, "description": "表头用词"},
        "drop": {**_NAMES, "description": "删去的部分"},
        "preamble": {"type": "string", "description": "导语"},
        "heading": {**_TEXTS_BY_NAME, "description": "标题行"},
        "section": {**_TEXTS_BY_NAME, "description": "各部分的文字"},
        "append": {**_TEXTS_BY_NAME, "description": "在某部分末尾添加一段"},
        "replace": {**_TEXTS_BY_NAME, "description": "替换文字"},
        "order": {**_NAMES, "description": "各部分的次序"},
        "signed": {**_TEXT_OR_NULL, "description": "落款日期"},
        "organ": {**_TEXT_OR_NULL, "description": "落款单位"},
        "published": {**_TEXT_OR_NULL, "description": "发布日期"},
        "picture": {**_NAMES, "description": "以图片代替的表格"},
        "tail": {"type": "string", "description": "落款后的文字"},
        "repeat": {"anyOf": [{"const": True}, {"$ref": "#/$defs/edits"}], "description": "全文重复一次"},
    },
)

_CASE = _object(
    "用例",
    {
        **{result: {"$ref": "#/$defs/edits"} for result in RESULTS},
        "on": _text("样稿", enum=["bureau", "county", "town", "trial"]),
        "name": _text("用例名称"),
        "quote": _text("证据中应有的文字"),
        "layout": _text("样稿的版式"),
    },
)

_COMMON: Schema = {
    "id": {**_ID, "description": "规则编号：小写英文单词，以“-”连接，与文件名相同"},
    "title": _text("规则名称"),
    "basis": _object("依据", {"document": _text("文件名称或文号"), "clause": _text("条款")}, ["document"]),
    "applies": SCOPE,
    "severity": _text("严重程度", enum=["error", "warning", "info"]),
    "check": _text("规则种类"),
    "message": _text("问题说明"),
    "advice": _text("改正建议"),
    "note": _text("背景说明"),
    "cases": _list("用例", _CASE),
}
_REQUIRED = ("id", "title", "basis", "severity", "check", "advice", "cases")

COMMON_KEYS = frozenset(_COMMON)

PACK = _object(
    "规则包",
    {
        "name": {**_ID, "description": "规则包名称：小写英文单词，以“-”连接"},
        "title": _text("规则包标题"),
        "version": _text("版本"),
        "extends": _texts("所依托的规则包"),
        "applies": _object("适用地区：不写即适用于全国", _AREA),
    },
    ["name", "title", "version"],
)

OVERRIDES = {
    "type": "object",
    "description": "对其他规则包中规则的调整",
    "additionalProperties": _object(
        "调整",
        {
            "reason": _text("调整的理由"),
            "enabled": {"const": False, "description": "false 为停用"},
            "severity": _COMMON["severity"],
        },
        ["reason"],
    ),
}

PARAMETERS = {
    "type": "object",
    "description": "参数",
    "properties": {
        "layers": _list(
            "只适用于一部分单位或年度的参数",
            _object(
                "一层参数",
                {"applies": SCOPE, "basis": _text("依据"), "parameters": {"type": "object", "minProperties": 1}},
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
                "key": {"type": "string", "description": "名称"},
                "text": _text("印出的用词"),
                "aliases": _texts("能认出、但与格式不一致的写法"),
                "variants": _texts("同一用词的不同排印"),
                "groups": _texts("所属的合计"),
                "merges": _texts("合并的各行"),
                "signed": {"type": "boolean", "description": "是否可为负数"},
                "decimal": {"type": "boolean", "description": "是否可为小数"},
            },
            ["key", "text"],
        ),
    ],
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
                    "cues": _text("标题中的提示词"),
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

_POINTS = {"type": "number", "minimum": 0, "description": "分值，不小于 0"}
_PER = _text("rule（一条规则只扣一次）或 finding（每处问题扣一次）", enum=["rule", "finding"])
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
            "additionalProperties": {
                "description": "分值，或 points（分值）、per（计次）、cap（本条最多扣的分）",
                "anyOf": [_POINTS, _object("扣分", {"points": _POINTS, "per": _PER, "cap": _POINTS}, ["points"])],
            },
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


def schema_of(check: Check) -> dict[str, Any]:
    """Schema of a rule of one kind: the common keys and those of its check."""
    return {
        "$schema": DRAFT,
        "$defs": {"edits": EDITS},
        "type": "object",
        "properties": {**_COMMON, **check.properties},
        "required": [*_REQUIRED, *(key for key in check.required if key not in _REQUIRED)],
        "additionalProperties": False,
    }


def rule_schema(checks: Iterable[Check]) -> dict[str, Any]:
    """Schema of rule files of every kind, for editors: the kind named by `check` decides which other keys there are."""
    kinds = sorted(checks, key=lambda check: check.name)
    names = {"enum": [check.name for check in kinds], "description": _COMMON["check"]["description"]}
    return {
        "$schema": DRAFT,
        "title": "合规规则",
        "$defs": {"edits": EDITS},
        "type": "object",
        "properties": {**_COMMON, "check": names},
        "required": list(_REQUIRED),
        "allOf": [
            {
                "if": {"properties": {"check": {"const": check.name}}},
                "then": {
                    "properties": {**dict.fromkeys(_COMMON, True), **check.properties},
                    "required": list(check.required),
                    "additionalProperties": False,
                },
            }
            for check in kinds
        ],
    }
