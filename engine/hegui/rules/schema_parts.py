"""What the schemas of pack files are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

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
}

DAY = text("年月日，如 2021-09-26", pattern=r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")

SCOPE = object_of(
    "适用范围：不写即适用于所有报告。各项同时满足才适用",
    {
        "years": YEARS,
        "forms": texts('格式编号：forms/ 中的文件名，如 "2021"，要加引号'),
        "levels": texts(
            "政府或部门：government 为各级人民政府，department 为政府部门和派出机构等。由单位名称认出",
            enum=["government", "department"],
        ),
        "kinds": texts("机关类别：如 乡镇人民政府、街道办事处、部门，见词表 units"),
        "tiers": texts("层级：省、市（设区的市、州）、县（县、区）、乡（乡镇、街道）", enum=["省", "市", "县", "乡"]),
        "effective": object_of(
            "施行日期：与报告的公布日期比较，未载明公布日期的以成文日期为准",
            {
                "from": {**DAY, "description": "自这一天起（含当日），如 2021-09-26"},
                "until": {**DAY, "description": "至这一天止（含当日），如 2025-12-31"},
            },
            minProperties=1,
        ),
        **AREA,
    },
)

POINTS = {"type": "number", "minimum": 0, "description": "分值，不小于 0"}
PER = text("rule（一条规则只扣一次）或 finding（每处问题扣一次）", enum=["rule", "finding"])
CHARGE = {
    "description": "分值，或 points（分值）、per（计次）、cap（本条最多扣的分）",
    "anyOf": [POINTS, object_of("扣分", {"points": POINTS, "per": PER, "cap": POINTS}, ["points"])],
}
POINTS_BY_SCHEME = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": CHARGE,
    "description": "扣分，按评分方案分写，如 {default: 3}",
}

SEVERITY = text("严重程度：error 违反法规或格式，warning 应改正或说明，info 提示", enum=["error", "warning", "info"])

REGEX = "python-regex"
"""`format` of a text that is a regular expression; not `regex`, by which editors mean JavaScript's."""
