"""The font in which tests print: the same on every machine."""

from pathlib import Path

FONT = Path(__file__).with_name("HeguiTestSans.ttf")
