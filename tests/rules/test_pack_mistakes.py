"""Each mistake in a pack, or between packs, gets one sentence at the file where it is to be mended."""

from __future__ import annotations

import pytest
from small_packs import FORM, SCHEME, FakeHost, MakePack, rule_text

from hegui.rules.assembly import load_ruleset
from hegui.rules.mistake import Mistake
from hegui.rules.ruleset import RuleSet

PACK = 'name: local\ntitle: 标题\nversion: "1"\n'


def the_mistake(ruleset: RuleSet) -> Mistake:
    (mistake,) = ruleset.mistakes
    assert mistake.message.count("。") == 1
    return mistake


@pytest.mark.parametrize(
    ("file", "content", "line", "message"),
    [
        ("pack.yaml", PACK + "extend: [national]\n", 4, "不认识的键“extend”，最接近的是“extends”；请改正或删去。"),
        ("pack.yaml", PACK.replace('"1"', "1.0"), 3, "“version”应为文字，现为数 1.0，请加引号。"),
        ("pack.yaml", PACK.replace("title: 标题\n", ""), 1, "缺少“title”（规则包标题），请补上。"),
        ("pack.yaml", PACK.replace("local", "本地"), 1, "“name”写作“本地”不合格式"),
        ("pack.yaml", PACK + "applies: {provinces: [湖南]}\n", 4, "不合格式，应为省、自治区、直辖市，写全称。"),
        ("pack.yaml", PACK + "extends: [natoinal]\n", 4, "本规则包依托的“natoinal”不可用（最接近的是“national”）"),
        ("parameters.yaml", "- 1\n", 1, "文件内容应为映射（键: 值），现为列表。"),
        ("parameters.yaml", "deadline: 012\n", 1, "“012”以零开头"),
        (
            "parameters.yaml",
            "layers:\n  - applies: {years: 2021}\n    parameters: {a: 1}\n",
            2,
            "缺少“basis”（依据），请补上。",
        ),
        ("overrides.yaml", "national-rule: {severity: info}\n", 1, "缺少“reason”（调整的理由），请补上。"),
        (
            "overrides.yaml",
            "national-rule: {reason: 某理由}\n",
            1,
            "对“national-rule”没有作任何调整，请写 enabled: false、severity、points 或 set。",
        ),
        ("overrides.yaml", "national-rule: {reason: 某理由, enabled: true}\n", 1, "只能是 false，现为true。"),
        (
            "overrides.yaml",
            "national-rule: {reason: 某理由, applies: {years: 2024}}\n",
            1,
            "对“national-rule”没有作任何调整",
        ),
        ("overrides.yaml", "national-rule: {severity: info, reason: }\n", 1, "“reason”没有内容，请填写调整的理由。"),
        (
            "overrides.yaml",
            "national-rule: {reson: 某理由, severity: info}\n",
            1,
            "不认识的键“reson”，最接近的是“reason”；请改正或删去。",
        ),
        (
            "overrides.yaml",
            "national-rule:\n  reason: 某理由\n  set: {wrod: 别的词}\n",
            3,
            "不认识的键“wrod”，最接近的是“word”；请改正或删去。",
        ),
        (
            "overrides.yaml",
            "national-rule:\n  reason: 某理由\n  set: {limit: 多}\n",
            3,
            "“national-rule”的“set”的“limit”应为整数，现为“多”。",
        ),
        ("overrides.yaml", "national-rule:\n  reason: 某理由\n  set: {word: 空词}\n", 3, "“空词”不是词，请换一个。"),
        (
            "overrides.yaml",
            "national-rule:\n  reason: 某理由\n  set: {severity: info}\n",
            3,
            "不认识的键“severity”，可用的有：word、limit；请改正或删去。",
        ),
        (
            "overrides.yaml",
            "national-rule:\n  reason: 某理由\n  points: 3\n",
            3,
            "“national-rule”的“points”应为映射（键: 值），现为数 3。",
        ),
        (
            "overrides.yaml",
            "national-rule:\n  reason: 某理由\n  points: {defualt: 3}\n",
            3,
            "没有评分方案“defualt”，最接近的是“default”；请改正。",
        ),
        (
            "overrides.yaml",
            "national-rule:\n  reason: 某理由\n  severity: info\n  applies: {provinces: [广东省]}\n",
            4,
            "“national-rule”的调整的适用地区不在规则包的适用地区之内，永远用不上；请改正。",
        ),
        (
            "overrides.yaml",
            "national-rule:\n  reason: 某理由\n  severity: info\n  applies: {years: 2024-2021}\n",
            4,
            "起始年度晚于截止年度，请改正。",
        ),
        ("overrides.yaml", "- national-rule\n", 1, "文件内容应为映射（键: 值），现为列表。"),
        (
            "parameters.yaml",
            "layers:\n  - {applies: {effective: {from: 2024-02-30}}, basis: 某通知, parameters: {a: 1}}\n",
            2,
            "“2024-02-30”这一天不存在，请改正。",
        ),
        (
            "parameters.yaml",
            "layers:\n  - {applies: {provinces: [广东省]}, basis: 某通知, parameters: {a: 1}}\n",
            2,
            "这一层参数的适用地区不在规则包的适用地区之内，请改正 applies。",
        ),
        ("forms/2021.yaml", FORM, 0, "格式“2021”用于识别所有报告，只能由不限适用地区的规则包给出；请移走。"),
        (
            "lexicons/units.yaml",
            "kinds: []\n",
            0,
            "词表“units”用于识别所有报告，只能由不限适用地区的规则包给出；请移走。",
        ),
        (
            "overrides.yaml",
            "natoinal-rule: {reason: 某理由, severity: info}\n",
            1,
            "没有规则“natoinal-rule”，最接近的是“national-rule”",
        ),
        (
            "overrides.yaml",
            "foreign-rule: {reason: 某理由, severity: info}\n",
            1,
            "所依托的规则包中没有规则“foreign-rule”",
        ),
        (
            "rules/wordings/local-rule.yaml",
            rule_text("local-rule"),
            0,
            "不认识的规则类别“wordings”（文件夹名），最接近的是“wording”；请改名。",
        ),
        ("rules/local-rule.yaml", rule_text("local-rule"), 0, "文件不在规定的位置（pack.yaml、"),
        ("rulse/wording/local-rule.yaml", rule_text("local-rule"), 0, "文件不在规定的位置（pack.yaml、"),
        ("rules/wording/local-rule.yml", rule_text("local-rule"), 0, "文件名应以 .yaml 结尾，请改名。"),
        (
            "rules/wording/national-rule.yaml",
            rule_text("national-rule"),
            1,
            "规则“national-rule”已由规则包“national”给出；要改动它请写在 overrides.yaml 中",
        ),
        (
            "rules/wording/local-rule.yaml",
            rule_text("local-rule", ("severity", "applies: {provinces: [广东省]}\nseverity")),
            4,
            "规则的适用地区不在规则包的适用地区之内",
        ),
        ("schemes/mine.yaml", SCHEME, 1, "评分方案名称“default”与文件名“mine.yaml”不一致"),
        (
            "schemes/mine.yaml",
            SCHEME.replace("grades", "grade"),
            5,
            "不认识的键“grade”，最接近的是“grades”；请改正或删去。",
        ),
        ("schemes/default.yaml", SCHEME, 1, "评分方案“default”已由规则包“national”给出，请换一个名称。"),
        ("lexicons/words.yaml", "# 没有内容\n", 0, "文件是空的"),
        ("lexicons/words.csv", "# 注释\n甲,乙\n1,2\n3\n", 4, "这一行有 1 列，表头有 2 列"),
        ("lexicons/words.csv", "甲,甲\n1,2\n", 1, "表头有空白或重复的列名，请改正。"),
        ("lexicons/words.csv", "", 0, "词表是空的"),
        ("lexicons/words.txt", "# 说明\n\n", 0, "词表是空的，请一行写一个词"),
        ("lexicons/words.txt", "# 说明\n甲\n乙\n 甲\n", 4, "“甲”与第 2 行重复，请删去一行。"),
        ("forms/2030.yaml", FORM, 1, "格式编号“2021”与文件名“2030.yaml”不一致"),
        (
            "forms/2021.yaml",
            FORM.replace("decimal", "decimals"),
            19,
            "不认识的键“decimals”，最接近的是“decimal”；请改正或删去。",
        ),
        ("forms/2021.yaml", FORM.replace("key: 合计", "key: 规章"), 20, "“规章”在同一列表中出现了两次"),
        ("forms/2021.yaml", FORM.replace("section_name: 第{number}部分\n", ""), 1, "缺少“section_name”，请补上。"),
        ("forms/2021.yaml", FORM.replace("    name: 表二\n", ""), 10, "缺少“name”，请补上。"),
        ("forms/2021.yaml", FORM.replace("section: 一", "section: 二"), 13, "没有“二”这一部分"),
        ("forms/2021.yaml", FORM.replace("{number}、", "{numeral}、"), 5, "“heading”写作“{numeral}、{title}”不合格式"),
        ("forms/2021.yaml", FORM.replace("总体|概述", "'(总体'"), 8, "正则表达式有误"),
    ],
)
def test_a_mistake_gets_one_sentence_at_its_line(
    file: str, content: str, line: int, message: str, make_pack: MakePack, host: FakeHost
) -> None:
    national = {
        "rules/wording/national-rule.yaml": rule_text("national-rule"),
        "schemes/default.yaml": SCHEME,
    }
    other = make_pack("other", {"rules/wording/foreign-rule.yaml": rule_text("foreign-rule")})
    folder = make_pack("local", {file: content}, "extends: [national]\napplies: {provinces: [湖南省]}\n")
    mistake = the_mistake(load_ruleset(host, [make_pack("national", national), other, folder]))
    assert message in mistake.message
    assert (mistake.path, mistake.line) == (folder / file, line)


@pytest.mark.parametrize(
    ("lexicon", "content", "line"),
    [
        ("figures", "subjects:\n  专区:\n    words: [专区]\n    patterns: ['专区({n}']\n", 4),
        ("figures", "part_openers: 其中|(包括\n", 1),
        ("units", "kinds:\n  - {pattern: '局$', kind: 部门}\n  - {pattern: '(委', kind: 部门}\n", 3),
    ],
)
def test_a_pattern_by_which_reports_are_recognised_is_told_before_any_is_read(
    lexicon: str, content: str, line: int, make_pack: MakePack, host: FakeHost
) -> None:
    folder = make_pack("national", {f"lexicons/{lexicon}.yaml": content})
    mistake = the_mistake(load_ruleset(host, [folder]))
    assert mistake.message.startswith("正则表达式有误：")
    assert (mistake.path, mistake.line) == (folder / "lexicons" / f"{lexicon}.yaml", line)


def test_a_folder_without_pack_yaml_is_no_pack(make_pack: MakePack, host: FakeHost) -> None:
    folder = make_pack("local")
    (folder / "pack.yaml").unlink()
    assert the_mistake(load_ruleset(host, [folder])).message == "这里不是规则包：文件夹中没有 pack.yaml，请检查路径。"


def test_packs_that_extend_each_other_are_both_left_out(make_pack: MakePack, host: FakeHost) -> None:
    one = make_pack("one", manifest="extends: [two]\n")
    two = make_pack("two", manifest="extends: [one]\n")
    ruleset = load_ruleset(host, [one, two])
    assert ruleset.packs == ()
    assert [mistake.path.parent for mistake in ruleset.mistakes] == [one, two]
    assert all("互相依托" in mistake.message and mistake.line == 4 for mistake in ruleset.mistakes)


def test_one_id_in_two_categories_is_told(make_pack: MakePack, host: FakeHost) -> None:
    files = {f"rules/{category}/a-rule.yaml": rule_text("a-rule") for category in ("dates", "wording")}
    mistake = the_mistake(load_ruleset(host, [make_pack("local", files)]))
    assert mistake.message == "规则“a-rule”在本规则包中有两个，请删去一个或改名。"


def test_a_word_list_has_a_word_a_line(make_pack: MakePack, host: FakeHost) -> None:
    folder = make_pack("local", {"lexicons/words.txt": "\ufeff# 说明\r\n甲镇\r\n乙镇\r\n"})
    ruleset = load_ruleset(host, [folder])
    assert ruleset.mistakes == ()
    assert ruleset.lexicons["words"] == [{"word": "甲镇"}, {"word": "乙镇"}]


def test_a_lexicon_in_two_formats_is_told(make_pack: MakePack, host: FakeHost) -> None:
    folder = make_pack("local", {"lexicons/words.csv": "甲\n1\n", "lexicons/words.yaml": "[1]\n"})
    assert "词表“words”有两个文件" in the_mistake(load_ruleset(host, [folder])).message


@pytest.mark.parametrize("rule", ["id: [", rule_text("a-rule", ("word: 某词", "word: 空词"))])
def test_an_override_of_a_faulty_rule_is_not_told_twice(rule: str, make_pack: MakePack, host: FakeHost) -> None:
    national = make_pack("national", {"rules/wording/a-rule.yaml": rule})
    overrides = "a-rule: {severity: info, set: {limit: 3}, reason: 某理由}\n"
    folder = make_pack("local", {"overrides.yaml": overrides}, "extends: [national]\n")
    assert the_mistake(load_ruleset(host, [national, folder])).path.name == "a-rule.yaml"


def test_a_faulty_area_of_a_pack_is_told_once_and_not_for_each_of_its_rules(
    make_pack: MakePack, host: FakeHost
) -> None:
    divisions = "code,name,until\n410000,河南省,\n430000,湖南省,\n431200,怀化市,\n"
    national = make_pack("national", {"lexicons/divisions.csv": divisions})
    files = {f"rules/wording/{name}.yaml": rule_text(name) for name in ("a-rule", "b-rule")}
    local = make_pack("local", files, "extends: [national]\napplies: {provinces: [河南省], cities: [怀化市]}\n")
    mistake = the_mistake(load_ruleset(host, [national, local]))
    assert mistake.message == "“怀化市”属于湖南省，不属于河南省，永远用不上；请改正。"
    assert (mistake.path, mistake.line) == (local / "pack.yaml", 5)


def test_code_and_notes_beside_the_files_of_a_pack_are_no_concern(make_pack: MakePack, host: FakeHost) -> None:
    files = {
        "__init__.py": "",
        "notes.txt": "说明",
        "README.md": "说明",
        ".cache/x.yaml": "x",
        "__pycache__/x.yaml": "x",
    }
    assert load_ruleset(host, [make_pack("local", files)]).mistakes == ()
