"""JSON Schemas (draft 2020-12) of the files of a pack beside its rules, and of waivers."""

from __future__ import annotations

from hegui.rules.deadlines import DEADLINE, NAMES, PUBLICATION
from hegui.rules.schema import (
    AREA_WITH_EXCEPTION,
    BESIDE,
    CHARGE,
    DAY,
    EARNING,
    EDITS,
    ID,
    LAYER_CASES,
    OVERRIDE_CASES,
    PER,
    POINTS,
    POINTS_BY_SCHEME,
    REGEX,
    SCOPE,
    SEVERITY,
    TAGS,
    WORDS_OF_A_LAYER,
    YEARS,
    Schema,
    list_of,
    object_of,
    text,
    texts,
)

_VERSIONS = r"\s*(===|[<>=!~]=|[<>])\s*[0-9][^\s,]*"

PACK = object_of(
    "规则包",
    {
        "name": {**ID, "description": "规则包名称：小写英文单词，以“-”连接"},
        "title": text("规则包标题：如 湖南省规则包"),
        "version": text('版本：加引号，如 "1.0"'),
        "extends": texts(
            "所依托的规则包：名称，可带版本条件，如 national、national>=2025.2。省依托 national，市依托省；"
            "只能调整所依托的规则包中的规则。几个条件以逗号相连，连同名称加引号",
            pattern=rf"^[a-z][a-z0-9]*(-[a-z0-9]+)*({_VERSIONS}(\s*,{_VERSIONS})*)?$",
        ),
        "description": text("说明：一两句话，写明是谁的、查什么"),
        "maintainer": text("维护单位或人：有问题找谁"),
        "homepage": text("网址：规则包的主页或下载处，以 http:// 或 https:// 开头", pattern=r"^https?://\S+$"),
        "license": text("许可：如 Apache-2.0、内部使用"),
        "tags": TAGS,
        "applies": object_of("适用地区：不写即适用于全国。其中的规则和参数只用于这些地方的单位", AREA_WITH_EXCEPTION),
        "gate": texts("单位报送时，查出哪些规则的问题就拦下，写明理由才能报送：规则编号"),
    },
    ["name", "title", "version"],
)

_OVERRIDE = object_of(
    "一项调整",
    {
        "reason": text("调整的理由：审查结果中会照印，写明依据"),
        "enabled": {"const": False, "description": "false 为停用"},
        "applies": {**SCOPE, "description": "只对其中一部分报告调整：不写即适用于本规则包的所有单位"},
        "severity": SEVERITY,
        "points": POINTS_BY_SCHEME,
        **WORDS_OF_A_LAYER,
        "set": {
            "type": "object",
            "minProperties": 1,
            "description": "改写这条规则自己的键（阈值、词语等），如 {max: 1000}",
        },
        "cases": OVERRIDE_CASES,
    },
    ["reason"],
)

OVERRIDES = {
    "type": "object",
    "description": "对其他规则包中规则的调整：键为规则编号",
    "additionalProperties": {
        "description": "一项调整，或者几项：对不同的报告作不同的调整，都说到的以后面的为准",
        "anyOf": [
            {"$ref": "#/$defs/override"},
            list_of("几项调整：各写各的 applies", {"$ref": "#/$defs/override"}),
        ],
    },
    "$defs": {"edits": EDITS, "override": _OVERRIDE},
}

_PUBLICATION = {
    **DEADLINE,
    "description": f"公布期限：规则中称“公布期限”。{DEADLINE['description']}",
}
_OTHER_DEADLINES: Schema = {NAMES: DEADLINE}

PARAMETERS = {
    "type": "object",
    "patternProperties": _OTHER_DEADLINES,
    "description": "参数：期限、阈值等，规则按名称取用。省、市只写要改的几项，其余照旧",
    "properties": {
        PUBLICATION: _PUBLICATION,
        **WORDS_OF_A_LAYER,
        "cases": LAYER_CASES,
        "layers": list_of(
            "只适用于一部分单位或年度的参数：后面的优先",
            object_of(
                "一层参数",
                {
                    "applies": SCOPE,
                    **WORDS_OF_A_LAYER,
                    "parameters": {
                        "type": "object",
                        "minProperties": 1,
                        "description": "参数：名称和值",
                        "properties": {PUBLICATION: _PUBLICATION},
                        "patternProperties": _OTHER_DEADLINES,
                    },
                    "cases": LAYER_CASES,
                },
                ["applies", "basis", "parameters"],
            ),
        ),
    },
    "$defs": {"edits": EDITS},
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
                            "wrong": text("误：正则表达式，不能与正确的文字相合", format=REGEX),
                            "right": text("正：应写作什么；可以用 \\1 引用误中的一组"),
                            "unless_anywhere": text("全文任何一处有合此式的文字时不算", format=REGEX),
                        },
                        ["wrong", "right"],
                    ),
                ]
            },
        )
    },
}

_LABEL = {
    "description": "行、列或组的标签；只写名称的，名称就是印出的用词，like 的格式中有同名的则照搬",
    "anyOf": [
        text("名称"),
        object_of(
            "行、列或组的标签",
            {
                "key": {"type": "string", "description": "名称：规则和结果中以此相称，如 本年新收"},
                "text": text(
                    "印出的用词：与官方格式一字不差。不写的照搬 like 的格式；没有可照搬的，组不印，行列印名称"
                ),
                "aliases": texts("能认出、但与格式不一致的写法"),
                "variants": texts("同一用词的不同排印"),
                "parts": list_of("组中的各行或各列；算式中可写 合计(组名)", {"$ref": "#/$defs/label"}),
                "total": {"type": "boolean", "description": "是否为所在各组的合计：是则不再计入合计"},
                "mergeable": {"type": "boolean", "description": "有的报告是否把这一组印成一行"},
                "signed": {"type": "boolean", "description": "是否可为负数"},
                "decimal": {"type": "boolean", "description": "是否可为小数"},
            },
            ["key"],
        ),
    ],
}

_LABEL_HERE = {"$ref": "#/$defs/label"}

_TABLE = object_of(
    "一张表",
    {
        "id": text("表的编号：规则和结果中以此相称，如 table3", pattern=r"^[^\s.]+$"),
        "name": text("审查结果中的称呼：如 表三"),
        "title": text("表名"),
        "section": text("所在部分：其 key"),
        "corner": {**_LABEL_HERE, "description": "表头左上角的文字"},
        "blocks": list_of(
            "表的各块，从上到下",
            object_of(
                "一块：各行的列相同",
                {
                    "heading": {**_LABEL_HERE, "description": "印在这一块之上的一行"},
                    "rows": list_of("各行", _LABEL_HERE),
                    "columns": list_of("各列", _LABEL_HERE),
                },
                ["rows", "columns"],
            ),
        ),
        "transposed": {"type": "boolean", "description": "是否印成一行：行的标签在列的标签之上"},
    },
    ["id", "blocks"],
)

_FILLED = r"^([^{}]|\{(unit|year)\})+$"

FORM = {
    **object_of(
        "报告格式：报告按此识别，样稿按此印制，审查结果按此称呼各部分和各表",
        {
            "id": text("格式编号"),
            "title": text("格式名称"),
            "years": YEARS,
            "document": text("文号"),
            "like": text("与之大体相同的格式的编号：没有写出的与它相同，只写编号的表、只写名称的行列和组也与它相同"),
            "heading": text("各部分的标题怎样印：如 {number}、{title}", pattern=r"^[^{}]*\{number\}[^{}]*\{title\}$"),
            "section_name": text(
                "审查结果中怎样称呼各部分：如 第{number}部分", pattern=r"^[^{}]*(\{(number|title)\}[^{}]*)+$"
            ),
            "period": object_of(
                "怎样说统计期限",
                {
                    "cues": text("写明起止日期的句子里的字样：正则表达式", format=REGEX),
                    "lead": text("后面可以只写“2024年全年”的字样：正则表达式", format=REGEX),
                },
                ["cues", "lead"],
            ),
            "blank": object_of(
                "交给单位填写的空白表：除各部分标题和各表以外还有什么。文字中可写 {unit} 和 {year}",
                {
                    "title": text("报告的标题", pattern=_FILLED),
                    "preamble": text("标题下的话", pattern=_FILLED),
                    "hints": {
                        "type": "object",
                        "additionalProperties": text("填写这一部分时提示的话", pattern=_FILLED),
                        "description": "各部分的提示，以部分的名称为键",
                    },
                    "carried": {
                        "type": "object",
                        "additionalProperties": text("上年报告中的行或格"),
                        "description": "从上年报告转来的行或格，如 table3.上年结转: table3.结转下年度",
                    },
                },
                ["title", "preamble"],
            ),
            "sections": list_of(
                "各部分，依次",
                object_of(
                    "一个部分",
                    {
                        "key": text("名称：规则和结果中以此相称，如 一"),
                        "number": text("序号：如 一；不写即与 key 相同"),
                        "title": text("标题"),
                        "aliases": texts("可接受的标题"),
                        "cues": text("标题中的提示词：正则表达式，标题改了字时据此认出", format=REGEX),
                    },
                    ["key", "title"],
                ),
            ),
            "tables": list_of("各表，依次", {"description": "一张表", "anyOf": [text("表的编号"), _TABLE]}),
        },
        ["id", "title", "years", "document", "tables"],
    ),
    "$defs": {"label": _LABEL},
}

_RULES = texts("规则编号")

_POINTS_OF_A_TABLE: Schema = {
    "of": {"type": "number", "exclusiveMinimum": 0, "description": "满分"},
    "per": PER,
    "points": object_of(
        "各级别的扣分", dict.fromkeys(("error", "warning", "info"), POINTS), ["error", "warning", "info"]
    ),
    "categories": {"type": "object", "additionalProperties": POINTS, "description": "各类最多扣的分"},
    "rules": {
        "type": "object",
        "description": "单独规定扣分的规则",
        "additionalProperties": CHARGE,
    },
    "groups": list_of(
        "几条规则合在一起怎样扣：不写 cap 的只扣最重的一条，写了的逐条扣、合计封顶",
        object_of(
            "一组",
            {
                "title": text("组名"),
                "rules": _RULES,
                "cap": {
                    **POINTS,
                    "description": "合计最多扣的分。各条分属不同类别的，自成一类，不占各类的分",
                },
            },
            ["title", "rules"],
        ),
    ),
    "vetoes": list_of(
        "一票否决：扣分之后、加分之前",
        object_of(
            "一项否决",
            {
                "title": text("名称"),
                "rules": _RULES,
                "at_most": {**POINTS, "description": "总分不超过几分，附加分也不能使它超过"},
            },
            ["title", "rules", "at_most"],
        ),
    ),
    "bonus": object_of(
        "附加分：扣分、否决之后再加",
        {
            "rules": {
                "type": "object",
                "minProperties": 1,
                "description": "加分的规则：这些规则不扣分",
                "additionalProperties": EARNING,
            },
            "above": {**POINTS, "description": "加分前的得分高于几分才加；不写即都加"},
            "cap": {**POINTS, "description": "合计最多加几分"},
            "exceeds": {"type": "boolean", "description": "加分后可否超过满分，不写即不可", "default": False},
        },
        ["rules"],
    ),
    "minimum_coverage": {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "description": "评等级所需的覆盖率：能够判定的规则在适用规则的分值中所占的比例",
    },
    "grades": list_of(
        "等级，从高到低",
        object_of("一级", {"title": text("等级"), "from": POINTS}, ["title", "from"]),
    ),
}
"""What a scheme says once, or for each kind of units."""

_POINTS_EXPECTED = {
    "type": "object",
    "additionalProperties": {"type": "number", "minimum": 0},
}

SCHEME = {
    **object_of(
        "评分方案",
        {
            "name": {**ID, "description": "评分方案名称：小写英文单词，以“-”连接，与文件名相同"},
            "title": text("评分方案标题"),
            **_POINTS_OF_A_TABLE,
            "tables": list_of(
                "几张评分表：各管一类单位。表中没有写的，照方案；points、categories、rules 只写不同的几项",
                object_of(
                    "一张评分表",
                    {
                        "title": text("表名：结果中以此相称，如 县级部门评分表"),
                        "applies": object_of(
                            "给哪类单位用：最后一张不写，即给其余单位",
                            {key: SCOPE["properties"][key] for key in ("levels", "kinds", "tiers")},
                            minProperties=1,
                        ),
                        **_POINTS_OF_A_TABLE,
                        "points": {**_POINTS_OF_A_TABLE["points"], "required": [], "minProperties": 1},
                    },
                    ["title"],
                ),
            ),
            "cases": list_of(
                "用例：对样稿作什么改动，应当得多少分、怎样扣加。按本规则包和它依托的规则包的全部规则评分",
                object_of(
                    "一个用例",
                    {
                        "name": text("用例名称：一句话说明这是什么情形"),
                        "on": text("样稿：规则包 drafts/ 中的文件名，如 county；不写即各规则包的第一份样稿"),
                        "edits": {"$ref": "#/$defs/edits", "description": "对样稿的改动；不写即不改"},
                        **BESIDE,
                        "total": {"type": "number", "minimum": 0, "description": "应得的总分"},
                        "grade": {
                            "description": "应得的等级；null 为未评级",
                            "anyOf": [text("等级"), {"type": "null"}],
                        },
                        "table": text("应当用的评分表"),
                        "deductions": {
                            **_POINTS_EXPECTED,
                            "description": "应当扣的分：规则编号和分数，写全；{} 为一分不扣",
                        },
                        "bonuses": {
                            **_POINTS_EXPECTED,
                            "description": "应当加的分：规则编号和分数，写全；{} 为一分不加",
                        },
                    },
                    ["total"],
                ),
            ),
        },
        ["name", "title", "of", "points", "grades"],
    ),
    "$defs": {"edits": EDITS},
}


_GIVEN_CELL = {
    "description": "看到的数；空白写 null",
    "anyOf": [{"type": "number"}, {"type": "null"}],
}

CORRECTIONS = list_of(
    "更正：人看过原文以后，对没有读出、读错了的地方和判断的更正；一项是一份文件、一个人的更正",
    object_of(
        "一份文件的更正；file 和 digest 至少写一个",
        {
            "file": text("文件名；有重名的，连同文件夹一起写"),
            "digest": text(
                "文件的 SHA-256，可以只写开头 12 位以上，加引号；文件变了就不再采用", pattern=r"^[0-9a-f]{12,64}$"
            ),
            "by": text("更正人"),
            "date": {**DAY, "description": "更正日期"},
            "reason": text("理由"),
            "unit": text("单位名称"),
            "year": {"type": "integer", "minimum": 2008, "maximum": 2100, "description": "报告年度"},
            "dates": object_of(
                "日期",
                {
                    "signed": {**DAY, "description": "成文（落款）日期"},
                    "published": {**DAY, "description": "发布日期"},
                    "period_start": {**DAY, "description": "统计期限的第一天"},
                    "period_end": {**DAY, "description": "统计期限的最后一天"},
                },
                minProperties=1,
            ),
            "sections": {
                "type": "object",
                "description": "各部分的标题是文中的哪一行：部分的编号和这一行的文字",
                "minProperties": 1,
                "additionalProperties": text("标题所在的一行，与文中一字不差"),
            },
            "cells": {
                "type": "object",
                "description": "表中的数：表、行、列以点相连，如 table3.本年新收.自然人",
                "minProperties": 1,
                "additionalProperties": _GIVEN_CELL,
            },
            "verdicts": {
                "type": "object",
                "description": "人工认定：规则编号和结论",
                "minProperties": 1,
                "additionalProperties": object_of(
                    "一条规则的结论",
                    {
                        "verdict": {"enum": ["pass", "fail"], "description": "pass 符合，fail 不符合"},
                        "reason": text("理由；不符合的，就是问题的说明"),
                    },
                    ["verdict", "reason"],
                ),
            },
        },
        ["by"],
    ),
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
