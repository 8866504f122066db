"""Which hosts may be contacted: a public page must not lead the office's machine to addresses of its own network."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")

IPAddress = IPv4Address | IPv6Address


class RefusedError(Exception):
    """An address that is not contacted, and why, for the user."""


def address_of(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to. It is looked up once, so that it cannot change after it was found to be public.

    Raises RefusedError where the host is unknown, or where any of its addresses is private and that is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RefusedError(f"找不到网站 {host}，请检查网址和网络") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not allow_private and not is_public(address):
            raise RefusedError(f"网站 {host} 的地址 {address} 在内部网络，没有访问；确需访问的请加 --allow-private")
    return str(addresses[0])


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet, an IPv4 address within an IPv6 one included."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast
