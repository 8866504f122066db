"""JSON Schemas (draft 2020-12) of the files of a pack. What a check adds to a rule comes from the check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hegui.rules.check import AnyCheck, CorpusCheck

Schema = Mapping[str, Any]


def text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": description, **more}


def object_of(description: str, properties: Schema, required: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def texts(description: str, **items: Any) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "description": description, "items": text(description, **items)}


def list_of(description: str, items: Schema) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "description": description, "items": items}


ID = text("编号：小写英文单词，以“-”连接", pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")

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

AREA = {
    "provinces": texts(
        "省、自治区、直辖市，写全称。只有确知属于该地的单位才适用，所在地认不出的不适用",
        pattern=r"(省|自治区|市|特别行政区|兵团)$",
    ),
    "cities": texts("市、州、盟、地区，写全称。只有确知属于该地的单位才适用", pattern=r"(市|州|盟|地区)$"),
    "counties": texts("县、区、县级市、旗，写全称。只有确知属于该地的单位才适用；各地有同名的，用 cities 写明是哪里的"),
    "units": texts("单位，写全称：与报告中的单位名称或名册中的名称一字不差才适用"),
}
_EXCEPT = "除外：其中所说的报告不适用。写法与外面相同，各项同时满足才除外"
AREA_WITH_EXCEPTION = {**AREA, "except": object_of(_EXCEPT, AREA, minProperties=1)}

DAY = text("年月日，如 2021-09-26", pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")

TIERS = ("省", "市", "县", "乡")

_SCOPE_KEYS: Schema = {
    "years": YEARS,
    "forms": texts('格式编号：forms/ 中的文件名，如 "2021"，要加引号'),
    "levels": texts(
        "政府或部门：government 为各级人民政府，department 为政府部门和派出机构等。由单位名称认出",
        enum=["government", "department"],
    ),
    "kinds": texts("机关类别：如 乡镇人民政府、街道办事处、部门，见词表 units"),
    "tiers": texts("层级：省、市（设区的市、州）、县（县、区）、乡（乡镇、街道）", enum=list(TIERS)),
    "effective": object_of(
        "施行日期：与报告的公布日期比较，未载明公布日期的以成文日期为准",
        {
            "from": {**DAY, "description": "自这一天起（含当日），如 2021-09-26"},
            "until": {**DAY, "description": "至这一天止（含当日），如 2025-12-31"},
        },
        minProperties=1,
    ),
    **AREA,
}
SCOPE = object_of(
    "适用范围：不写即适用于所有报告。各项同时满足才适用",
    {**_SCOPE_KEYS, "except": object_of(_EXCEPT, _SCOPE_KEYS, minProperties=1)},
)

POINTS = {"type": "number", "minimum": 0, "description": "分值，不小于 0"}
PER = text("rule（一条规则只扣一次）或 finding（每处问题扣一次）", enum=["rule", "finding"])
_POINTS_BY_SEVERITY = {
    "description": "分值，或按问题的级别分写，如 {error: 5, warning: 2}；没有写的级别不计分",
    "anyOf": [
        POINTS,
        object_of("各级别的分值", dict.fromkeys(("error", "warning", "info"), POINTS), minProperties=1),
    ],
}
_CELL = text("格：表、行、列以点相连，如 table4.行政复议.结果纠正")
PER_OF_A_RULE = {
    "description": "怎样计次：rule 只计一次，finding 每处问题计一次，difference 按差额（两个数相差几就是几次），"
    "{cell: …} 按格中的数",
    "anyOf": [
        text("rule、finding 或 difference", enum=["rule", "finding", "difference"]),
        object_of(
            "按格中的数计次",
            {
                "cell": {
                    "description": "按哪一格的数计次；几格的写成列表，合计计次。各年度格式中没有的格不计",
                    "anyOf": [
                        _CELL,
                        texts("几格", **{key: value for key, value in _CELL.items() if key != "description"}),
                    ],
                }
            },
            ["cell"],
        ),
    ],
}
_CHARGE_KEYS: Schema = {
    "points": _POINTS_BY_SEVERITY,
    "per": PER_OF_A_RULE,
    "cap": {**POINTS, "description": "本条最多计的分"},
}
CHARGE = {
    "description": "分值，或 points（分值）、per（计次）、cap（本条最多扣的分）",
    "anyOf": [POINTS, object_of("扣分", _CHARGE_KEYS, ["points"])],
}
EARNING = {
    "description": "加的分值，或 points（分值）、per（计次）、cap（本条最多加的分）、verdict（何时加分）",
    "anyOf": [
        POINTS,
        object_of(
            "加分",
            {
                **_CHARGE_KEYS,
                "verdict": text(
                    "pass（符合这条规则的加分，不写即此）或 fail（查出的加分，如查出受表彰的文字）",
                    enum=["pass", "fail"],
                ),
            },
            ["points"],
        ),
    ],
}
POINTS_BY_SCHEME = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": CHARGE,
    "description": "扣分，按评分方案分写，如 {default: 3}",
}

_BASIS_KEYS = {
    "document": text("文件名称或文号：如 国办公开办函〔2021〕30号、《中华人民共和国政府信息公开条例》"),
    "clause": text("条款：如 第五十条第一款第五项"),
}

WORDS_OF_A_LAYER: Schema = {
    "basis": {
        "description": "依据：据此报出的问题引用它，而不引用规则原来的依据",
        "anyOf": [text("文件名称或文号"), object_of("依据", _BASIS_KEYS, ["document"])],
    },
    "message": text("问题说明：代替规则原来的，可用的名称相同"),
    "advice": text("改正建议：代替规则原来的"),
}
"""What a layer of parameters or an override says in the place of a rule."""

EXPRESSION = "hegui-expression"
"""`format` of a text in the expression language."""

_SEVERITY_NAMES = ("error", "warning", "info")
SEVERITY = {
    "description": "级别：error 违反法规或格式，warning 应改正或说明，info 提示；"
    "比较两个数的规则可以按差额分级，如 {error: 差额比 > 0.2, warning: 差额比 > 0.05}",
    "anyOf": [
        text("error、warning 或 info", enum=list(_SEVERITY_NAMES)),
        object_of(
            "按差额分级：从重到轻，先合者为准；哪一级也不到的不算问题",
            dict.fromkeys(
                _SEVERITY_NAMES,
                text("条件：差额为两边相差多少，差额比为差额占右边的比例；可用比较、and、or", format=EXPRESSION),
            ),
            minProperties=1,
        ),
    ],
}

TAGS = {**texts("标签：自定的分类，如 通知重点、试行，hegui rules list --tag 按它筛选"), "uniqueItems": True}

REGEX = "python-regex"
"""`format` of a text that is a regular expression; not `regex`, by which editors mean JavaScript's."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

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

PARAMETER = "hegui-parameter"
"""`format` of a text that names a parameter, or with a dot one of its parts."""

FORM_PARTS = "hegui-form-parts"
"""`format` of a key that names sections or tables of a form, one or several: a rule does not apply to reports whose
form has none of them."""

RECOGNITION_LEXICONS = ("divisions", "figures", "page", "units")
"""Lexicons by which reports are recognised, before it is known which area they are from."""

RESULTS = ("fail", "pass", "not_applicable", "cannot_assess")
"""What a case may expect."""

_RAW = {"type": ["string", "integer", "number", "null"]}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS_BY_NAME = {"type": "object", "additionalProperties": {"type": "string"}}
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
            "description": "单元格的值：如 {表三.自然人.本年新收: 99}，行列先后不拘；null 为空白",
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
        "section": {
            **_TEXTS_BY_NAME,
            "description": "各部分的文字：如 {六: 无。}；第二、三、四部分指表格以外的文字",
        },
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

DRAFT_CHANGES = {
    "type": "object",
    "description": "对样稿的改动：本规则包和依托它的规则包的用例，都在这样改过的样稿上运行；键为样稿名称",
    "additionalProperties": {"$ref": "#/$defs/edits"},
    "$defs": {"edits": EDITS},
}

DRAFT = object_of(
    "合格样稿：一份没有问题的报告。规则的用例由它改成，规则对它都不应报出问题",
    {
        "of": text("是哪种单位的报告：如 县级部门"),
        "form": text("所用格式的编号，加引号"),
        "unit": text("单位名称"),
        "year": {"type": "integer", "minimum": 2008, "maximum": 2100, "description": "报告年度"},
        "title": text("标题"),
        "metadata": {**_TEXTS_BY_NAME, "description": "标题下的一行：名称和内容，如 索引号"},
        "preamble": text("导语：不含统计期限一句"),
        "period": text("统计期限一句"),
        "sections": {**_TEXTS_BY_NAME, "description": '各部分的文字，依次；每段一行，只有表格的写 ""'},
        "tables": {
            "type": "object",
            "description": "各表的数：编号和各行",
            "additionalProperties": {
                "type": "object",
                "description": "各行：名称和各格的数，以空格隔开；没有列出的行各格均为 0",
                "additionalProperties": {"type": ["string", "integer", "number"]},
            },
        },
        "signature": object_of(
            "落款",
            {"organ": text("署名"), "date": text("成文日期：如 2025年1月10日")},
            ["organ", "date"],
        ),
    },
    ["of", "form", "unit", "year", "title", "preamble", "period", "sections", "tables", "signature"],
)

_ROSTER = list_of("单位名册，各项同名册的列", {"type": "object", "required": ["name"]})

_CASE = object_of(
    "用例：对合格样稿作什么改动，应当得出什么结论。fail 和 pass 至少各有一个",
    {
        **{result: {"$ref": "#/$defs/edits", "description": meaning} for result, meaning in _EXPECTED.items()},
        "on": text("样稿：规则包 drafts/ 中的文件名，如 county；不写即各规则包的第一份样稿"),
        "name": text("用例名称：一句话说明这是什么情形"),
        "severity": text("报出的问题应有的级别：按最重的一处", enum=list(_SEVERITY_NAMES)),
        "quote": text("证据中应有的文字：问题说明、引文或算式中有它才算通过，用来证明报出的正是这一处"),
        "layout": text("样稿的版式：不写即 html", default="html"),
        "roster": _ROSTER,
    },
)

BESIDE = {
    "previous": {"$ref": "#/$defs/edits", "description": "同一单位上一年度的报告：对合格样稿作什么改动"},
    "others": list_of(
        "一起审查的其他报告",
        object_of(
            "另一份报告",
            {"on": _CASE["properties"]["on"], "edits": {"$ref": "#/$defs/edits", "description": "改动"}},
        ),
    ),
    "roster": _ROSTER,
}
"""What a case tells of beside its draft."""

_CORPUS_CASE = {**_CASE, "properties": {**_CASE["properties"], **BESIDE}}
"""A case of a rule on many reports."""

_OF_CHANGE = {
    **_CORPUS_CASE["properties"],
    "points": {**POINTS_BY_SCHEME, "description": "不符合应扣的分：用来证明扣分改了，如 {default: 1}"},
    "basis": text("引用的依据中应有的文字：用来证明报出的问题引用的是这里的依据"),
}
OVERRIDE_CASES = list_of(
    "用例：证明这一项调整管用，对谁管用；写法与规则的用例相同",
    object_of("用例：对合格样稿作什么改动，这条规则应当得出什么结论", _OF_CHANGE),
)
LAYER_CASES = list_of(
    "用例：证明这一层参数管用，对谁管用；写法与规则的用例相同，另用 rule 写明哪条规则",
    object_of(
        "用例：对合格样稿作什么改动，rule 所写的规则应当得出什么结论",
        {"rule": text("规则编号：读取这一层参数的一条规则"), **_OF_CHANGE},
        ["rule"],
    ),
)
"""Cases of what a pack changes in rules, by overrides and by parameters."""

_COMMON: Schema = {
    "id": {**ID, "description": "规则编号：小写英文单词，以“-”连接，与文件名相同"},
    "title": text("规则名称：说应当怎样，如 六个部分齐全"),
    "problem": text(
        "问题的名称：通报、共性问题中怎样称呼这类问题，接得上“……的单位 3 个”，"
        "不以标点结尾，不用花括号，如 表三收支不平衡",
        maxLength=30,
        pattern=r"^[^{}]*[^{}。，、；：！？]$",
    ),
    "basis": object_of(
        "依据：没有依据的要求不要写成规则",
        _BASIS_KEYS,
        ["document"],
    ),
    "applies": SCOPE,
    "severity": SEVERITY,
    "points": POINTS_BY_SCHEME,
    "check": text("规则种类：决定另外要写哪些键"),
    "message": text(
        "问题说明：发现问题时印出的话，花括号中的名称换成实际的内容。各种规则都可用 {单位}、{年度}、{统计期限}、{文件}"
    ),
    "advice": text("改正建议：告诉单位怎样改。可用 {单位}、{年度}、{统计期限}、{文件}"),
    "office": text("办理提示：告诉主管部门怎样办，不写进给单位的文书。可用 {单位}、{年度}、{统计期限}、{文件}"),
    "tags": TAGS,
    "note": text("背景说明：给想知道为什么这样规定的人看"),
    "cases": list_of("用例：证明规则该报的报、不该报的不报", _CASE),
}
_REQUIRED = ("id", "title", "basis", "severity", "check", "advice", "cases")

COMMON_KEYS = frozenset(_COMMON)

Place = tuple[str | int, ...]


def draft_names(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The clean drafts that cases name, each with its place in them."""
    for key, item in _items(value):
        if key == "on":
            yield (*place, key), item
        elif not isinstance(key, str) or key == "others":
            yield from draft_names(item, (*place, key))


def sections_edited(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The sections that the edits of cases name, each with its place in them."""
    for key, item in _items(value):
        if key in ("heading", "section", "append"):
            yield from (((*place, key, section), section) for section in item)
        else:
            yield from sections_edited(item, (*place, key))


def _items(value: Any) -> Iterable[tuple[str | int, Any]]:
    return value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()


def texts_of_format(value: Any, schema: Schema, of: str, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The texts of a `format` in the value of a key, each with its place."""
    if isinstance(value, str) and schema.get("format") == of:
        yield place, value
    elif isinstance(value, Mapping):
        of_values = schema.get("additionalProperties")
        for key, inner in value.items():
            of_inner = schema.get("properties", {}).get(key) or (of_values if isinstance(of_values, Mapping) else {})
            yield from texts_of_format(inner, of_inner, of, (*place, key))


def schema_of(check: AnyCheck) -> dict[str, Any]:
    """Schema of a rule of one kind: the common keys and those of its check."""
    return {
        "$schema": DIALECT,
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


def _shared(kinds: Sequence[AnyCheck]) -> Schema:
    """The keys that all of several kinds have alike: conditions."""
    first, *others = (check.properties for check in kinds) if len(kinds) > 1 else ({},)
    return {key: value for key, value in first.items() if all(other.get(key) == value for other in others)}


def rule_schema(checks: Iterable[AnyCheck]) -> dict[str, Any]:
    """Schema of rule files of every kind, for editors: the kind named by `check` decides which other keys there are."""
    kinds = sorted(checks, key=lambda check: check.name)
    shared = _shared(kinds)
    names = {
        **_COMMON["check"],
        "enum": [check.name for check in kinds],
        "enumDescriptions": [check.title for check in kinds],  # shown beside each by editors, ignored by validators
    }
    return {
        "$schema": DIALECT,
        "title": "合规规则",
        "$defs": {"edits": EDITS, "cases": _COMMON["cases"]},
        "type": "object",
        "properties": {
            **_COMMON,
            **shared,
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
                        **dict.fromkeys(shared, True),
                        **_cases_of(check),
                    },
                    "required": list(check.required),
                    "additionalProperties": False,
                },
            }
            for check in kinds
        ],
    }
