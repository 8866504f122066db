"""JSON Schemas (draft 2020-12) of the files of a pack beside its rules, and of waivers."""

from __future__ import annotations

from hegui.rules.schema_parts import (
    AREA,
    CHARGE,
    DAY,
    ID,
    PER,
    POINTS,
    POINTS_BY_SCHEME,
    REGEX,
    SCOPE,
    SEVERITY,
    YEARS,
    Schema,
    list_of,
    object_of,
    text,
    texts,
)

PACK = object_of(
    "规则包",
    {
        "name": {**ID, "description": "规则包名称：小写英文单词，以“-”连接"},
        "title": text("规则包标题：如 湖南省规则包"),
        "version": text('版本：加引号，如 "1.0"'),
        "extends": texts("所依托的规则包：省依托 national，市依托省。只能调整所依托的规则包中的规则"),
        "applies": object_of("适用地区：不写即适用于全国。其中的规则和参数只用于这些地方的单位", AREA),
    },
    ["name", "title", "version"],
)

OVERRIDES = {
    "type": "object",
    "description": "对其他规则包中规则的调整：键为规则编号",
    "additionalProperties": object_of(
        "调整",
        {
            "reason": text("调整的理由：审查结果中会照印，写明依据"),
            "enabled": {"const": False, "description": "false 为停用"},
            "applies": {**SCOPE, "description": "只对其中一部分报告调整：不写即适用于本规则包的所有单位"},
            "severity": SEVERITY,
            "points": POINTS_BY_SCHEME,
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
        "layers": list_of(
            "只适用于一部分单位或年度的参数：后面的优先",
            object_of(
                "一层参数",
                {
                    "applies": SCOPE,
                    "basis": text("依据"),
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
        text("表头用词"),
        object_of(
            "表头用词",
            {
                "key": {"type": "string", "description": "名称：规则和结果中以此相称，如 本年新收"},
                "text": text("印出的用词：与官方格式一字不差"),
                "aliases": texts("能认出、但与格式不一致的写法"),
                "variants": texts("同一用词的不同排印"),
                "groups": texts("所属的合计：算式中可写 合计(名称)"),
                "merges": texts("合并的各行：有的报告把这几行印成一行"),
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
        "words": list_of(
            "词语：误字写 {wrong: 误（正则表达式）, right: 正}，不应被隔开的词直接写",
            {
                "anyOf": [
                    text("词"),
                    object_of(
                        "误字",
                        {
                            "wrong": text("误：正则表达式，务使正确的文字一律不合", format=REGEX),
                            "right": text("正：应写作什么"),
                        },
                        ["wrong", "right"],
                    ),
                ]
            },
        )
    },
}

FORM = object_of(
    "报告格式",
    {
        "id": text("格式编号"),
        "title": text("格式名称"),
        "years": YEARS,
        "document": text("文号"),
        "sections": list_of(
            "各部分",
            object_of(
                "一个部分",
                {
                    "key": text("序号"),
                    "title": text("标题"),
                    "aliases": texts("可接受的标题"),
                    "cues": text("标题中的提示词：正则表达式，标题改了字时据此认出"),
                },
                ["key", "title"],
            ),
        ),
        "tables": list_of(
            "各表",
            object_of(
                "一张表",
                {
                    "id": text("表的编号"),
                    "title": text("表名"),
                    "section": text("所在部分"),
                    "groups": list_of("没有数的表头", _LABEL),
                    "blocks": list_of(
                        "表的各块",
                        object_of(
                            "一块",
                            {
                                "heading": text("块的标题"),
                                "rows": list_of("各行", _LABEL),
                                "columns": list_of("各列", _LABEL),
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

_RULES = texts("规则编号")

SCHEME = object_of(
    "评分方案",
    {
        "name": {**ID, "description": "评分方案名称：小写英文单词，以“-”连接，与文件名相同"},
        "title": text("评分方案标题"),
        "of": {"type": "number", "exclusiveMinimum": 0, "description": "满分"},
        "per": PER,
        "points": object_of(
            "各严重程度的扣分", dict.fromkeys(("error", "warning", "info"), POINTS), ["error", "warning", "info"]
        ),
        "categories": {"type": "object", "additionalProperties": POINTS, "description": "各类最多扣的分"},
        "rules": {
            "type": "object",
            "description": "单独规定扣分的规则",
            "additionalProperties": CHARGE,
        },
        "groups": list_of(
            "只扣其中最重一条的规则",
            object_of("一组", {"title": text("组名"), "rules": _RULES}, ["title", "rules"]),
        ),
        "vetoes": list_of(
            "一票否决",
            object_of(
                "一项否决",
                {"title": text("名称"), "rules": _RULES, "at_most": POINTS},
                ["title", "rules", "at_most"],
            ),
        ),
        "minimum_coverage": {"type": "number", "minimum": 0, "maximum": 1, "description": "评等级所需的可判定规则比例"},
        "grades": list_of(
            "等级，从高到低",
            object_of("一级", {"title": text("等级"), "from": POINTS}, ["title", "from"]),
        ),
    },
    ["name", "title", "of", "points", "grades"],
)


WAIVERS = list_of(
    "豁免：经批准不作要求的问题；用 fingerprint 指明一处，或用 rule 和 unit 指明一条规则在一个单位的全部问题",
    object_of(
        "一项豁免",
        {
            "rule": text("规则编号"),
            "unit": text("单位名称，与名册或报告一致；涉及几个单位的问题请用 fingerprint"),
            "year": {"type": "integer", "minimum": 2008, "maximum": 2100, "description": "报告年度，不写即各年度"},
            "fingerprint": text("问题的指纹（见审查结果），加引号", pattern=r"^[0-9a-f]{16}$"),
            "reason": text("理由"),
            "approver": text("批准人"),
            "date": {**DAY, "description": "批准日期，自这一天起有效"},
            "expires": {**DAY, "description": "截止日期，当天仍有效（北京时间）；不写即长期有效"},
        },
        ["reason", "approver", "date"],
    ),
)
