"""An HTTP client that waits its turn, tries again, stops at its limits and checks every redirect.

A public page must not lead the office's machine to addresses of its own network.
"""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from hegui.about import __version__

if TYPE_CHECKING:
    import httpx

_AGENT = f"hegui/{__version__}"
_TRY_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_REDIRECTS = 5
_LONGEST_PAUSE = 60.0
_ROBOTS_SIZE = 500 * 1024
"""What a crawler has to read of robots.txt at least (RFC 9309, 2.5)."""


_NAT64 = IPv6Network("64:ff9b::/96")

IPAddress = IPv4Address | IPv6Address


class FetchError(Exception):
    """Why a page could not be downloaded, for the user."""


class _TransientError(FetchError):
    """A fault that may pass. `after` is what the server asks one to wait, in seconds."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Limits(NamedTuple):
    """How politely and how far. Times in seconds, size in bytes."""

    interval: float = 1.0
    """Between two requests to one host."""
    timeout: float = 30.0
    """For connecting, and for each part of an answer."""
    total: float = 180.0
    """For one answer as a whole."""
    size: int = 64 << 20
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
    _robots: dict[str, RobotFileParser] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        import httpx

        timeout = httpx.Timeout(self.limits.timeout)
        self._http = httpx.Client(
            timeout=timeout, follow_redirects=False, trust_env=False, headers={"User-Agent": _AGENT}
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

    def _get_with_retries(self, url: str, size: int) -> Answer | str:
        """An answer, or where it redirects to."""
        for attempt in range(1, self.limits.tries + 1):
            try:
                return self._send(url, size)
            except _TransientError as error:
                if attempt == self.limits.tries:
                    raise FetchError(f"{error}（试了 {attempt} 次）") from None
                pause = self.limits.pause * 2 ** (attempt - 1) if error.after is None else error.after
                time.sleep(min(pause, _LONGEST_PAUSE))
        raise AssertionError

    def _send(self, url: str, size: int) -> Answer | str:
        import httpx

        try:
            with self._host(host_of(url)):
                request = self._request(url)
                response = self._http.send(request, stream=True)
                try:
                    return self._answer(url, response, size)
                finally:
                    response.close()
        except httpx.TimeoutException:
            raise _TransientError(f"网站超过 {self.limits.timeout:g} 秒没有回应") from None
        except httpx.TransportError as error:
            raise _TransientError(f"连接出错（{error or type(error).__name__}）") from None
        except (httpx.InvalidURL, httpx.DecodingError, ValueError) as error:  # ValueError: where a redirect leads
            raise FetchError(f"网址或网站的回应有误（{error}）") from None

    def _request(self, url: str) -> httpx.Request:
        """A request to the address that was looked at, in the name of the host."""
        import httpx

        parts = httpx.URL(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = address_of(parts.host, port, allow_private=self.allow_private)
        return self._http.build_request(
            "GET",
            parts.copy_with(host=address),
            headers={"Host": parts.netloc.decode("ascii")},
            extensions={"sni_hostname": parts.raw_host.decode("ascii")},
        )

    def _answer(self, url: str, response: httpx.Response, size: int) -> Answer | str:
        status = response.status_code
        if status in _REDIRECTS and (target := response.headers.get("location")):
            return urljoin(url, str(target))
        if status in _TRY_AGAIN:
            raise _TransientError(f"网站回应 {status}", _seconds(response.headers.get("retry-after")))
        if status != 200:
            raise FetchError(f"网站回应 {status}" + ("，网页不存在" if status in (404, 410) else ""))
        content = bytearray()
        deadline = time.monotonic() + self.limits.total
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > size:
                raise FetchError(f"文件超过 {size / 1048576:.0f} MB，没有下载")
            if time.monotonic() > deadline:
                raise FetchError(f"下载超过 {self.limits.total:g} 秒，已停止")
        expected = response.headers.get("content-length", "")
        if expected.isdigit() and "content-encoding" not in response.headers and len(content) < int(expected):
            raise _TransientError("下载中断，文件不完整")
        return Answer(url, bytes(content), response.headers.get("content-type", ""))

    def _check_robots(self, url: str) -> None:
        if not self.robots:
            return
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            rules = self._robots.get(origin)
        if rules is None:
            rules = self._robots_of(origin)
            with self._lock:
                self._robots[origin] = rules
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
                answer = self._get_with_retries(url, _ROBOTS_SIZE)
            except FetchError as error:
                if "网站回应 4" not in str(error) or "429" in str(error):
                    raise
                rules.parse([])
                return rules
            if isinstance(answer, Answer):
                rules.parse(answer.content.decode("utf-8", "replace").splitlines())
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


def host_of(url: str) -> str:
    """The host of a web address; empty for what is none."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _seconds(retry_after: str | None) -> float | None:
    """What a Retry-After header asks for: seconds, or a date (RFC 9110, 10.2.3)."""
    if retry_after is None:
        return None
    if retry_after.isdigit():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def address_of(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to. It is looked up once, so that it cannot change after it was found to be public.

    Raises FetchError where the host is unknown, or where any of its addresses is private and that is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"找不到网站 {host}，请检查网址和网络") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(f"网站 {host} 的地址 {address} 在内部网络，没有访问；确需访问的请加 --allow-private")
    return str(addresses[0])


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet, an IPv4 address within an IPv6 one included."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast
