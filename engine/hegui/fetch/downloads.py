"""Downloads what a list names, and keeps a register of what came from where and when, and of what failed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from queue import SimpleQueue
from threading import Event, Lock
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from hegui.fetch.addresses import host_of
from hegui.fetch.client import Answer, Client
from hegui.fetch.errors import FetchError
from hegui.judge.guard import describe
from hegui.output.text import file_name, free_name, inert
from hegui.read import Limits, ReadError, sniff
from hegui.read.characters import decode
from hegui.read.formats import format_of, formats
from hegui.read.isolate import call

REGISTER = "下载登记.csv"
_REPORTS, _ATTACHMENTS, _PAGES = "报告", "附件", "网页"
_HOSTS_AT_ONCE = 8
_LARGE = 200_000
"""Bytes of a page from which on its parser, which cannot be interrupted, may take minutes."""
_NOT_ATTACHED = ("text", "html", "mhtml", "image")
_SUFFIXES = frozenset(
    suffix
    for each in formats().values()
    if each.name not in _NOT_ATTACHED and not each.is_rare
    for suffix in each.suffixes
)
_LINKS = (("a", "href"), ("iframe", "src"), ("embed", "src"), ("object", "data"))
_TELLING = ("报告", "年报", "附件", "下载")

HoldsReport = Callable[[bytes, str], bool]
"""Whether the content of a file of this name is a report that can be audited."""


class ReportAddress(NamedTuple):
    """A report to download."""

    unit: str
    url: str

    @property
    def site(self) -> str:
        """The host that would be asked; empty where the address is none."""
        return host_of(self.url)


class Download(NamedTuple):
    """A row of the register: one file, or why there is none."""

    unit: str
    url: str
    found_at: str
    """Where the address led to in the end."""
    time: str
    kind: str
    """报告, 附件 or 网页 (a page that only leads to the report)."""
    file: str
    """Relative to the folder; empty where nothing was had."""
    sha256: str
    size: int
    error: str = ""


_HEADINGS = ("单位", "网址", "实际网址", "下载时间", "种类", "文件", "SHA-256", "字节数", "说明")


class Fetcher:
    """Downloads into a folder. What its register names and is still there is not downloaded again."""

    def __init__(self, folder: Path, client: Client, holds_report: HoldsReport, most_attachments: int = 5) -> None:
        self._folder = folder
        self._client = client
        self._holds_report = holds_report
        self._most = most_attachments
        self._lock = Lock()
        self._taken: set[str] = set()

    def fetch(self, wanted: Iterable[ReportAddress]) -> Iterator[Download]:
        """The files of each address as they come in. Sites are asked at the same time, one site one page at a time."""
        register = self._folder / REGISTER
        before = _had(self._folder)
        self._taken.update(got.file for got in before)
        by_host: dict[str, list[ReportAddress]] = {}
        for one in _without(wanted, before):
            by_host.setdefault(one.site, []).append(one)
        self._folder.mkdir(parents=True, exist_ok=True)
        _write(register, before)
        with register.open("a", encoding="utf-8", newline="") as file, ThreadPoolExecutor(_HOSTS_AT_ONCE) as pool:
            writer = csv.writer(file)
            came: SimpleQueue[Download | None] = SimpleQueue()
            stop = Event()

            def work(group: list[ReportAddress]) -> None:
                try:
                    for one in group:
                        for got in () if stop.is_set() else self._guarded(one):
                            came.put(got)
                except BaseException:
                    stop.set()
                    raise
                finally:
                    came.put(None)

            jobs = [pool.submit(work, group) for group in by_host.values()]
            try:
                for _ in jobs:
                    while (got := came.get()) is not None:
                        writer.writerow(map(inert, map(str, got)))
                        file.flush()
                        yield got
                for job in jobs:
                    job.result()
            finally:  # on Ctrl-C, what is under way is the last
                stop.set()

    def _guarded(self, wanted: ReportAddress) -> Iterator[Download]:
        """Whatever an answer breaks costs a row; not so a full disk, which keeps everything from being had."""
        try:
            yield from self._one(wanted)
        except OSError:
            raise
        except Exception as error:
            why = f"处理网站的回应时程序出错（{describe(error)}）"
            yield Download(wanted.unit, wanted.url, "", _now(), _REPORTS, "", "", 0, why)

    def _one(self, wanted: ReportAddress) -> Iterator[Download]:
        try:
            page = self._client.get(wanted.url)
        except FetchError as error:
            yield Download(wanted.unit, wanted.url, "", _now(), _REPORTS, "", "", 0, str(error))
            return
        name = wanted.unit or host_of(wanted.url)
        is_page = sniff(page.content) in ("html", "mhtml")
        has_report = not is_page or self._holds_report(page.content, f"{name}.html")
        yield self._kept(wanted, wanted.url, page, _REPORTS if has_report else _PAGES)
        for address in _attached(page)[: self._most] if is_page else ():
            try:
                answer = self._client.get(address)
            except FetchError as error:
                yield Download(wanted.unit, address, "", _now(), _ATTACHMENTS, "", "", 0, str(error))
                continue
            is_it = not has_report and self._holds_report(answer.content, f"{name}{_suffix(answer)}")
            has_report = has_report or is_it
            yield self._kept(wanted, address, answer, _REPORTS if is_it else _ATTACHMENTS)
        if not has_report:
            message = "网页上没有找到年度报告正文或附件，请人工核对网址"
            yield Download(wanted.unit, wanted.url, page.url, _now(), _REPORTS, "", "", 0, message)

    def _kept(self, wanted: ReportAddress, url: str, answer: Answer, kind: str) -> Download:
        digest = sha256(answer.content).hexdigest()
        stem = file_name(wanted.unit or host_of(url))
        with self._lock:
            name = free_name(f"{kind}/{stem}", _suffix(answer), self._taken)
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer.content)
        return Download(wanted.unit, url, answer.url, _now(), kind, name, digest, len(answer.content))


def lacking(wanted: Iterable[ReportAddress], folder: Path) -> list[ReportAddress]:
    """Those addresses, each once, of which nothing has been downloaded into a folder yet."""
    return _without(wanted, _had(folder))


def _without(wanted: Iterable[ReportAddress], before: Iterable[Download]) -> list[ReportAddress]:
    had = {(got.unit, got.url) for got in before}
    return [one for one in dict.fromkeys(wanted) if (one.unit, one.url) not in had]


def _had(folder: Path) -> list[Download]:
    """What was downloaded into a folder and is still there, of units of which everything was had."""
    rows = _read(folder / REGISTER)
    failed = {got.unit or got.url for got in rows if got.error}
    return [got for got in rows if got.file and _is_there(folder, got) and (got.unit or got.url) not in failed]


def _is_there(folder: Path, got: Download) -> bool:
    path = folder / got.file
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == got.sha256


def _suffix(answer: Answer) -> str:
    """The suffix that the content deserves, the address's own where that is one of them."""
    suffixes = format_of(answer.content).suffixes
    own = _suffix_of(answer.url)
    return own if own in suffixes else next(iter(suffixes), ".bin")


def _read(register: Path) -> list[Download]:
    """The rows of a register; one cut off by a crash is left out."""
    try:
        with register.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if len(row) == len(Download._fields)][1:]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return [
        Download(unit, url, found_at, time, kind, file, digest, int(size), error)
        for unit, url, found_at, time, kind, file, digest, size, error in rows
        if size.isdigit()
    ]


def _write(register: Path, rows: Iterable[Download]) -> None:
    scratch = register.with_suffix(".tmp")
    with scratch.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        writer.writerows(map(inert, map(str, row)) for row in rows)
    scratch.replace(register)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _attached(page: Answer) -> list[str]:
    """As `_attachments`; of a large page in a process with limits, none where that comes to them."""
    if len(page.content) < _LARGE:
        return _attachments(page.content, page.url)
    try:
        return call(Limits().seconds, _attachments, page.content, page.url)
    except ReadError:
        return []


def _attachments(content: bytes, url: str) -> list[str]:
    """Addresses of the documents that a page links to or shows in a frame; those that name a report come first."""
    tree = LexborHTMLParser(decode(content).text)
    found: dict[str, bool] = {}
    for address, words in _links(tree, url):
        if _suffix_of(address) in _SUFFIXES:
            told = any(word in unquote(address) + words for word in _TELLING)
            found[address] = found.get(address, False) or told
    return sorted(found, key=lambda address: not found[address])


def _suffix_of(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()


def _links(tree: LexborHTMLParser, url: str) -> Iterator[tuple[str, str]]:
    for name, attribute in _LINKS:
        for node in tree.css(name):
            target = (node.attributes.get(attribute) or "").strip()
            if not target:
                continue
            try:
                address = urljoin(url, target).partition("#")[0]
            except ValueError:
                continue
            if urlsplit(address).scheme in ("http", "https"):
                yield address, f"{node.text()} {node.attributes.get('title') or ''}"
