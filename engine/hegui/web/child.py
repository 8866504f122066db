"""What a job is about, in a process of its own, in a folder of its own, with what it has to do in `job.json`.

It tells on standard output how many files are done, and of how many, 0 where that is not known. An audit leaves
`audit.json`; an output leaves its files. The process ends when its parent does.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

import hegui
from hegui.guarding.lifeline import hang_on

FOLDER, MADE = "报告", "输出"
"""Where the reports lie, and where what is made of a run goes."""
TASK, RESULT = "job.json", "audit.json"
AUDIT, OUTPUT, EXAMINE, FETCH = "audit", "output", "examine", "fetch"
"""What may be done: the reports of a folder are audited, a run is rendered, a rule that is written is tried, or reports
are downloaded into a folder."""
PACK = "规则包"
"""Where the pack of that rule lies."""
CANNOT = 2
"""Exit status where what is wrong is told on standard error."""
_STANDARD_INPUT = 0


def write_task(folder: Path, what: str, **task: Any) -> None:
    """Lay down in a folder what its child has to do."""
    (folder / TASK).write_text(json.dumps({"do": what, **task}, ensure_ascii=False), "utf-8")


def main() -> int:
    hang_on(_STANDARD_INPUT)
    task: dict[str, Any] = json.loads(Path(TASK).read_text("utf-8"))
    if limits := task.get("limits"):
        _limit(**limits)
    try:
        match task["do"]:
            case "output":
                _render(task)
            case "examine":
                _examine(task)
            case "fetch":
                _fetch(task)
            case _:
                _audit(task).save(RESULT)
    except hegui.HeguiError as error:
        print(error, file=sys.stderr)
        return CANNOT
    return 0


def _audit(task: dict[str, Any]) -> hegui.AuditRun:
    rules = hegui.load(task["packs"], task["plugins"], task["rules"])
    decisions = {
        fingerprint: hegui.Decided(hegui.DecisionState(one.pop("state")), **one)
        for fingerprint, one in task["decisions"].items()
    }
    draft = task.get("draft", False)  # what is not kept leaves nothing in the cache either
    project = hegui.Project(
        rules,
        roster=task["roster"],
        corrections=task.get("corrections"),
        scheme=task["scheme"],
        province=task["province"],
        city=task["city"],
        decisions=decisions,
        cache=not draft,
    )
    return project.audit(FOLDER, progress=_tell, workers=1 if draft else None, partial=draft)


def _render(task: dict[str, Any]) -> None:
    rules = hegui.load(task["packs"], task["plugins"], task["rules"])
    told = partial(_tell, count=0)
    hegui.render(hegui.read_run(RESULT), task["format"], MADE, rules=rules, progress=told, **task["options"])


def _fetch(task: dict[str, Any]) -> None:
    rules = hegui.load(task["packs"], task["plugins"], task["rules"])
    wanted = [hegui.ReportAddress(*one) for one in task["wanted"]]
    told: set[str] = set()
    came = []
    for got in hegui.fetch_reports(wanted, FOLDER, rules, allow_private=task["allow_private"]):
        came.append(got)
        told.add(got.unit)
        print(len(told), len(wanted), flush=True)
    Path(RESULT).write_bytes(msgspec.json.encode(came))


def _examine(task: dict[str, Any]) -> None:
    if name := task["sample"]:
        rules = hegui.load(task["packs"], task["plugins"], task["rules"])
        Path(FOLDER, f"{name}.html").write_bytes(hegui.sample_report(rules, name))
    examined = hegui.examine_rule(
        PACK,
        task["file"],
        [FOLDER] if any(Path(FOLDER).iterdir()) else [],
        packs=task["packs"],
        plugins=task["plugins"],
        rules=task["rules"],
        province=task["province"],
        city=task["city"],
    )
    Path(RESULT).write_bytes(msgspec.json.encode(examined))


def _limit(seconds: int, memory: int) -> None:
    """Seconds of the processor and bytes of memory, where the system takes limits (Windows does not)."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        _, most = resource.getrlimit(kind)
        allowed = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(kind, (allowed, allowed))


def _tell(number: int, count: int, path: str = "") -> None:
    print(number, count, flush=True)


if __name__ == "__main__":
    sys.exit(main())
