"""A bounded run of the fuzz targets: the same damaged files every time."""

from __future__ import annotations

import hashlib
from random import Random

import pytest
from mutations import mutated
from targets import TARGETS, corpus

pytestmark = pytest.mark.slow

_RUNS = {"pdf": 200, "docx": 250, "ofd": 150, "any": 200}


@pytest.mark.parametrize("name", TARGETS)
def test_no_damage_breaks_a_reader(name: str) -> None:
    files = corpus(name)
    assert files
    random = Random(name)
    for number in range(_RUNS.get(name, 500)):
        data = files[number] if number < len(files) else mutated(random.choice(files), random)
        try:
            TARGETS[name](data)
        except Exception as error:
            digest = hashlib.sha256(data).hexdigest()[:12]
            pytest.fail(f"{name}：第 {number} 个文件（{digest}，{len(data)} 字节）使读取出错：{error!r}")


def test_damage_is_done_and_is_the_same_every_time() -> None:
    data = b"<table><tr><td colspan=2>1</td></tr></table>" * 5
    first = [mutated(data, Random(number)) for number in range(50)]
    assert first == [mutated(data, Random(number)) for number in range(50)]
    assert len(set(first)) > 40
