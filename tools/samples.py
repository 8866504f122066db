"""The sample reports of `reports/`: `python -m tools.samples DIR` writes them anew from `samples.yaml`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hegui.proving.draft import load_draft
from hegui.proving.edits import edit
from tools.layouts import LAYOUTS, document_of

_README = """# 样例报告

供试用的政府信息公开工作年度报告，单位均为虚构，内容专为本项目编写。

```
hegui audit reports
```

| 文件 | 说明 |
| --- | --- |
{rows}

本目录的文件由 `python -m tools.samples reports` 生成，请勿手工改动。
"""


class Sample(NamedTuple):
    """A sample report: the draft it is made from, the edits, the layout, and what it shows (Chinese)."""

    name: str
    draft: str
    layout: str
    shows: str
    edits: Mapping[str, Any] = {}

    @property
    def file_name(self) -> str:
        return self.name + LAYOUTS[self.layout].suffix

    def render(self) -> bytes:
        return document_of(edit(load_draft(self.draft), self.edits), self.layout)


def samples() -> tuple[Sample, ...]:
    """Every sample report in the order of its number."""
    entries = yaml.safe_load(files("tools").joinpath("samples.yaml").read_text(encoding="utf-8"))
    return tuple(Sample(**entry) for entry in entries)


@cache
def sample_files() -> Mapping[str, bytes]:
    """The content of each file of `reports/` by its name, the README included."""
    rendered = {sample.file_name: sample.render() for sample in samples()}
    rows = "\n".join(f"| {sample.file_name} | {sample.shows} |" for sample in samples())
    return {**rendered, "README.md": _README.format(rows=rows).encode()}


def write_samples(directory: Path) -> None:
    """Write the sample reports and their README into a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in sample_files().items():
        (directory / name).write_bytes(content)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("用法：python -m tools.samples 目录")
    write_samples(Path(sys.argv[1]))
