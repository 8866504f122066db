"""Empty environments outside the checkout, for tests of what users install."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock
from pytest import TempPathFactory

ROOT = Path(__file__).parents[1]


def made_once(factory: TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that all workers share, filled by the first that asks for it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            making = folder.with_suffix(".making")
            making.mkdir(exist_ok=True)
            make(making)
            making.rename(folder)
    return folder


def run(command: Sequence[object], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that is to know nothing of the checkout."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(list(map(str, command)), cwd=cwd, env=clean, capture_output=True, text=True, check=False)


def build_wheel(project: Path, into: Path) -> Path:
    """The wheel of a project, built into a folder of its own."""
    built = run([sys.executable, "-m", "build", "--wheel", "--outdir", into, project], into)
    assert built.returncode == 0, built.stderr
    (wheel,) = into.glob("*.whl")
    return wheel


def environment_with(wheel: Path, place: Path) -> Path:
    """The folder of programs of an environment with nothing in it but hegui's wheel and what it needs."""
    venv.create(place / "env")
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip_install(programs, "--require-hashes", "-r", ROOT / "requirements.lock")
    pip_install(programs, "--no-deps", wheel)
    return programs


def pip_install(programs: Path, *what: object) -> None:
    """Install as `pip install` does, by a program that takes a tenth of its time."""
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", programs / "python"]
    done = run([*install, *what], programs)
    assert done.returncode == 0, done.stderr
