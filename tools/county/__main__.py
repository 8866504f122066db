"""Writes a made-up jurisdiction: `python -m tools.county DIR [--units N] [--seed S]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.county import make_county, write_county


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.county", description="生成一个市的单位名册和两年的报告。")
    parser.add_argument("directory", metavar="DIR", type=Path, help="写入的文件夹")
    parser.add_argument("--units", type=int, default=200, help="单位数，默认 200")
    parser.add_argument("--seed", type=int, default=1, help="种子，默认 1；相同的种子生成相同的文件")
    parsed = parser.parse_args()
    try:
        county = make_county(parsed.units, parsed.seed)
    except ValueError as error:
        parser.error(str(error))
    write_county(parsed.directory, county)


if __name__ == "__main__":
    main()
