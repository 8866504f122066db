"""The client takes what it can get, says why it could not, and goes nowhere it should not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from misbehaving_site import PAGE, Site

from hegui.fetch import addresses
from hegui.fetch import client as clients
from hegui.fetch.addresses import addresses_of, is_public
from hegui.fetch.client import Client, Limits
from hegui.fetch.errors import FetchError

QUICK = Limits(interval=0.0, size=200_000, tries=2, pause=0.01)
HURRIED = QUICK._replace(timeout=10, total=0.4)
IMPATIENT = QUICK._replace(timeout=0.5, total=10)


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client(QUICK, allow_private=True)
    yield made
    made.close()


@pytest.mark.parametrize(
    "path",
    [
        *("/report.html", "/报告.html", "/busy-once", "/cut-once", "/reset-once", "/packed", "/cut-packed-once"),
        *("/ask-later", "/ask-oddly", "/ask-by-no-date"),
    ],
)
def test_what_can_be_had_is_had(client: Client, site: Site, path: str) -> None:
    assert client.get(site.url + path).content == PAGE


def test_a_redirect_is_followed_and_told(client: Client, site: Site) -> None:
    assert client.get(f"{site.url}/moved").url == f"{site.url}/report.html"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/missing", "网站回应 404，网页不存在"),
        ("/always-busy", "网站回应 500（试了 2 次）"),
        ("/loop", "转到别处超过 5 次"),
        ("/file-scheme", "不是网页地址"),
        ("/big", "文件超过 0 MB"),
        ("/bomb", "文件超过 0 MB"),
        ("/packed-twice", "不认识的方式压缩（gzip, gzip）"),
        ("/packed-otherwise", "不认识的方式压缩（br）"),
        ("/packed-badly", "网址或网站的回应有误"),
        ("/much-later", "网站回应 503，要求很久以后再访问"),
        ("/secret/report.html", "robots.txt 不允许"),
    ],
)
def test_what_cannot_be_had_is_told_in_words(client: Client, site: Site, path: str, message: str) -> None:
    with pytest.raises(FetchError, match=r".") as caught:
        client.get(site.url + path)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("path", "limits", "message"),
    [
        ("/drip", HURRIED, "下载超过 0.4 秒"),
        ("/drips-headers", HURRIED, "下载超过 0.4 秒"),
        ("/silent", HURRIED, "下载超过 0.4 秒"),
        ("/silent", IMPATIENT, "超过 0.5 秒没有回应（试了 2 次）"),
    ],
)
def test_a_slow_site_is_not_waited_for(site: Site, path: str, limits: Limits, message: str) -> None:
    client = Client(limits, allow_private=True, robots=False)
    with pytest.raises(FetchError, match=r".") as caught:
        client.get(site.url + path)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "url", ["ftp://example.com/a", "www.example.com", "", "http://", "http://[", "https://例え\ud800/"]
)
def test_what_is_no_address_is_told_in_words(client: Client, url: str) -> None:
    with pytest.raises(FetchError):
        client.get(url)


def test_robots_may_be_left_aside_on_request(site: Site) -> None:
    client = Client(QUICK, allow_private=True, robots=False)
    assert client.get(f"{site.url}/secret/report.html").content == PAGE
    assert site.asked["/robots.txt"] == 0


def test_robots_are_asked_once(client: Client, site: Site) -> None:
    client.get(f"{site.url}/report.html")
    client.get(f"{site.url}/report.html")
    assert site.asked["/robots.txt"] == 1


class _Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def test_requests_to_one_host_keep_their_distance(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock()
    monkeypatch.setattr(clients, "time", clock)
    client = Client(QUICK._replace(interval=15), allow_private=True)
    for _ in range(3):
        client.get(f"{site.url}/report.html")
    assert sum(site.asked.values()) == 4, "robots.txt, and the page three times"
    assert clock.waits == [0, 15, 15, 15]


def test_private_addresses_are_refused(site: Site) -> None:
    with pytest.raises(FetchError, match="内部网络"):
        Client(QUICK).get(f"{site.url}/report.html")
    assert not site.asked


def test_a_redirect_into_the_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda address: str(address) == "127.0.0.1")
    with pytest.raises(FetchError, match=r"10\.0\.0\.1 在内部网络"):
        Client(QUICK).get(f"{site.url}/inside")


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, 80)) for address in ("93.184.216.34", "192.168.1.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchError, match=r"192\.168\.1\.1"):
        addresses_of("example.com", 80, allow_private=False)
    assert addresses_of("example.com", 80, allow_private=True) == ["93.184.216.34", "192.168.1.1"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::5db8:d822", False),
        ("::7f00:1", False),
        ("::a00:1", False),
        ("2002:7f00:1::", False),
        ("2002:c0a8:101::1", False),
        ("2002:5db8:d822::1", True),
        ("2001:0:5db8:d822::1", False),
        ("fec0::1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


def test_a_redirect_to_what_is_no_address_is_told(client: Client, site: Site) -> None:
    with pytest.raises(FetchError, match="网址或网站的回应有误"):
        client.get(f"{site.url}/moved-nowhere")


@pytest.mark.parametrize(
    "line",
    [
        "Crawl-delay: ²",
        "Crawl-delay: " + "9" * 5000,
        "Crawl-delay: -1",
        "Request-rate: ²/1",
        "Request-rate: 1/",
        "²: ²",
    ],
)
def test_robots_with_odd_lines_count_by_the_others(client: Client, site: Site, line: str) -> None:
    site.robots = f"User-agent: *\n{line}\nDisallow: /secret\n"
    assert client.get(f"{site.url}/report.html").content == PAGE
    with pytest.raises(FetchError, match=r"robots\.txt 不允许"):
        client.get(f"{site.url}/secret/report.html")


def test_of_long_robots_the_beginning_counts(client: Client, site: Site) -> None:
    site.robots = "User-agent: *\nDisallow: /secret\n" + f"# {'x' * 1000}\n" * 600 + "Disallow: /report.html\n"
    assert client.get(f"{site.url}/report.html").content == PAGE
    with pytest.raises(FetchError, match=r"robots\.txt 不允许"):
        client.get(f"{site.url}/secret/report.html")


def test_a_site_whose_robots_cannot_be_had_is_asked_for_them_once(client: Client, site: Site) -> None:
    site.robots_status = 500
    for _ in range(3):
        with pytest.raises(FetchError, match="网站回应 500"):
            client.get(f"{site.url}/report.html")
    assert site.asked["/robots.txt"] == QUICK.tries


def test_a_cookie_goes_to_the_host_that_set_it_alone(client: Client, site: Site) -> None:
    other = site.url.replace("127.0.0.1", "localhost")
    client.get(f"{site.url}/sets-a-cookie")
    assert client.get(f"{site.url}/what-cookie").content == b"kept=here"
    assert client.get(f"{other}/what-cookie").content == b""
