"""An HTTP client that waits its turn, tries again, stops at its limits and checks every redirect.

A public page must not lead the office's machine to addresses of its own network.
"""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from hegui.about import __version__
from hegui.fetch.addresses import host_of
from hegui.fetch.errors import FetchError, TransientError

if TYPE_CHECKING:
    import httpx

    from hegui.fetch.network import Deadline

_AGENT = f"hegui/{__version__}"
_TRY_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_REDIRECTS = 5
_LONGEST_PAUSE = 60.0
_ROBOTS_SIZE = 500 * 1024
"""What a crawler has to read of robots.txt at least (RFC 9309, 2.5)."""

_PART = 1 << 16
"""Bytes unpacked at a time."""
_DELAY = re.compile(r"\s*(?:crawl-delay|request-rate)\s*:(?!\s*[0-9]{1,6}\s*(?:#|$))", re.I)
"""A line of robots.txt with a delay that is no plain number of seconds: Python's parser breaks on some of them."""


class Limits(NamedTuple):
    """How politely and how far. Times in seconds, size in bytes."""

    interval: float = 1.0
    """Between two requests to one host."""
    timeout: float = 30.0
    """For connecting, and for each part of an answer."""
    total: float = 180.0
    """For one answer as a whole, from connecting to its last byte."""
    size: int = 32 << 20
    """Of one answer, unpacked."""
    tries: int = 3
    pause: float = 2.0
    """Before the second try; twice as long before each further one."""


class Answer(NamedTuple):
    """What a server gave."""

    url: str
    """Where it was found in the end."""
    content: bytes
    content_type: str


@dataclass
class Client:
    """Safe to use from several threads; requests to one host take turns."""

    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    robots: bool = True
    _hosts: dict[str, _Host] = field(default_factory=dict, init=False)
    _robots: dict[str, RobotFileParser | FetchError] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _http: httpx.Client = field(init=False)
    _deadline: Deadline = field(init=False)

    def __post_init__(self) -> None:
        import httpx

        from hegui.fetch.network import Deadline, Transport

        self._deadline = Deadline()
        self._http = httpx.Client(
            transport=Transport(self._deadline, allow_private=self.allow_private),
            timeout=self.limits.timeout,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": _AGENT, "Accept-Encoding": "gzip"},
        )

    def close(self) -> None:
        self._http.close()

    def get(self, url: str) -> Answer:
        """The page or file at an address. Raises FetchError with a sentence for the user."""
        for _ in range(_MOST_REDIRECTS + 1):
            if not host_of(url):
                raise FetchError(f"“{url}”不是网页地址（应以 http:// 或 https:// 开头）")
            self._check_robots(url)
            answer = self._get_with_retries(url, self.limits.size)
            if isinstance(answer, Answer):
                return answer
            url = answer
        raise FetchError(f"转到别处超过 {_MOST_REDIRECTS} 次，没有取到")

    def _get_with_retries(self, url: str, size: int, *, cut: bool = False) -> Answer | str:
        """An answer, or where it redirects to; with `cut` its beginning does where it is larger than that size."""
        for attempt in range(1, self.limits.tries + 1):
            try:
                return self._send(url, size, cut)
            except TransientError as error:
                if error.after is not None and error.after > _LONGEST_PAUSE:
                    raise FetchError(f"{error}，要求很久以后再访问，请另找时间下载") from None
                if attempt == self.limits.tries:
                    raise FetchError(f"{error}（试了 {attempt} 次）") from None
                time.sleep(self.limits.pause * 2 ** (attempt - 1) if error.after is None else error.after)
        raise AssertionError

    def _send(self, url: str, size: int, cut: bool) -> Answer | str:
        import httpcore
        import httpx

        try:
            with self._host(host_of(url)), self._deadline.within(self.limits.total):
                response = self._http.send(self._http.build_request("GET", url), stream=True)
                try:
                    return self._answer(url, response, size, cut)
                finally:
                    response.close()
        except httpcore.TimeoutException:
            raise TransientError(f"网站超过 {self.limits.timeout:g} 秒没有回应") from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise TransientError(f"连接出错（{error or type(error).__name__}）") from None
        except (httpx.InvalidURL, zlib.error, ValueError) as error:  # ValueError: where a redirect leads
            raise FetchError(f"网址或网站的回应有误（{error}）") from None

    def _answer(self, url: str, response: httpx.Response, size: int, cut: bool) -> Answer | str:
        status = response.status_code
        if status in _REDIRECTS and (target := response.headers.get("location")):
            return urljoin(url, str(target))
        if status in _TRY_AGAIN:
            raise TransientError(f"网站回应 {status}", _seconds(response.headers.get("retry-after")))
        if status != 200:
            raise FetchError(f"网站回应 {status}" + ("，网页不存在" if status in (404, 410) else ""))
        content = bytearray()
        coding = response.headers.get("content-encoding", "")
        for part in _unpacked(response.iter_raw(_PART), coding):
            content += part
            if len(content) > size:
                if not cut:
                    raise FetchError(f"文件超过 {size / 1048576:.0f} MB，没有下载")
                del content[content.rfind(b"\n", 0, size) + 1 :]
                break
        return Answer(url, bytes(content), response.headers.get("content-type", ""))

    def _check_robots(self, url: str) -> None:
        if not self.robots:
            return
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            rules = self._robots.get(origin)
        if rules is None:
            try:
                rules = self._robots_of(origin)
            except FetchError as error:  # a site that fails to say is not asked again for each of its pages
                rules = error
            with self._lock:
                self._robots[origin] = rules
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(_AGENT, url):
            raise FetchError("网站的 robots.txt 不允许程序下载，请人工保存")
        if (delay := rules.crawl_delay(_AGENT)) is not None:
            self._host(host_of(url)).slow_down(min(float(delay), _LONGEST_PAUSE))

    def _robots_of(self, origin: str) -> RobotFileParser:
        """The rules of a site. A site without such a file allows everything; one that fails to say allows nothing
        (RFC 9309, 2.3.1)."""
        rules = RobotFileParser()
        url = f"{origin}/robots.txt"
        for _ in range(_MOST_REDIRECTS):
            try:
                answer = self._get_with_retries(url, _ROBOTS_SIZE, cut=True)
            except FetchError as error:
                if "网站回应 4" not in str(error) or "429" in str(error):
                    raise
                rules.parse([])
                return rules
            if isinstance(answer, Answer):
                lines = answer.content.decode("utf-8", "replace").splitlines()
                rules.parse([line for line in lines if not _DELAY.match(line)])
                return rules
            url = answer
        rules.parse([])
        return rules

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host(self.limits.interval))


class _Host:
    """Lets one request at a time through, each so long after the last."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._next = 0.0
        self._lock = threading.Lock()

    def slow_down(self, interval: float) -> None:
        self._interval = max(self._interval, interval)

    def __enter__(self) -> None:
        self._lock.acquire()
        time.sleep(max(0.0, self._next - time.monotonic()))

    def __exit__(self, *_: object) -> None:
        self._next = time.monotonic() + self._interval
        self._lock.release()


def _unpacked(parts: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """What was sent, unpacked little by little, so that what is too large is found out before it is all there.

    Raises FetchError for what is packed otherwise than was asked for, several times over say, and for what ends early.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        yield from parts
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"网站的回应以不认识的方式压缩（{coding[:40]}），没有下载")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # tells gzip and zlib apart by their heads
    for part in parts:
        rest = part
        while rest:
            yield unpacker.decompress(rest, _PART)
            rest = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise TransientError("下载中断，文件不完整")


def _seconds(retry_after: str | None) -> float | None:
    """What a Retry-After header asks for: seconds, or a date (RFC 9110, 10.2.3)."""
    if retry_after is None:
        return None
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
