"""The workbench as its users start it, to be asked over the wire."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(place: str, folder: Path | None = None, **environment: str) -> Iterator[str]:
    """The address of `hegui serve` on a database, in a folder, with these variables; it is stopped at the end."""
    command = [sys.executable, "-m", "hegui", "serve", "--port", "0", "--history", place]
    with subprocess.Popen(
        command, cwd=folder, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        told = ""
        while not (found := re.search(r"http://\S+", told)):
            line = process.stdout.readline()
            assert line, told
            told += line
        try:
            yield found[0]
        finally:
            process.terminate()
