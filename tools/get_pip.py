"""Puts pip into the environment that runs this file, where Python came without (Debian's does, but for python3-venv).

    .venv/bin/python tools/get_pip.py

Needs nothing but the standard library.
"""

import hashlib
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

_WHEEL = "pip-26.3-py3-none-any.whl"
_URL = f"https://files.pythonhosted.org/packages/07/25/ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337/{_WHEEL}"
_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main() -> None:
    with urllib.request.urlopen(_URL, timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != _SHA256:
        sys.exit(f"下载的 {_WHEEL} 与登记的校验值不符，没有安装。")
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / _WHEEL
        wheel.write_bytes(content)
        pip = [sys.executable, f"{wheel}/pip"]  # a wheel of pip runs as it is
        install = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-index", str(wheel)]
        sys.exit(subprocess.run(install, check=False).returncode)


if __name__ == "__main__":
    main()
