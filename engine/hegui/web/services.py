"""The office's own sign-in services: OpenID Connect, and an LDAP directory. They are set by the environment.

A service tells who a person is; the account is the one to which an administrator has given that identity. None is made
for a stranger.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import hegui
from hegui.web.models import User

OIDC, LDAP = "oidc", "ldap"


@dataclass(frozen=True)
class Provider:
    """A provider of OpenID Connect."""

    issuer: str
    client: str
    secret: str
    title: str = "统一身份认证"
    claim: str = "sub"
    """What of the ID token tells the person."""

    @property
    def address(self) -> str:
        """With which its identities begin."""
        return self.issuer


@dataclass(frozen=True)
class Directory:
    """An LDAP directory."""

    address: str
    base: str
    """Below which persons are looked for."""
    filter: str = "(uid={account})"
    """How one is found by what is typed as the account."""
    number: str = "uid"
    """The attribute that tells the person."""
    user: str = ""
    """As whom persons are looked for; empty: as nobody in particular."""
    password: str = ""
    authority: str | None = None
    """A file with the certificates that are believed; None: those of the system."""
    title: str = "目录服务"


@dataclass
class _Services:
    provider: Provider | None = None
    directory: Directory | None = None

    @property
    def known(self) -> dict[str, Provider | Directory]:
        """Those that are set, by their names."""
        both: dict[str, Provider | Directory | None] = {OIDC: self.provider, LDAP: self.directory}
        return {name: one for name, one in both.items() if one is not None}


services = _Services()
"""Those of this process; a server sets them when it starts."""


def from_environment(given: Mapping[str, str] = os.environ) -> tuple[Provider | None, Directory | None]:
    """What the environment sets. Raises hegui.UsageError where something is missing or not installed."""
    oidc, ldap = _Given("HEGUI_OIDC_", given), _Given("HEGUI_LDAP_", given)
    provider = directory = None
    if oidc:
        _hold_installed("authlib", "oidc")
        provider = Provider(
            oidc.needed("ISSUER"),
            oidc.needed("CLIENT"),
            oidc.needed("SECRET"),
            **oidc.set({"title": "TITLE", "claim": "CLAIM"}),
        )
        _hold_secret_way(oidc.name("ISSUER"), provider.issuer, "https")
    if ldap:
        _hold_installed("ldap3", "ldap")
        names = ("filter", "number", "user", "password", "authority", "title")
        directory = Directory(
            ldap.needed("ADDRESS"), ldap.needed("BASE"), **ldap.set({name: name.upper() for name in names})
        )
        if "{account}" not in directory.filter:
            raise hegui.UsageError(f"{ldap.name('FILTER')} 中应有 {{account}}，如 (uid={{account}})。")
        if urlsplit(directory.address).scheme not in ("ldap", "ldaps"):
            raise hegui.UsageError(f"{ldap.name('ADDRESS')} 应以 ldaps:// 或 ldap:// 开头。")
    return provider, directory


def identity(service: Provider | Directory, number: str) -> str:
    """Who a person is to a service, as it stands in the account."""
    return f"{service.address} {number}"


def account_of(service: Provider | Directory, number: str) -> User | None:
    """The account in use to which an administrator has given this identity."""
    return User.objects.filter(identity=identity(service, number), active=True).first()


def number_of(user: User) -> tuple[str, str]:
    """The service by which a person signs in, and the person's number there; both empty where there is none."""
    for name, service in services.known.items():
        if user.identity and user.identity.startswith(identity(service, "")):
            return name, user.identity.removeprefix(identity(service, ""))
    return "", ""


def is_here(host: str | None) -> bool:
    """Whether a host is this machine: what does not leave it need not be secret on the way."""
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class _Given:
    """The variables that begin alike; what is a secret may stand in a file that `…_FILE` names."""

    def __init__(self, prefix: str, given: Mapping[str, str]) -> None:
        self._prefix = prefix
        self._values = {name.removeprefix(prefix): value for name, value in given.items() if name.startswith(prefix)}

    def __bool__(self) -> bool:
        return any(self._values.values())

    def name(self, key: str) -> str:
        return f"{self._prefix}{key}"

    def get(self, key: str) -> str:
        if file := self._values.get(f"{key}_FILE"):
            try:
                return Path(file).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError):
                raise hegui.UsageError(f"{self.name(key)}_FILE：{file} 读不出来，请检查路径和权限。") from None
        return self._values.get(key, "").strip()

    def needed(self, key: str) -> str:
        if value := self.get(key):
            return value
        raise hegui.UsageError(f"请用环境变量 {self.name(key)} 写明。")

    def set(self, keys: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, key in keys.items() if (value := self.get(key))}


def _hold_installed(module: str, extra: str) -> None:
    if find_spec(module) is None:
        raise hegui.UsageError(f"这种登录的功能未安装，请先 pip install 'hegui[{extra}]'。")


def _hold_secret_way(name: str, address: str, scheme: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != scheme and not is_here(parts.hostname):
        raise hegui.UsageError(f"{name} 应以 {scheme}:// 开头。")
