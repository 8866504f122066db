"""Which addresses a host has, and whether they belong to the public internet."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from hegui.fetch.errors import FetchError

IPAddress = IPv4Address | IPv6Address

_CARRIERS = tuple(map(IPv6Network, ("::/96", "64:ff9b::/96")))
"""Networks whose addresses carry an IPv4 address in their last four bytes (RFC 4291, 2.5.5.1; RFC 6052, 2.1)."""
_LOCAL = tuple(map(IPv6Network, ("64:ff9b:1::/48", "2001::/32", "fec0::/10")))
"""Translation and tunnels of a network of its own (RFC 8215, RFC 4380), and addresses of a site (RFC 3879)."""


def host_of(url: str) -> str:
    """The host of a web address; empty for what is none."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def addresses_of(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of a host, to connect to one of them: looked up again they might be others.

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
    return list(dict.fromkeys(map(str, addresses)))


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet, an IPv4 address within an IPv6 one included."""
    if isinstance(address, IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour
        if any(address in network for network in _CARRIERS):
            carried = IPv4Address(int(address) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(carried)
        if any(address in network for network in _LOCAL):
            return False
    return address.is_global and not address.is_multicast
