"""JUnit XML: read by another program, and held against the shape that platforms expect."""

from __future__ import annotations

from typing import Any

from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from lxml import etree
from msgspec import convert

from hegui.model.run import AuditRun
from hegui.output.junit import render

Json = dict[str, Any]

XSD = etree.XMLSchema(
    etree.XML(b"""\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:complexType name="result"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="message" type="xs:string"/><xs:attribute name="type" type="xs:string"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="testcase"><xs:complexType>
    <xs:choice minOccurs="0"><xs:element name="skipped" type="result"/><xs:element name="error" type="result"/>
      <xs:element name="failure" type="result"/></xs:choice>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="classname" type="xs:string" use="required"/>
    <xs:attribute name="file" type="xs:string"/>
  </xs:complexType></xs:element>
  <xs:element name="testsuite"><xs:complexType>
    <xs:sequence><xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
  </xs:complexType></xs:element>
  <xs:element name="testsuites"><xs:complexType>
    <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="name" type="xs:string"/>
  </xs:complexType></xs:element>
</xs:schema>""")
)


def suites(record: Json) -> list[TestSuite]:
    text = "".join(render(convert(record, AuditRun))).encode()
    XSD.assertValid(etree.fromstring(text))
    made = list(JUnitXml.fromstring(text))
    for suite in made:
        cases = list(suite)
        kinds = [type(result) for case in cases for result in case.result]
        counts = (kinds.count(Failure), kinds.count(Error), kinds.count(Skipped))
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (len(cases), *counts)
    return made


def test_a_suite_for_each_report_and_what_broke(several: Json) -> None:
    names = [suite.name for suite in suites(several)]
    assert names[:2] == ["清河县财政局 2024", "清河县财政局 2024"]
    assert "扫描件.pdf" in names[2]
    assert names[3:] == ["程序、插件与规则"]


def test_a_case_for_each_rule(one: Json) -> None:
    (suite,) = suites(one)
    results = {case.name: [type(result) for result in case.result] for case in suite}
    assert results == {
        "balance": [Failure],
        "labels": [Failure],
        "sums": [Skipped],
        "broken": [Error],
        "trial": [Skipped],
        "present": [],
    }
    failure = next(case for case in suite if case.name == "balance").result[0]
    assert "9 + 0 ≠ 8 + 0" in failure.text
    assert "核对后改正。" in failure.text


def test_a_rule_that_is_waived_is_skipped(one: Json) -> None:
    waiver = {"reason": "已核实", "approver": "王某", "date": "2025-01-20", "expires": None}
    one["reports"][0]["verdicts"][1]["findings"][0]["waiver"] = waiver
    (suite,) = suites(one)
    (result,) = next(case for case in suite if case.name == "labels").result
    assert isinstance(result, Skipped)
    assert "王某" in result.message
