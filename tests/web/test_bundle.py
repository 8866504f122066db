"""What `make bundle` has gathered is all that a machine without a network needs."""

from __future__ import annotations

import os
import re
import subprocess
import venv
from pathlib import Path

import httpx
import pytest

from environments import ROOT

BUNDLE = ROOT / "dist" / "bundle"
SAMPLE = ROOT / "reports" / "05-某局-2024-收支不平.html"


@pytest.mark.skipif(not list(BUNDLE.glob("hegui-*.whl")), reason="没有 dist/bundle：先运行 make bundle（需要网络）")
def test_the_workbench_is_installed_from_it_alone(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "UV_"))}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "HEGUI_ADMIN": "admin", "HEGUI_ADMIN_PASSWORD": "di-yi-ge-mi-ma"}
    named = "hegui[web,postgresql,fetch,oidc,ldap]"
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", BUNDLE, named]
    subprocess.run(install, cwd=tmp_path, env=environment, check=True, timeout=600)
    audit = [python, "-m", "hegui", "audit", SAMPLE]
    audited = subprocess.run(audit, cwd=tmp_path, env=environment, capture_output=True, timeout=300, check=False)
    assert audited.returncode == 1, audited.stderr
    serve = [python, "-m", "hegui", "serve", "--port", "0"]
    with subprocess.Popen(serve, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            told = "".join(iter(process.stdout.readline, "按 Ctrl-C 停止。\n"))
            address = re.search(r"http://\S+/", told)
            assert address, told
            with httpx.Client(base_url=address[0], timeout=60) as client:
                assert client.get("health").text == "ok"
                page = client.get("login").text
                for file in re.findall(r'(?:href|src)="/(static/[^"]+)"', page):
                    assert client.get(file).status_code == 200, file
                assert client.get("static/ninja/swagger-ui.css").status_code == 200
                assert client.get("api/1/campaigns").status_code == 401
        finally:
            process.terminate()
