"""The site builds without a warning, needs nothing from elsewhere, and no link in it leads nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from blocks import ROOT
from lxml import html

from environments import made_once
from hegui.rules.ruleset import RuleSet

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it."""
    return made_once(tmp_path_factory, "site", build)


def build(folder: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert built.returncode == 0, built.stderr


@cache
def page(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes())


def anchors(path: Path) -> set[str]:
    return set(page(path).xpath("//@id")) | set(page(path).xpath("//a/@name"))


def test_every_link_and_anchor_leads_somewhere(site: Path) -> None:
    broken = []
    for path in site.rglob("*.html"):
        for link in page(path).xpath("//a/@href | //img/@src | //script/@src | //link/@href"):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name == "404.html":  # whose links are from the root of a server
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in anchors(target)
            ):
                broken.append(f"{path.relative_to(site)} → {link}")
    assert not broken, broken[:20]


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        loaded = page(path).xpath(
            "//script/@src | //img/@src | //iframe/@src | //link[@rel='stylesheet' or @rel='icon']/@href"
        )
        assert not [link for link in loaded if urlsplit(link).netloc], path


def test_every_rule_and_pack_has_a_page(site: Path, ruleset: RuleSet) -> None:
    for rule in ruleset.all_rules:
        text = page(site / "rules" / f"{rule.id}.html").text_content()
        assert rule.title in text and rule.advice[:10] in text and str(rule.basis)[:10] in text
        assert "不符合" in text and "问题" in text, "a failing example shows what is found"
    for pack in ruleset.packs:
        assert pack.title in page(site / "packs" / f"{pack.name}.html").text_content()


def test_the_language_of_rules_is_told_whole(site: Path, ruleset: RuleSet) -> None:
    """Each kind of rule, and each key of it."""
    told = page(site / "kinds.html").text_content()
    for check in ruleset.checks.values():
        assert check.title in told and check.name in told
        assert all(key in told for key in check.properties)
