"""Writes what a renderer makes: here, or for one of a plugin in a process of its own.

A renderer of a plugin gets a run of its own, read from a file: whatever it does to it or to its process, no other
output is touched. What it has written counts once all of it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hegui.errors import OutputError
from hegui.guarding.plugins import Work, running
from hegui.guarding.scratch import Scratch
from hegui.judge.guard import describe
from hegui.model.encoding import write_whole
from hegui.model.renderer import NUMBERS, Numbers, OutputFile, Renderer, parts_of
from hegui.model.run import AuditRun
from hegui.model.stored import read_run
from hegui.read import ReadError
from hegui.read.isolate import AMPLE_MEMORY, Child, ChildDiedError
from hegui.rules.mistake import suggest

_SECONDS, _SECONDS_A_REPORT = 120.0, 1.0
"""Time that a renderer of a plugin may take."""
_PART = 1 << 20


def check_options(renderer: Renderer, options: Mapping[str, Any]) -> None:
    """Raises OutputError for options that the format does not have, or that nothing can be made with."""
    if renderer.settings is not None:
        for key in options:
            if key not in renderer.settings:
                words = suggest(key, renderer.settings) if renderer.settings else "没有设置可写"
                raise OutputError(f"{renderer.name} 格式没有设置“{key}”，{words}")
    if renderer.check and options:
        renderer.check(options)


def write_output(
    run: AuditRun,
    renderer: Renderer,
    folder: Path,
    options: Mapping[str, Any],
    put: Callable[[Path, Iterable[bytes]], None] = write_whole,
    numbers: Numbers | None = None,
) -> Iterator[Path]:
    """Write the files of a format into a folder, one as each is asked for; gives their places. `put` writes one;
    `numbers` are those of the folder's documents.

    Raises OutputError where the format cannot make them, and OSError where they cannot be written.
    """
    try:
        check_options(renderer, options)
        for name, parts in renderer.files(run, {**options, NUMBERS: numbers} if renderer.numbered else options):
            place = folder / name
            if not place.resolve().is_relative_to(folder.resolve()):
                raise ValueError(f"文件名“{name}”超出了输出文件夹")
            place.parent.mkdir(parents=True, exist_ok=True)
            put(place, parts)
            yield place
    except OSError:
        raise
    except Exception as error:
        wants_library = isinstance(error, ImportError) and error.name is None  # it says what to install
        if wants_library or isinstance(error, OutputError):
            raise OutputError(f"没有输出 {renderer.name} 格式：{error}。") from None
        raise OutputError(f"输出格式 {renderer.name} 出错，没有写完（{describe(error)}）。") from None


def apart(renderer: Renderer, plugin: str, write: Callable[..., list[str]], *arguments: Any) -> Renderer:
    """A renderer of a plugin, at work in a process of its own.

    `write` is the function of a module that does it there: given these arguments and those of `write_apart` but the
    first two.
    """

    def called(run: AuditRun, options: Mapping[str, Any], folder: Path, as_text: bool) -> list[str]:
        seconds = _SECONDS + _SECONDS_A_REPORT * len(run.reports)
        stored = folder / "run.json"
        run.save(stored)
        child = Child(AMPLE_MEMORY)
        try:
            return child.call(seconds, write, *arguments, stored, dict(options), folder / "out", as_text)
        except ChildDiedError as died:
            fate = f"超过 {seconds:g} 秒没有做完，已停止" if died.timed_out else "结束了输出它的进程"
            raise OutputError(f"插件 {plugin} {fate}") from None
        except ReadError:
            raise OutputError(f"插件 {plugin} 用完了内存") from None
        finally:
            child.stop()

    def files(run: AuditRun, options: Mapping[str, Any]) -> Iterator[OutputFile]:
        with Scratch() as folder:
            for name in called(run, options, Path(folder), as_text=False):
                yield OutputFile(name, parts_of(Path(folder, "out", name)))

    def text(run: AuditRun) -> Iterator[str]:
        with Scratch() as folder:
            (name,) = called(run, {}, Path(folder), as_text=True)
            with Path(folder, "out", name).open(encoding="utf-8", newline="") as file:
                while part := file.read(_PART):
                    yield part

    return replace(renderer, files=files, text=None if renderer.text is None else text)


def write_apart(
    renderer: Renderer, plugin: str, stored: Path, options: Mapping[str, Any], folder: Path, as_text: bool
) -> list[str]:
    """What the process of its own does: write what a renderer makes of a stored run into a folder; gives the names.

    Raises OutputError, and an ImportError that says which library is wanting.
    """
    if as_text:
        text = renderer.text
        assert text is not None
        renderer = replace(
            renderer,
            files=lambda run, _: [OutputFile("text", (part.encode("utf-8", "backslashreplace") for part in text(run)))],
        )
    folder.mkdir()
    try:
        work = Work(plugin, f"输出 {renderer.name} 格式")
        places = running(work, lambda: list(write_output(read_run(stored), renderer, folder, options)))
    except (OutputError, OSError) as error:
        raise OutputError(str(error)) from None
    except BaseException as error:  # it can end nothing but itself
        raise OutputError(f"插件 {plugin} 出错（{describe(error)}）") from None
    return [place.relative_to(folder).as_posix() for place in places]
