"""What the documentation says of rules and packs is made from the ruleset when the site is built.

A hook of MkDocs. Every rule and pack gets a page; some written pages are completed where they say `<!-- generated -->`.
Nothing of this is stored: the pages say what the rules of the day say.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from typing import Any

from audit_json import audit_json
from catalogue import Catalogue
from doors import doors
from formats import suffixes
from kinds import kinds
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from names import names

import hegui
from packs import pack_pages
from rules import rule_pages

_MARK = "<!-- generated -->"
_COMPLETED: dict[str, Callable[[Catalogue], str]] = {
    "kinds.md": kinds,
    "names.md": names,
    "audit-json.md": audit_json,
    "python-api.md": doors,
    "formats.md": suffixes,
}
_SECTION = "规则"


class _Build:
    """What one build shows."""

    catalogue: Catalogue


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load the ruleset, and put each rule into the navigation under its pack and category."""
    _Build.catalogue = Catalogue.load()
    for section in config.nav or []:
        if _SECTION in section:
            section[_SECTION] += _navigation(_Build.catalogue)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of rules and packs, and what is to be downloaded: templates of letters, and the JSON Schema."""
    for path, text in {**rule_pages(_Build.catalogue), **pack_pages(_Build.catalogue)}.items():
        files.append(File.generated(config, path, content=text))
    for template in resources.files("hegui.output.docx").joinpath("templates").iterdir():
        files.append(File.generated(config, f"letters/{template.name}", content=template.read_bytes()))
    schema = json.dumps(hegui.json_schema(), ensure_ascii=False, indent=2)
    files.append(File.generated(config, "schemas/audit-1.json", content=schema))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Complete the pages that are partly made."""
    complete = _COMPLETED.get(page.file.src_uri)
    return markdown.replace(_MARK, complete(_Build.catalogue)) if complete else markdown


def _navigation(catalogue: Catalogue) -> list[Any]:
    sections: list[Any] = []
    for pack in catalogue.packs:
        categories = catalogue.by_category(pack.name)
        own = [
            {title: [{rule.title: f"rules/{rule.id}.md"} for rule in members]} for title, members in categories.items()
        ]
        sections.append({pack.title: [{"概况": f"packs/{pack.name}.md"}, *own]})
    return sections
